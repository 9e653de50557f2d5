using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CallbackGen.Reading;

namespace CallbackGen.Serialization;

/// <summary>An exact decimal written as a text, <c>"456.20"</c>: <c>-?(0|[1-9]\d*)(\.\d+)?</c>, its scale kept.</summary>
/// <param name="coerce">Whether a JSON number is read too.</param>
public sealed class DecimalTextConverter(bool coerce = false) : JsonConverter<decimal>
{
    /// <inheritdoc />
    /// <exception cref="JsonException">The value is of another form, or a decimal cannot hold it exactly.</exception>
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

/// <summary>A decimal written as a JSON number, exact: one that a decimal cannot hold is refused instead of rounded.</summary>
/// <param name="coerce">Whether a text of a JSON number's form (RFC 8259, section 6) is read too.</param>
public sealed class ExactNumberConverter(bool coerce = false) : JsonConverter<decimal>
{
    /// <inheritdoc />
    /// <exception cref="JsonException">The value is no number, or a decimal cannot hold it exactly.</exception>
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

/// <summary>An integer of 64 bits that may also be written as a text, <c>-?(0|[1-9]\d*)</c>.</summary>
public sealed class CoercedIntegerConverter : JsonConverter<long>
{
    /// <inheritdoc />
    /// <exception cref="JsonException">The value is no integer in the range of 64 bits.</exception>
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
