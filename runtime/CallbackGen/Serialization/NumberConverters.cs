using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CallbackGen.Reading;

namespace CallbackGen.Serialization;

/// <summary>Converts an exact decimal written as text, <c>"456.20"</c>: <c>-?(0|[1-9]\d*)(\.\d+)?</c>. Its scale is preserved.</summary>
/// <param name="coerce">Whether a JSON number is also read.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class DecimalTextConverter(bool coerce = false) : JsonConverter<decimal>
{
    /// <inheritdoc />
    /// <exception cref="JsonException">The value has another form, or a decimal cannot represent it exactly.</exception>
    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Number && coerce)
            return ScalarToken.Number(ref reader);
        return
            reader.TokenType == JsonTokenType.String
            && ExactNumber.TryParse(ScalarToken.Utf8(ref reader), allowExponent: false, out var value)
            ? value
            : throw new JsonException();
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value.ToString(CultureInfo.InvariantCulture));
    }
}

/// <summary>
/// Converts a decimal written as a JSON number: a number that a decimal cannot represent exactly is rejected, not rounded.
/// </summary>
/// <param name="coerce">Whether a text with the form of a JSON number (RFC 8259, section 6) is also read.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ExactNumberConverter(bool coerce = false) : JsonConverter<decimal>
{
    /// <inheritdoc />
    /// <exception cref="JsonException">The value is not a number, or a decimal cannot represent it exactly.</exception>
    public override decimal Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Number || (coerce && reader.TokenType == JsonTokenType.String)
            ? ScalarToken.Number(ref reader)
            : throw new JsonException();

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, decimal value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteNumberValue(value);
    }
}

/// <summary>Converts a 64-bit integer that may also be written as text, <c>-?(0|[1-9]\d*)</c>.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class CoercedIntegerConverter : JsonConverter<long>
{
    /// <inheritdoc />
    /// <exception cref="JsonException">The value is not an integer in the range of 64 bits.</exception>
    public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        long value;
        if (reader.TokenType == JsonTokenType.Number && ExactNumber.TryParseWhole(ScalarToken.Utf8(ref reader), out value))
            return value;
        return reader.TokenType == JsonTokenType.String && ExactNumber.TryParseInteger(ScalarToken.Utf8(ref reader), out value)
            ? value
            : throw new JsonException();
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteNumberValue(value);
    }
}
