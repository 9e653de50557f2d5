using Microsoft.Extensions.Options;

namespace CallbackGen.Inbox;

/// <summary>
/// Has another look at what could not be read and was released by a person: what can be read now is stored as the callbacks that it is,
/// which are handled as any others are, and the rest goes back into quarantine.
/// </summary>
internal sealed class Releases(
    ICallbackStore store,
    StoredVerifier verifier,
    InboxSealer sealer,
    InboxSignal signal,
    IOptions<CallbackInboxOptions> options,
    TimeProvider clock,
    InboxReporter reporter
)
{
    /// <summary>Looks at a row that nobody has read.</summary>
    /// <param name="callback">The row.</param>
    /// <param name="request">Its request.</param>
    /// <param name="stored">Its feed.</param>
    /// <param name="with">The keys that proved it.</param>
    public async Task RunAsync(ClaimedCallback callback, ArrivedRequest request, StoredFeed stored, CallbackKeys with)
    {
        if (Read(callback, request, stored, with, out var rejection) is not { } read)
        {
            await KeepAsync(callback, rejection, request, stored);
            return;
        }

        var kept = await sealer.AgainAsync(stored.Feed, callback.Request, CancellationToken.None);
        var rows = read.Select(kept.SealNew).ToArray();
        if (await store.ReleaseAsync(callback.Claim, rows, CancellationToken.None) is not { } outcomes)
        {
            reporter.LeaseLost(callback);
            return;
        }

        signal.Set();
        reporter.Released(callback, rows.Length);
        reporter.Accepted(stored.Feed, rows, outcomes);
    }

    /// <summary>Puts a row into quarantine that does not verify, or tries it again later where the program's configuration is at fault.</summary>
    /// <param name="callback">The row.</param>
    /// <param name="rejection">Why it does not verify.</param>
    /// <param name="request">Its request.</param>
    /// <param name="stored">Its feed.</param>
    public async Task KeepAsync(ClaimedCallback callback, CallbackRejection rejection, ArrivedRequest request, StoredFeed stored)
    {
        var (was, now) = (request.SchemaDigest, stored.Feed.Definition.SchemaDigest);
        var schema = was == now ? $"by the schema {now} as when it came" : $"by the schema {now}; when it came it was {was}";
        var reason = callback.IsUnread ? $"{rejection}, {schema}" : $"it does not verify any more: {rejection}, {schema}";
        // A program that was started without its keys must not give up all that waits.
        if (
            rejection.Reason is CallbackRejectionReason.KeyNotConfigured or CallbackRejectionReason.SchemaInvalid
            && options.Value.WaitAfter(callback.Attempt) is { } wait
        )
        {
            reporter.Failed(callback, reason, clock.GetUtcNow() + wait);
            await store.FailAsync(callback.Claim, wait, reason, CancellationToken.None);
            return;
        }

        await SetAsideAsync(callback, reason);
    }

    /// <summary>Puts a row into quarantine, as no time changes what is wrong with it.</summary>
    /// <param name="callback">The row.</param>
    /// <param name="reason">What is wrong, for operators: no text of the callback.</param>
    public async Task SetAsideAsync(ClaimedCallback callback, string reason)
    {
        reporter.DoesNotVerify(callback, reason);
        if (!await store.QuarantineAsync(callback.Claim, reason, CancellationToken.None))
            reporter.LeaseLost(callback);
    }

    /// <summary>Reads a row.</summary>
    /// <returns>The rows that it turns out to be; null where it cannot be read still.</returns>
    private NewCallback[]? Read(
        ClaimedCallback callback,
        ArrivedRequest request,
        StoredFeed stored,
        CallbackKeys with,
        out CallbackRejection rejection
    )
    {
        rejection = CallbackRejection.NotRead;
        if (callback.Item != UnreadCallback.WholeRequest)
            return verifier.Verify(callback, request, stored, with).TryGetValue(out var message, out rejection!)
                ? [RowOf(message, stored)]
                : null;
        if (!verifier.VerifyAll(request, stored, with).TryGetValue(out var each, out rejection!))
            return null;
        var refused = each.Select(item => item.Rejection).OfType<CallbackRejection>().ToList();
        rejection = refused.FirstOrDefault() ?? CallbackRejection.NotRead;
        // One that cannot be read stays behind by itself where it proves itself, and keeps the others where one proof is that of all.
        var mayPart = stored.Feed.ItemsAreProvenSingly && refused.TrueForAll(item => item.IsProven) && refused.Count < each.Count;
        if (each.Count == 0 || (refused.Count > 0 && !mayPart))
            return null;
        return
        [
            .. each.Select(
                (item, index) =>
                    item.TryGetValue(out var read, out var unread)
                        ? RowOf(read, stored)
                        : UnreadCallback.Of(stored.Feed, request, unread, index, stored.Options)
            ),
        ];
    }

    private static NewCallback RowOf(CallbackMessage message, StoredFeed stored) =>
        CallbackIdentity.Of(stored.Feed, message, stored.Options);
}
