namespace CallbackGen.AspNetCore;

/// <summary>
/// The ids of the log events. They are stable, because alerts depend on them, and in one list, so that each is unique.
/// </summary>
internal static class CallbackEventIds
{
    public const int Accepted = 1;
    public const int Rejected = 2;
    public const int HandlerFailed = 3;
    public const int ClientGone = 4;
    public const int KeyNotConfigured = 5;
    public const int Handshake = 6;
    public const int Unreadable = 7;
    public const int HandlerCancelled = 8;
    public const int RequestFailed = 9;
    public const int KeyWarning = 10;
    public const int KeyMissing = 11;
    public const int KeysReloaded = 12;
    public const int KeyReloadRefused = 13;
    public const int KeyReloadFailed = 14;
    public const int PublicUrlReloaded = 15;
    public const int PublicUrlReloadRefused = 16;
    public const int KeysFetched = 17;
    public const int KeyFetchFailed = 18;
    public const int KeyLookupUnusable = 19;
    public const int AnsweredTooLate = 20;
    public const int KeyFetchHeldBack = 21;
    public const int MembersUnfit = 22;
    public const int Empty = 23;
    public const int KeepingFailed = 24;
    public const int Late = 25;
    public const int HookFailed = 26;
    public const int HookException = 27;
}
