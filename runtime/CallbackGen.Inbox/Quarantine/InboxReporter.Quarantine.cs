using Microsoft.Extensions.Logging;

namespace CallbackGen.Inbox;

/// <summary>Reports the quarantine to operators: each log event is a callback that an operator must look at.</summary>
internal sealed partial class InboxReporter
{
    /// <summary>
    /// Reports that unreadable callbacks were stored in quarantine, or not. A redelivered callback is not reported again.
    /// </summary>
    /// <param name="feed">The feed.</param>
    /// <param name="rows">The rows, each with its reason.</param>
    /// <param name="outcomes">The outcome of each.</param>
    /// <returns>Whether all of them are stored.</returns>
    public bool Quarantined(CallbackFeed feed, IReadOnlyList<NewCallback> rows, IReadOnlyList<CallbackAcceptance> outcomes)
    {
        for (var index = 0; index < rows.Count; index++)
        {
            if (outcomes[index] == CallbackAcceptance.Stored)
            {
                telemetry.Quarantined(feed.Name);
                LogQuarantined(_logger, feed.Name, rows[index].Id, rows[index].Quarantine!);
            }
            else if (outcomes[index] != CallbackAcceptance.OverQuota)
            {
                Accepted(feed.Name, rows[index].Id, outcomes[index]);
            }
        }

        if (!outcomes.Contains(CallbackAcceptance.OverQuota))
            return true;
        var quota = rows[0].Quota!;
        LogQuarantineFull(_logger, feed.Name, rows[0].Id, quota.Rows, quota.Per);
        return false;
    }

    /// <summary>
    /// Reports that a stored callback does not verify: a released one that is still unreadable, or one that did verify when it arrived.
    /// </summary>
    public void DoesNotVerify(ClaimedCallback callback, string reason)
    {
        telemetry.Quarantined(callback.Request.Feed);
        LogDoesNotVerify(_logger, callback.Request.Feed, callback.Claim.Id, reason);
    }

    /// <summary>Reports that an unreadable callback was released, and is readable now.</summary>
    public void Released(ClaimedCallback callback, int count) => LogReleased(_logger, callback.Request.Feed, callback.Claim.Id, count);

    /// <summary>Reports that a key was revoked.</summary>
    /// <param name="fingerprint">Its fingerprint.</param>
    /// <param name="by">Who requested it.</param>
    /// <param name="callbacks">The number of callbacks that were set aside at once.</param>
    public void KeyRevoked(string fingerprint, string by, long callbacks)
    {
        telemetry.Revoked(callbacks);
        LogKeyRevoked(_logger, fingerprint, PrintableText.Quote(by), callbacks);
    }

    [LoggerMessage(
        18,
        LogLevel.Error,
        "{Feed} callback {Id} is genuine and cannot be read: {Reason}. It is kept in quarantine. Release it when the schema is "
            + "corrected, or as it is where it is only late; or discard it",
        EventName = "CallbackQuarantined"
    )]
    private static partial void LogQuarantined(ILogger logger, string feed, string id, string reason);

    [LoggerMessage(
        19,
        LogLevel.Error,
        "{Feed} callback {Id} is genuine, cannot be read and was not kept: its feed has {Rows} in quarantine in {Per} already. "
            + "Correct the schema, and raise the QuarantineLimit where it is mapped until then",
        EventName = "CallbackQuarantineFull"
    )]
    private static partial void LogQuarantineFull(ILogger logger, string feed, string id, int rows, TimeSpan per);

    [LoggerMessage(
        20,
        LogLevel.Error,
        "{Feed} callback {Id} is in quarantine: {Reason}. Correct the schema or the keys and release it; where a key was revoked, "
            + "query the provider for its event and commit the confirmed answer",
        EventName = "StoredCallbackQuarantined"
    )]
    private static partial void LogDoesNotVerify(ILogger logger, string feed, string id, string reason);

    [LoggerMessage(
        21,
        LogLevel.Information,
        "{Feed} callback {Id} was released from quarantine, as {Count} callbacks",
        EventName = "QuarantinedCallbackReleased"
    )]
    private static partial void LogReleased(ILogger logger, string feed, string id, int count);

    [LoggerMessage(
        22,
        LogLevel.Error,
        "The key {Fingerprint} was revoked by {By}: {Callbacks} callbacks that it had verified and that waited for a worker are in "
            + "quarantine, and those that wait for others, or come under it later, follow. Configure another key in its place, and "
            + "query the provider for the genuine ones",
        EventName = "CallbackKeyRevoked"
    )]
    private static partial void LogKeyRevoked(ILogger logger, string fingerprint, string by, long callbacks);
}
