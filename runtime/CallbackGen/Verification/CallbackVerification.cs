using System.Text;
using CallbackGen.Reading;

namespace CallbackGen.Verification;

/// <summary>
/// One callback under verification. Generated code drives it step by step, as the feed's schema says, and a reviewer can read
/// the steps there: what one step finds is what the next takes. Every step gives <see langword="false"/> or nothing once
/// something is wrong; the first thing that is wrong is the <see cref="Rejection"/>. Hostile input never throws. Not safe for
/// several threads; disposing of it wipes and returns its buffers, so values must not be used afterwards.
/// </summary>
/// <remarks>It has more than 20 members because they are the words that verifiers are written in; what they do is done by its parts.</remarks>
public sealed partial class CallbackVerification : IDisposable
{
    [ThreadStatic]
    private static CallbackVerification? _idle;

    // The parts are made once and used for one request after the other. Each keeps what a request leaves in one field, which it
    // assigns whole when it begins or ends, so that nothing of one request can be met by the next, whatever is added to it.
    private readonly FeedTurn _turn = new();
    private readonly RequestReading _request;
    private readonly RequestItems _items;
    private readonly RequestSources _sources;
    private readonly KeyTrial _trial;
    private readonly MessageBuilder _message;
    private readonly Signatures _signatures;
    private readonly PayloadReading _payload;

    // Those that few schemes need are made when one does.
    private TokenCheck? _tokens;
    private DecryptedText? _decrypted;
    private AnswerBuilder? _answer;

    /// <summary>Begins a verification.</summary>
    /// <param name="feed">What the schema of the feed says that the callback is held to.</param>
    /// <param name="request">The request, its body as received.</param>
    /// <param name="keys">The feed's configured keys.</param>
    /// <param name="clock">The clock; it is read once, so that every check sees the same time.</param>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public CallbackVerification(CallbackFeedDefinition feed, CallbackRequest request, CallbackKeys keys, TimeProvider clock)
        : this()
    {
        ArgumentNullException.ThrowIfNull(feed);
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(clock);
        _request.Open(request, clock);
        TurnTo(feed, keys);
    }

    private CallbackVerification()
    {
        _request = new(_turn);
        _items = new(_turn, _request);
        _sources = new(_turn, _request, _items);
        _trial = new(_turn);
        _message = new(_turn, _request, _items, _sources, _trial);
        _signatures = new(_turn);
        _payload = new(_turn, _request, _items);
    }

    /// <summary>The first thing that was wrong, or <see langword="null"/> when nothing was so far.</summary>
    public CallbackRejection? Rejection => _turn.Rejection;

    /// <summary>
    /// Reads the body, or the query when the payload arrives there. The whole of it is held to the strict rules of
    /// <see cref="JsonPayloadReader"/> and <see cref="FieldPayloadReader"/>.
    /// </summary>
    /// <returns><see langword="false"/> when the callback is rejected.</returns>
    public bool ReadBody() => _request.ReadBody();

    /// <summary>Whether a value has a text; for choosing among feeds and keys, not in constant time.</summary>
    /// <param name="value">The value.</param>
    /// <param name="expected">The text.</param>
    /// <returns><see langword="false"/> also when the request is rejected.</returns>
    public bool Is(WireValue value, string expected) =>
        !_turn.IsRejected && value.IsScalar && value.Utf8.SequenceEqual(Encoding.UTF8.GetBytes(expected));

    /// <summary>Whether a value has one of several texts; for choosing among feeds, not in constant time.</summary>
    /// <param name="value">The value.</param>
    /// <param name="expected">The texts.</param>
    /// <returns><see langword="false"/> also when the request is rejected.</returns>
    public bool IsOneOf(WireValue value, params ReadOnlySpan<string> expected)
    {
        foreach (var text in expected)
        {
            if (Is(value, text))
                return true;
        }

        return false;
    }

    /// <summary>
    /// Whether there is no value, or null, or an empty text; for choosing among feeds. A message of members writes all
    /// three alike, so that its signature could not keep one from becoming another.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <returns><see langword="false"/> also when the request is rejected: what cannot be read is not absent.</returns>
    public bool IsAbsent(WireValue value) =>
        !_turn.IsRejected && (value.Kind is (WireKind.Absent or WireKind.Null) || (value.IsScalar && value.Utf8.IsEmpty));

    /// <summary>Whether there is a value that is neither null nor an empty text; for choosing among feeds.</summary>
    /// <param name="value">The value.</param>
    /// <returns><see langword="false"/> also when the request is rejected.</returns>
    public bool IsPresent(WireValue value) =>
        !_turn.IsRejected && (value.Kind == WireKind.Composite || (value.IsScalar && !value.Utf8.IsEmpty));

    /// <summary>
    /// Finds the signatures in a text. Those that cannot be decoded are passed over: a provider may send another
    /// scheme's beside its own. At most 16 are looked at. With <see cref="SignatureFormat.Pairs"/> an item without a name is one
    /// more value of the pair before it.
    /// </summary>
    /// <param name="value">The text that carries them.</param>
    /// <param name="encoding">How a signature's bytes are written.</param>
    /// <param name="format">How the signatures are arranged.</param>
    /// <param name="separator">What stands between them, an ASCII character; spaces around it do not count.</param>
    /// <param name="pick">The name of the parts that are signatures, with <see cref="SignatureFormat.Pairs"/>.</param>
    /// <param name="prefix">What every signature must begin with, and is not part of it; or empty.</param>
    /// <param name="prefixKey">
    /// The name of a key that is no secret, a value of which stands behind <paramref name="prefix"/> before each signature; or null. The
    /// first value belongs to the first of the key that signs, the second to the second.
    /// </param>
    /// <param name="prefixEnd">What stands between that value and the signature; or empty.</param>
    /// <returns>The signatures, until others are looked for; <see langword="null"/> when there is none that could be one.</returns>
    public Signatures? FindSignatures(
        WireValue value,
        SignatureEncoding encoding,
        SignatureFormat format = SignatureFormat.Plain,
        char separator = ',',
        string? pick = null,
        string prefix = "",
        string? prefixKey = null,
        string prefixEnd = ""
    ) => _signatures.Find(value, encoding, format, separator, pick, prefix, prefixKey, prefixEnd) ? _signatures : null;

    /// <summary>Begins to derive a key with values of the request; the configured ones are what it begins with.</summary>
    /// <param name="key">The key's name in the schema.</param>
    /// <returns>The derivation; <see langword="null"/> when the key is not configured or the callback is rejected.</returns>
    public DerivedKey? DeriveKey(string key) =>
        !_turn.IsRejected && _turn.TryGetConfigured(key, out var configured) ? new DerivedKey(_turn, key, configured) : null;

    /// <summary>
    /// A member of a JSON text that a value of the request holds, to derive a key with. Nobody has verified it: it may choose a
    /// key and nothing else. The text is held to the strict rules by which the payload is read from it.
    /// </summary>
    /// <param name="json">The value, decoded as the schema says.</param>
    /// <param name="pointer">A JSON pointer (RFC 6901) into the text.</param>
    /// <returns>The member; absent when there is none, and, with a rejection, when the text is not strict JSON.</returns>
    public WireValue TextMember(WireValue json, string pointer) => _sources.TextMember(json, pointer);

    /// <summary>Begins the message that was signed, or that a code of an answer is made of.</summary>
    /// <returns>The message, until another is begun.</returns>
    public MessageBuilder BeginMessage() => _message.Begin();

    /// <summary>Begins the trial of a message that configured keys are mixed into, with one value of each at a time.</summary>
    /// <param name="signatures">The signatures that it is compared with.</param>
    /// <param name="keys">The keys' names in the schema.</param>
    /// <returns>The trial, until another is begun.</returns>
    public KeyTrial TryKeys(Signatures signatures, params ReadOnlySpan<string> keys) => _trial.Begin(signatures, _message, keys);

    /// <summary>Checks, in constant time, that a value is one of the configured tokens.</summary>
    /// <param name="value">The value that carries the token.</param>
    /// <param name="key">The name of the key that is the token.</param>
    /// <param name="prefix">What must stand before the token, such as <c>Bearer </c>; or empty.</param>
    /// <returns><see langword="false"/> when it is none of them, or the key is not configured.</returns>
    public bool TokenMatches(WireValue value, string key, string prefix = "") => Comparison.IsToken(_turn, value, key, prefix);

    /// <summary>Checks, in constant time, that two texts are equal, such as a digest of the body and the one in a signed URL.</summary>
    /// <param name="actual">What arrived.</param>
    /// <param name="expected">What it must be.</param>
    /// <returns><see langword="false"/> when they differ, or either is absent or empty.</returns>
    public bool TextEquals(WireValue actual, WireValue expected) => Comparison.TextEquals(_turn, actual, expected);

    /// <summary>Checks that a signed time is not far from now, on either side.</summary>
    /// <param name="value">The time's text.</param>
    /// <param name="unit">How it is written.</param>
    /// <param name="tolerance">How far from now it may be.</param>
    /// <returns><see langword="false"/> when it is absent, unreadable or too far.</returns>
    public bool CheckTimestamp(WireValue value, TimestampUnit unit, TimeSpan tolerance) => SignedTime.Check(_turn, value, unit, tolerance);

    /// <summary>Checks that a signed time in a format of its own is not far from now, on either side.</summary>
    /// <param name="value">The time's text.</param>
    /// <param name="format">A .NET custom format; a text that another one would also be written as is refused.</param>
    /// <param name="offset">The offset of the local time; null where the format states it by <c>zzz</c>.</param>
    /// <param name="tolerance">How far from now it may be.</param>
    /// <returns><see langword="false"/> when it is absent, unreadable or too far.</returns>
    public bool CheckTimestamp(WireValue value, string format, TimeSpan? offset, TimeSpan tolerance) =>
        SignedTime.Check(_turn, value, format, offset, tolerance);

    /// <summary>
    /// Verifies a token: a JWS in compact serialization (RFC 7515, section 3.1). Of its header only <c>alg</c> counts, to be
    /// one that the schema pins, and <c>kid</c>, to choose among the configured keys; <c>crit</c> and <c>b64</c> are
    /// refused. Then <c>exp</c> and <c>nbf</c>, where present, are held against the clock (RFC 7519, sections 4.1.4 and
    /// 4.1.5; 60 s of skew for <c>nbf</c>).
    /// </summary>
    /// <param name="token">The token's text.</param>
    /// <param name="allowed">The algorithms that the schema pins.</param>
    /// <param name="key">The key's name in the schema.</param>
    /// <param name="prefix">What must stand before the token, such as <c>Bearer </c>; or empty.</param>
    /// <param name="signatures">What verifies the signatures of public keys; without it none is verified.</param>
    /// <param name="understood">Names that <c>crit</c> may hold, because the schema checks them in the header.</param>
    /// <returns>The token, until another is verified; <see langword="null"/> when it is refused.</returns>
    public VerifiedToken? VerifyJws(
        WireValue token,
        ReadOnlySpan<JwsAlgorithm> allowed,
        string key,
        string prefix = "",
        JwsSignatureVerifier? signatures = null,
        ReadOnlySpan<string> understood = default
    ) => (_tokens ??= new(_turn)).Verify(token, allowed, key, prefix, signatures, understood);

    /// <summary>
    /// Verifies a token whose payload does not stand in it but is the message (RFC 7515, appendix F), encoded as base64url,
    /// or as it is (RFC 7797). Its header is held to what <see cref="VerifyJws"/> says.
    /// </summary>
    /// <param name="token">The token's text, <c>header..signature</c>.</param>
    /// <param name="message">The message.</param>
    /// <param name="allowed">The algorithms that the schema pins.</param>
    /// <param name="key">The key's name in the schema.</param>
    /// <param name="prefix">What must stand before the token; or empty.</param>
    /// <param name="signatures">What verifies the signatures of public keys; without it none is verified.</param>
    /// <param name="unencoded">Whether the message is signed as it is; the header must say the same by a critical <c>b64</c>.</param>
    /// <param name="understood">Names that <c>crit</c> may hold, because the schema checks them in the header.</param>
    /// <returns>The token, which has no claims, until another is verified; <see langword="null"/> when it is refused.</returns>
    public VerifiedToken? VerifyDetachedJws(
        WireValue token,
        MessageBuilder message,
        ReadOnlySpan<JwsAlgorithm> allowed,
        string key,
        string prefix = "",
        JwsSignatureVerifier? signatures = null,
        bool unencoded = false,
        ReadOnlySpan<string> understood = default
    ) => (_tokens ??= new(_turn)).VerifyDetached(token, message, allowed, key, prefix, signatures, unencoded, understood);

    /// <summary>
    /// Decrypts the payload by AES-GCM (NIST SP 800-38D) with each configured value of a key. It proves no sender: that is what
    /// the steps before are for.
    /// </summary>
    /// <param name="ciphertext">The encrypted bytes; their last 16 are the tag unless it has a place of its own.</param>
    /// <param name="key">The key's name in the schema.</param>
    /// <param name="nonce">12 bytes.</param>
    /// <param name="associatedData">What is authenticated besides; absent or null is nothing.</param>
    /// <param name="tag">The tag, 16 bytes, when it has a place of its own.</param>
    /// <param name="hasTag">Whether the schema gives it one: where it is missing, nothing else takes its place.</param>
    /// <returns>The text, until another is decrypted; <see langword="null"/> when its tag does not hold.</returns>
    public DecryptedText? DecryptAesGcm(
        WireValue ciphertext,
        string key,
        WireValue nonce,
        WireValue associatedData = default,
        WireValue tag = default,
        bool hasTag = false
    )
    {
        _turn.EndProof();
        _decrypted ??= new(_turn);
        return _decrypted.Decrypt(ciphertext, key, nonce, associatedData, tag, hasTag) ? _decrypted : null;
    }

    /// <summary>Reads the payload from the very bytes that were verified, strictly.</summary>
    /// <typeparam name="T">The payload.</typeparam>
    /// <param name="pointer">
    /// A JSON pointer (RFC 6901) to the part of the body that is the payload, or, in a feed of items, to a part of the
    /// current item; empty for the payload's place in the feed's definition, which is all of the body unless it says otherwise.
    /// </param>
    /// <returns>The payload, or <see langword="null"/> when the callback is rejected.</returns>
    public T? ReadPayload<T>(string pointer = "")
        where T : class, IReadablePayload<T> => _payload.ReadPart<T>(pointer);

    /// <summary>Reads the payload from the claims of a verified token, strictly.</summary>
    /// <typeparam name="T">The payload.</typeparam>
    /// <param name="token">The token.</param>
    /// <returns>The payload, or <see langword="null"/> when the callback is rejected.</returns>
    public T? ReadClaims<T>(VerifiedToken token)
        where T : class, IReadablePayload<T> => _payload.ReadClaims<T>(token);

    /// <summary>Reads the payload from a text that was decrypted, strictly.</summary>
    /// <typeparam name="T">The payload.</typeparam>
    /// <param name="plaintext">The text.</param>
    /// <returns>The payload, or <see langword="null"/> when the callback is rejected.</returns>
    public T? ReadPlaintext<T>(DecryptedText plaintext)
        where T : class, IReadablePayload<T> => _payload.ReadDecrypted<T>(plaintext);

    /// <summary>Reads the payload from a JSON text that a value of the request holds, strictly.</summary>
    /// <typeparam name="T">The payload.</typeparam>
    /// <param name="json">The value, decoded as the schema says: the bytes that were signed, or that what was signed decodes to.</param>
    /// <returns>The payload, or <see langword="null"/> when the callback is rejected.</returns>
    public T? ReadText<T>(WireValue json)
        where T : class, IReadablePayload<T> => _payload.ReadText<T>(json);

    /// <summary>Begins an answer that is made of the request.</summary>
    /// <returns>The answer, until another is begun.</returns>
    public AnswerBuilder BeginAnswer() => (_answer ??= new(_turn)).Begin();

    /// <summary>
    /// Begins the next of several schemes of which one must hold. What the scheme before refused is remembered; its
    /// signatures, message, token and key are forgotten. The body stays read.
    /// </summary>
    public void NextAlternative()
    {
        // What is read of an item where this scheme held is not what would be read where the next does.
        if (_turn.HoldsProof)
            _payload.ShareNothing();
        _turn.NextScheme();
        ForgetProof();
    }

    /// <summary>Records that something is wrong, unless something is already.</summary>
    /// <param name="reason">The kind of refusal.</param>
    /// <param name="where">The source as the schema writes it.</param>
    /// <param name="detail">What is wrong, in words that hold nothing of the request.</param>
    /// <returns>Always <see langword="false"/>.</returns>
    public bool Reject(CallbackRejectionReason reason, string where, string detail) => _turn.Reject(reason, where, detail);

    /// <summary>Records that the request names a key that the schema does not know.</summary>
    /// <param name="from">The value that names it.</param>
    /// <returns>Always <see langword="false"/>.</returns>
    public bool RejectKeyName(WireValue from) => _turn.RejectUnknownKey(from.Source, "names no key that the schema knows");

    /// <summary>Wipes the buffers and gives them back.</summary>
    public void Dispose()
    {
        _request.Dispose();
        EndTurn();
        _turn.End();
        _payload.End();
    }

    /// <summary>
    /// Begins with a request, of which no feed is known yet; <see cref="TurnTo"/> names one. So several feeds can look at one
    /// request, and it is read once. The object is the one that this thread's last verification left, if any: with its parts it
    /// is larger than all else that a callback takes beside its payload. Whoever takes it disposes of it, and then may
    /// <see cref="KeepForNext"/>.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="clock">The clock.</param>
    internal static CallbackVerification Open(CallbackRequest request, TimeProvider clock)
    {
        // Taken away before anything runs that is not ours, such as a clock or a list of headers which verifies in its turn.
        var verification = _idle ?? new();
        _idle = null;
        verification._request.Open(request, clock);
        return verification;
    }

    /// <summary>
    /// Turns to a feed. What was read of the request stays read, because it is the same for every feed; whatever else an
    /// earlier feed found or proved is wiped and forgotten.
    /// </summary>
    /// <param name="feed">The feed that the request is held to from now on.</param>
    /// <param name="keys">The feed's configured keys.</param>
    /// <param name="receive">How the request may arrive, where that is otherwise than the feed's callbacks do.</param>
    /// <param name="asOf">The time of the verification, where it is not now.</param>
    internal void TurnTo(
        CallbackFeedDefinition feed,
        CallbackKeys keys,
        IReadOnlyList<CallbackTransport>? receive = null,
        DateTimeOffset? asOf = null
    )
    {
        if (_turn.HasBegun)
            EndTurn();
        _turn.Begin(feed, keys, asOf ?? _request.Clock.GetUtcNow());
        _request.Begin(receive ?? feed.Receive);
        _payload.Begin(_request.Clock);
    }

    /// <summary>Leaves the object to the thread's next verification. It must be disposed of, and nobody may refer to it any more.</summary>
    internal void KeepForNext() => _idle = this;

    internal bool Accept() => _request.Accept();

    internal CallbackFeedDefinition? Chosen
    {
        get => _request.Chosen;
        set => _request.Chosen = value;
    }

    internal CallbackRejection? ItemRejection => _turn.ItemRejection;

    internal int TimesRead => _request.TimesRead;

    internal CallbackReceipt CreateReceipt(CallbackAcknowledgement? acknowledgement = null) => _payload.CreateReceipt(acknowledgement);

    private void ForgetProof()
    {
        _signatures.Forget();
        _message.Begin();
        _tokens?.Forget();
        _decrypted?.Forget();
        _trial.Forget();
        _payload.Forget();
    }

    private void EndTurn()
    {
        _items.Forget();
        _trial.Forget();
        _message.Dispose();
        _signatures.Dispose();
        _tokens?.Dispose();
        _decrypted?.Dispose();
        _answer?.Dispose();
    }
}
