using System.Data.Common;

namespace CallbackGen.Inbox;

/// <summary>Tells failures of a database or a disk from all others.</summary>
internal static class StoreFailures
{
    /// <summary>Whether an exception is what a store throws whose database or disk cannot be reached or does not do its work.</summary>
    public static bool Is(Exception failure) => failure is DbException or IOException or TimeoutException;
}
