namespace CallbackGen.Inbox.PostgreSql;

/// <summary>The ids, orders and quotas that requests have, and which of them this transaction has the locks of.</summary>
internal sealed class AcceptKeys
{
    private readonly Dictionary<(long Kind, string Name), int> _places = [];
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly HashSet<(string Feed, string Order)> _orders = [];
    private readonly HashSet<CallbackQuota> _quotas = [];
    private List<bool>? _held;

    private AcceptKeys()
    {
    }

    /// <summary>The ids, and those that rows of conflicts have.</summary>
    public string[] Ids => [.. _ids];

    /// <summary>The orders.</summary>
    public List<(string Feed, string Order)> Orders => [.. _orders];

    /// <summary>The quotas.</summary>
    public List<CallbackQuota> Quotas => [.. _quotas];

    /// <summary>What is to be locked.</summary>
    public string[] LockNames => [.. _places.Keys.Select(key => key.Name)];

    /// <summary>The kinds of the locks, one for each.</summary>
    public long[] LockKinds => [.. _places.Keys.Select(key => key.Kind)];

    /// <summary>Those of requests.</summary>
    public static AcceptKeys Of(IReadOnlyList<PendingRequest> group)
    {
        var keys = new AcceptKeys();
        foreach (var pending in group)
        {
            foreach (var callback in pending.Callbacks)
            {
                keys._ids.Add(callback.Id);
                keys._ids.Add(callback.ConflictId);
                if (callback.OrderKey is { } order)
                    keys._orders.Add((pending.Request.Feed, order));
                if (callback.Quota is { } quota)
                    keys._quotas.Add(quota);
                foreach (var key in LocksOf(pending, callback))
                    keys._places.TryAdd(key, keys._places.Count);
            }
        }

        return keys;
    }

    /// <summary>Says which locks this transaction has: one value for each. Until then it has all.</summary>
    public void Hold(List<bool> held) => _held = held;

    /// <summary>Whether this transaction has all locks of a request.</summary>
    public bool AreHeld(PendingRequest pending) =>
        _held is null || pending.Callbacks.All(callback => LocksOf(pending, callback).All(key => _held[_places[key]]));

    // The row of a conflict is written under the lock of what it contradicts.
    private static IEnumerable<(long Kind, string Name)> LocksOf(PendingRequest pending, NewCallback callback)
    {
        yield return (PostgreSqlTables.IdLock, callback.Id);
        if (callback.OrderKey is { } order)
            yield return (PostgreSqlTables.OrderLock, PostgreSqlTables.NameOrder(pending.Request.Feed, order));
        if (callback.Quota is { } quota)
            yield return (PostgreSqlTables.QuotaLock, quota.Group);
    }
}
