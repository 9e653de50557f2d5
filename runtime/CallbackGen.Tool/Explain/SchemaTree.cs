using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CallbackGen.Tool.Explain;

/// <summary>Edits a schema as a tree, and finds positions in its text.</summary>
internal static class SchemaTree
{
    /// <summary>The format of values. Characters are escaped as little as possible, because people read the schema.</summary>
    public static readonly JsonSerializerOptions Writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Returns a copy of a schema with edits applied.</summary>
    public static JsonObject Edit(JsonNode schema, IEnumerable<SchemaEdit> edits)
    {
        var tree = (JsonObject)schema.DeepClone();
        foreach (var edit in edits)
            Apply(tree, edit);
        return tree;
    }

    /// <summary>Returns the node at a pointer (RFC 6901), or null.</summary>
    public static JsonNode? Find(JsonNode root, string pointer)
    {
        JsonNode? at = root;
        foreach (var segment in Segments(pointer))
        {
            at = at switch
            {
                JsonObject map => map[segment],
                JsonArray list when int.TryParse(segment, out var index) && index < list.Count => list[index],
                _ => null,
            };
        }

        return at;
    }

    /// <summary>Returns a pointer's segment for a member's name.</summary>
    public static string Segment(string name) => CallbackGen.Reading.JsonPointer.Of(name)[1..];

    /// <summary>
    /// Returns the line of the member or element at a pointer, from 1; if it does not exist, the line of its parent.
    /// </summary>
    public static int LineOf(string text, string pointer)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var reader = new Utf8JsonReader(
            bytes,
            new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true }
        );
        var path = new List<(string Name, int Index)> { ("", -1) };
        var (best, line) = (-1, 1);
        var wanted = Segments(pointer).ToList();
        while (reader.Read())
        {
            if (reader.TokenType is JsonTokenType.EndObject or JsonTokenType.EndArray)
            {
                path.RemoveAt(path.Count - 1);
                continue;
            }

            if (reader.TokenType == JsonTokenType.PropertyName)
            {
                path[^1] = (reader.GetString()!, -1);
                if (IsPrefix(path, wanted) && path.Count - 1 > best)
                    (best, line) = (path.Count - 1, LineAt(bytes, (int)reader.TokenStartIndex));
                continue;
            }

            if (path[^1] is { Index: >= 0 } element)
            {
                path[^1] = (element.Index.ToString(System.Globalization.CultureInfo.InvariantCulture), element.Index + 1);
                if (IsPrefix(path, wanted) && path.Count - 1 > best)
                    (best, line) = (path.Count - 1, LineAt(bytes, (int)reader.TokenStartIndex));
            }

            if (reader.TokenType == JsonTokenType.StartObject)
                path.Add(("", -1));
            else if (reader.TokenType == JsonTokenType.StartArray)
                path.Add(("", 0));
        }

        return line;
    }

    private static bool IsPrefix(List<(string Name, int Index)> path, List<string> wanted) =>
        path.Count - 1 <= wanted.Count && path.Skip(1).Select(part => part.Name).SequenceEqual(wanted.Take(path.Count - 1));

    private static int LineAt(byte[] bytes, int offset) => 1 + bytes.AsSpan(0, offset).Count((byte)'\n');

    private static IEnumerable<string> Segments(string pointer) =>
        pointer
            .Split('/')
            .Skip(1)
            .Select(segment => segment.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal));

    private static void Apply(JsonObject tree, SchemaEdit edit)
    {
        var slash = edit.Path.LastIndexOf('/');
        var name = Segments(edit.Path[slash..]).Single();
        switch (Find(tree, edit.Path[..slash]))
        {
            case JsonObject map when edit.Op == "remove":
                map.Remove(name);
                break;
            case JsonObject map:
                map[name] = edit.Value?.DeepClone();
                break;
            case JsonArray list when int.TryParse(name, out var index) && index < list.Count:
                if (edit.Op == "remove")
                    list.RemoveAt(index);
                else
                    list[index] = edit.Value?.DeepClone();
                break;
            default:
                throw new InvalidOperationException($"The schema has no place {edit.Path}.");
        }
    }
}
