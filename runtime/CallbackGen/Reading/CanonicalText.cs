using System.ComponentModel;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace CallbackGen.Reading;

/// <summary>
/// Formats values so that equal values have equal texts, however they were written on the wire: <c>10</c>, <c>10.00</c> and <c>1e1</c> are
/// the same number, and a time is the same moment in any zone. Idempotency keys are built from these texts. For generated code.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class CanonicalText
{
    // Dividing by this constant keeps the value and removes trailing zeros.
    private const decimal OneOfFullScale = 1.0000000000000000000000000000m;

    /// <summary>Formats a number.</summary>
    /// <param name="value">The number.</param>
    /// <returns>The digits without insignificant zeros, and with a decimal point when there is a fraction; null for null.</returns>
    public static string? Of(decimal? value) =>
        value switch
        {
            null => null,
            0 => "0", // also for the negative zero
            { } number => (number / OneOfFullScale).ToString(CultureInfo.InvariantCulture),
        };

    /// <summary>
    /// Formats a decimal as it was written, with all of its digits and with the sign of a zero, which <c>ToString</c> omits.
    /// </summary>
    /// <param name="value">The number, read from a text such as <c>-0.00</c>.</param>
    /// <returns>The text that it was read from; null for null.</returns>
    public static string? AsSigned(decimal? value) =>
        value is not { } number
            ? null
            : (number == 0 && decimal.IsNegative(number) ? "-" : "") + number.ToString(CultureInfo.InvariantCulture);

    /// <summary>Formats an integer.</summary>
    /// <param name="value">The number.</param>
    /// <returns>Its digits; null for null.</returns>
    public static string? Of(long? value) => value?.ToString(CultureInfo.InvariantCulture);

    /// <summary>Formats a boolean.</summary>
    /// <param name="value">The value.</param>
    /// <returns><c>true</c> or <c>false</c>; null for null.</returns>
    public static string? Of(bool? value) =>
        value switch
        {
            true => "true",
            false => "false",
            null => null,
        };

    /// <summary>Formats a moment.</summary>
    /// <param name="value">The moment.</param>
    /// <returns>The moment in UTC (RFC 3339), with as many digits of the second as needed; null for null.</returns>
    public static string? Of(DateTimeOffset? value) =>
        value?.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);

    /// <summary>Formats a local time of a zone whose offset changes.</summary>
    /// <param name="value">The time, with the offset that it was read with.</param>
    /// <returns>The local time (RFC 3339) without its offset; null for null.</returns>
    public static string? OfLocal(DateTimeOffset? value) =>
        value?.DateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);

    /// <summary>Formats a date.</summary>
    /// <param name="value">The date.</param>
    /// <returns>The date (RFC 3339, <c>full-date</c>); null for null.</returns>
    public static string? Of(DateOnly? value) => value?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Formats a time of day.</summary>
    /// <param name="value">The time.</param>
    /// <returns>The time (RFC 3339, <c>partial-time</c>), with as many digits of the second as needed; null for null.</returns>
    public static string? Of(TimeOnly? value) => value?.ToString("HH:mm:ss.FFFFFFF", CultureInfo.InvariantCulture);

    /// <summary>Formats a UUID.</summary>
    /// <param name="value">The UUID.</param>
    /// <returns>Lower-case hexadecimal digits with hyphens (RFC 9562, section 4); null for null.</returns>
    public static string? Of(Guid? value) => value?.ToString("D", CultureInfo.InvariantCulture);

    /// <summary>Formats a member of a payload without a schema, such as an event that the schema does not list.</summary>
    /// <param name="payload">The payload.</param>
    /// <param name="pointer">A JSON pointer (RFC 6901) to the member.</param>
    /// <returns>A text unchanged; a number or boolean formatted as above; null for other values and for an absent member.</returns>
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
