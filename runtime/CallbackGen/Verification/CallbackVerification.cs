using System.ComponentModel;
using System.Text;
using CallbackGen.Definitions;
using CallbackGen.Reading;

namespace CallbackGen.Verification;

/// <summary>
/// One callback under verification. Generated code calls it step by step, as the feed's schema states, so that a reviewer can read the
/// steps there. Not safe for concurrent use.
/// </summary>
/// <remarks>
/// Each step uses the results of the steps before it. After the first problem, which <see cref="Rejection"/> states, every step returns
/// <see langword="false"/> or nothing. Hostile input never throws. Disposing wipes the buffers and returns them to the pool, so values must
/// not be used afterwards. The class has more than 20 members because verifiers are written in terms of them; its parts implement them.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed partial class CallbackVerification : IDisposable
{
    // With a new object for each request, a verification of a token takes 1.08 times as long, and an endpoint's processor time 1.15 times.
    [ThreadStatic]
    private static CallbackVerification? _idle;

    // The parts are created once and reused for later requests. Each part keeps its request's state in a single field, which it assigns as
    // a whole when a request begins or ends. So no state of one request can leak into the next, even when fields are added.
    private readonly FeedTurn _turn = new();
    private readonly RequestReading _request;
    private readonly RequestItems _items;
    private readonly RequestSources _sources;
    private readonly KeyTrial _trial;
    private readonly MessageBuilder _message;
    private readonly Signatures _signatures;
    private readonly PayloadReading _payload;

    // Parts that few schemes need are created on first use.
    private TokenCheck? _tokens;
    private DecryptedText? _decrypted;
    private AnswerBuilder? _answer;

    /// <summary>Begins a verification.</summary>
    /// <param name="feed">The definition of the feed that the callback must satisfy.</param>
    /// <param name="request">The request, its body as received.</param>
    /// <param name="keys">The feed's configured keys.</param>
    /// <param name="clock">The clock; it is read once, so that every check uses the same time.</param>
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

    /// <summary>The first problem, or <see langword="null"/> when none was found so far.</summary>
    public CallbackRejection? Rejection => _turn.Rejection;

    /// <summary>
    /// Parses the body, or the query when the payload arrives there. All of it must satisfy the strict rules of
    /// <see cref="JsonPayloadReader"/> and <see cref="FieldPayloadReader"/>.
    /// </summary>
    /// <returns><see langword="false"/> when the callback is rejected.</returns>
    public bool ReadBody() => _request.ReadBody();

    /// <summary>
    /// Returns whether a value has a text. For the selection of feeds and keys: the comparison does not take constant time.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <param name="expected">The text.</param>
    /// <returns><see langword="false"/> also when the request is rejected.</returns>
    public bool Is(WireValue value, string expected) =>
        !_turn.IsRejected && value.IsScalar && value.Utf8.SequenceEqual(Encoding.UTF8.GetBytes(expected));

    /// <summary>
    /// Returns whether a value has one of several texts. For the selection of feeds: the comparison does not take constant time.
    /// </summary>
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
    /// Returns whether a value is absent, null or empty text. For the selection of feeds: a message of members contains the same text for
    /// all three, so its signature would not protect one of them from being changed into another.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <returns><see langword="false"/> also when the request is rejected: a value that cannot be read is not absent.</returns>
    public bool IsAbsent(WireValue value) =>
        !_turn.IsRejected && (value.Kind is (WireKind.Absent or WireKind.Null) || (value.IsScalar && value.Utf8.IsEmpty));

    /// <summary>Returns whether a value is present and neither null nor empty text. For the selection of feeds.</summary>
    /// <param name="value">The value.</param>
    /// <returns><see langword="false"/> also when the request is rejected.</returns>
    public bool IsPresent(WireValue value) =>
        !_turn.IsRejected && (value.Kind == WireKind.Composite || (value.IsScalar && !value.Utf8.IsEmpty));

    /// <summary>
    /// Finds the signatures in a text. Signatures that cannot be decoded are skipped, because a provider may send another scheme's
    /// signature beside its own. At most 16 are examined.
    /// </summary>
    /// <param name="value">The text that contains the signatures.</param>
    /// <param name="encoding">The text encoding of a signature's bytes.</param>
    /// <param name="format">
    /// The arrangement of the signatures. With <see cref="SignatureFormat.Pairs"/>, an item without a name is another value of the pair
    /// before it.
    /// </param>
    /// <param name="separator">The separator between the signatures, an ASCII character; spaces around it are ignored.</param>
    /// <param name="pick">The name of the parts that are signatures, for <see cref="SignatureFormat.Pairs"/>.</param>
    /// <param name="prefix">The text before each signature, which is not part of it; or empty.</param>
    /// <param name="prefixKey">
    /// The name of a key that is not secret and whose value follows <paramref name="prefix"/> before each signature; or null. The first
    /// value of this key belongs to the first value of the signing key, the second to the second.
    /// </param>
    /// <param name="prefixEnd">The text between that value and the signature; or empty.</param>
    /// <returns>
    /// The signatures, valid until the next call; <see langword="null"/> when no text can be a signature.
    /// </returns>
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

    /// <summary>Begins to derive a key from the configured values and values of the request.</summary>
    /// <param name="key">The key's name in the schema.</param>
    /// <returns>The derivation; <see langword="null"/> when the key is not configured or the callback is rejected.</returns>
    public DerivedKey? DeriveKey(string key) =>
        !_turn.IsRejected && _turn.TryGetConfigured(key, out var configured) ? new DerivedKey(_turn, key, configured) : null;

    /// <summary>
    /// Returns a member of a JSON text that a value of the request contains, for the derivation of a key. It is not verified: it may choose
    /// a key and nothing else. The text must satisfy the same strict rules as a payload.
    /// </summary>
    /// <param name="json">The value, decoded as the schema states.</param>
    /// <param name="pointer">A JSON pointer (RFC 6901) into the text.</param>
    /// <returns>The member; absent when there is none, and, with a rejection, when the text is not strict JSON.</returns>
    public WireValue TextMember(WireValue json, string pointer) => _sources.TextMember(json, pointer);

    /// <summary>Begins the signed message, or the message of an answer's MAC.</summary>
    /// <returns>The message, valid until the next call.</returns>
    public MessageBuilder BeginMessage() => _message.Begin();

    /// <summary>Begins the trial of a message that contains configured keys: each attempt uses one value of each key.</summary>
    /// <param name="signatures">The signatures that the results are compared with.</param>
    /// <param name="keys">The keys' names in the schema.</param>
    /// <returns>The trial, valid until the next call.</returns>
    public KeyTrial TryKeys(Signatures signatures, params ReadOnlySpan<string> keys) => _trial.Begin(signatures, _message, keys);

    /// <summary>Checks, in constant time, that a value is one of the configured tokens.</summary>
    /// <param name="value">The value that contains the token.</param>
    /// <param name="key">The name of the key that is the token.</param>
    /// <param name="prefix">The text before the token, such as <c>Bearer </c>; or empty.</param>
    /// <returns><see langword="false"/> when it is none of them, or when the key is not configured.</returns>
    public bool TokenMatches(WireValue value, string key, string prefix = "") => Comparison.IsToken(_turn, value, key, prefix);

    /// <summary>Checks, in constant time, that two texts are equal, such as a digest of the body and a digest in a signed URL.</summary>
    /// <param name="actual">The received text.</param>
    /// <param name="expected">The text that it must equal.</param>
    /// <returns><see langword="false"/> when they differ, or either is absent or empty.</returns>
    public bool TextEquals(WireValue actual, WireValue expected) => Comparison.TextEquals(_turn, actual, expected);

    /// <summary>Checks that a signed time differs from the current time by no more than a tolerance, in either direction.</summary>
    /// <param name="value">The time's text.</param>
    /// <param name="unit">The format of the time.</param>
    /// <param name="tolerance">The largest difference from the current time.</param>
    /// <returns><see langword="false"/> when it is absent, unreadable or outside the tolerance.</returns>
    public bool CheckTimestamp(WireValue value, TimestampUnit unit, TimeSpan tolerance) => SignedTime.Check(_turn, value, unit, tolerance);

    /// <summary>
    /// Checks that a signed time in a custom format differs from the current time by no more than a tolerance, in either direction.
    /// </summary>
    /// <param name="value">The time's text.</param>
    /// <param name="format">A .NET custom format. A text is rejected unless formatting its time gives the same text.</param>
    /// <param name="offset">The UTC offset of the local time; null when the format states it by <c>zzz</c>.</param>
    /// <param name="tolerance">The largest difference from the current time.</param>
    /// <returns><see langword="false"/> when it is absent, unreadable or outside the tolerance.</returns>
    public bool CheckTimestamp(WireValue value, string format, TimeSpan? offset, TimeSpan tolerance) =>
        SignedTime.Check(_turn, value, format, offset, tolerance);

    /// <summary>
    /// Verifies a token: a JWS in compact serialization (RFC 7515, section 3.1). <c>exp</c> and <c>nbf</c>, where present, are checked
    /// against the clock (RFC 7519, sections 4.1.4 and 4.1.5; 60 s of skew for <c>nbf</c>).
    /// </summary>
    /// <remarks>
    /// Two members of the header are used: <c>alg</c>, which must be one that the schema pins, and <c>kid</c>, which chooses among the
    /// configured keys. A <c>b64</c> is rejected, and so is a <c>crit</c> with a name that is not in <paramref name="understood"/>.
    /// </remarks>
    /// <param name="token">The token's text.</param>
    /// <param name="allowed">The algorithms that the schema pins.</param>
    /// <param name="key">The key's name in the schema.</param>
    /// <param name="prefix">The text before the token, such as <c>Bearer </c>; or empty.</param>
    /// <param name="signatures">The verifier of public-key signatures; without it, all of them are rejected.</param>
    /// <param name="understood">The names that <c>crit</c> may contain, because the schema checks them in the header.</param>
    /// <returns>The token, valid until the next call; <see langword="null"/> when it is rejected.</returns>
    public VerifiedToken? VerifyJws(
        WireValue token,
        ReadOnlySpan<JwsAlgorithm> allowed,
        string key,
        string prefix = "",
        JwsSignatureVerifier? signatures = null,
        ReadOnlySpan<string> understood = default
    ) => (_tokens ??= new(_turn)).Verify(token, allowed, key, prefix, signatures, understood);

    /// <summary>
    /// Verifies a token with a detached payload, which is the message (RFC 7515, appendix F), encoded as base64url or unencoded (RFC 7797).
    /// Its header must satisfy the rules of <see cref="VerifyJws"/>.
    /// </summary>
    /// <param name="token">The token's text, <c>header..signature</c>.</param>
    /// <param name="message">The message.</param>
    /// <param name="allowed">The algorithms that the schema pins.</param>
    /// <param name="key">The key's name in the schema.</param>
    /// <param name="prefix">The text before the token; or empty.</param>
    /// <param name="signatures">The verifier of public-key signatures; without it, all of them are rejected.</param>
    /// <param name="unencoded">Whether the message is signed unencoded; the header must state the same by a critical <c>b64</c>.</param>
    /// <param name="understood">The names that <c>crit</c> may contain, because the schema checks them in the header.</param>
    /// <returns>The token, which has no claims, valid until the next call; <see langword="null"/> when it is rejected.</returns>
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
    /// Decrypts the payload by AES-GCM (NIST SP 800-38D), trying each configured value of a key. This does not prove the sender, which the
    /// earlier steps do.
    /// </summary>
    /// <param name="ciphertext">The encrypted bytes; the last 16 are the tag, unless the tag has its own source.</param>
    /// <param name="key">The key's name in the schema.</param>
    /// <param name="nonce">The nonce, 12 bytes.</param>
    /// <param name="associatedData">The additional authenticated data; none when absent or null.</param>
    /// <param name="tag">The tag, 16 bytes, when it has its own source.</param>
    /// <param name="hasTag">
    /// Whether the schema states a source for the tag. Then the end of the ciphertext is never used in its place.
    /// </param>
    /// <returns>The text, valid until the next call; <see langword="null"/> when the tag does not match under any value.</returns>
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

    /// <summary>Reads the payload from the same bytes that were verified, by the strict rules.</summary>
    /// <typeparam name="T">The payload.</typeparam>
    /// <param name="pointer">
    /// A JSON pointer (RFC 6901) to the part of the body that is the payload, or, in a feed of items, to a part of the current item. Empty
    /// for the payload pointer of the feed's definition, which by default is the whole body.
    /// </param>
    /// <returns>The payload, or <see langword="null"/> when the callback is rejected.</returns>
    public T? ReadPayload<T>(string pointer = "")
        where T : class, IReadablePayload<T> => _payload.ReadPart<T>(pointer);

    /// <summary>Takes the event of the payload, which the next step reads, from a value of the request.</summary>
    /// <param name="name">The value. Without a text, the payload is of no listed event.</param>
    public void NameEvent(WireValue name) => _payload.NameEvent(name);

    /// <summary>Reads the payload from the claims of a verified token, by the strict rules.</summary>
    /// <typeparam name="T">The payload.</typeparam>
    /// <param name="token">The token.</param>
    /// <returns>The payload, or <see langword="null"/> when the callback is rejected.</returns>
    public T? ReadClaims<T>(VerifiedToken token)
        where T : class, IReadablePayload<T> => _payload.ReadClaims<T>(token);

    /// <summary>Reads the payload from a decrypted text, by the strict rules.</summary>
    /// <typeparam name="T">The payload.</typeparam>
    /// <param name="plaintext">The text.</param>
    /// <returns>The payload, or <see langword="null"/> when the callback is rejected.</returns>
    public T? ReadPlaintext<T>(DecryptedText plaintext)
        where T : class, IReadablePayload<T> => _payload.ReadDecrypted<T>(plaintext);

    /// <summary>Reads the payload from a JSON text that a value of the request contains, by the strict rules.</summary>
    /// <typeparam name="T">The payload.</typeparam>
    /// <param name="json">The value, decoded as the schema states: the signed bytes, or the bytes that they decode to.</param>
    /// <returns>The payload, or <see langword="null"/> when the callback is rejected.</returns>
    public T? ReadText<T>(WireValue json)
        where T : class, IReadablePayload<T> => _payload.ReadText<T>(json);

    /// <summary>Begins an answer that is built from the request.</summary>
    /// <returns>The answer, valid until the next call.</returns>
    public AnswerBuilder BeginAnswer() => (_answer ??= new(_turn)).Begin();

    /// <summary>
    /// Begins the next of several alternative schemes, of which one must succeed. The rejection of the previous scheme is stored; its
    /// signatures, message, token and key are discarded. The parsed body is reused.
    /// </summary>
    public void NextAlternative()
    {
        // A proof of this scheme must not be shared with the items, because the next scheme may read another part of each item.
        if (_turn.HoldsProof)
            _payload.ShareNothing();
        _turn.NextScheme();
        ForgetProof();
    }

    /// <summary>Records a problem, unless one is recorded already.</summary>
    /// <param name="reason">The kind of rejection.</param>
    /// <param name="where">The source, as the schema writes it.</param>
    /// <param name="detail">A description of the problem that contains no text of the request.</param>
    /// <returns>Always <see langword="false"/>.</returns>
    public bool Reject(CallbackRejectionReason reason, string where, string detail) => _turn.Reject(reason, where, detail);

    /// <summary>Records that the request names a key that the schema does not declare.</summary>
    /// <param name="from">The value that names it.</param>
    /// <returns>Always <see langword="false"/>.</returns>
    public bool RejectKeyName(WireValue from) => _turn.RejectUnknownKey(from.Source, "names no key that the schema knows");

    /// <summary>Wipes the buffers and returns them to the pool.</summary>
    public void Dispose()
    {
        _request.Dispose();
        EndTurn();
        _turn.End();
        _payload.End();
    }

    /// <summary>
    /// Opens a request for verification, without a feed. <see cref="TurnTo"/> sets the feed, so that several feeds can examine one request
    /// that is parsed once.
    /// </summary>
    /// <remarks>
    /// The object of this thread's previous verification is reused when there is one, because with its parts it is the largest allocation
    /// besides the payload. The caller must dispose of the object and may then call <see cref="KeepForNext"/>.
    /// </remarks>
    /// <param name="request">The request.</param>
    /// <param name="clock">The clock.</param>
    internal static CallbackVerification Open(CallbackRequest request, TimeProvider clock)
    {
        // Detached before foreign code runs, such as a clock or headers that start a verification of their own on this thread.
        var verification = _idle ?? new();
        _idle = null;
        verification._request.Open(request, clock);
        return verification;
    }

    /// <summary>
    /// Sets the feed. The parsed request is kept, because it is the same for every feed; all other state of an earlier feed is wiped.
    /// </summary>
    /// <param name="feed">The feed that verifies the request from now on.</param>
    /// <param name="keys">The feed's configured keys.</param>
    /// <param name="receive">The methods and content types to accept, when they differ from those of the feed's callbacks.</param>
    /// <param name="asOf">The time of the verification; the current time when null.</param>
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

    /// <summary>
    /// Keeps the object for the thread's next verification. It must be disposed of, and no other reference to it may remain.
    /// </summary>
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
