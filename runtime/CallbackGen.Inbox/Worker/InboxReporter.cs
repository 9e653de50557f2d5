using System.Collections.Concurrent;
using CallbackGen.AspNetCore;
using Microsoft.Extensions.Logging;

namespace CallbackGen.Inbox;

/// <summary>Reports the progress of stored callbacks to operators: only ids and counts, and no text of a payload.</summary>
internal sealed partial class InboxReporter(ILoggerFactory loggers, CallbackInboxTelemetry telemetry, InboxLoad load, TimeProvider clock)
{
    /// <summary>The category of the log events. It is stable, because filters depend on it.</summary>
    private const string Category = "CallbackGen.Inbox";

    private readonly ILogger _logger = loggers.CreateLogger(Category);
    private readonly ConcurrentDictionary<string, bool> _nameless = [];
    private readonly OncePerInterval _full = new(clock, TimeSpan.FromMinutes(1));
    private readonly OncePerInterval _dropped = new(clock, TimeSpan.FromMinutes(1));
    private readonly OncePerInterval _notCopied = new(clock, TimeSpan.FromMinutes(1));

    /// <summary>Reports the outcomes of storing callbacks.</summary>
    public void Accepted(CallbackFeed feed, IReadOnlyList<NewCallback> rows, IReadOnlyList<CallbackAcceptance> outcomes)
    {
        for (var index = 0; index < rows.Count; index++)
        {
            if (outcomes[index] == CallbackAcceptance.Conflict)
                Conflict(feed.Name, rows[index].ConflictId, rows[index].Id);
            else if (outcomes[index] == CallbackAcceptance.SetAside)
                SetAside(feed.Name, rows[index].Id);
            else
                Accepted(feed.Name, rows[index].Id, outcomes[index]);
        }
    }

    /// <summary>Reports that a request was not stored because a limit was reached; logged once per minute.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="exceeded">The limit, one of <see cref="InboxLimits"/>.</param>
    public void Shed(CallbackFeed feed, string exceeded)
    {
        telemetry.Shed(feed.Name, exceeded);
        if (_full.IsDue())
            LogFull(_logger, feed.Name, exceeded, load.Last?.Rows ?? 0, load.Last?.OldestDue ?? TimeSpan.Zero);
    }

    /// <summary>
    /// Reports that refused requests are not stored, because there are too many or the store failed; logged once per minute.
    /// </summary>
    public void RefusedDropped(int requests)
    {
        telemetry.RefusedDropped(requests);
        if (_dropped.IsDue())
            LogRefusedDropped(_logger, requests);
    }

    private void Accepted(string feed, string id, CallbackAcceptance outcome)
    {
        if (outcome == CallbackAcceptance.Stored)
            load.Stored();
        telemetry.Accepted(feed, outcome);
        LogAccepted(_logger, feed, id, outcome);
    }

    /// <summary>Reports that a request was not stored because its quota is used up.</summary>
    public void OverQuota(CallbackFeed feed, IReadOnlyList<NewCallback> rows)
    {
        var quota = rows.First(row => row.Quota is not null).Quota!;
        LogOverQuota(_logger, feed.Name, rows[0].Id, quota.Rows, quota.Per, quota.Group);
    }

    /// <summary>Reports that a request was not stored because its content was redelivered too often within a second.</summary>
    public void TooOften(CallbackFeed feed, NewCallback row) => LogTooOften(_logger, feed.Name, row.Id, Repetitions.MostInOneSecond);

    /// <summary>
    /// Warns once per feed that the effects of its handler are identified by content alone, although its signature does not cover
    /// all members and its schema has no <c>confirmedKey</c>. Does nothing for other feeds.
    /// </summary>
    public void NamelessEffects(CallbackFeed feed)
    {
        if (feed.Trust != CallbackTrust.Verified && !feed.Definition.HasConfirmedKey && _nameless.TryAdd(feed.Name, true))
            LogNamelessEffects(_logger, feed.Name);
    }

    /// <summary>Reports that a callback contradicts an event.</summary>
    public void Conflict(string feed, string id, string other)
    {
        telemetry.Conflict(feed);
        LogConflict(_logger, feed, id, other);
    }

    /// <summary>Reports the redelivery of a valid callback whose stored row was set aside and has no effect.</summary>
    private void SetAside(string feed, string id)
    {
        telemetry.Accepted(feed, CallbackAcceptance.SetAside);
        LogSetAside(_logger, feed, id);
    }

    /// <summary>Reports that an event was confirmed without a callback, with other facts than those of its effect.</summary>
    public void ConfirmedConflict(ConfirmedEvent confirmed) => LogConfirmedConflict(_logger, confirmed.Feed, confirmed.Id);

    /// <summary>Reports that the callback of a confirmed event had been discarded.</summary>
    public void ConfirmedDiscarded(ConfirmedEvent confirmed) => LogConfirmedDiscarded(_logger, confirmed.Feed, confirmed.Id);

    /// <summary>Reports that an event was confirmed without a callback.</summary>
    public void Reconciled(ConfirmedEvent confirmed, CallbackCommit outcome) =>
        LogReconciled(_logger, confirmed.Feed, confirmed.Id, outcome);

    /// <summary>Reports that a callback has no handler in this program.</summary>
    public void Unserved(ClaimedCallback callback, DateTimeOffset due) =>
        LogUnserved(_logger, callback.Request.Feed, callback.Claim.Id, due);

    /// <summary>Reports that a callback is parked, as the program is configured.</summary>
    public void Parked(ClaimedCallback callback, string reason) => LogParked(_logger, callback.Request.Feed, callback.Claim.Id, reason);

    /// <summary>Reports that a callback was handled.</summary>
    public void Handled(ClaimedCallback callback, TimeSpan elapsed)
    {
        load.Ended();
        telemetry.Handled(callback.Request.Feed);
        LogHandled(_logger, callback.Request.Feed, callback.Claim.Id, callback.Attempt, elapsed.TotalSeconds);
    }

    /// <summary>
    /// Logs a handler's exception at debug level only, because its text may contain a member of the payload.
    /// </summary>
    public void Threw(ClaimedCallback callback, Exception exception) =>
        LogThrew(_logger, exception, callback.Request.Feed, callback.Claim.Id, callback.Attempt);

    /// <summary>Reports that a handler has been running for longer than <see cref="CallbackInboxOptions.SlowHandler"/>.</summary>
    public void Slow(ClaimedCallback callback, TimeSpan elapsed) =>
        LogSlow(_logger, callback.Request.Feed, callback.Claim.Id, callback.Attempt, elapsed);

    /// <summary>Reports that all slots have slow handlers, so that no other handler can run.</summary>
    public void AllSlow(int concurrency, TimeSpan limit) => LogAllSlow(_logger, concurrency, limit);

    /// <summary>Reports that an attempt has failed.</summary>
    public void Failed(ClaimedCallback callback, string failure, DateTimeOffset? due)
    {
        telemetry.Failed(callback.Request.Feed);
        if (due is null)
            telemetry.Dead(callback.Request.Feed);
        if (due is { } again)
            LogFailed(_logger, callback.Request.Feed, callback.Claim.Id, callback.Attempt, failure, again);
        else
            LogDead(_logger, callback.Request.Feed, callback.Claim.Id, callback.Attempt, failure);
    }

    /// <summary>Reports that a handler has not tried a callback, which is retried under the same attempt number.</summary>
    public void PutOff(ClaimedCallback callback, string reason, DateTimeOffset due)
    {
        telemetry.Failed(callback.Request.Feed);
        LogPutOff(_logger, callback.Request.Feed, callback.Claim.Id, callback.Attempt, reason, due);
    }

    /// <summary>Reports that a handler failed after it had ended its callback, which is not retried.</summary>
    public void FailedAfterCommit(ClaimedCallback callback, string failure) =>
        LogFailedAfterCommit(_logger, callback.Request.Feed, callback.Claim.Id, callback.Attempt, failure);

    /// <summary>Reports that an attempt has lost its lease.</summary>
    public void LeaseLost(ClaimedCallback callback)
    {
        telemetry.LeaseLost(callback.Request.Feed);
        LogLeaseLost(_logger, callback.Request.Feed, callback.Claim.Id, callback.Attempt);
    }

    /// <summary>Reports that the store was unreachable.</summary>
    public void StoreFailed(Exception failure) => LogStoreFailed(_logger, failure.GetType().Name, failure.Message);

    /// <summary>
    /// Reports that an attempt failed outside its handler. The text of an exception that is not a database's is omitted, because it
    /// may contain a member of the payload.
    /// </summary>
    public void AttemptFailed(Exception failure) =>
        LogStoreFailed(
            _logger,
            failure.GetType().Name,
            StoreFailures.Is(failure) ? failure.Message : "its text may contain a member of a payload"
        );

    /// <summary>Reports that the log of a SQLite file could not be copied to its database; logged once per minute.</summary>
    public void LogNotCopied(Exception failure)
    {
        if (_notCopied.IsDue())
            LogLogNotCopied(_logger, failure.GetType().Name, failure.Message);
    }

    [LoggerMessage(1, LogLevel.Information, "{Feed} callback {Id}: {Outcome}", EventName = "CallbackStored")]
    private static partial void LogAccepted(ILogger logger, string feed, string id, CallbackAcceptance outcome);

    [LoggerMessage(
        2,
        LogLevel.Error,
        "{Feed} callback {Id} reports the event of {Other} with another reference, amount, currency or status. It is kept and "
            + "acknowledged, and handled only when a person releases it",
        EventName = "CallbackConflict"
    )]
    private static partial void LogConflict(ILogger logger, string feed, string id, string other);

    [LoggerMessage(
        3,
        LogLevel.Information,
        "{Feed} callback {Id} was handled at attempt {Attempt}, in {ElapsedSeconds:0.###} s",
        EventName = "StoredCallbackHandled"
    )]
    private static partial void LogHandled(ILogger logger, string feed, string id, int attempt, double elapsedSeconds);

    [LoggerMessage(
        4,
        LogLevel.Warning,
        "{Feed} callback {Id} failed at attempt {Attempt}: {Failure}. It is tried again at {Due:u}",
        EventName = "StoredCallbackFailed"
    )]
    private static partial void LogFailed(ILogger logger, string feed, string id, int attempt, string failure, DateTimeOffset due);

    [LoggerMessage(
        5,
        LogLevel.Error,
        "{Feed} callback {Id} failed at attempt {Attempt}, the last one: {Failure}. A person has to replay or discard it",
        EventName = "StoredCallbackDead"
    )]
    private static partial void LogDead(ILogger logger, string feed, string id, int attempt, string failure);

    [LoggerMessage(
        6,
        LogLevel.Warning,
        "{Feed} callback {Id}: attempt {Attempt} took longer than its lease, and another one is under way",
        EventName = "StoredCallbackLeaseLost"
    )]
    private static partial void LogLeaseLost(ILogger logger, string feed, string id, int attempt);

    [LoggerMessage(
        8,
        LogLevel.Error,
        "{Feed} callback {Id}: the handler failed at attempt {Attempt} after it had committed: {Failure}. It is not tried again",
        EventName = "StoredCallbackFailedAfterCommit"
    )]
    private static partial void LogFailedAfterCommit(ILogger logger, string feed, string id, int attempt, string failure);

    [LoggerMessage(
        7,
        LogLevel.Error,
        "The inbox's store failed with {ExceptionType}: {Failure}. Stored callbacks wait, and new ones are answered 503",
        EventName = "InboxStoreFailed"
    )]
    private static partial void LogStoreFailed(ILogger logger, string exceptionType, string failure);

    [LoggerMessage(
        9,
        LogLevel.Error,
        "{Feed} callback {Id} was answered 503 and not stored: its group {Group} has {Rows} callbacks in {Per} already. Raise the "
            + "quota where it is mapped, if they are genuine",
        EventName = "CallbackOverQuota"
    )]
    private static partial void LogOverQuota(ILogger logger, string feed, string id, int rows, TimeSpan per, string group);

    [LoggerMessage(
        10,
        LogLevel.Warning,
        "{Feed} callback {Id}: no endpoint of this program stores callbacks of this feed and key set. It is left to another "
            + "program, and looked at again at {Due:u}",
        EventName = "StoredCallbackUnserved"
    )]
    private static partial void LogUnserved(ILogger logger, string feed, string id, DateTimeOffset due);

    [LoggerMessage(
        11,
        LogLevel.Information,
        "{Feed} event {Id}, confirmed without a callback: {Outcome}",
        EventName = "ConfirmedEventCommitted"
    )]
    private static partial void LogReconciled(ILogger logger, string feed, string id, CallbackCommit outcome);

    [LoggerMessage(
        12,
        LogLevel.Error,
        "{Feed} event {Id} was confirmed with another reference, amount, currency or status than it has had its effect with. A "
            + "person has to look",
        EventName = "ConfirmedEventConflict"
    )]
    private static partial void LogConfirmedConflict(ILogger logger, string feed, string id);

    [LoggerMessage(
        13,
        LogLevel.Debug,
        "{Feed} callback {Id}: the handler has thrown at attempt {Attempt}",
        EventName = "StoredCallbackException"
    )]
    private static partial void LogThrew(ILogger logger, Exception exception, string feed, string id, int attempt);

    [LoggerMessage(
        14,
        LogLevel.Warning,
        "{Feed} callback {Id}: the handler has been running for {Elapsed} at attempt {Attempt}, and blocks one of the concurrent "
            + "handlers. Set a time limit for the operations that it waits for, and pass them the handler's token",
        EventName = "StoredCallbackSlow"
    )]
    private static partial void LogSlow(ILogger logger, string feed, string id, int attempt, TimeSpan elapsed);

    [LoggerMessage(
        15,
        LogLevel.Error,
        "All {Concurrency} handlers that may run at the same time have been running for longer than {SlowHandler}. No other stored "
            + "callback is handled until one of them returns, or the program is restarted. Set a time limit for their "
            + "operations, and pass them the handler's token",
        EventName = "InboxHandlersStuck"
    )]
    private static partial void LogAllSlow(ILogger logger, int concurrency, TimeSpan slowHandler);

    [LoggerMessage(
        16,
        LogLevel.Warning,
        "{Feed} callback {Id} was answered 503 and not stored: its content came again more than {Most} times within a second, each "
            + "time when the one before it was being handled already. The provider is asked to redeliver",
        EventName = "CallbackTooOften"
    )]
    private static partial void LogTooOften(ILogger logger, string feed, string id, int most);

    [LoggerMessage(
        17,
        LogLevel.Warning,
        "{Feed}: the effects of its handler are identified only by the content of its callbacks, whose unsigned members anyone may "
            + "have written: a forged callback that anticipates a genuine one makes that a duplicate. Identify the event by "
            + "\"confirmedKey\" in the schema, and commit the provider's confirmation",
        EventName = "CallbackEffectsNameless"
    )]
    private static partial void LogNamelessEffects(ILogger logger, string feed);

    [LoggerMessage(
        23,
        LogLevel.Error,
        "{Feed} callback {Id} verifies and is acknowledged, and has no effect: it came before, and is in quarantine or discarded. "
            + "Query the provider for its event, and commit its answer by ICallbackInbox.CommitAsync",
        EventName = "CallbackSetAsideRepeated"
    )]
    private static partial void LogSetAside(ILogger logger, string feed, string id);

    [LoggerMessage(
        24,
        LogLevel.Error,
        "{Feed} event {Id} was confirmed, and had no effect: a person has discarded its callback. If it was money, give it its "
            + "effect by hand",
        EventName = "ConfirmedEventDiscarded"
    )]
    private static partial void LogConfirmedDiscarded(ILogger logger, string feed, string id);

    [LoggerMessage(
        25,
        LogLevel.Information,
        "{Feed} callback {Id} is kept and handed to no handler: {Reason}. It waits for a program that handles it",
        EventName = "StoredCallbackParked"
    )]
    private static partial void LogParked(ILogger logger, string feed, string id, string reason);

    [LoggerMessage(
        26,
        LogLevel.Debug,
        "{Feed} callback {Id} was not tried at attempt {Attempt}: {Reason}. It is tried at {Due:u}",
        EventName = "StoredCallbackPutOff"
    )]
    private static partial void LogPutOff(ILogger logger, string feed, string id, int attempt, string reason, DateTimeOffset due);

    [LoggerMessage(
        30,
        LogLevel.Error,
        "{Feed} callbacks, and those of other feeds, are answered 503 and not stored: the inbox is over its limit of {Exceeded}. It "
            + "contains {Rows} unfinished callbacks, and the oldest that is due has been waiting for {OldestDue}. Look why they are "
            + "not handled, or raise CallbackInboxOptions.MaxRows or MaxAge",
        EventName = "InboxFull"
    )]
    private static partial void LogFull(ILogger logger, string feed, string exceeded, long rows, TimeSpan oldestDue);

    [LoggerMessage(
        31,
        LogLevel.Warning,
        "{Requests} refused requests, and maybe others since the last minute, are not kept for people to look at: there are more "
            + "than one can look at, or the store has failed",
        EventName = "RefusedRequestsDropped"
    )]
    private static partial void LogRefusedDropped(ILogger logger, int requests);

    [LoggerMessage(
        32,
        LogLevel.Warning,
        "What was committed could not be copied from the inbox's log to its database: {ExceptionType}: {Failure}. It is safe in "
            + "the log, which grows until it can be copied",
        EventName = "InboxLogNotCopied"
    )]
    private static partial void LogLogNotCopied(ILogger logger, string exceptionType, string failure);
}
