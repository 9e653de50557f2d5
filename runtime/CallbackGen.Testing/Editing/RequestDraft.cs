using System.Text;
using System.Text.Json;
using CallbackGen.Definitions;
using CallbackGen.Reading;
using CallbackGen.Verification;

namespace CallbackGen.Testing.Editing;

/// <summary>
/// A request that is being signed: values are written at the sources that the schema names, all other bytes stay unchanged.
/// </summary>
internal sealed class RequestDraft
{
    private readonly CallbackFeedDefinition _feed;
    private readonly CallbackRequest _template;
    private readonly CallbackContent _content;
    private readonly bool _hasItems;
    private readonly OverlaidHeaders _headers;
    private byte[] _body;
    private string _query;
    private string? _url;

    /// <param name="feed">The feed.</param>
    /// <param name="template">The request.</param>
    /// <param name="isHandshake">Whether the request is a handshake instead of a callback.</param>
    public RequestDraft(CallbackFeedDefinition feed, CallbackRequest template, bool isHandshake = false)
    {
        _feed = feed;
        _template = template;
        _content = ContentOf(isHandshake ? feed.ReceiveChallenge : feed.Receive, template);
        _hasItems = feed.HasItems && !isHandshake;
        _headers = new(template.Headers);
        _body = template.Body.ToArray();
        _query = template.Query;
        _url = template.Url;
    }

    /// <summary>Returns the number of items in the request; 0 if the feed has no items.</summary>
    public int CountItems() => _hasItems ? JsonEditor.CountItems(_body, _feed.PayloadPointer[.._feed.ItemsAt]) : 0;

    public CallbackRequest ToRequest() =>
        new()
        {
            Method = _template.Method,
            Path = _template.Path,
            Query = _query,
            Url = _url,
            ContentType = _template.ContentType,
            Headers = _headers.IsEmpty ? _template.Headers : _headers.Copy(),
            Body = _body,
            MaxBodyBytes = _template.MaxBodyBytes,
        };

    /// <summary>Returns the text at a source, or null when there is none.</summary>
    /// <param name="source">The source as the schema writes it.</param>
    /// <param name="item">The index of the callback, or -1.</param>
    public string? Read(string source, int item)
    {
        var (kind, name) = Split(source);
        return kind switch
        {
            "rawBody" => Encoding.UTF8.GetString(_body) is var text && text.Count('.') == 2 && text[0] != '{' ? text : null,
            "body" when name.Length == 0 => null,
            "header" => _headers.GetValues(name) is [{ } value] ? value : null,
            "query" => FieldEditor.Get(_query, name),
            "body" or "payload" => ReadBody(PointerOf(_feed, source, item)!),
            _ => null,
        };
    }

    /// <summary>Whether a text can be written at a source.</summary>
    public static bool IsPlace(string source) => Split(source).Kind is "header" or "query" or "body" or "payload";

    /// <summary>Writes a text at a source: replaces the existing one, or adds a header, parameter or member.</summary>
    /// <param name="source">The source as the schema writes it.</param>
    /// <param name="item">The index of the callback, or -1.</param>
    /// <param name="text">The text.</param>
    /// <param name="isNumber">Whether a new member of a JSON body is a number.</param>
    public void Write(string source, int item, string text, bool isNumber = false)
    {
        var (kind, name) = Split(source);
        if (kind == "rawBody")
            _body = Encoding.UTF8.GetBytes(text);
        else if (kind == "body" && name.Length == 0)
            _body = Encoding.UTF8.GetBytes($"\"{JsonEncodedText.Encode(text)}\"");
        else if (kind == "header")
            _headers.Set(name, text);
        else if (kind == "query")
            WriteQuery(name, text);
        else if (kind is "body" or "payload")
            WriteBody(PointerOf(_feed, source, item)!, text, isNumber);
        else
            throw new CallbackSigningException($"Nothing can be put at {source}.");
    }

    private string? ReadBody(string pointer) =>
        _content switch
        {
            CallbackContent.Json => JsonEditor.Get(_body, pointer),
            CallbackContent.Form => FieldEditor.Get(Encoding.Latin1.GetString(_body), FieldName(pointer)),
            CallbackContent.Query => FieldEditor.Get(_query, FieldName(pointer)),
            CallbackContent.Multipart => MultipartEditor.Get(_body, FieldName(pointer)),
            CallbackContent.Xml => XmlEditor.Get(_body, FieldName(pointer)),
            _ => null,
        };

    private void WriteBody(string pointer, string text, bool isNumber)
    {
        if (_content == CallbackContent.Json)
            _body = JsonEditor.Set(_body, pointer, text, isNumber);
        else if (_content == CallbackContent.Form)
            _body = Encoding.Latin1.GetBytes(FieldEditor.Set(Encoding.Latin1.GetString(_body), FieldName(pointer), text));
        else if (_content == CallbackContent.Query)
            WriteQuery(FieldName(pointer), text);
        else if (_content == CallbackContent.Multipart)
            _body = MultipartEditor.Set(_body, FieldName(pointer), text);
        else if (_content == CallbackContent.Xml)
            _body = XmlEditor.Set(_body, FieldName(pointer), text);
        else
            throw new CallbackSigningException($"The request has no JSON, form, query or flat XML that could contain body:{pointer}.");
    }

    private void WriteQuery(string name, string text)
    {
        var query = FieldEditor.Set(_query, name, text);
        // The public URL ends with the query of the request.
        if (_url is not null)
            _url = _url.Split('?', 2)[0] + "?" + query;
        _query = query;
    }

    /// <summary>Returns the pointer of a source into the body or the query; null when the source is in neither.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="source">The source as the schema writes it.</param>
    /// <param name="item">The index of the callback, or -1.</param>
    public static string? PointerOf(CallbackFeedDefinition feed, string source, int item)
    {
        var (kind, pointer) = Split(source);
        if (kind == "query")
            return JsonPointer.Of(pointer);
        if (kind is not ("body" or "payload"))
            return null;
        if (kind == "payload")
            pointer = feed.PayloadPointer + pointer;
        return item >= 0 && pointer.StartsWith(feed.PayloadPointer, StringComparison.Ordinal)
            ? string.Concat(pointer.AsSpan(0, feed.ItemsAt), $"/{item}", pointer.AsSpan(feed.ItemsAt + "/*".Length))
            : pointer;
    }

    private static string FieldName(string pointer) => JsonEditor.Segments(pointer)[0];

    private static (string Kind, string Name) Split(string source)
    {
        var colon = source.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? (source, "") : (source[..colon], source[(colon + 1)..]);
    }

    /// <summary>Returns the encoding of the payload, by its content type, or the query.</summary>
    internal static CallbackContent ContentOf(CallbackFeedDefinition feed, CallbackRequest request) => ContentOf(feed.Receive, request);

    private static CallbackContent ContentOf(IReadOnlyList<CallbackTransport> receive, CallbackRequest request)
    {
        if (ContentChoice.Of(request, receive, out _).Transport is { } way)
            return way.Content;
        return request.ContentType is not null
            ? CallbackContent.Text
            : receive.FirstOrDefault(transport => transport.Method == request.Method)?.Content ?? 0;
    }
}
