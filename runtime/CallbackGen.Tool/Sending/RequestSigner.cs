using CallbackGen.Testing;
using CallbackGen.Testing.Cases;

namespace CallbackGen.Tool.Sending;

/// <summary>Signs requests of one feed as its provider does, using the feed's own verifier.</summary>
internal sealed class RequestSigner(CallbackTestKeys keys, TimeProvider clock)
{
    /// <summary>The ages to try when the time is in a token's claims, for which the schema may declare no tolerance.</summary>
    private static readonly TimeSpan[] Ages = [TimeSpan.FromHours(1), TimeSpan.FromDays(1), TimeSpan.FromDays(40), TimeSpan.FromDays(400)];

    private static readonly TimeSpan Beyond = TimeSpan.FromMinutes(1);

    public CallbackFeed Feed => keys.Feed;

    /// <summary>Signs a request at the current time.</summary>
    /// <param name="request">The request.</param>
    /// <param name="claims">The claims, when a token carries the payload.</param>
    /// <exception cref="ToolException">The feed would reject the request with any signature.</exception>
    public CallbackRequest Sign(CallbackRequest request, string? claims) => Sign(request, claims, clock.GetUtcNow());

    /// <summary>Signs a request at a time that is too old.</summary>
    /// <exception cref="ToolException">The feed signs no time, or accepts any time.</exception>
    public CallbackRequest SignStale(CallbackRequest request, string? claims)
    {
        var now = clock.GetUtcNow();
        var tolerances = Feed.Definition.Proofs.Select(proof => proof.Time?.Tolerance).OfType<TimeSpan>().Order();
        foreach (var age in tolerances.Select(tolerance => tolerance + Beyond).Concat(Ages))
        {
            var signed = Sign(request, claims, now - age);
            if (IsRefused(signed, now))
                return signed;
        }

        throw new ToolException(
            ExitCode.Usage,
            $"--stale: {Feed.Name} checks no signed time, so that no callback of it is too old. Its idempotency key keeps out "
                + "what comes again."
        );
    }

    /// <summary>Changes a character of the signed content, and leaves the signature unchanged.</summary>
    /// <param name="signed">The signed request.</param>
    /// <returns>The request, and the location of the change.</returns>
    /// <exception cref="ToolException">No part of the request is signed.</exception>
    public (CallbackRequest Request, string Where) Tamper(CallbackRequest signed) =>
        Tampering.Change(
            Feed,
            signed,
            twin => Feed.VerifyMessages(twin, keys.Keys, clock).TryGetValue(out _, out var refused) ? null : refused
        )
        ?? throw new ToolException(
            ExitCode.Usage,
            $"--tamper: {Feed.Name} has no signed content that could be changed: its callbacks do not prove their content."
        );

    private bool IsRefused(CallbackRequest signed, DateTimeOffset now)
    {
        var then = new StoppedClock(now);
        return Feed.AnswerChallenge(signed, keys.Keys, then) is { } handshake
            ? !handshake.TryGetValue(out _, out _)
            : !Feed.VerifyMessages(signed, keys.Keys, then).TryGetValue(out _, out _);
    }

    private CallbackRequest Sign(CallbackRequest request, string? claims, DateTimeOffset at)
    {
        CallbackSigningException? first = null;
        // A request may match another scheme than the first one of the schema.
        for (var proof = 0; proof < Math.Max(1, Feed.Definition.Proofs.Count); proof++)
        {
            try
            {
                return new CallbackSigner(keys, new StoppedClock(at)) { Proof = proof }.Sign(request, claims);
            }
            catch (CallbackSigningException refused)
            {
                first ??= refused;
            }
        }

        var remedy = first!.Rejection is null
            ? "A private key is named as a public one is, by --key NAME=file:PATH."
            : "Another value is given by --set POINTER=VALUE, another request by --test NAME.";
        throw new ToolException(ExitCode.Usage, $"{first.Message.TrimEnd('.')}. {remedy}", first);
    }
}
