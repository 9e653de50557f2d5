using System.Text;
using System.Text.Json;

namespace CallbackGen.Tool.Explain;

/// <summary>
/// Lists the texts of a request with their sources as schemas write them: header fields, the query, and the body's members or
/// fields.
/// </summary>
internal static class RequestFields
{
    private const int MaxTexts = 2000;
    private const int MaxFormLength = 64 * 1024;

    /// <summary>Returns the texts.</summary>
    public static IEnumerable<(string From, string Text)> Texts(Sent sent) => All(sent).Take(MaxTexts);

    /// <summary>Returns the names of the body's topmost members, and of the fields of a form or query.</summary>
    public static IEnumerable<string> Names(Sent sent) =>
        All(sent)
            .Where(text => text.From.StartsWith("body:/", StringComparison.Ordinal) && text.From.IndexOf('/', "body:/".Length) < 0)
            .Select(text => text.From["body:/".Length..])
            .Where(name => !name.Contains('~', StringComparison.Ordinal))
            .Distinct();

    private static IEnumerable<(string From, string Text)> All(Sent sent)
    {
        foreach (var header in sent.Capture.Headers)
            yield return ($"header:{header.Name}", header.Text);
        foreach (var field in Fields(sent.Capture.Query))
            yield return ($"query:{field.Name}", field.Text);
        // In a feed that receives queries, their fields are members of the payload.
        foreach (var field in Fields(sent.Capture.Query))
            yield return ($"body:/{SchemaTree.Segment(field.Name)}", field.Text);
        foreach (var leaf in BodyTexts(sent.Capture.Body))
            yield return leaf;
    }

    private static IEnumerable<(string From, string Text)> BodyTexts(ReadOnlyMemory<byte> body)
    {
        var text = Encoding.UTF8.GetString(body.Span);
        if (text.AsSpan().TrimStart("\uFEFF \t\r\n") is not ['{' or '[', ..])
            return Fields(text).Select(field => ($"body:/{SchemaTree.Segment(field.Name)}", field.Text));
        try
        {
            using var document = JsonDocument.Parse(text.TrimStart('\uFEFF'));
            return [.. Leaves("", document.RootElement).Take(MaxTexts)];
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return [];
        }
    }

    private static IEnumerable<(string From, string Text)> Leaves(string pointer, JsonElement element) =>
        element.ValueKind switch
        {
            JsonValueKind.Object => element
                .EnumerateObject()
                .SelectMany(member => Leaves($"{pointer}/{SchemaTree.Segment(member.Name)}", member.Value)),
            JsonValueKind.Array => element.EnumerateArray().SelectMany((item, index) => Leaves($"{pointer}/{index}", item)),
            JsonValueKind.String => [($"body:{pointer}", element.GetString()!)],
            JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => [($"body:{pointer}", element.GetRawText())],
            _ => [],
        };

    private static IEnumerable<(string Name, string Text)> Fields(string form) =>
        form.Length > MaxFormLength
            ? []
            : form.Split('&')
                .Take(MaxTexts)
                .Select(field => field.Split('=', 2))
                .Where(pair => pair.Length == 2)
                .Select(pair => (Decoded(pair[0]), Decoded(pair[1])));

    private static string Decoded(string text) => System.Net.WebUtility.UrlDecode(text);
}
