using Microsoft.Extensions.Options;

namespace CallbackGen.Inbox;

/// <summary>
/// Verifies unreadable rows again after an operator has released them. Readable content is stored as the callbacks that it
/// contains, which are handled like any others; the rest returns to quarantine.
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
    /// <summary>Verifies a released unreadable row.</summary>
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

    /// <summary>
    /// Returns a row that does not verify to quarantine, or retries it later if the program's configuration is at fault.
    /// </summary>
    /// <param name="callback">The row.</param>
    /// <param name="rejection">Why it does not verify.</param>
    /// <param name="request">Its request.</param>
    /// <param name="stored">Its feed.</param>
    public async Task KeepAsync(ClaimedCallback callback, CallbackRejection rejection, ArrivedRequest request, StoredFeed stored)
    {
        var (was, now) = (request.SchemaDigest, stored.Feed.Definition.SchemaDigest);
        var schema = was == now ? $"by the schema {now} as when it came" : $"by the schema {now}; when it came it was {was}";
        var reason = callback.IsUnread ? $"{rejection}, {schema}" : $"it does not verify any more: {rejection}, {schema}";
        // A program that was started without its keys must not quarantine every waiting callback.
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

    /// <summary>Puts a row into quarantine, because retries cannot repair its fault.</summary>
    /// <param name="callback">The row.</param>
    /// <param name="reason">The fault, for operators: no text of the callback.</param>
    public async Task SetAsideAsync(ClaimedCallback callback, string reason)
    {
        reporter.DoesNotVerify(callback, reason);
        if (!await store.QuarantineAsync(callback.Claim, reason, CancellationToken.None))
            reporter.LeaseLost(callback);
    }

    /// <summary>Reads a row.</summary>
    /// <returns>The rows of the callbacks that it contains; null when it is still unreadable.</returns>
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
        // An unreadable item with its own proof stays behind alone; if one proof covers all items, it keeps all of them in quarantine.
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
