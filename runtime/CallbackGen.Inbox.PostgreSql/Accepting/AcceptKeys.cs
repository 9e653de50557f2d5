namespace CallbackGen.Inbox.PostgreSql;

/// <summary>The ids, orders and quotas of requests, and the locks of them that this transaction holds.</summary>
internal sealed class AcceptKeys
{
    private readonly SortedSet<PostgreSqlLock> _locks = [];
    private readonly HashSet<string> _ids = new(StringComparer.Ordinal);
    private readonly HashSet<(string Feed, string Order)> _orders = [];
    private readonly HashSet<CallbackQuota> _quotas = [];
    private HashSet<PostgreSqlLock>? _held;

    private AcceptKeys() { }

    /// <summary>The ids, including those of rows of conflicts.</summary>
    public byte[][] Ids => [.. _ids.Select(PostgreSqlId.Of)];

    /// <summary>The orders.</summary>
    public List<(string Feed, string Order)> Orders => [.. _orders];

    /// <summary>The quotas.</summary>
    public List<CallbackQuota> Quotas => [.. _quotas];

    /// <summary>The numbers of the locks, in the order in which every transaction takes them.</summary>
    public long[] Locks => [.. _locks.Select(taken => taken.Number)];

    /// <summary>Returns the keys of requests.</summary>
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
            }

            keys._locks.UnionWith(LocksOf(pending));
        }

        return keys;
    }

    /// <summary>Sets which locks this transaction holds, with one value for each. Before that, it counts as holding all.</summary>
    public void Hold(List<bool> held) => _held = [.. _locks.Where((_, index) => held[index])];

    /// <summary>Whether this transaction holds all locks of a request.</summary>
    public bool AreHeld(PendingRequest pending) => _held is null || LocksOf(pending).All(_held.Contains);

    // The row of a conflict is written under the lock of the row that it contradicts.
    private static IEnumerable<PostgreSqlLock> LocksOf(PendingRequest pending)
    {
        for (var index = 0; index < pending.Callbacks.Count; index++)
        {
            yield return PostgreSqlLock.OfId(pending.Ids[index]);
            if (pending.Callbacks[index].OrderKey is { } order)
                yield return PostgreSqlLock.OfOrder(pending.Request.Feed, order);
            if (pending.Callbacks[index].Quota is { } quota)
                yield return PostgreSqlLock.OfQuota(quota.Group);
        }
    }
}
