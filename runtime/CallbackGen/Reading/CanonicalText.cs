using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CallbackGen.Reading;

/// <summary>
/// One text for each value, however it was written on the wire: <c>10</c>, <c>10.00</c> and <c>1e1</c> are one number, and a
/// time is one moment in whatever zone. What idempotency keys are made of. For generated code.
/// </summary>
public static class CanonicalText
{
    // Dividing by it leaves the value and takes the trailing zeros away.
    private const decimal OneOfFullScale = 1.0000000000000000000000000000m;

    /// <summary>A number.</summary>
    /// <param name="value">The number.</param>
    /// <returns>Its digits without zeros that change nothing, and with a point where it has a fraction; null for null.</returns>
    public static string? Of(decimal? value) =>
        value switch
        {
            null => null,
            0 => "0", // also for the negative zero
            { } number => (number / OneOfFullScale).ToString(CultureInfo.InvariantCulture),
        };

    /// <summary>A decimal as it was written: its digits all stand, and so does the sign of a zero, which <c>ToString</c> leaves out.</summary>
    /// <param name="value">The number, read from a text such as <c>-0.00</c>.</param>
    /// <returns>The text that it was read from; null for null.</returns>
    public static string? AsSigned(decimal? value) =>
        value is not { } number
            ? null
            : (number == 0 && decimal.IsNegative(number) ? "-" : "") + number.ToString(CultureInfo.InvariantCulture);

    /// <summary>A whole number.</summary>
    /// <param name="value">The number.</param>
    /// <returns>Its digits; null for null.</returns>
    public static string? Of(long? value) => value?.ToString(CultureInfo.InvariantCulture);

    /// <summary>A truth value.</summary>
    /// <param name="value">The value.</param>
    /// <returns><c>true</c> or <c>false</c>; null for null.</returns>
    public static string? Of(bool? value) =>
        value switch
        {
            true => "true",
            false => "false",
            null => null,
        };

    /// <summary>A moment.</summary>
    /// <param name="value">The moment.</param>
    /// <returns>It in UTC as RFC 3339 writes it, with as many digits of the second as it needs; null for null.</returns>
    public static string? Of(DateTimeOffset? value) =>
        value?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>A local time of a zone whose offset changes.</summary>
    /// <param name="value">The time, with the offset by which it was read.</param>
    /// <returns>It as a clock there shows it, as RFC 3339 writes a time without its offset; null for null.</returns>
    public static string? OfLocal(DateTimeOffset? value) =>
        value?.DateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);

    /// <summary>A day.</summary>
    /// <param name="value">The day.</param>
    /// <returns>It as RFC 3339 writes it; null for null.</returns>
    public static string? Of(DateOnly? value) => value?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>A time of day.</summary>
    /// <param name="value">The time.</param>
    /// <returns>It as RFC 3339 writes it, with as many digits of the second as it needs; null for null.</returns>
    public static string? Of(TimeOnly? value) => value?.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);

    /// <summary>An identifier.</summary>
    /// <param name="value">The identifier.</param>
    /// <returns>It in lower-case hex with hyphens (RFC 9562, section 4); null for null.</returns>
    public static string? Of(Guid? value) => value?.ToString("D", CultureInfo.InvariantCulture);

    /// <summary>A member of a payload whose schema is not known, as that of an event which is not listed.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="pointer">A JSON pointer (RFC 6901) to the member.</param>
    /// <returns>A text as it stands, a number or truth value as above; null where there is nothing of these.</returns>
    public static string? Of(JsonElement payload, string pointer)
    {
        ArgumentNullException.ThrowIfNull(pointer);
        var place = new JsonPointer(pointer);
        while (place.Next())
        {
            if (payload.ValueKind != JsonValueKind.Object || !payload.TryGetProperty(place.Token, out var member))
                return null;
            payload = member;
        }

        return payload.ValueKind switch
        {
            JsonValueKind.String => payload.GetString(),
            JsonValueKind.True => Of(true),
            JsonValueKind.False => Of(false),
            JsonValueKind.Number => ExactNumber.TryParse(Encoding.UTF8.GetBytes(payload.GetRawText()), allowExponent: true, out var number)
                ? Of(number)
                : payload.GetRawText(),
            _ => null,
        };
    }
}
