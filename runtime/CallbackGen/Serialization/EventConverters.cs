using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using CallbackGen.Reading;

namespace CallbackGen.Serialization;

/// <summary>Reads an event as the record that its constant member identifies, and writes it by its run-time type.</summary>
/// <typeparam name="T">The events' common record.</typeparam>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class EventConverter<T> : JsonConverter<T>
    where T : class, IReadablePayload<T>
{
    /// <inheritdoc />
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var result = CallbackPayload.ReadJson<T>(
            JsonSerializer.SerializeToUtf8Bytes(document.RootElement, JsonElementContext.Default.JsonElement)
        );
        return result.TryGetValue(out var value, out var rejection) ? value : throw new JsonException(rejection.ToString());
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(value);
        JsonSerializer.Serialize(writer, value, options.GetTypeInfo(value.GetType()));
    }
}

/// <summary>Converts an event that the schema does not list: its payload stays as received.</summary>
/// <typeparam name="T">The record that contains the payload.</typeparam>
/// <param name="payload">Returns the payload of the record.</param>
/// <param name="create">Creates the record from a payload.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class RawEventConverter<T>(Func<T, JsonElement> payload, Func<JsonElement, T> create) : JsonConverter<T>
    where T : class
{
    /// <inheritdoc />
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        create(JsonElement.ParseValue(ref reader));

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => payload(value).WriteTo(writer);
}

[JsonSerializable(typeof(JsonElement))]
internal sealed partial class JsonElementContext : JsonSerializerContext;
