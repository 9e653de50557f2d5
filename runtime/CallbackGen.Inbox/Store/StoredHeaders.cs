using System.Text.Json;

namespace CallbackGen.Inbox;

/// <summary>Headers as one text: a JSON array of pairs, in the order received.</summary>
internal static class StoredHeaders
{
    /// <summary>Writes headers.</summary>
    public static string Write(IReadOnlyList<KeyValuePair<string, string>> headers)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartArray();
            foreach (var (name, value) in headers)
            {
                writer.WriteStartArray();
                writer.WriteStringValue(name);
                writer.WriteStringValue(value);
                writer.WriteEndArray();
            }

            writer.WriteEndArray();
        }

        return System.Text.Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>Reads what <see cref="Write"/> has written.</summary>
    /// <exception cref="JsonException">It has not.</exception>
    public static IReadOnlyList<KeyValuePair<string, string>> Read(string text)
    {
        using var document = JsonDocument.Parse(text);
        return [.. document.RootElement.EnumerateArray().Select(pair => KeyValuePair.Create(pair[0].GetString()!, pair[1].GetString()!))];
    }
}
