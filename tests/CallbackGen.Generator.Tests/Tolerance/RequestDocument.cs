using System.Buffers.Text;
using System.Net;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CallbackGen.Definitions;

namespace CallbackGen.Generator.Tests.Tolerance;

/// <summary>
/// The part of a request that contains the payload, as a JSON document that can be edited: the body, the claims of a token, the JSON
/// within a field, or the fields of a form or query.
/// </summary>
internal sealed class RequestDocument
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly CallbackRequest _request;
    private readonly CallbackContent _content;
    private readonly (string From, bool IsBase64)? _source;
    private readonly CallbackFeed _feed;
    private readonly bool _isToken;
    private readonly string _json;
    private readonly IReadOnlyList<(string Name, string Text)> _fields;

    private RequestDocument(CallbackFeed feed, CallbackRequest request, CallbackContent content, (string From, bool IsBase64)? source)
    {
        _request = request;
        _content = content;
        _source = source;
        _feed = feed;
        var proof = feed.Definition.Proofs.FirstOrDefault(proof => proof.CarriesPayload);
        _isToken = proof is not null;
        _fields = HasFields ? FieldsOf(request, content) : [];
        _json =
            proof is not null ? Decoded(new RequestDraft(feed.Definition, request).Read(proof.From, -1)![proof.Prefix.Length..])
            : source is not null ? Decoded(new RequestDraft(feed.Definition, request).Read(source.Value.From, -1)!, source.Value.IsBase64)
            : HasFields ? JsonObjectOf(_fields).ToJsonString(Relaxed)
            : Encoding.UTF8.GetString(request.Body.Span);
        Payloads = _isToken || source is not null ? [""] : PayloadsIn(feed.Definition);
    }

    /// <summary>Gets the pointers of the payloads in the document: one, or one for each item.</summary>
    public IReadOnlyList<string> Payloads { get; }

    /// <summary>Gets whether the members are fields, each with one text.</summary>
    public bool HasFields => !_isToken && _source is null && _content != CallbackContent.Json;

    /// <summary>Gets the document, to read or to change.</summary>
    public JsonNode? Root => JsonNode.Parse(_json);

    /// <summary>Returns the document of a request; null when it is a text, which has no members.</summary>
    public static RequestDocument? Of(CallbackFeed feed, CallbackRequest request, JsonElement schema)
    {
        var content = RequestDraft.ContentOf(feed.Definition, request);
        return content is CallbackContent.Text or CallbackContent.Xml ? null : new(feed, request, content, SourceOf(schema));
    }

    /// <summary>Returns the request, and for a token its claims, with changes; null when a field cannot have such a value.</summary>
    public (CallbackRequest Request, string? Claims)? With(params IEnumerable<Edit> edits)
    {
        if (HasFields)
            return WithFields(edits) is { } changed ? (changed, null) : null;
        var json = edits.Aggregate(Root, (root, edit) => edit.Apply(root))?.ToJsonString(Relaxed) ?? "null";
        if (_isToken)
            return (_request, json);
        if (_source is null)
            return (_request.With(body: Encoding.UTF8.GetBytes(json)), null);
        var (from, isBase64) = _source.Value;
        var draft = new RequestDraft(_feed.Definition, _request);
        draft.Write(from, -1, isBase64 ? Convert.ToBase64String(Encoding.UTF8.GetBytes(json)) : json);
        return (draft.ToRequest(), null);
    }

    private static string BodyOf(CallbackRequest request) => Encoding.Latin1.GetString(request.Body.Span);

    private static string Decoded(string token) => Encoding.UTF8.GetString(Base64Url.DecodeFromChars(token.Split('.')[1]));

    private static string Decoded(string text, bool isBase64) => isBase64 ? Encoding.UTF8.GetString(Convert.FromBase64String(text)) : text;

    /// <summary>Returns the member that contains the payload as JSON, or as base64 of JSON, if the schema says so.</summary>
    private static (string From, bool IsBase64)? SourceOf(JsonElement schema)
    {
        if (!schema.GetProperty("callback").TryGetProperty("payload", out var payload) || payload.ValueKind != JsonValueKind.String)
            return null;
        var text = payload.GetString()!;
        if (!text.Contains('|', StringComparison.Ordinal))
            return null;
        return text.Split('|') switch
        {
            [var from, "json"] => (from, false),
            [var from, "base64decode", "json"] => (from, true),
            _ => throw new InvalidOperationException($"Say how {text} is edited."),
        };
    }

    private static List<(string Name, string Text)> FieldsOf(CallbackRequest request, CallbackContent content)
    {
        if (content == CallbackContent.Multipart)
            return
            [
                .. MultipartEditor
                    .Leaves(request.Body.Span)
                    .Select(part =>
                        (JsonEditor.Segments(part.Pointer)[0], Encoding.UTF8.GetString(request.Body.Span[part.Start..part.End]))
                    ),
            ];
        var text = content == CallbackContent.Query ? request.Query : BodyOf(request);
        return
        [
            .. text.Split('&', StringSplitOptions.RemoveEmptyEntries)
                .Select(field => field.Split('=', 2))
                .Select(field => (WebUtility.UrlDecode(field[0]), WebUtility.UrlDecode(field.ElementAtOrDefault(1) ?? ""))),
        ];
    }

    private static JsonObject JsonObjectOf(IEnumerable<(string Name, string Text)> fields)
    {
        var members = new JsonObject();
        foreach (var (name, text) in fields)
            members[name] = text;
        return members;
    }

    private CallbackRequest? WithFields(IEnumerable<Edit> edits)
    {
        var fields = _fields.ToList();
        foreach (var edit in edits)
        {
            if (JsonEditor.Segments(edit.Pointer) is not [var name] || edit.Json is ['{' or '[', ..])
                return null;
            var index = fields.FindIndex(field => field.Name == name);
            if (edit.Json is null)
                fields.RemoveAll(field => field.Name == name);
            else if (index < 0)
                fields.Add((name, TextOf(edit.Json)));
            else
                fields[index] = (name, TextOf(edit.Json));
        }

        return _content switch
        {
            CallbackContent.Multipart => _request.With(
                body: Encoding.UTF8.GetBytes(MultipartEditor.Write(_request.ContentType!.Split("boundary=")[1].Trim('"'), fields))
            ),
            CallbackContent.Query => _request.With(query: Encoded(fields)),
            _ => _request.With(body: Encoding.UTF8.GetBytes(Encoded(fields))),
        };
    }

    private static string TextOf(string json) =>
        json == "null" ? ""
        : json[0] == '"' ? JsonSerializer.Deserialize<string>(json)!
        : json;

    private static string Encoded(IEnumerable<(string Name, string Text)> fields) =>
        string.Join('&', fields.Select(field => $"{Uri.EscapeDataString(field.Name)}={Uri.EscapeDataString(field.Text)}"));

    private string[] PayloadsIn(CallbackFeedDefinition feed)
    {
        if (!feed.HasItems)
            return [feed.PayloadPointer];
        var (list, rest) = (feed.PayloadPointer[..feed.ItemsAt], feed.PayloadPointer[(feed.ItemsAt + 2)..]);
        var count = (Edit.Find(Root, list) as JsonArray)?.Count ?? 0;
        return [.. Enumerable.Range(0, count).Select(index => $"{list}/{index}{rest}")];
    }
}
