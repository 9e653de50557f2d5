using System.Collections.Immutable;

namespace CallbackGen;

/// <summary>
/// The feeds of the assemblies that are loaded. Generated code registers an assembly's feeds when the assembly is first used, so that a
/// host finds them without reflection.
/// </summary>
public static class CallbackFeedRegistry
{
    private static ImmutableArray<CallbackFeed> _feeds = [];

    /// <summary>The feeds, in the order of registration.</summary>
    public static IReadOnlyList<CallbackFeed> Feeds => _feeds;

    /// <summary>Adds feeds; those already known are skipped. Safe to call from several threads.</summary>
    /// <param name="feeds">The feeds of one assembly.</param>
    /// <exception cref="ArgumentNullException"><paramref name="feeds"/> is null.</exception>
    public static void Register(IEnumerable<CallbackFeed> feeds)
    {
        ArgumentNullException.ThrowIfNull(feeds);
        ImmutableInterlocked.Update(ref _feeds, static (known, added) => [.. known, .. added.Except(known)], feeds);
    }

    /// <summary>Removes the feeds of an assembly that is unloaded.</summary>
    internal static void Remove(IEnumerable<CallbackFeed> feeds) =>
        ImmutableInterlocked.Update(ref _feeds, static (known, removed) => [.. known.Except(removed)], feeds);
}
