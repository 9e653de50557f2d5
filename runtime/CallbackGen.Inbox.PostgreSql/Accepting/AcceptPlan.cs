namespace CallbackGen.Inbox.PostgreSql;

/// <summary>A row that is to be inserted for a callback.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Request">The number of its request.</param>
/// <param name="Feed">The request's feed.</param>
/// <param name="Callback">The callback.</param>
/// <param name="ConflictsWith">The id that it contradicts, or null.</param>
/// <param name="State">Its state.</param>
/// <param name="IsShared">Whether its request has other callbacks.</param>
internal sealed record AddedCallback(
    string Id,
    long Request,
    string Feed,
    NewCallback Callback,
    string? ConflictsWith,
    CallbackState State,
    bool IsShared
);

/// <summary>
/// Computes the writes for requests that are stored together, with the same result as one after the other. The stored data was read
/// under locks, so that it stays valid.
/// </summary>
/// <param name="known">The ids that are stored. Inserted ones are added.</param>
/// <param name="orders">The orders that have callbacks which have not ended. Inserted ones are added.</param>
/// <param name="quotas">The number of stored rows of each quota.</param>
internal sealed class AcceptPlan(
    Dictionary<string, KnownCallback> known,
    HashSet<(string Feed, string Order)> orders,
    Dictionary<CallbackQuota, long> quotas
)
{
    private readonly Dictionary<string, int> _added = [];

    /// <summary>The requests to insert, with their numbers.</summary>
    public List<(long Number, PendingRequest Pending)> Requests { get; } = [];

    /// <summary>The rows to insert, in the order of acceptance.</summary>
    public List<AddedCallback> Callbacks { get; } = [];

    /// <summary>The number of redeliveries of each stored id.</summary>
    public SortedDictionary<string, long> Duplicates { get; } = new(StringComparer.Ordinal);

    /// <summary>The new facts of ids, if duplicates have added facts.</summary>
    public Dictionary<string, string> Merged { get; } = new(StringComparer.Ordinal);

    /// <summary>Adds a request.</summary>
    /// <param name="pending">The request.</param>
    /// <param name="number">Its number.</param>
    /// <returns>The outcomes of its callbacks.</returns>
    public CallbackAcceptance[] Add(PendingRequest pending, long number)
    {
        var outcomes = new CallbackAcceptance[pending.Callbacks.Count];
        var before = Callbacks.Count;
        var again = new List<(string Id, string Facts)>();
        for (var index = 0; index < outcomes.Length; index++)
        {
            outcomes[index] = Add(pending, pending.Callbacks[index], number, again);
            if (outcomes[index] != CallbackAcceptance.OverQuota)
                continue;
            TakeBack(before);
            Array.Fill(outcomes, CallbackAcceptance.OverQuota);
            return outcomes;
        }

        foreach (var (id, said) in again)
        {
            Duplicates[id] = Duplicates.GetValueOrDefault(id) + 1;
            if (CallbackFacts.Merge(known[id].Facts, said) is var merged && merged != known[id].Facts)
                known[id] = known[id] with { Facts = Merged[id] = merged };
        }

        if (Callbacks.Count > before)
            Requests.Add((number, pending));
        foreach (var added in Callbacks.Skip(before))
        {
            if (added is { State: not CallbackState.Conflict, Callback.OrderKey: { } order })
                orders.Add((added.Feed, order));
        }

        return outcomes;
    }

    private CallbackAcceptance Add(PendingRequest pending, NewCallback callback, long number, List<(string Id, string Facts)> again)
    {
        if (!known.TryGetValue(callback.Id, out var stored))
            return TryAdd(pending, callback, callback.Id, null, number) ? CallbackAcceptance.Stored : CallbackAcceptance.OverQuota;
        if (CallbackFacts.Agree(stored.Facts, callback.Facts))
        {
            again.Add((callback.Id, callback.Facts));
            return CallbackStates.AcceptAgain(stored.State);
        }

        if (known.ContainsKey(callback.ConflictId))
            again.Add((callback.ConflictId, ""));
        else if (!TryAdd(pending, callback, callback.ConflictId, callback.Id, number))
            return CallbackAcceptance.OverQuota;
        return CallbackAcceptance.Conflict;
    }

    private bool TryAdd(PendingRequest pending, NewCallback callback, string id, string? conflictsWith, long number)
    {
        if (callback.Quota is { } bound)
        {
            if (quotas[bound] + _added.GetValueOrDefault(bound.Group) >= bound.Rows)
                return false;
            Count(bound.Group, 1);
        }

        var feed = pending.Request.Feed;
        var state =
            callback.Quarantine is not null ? CallbackState.Quarantined
            : conflictsWith is not null ? CallbackState.Conflict
            : callback.OrderKey is { } order && IsUnderWay(feed, order, number) ? CallbackState.Queued
            : CallbackState.Waiting;
        known.Add(id, new(callback.Facts, state));
        Callbacks.Add(new(id, number, feed, callback, conflictsWith, state, pending.IsShared));
        return true;
    }

    /// <summary>
    /// Whether an order has earlier callbacks that have not ended: stored ones, those of earlier requests, or earlier ones of its
    /// own request.
    /// </summary>
    private bool IsUnderWay(string feed, string order, long number)
    {
        if (orders.Contains((feed, order)))
            return true;
        for (var index = Callbacks.Count - 1; index >= 0 && Callbacks[index].Request == number; index--)
        {
            if (Callbacks[index].Callback.OrderKey == order && Callbacks[index].State != CallbackState.Conflict)
                return true;
        }

        return false;
    }

    private void TakeBack(int before)
    {
        foreach (var added in Callbacks.Skip(before))
        {
            known.Remove(added.Id);
            if (added.Callback.Quota is { } quota)
                Count(quota.Group, -1);
        }

        Callbacks.RemoveRange(before, Callbacks.Count - before);
    }

    private void Count(string group, int rows) => _added[group] = _added.GetValueOrDefault(group) + rows;
}
