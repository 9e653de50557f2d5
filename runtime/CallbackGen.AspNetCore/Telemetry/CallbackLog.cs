using Microsoft.Extensions.Logging;

namespace CallbackGen.AspNetCore;

/// <summary>
/// Every line that is logged. In one class, because the generator behind it writes classes in no fixed order, and two builds of
/// one commit are to be the same.
/// </summary>
internal static partial class CallbackLog
{
    [LoggerMessage(CallbackEventIds.Accepted, LogLevel.Information, "{Feed} callback{Item} accepted: {Trust}, key {KeyId}, {UnknownMembers} undeclared members", EventName = "CallbackAccepted")]
    public static partial void Accepted(ILogger logger, string feed, string item, CallbackTrust trust, string? keyId, int unknownMembers);

    [LoggerMessage(CallbackEventIds.Rejected, LogLevel.Warning, "{Feed} callback rejected: {Reason} at '{Where}': {Detail}. Keys tried: {KeysTried}", EventName = "CallbackRejected")]
    public static partial void Rejected(ILogger logger, string feed, CallbackRejectionReason reason, string where, string detail, string keysTried);

    [LoggerMessage(CallbackEventIds.KeyNotConfigured, LogLevel.Warning, "{Feed} callback rejected: KeyNotConfigured. {HowToConfigure}", EventName = "CallbackKeyNotConfigured")]
    public static partial void KeyNotConfigured(ILogger logger, string feed, string howToConfigure);

    [LoggerMessage(CallbackEventIds.Handshake, LogLevel.Information, "A handshake of {Feed} was answered", EventName = "CallbackHandshake")]
    public static partial void Handshake(ILogger logger, string feed);

    [LoggerMessage(CallbackEventIds.HandlerFailed, LogLevel.Error, "The handler of {Feed} failed with {ExceptionType} on the callback {Callback}; the provider is answered as for a failed request and may repeat it", EventName = "CallbackHandlerFailed")]
    public static partial void HandlerFailed(ILogger logger, string feed, string callback, string exceptionType);

    [LoggerMessage(CallbackEventIds.ClientGone, LogLevel.Debug, "The sender of a {Feed} callback went away before it was answered", EventName = "CallbackClientGone")]
    public static partial void ClientGone(ILogger logger, string feed);

    [LoggerMessage(CallbackEventIds.KeyWarning, LogLevel.Warning, "Keys of {Feed}: {Problem}", EventName = "CallbackKeyWarning")]
    public static partial void KeyWarning(ILogger logger, string feed, string problem);

    [LoggerMessage(CallbackEventIds.KeyMissing, LogLevel.Warning, "Callbacks of {Feed} are refused. {Problem}", EventName = "CallbackKeyMissing")]
    public static partial void KeyMissing(ILogger logger, string feed, string problem);

    [LoggerMessage(CallbackEventIds.KeysReloaded, LogLevel.Information, "Keys of {Feed} were reloaded: {KeyCount} in force", EventName = "CallbackKeysReloaded")]
    public static partial void KeysReloaded(ILogger logger, string feed, int keyCount);

    [LoggerMessage(CallbackEventIds.KeyReloadRefused, LogLevel.Error, "The reloaded keys of {Feed} cannot be used; the last good ones stay in force. {Problem}", EventName = "CallbackKeyReloadRefused")]
    public static partial void ReloadRefused(ILogger logger, string feed, string problem);

    [LoggerMessage(CallbackEventIds.KeyReloadFailed, LogLevel.Error, "The callback options could not be read again ({ExceptionType}); the last good keys stay in force", EventName = "CallbackKeyReloadFailed")]
    public static partial void ReloadFailed(ILogger logger, string exceptionType);

    [LoggerMessage(CallbackEventIds.PublicUrlReloaded, LogLevel.Information, "The public URL was reloaded", EventName = "CallbackPublicUrlReloaded")]
    public static partial void PublicUrlReloaded(ILogger logger);

    [LoggerMessage(CallbackEventIds.PublicUrlReloadRefused, LogLevel.Error, "The reloaded public URL cannot be used; the last good one stays in force. {Problem}", EventName = "CallbackPublicUrlReloadRefused")]
    public static partial void PublicUrlRefused(ILogger logger, string problem);

    [LoggerMessage(CallbackEventIds.KeysFetched, LogLevel.Information, "The key {Key} of {Feed} was fetched from {Host}: {KeyCount} in force", EventName = "CallbackKeysFetched")]
    public static partial void KeysFetched(ILogger logger, string feed, string key, string host, int keyCount);

    [LoggerMessage(CallbackEventIds.KeyFetchFailed, LogLevel.Error, "The key {Key} of {Feed} cannot be fetched from {Host}; what was fetched before stays in force for a while. {Problem}", EventName = "CallbackKeyFetchFailed")]
    public static partial void FetchFailed(ILogger logger, string feed, string key, string host, string problem);

    [LoggerMessage(CallbackEventIds.KeyLookupUnusable, LogLevel.Error, "A key of {Feed} that was looked up cannot be used: {Problem}", EventName = "CallbackKeyLookupUnusable")]
    public static partial void LookupUnusable(ILogger logger, string feed, string problem);
}
