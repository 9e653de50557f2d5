using System.Collections.Immutable;
using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CallbackGen.Serialization;

/// <summary>Converts an array whose items need a converter of their own, such as amounts written as text.</summary>
/// <typeparam name="T">The item.</typeparam>
/// <param name="item">The item's converter.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ImmutableArrayConverter<T>(JsonConverter<T> item) : JsonConverter<ImmutableArray<T>>
{
    /// <inheritdoc />
    public override ImmutableArray<T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartArray)
            throw new JsonException();
        var items = ImmutableArray.CreateBuilder<T>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.Null && !item.HandleNull && default(T) is not null)
                throw new JsonException();
            items.Add(reader.TokenType == JsonTokenType.Null && !item.HandleNull ? default! : item.Read(ref reader, typeof(T), options)!);
        }

        return items.DrainToImmutable();
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, ImmutableArray<T> value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        writer.WriteStartArray();
        foreach (var element in value)
            ItemWriter.Write(writer, item, element, options);
        writer.WriteEndArray();
    }
}

/// <summary>Converts a map whose values need a converter of their own.</summary>
/// <typeparam name="T">The value.</typeparam>
/// <param name="item">The value's converter.</param>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class ImmutableMapConverter<T>(JsonConverter<T> item) : JsonConverter<ImmutableDictionary<string, T>>
{
    /// <inheritdoc />
    public override ImmutableDictionary<string, T> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException();
        var entries = ImmutableDictionary.CreateBuilder<string, T>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var key = reader.GetString()!;
            reader.Read();
            var entry = reader.TokenType == JsonTokenType.Null && !item.HandleNull ? default! : item.Read(ref reader, typeof(T), options)!;
            if (!entries.TryAdd(key, entry))
                throw new JsonException();
        }

        return entries.ToImmutable();
    }

    /// <inheritdoc />
    public override void Write(Utf8JsonWriter writer, ImmutableDictionary<string, T> value, JsonSerializerOptions options)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(value);
        writer.WriteStartObject();
        foreach (var (key, entry) in value)
        {
            writer.WritePropertyName(key);
            ItemWriter.Write(writer, item, entry, options);
        }

        writer.WriteEndObject();
    }
}

internal static class ItemWriter
{
    public static void Write<T>(Utf8JsonWriter writer, JsonConverter<T> converter, T value, JsonSerializerOptions options)
    {
        if (value is null && !converter.HandleNull)
            writer.WriteNullValue();
        else
            converter.Write(writer, value, options);
    }
}
