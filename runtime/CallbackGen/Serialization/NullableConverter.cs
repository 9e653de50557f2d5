using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using CallbackGen.Reading;

namespace CallbackGen.Serialization;

/// <summary>Adds null to the values that another converter reads and writes.</summary>
/// <typeparam name="T">The value.</typeparam>
/// <param name="inner">The other converter.</param>
/// <param name="coerce">Whether an empty text is also read as null.</param>
/// <param name="isDate">With <paramref name="coerce"/>, whether a date whose digits are all zero is also read as null.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class NullableConverter<T>(JsonConverter<T> inner, bool coerce = false, bool isDate = false) : JsonConverter<T?>
    where T : struct
{
    /// <inheritdoc />
    public override bool HandleNull => true;

    /// <inheritdoc />
    /// <exception cref="JsonException">The other converter rejects the value.</exception>
    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null
        || (coerce && reader.TokenType == JsonTokenType.String && PayloadText.IsNullText(ScalarToken.Utf8(ref reader), isDate))
            ? null
            : inner.Read(ref reader, typeof(T), options);

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, T? value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (value is { } some)
            inner.Write(writer, some, options);
        else
            writer.WriteNullValue();
    }
}
