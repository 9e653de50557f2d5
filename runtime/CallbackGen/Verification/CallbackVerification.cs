using CallbackGen.Reading;

namespace CallbackGen.Verification;

/// <summary>
/// One callback under verification. Generated code drives it step by step, as the feed's schema says, and a reviewer
/// can read the steps there. Every step gives <see langword="false"/> or nothing once something is wrong; the first
/// thing that is wrong is the <see cref="Rejection"/>. Hostile input never throws. Not safe for several threads;
/// disposing of it wipes and returns its buffers, so values must not be used afterwards.
/// </summary>
public sealed partial class CallbackVerification : IDisposable
{
    private readonly CallbackFeedDefinition _feed;
    private readonly IReadOnlyList<CallbackTransport> _receive;
    private readonly CallbackRequest _request;
    private readonly CallbackKeys _keys;
    private readonly TimeProvider _clock;
    private readonly DateTimeOffset _now;
    private readonly int _maxSignatureBytes = CallbackKey.MaxMacBytes;

    private CallbackContent _content; // 0 until the request is accepted
    private CallbackRejection? _rejection;
    private CallbackRejection? _earlierRejection;
    private int _scheme;
    private string? _keyId;
    private int _unknownMemberCount;
    private UnknownMembers _unsignedMembers = UnknownMembers.None;

    /// <summary>Begins a verification.</summary>
    /// <param name="feed">The feed that the callback is held to.</param>
    /// <param name="request">The request, its body as received.</param>
    /// <param name="keys">The feed's configured keys.</param>
    /// <param name="clock">The clock; it is read once, so that every check sees the same time.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public CallbackVerification(CallbackFeed feed, CallbackRequest request, CallbackKeys keys, TimeProvider clock)
        : this(feed, request, keys, clock, null)
    {
    }

    /// <summary>Begins the verification of what may arrive otherwise than the feed's callbacks do.</summary>
    internal CallbackVerification(CallbackFeed feed, CallbackRequest request, CallbackKeys keys, TimeProvider clock, IReadOnlyList<CallbackTransport>? receive)
    {
        ArgumentNullException.ThrowIfNull(feed);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(clock);
        _feed = feed.Definition;
        _receive = receive ?? _feed.Receive;
        _request = request;
        _keys = keys;
        _clock = clock;
        _now = clock.GetUtcNow();
        for (var index = 0; index < _feed.Keys.Count; index++)
        {
            if (_feed.Keys[index].IsPublicKey)
                _maxSignatureBytes = MaxSignatureBytes;
        }
    }

    /// <summary>The first thing that was wrong, or <see langword="null"/> when nothing was so far.</summary>
    public CallbackRejection? Rejection
    {
        // That an alternative finds no signature of its own tells less than why another refused the one that is there.
        get
        {
            var rejection = _rejection is { Reason: CallbackRejectionReason.SignatureMissing } ? _earlierRejection ?? _rejection : _rejection;
            // What is wrong with a request whose signature held is told with the key that made it: the sender is genuine.
            return rejection is { KeysTried.Count: 0 } && _keyId is { } key ? rejection with { KeysTried = [key] } : rejection;
        }

        private set => _rejection = value;
    }

    /// <summary>Records that something is wrong, unless something is already.</summary>
    /// <param name="reason">The kind of refusal.</param>
    /// <param name="where">The source as the schema writes it.</param>
    /// <param name="detail">What is wrong, in words that hold nothing of the request.</param>
    /// <returns>Always <see langword="false"/>.</returns>
    public bool Reject(CallbackRejectionReason reason, string where, string detail)
    {
        Rejection ??= new(reason, where, detail);
        return false;
    }

    /// <summary>
    /// Begins the next of several schemes of which one must hold. What the scheme before refused is remembered; its
    /// signatures, message, token and key are forgotten. The body stays read.
    /// </summary>
    public void NextAlternative()
    {
        if (_earlierRejection is null or { Reason: CallbackRejectionReason.SignatureMissing })
            _earlierRejection = _rejection ?? _earlierRejection;
        _rejection = null;
        _scheme++;
        ForgetProof();
    }

    /// <summary>
    /// Checks method, content type and size (RFC 9110: 405, 415 and 413) and thereby chooses how the payload is read.
    /// Everything that reads the request goes through here first.
    /// </summary>
    internal bool Accept()
    {
        if (Rejection is not null)
            return false;
        if (_content != 0)
            return true;
        if (!ChooseContent(out var content))
            return false;
        if (_request.Body.Length > _feed.MaxBodyBytes)
            return Reject(CallbackRejectionReason.BodyTooLarge, "body", "is larger than the feed allows");
        if (_request.Query.Length > _feed.MaxBodyBytes)
            return Reject(CallbackRejectionReason.BodyTooLarge, "query", "is larger than the feed allows a body to be");
        _content = content;
        return true;
    }

    /// <summary>What is known about the callback besides its payload.</summary>
    internal CallbackReceipt CreateReceipt(string? idempotencyKey, CallbackAcknowledgement? acknowledgement = null) => new()
    {
        Feed = _feed.Name,
        VerifiedAt = _clock.GetUtcNow(),
        KeyId = _keyId,
        IdempotencyKey = idempotencyKey,
        UnknownMemberCount = _unknownMemberCount,
        UnsignedMembers = _unsignedMembers,
        ItemIndex = _itemIndex < 0 ? null : _itemIndex,
        Acknowledgement = acknowledgement,
    };

    /// <summary>Wipes the buffers and gives them back.</summary>
    public void Dispose()
    {
        _bodyIndex?.Dispose();
        _bodyIndex = null;
        _bodyFields?.Dispose();
        _bodyFields = null;
        _queryFields?.Dispose();
        _queryFields = null;
        DisposeToken();
        _plaintext.Dispose();
        _message.Dispose();
        _answer.Dispose();
        _candidates.Dispose();
        _signatureText.Dispose();
        _texts.Dispose();
    }

    private VerifiedPlace Place => new(_scheme, _itemIndex);

    private void ForgetProof()
    {
        _candidates.Clear();
        _candidateCount = 0;
        _signatureText.Clear();
        _signatureWhere = "";
        _message.Clear();
        ForgetToken();
        _plaintext.Clear();
        _isDecrypted = false;
        ForgetTrial();
        _keyId = null;
        _unknownMemberCount = 0;
        _unsignedMembers = UnknownMembers.None;
    }

    private bool ChooseContent(out CallbackContent content)
    {
        content = default;
        var (json, form, query, xml, text) = (false, false, false, false, false);
        for (var index = 0; index < _receive.Count; index++)
        {
            var transport = _receive[index];
            if (!string.Equals(transport.Method, _request.Method, StringComparison.Ordinal))
                continue;
            json |= transport.Content == CallbackContent.Json;
            form |= transport.Content == CallbackContent.Form;
            query |= transport.Content == CallbackContent.Query;
            xml |= transport.Content == CallbackContent.Xml;
            text |= transport.Content == CallbackContent.Text;
        }

        if (!json && !form && !query && !xml && !text)
            return Reject(CallbackRejectionReason.MethodNotAllowed, "method", "is not one by which the feed arrives");

        var declared = MediaType.GetContent(_request.ContentType);
        if ((declared == CallbackContent.Json && json) || (declared == CallbackContent.Form && form) || (declared == CallbackContent.Xml && xml))
            content = declared;
        else if (query && (_request.ContentType is null || _request.Body.IsEmpty))
            content = CallbackContent.Query;
        else if (text && MediaType.IsUtf8(_request.ContentType))
            content = CallbackContent.Text;
        else if (json && !form && !query && !xml && string.IsNullOrEmpty(_request.ContentType))
            content = CallbackContent.Json;
        return content != 0
            || Reject(CallbackRejectionReason.UnsupportedContent, "header:Content-Type", "is not one with which the feed arrives, in UTF-8");
    }
}
