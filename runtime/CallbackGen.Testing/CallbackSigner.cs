using System.Text;
using CallbackGen.Definitions;
using CallbackGen.Testing.Cases;
using CallbackGen.Testing.Signing;

namespace CallbackGen.Testing;

/// <summary>
/// Signs requests of one or several feeds as their providers do. It observes the bytes to sign in the feed's own verification and
/// has no copy of the schema's rules; each result has passed the verification. Thread-safe.
/// </summary>
public sealed class CallbackSigner
{
    private readonly CallbackTestKeys _keys;
    private readonly TimeProvider _clock;

    /// <summary>Creates a signer.</summary>
    /// <param name="keys">The keys of one or several feeds; see <see cref="CallbackTestKeys.Generate(CallbackFeed)"/>.</param>
    /// <param name="clock">
    /// The clock for signed times and for the verification; the system's when null. To create a callback that is too old, sign with
    /// a clock that is slow.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="keys"/> is null.</exception>
    public CallbackSigner(CallbackTestKeys keys, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(keys);
        _keys = keys;
        _clock = clock ?? TimeProvider.System;
    }

    /// <summary>The index of the proof to create, if the feed's schema has several; 0 by default.</summary>
    public int Proof { get; init; }

    /// <summary>The feed whose requests are signed.</summary>
    /// <exception cref="InvalidOperationException">
    /// The keys are those of several feeds: create a signer with <see cref="CallbackTestKeys.Of"/>.
    /// </exception>
    public CallbackFeed Feed => _keys.Feed;

    /// <summary>
    /// The public URL with which the program under test is configured, for feeds that sign their URL; for example
    /// <c>https://shop.example</c>.
    /// </summary>
    public string? PublicUrl { get; init; }

    /// <summary>Encodes a payload as its feed receives it, and signs it.</summary>
    /// <typeparam name="T">The payload.</typeparam>
    /// <param name="payload">The payload. Its signature, if any, is replaced.</param>
    /// <param name="path">The path at which it arrives, with an optional query.</param>
    /// <param name="content">
    /// Its encoding, if the feed has several transports; that of the schema's first transport when null.
    /// </param>
    /// <returns>The signed request.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="payload"/> or <paramref name="path"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// The payload is another feed's, or the feed has no transport with <paramref name="content"/>.
    /// </exception>
    /// <exception cref="CallbackSigningException">
    /// The feed would reject it with any signature; or it is contained in a value that this method cannot encode, such as base64 of
    /// JSON or a ciphertext: create the request, and sign that.
    /// </exception>
    public CallbackRequest Sign<T>(T payload, string path = "/", CallbackContent? content = null)
        where T : class, ICallbackPayload<T>
    {
        ArgumentNullException.ThrowIfNull(payload);
        ArgumentNullException.ThrowIfNull(path);
        if (_keys.Find(T.Feed) is not { } keys)
            throw new ArgumentException($"The keys are those of {_keys.Names}, and this is a payload of {T.Feed.Name}.", nameof(payload));
        var json = FeedVerification.JsonOf(payload);
        var isClaims = T.Feed.Definition.Proofs.ElementAtOrDefault(Proof)?.CarriesPayload == true;
        var written = PayloadWriter.Write(T.Feed.Definition, json, content, isClaims);
        return Sign(keys, At(written, path), isClaims ? Encoding.UTF8.GetString(json) : null);
    }

    /// <summary>Signs a request: a callback, or a handshake with the handshake's own proof.</summary>
    /// <param name="request">
    /// The request, with or without an old signature and times. Its own bytes stay unchanged, except signature, token, signed times
    /// and values that must equal a digest.
    /// </param>
    /// <param name="claims">
    /// The claims of a token, as a JSON object such as <c>{"id":"o-1"}</c>; those of the token in the request when null. Expired
    /// times are renewed, and required claim values are filled in.
    /// </param>
    /// <returns>The signed request.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="Proof"/> is not the index of a proof of the feed.</exception>
    /// <exception cref="InvalidOperationException">
    /// The keys are those of several feeds: create a signer with <see cref="CallbackTestKeys.Of"/>.
    /// </exception>
    /// <exception cref="CallbackSigningException">The feed would reject the request with any signature.</exception>
    public CallbackRequest Sign(CallbackRequest request, string? claims = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Sign(_keys.One, request, claims);
    }

    /// <summary>
    /// Signs a request that its feed rejects for its content although the proof is valid, such as a member of another type.
    /// </summary>
    /// <inheritdoc cref="Sign(CallbackRequest, string?)"/>
    internal CallbackRequest SignUnfit(CallbackRequest request, string? claims = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        var keys = _keys.One;
        return Sign(keys, request, keys.Feed.Definition.Proofs[Proof], Proof, claims, isHandshake: false, isFit: false);
    }

    internal CallbackRequest Sign(FeedKeys keys, CallbackRequest request, string? claims)
    {
        var feed = keys.Feed;
        var proofs = feed.Definition.Proofs;
        if (feed.AnswerChallenge(request, keys.Keys, _clock) is not null)
            return feed.Definition.ChallengeProof is { } own
                ? Sign(keys, request, own, 0, claims, isHandshake: true)
                : Verified(keys, request, isHandshake: true);
        if (proofs.Count == 0)
            return Verified(keys, request, isHandshake: false);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)Proof, (uint)proofs.Count, nameof(Proof));
        return Sign(keys, request, proofs[Proof], Proof, claims, isHandshake: false);
    }

    private CallbackRequest Sign(
        FeedKeys keys,
        CallbackRequest request,
        CallbackProof proof,
        int scheme,
        string? claims,
        bool isHandshake,
        bool isFit = true
    )
    {
        var feed = keys.Feed;
        var now = new StoppedClock(_clock.GetUtcNow());
        var draft = new SigningDraft(proof, scheme, request, keys, now.GetUtcNow(), isHandshake);
        draft.Begin(claims);
        // In each round the verification passes at least one more comparison: the signature once per callback, and once more for
        // every value that the signature covers and that is only known after a round.
        for (var round = 0; round < draft.MaxRounds; round++)
        {
            var signed = draft.ToRequest();
            var refused = Refusal(feed, signed, keys.Keys.ObservedBy(draft), now, isHandshake);
            if (refused is null)
                return Verified(keys, signed, isHandshake);
            if (draft.TakeWhatWasObserved())
                continue;
            return !isFit && refused.IsProven ? signed : throw new CallbackSigningException($"{feed.Name} refuses the request:", refused);
        }

        throw new CallbackSigningException($"{feed.Name} signs something that its signature itself is a part of.");
    }

    /// <summary>Returns why a program would reject a request; null when it would accept it.</summary>
    private static CallbackRejection? Refusal(
        CallbackFeed feed,
        CallbackRequest request,
        CallbackKeys keys,
        TimeProvider clock,
        bool isHandshake
    )
    {
        if (isHandshake && feed.AnswerChallenge(request, keys, clock) is { } handshake)
            return handshake.Rejection;
        return feed.VerifyMessages(request, keys, clock).Rejection;
    }

    private CallbackRequest At(CallbackRequest request, string path)
    {
        var parts = path.Split('?', 2);
        var query = string.Join('&', parts.Skip(1).Append(request.Query).Where(part => part.Length > 0));
        var target = query.Length == 0 ? parts[0] : $"{parts[0]}?{query}";
        return new()
        {
            Method = request.Method,
            Path = parts[0],
            Query = query,
            Url = PublicUrl is null ? null : PublicUrl.TrimEnd('/') + target,
            ContentType = request.ContentType,
            Body = request.Body,
        };
    }

    private CallbackRequest Verified(FeedKeys keys, CallbackRequest request, bool isHandshake) =>
        Refusal(keys.Feed, request, keys.Keys, new StoppedClock(_clock.GetUtcNow()), isHandshake) is { } refused
            ? throw new CallbackSigningException($"{keys.Feed.Name} refuses the request:", refused)
            : request;
}
