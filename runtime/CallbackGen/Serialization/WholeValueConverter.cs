using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace CallbackGen.Serialization;

/// <summary>Reads and writes a payload that is not an object as its single value.</summary>
/// <typeparam name="T">The payload's record.</typeparam>
/// <typeparam name="TValue">The type of its only member.</typeparam>
/// <param name="get">Returns the value of the record.</param>
/// <param name="create">Creates the record from a value.</param>
/// <param name="converter">The value's converter; null for the type's own.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class WholeValueConverter<T, TValue>(Func<T, TValue> get, Func<TValue, T> create, JsonConverter<TValue>? converter)
    : JsonConverter<T>
    where T : class
{
    /// <inheritdoc />
    public override bool HandleNull => true;

    /// <inheritdoc />
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        create(
            converter is null
                ? JsonSerializer.Deserialize(ref reader, Info(options))!
                : converter.Read(ref reader, typeof(TValue), options)!
        );

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        if (value is null)
            writer.WriteNullValue();
        else if (converter is null)
            JsonSerializer.Serialize(writer, get(value), Info(options));
        else
            converter.Write(writer, get(value), options);
    }

    private static JsonTypeInfo<TValue> Info(JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return (JsonTypeInfo<TValue>)options.GetTypeInfo(typeof(TValue));
    }
}
