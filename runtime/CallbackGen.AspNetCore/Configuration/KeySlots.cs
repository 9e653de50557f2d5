using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace CallbackGen.AspNetCore;

/// <summary>The prepared keys of each feed and key set that was requested. A reload replaces those that changed.</summary>
internal sealed class KeySlots(ILogger logger)
{
    private readonly ConcurrentDictionary<(CallbackFeed Feed, string KeySet), KeySlot> _slots = new(new SlotComparer());

    /// <summary>Returns the slot of a feed's keys if it was requested before, otherwise null.</summary>
    public KeySlot? Find(CallbackFeed feed, string keySet) => _slots.GetValueOrDefault((feed, keySet));

    /// <summary>Returns the slot of a feed's keys. The caller holds the lock against reloads.</summary>
    public KeySlot GetOrAdd(CallbackFeed feed, string keySet, CallbackOptions options) =>
        _slots.GetOrAdd(
            (feed, keySet),
            static (slot, options) => new(slot.Feed, FeedKeys.Prepare(slot.Feed, slot.KeySet, options)),
            options
        );

    /// <summary>Prepares all keys again from newer options.</summary>
    public void Replace(CallbackOptions options)
    {
        foreach (var ((feed, keySet), slot) in _slots)
            Replace(feed, keySet, slot, options);
    }

    private void Replace(CallbackFeed feed, string keySet, KeySlot slot, CallbackOptions options)
    {
        var next = FeedKeys.Prepare(feed, keySet, options);
        if (next.HasSameValues(slot.Current))
            return;

        var broken = next.Errors.Count > 0 || (options.RequireKeys && next.Missing.Count > 0);
        if (broken && slot.Current.IsUsable)
        {
            CallbackLog.ReloadRefused(logger, feed.Name, string.Join(' ', next.Problems));
            return;
        }

        slot.Current = next;
        CallbackLog.KeysReloaded(logger, feed.Name, next.ValueCount);
        foreach (var warning in next.Warnings)
            CallbackLog.KeyWarning(logger, feed.Name, warning);
        foreach (var problem in next.Problems)
            CallbackLog.KeyMissing(logger, feed.Name, problem);
    }

    /// <summary>Compares key set names regardless of case, as configuration does.</summary>
    private sealed class SlotComparer : IEqualityComparer<(CallbackFeed Feed, string KeySet)>
    {
        public bool Equals((CallbackFeed Feed, string KeySet) x, (CallbackFeed Feed, string KeySet) y) =>
            ReferenceEquals(x.Feed, y.Feed) && x.KeySet.Equals(y.KeySet, StringComparison.OrdinalIgnoreCase);

        public int GetHashCode((CallbackFeed Feed, string KeySet) slot) =>
            HashCode.Combine(slot.Feed, slot.KeySet.GetHashCode(StringComparison.OrdinalIgnoreCase));
    }
}
