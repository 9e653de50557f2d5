using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace CallbackGen.Serialization;

/// <summary>
/// Reads and writes a record by its own context, regardless of the caller's options: two of its members have JSON names that differ in case
/// alone, which a case-insensitive serializer rejects. For generated code.
/// </summary>
/// <typeparam name="T">The record.</typeparam>
/// <param name="exact">The record's metadata in a context that compares names exactly.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ExactNamesConverter<T>(Func<JsonTypeInfo<T>> exact) : JsonConverter<T>
    where T : class
{
    /// <inheritdoc />
    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize(ref reader, exact());

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, exact());
}
