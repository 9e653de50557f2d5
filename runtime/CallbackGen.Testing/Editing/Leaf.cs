using System.Text;
using System.Text.Json;
using CallbackGen.Reading;

namespace CallbackGen.Testing.Editing;

/// <summary>A scalar of a JSON text, or a field of a form or query: its pointer, its position and its type.</summary>
internal sealed record Leaf(string Pointer, int Start, int End, JsonTokenType Type)
{
    /// <summary>Returns the strings, numbers, true, false and null of a JSON text.</summary>
    public static IReadOnlyList<Leaf> OfJson(ReadOnlySpan<byte> json)
    {
        var leaves = new List<Leaf>();
        var path = new List<(string Name, int Index, bool IsArray)>();
        var reader = new Utf8JsonReader(json);
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.PropertyName)
            {
                path[^1] = (JsonPointer.Of(reader.GetString()!), 0, false);
                continue;
            }

            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                path.RemoveAt(path.Count - 1);
                continue;
            }

            if (path.Count > 0 && path[^1].IsArray)
                path[^1] = ($"/{path[^1].Index}", path[^1].Index + 1, true);
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
                path.Add(("", 0, reader.TokenType == JsonTokenType.StartArray));
            else
                leaves.Add(
                    new(
                        string.Concat(path.Select(segment => segment.Name)),
                        (int)reader.TokenStartIndex,
                        (int)reader.BytesConsumed,
                        reader.TokenType
                    )
                );
        }

        return leaves;
    }

    /// <summary>Returns the values of a form or query.</summary>
    public static IReadOnlyList<Leaf> OfFields(string fields)
    {
        var leaves = new List<Leaf>();
        var start = 0;
        foreach (var field in fields.Split('&'))
        {
            var equals = field.IndexOf('=', StringComparison.Ordinal);
            if (equals >= 0)
                leaves.Add(
                    new(
                        JsonPointer.Of(System.Net.WebUtility.UrlDecode(field[..equals])),
                        start + equals + 1,
                        start + field.Length,
                        JsonTokenType.None
                    )
                );
            start += field.Length + 1;
        }

        return leaves;
    }

    /// <summary>Returns the value of a part of a multipart form.</summary>
    public static Leaf OfPart(string name, int start, int length) => new(JsonPointer.Of(name), start, start + length, JsonTokenType.None);

    public byte[] Replace(ReadOnlySpan<byte> text, string raw) => [.. text[..Start], .. Encoding.UTF8.GetBytes(raw), .. text[End..]];
}
