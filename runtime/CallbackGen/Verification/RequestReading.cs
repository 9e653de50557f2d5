using System.Globalization;
using System.Text;
using System.Text.Unicode;
using CallbackGen.Reading;

namespace CallbackGen.Verification;

/// <summary>
/// A request as one feed reads it: as JSON, as fields or as a text. What was read is the same for every feed and is kept for
/// the next; what is allowed of it each feed decides for itself.
/// </summary>
internal sealed class RequestReading(FeedTurn turn)
{
    private State _state;

    public CallbackRequest Request => _state.Read.Request;

    public TimeProvider Clock => _state.Read.Clock;

    public ReadOnlySpan<byte> Body => _state.Read.Request.Body.Span;

    /// <summary>
    /// The body as JSON is read from it. A byte-order mark before it may be ignored (RFC 8259, section 8.1), and is where it is
    /// signed: otherwise anybody could put one before a request or take it away.
    /// </summary>
    public ReadOnlySpan<byte> JsonBody => turn.Feed.SignsContent ? JsonText.SkipMark(Body) : Body;

    /// <summary>How the payload is written; 0 until the request is accepted.</summary>
    public CallbackContent Content => _state.Content;

    /// <summary>The body as JSON, once it is read as that.</summary>
    public JsonIndex? Index => _state.BodyIndex;

    /// <summary>The fields of the form, the XML or the query that the payload arrives in, once they are read.</summary>
    public FormFields? Fields => _state.Content == CallbackContent.Query ? _state.QueryFields : _state.BodyFields;

    public FormFields? QueryFields => _state.QueryFields;

    /// <summary>Whether the body was found to be strict JSON, by whichever feed asked first.</summary>
    public bool IsStrictJson => _state.Read.IsStrictJson && (turn.Feed.SignsContent || !JsonText.HasMark(Body));

    /// <summary>How often anything of the request was parsed, for all feeds that looked at it.</summary>
    public int TimesRead => _state.Read.TimesRead;

    /// <summary>The feed that was chosen for the request by its conditions, which therefore need not be asked again; or null.</summary>
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

    /// <summary>Begins a feed's turn. What was read of the request stays read.</summary>
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
    /// Checks method, content type and size (RFC 9110: 405, 415 and 413) and thereby chooses how the payload is read.
    /// Everything that reads the request goes through here first.
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

    /// <summary>Reads the body, or the query when the payload arrives there, strictly and as a whole.</summary>
    public bool ReadBody() => _state.IsBodyRead ? !turn.IsRejected : Accept() && ReadContent();

    public bool ReadQuery()
    {
        if (turn.IsRejected)
            return false;
        // Longer than the bound is refused for a request of any transport, and not transcoded either.
        return _state.QueryFields is not null
            || (IsQueryInBounds() && TakeFields(_state.Read.ReadQuery(ref _state.Texts), "query", out _state.QueryFields));
    }

    /// <summary>A text of the request in UTF-8, until the feed's turn ends.</summary>
    public WireValue Text(string text, string source, string name = "")
    {
        if (_state.Texts.TryAdd(text, out var utf8))
            return WireValue.Scalar(utf8).From(source, name);
        turn.Reject(CallbackRejectionReason.SignatureMalformed, source + name, "is not text");
        return default;
    }

    /// <summary>The largest body, as the application says or else the feed's schema.</summary>
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
            return turn.Reject(CallbackRejectionReason.Malformed, NameOf(broken.HalfAt(JsonBody)) ?? "body", JsonText.LoneSurrogate);
        _state.BodyIndex = json.Value;
        return json.Value is not null || turn.Reject(json.Reason, "body", json.Detail!);
    }

    private bool IsMarkAllowed() =>
        turn.Feed.SignsContent
        || !JsonText.HasMark(Body)
        || turn.Reject(CallbackRejectionReason.Malformed, "body", JsonText.BeginsWithMark);

    /// <summary>
    /// Beside JSON, a text that is written as a form is refused: its type is not signed, and a form that was sent under another
    /// name would pass for a verified text.
    /// </summary>
    private bool ReadText()
    {
        if (!Utf8.IsValid(Body))
            return turn.Reject(CallbackRejectionReason.Malformed, "body", JsonText.NotUtf8);
        if (_state.Choice.NamesOtherCharset && !Ascii.IsValid(Body))
            return RejectCharset();
        return !_state.Choice.MayBeJson
            || !FormFields.IsWrittenAsForm(Body)
            || turn.Reject(CallbackRejectionReason.Malformed, "body", "is written as a form, and is said to be a text");
    }

    /// <summary>
    /// The sender's Content-Type chooses how the signed bytes are read. A text in JSON, XML or a part of a multipart form, which a
    /// payer may have chosen, can hold <c>&amp;amount=1&amp;</c>, and would be members if the body were a form. What writes forms
    /// escapes the characters that those begin with, and line breaks (WHATWG URL Standard, section 5.2), so that nothing genuine is refused.
    /// </summary>
    private bool ReadForm()
    {
        var body = Body;
        if (JsonText.HasMark(body))
            return turn.Reject(CallbackRejectionReason.Malformed, "body", JsonText.BeginsWithMark);
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
        // Where the header names a boundary it must be the one that the body begins with, which alone divides it.
        if (!type.TryGet("boundary", out var boundary) || (type.Is("multipart/form-data") && !MultipartForm.BeginsWith(Body, boundary)))
            return turn.Reject(
                CallbackRejectionReason.Malformed,
                "header:Content-Type",
                "does not name the boundary with which the body begins"
            );
        return TakeFields(_state.Read.ReadForm(_state.Choice.Transport!), "body", out _state.BodyFields) && IsInCharset();
    }

    /// <summary>What is read in UTF-8 must not be said to be in a charset in which it would be another text.</summary>
    private bool IsInCharset() => !_state.Choice.NamesOtherCharset || _state.BodyFields!.IsAscii || RejectCharset();

    private bool RejectCharset() =>
        turn.Reject(CallbackRejectionReason.UnsupportedContent, "header:Content-Type", ContentChoice.OtherCharset);

    /// <summary>Takes fields as far as the feed allows: another may allow a name that repeats.</summary>
    private bool TakeFields(RequestContent.Part<FormFields> read, string where, out FormFields? fields)
    {
        fields = null;
        if (read.HasRepeated && !turn.Feed.AllowRepeatedFields && FindRepeated(read.Value) is { } position)
            return RejectRepeated(read.Value, position, where);
        fields = read.Value;
        return fields is not null || turn.Reject(read.Reason, read.Where ?? where, read.Detail!);
    }

    /// <summary>Refuses a field that stands twice, and names it where the schema does: any other name is the sender's text.</summary>
    /// <param name="fields">The fields.</param>
    /// <param name="position">The position of the later of the two, or -1 when it is not known.</param>
    /// <param name="where">What holds the fields, <c>body</c> or <c>query</c>.</param>
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

    /// <summary>Looks for a field that stands several times and must not: items of a list may, where the body is signed as it was received.</summary>
    /// <param name="fields">The fields, or null where they were not read to their end.</param>
    /// <returns>The position of the later one, -1 when it is not known; null when there is none.</returns>
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

    /// <summary>The place of a member, where the payload declares it; otherwise null, as its name is the sender's.</summary>
    public string? NameOf(ReadOnlySpan<byte> member)
    {
        var name = Encoding.UTF8.GetString(member);
        return turn.Feed.FieldNames.Contains(name) ? JsonPointer.Of(name) : null;
    }

    private struct State
    {
        public RequestContent Read; // what no feed changes; it owns what the next three refer to
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
