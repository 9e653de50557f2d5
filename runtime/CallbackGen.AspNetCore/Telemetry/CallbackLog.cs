using Microsoft.Extensions.Logging;

namespace CallbackGen.AspNetCore;

/// <summary>
/// The messages of all log events. They are in one class, because the logging source generator emits classes in no fixed order, and
/// two builds of one commit must be identical.
/// </summary>
internal static partial class CallbackLog
{
    [LoggerMessage(
        CallbackEventIds.Accepted,
        LogLevel.Information,
        "{Feed} callback{Item} accepted: {Trust}, key {KeyId}, {UnknownMembers} undeclared members",
        EventName = "CallbackAccepted"
    )]
    public static partial void Accepted(ILogger logger, string feed, string item, CallbackTrust trust, string? keyId, int unknownMembers);

    [LoggerMessage(
        CallbackEventIds.MembersUnfit,
        LogLevel.Warning,
        "{Feed} callback{Item} is genuine, and the values of {UnfitMembers} members do not match the schema: {Members}. They read as "
            + "null",
        EventName = "CallbackMembersUnfit"
    )]
    public static partial void MembersUnfit(ILogger logger, string feed, string item, int unfitMembers, string members);

    [LoggerMessage(
        CallbackEventIds.Empty,
        LogLevel.Information,
        "A request of {Feed} was verified and contains no callback: it is acknowledged, and no handler runs",
        EventName = "CallbackEmpty"
    )]
    public static partial void Empty(ILogger logger, string feed);

    [LoggerMessage(
        CallbackEventIds.Rejected,
        LogLevel.Warning,
        "{Feed} callback rejected: {Reason} at '{Where}': {Detail}. Keys tried: {KeysTried}. Request to {Path} from "
            + "{RemoteAddress}, trace {TraceId}",
        EventName = "CallbackRejected"
    )]
    public static partial void Rejected(
        ILogger logger,
        string feed,
        CallbackRejectionReason reason,
        string where,
        string detail,
        string keysTried,
        string path,
        string remoteAddress,
        string traceId
    );

    [LoggerMessage(
        CallbackEventIds.Unreadable,
        LogLevel.Error,
        "{Feed} callback is genuine and refused: {Reason} at '{Where}': {Detail}. Signed with {KeyId}. Request to {Path} from "
            + "{RemoteAddress}, trace {TraceId}; the provider may repeat it",
        EventName = "CallbackUnreadable"
    )]
    public static partial void Unreadable(
        ILogger logger,
        string feed,
        CallbackRejectionReason reason,
        string where,
        string detail,
        string keyId,
        string path,
        string remoteAddress,
        string traceId
    );

    [LoggerMessage(
        CallbackEventIds.Late,
        LogLevel.Warning,
        "{Feed} callback is genuine and late: {Reason} at '{Where}': {Detail}. Signed with {KeyId}. Request to {Path} from "
            + "{RemoteAddress}, trace {TraceId}; the provider sent it late, an old one was replayed, or a clock is wrong",
        EventName = "CallbackLate"
    )]
    public static partial void Late(
        ILogger logger,
        string feed,
        CallbackRejectionReason reason,
        string where,
        string detail,
        string keyId,
        string path,
        string remoteAddress,
        string traceId
    );

    [LoggerMessage(
        CallbackEventIds.HookFailed,
        LogLevel.Error,
        "The application's OnRejected function for {Feed} failed with {ExceptionType}. Request to {Path} from {RemoteAddress}, trace "
            + "{TraceId}; its answer was decided before",
        EventName = "CallbackRejectionHookFailed"
    )]
    public static partial void HookFailed(
        ILogger logger,
        string feed,
        string exceptionType,
        string path,
        string remoteAddress,
        string traceId
    );

    [LoggerMessage(
        CallbackEventIds.HookException,
        LogLevel.Debug,
        "The application's OnRejected function for {Feed} has thrown",
        EventName = "CallbackRejectionHookException"
    )]
    public static partial void HookException(ILogger logger, Exception exception, string feed);

    [LoggerMessage(
        CallbackEventIds.KeyNotConfigured,
        LogLevel.Warning,
        "{Feed} callback rejected: KeyNotConfigured. {HowToConfigure} Request to {Path} from {RemoteAddress}, trace {TraceId}",
        EventName = "CallbackKeyNotConfigured"
    )]
    public static partial void KeyNotConfigured(
        ILogger logger,
        string feed,
        string howToConfigure,
        string path,
        string remoteAddress,
        string traceId
    );

    [LoggerMessage(
        CallbackEventIds.RequestFailed,
        LogLevel.Error,
        "A {Feed} callback could not be read, verified or answered: it failed with {ExceptionType}. Request to {Path} from "
            + "{RemoteAddress}, trace {TraceId}; the provider is answered as for a failed request and may repeat it",
        EventName = "CallbackRequestFailed"
    )]
    public static partial void RequestFailed(
        ILogger logger,
        string feed,
        string exceptionType,
        string path,
        string remoteAddress,
        string traceId
    );

    [LoggerMessage(
        CallbackEventIds.KeepingFailed,
        LogLevel.Error,
        "A {Feed} callback is genuine and could not be stored: storing failed with {ExceptionType}: {Failure} Request to {Path} from "
            + "{RemoteAddress}, trace {TraceId}; the provider is answered 503 and should repeat it",
        EventName = "CallbackKeepingFailed"
    )]
    public static partial void KeepingFailed(
        ILogger logger,
        string feed,
        string exceptionType,
        string failure,
        string path,
        string remoteAddress,
        string traceId
    );

    [LoggerMessage(CallbackEventIds.Handshake, LogLevel.Information, "A handshake of {Feed} was answered", EventName = "CallbackHandshake")]
    public static partial void Handshake(ILogger logger, string feed);

    [LoggerMessage(
        CallbackEventIds.HandlerFailed,
        LogLevel.Error,
        "The handler of {Feed} failed with {ExceptionType} on the callback {Callback}, idempotency key digest "
            + "{IdempotencyKeyDigest}, after {ElapsedSeconds:0.###} s. Request to {Path} from {RemoteAddress}, trace {TraceId}; "
            + "the provider is answered as for a failed request and may repeat it",
        EventName = "CallbackHandlerFailed"
    )]
    public static partial void HandlerFailed(
        ILogger logger,
        string feed,
        string callback,
        string exceptionType,
        string idempotencyKeyDigest,
        double elapsedSeconds,
        string path,
        string remoteAddress,
        string traceId
    );

    [LoggerMessage(
        CallbackEventIds.HandlerCancelled,
        LogLevel.Warning,
        "The sender disconnected while the handler of {Feed} worked on the callback {Callback}, idempotency key digest "
            + "{IdempotencyKeyDigest}, and after {ElapsedSeconds:0.###} s the handler was cancelled. Request to {Path} from "
            + "{RemoteAddress}, trace {TraceId}; the provider may repeat it",
        EventName = "CallbackHandlerCancelled"
    )]
    public static partial void HandlerCancelled(
        ILogger logger,
        string feed,
        string callback,
        string idempotencyKeyDigest,
        double elapsedSeconds,
        string path,
        string remoteAddress,
        string traceId
    );

    [LoggerMessage(
        CallbackEventIds.AnsweredTooLate,
        LogLevel.Warning,
        "The handler of {Feed} has done its work on the callback {Callback}, idempotency key digest {IdempotencyKeyDigest}, in "
            + "{ElapsedSeconds:0.###} s, and the sender had disconnected by then. Request to {Path} from {RemoteAddress}, trace "
            + "{TraceId}; the provider does not know, and will repeat it",
        EventName = "CallbackAnsweredTooLate"
    )]
    public static partial void AnsweredTooLate(
        ILogger logger,
        string feed,
        string callback,
        string idempotencyKeyDigest,
        double elapsedSeconds,
        string path,
        string remoteAddress,
        string traceId
    );

    [LoggerMessage(
        CallbackEventIds.ClientGone,
        LogLevel.Warning,
        "The sender of a {Feed} callback disconnected before it was verified ({ExceptionType}). Request to {Path} from "
            + "{RemoteAddress}, trace {TraceId}",
        EventName = "CallbackClientGone"
    )]
    public static partial void ClientGone(
        ILogger logger,
        string feed,
        string exceptionType,
        string path,
        string remoteAddress,
        string traceId
    );

    [LoggerMessage(CallbackEventIds.KeyWarning, LogLevel.Warning, "Keys of {Feed}: {Problem}", EventName = "CallbackKeyWarning")]
    public static partial void KeyWarning(ILogger logger, string feed, string problem);

    [LoggerMessage(
        CallbackEventIds.KeyMissing,
        LogLevel.Warning,
        "Callbacks of {Feed} are refused. {Problem}",
        EventName = "CallbackKeyMissing"
    )]
    public static partial void KeyMissing(ILogger logger, string feed, string problem);

    [LoggerMessage(
        CallbackEventIds.KeysReloaded,
        LogLevel.Information,
        "Keys of {Feed} were reloaded: {KeyCount} are valid",
        EventName = "CallbackKeysReloaded"
    )]
    public static partial void KeysReloaded(ILogger logger, string feed, int keyCount);

    [LoggerMessage(
        CallbackEventIds.KeyReloadRefused,
        LogLevel.Error,
        "The reloaded keys of {Feed} cannot be used; the last good ones stay valid. {Problem}",
        EventName = "CallbackKeyReloadRefused"
    )]
    public static partial void ReloadRefused(ILogger logger, string feed, string problem);

    [LoggerMessage(
        CallbackEventIds.KeyReloadFailed,
        LogLevel.Error,
        "The callback options could not be read again ({ExceptionType}); the last good keys stay valid",
        EventName = "CallbackKeyReloadFailed"
    )]
    public static partial void ReloadFailed(ILogger logger, string exceptionType);

    [LoggerMessage(
        CallbackEventIds.PublicUrlReloaded,
        LogLevel.Information,
        "The public URL was reloaded",
        EventName = "CallbackPublicUrlReloaded"
    )]
    public static partial void PublicUrlReloaded(ILogger logger);

    [LoggerMessage(
        CallbackEventIds.PublicUrlReloadRefused,
        LogLevel.Error,
        "The reloaded public URL cannot be used; the last good one stays valid. {Problem}",
        EventName = "CallbackPublicUrlReloadRefused"
    )]
    public static partial void PublicUrlRefused(ILogger logger, string problem);

    [LoggerMessage(
        CallbackEventIds.KeysFetched,
        LogLevel.Information,
        "The key {Key} of {Feed} was fetched from {Host}: {KeyCount} are valid",
        EventName = "CallbackKeysFetched"
    )]
    public static partial void KeysFetched(ILogger logger, string feed, string key, string host, int keyCount);

    [LoggerMessage(
        CallbackEventIds.KeyFetchFailed,
        LogLevel.Error,
        "The key {Key} of {Feed} cannot be fetched from {Host}; the keys that were fetched before stay valid for a while. {Problem}",
        EventName = "CallbackKeyFetchFailed"
    )]
    public static partial void FetchFailed(ILogger logger, string feed, string key, string host, string problem);

    [LoggerMessage(
        CallbackEventIds.KeyFetchHeldBack,
        LogLevel.Warning,
        "The key {Key} of {Feed} is not fetched from every address on {Host} that requests name: {Waiting} are queued, and "
            + "{PerInterval} are fetched in {Interval}. Forged requests may name them; genuine callbacks with a new address are "
            + "refused until it is fetched. Configure the key, or raise KeyFetch.AddressesPerInterval",
        EventName = "CallbackKeyFetchHeldBack"
    )]
    public static partial void FetchHeldBack(
        ILogger logger,
        string feed,
        string key,
        string host,
        int waiting,
        int perInterval,
        TimeSpan interval
    );

    [LoggerMessage(
        CallbackEventIds.KeyLookupUnusable,
        LogLevel.Error,
        "A key of {Feed} that was looked up cannot be used: {Problem}",
        EventName = "CallbackKeyLookupUnusable"
    )]
    public static partial void LookupUnusable(ILogger logger, string feed, string problem);
}
