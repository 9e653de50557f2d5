using System.Runtime.InteropServices;
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
    [ThreadStatic]
    private static CallbackVerification? _idle;

    // All that a request leaves here. It is cleared whole, so that nothing of one request can be met by the next, whatever
    // is added to it: see Begin and Dispose.
    private State _state;

    /// <summary>Begins a verification.</summary>
    /// <param name="feed">The feed that the callback is held to.</param>
    /// <param name="request">The request, its body as received.</param>
    /// <param name="keys">The feed's configured keys.</param>
    /// <param name="clock">The clock; it is read once, so that every check sees the same time.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public CallbackVerification(CallbackFeed feed, CallbackRequest request, CallbackKeys keys, TimeProvider clock) =>
        Begin(feed, request, keys, clock);

    private CallbackVerification()
    {
    }

    /// <summary>
    /// Begins with a request, of which no feed is known yet; <see cref="TurnTo"/> names one. So several feeds can look at one
    /// request, and it is read once. The object is the one that this thread's last verification left, if any: it is larger
    /// than all else that a callback takes beside its payload. Whoever takes it disposes of it, and then may <see cref="KeepForNext"/>.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="clock">The clock.</param>
    internal static CallbackVerification Open(CallbackRequest request, TimeProvider clock)
    {
        // Taken away before anything runs that is not ours, such as a clock or a list of headers which verifies in its turn.
        var verification = _idle ?? new();
        _idle = null;
        verification._state = default;
        verification._state.Read.Request = request;
        verification._state.Read.Clock = clock;
        return verification;
    }

    /// <summary>
    /// Turns to a feed. What was read of the request stays read, because it is the same for every feed; whatever else an
    /// earlier feed found or proved is wiped and forgotten.
    /// </summary>
    /// <param name="feed">The feed that the request is held to from now on.</param>
    /// <param name="keys">The feed's configured keys.</param>
    /// <param name="receive">How the request may arrive, where that is otherwise than the feed's callbacks do.</param>
    internal void TurnTo(CallbackFeed feed, CallbackKeys keys, IReadOnlyList<CallbackTransport>? receive = null)
    {
        if (_state.Feed is not null)
        {
            var read = _state.Read;
            DisposeTurn();
            _state = default;
            _state.Read = read;
        }

        _state.Begin(feed.Definition, keys, receive);
    }

    /// <summary>Leaves the object to the thread's next verification. It must be disposed of, and nobody may refer to it any more.</summary>
    internal void KeepForNext() => _idle = this;

    /// <summary>The first thing that was wrong, or <see langword="null"/> when nothing was so far.</summary>
    public CallbackRejection? Rejection
    {
        // That an alternative finds no signature of its own tells less than why another refused the one that is there, and
        // that it refuses one tells less than that another proved the sender.
        get
        {
            if (_state.Rejection is not { } rejection)
                return null;
            if (_state.EarlierRejection is { } earlier && (earlier.IsProven || rejection.Reason == CallbackRejectionReason.SignatureMissing))
                return earlier;
            // What is wrong with a request whose signature held is told with the key that made it: the sender is genuine.
            return _state.KeyId is { } key
                ? rejection with { KeysTried = rejection.KeysTried.Count == 0 ? [key] : rejection.KeysTried, IsProven = _state.IsProven }
                : rejection;
        }

        private set => _state.Rejection = value;
    }

    /// <summary>Whether something was wrong; every step asks.</summary>
    private bool IsRejected => _state.Rejection is not null;

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
        if (Rejection is { } refused && (refused.IsProven || _state.EarlierRejection is null or { Reason: CallbackRejectionReason.SignatureMissing }))
            _state.EarlierRejection = refused;
        _state.Rejection = null;
        _state.Scheme++;
        ForgetProof();
    }

    /// <summary>
    /// Checks method, content type and size (RFC 9110: 405, 415 and 413) and thereby chooses how the payload is read.
    /// Everything that reads the request goes through here first.
    /// </summary>
    internal bool Accept()
    {
        if (IsRejected)
            return false;
        if (_state.Content != 0)
            return true;
        if (_state.Feed.HasErrors)
            return Reject(CallbackRejectionReason.SchemaInvalid, "", "the feed's schema file has errors");
        if (!ChooseContent(out var content))
            return false;
        if (_state.Read.Request.Body.Length > _state.Feed.MaxBodyBytes)
            return Reject(CallbackRejectionReason.BodyTooLarge, "body", "is larger than the feed allows");
        if (_state.Read.Request.Query.Length > _state.Feed.MaxBodyBytes)
            return Reject(CallbackRejectionReason.BodyTooLarge, "query", "is larger than the feed allows a body to be");
        _state.Content = content == CallbackContent.Text && Receives(CallbackContent.Json) && _state.Read.ReadJson().Value is not null
            ? CallbackContent.Json // the type is not signed: the bytes decide which of the two they are
            : content;
        return true;
    }

    /// <summary>What is known about the callback besides its payload.</summary>
    internal CallbackReceipt CreateReceipt(CallbackAcknowledgement? acknowledgement = null) => new()
    {
        Feed = _state.Feed.Name,
        VerifiedAt = _state.Read.Clock.GetUtcNow(),
        KeySet = _state.Keys.Name ?? _state.Feed.Provider,
        LookedUpBy = _state.Keys.LookedUpBy(_state.KeyId),
        KeyId = _state.KeyId,
        UnknownMemberCount = _state.UnknownMemberCount,
        UnsignedMembers = _state.UnsignedMembers,
        ItemIndex = _state.ItemIndex < 0 ? null : _state.ItemIndex,
        Acknowledgement = acknowledgement,
    };

    /// <summary>Wipes the buffers and gives them back.</summary>
    public void Dispose()
    {
        _state.Read.Dispose();
        DisposeTurn();
        _state = default;
    }

    /// <summary>Wipes and gives back the buffers of one feed's turn.</summary>
    private void DisposeTurn()
    {
        DisposeToken();
        _state.Plaintext.Dispose();
        _state.Message.Dispose();
        _state.Answer.Dispose();
        _state.Candidates.Dispose();
        _state.SignatureText.Dispose();
        _state.Texts.Dispose();
    }

    /// <summary>
    /// Notes that all steps of the proof were taken: what follows is reading, and what is wrong from here on is wrong with a
    /// genuine callback. Where nothing is signed, nothing was proven.
    /// </summary>
    private void EndProof() => _state.IsProven = !IsRejected && _state.KeyId is not null;

    private VerifiedPlace Place => new(_state.Scheme, _state.ItemIndex);

    private void ForgetProof()
    {
        _state.Candidates.Clear();
        _state.CandidateCount = 0;
        _state.SignatureText.Clear();
        _state.SignatureWhere = default;
        _state.Message.Clear();
        ForgetToken();
        _state.Plaintext.Clear();
        _state.IsDecrypted = false;
        ForgetTrial();
        _state.KeyId = null;
        _state.IsProven = false;
        _state.UnknownMemberCount = 0;
        _state.UnsignedMembers = UnknownMembers.None;
    }

    private bool ChooseContent(out CallbackContent content)
    {
        content = default;
        var (json, form, query, xml, text) = (false, false, false, false, false);
        for (var index = 0; index < _state.Receive.Count; index++)
        {
            var transport = _state.Receive[index];
            if (!string.Equals(transport.Method, _state.Read.Request.Method, StringComparison.Ordinal))
                continue;
            json |= transport.Content == CallbackContent.Json;
            form |= transport.Content == CallbackContent.Form;
            query |= transport.Content == CallbackContent.Query;
            xml |= transport.Content == CallbackContent.Xml;
            text |= transport.Content == CallbackContent.Text;
        }

        if (!json && !form && !query && !xml && !text)
            return Reject(CallbackRejectionReason.MethodNotAllowed, "method", "is not one by which the feed arrives");

        var declared = MediaType.GetContent(_state.Read.Request.ContentType);
        if ((declared == CallbackContent.Json && json) || (declared == CallbackContent.Form && form) || (declared == CallbackContent.Xml && xml))
            content = declared;
        else if (query && (_state.Read.Request.ContentType is null || _state.Read.Request.Body.IsEmpty))
            content = CallbackContent.Query;
        else if (text && (json ? declared == CallbackContent.Text || string.IsNullOrEmpty(_state.Read.Request.ContentType) : MediaType.IsUtf8(_state.Read.Request.ContentType)))
            content = CallbackContent.Text;
        else if (json && !form && !query && !xml && string.IsNullOrEmpty(_state.Read.Request.ContentType))
            content = CallbackContent.Json;
        return content != 0
            || Reject(CallbackRejectionReason.UnsupportedContent, "header:Content-Type", "is not one with which the feed arrives, in UTF-8");
    }

    private bool Receives(CallbackContent content)
    {
        for (var index = 0; index < _state.Receive.Count; index++)
        {
            if (_state.Receive[index].Content == content)
                return true;
        }

        return false;
    }

    private void Begin(CallbackFeed feed, CallbackRequest request, CallbackKeys keys, TimeProvider clock)
    {
        ArgumentNullException.ThrowIfNull(feed);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(clock);
        _state = default;
        _state.Read.Request = request;
        _state.Read.Clock = clock;
        _state.Begin(feed.Definition, keys, null);
    }

    [StructLayout(LayoutKind.Auto)]
    private partial struct State
    {
        public CallbackFeedDefinition Feed;
        public IReadOnlyList<CallbackTransport> Receive;
        public CallbackKeys Keys;
        public DateTimeOffset Now;

        public CallbackContent Content; // 0 until the request is accepted
        public CallbackRejection? Rejection;
        public CallbackRejection? EarlierRejection;
        public int Scheme;
        public string? KeyId;
        public bool IsProven; // whether all steps of the proof were taken
        public int UnknownMemberCount;
        public UnknownMembers UnsignedMembers;
        public PatternBudget Patterns;

        /// <summary>Begins in place, once all is cleared: a state that is made elsewhere and copied here takes as long as reading some members.</summary>
        public void Begin(CallbackFeedDefinition feed, CallbackKeys keys, IReadOnlyList<CallbackTransport>? receive)
        {
            Feed = feed;
            Receive = receive ?? feed.Receive;
            Keys = keys;
            Now = Read.Clock.GetUtcNow();
            Patterns = new(Read.Clock);
            UnsignedMembers = UnknownMembers.None;
            ItemIndex = -1;
            Item = -1;
            ItemNode = -1;
            ClaimsDetail = "";
            TrialNames = [];
            TrialKeys = [];
        }
    }
}
