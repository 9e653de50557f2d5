namespace CallbackGen;

/// <summary>Creates confirmed callbacks from the provider's API's answers about callbacks that never arrived.</summary>
internal static class Reconciliation
{
    private static CallbackRejection Unknown => new(CallbackRejectionReason.NotConfirmed, "", "the provider does not know of it");

    public static async Task<CallbackResult<Confirmed<T>>> AskAsync<T>(
        CallbackReceipt receipt,
        Func<CancellationToken, Task<T?>> askProvider,
        CancellationToken cancellationToken
    )
        where T : class, ICallbackPayload<T>
    {
        if (RejectionOf(T.Feed) is { } rejection)
            return rejection;
        return await askProvider(cancellationToken).ConfigureAwait(false) is { } payload
            ? new Confirmed<T>(payload, receipt, default)
            : Unknown;
    }

    public static async Task<CallbackResult<Confirmed<T, TAnswer>>> AskAsync<T, TAnswer>(
        CallbackReceipt receipt,
        Func<CancellationToken, Task<TAnswer?>> askProvider,
        Func<TAnswer, T?> state,
        CancellationToken cancellationToken
    )
        where T : class, ICallbackPayload<T>
        where TAnswer : class
    {
        if (RejectionOf(T.Feed) is { } rejection)
            return rejection;
        return await askProvider(cancellationToken).ConfigureAwait(false) is { } answer && state(answer) is { } payload
            ? new Confirmed<T, TAnswer>(payload, answer, receipt, default)
            : Unknown;
    }

    /// <summary>Creates the receipt that the callback would have had, with the values that the idempotency key needs.</summary>
    public static CallbackReceipt ReceiptOf(CallbackFeed feed, string? keySet, string? lookedUpBy, TimeProvider? clock)
    {
        if (keySet is not null)
            ArgumentException.ThrowIfNullOrWhiteSpace(keySet);
        if (lookedUpBy is not null && !feed.Definition.Keys.Any(key => key.Lookup is not null))
            throw new ArgumentException(
                $"No key of {feed.Name} is looked up: its schema has no \"lookup\". Leave the text out.",
                nameof(lookedUpBy)
            );
        return new()
        {
            Feed = feed.Name,
            VerifiedAt = (clock ?? TimeProvider.System).GetUtcNow(),
            KeySet = keySet ?? feed.Provider,
            LookedUpBy = lookedUpBy,
        };
    }

    /// <summary>Rejects a feed whose schema has errors: its declaration of keys cannot be relied on, like the rest of it.</summary>
    private static CallbackRejection? RejectionOf(CallbackFeed feed) => feed.Definition.HasErrors ? CallbackRejection.SchemaInvalid : null;
}
