using System.Text;
using CallbackGen.Testing.Cases;
using CallbackGen.Testing.Signing;

namespace CallbackGen.Testing;

/// <summary>
/// Signs requests of a feed, or of several, as their providers do. What is signed it learns from the feed's own verification: it has no copy
/// of the schema's rules, and what it gives back was verified. Safe to share between threads.
/// </summary>
public sealed class CallbackSigner
{
    private readonly CallbackTestKeys _keys;
    private readonly TimeProvider _clock;

    /// <summary>Makes a signer.</summary>
    /// <param name="keys">The keys, of one feed or of several; see <see cref="CallbackTestKeys.Generate(CallbackFeed)"/>.</param>
    /// <param name="clock">
    /// The clock by which signed times are written and held to be good; the system's when null. To make a callback that is
    /// too old, sign by a clock that is behind.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="keys"/> is null.</exception>
    public CallbackSigner(CallbackTestKeys keys, TimeProvider? clock = null)
    {
        ArgumentNullException.ThrowIfNull(keys);
        _keys = keys;
        _clock = clock ?? TimeProvider.System;
    }

    /// <summary>Which of the feed's proofs is made, where its schema has several; the first unless it is said otherwise.</summary>
    public int Proof { get; init; }

    /// <summary>The feed that is signed for.</summary>
    /// <exception cref="InvalidOperationException">The keys are those of several feeds: make a signer of <see cref="CallbackTestKeys.Of"/>.</exception>
    public CallbackFeed Feed => _keys.Feed;

    /// <summary>
    /// The public address that the program under test is configured with, for feeds that sign their URL; for example
    /// <c>https://shop.example</c>.
    /// </summary>
    public string? PublicUrl { get; init; }

    /// <summary>Writes a payload as its feed receives it, and signs it.</summary>
    /// <typeparam name="T">The payload.</typeparam>
    /// <param name="payload">The payload. What stands in the place of the signature is replaced.</param>
    /// <param name="path">The path at which it arrives; with a query, when it has one.</param>
    /// <param name="content">How it is written, where the feed arrives in several ways; in the first of its schema when null.</param>
    /// <returns>The signed request.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="payload"/> or <paramref name="path"/> is null.</exception>
    /// <exception cref="ArgumentException">
    /// The payload is another feed's, or the feed does not arrive as <paramref name="content"/>.
    /// </exception>
    /// <exception cref="CallbackSigningException">
    /// Whatever signature it carried, the feed would refuse it; or it stands within a value that this cannot write, such as
    /// base64 of JSON or a ciphertext: make the request, and sign that.
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

    /// <summary>Signs a request: a callback, or a handshake, by what it proves itself with.</summary>
    /// <param name="request">
    /// The request, with or without an old signature and times. Its own bytes stay as they are; only signature, token, signed
    /// times and what must equal a digest are put in their places.
    /// </param>
    /// <param name="claims">
    /// Where a token proves: its claims, as a JSON object such as <c>{"id":"o-1"}</c>. Those of the token that stands in the
    /// request when null. Times that are over are renewed, and what a claim must equal is filled in.
    /// </param>
    /// <returns>The signed request.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> is null.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><see cref="Proof"/> is none of the feed's.</exception>
    /// <exception cref="InvalidOperationException">The keys are those of several feeds: make a signer of <see cref="CallbackTestKeys.Of"/>.</exception>
    /// <exception cref="CallbackSigningException">Whatever signature it carried, the feed would refuse the request.</exception>
    public CallbackRequest Sign(CallbackRequest request, string? claims = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        return Sign(_keys.One, request, claims);
    }

    /// <summary>Signs a request that its feed refuses for what it says, although the proof holds, such as a member of another type.</summary>
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
        // Each round lets the verification come at least one comparison further: in each callback the signature, once more
        // for every value that it covers and that is only known by then.
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

    /// <summary>Why a program would refuse a request; null when it would take it.</summary>
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
