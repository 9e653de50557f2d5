using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CallbackGen.Reading;

public sealed partial class SchemaCheck
{
    /// <summary><c>type</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="types">The types of which it must be one.</param>
    /// <returns>The verdict.</returns>
    public bool Type(JsonElement value, JsonTypes types) =>
        Verdict(
            value.ValueKind switch
            {
                JsonValueKind.Null => types.HasFlag(JsonTypes.Null),
                JsonValueKind.True or JsonValueKind.False => types.HasFlag(JsonTypes.Boolean),
                JsonValueKind.Object => types.HasFlag(JsonTypes.Object),
                JsonValueKind.Array => types.HasFlag(JsonTypes.Array),
                JsonValueKind.String => types.HasFlag(JsonTypes.String),
                JsonValueKind.Number => types.HasFlag(JsonTypes.Number)
                    || (types.HasFlag(JsonTypes.Integer) && TryNumber(value, out var number) && number.IsInteger),
                _ => false,
            },
            "type"
        );

    /// <summary><c>const</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="expected">The only value that is allowed.</param>
    /// <returns>The verdict.</returns>
    public bool Const(JsonElement value, JsonElement expected) => Verdict(JsonValues.AreEqual(value, expected, this), "const");

    /// <summary><c>enum</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="listed">An array of the values that are allowed.</param>
    /// <returns>The verdict.</returns>
    public bool Enum(JsonElement value, JsonElement listed)
    {
        foreach (var expected in listed.EnumerateArray())
        {
            if (JsonValues.AreEqual(value, expected, this))
                return true;
        }

        return Verdict(false, "enum");
    }

    /// <summary><c>minimum</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="bound">The bound as a JSON number.</param>
    /// <returns>The verdict.</returns>
    public bool Minimum(JsonElement value, ReadOnlySpan<byte> bound) => Verdict(Compare(value, bound) is not < 0, "minimum");

    /// <summary><c>maximum</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="bound">The bound as a JSON number.</param>
    /// <returns>The verdict.</returns>
    public bool Maximum(JsonElement value, ReadOnlySpan<byte> bound) => Verdict(Compare(value, bound) is not > 0, "maximum");

    /// <summary><c>exclusiveMinimum</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="bound">The bound as a JSON number.</param>
    /// <returns>The verdict.</returns>
    public bool ExclusiveMinimum(JsonElement value, ReadOnlySpan<byte> bound) =>
        Verdict(Compare(value, bound) is null or > 0, "exclusiveMinimum");

    /// <summary><c>exclusiveMaximum</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="bound">The bound as a JSON number.</param>
    /// <returns>The verdict.</returns>
    public bool ExclusiveMaximum(JsonElement value, ReadOnlySpan<byte> bound) =>
        Verdict(Compare(value, bound) is null or < 0, "exclusiveMaximum");

    /// <summary><c>multipleOf</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="divisor">The divisor as a JSON number above zero.</param>
    /// <returns>The verdict.</returns>
    public bool MultipleOf(JsonElement value, ReadOnlySpan<byte> divisor) =>
        Verdict(
            value.ValueKind != JsonValueKind.Number
                || (TryNumber(value, out var number) && JsonNumber.TryParse(divisor, out var other) && number.IsMultipleOf(other)),
            "multipleOf"
        );

    /// <summary><c>minLength</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="length">The least length, in Unicode code points.</param>
    /// <returns>The verdict.</returns>
    public bool MinLength(JsonElement value, int length) => Verdict(!IsText(value) || Length(value) >= length, "minLength");

    /// <summary><c>maxLength</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="length">The greatest length, in Unicode code points.</param>
    /// <returns>The verdict.</returns>
    public bool MaxLength(JsonElement value, int length) => Verdict(!IsText(value) || Length(value) <= length, "maxLength");

    /// <summary><c>pattern</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="pattern">The pattern, with a time-out.</param>
    /// <returns>The verdict.</returns>
    public bool Pattern(JsonElement value, Regex pattern) => Verdict(!IsText(value) || Matches(value.GetString()!, pattern), "pattern");

    /// <summary><c>format</c>, of a text.</summary>
    /// <param name="value">The value.</param>
    /// <param name="format">The format.</param>
    /// <returns>The verdict.</returns>
    public bool Format(JsonElement value, TextFormat format)
    {
        if (!IsText(value))
            return true;
        var text = Encoding.UTF8.GetBytes(value.GetString()!);
        return Verdict(
            format switch
            {
                TextFormat.Decimal => ExactNumber.TryParse(text, allowExponent: false, out _),
                TextFormat.DateTime => Rfc3339.TryParseDateTime(text, out _),
                TextFormat.Date => Rfc3339.TryParseDate(text, out _),
                TextFormat.Time => Rfc3339.TryParseTime(text, out _),
                TextFormat.Uuid => PayloadText.TryParseUuid(text, out _),
                _ => false,
            },
            "format"
        );
    }

    private static bool IsText(JsonElement value) => value.ValueKind == JsonValueKind.String;

    private static int Length(JsonElement value) => PayloadReadState.CodePoints(value.GetString()!);

    /// <summary>How a number compares to a bound; null for what is no number.</summary>
    private int? Compare(JsonElement value, ReadOnlySpan<byte> bound) =>
        value.ValueKind == JsonValueKind.Number && TryNumber(value, out var number) && JsonNumber.TryParse(bound, out var other)
            ? number.CompareTo(other)
            : null;
}
