using System.Data.Common;

namespace CallbackGen.Inbox;

/// <summary>Distinguishes failures of a database or a disk from all others.</summary>
internal static class StoreFailures
{
    /// <summary>Whether a store throws such an exception when its database or disk is unreachable or fails.</summary>
    public static bool Is(Exception failure) => failure is DbException or IOException or TimeoutException;
}
