using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CallbackGen.Tool.Import.Events;

/// <summary>Writes JSON for people: an object or array that is short enough stays on one line.</summary>
internal static class CompactJson
{
    private const int Width = 110;

    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Returns the text of a file.</summary>
    public static string Write(JsonNode node)
    {
        var text = new StringBuilder();
        Write(text, node, 0, 0);
        return text.Append('\n').ToString();
    }

    private static void Write(StringBuilder text, JsonNode? node, int indent, int before)
    {
        var line = Line(node);
        if (indent > 0 && indent + before + line.Length <= Width || node is not (JsonObject { Count: > 0 } or JsonArray { Count: > 0 }))
        {
            text.Append(line);
            return;
        }

        var isObject = node is JsonObject;
        var members = node is JsonObject parent
            ? parent.Select(member => (Name: Quote(member.Key) + ": ", member.Value)).ToList()
            : [.. ((JsonArray)node).Select(item => (Name: "", Value: item))];
        text.Append(isObject ? '{' : '[');
        for (var i = 0; i < members.Count; i++)
        {
            text.Append('\n').Append(' ', indent + 2).Append(members[i].Name);
            Write(text, members[i].Value, indent + 2, members[i].Name.Length);
            text.Append(i < members.Count - 1 ? "," : "");
        }

        text.Append('\n').Append(' ', indent).Append(isObject ? '}' : ']');
    }

    private static string Line(JsonNode? node) =>
        node switch
        {
            null => "null",
            JsonObject { Count: 0 } => "{}",
            JsonObject members => $"{{ {string.Join(", ", members.Select(member => $"{Quote(member.Key)}: {Line(member.Value)}"))} }}",
            JsonArray items => $"[{string.Join(", ", items.Select(Line))}]",
            _ => node.ToJsonString(Options),
        };

    private static string Quote(string text) => JsonSerializer.Serialize(text, Options);
}
