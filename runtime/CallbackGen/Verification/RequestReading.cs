using System.Globalization;
using System.Text;
using System.Text.Unicode;
using CallbackGen.Definitions;
using CallbackGen.Reading;

namespace CallbackGen.Verification;

/// <summary>
/// Parses a request for one feed: as JSON, as fields or as a text. The parsed parts are the same for every feed and are reused by the next;
/// each feed decides for itself what it allows.
/// </summary>
internal sealed class RequestReading(FeedTurn turn)
{
    private State _state;

    public CallbackRequest Request => _state.Read.Request;

    public TimeProvider Clock => _state.Read.Clock;

    public ReadOnlySpan<byte> Body => _state.Read.Request.Body.Span;

    /// <summary>
    /// The body from which JSON is parsed. A byte order mark before it may be ignored (RFC 8259, section 8.1), and is ignored when it is
    /// signed; otherwise any sender could add one to a request or remove it.
    /// </summary>
    public ReadOnlySpan<byte> JsonBody => turn.Feed.SignsContent ? JsonSyntax.SkipMark(Body) : Body;

    /// <summary>The format of the payload; 0 until the request is accepted.</summary>
    public CallbackContent Content => _state.Content;

    /// <summary>The body as JSON, once it is parsed as such.</summary>
    public JsonIndex? Index => _state.BodyIndex;

    /// <summary>The fields of the form, the XML or the query that contains the payload, once they are parsed.</summary>
    public FormFields? Fields => _state.Content == CallbackContent.Query ? _state.QueryFields : _state.BodyFields;

    public FormFields? QueryFields => _state.QueryFields;

    /// <summary>Whether the body was found to be strict JSON, by any feed.</summary>
    public bool IsStrictJson => _state.Read.IsStrictJson && (turn.Feed.SignsContent || !JsonSyntax.HasMark(Body));

    /// <summary>The number of times that a part of the request was parsed, for all feeds.</summary>
    public int TimesRead => _state.Read.TimesRead;

    /// <summary>The feed that was selected for the request by its conditions, which need not be tested again; or null.</summary>
    public CallbackFeedDefinition? Chosen
    {
        get => _state.Read.Chosen;
        set => _state.Read.Chosen = value;
    }

    public void Open(CallbackRequest request, TimeProvider clock)
    {
        _state = default;
        _state.Read.Request = request;
        _state.Read.Clock = clock;
    }

    /// <summary>Begins a feed's verification. The parsed parts of the request are kept.</summary>
    public void Begin(IReadOnlyList<CallbackTransport> receive)
    {
        if (_state.Receive is not null)
        {
            _state.Texts.Dispose();
            var read = _state.Read;
            _state = default;
            _state.Read = read;
        }

        _state.Receive = receive;
    }

    public void Dispose()
    {
        _state.Read.Dispose();
        _state.Texts.Dispose();
        _state = default;
    }

    /// <summary>
    /// Checks method, content type and size (RFC 9110: 405, 415 and 413) and thereby chooses how the payload is parsed. Every access to the
    /// request calls this first.
    /// </summary>
    public bool Accept()
    {
        if (turn.IsRejected)
            return false;
        if (_state.Content != 0)
            return true;
        if (turn.Feed.HasErrors)
            return turn.Reject(CallbackRejection.SchemaInvalid);
        var choice = ContentChoice.Of(Request, _state.Receive, out var rejection);
        if (rejection is not null)
            return turn.Reject(rejection);
        if (Request.Body.Length > MaxBytes)
            return turn.Reject(CallbackRejectionReason.BodyTooLarge, "body", "is larger than the feed allows");
        if (!IsQueryInBounds())
            return false;
        var content = choice.Transport!.Content;
        _state.Choice = choice;
        _state.Content =
            content == CallbackContent.Text && choice.MayBeJson && _state.Read.ReadJson().Value is not null
                ? CallbackContent.Json
                : content;
        return true;
    }

    /// <summary>Parses all of the body, or of the query when the payload arrives there, by the strict rules.</summary>
    public bool ReadBody() => _state.IsBodyRead ? !turn.IsRejected : Accept() && ReadContent();

    public bool ReadQuery()
    {
        if (turn.IsRejected)
            return false;
        // A query over the limit is rejected for every transport, before it is transcoded.
        return _state.QueryFields is not null
            || (IsQueryInBounds() && TakeFields(_state.Read.ReadQuery(ref _state.Texts), "query", out _state.QueryFields));
    }

    /// <summary>Encodes a text of the request in UTF-8, valid until the feed's verification ends.</summary>
    public WireValue Text(string text, string source, string name = "")
    {
        if (_state.Texts.TryAdd(text, out var utf8))
            return WireValue.Scalar(utf8).From(source, name);
        turn.Reject(CallbackRejectionReason.SignatureMalformed, source + name, "is not text");
        return default;
    }

    /// <summary>The largest body, in bytes, as the application states or else the feed's schema.</summary>
    private int MaxBytes => Request.MaxBodyBytesOf?.Invoke(turn.Feed) ?? Request.MaxBodyBytes ?? turn.Feed.MaxBodyBytes;

    private bool IsQueryInBounds() =>
        Request.Query.Length <= MaxBytes
        || turn.Reject(CallbackRejectionReason.BodyTooLarge, "query", "is larger than the feed allows a body to be");

    private bool ReadContent() =>
        _state.IsBodyRead = _state.Content switch
        {
            CallbackContent.Json => ReadJson(),
            CallbackContent.Form => ReadForm(),
            CallbackContent.Multipart => ReadMultipart(),
            CallbackContent.Xml => IsMarkAllowed() && TakeFields(_state.Read.ReadXml(), "body", out _state.BodyFields),
            CallbackContent.Text => ReadText(),
            _ => ReadQuery(),
        };

    private bool ReadJson()
    {
        if (!IsMarkAllowed())
            return false;
        var json = _state.Read.ReadJson();
        if (json.Value is { HasHalves: true } broken && !turn.Feed.SignedAsReceived)
            return turn.Reject(CallbackRejectionReason.Malformed, NameOf(broken.HalfAt(JsonBody)) ?? "body", JsonSyntax.LoneSurrogate);
        _state.BodyIndex = json.Value;
        return json.Value is not null || turn.Reject(json.Reason, "body", json.Detail!);
    }

    private bool IsMarkAllowed() =>
        turn.Feed.SignsContent
        || !JsonSyntax.HasMark(Body)
        || turn.Reject(CallbackRejectionReason.Malformed, "body", JsonSyntax.BeginsWithMark);

    /// <summary>
    /// Accepts the body as a text. When the feed also accepts JSON, a text that is written as a form is rejected. The content type is not
    /// signed, so a form that was sent under another type would pass for a verified text.
    /// </summary>
    private bool ReadText()
    {
        if (!Utf8.IsValid(Body))
            return turn.Reject(CallbackRejectionReason.Malformed, "body", JsonSyntax.NotUtf8);
        if (_state.Choice.NamesOtherCharset && !Ascii.IsValid(Body))
            return RejectCharset();
        return !_state.Choice.MayBeJson
            || !FormFields.IsWrittenAsForm(Body)
            || turn.Reject(CallbackRejectionReason.Malformed, "body", "is written as a form, and is said to be a text");
    }

    /// <summary>Parses the body as a form, and rejects a body that begins like JSON, XML or a multipart form.</summary>
    /// <remarks>
    /// The sender's content type, which is not signed, chooses how the signed bytes are parsed. A text in JSON, XML or a part of a
    /// multipart form may be chosen by a payer and can contain <c>&amp;amount=1&amp;</c>, which would be a member if the body were parsed
    /// as a form. Encoders of forms escape the first characters of those formats, and line breaks (WHATWG URL Standard, section 5.2), so no
    /// genuine form is rejected.
    /// </remarks>
    private bool ReadForm()
    {
        var body = Body;
        if (JsonSyntax.HasMark(body))
            return turn.Reject(CallbackRejectionReason.Malformed, "body", JsonSyntax.BeginsWithMark);
        var text = body.TrimStart(" \t\r\n"u8);
        if (text is [(byte)'{' or (byte)'[' or (byte)'"' or (byte)'<' or 0xEF, ..])
            return turn.Reject(CallbackRejectionReason.Malformed, "body", "is no form: it begins as JSON or XML does");
        if (text.StartsWith("--"u8) && body.Contains((byte)'\n'))
            return turn.Reject(CallbackRejectionReason.Malformed, "body", "is no form: it begins as a multipart form does");
        return TakeFields(_state.Read.ReadForm(_state.Choice.Transport!), "body", out _state.BodyFields) && IsInCharset();
    }

    private bool ReadMultipart()
    {
        var type = new MediaType(Request.ContentType);
        // When the header names a boundary, it must be the one that the body begins with, because only that one divides the body.
        if (!type.TryGet("boundary", out var boundary) || (type.Is("multipart/form-data") && !MultipartForm.BeginsWith(Body, boundary)))
            return turn.Reject(
                CallbackRejectionReason.Malformed,
                "header:Content-Type",
                "does not name the boundary with which the body begins"
            );
        return TakeFields(_state.Read.ReadForm(_state.Choice.Transport!), "body", out _state.BodyFields) && IsInCharset();
    }

    /// <summary>
    /// Returns whether content that is read as UTF-8 is not declared in a charset in which it would be another text; rejects it otherwise.
    /// </summary>
    private bool IsInCharset() => !_state.Choice.NamesOtherCharset || _state.BodyFields!.IsAscii || RejectCharset();

    private bool RejectCharset() =>
        turn.Reject(CallbackRejectionReason.UnsupportedContent, "header:Content-Type", ContentChoice.OtherCharset);

    /// <summary>Accepts the parsed fields as far as the feed allows: another feed may allow a name that repeats.</summary>
    private bool TakeFields(RequestContent.Part<FormFields> read, string where, out FormFields? fields)
    {
        fields = null;
        if (read.HasRepeated && !turn.Feed.AllowRepeatedFields && FindRepeated(read.Value) is { } position)
            return RejectRepeated(read.Value, position, where);
        fields = read.Value;
        return fields is not null || turn.Reject(read.Reason, read.Where ?? where, read.Detail!);
    }

    /// <summary>
    /// Rejects a field that appears twice. The rejection names it only when the schema does: other names are the sender's text.
    /// </summary>
    /// <param name="fields">The fields.</param>
    /// <param name="position">The index of the later of the two, or -1 when it is not known.</param>
    /// <param name="where">The source of the fields, <c>body</c> or <c>query</c>.</param>
    /// <returns>Always <see langword="false"/>.</returns>
    public bool RejectRepeated(FormFields? fields, int position, string where)
    {
        if (fields is null || position < 0)
            return turn.Reject(CallbackRejectionReason.DuplicateMember, where, FormFields.HoldsTwice);
        return NameOf(fields.Name(position)) is { } pointer
            ? turn.Reject(
                CallbackRejectionReason.DuplicateMember,
                where == "query" ? $"query:{pointer[1..]}" : $"{where}:{pointer}",
                PayloadText.Twice
            )
            : turn.Reject(
                CallbackRejectionReason.DuplicateMember,
                where,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{FormFields.HoldsTwice} that the schema does not declare: number {position + 1} has the name of an earlier one"
                )
            );
    }

    /// <summary>
    /// Finds a field that must not repeat and does. Items of a list may repeat when the body is signed as received.
    /// </summary>
    /// <param name="fields">The fields, or null when they were not parsed to the end.</param>
    /// <returns>The index of the later field, -1 when it is not known; null when there is none.</returns>
    private int? FindRepeated(FormFields? fields)
    {
        if (fields is null)
            return -1;
        for (var index = 0; index < fields.Count; index++)
        {
            if (fields.IsRepetition(index) && !(turn.Feed.SignedAsReceived && BracketedFields.MayRepeat(fields.Name(index), turn.Feed)))
                return index;
        }

        return null;
    }

    /// <summary>
    /// Returns the JSON pointer of a member that the payload declares; null for other names, which are the sender's text.
    /// </summary>
    public string? NameOf(ReadOnlySpan<byte> member)
    {
        var name = Encoding.UTF8.GetString(member);
        return turn.Feed.FieldNames.Contains(name) ? JsonPointer.Of(name) : null;
    }

    private struct State
    {
        public RequestContent Read; // shared by all feeds; it owns the objects in the next three fields
        public JsonIndex? BodyIndex;
        public FormFields? BodyFields;
        public FormFields? QueryFields;
        public IReadOnlyList<CallbackTransport> Receive;
        public ContentChoice Choice;
        public CallbackContent Content;
        public bool IsBodyRead;
        public PooledTexts Texts;
    }
}
