namespace CallbackGen.Inbox;

/// <summary>Commits events without a callback, and revokes keys.</summary>
internal sealed class CallbackInbox(ICallbackStore store, StoredHandlers handlers, InboxSealer sealer, InboxReporter reporter)
    : ICallbackInbox
{
    /// <inheritdoc />
    public async Task<CallbackCommit> CommitAsync<T>(
        Confirmed<T> confirmed,
        CallbackEffect effect,
        CancellationToken cancellationToken = default
    )
        where T : class, ICallbackPayload<T>
    {
        ArgumentNullException.ThrowIfNull(confirmed);
        ArgumentNullException.ThrowIfNull(effect);
        var told = ConfirmedEvents.Of(confirmed);
        if (handlers.FindConflict(T.Feed) is { } conflict)
            throw new InvalidOperationException(conflict);
        told = await sealer.SealAsync(T.Feed, told, cancellationToken);
        var commit = await store.CommitAsync(told, effect, cancellationToken);
        if (commit == CallbackCommit.Conflict)
            reporter.ConfirmedConflict(told);
        else if (commit == CallbackCommit.Discarded)
            reporter.ConfirmedDiscarded(told);
        else
            reporter.Reconciled(told, commit);
        return commit;
    }

    /// <inheritdoc />
    public async Task<long> RevokeKeyAsync(string fingerprint, string by, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(fingerprint);
        ArgumentException.ThrowIfNullOrWhiteSpace(by);
        var each = fingerprint.Split(' ');
        // A mistyped fingerprint would otherwise revoke nothing, without an error.
        if (!Array.TrueForAll(each, InboxKey.IsName))
            throw new ArgumentException(
                "It is no fingerprint: 32 lower-case hexadecimal digits, or several of them with a space between them.",
                nameof(fingerprint)
            );
        var setAside = 0L;
        foreach (var one in each)
        {
            var ofOne = await store.RevokeKeysAsync(one, by, cancellationToken);
            reporter.KeyRevoked(one, by, ofOne);
            setAside += ofOne;
        }

        return setAside;
    }
}

/// <summary>Computes the identity of confirmed events.</summary>
internal static class ConfirmedEvents
{
    /// <summary>Returns the event of a confirmed message.</summary>
    /// <exception cref="InvalidOperationException">It has no key.</exception>
    public static ConfirmedEvent Of<T>(Confirmed<T> confirmed)
        where T : class, ICallbackPayload<T> =>
        confirmed.Key is { } key ? CallbackIdentity.OfEvent(T.Feed, confirmed, key) : throw Advice.Of(WhyNoKey(confirmed));

    private static string WhyNoKey<T>(Confirmed<T> confirmed)
        where T : class, ICallbackPayload<T>
    {
        var feed = T.Feed;
        var isVerified = feed.Trust == CallbackTrust.Verified;
        var keyword = isVerified ? "idempotencyKey" : "confirmedKey";
        var isNamed = isVerified ? T.GetIdempotencyKey(confirmed.Payload) is not null : feed.Definition.HasConfirmedKey;
        return isNamed
            ? $"{feed.Name}: all members of the schema's {keyword} are absent or empty in the provider's answer, so nothing "
                + "distinguishes the event from others."
            : $"{feed.Name}: nothing names the event that the provider has confirmed. Add a {keyword} to the schema's callback, "
                + "with the members that do.";
    }
}
