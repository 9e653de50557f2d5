using System.ComponentModel;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CallbackGen.Reading;

namespace CallbackGen.Serialization;

/// <summary>Converts a local date and time in a custom format.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class DateTextConverter : JsonConverter<DateTimeOffset>
{
    private readonly string _format;
    private readonly TimeSpan _offset;
    private readonly LocalZone? _zone;

    /// <summary>Creates a converter for times with a fixed offset.</summary>
    /// <param name="format">A .NET custom format, in the invariant culture.</param>
    /// <param name="offset">The offset from UTC of the local time.</param>
    public DateTextConverter(string format, TimeSpan offset)
    {
        _format = format;
        _offset = offset;
    }

    /// <summary>Creates a converter for times of a zone whose offset changes.</summary>
    /// <param name="format">A .NET custom format, in the invariant culture.</param>
    /// <param name="zone">The zone.</param>
    public DateTextConverter(string format, LocalZone zone)
    {
        _format = format;
        _zone = zone;
    }

    /// <inheritdoc />
    /// <exception cref="JsonException">The value is not in the format.</exception>
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && TryParse(ScalarToken.Utf8(ref reader), out var value)
            ? value
            : throw new JsonException();

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var local = _zone?.ToLocal(value) ?? value.ToOffset(_offset).DateTime;
        writer.WriteStringValue(local.ToString(_format, CultureInfo.InvariantCulture));
    }

    private bool TryParse(ReadOnlySpan<byte> text, out DateTimeOffset value) =>
        _zone is null
            ? PayloadText.TryParseDate(text, _format, _offset, out value)
            : PayloadText.TryParseDate(text, _format, _zone, out value);
}

/// <summary>Converts a text that may also be written as a number, true or false: it is read as that value's text, as written.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class CoercedTextConverter : JsonConverter<string>
{
    /// <inheritdoc />
    /// <exception cref="JsonException">The value is an object, an array or null.</exception>
    public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ScalarToken.Text(ref reader);

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStringValue(value);
    }
}

/// <summary>
/// Converts true or false, which may also be written as one of the texts <c>true</c>, <c>false</c>, <c>1</c> and <c>0</c>, or as one of the
/// numbers 1 and 0.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class CoercedBooleanConverter : JsonConverter<bool>
{
    /// <inheritdoc />
    /// <exception cref="JsonException">The value is not one of these.</exception>
    public override bool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType switch
        {
            JsonTokenType.True => true,
            JsonTokenType.False => false,
            JsonTokenType.Number when PayloadText.TryParseBooleanNumber(ScalarToken.Utf8(ref reader), out var flag) => flag,
            JsonTokenType.String when PayloadText.TryParseBoolean(ScalarToken.Utf8(ref reader), out var value) => value,
            _ => throw new JsonException(),
        };

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, bool value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteBooleanValue(value);
    }
}
