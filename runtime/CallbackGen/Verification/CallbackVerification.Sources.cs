using System.Text;
using System.Text.Unicode;
using CallbackGen.Reading;

namespace CallbackGen.Verification;

public sealed partial class CallbackVerification
{
    /// <summary>The body, exactly as received.</summary>
    public WireValue RawBody => WireValue.Scalar(_state.Read.Request.Body.Span).From("rawBody");

    /// <summary>The HTTP method.</summary>
    public WireValue Method => Text(_state.Read.Request.Method, "method");

    /// <summary>The path, percent-encoded as received.</summary>
    public WireValue Path => Text(_state.Read.Request.Path, "path");

    /// <summary>
    /// The public URL of the request with its query, as it is configured; absent, with a rejection, when it is not.
    /// </summary>
    public WireValue Url
    {
        get
        {
            if (!string.IsNullOrEmpty(_state.Read.Request.Url))
            {
                // What is signed in the URL must be what is read from the query.
                var query = _state.Read.Request.Url.IndexOf('?', StringComparison.Ordinal);
                if (_state.Content == CallbackContent.Query && !_state.Read.Request.Query.AsSpan().SequenceEqual(query < 0 ? "" : _state.Read.Request.Url.AsSpan(query + 1)))
                {
                    Reject(CallbackRejectionReason.SignatureMismatch, "url", "has another query than the request");
                    return default;
                }

                return Text(_state.Read.Request.Url, "url");
            }

            Reject(CallbackRejectionReason.UrlNotConfigured, "url", "is signed and not configured: configure the public URL");
            return default;
        }
    }

    private FormFields? Fields => _state.Content == CallbackContent.Query ? _state.QueryFields : _state.BodyFields;

    /// <summary>
    /// Reads where the values of the body stand, or those of the query when the payload arrives there. The whole of it
    /// is held to the strict rules of <see cref="JsonPayloadReader"/> and <see cref="FieldPayloadReader"/>.
    /// </summary>
    /// <returns><see langword="false"/> when the callback is rejected.</returns>
    public bool ReadBody() => _state.IsBodyRead ? !IsRejected : Accept() && ReadContent();

    /// <summary>The value of a header.</summary>
    /// <param name="name">The header's name, of any case.</param>
    /// <returns>The value; absent when there is none, and, with a rejection, when the header is repeated.</returns>
    public WireValue Header(string name)
    {
        var values = _state.Read.Request.Headers.GetValues(name);
        if (values.Count == 0)
            return default(WireValue).From("header:", name);
        if (values.Count == 1)
            return values[0] is { } value ? Text(value, "header:", name) : default(WireValue).From("header:", name);
        // Which of them counts is what proxies and frameworks disagree on.
        Reject(CallbackRejectionReason.SignatureMalformed, $"header:{name}", "is repeated");
        return default;
    }

    /// <summary>The value of a query parameter.</summary>
    /// <param name="name">The parameter's name.</param>
    /// <returns>The value, percent-decoded; absent when there is none, and, with a rejection, when the query is malformed.</returns>
    public WireValue Query(string name) =>
        (ReadQuery() ? Field(_state.QueryFields!, _state.QueryFields!.Find(Encoding.UTF8.GetBytes(name)), "query") : default).From("query:", name);

    /// <summary>The value at a place in the body, or in the query when the payload arrives there.</summary>
    /// <param name="pointer">A JSON pointer (RFC 6901); the fields of a form are members of its top level.</param>
    /// <returns>The value; absent when there is none, and when the body is rejected.</returns>
    /// <exception cref="ArgumentException"><paramref name="pointer"/> is neither empty nor begins with a slash.</exception>
    public WireValue Body(string pointer) => FindInBody(pointer).From("body:", pointer);

    private WireValue FindInBody(string pointer)
    {
        if (!ReadBody())
            return default;
        if (_state.BodyIndex is { } json)
            return json.ValueAt(_state.Read.Request.Body.Span, FindNode(pointer));
        if (_state.Content == CallbackContent.Text)
            return pointer.Length == 0 ? RawBody : default;
        var where = _state.Content == CallbackContent.Query ? "query" : "body";
        if (Fields!.FindMember(pointer) is >= 0 and var index)
            return Field(Fields, index, where);
        var path = new JsonPointer(pointer);
        if (!path.Next())
            return new(WireKind.Composite, default);
        var value = Field(Fields!, Fields!.Find(path.Token), where);
        return path.Next() ? default : value;
    }

    /// <summary>The value at a place in the payload, which in a feed of items is the current item.</summary>
    /// <param name="pointer">A JSON pointer (RFC 6901) from the payload's place.</param>
    /// <returns>The value; absent when there is none, and when the body is rejected.</returns>
    /// <exception cref="ArgumentException"><paramref name="pointer"/> is neither empty nor begins with a slash.</exception>
    public WireValue Payload(string pointer) => FindInPayload(pointer).From("payload:", pointer);

    private WireValue FindInPayload(string pointer)
    {
        if (_state.Feed.PayloadPointer.Length == 0)
            return FindInBody(pointer);
        if (!ReadBody() || _state.BodyIndex is null)
            return default;
        var place = PayloadNode();
        return place < 0 ? default : _state.BodyIndex.ValueAt(_state.Read.Request.Body.Span, _state.BodyIndex.FindNode(_state.Read.Request.Body.Span, pointer, place));
    }

    private WireValue Field(FormFields fields, int index, string where)
    {
        if (index < 0)
            return default;
        if (fields.FindNext(index) < 0)
            return WireValue.Scalar(fields.Value(index));
        // Which of them counts is what frameworks disagree on.
        Reject(CallbackRejectionReason.DuplicateMember, where, "holds a field twice that must stand once");
        return default;
    }

    private bool ReadContent() => _state.IsBodyRead = _state.Content switch
    {
        CallbackContent.Json => ReadJson(),
        CallbackContent.Form => ReadForm(),
        CallbackContent.Xml => ReadXml(),
        CallbackContent.Text => ReadText(),
        _ => ReadQuery(),
    };

    private bool ReadJson()
    {
        var json = _state.Read.ReadJson();
        _state.BodyIndex = json.Value;
        return json.Value is not null || Reject(json.Reason, "body", json.Detail!);
    }

    /// <summary>The first byte of a byte-order mark in UTF-8, behind which JSON or XML may begin.</summary>
    private const byte ByteOrderMark = 0xEF;

    /// <summary>
    /// The sender's Content-Type chooses how the signed bytes are read. A text in JSON or XML, which a payer may have
    /// chosen, can hold <c>&amp;amount=1&amp;</c>, and would be members if the body were a form. What writes forms escapes the
    /// characters that those begin with (WHATWG URL Standard, section 5.2), so that nothing genuine is refused.
    /// </summary>
    private bool ReadForm() =>
        _state.Read.Request.Body.Span.TrimStart(" \t\r\n"u8) is not [(byte)'{' or (byte)'[' or (byte)'"' or (byte)'<' or ByteOrderMark, ..]
            ? TakeFields(_state.Read.ReadForm(), "body", out _state.BodyFields)
            : Reject(CallbackRejectionReason.Malformed, "body", "is no form: it begins as JSON or XML does");

    private bool ReadXml() => TakeFields(_state.Read.ReadXml(), "body", out _state.BodyFields);

    private bool ReadText() =>
        Utf8.IsValid(_state.Read.Request.Body.Span) || Reject(CallbackRejectionReason.Malformed, "body", JsonText.NotUtf8);

    private bool ReadQuery()
    {
        if (IsRejected)
            return false;
        if (_state.QueryFields is not null)
            return true;
        // Longer than this is refused for a request of any transport, and not transcoded either.
        if (_state.Read.Request.Query.Length > _state.Feed.MaxBodyBytes)
            return Reject(CallbackRejectionReason.BodyTooLarge, "query", "is larger than the feed allows a body to be");
        return TakeFields(_state.Read.ReadQuery(ref _state.Texts), "query", out _state.QueryFields);
    }

    /// <summary>Takes fields as far as the feed allows: another may allow a name that repeats.</summary>
    private bool TakeFields(RequestContent.Part<FormFields> read, string where, out FormFields? fields)
    {
        fields = null;
        if (read.HasRepeated && !_state.Feed.AllowRepeatedFields)
            return Reject(CallbackRejectionReason.DuplicateMember, where, FormFields.HoldsTwice);
        fields = read.Value;
        return fields is not null || Reject(read.Reason, where, read.Detail!);
    }

    private WireValue Text(string text, string source, string name = "")
    {
        if (_state.Texts.TryAdd(text, out var utf8))
            return WireValue.Scalar(utf8).From(source, name);
        Reject(CallbackRejectionReason.SignatureMalformed, source + name, "is not text");
        return default;
    }

    /// <summary>How often anything of the request was parsed, for all feeds that looked at it.</summary>
    internal int TimesRead => _state.Read.TimesRead;

    private partial struct State
    {
        public RequestContent Read; // what no feed changes; it owns what the next three refer to
        public bool IsBodyRead;
        public JsonIndex? BodyIndex;
        public FormFields? BodyFields;
        public FormFields? QueryFields;
        public PooledTexts Texts;
    }
}
