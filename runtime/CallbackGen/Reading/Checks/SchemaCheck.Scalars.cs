using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace CallbackGen.Reading;

public sealed partial class SchemaCheck
{
    /// <summary>Checks <c>type</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="types">The allowed types.</param>
    /// <returns>Whether the value satisfies it.</returns>
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

    /// <summary>Checks <c>const</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="expected">The only allowed value.</param>
    /// <returns>Whether the value satisfies it.</returns>
    public bool Const(JsonElement value, JsonElement expected) => Verdict(JsonValues.AreEqual(value, expected, this), "const");

    /// <summary>Checks <c>enum</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="listed">An array of the allowed values.</param>
    /// <returns>Whether the value satisfies it.</returns>
    public bool Enum(JsonElement value, JsonElement listed)
    {
        foreach (var expected in listed.EnumerateArray())
        {
            if (JsonValues.AreEqual(value, expected, this))
                return true;
        }

        return Verdict(false, "enum");
    }

    /// <summary>Checks <c>minimum</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="bound">The bound as a JSON number.</param>
    /// <returns>Whether the value satisfies it.</returns>
    public bool Minimum(JsonElement value, ReadOnlySpan<byte> bound) => Verdict(Compare(value, bound) is not < 0, "minimum");

    /// <summary>Checks <c>maximum</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="bound">The bound as a JSON number.</param>
    /// <returns>Whether the value satisfies it.</returns>
    public bool Maximum(JsonElement value, ReadOnlySpan<byte> bound) => Verdict(Compare(value, bound) is not > 0, "maximum");

    /// <summary>Checks <c>exclusiveMinimum</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="bound">The bound as a JSON number.</param>
    /// <returns>Whether the value satisfies it.</returns>
    public bool ExclusiveMinimum(JsonElement value, ReadOnlySpan<byte> bound) =>
        Verdict(Compare(value, bound) is null or > 0, "exclusiveMinimum");

    /// <summary>Checks <c>exclusiveMaximum</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="bound">The bound as a JSON number.</param>
    /// <returns>Whether the value satisfies it.</returns>
    public bool ExclusiveMaximum(JsonElement value, ReadOnlySpan<byte> bound) =>
        Verdict(Compare(value, bound) is null or < 0, "exclusiveMaximum");

    /// <summary>Checks <c>multipleOf</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="divisor">The divisor as a JSON number greater than zero.</param>
    /// <returns>Whether the value satisfies it.</returns>
    public bool MultipleOf(JsonElement value, ReadOnlySpan<byte> divisor) =>
        Verdict(
            value.ValueKind != JsonValueKind.Number
                || (TryNumber(value, out var number) && JsonNumber.TryParse(divisor, out var other) && number.IsMultipleOf(other)),
            "multipleOf"
        );

    /// <summary>Checks <c>minLength</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="length">The minimum length, in Unicode code points.</param>
    /// <returns>Whether the value satisfies it.</returns>
    public bool MinLength(JsonElement value, int length) => Verdict(!IsText(value) || Length(value) >= length, "minLength");

    /// <summary>Checks <c>maxLength</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="length">The maximum length, in Unicode code points.</param>
    /// <returns>Whether the value satisfies it.</returns>
    public bool MaxLength(JsonElement value, int length) => Verdict(!IsText(value) || Length(value) <= length, "maxLength");

    /// <summary>Checks <c>pattern</c>.</summary>
    /// <param name="value">The value.</param>
    /// <param name="pattern">The pattern, with a time-out.</param>
    /// <returns>Whether the value satisfies it.</returns>
    public bool Pattern(JsonElement value, Regex pattern) => Verdict(!IsText(value) || Matches(value.GetString()!, pattern), "pattern");

    /// <summary>Checks <c>format</c> for a text.</summary>
    /// <param name="value">The value.</param>
    /// <param name="format">The format.</param>
    /// <returns>Whether the value satisfies it.</returns>
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

    /// <summary>Compares a number with a bound; returns null when the value is not a number.</summary>
    private int? Compare(JsonElement value, ReadOnlySpan<byte> bound) =>
        value.ValueKind == JsonValueKind.Number && TryNumber(value, out var number) && JsonNumber.TryParse(bound, out var other)
            ? number.CompareTo(other)
            : null;
}
