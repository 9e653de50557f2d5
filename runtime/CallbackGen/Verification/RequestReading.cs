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
    /// <summary>The first byte of a byte-order mark in UTF-8, after which JSON or XML may begin.</summary>
    private const byte ByteOrderMark = 0xEF;

    private State _state;

    public CallbackRequest Request => _state.Read.Request;

    public TimeProvider Clock => _state.Read.Clock;

    public ReadOnlySpan<byte> Body => _state.Read.Request.Body.Span;

    /// <summary>How the payload is written; 0 until the request is accepted.</summary>
    public CallbackContent Content => _state.Content;

    /// <summary>The body as JSON, once it is read as that.</summary>
    public JsonIndex? Index => _state.BodyIndex;

    /// <summary>The fields of the form, the XML or the query that the payload arrives in, once they are read.</summary>
    public FormFields? Fields => _state.Content == CallbackContent.Query ? _state.QueryFields : _state.BodyFields;

    public FormFields? QueryFields => _state.QueryFields;

    /// <summary>Whether the body was found to be strict JSON, by whichever feed asked first.</summary>
    public bool IsStrictJson => _state.Read.IsStrictJson;

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
            return turn.Reject(CallbackRejectionReason.SchemaInvalid, "", "the feed's schema file has errors");
        var content = ContentChoice.Choose(Request, _state.Receive, out var rejection, out var mayBeJson);
        if (rejection is not null)
            return turn.Reject(rejection);
        if (Request.Body.Length > turn.Feed.MaxBodyBytes)
            return turn.Reject(CallbackRejectionReason.BodyTooLarge, "body", "is larger than the feed allows");
        if (!IsQueryInBounds())
            return false;
        _state.Content = content == CallbackContent.Text && mayBeJson && _state.Read.ReadJson().Value is not null ? CallbackContent.Json : content;
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

    private bool IsQueryInBounds() => Request.Query.Length <= turn.Feed.MaxBodyBytes
        || turn.Reject(CallbackRejectionReason.BodyTooLarge, "query", "is larger than the feed allows a body to be");

    private bool ReadContent() => _state.IsBodyRead = _state.Content switch
    {
        CallbackContent.Json => ReadJson(),
        CallbackContent.Form => ReadForm(),
        CallbackContent.Xml => TakeFields(_state.Read.ReadXml(), "body", out _state.BodyFields),
        CallbackContent.Text => Utf8.IsValid(Body) || turn.Reject(CallbackRejectionReason.Malformed, "body", JsonText.NotUtf8),
        _ => ReadQuery(),
    };

    private bool ReadJson()
    {
        var json = _state.Read.ReadJson();
        if (json.Value is { HasHalves: true } broken && !turn.Feed.SignedAsReceived)
            return turn.Reject(CallbackRejectionReason.Malformed, NameOf(broken.HalfAt(Body)) ?? "body", JsonText.LoneSurrogate);
        _state.BodyIndex = json.Value;
        return json.Value is not null || turn.Reject(json.Reason, "body", json.Detail!);
    }

    /// <summary>
    /// The sender's Content-Type chooses how the signed bytes are read. A text in JSON or XML, which a payer may have
    /// chosen, can hold <c>&amp;amount=1&amp;</c>, and would be members if the body were a form. What writes forms escapes the
    /// characters that those begin with (WHATWG URL Standard, section 5.2), so that nothing genuine is refused.
    /// </summary>
    private bool ReadForm() =>
        Body.TrimStart(" \t\r\n"u8) is not [(byte)'{' or (byte)'[' or (byte)'"' or (byte)'<' or ByteOrderMark, ..]
            ? TakeFields(_state.Read.ReadForm(), "body", out _state.BodyFields)
            : turn.Reject(CallbackRejectionReason.Malformed, "body", "is no form: it begins as JSON or XML does");

    /// <summary>Takes fields as far as the feed allows: another may allow a name that repeats.</summary>
    private bool TakeFields(RequestContent.Part<FormFields> read, string where, out FormFields? fields)
    {
        fields = null;
        if (read.HasRepeated && !turn.Feed.AllowRepeatedFields && FindRepeated(read.Value, out var name))
            return turn.Reject(CallbackRejectionReason.DuplicateMember, name ?? where, name is null ? FormFields.HoldsTwice : PayloadText.Twice);
        fields = read.Value;
        return fields is not null || turn.Reject(read.Reason, where, read.Detail!);
    }

    /// <summary>Looks for a field that stands several times and must not: items of a list may, where the body is signed as it was received.</summary>
    /// <param name="fields">The fields, or null where they were not read to their end.</param>
    /// <param name="pointer">Its place, where the payload declares it; otherwise null, as its name is the sender's.</param>
    private bool FindRepeated(FormFields? fields, out string? pointer)
    {
        pointer = null;
        var isFound = fields is null;
        for (var index = 0; index < fields?.Count && pointer is null; index++)
        {
            if (!fields.IsRepetition(index) || (turn.Feed.SignedAsReceived && BracketedFields.MayRepeat(fields.Name(index), turn.Feed)))
                continue;
            isFound = true;
            pointer = NameOf(fields.Name(index));
        }

        return isFound;
    }

    /// <summary>The place of a member, where the payload declares it; otherwise null, as its name is the sender's.</summary>
    private string? NameOf(ReadOnlySpan<byte> member)
    {
        var name = Encoding.UTF8.GetString(member);
        if (turn.Feed.PayloadPointer.Length > 0 || !turn.Feed.Fields.Contains(name))
            return null;
        var pointer = new StringBuilder();
        JsonPointer.Append(pointer, name);
        return pointer.ToString();
    }

    private struct State
    {
        public RequestContent Read; // what no feed changes; it owns what the next three refer to
        public JsonIndex? BodyIndex;
        public FormFields? BodyFields;
        public FormFields? QueryFields;
        public IReadOnlyList<CallbackTransport> Receive;
        public CallbackContent Content;
        public bool IsBodyRead;
        public PooledTexts Texts;
    }
}
