using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallbackGen.Serialization;

/// <summary>Adds null to what another converter reads and writes.</summary>
/// <typeparam name="T">The value.</typeparam>
/// <param name="inner">The other converter.</param>
public sealed class NullableConverter<T>(JsonConverter<T> inner) : JsonConverter<T?>
    where T : struct
{
    /// <inheritdoc />
    public override bool HandleNull => true;

    /// <inheritdoc />
    /// <exception cref="JsonException">The other converter refuses the value.</exception>
    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.Null ? null : inner.Read(ref reader, typeof(T), options);

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
