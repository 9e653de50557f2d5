namespace CallbackGen.AspNetCore;

/// <summary>
/// The key addresses of one key: a fixed address, or addresses that unverified requests name. The number of fetches per interval is
/// bounded, whatever the requests name:
/// <list type="bullet">
/// <item>an address is fetched at most once in an interval;</item>
/// <item>a fixed number of addresses per interval is fetched for the first time, and the same number again of addresses whose keys
/// have verified no callback yet; the two have separate turns, so that failing addresses do not delay new ones;</item>
/// <item>an address with a key that has verified a callback is fetched whenever its keys are old or a key is unknown.</item>
/// </list>
/// </summary>
/// <param name="fetch">Fetches the keys at an address; returns null on failure. It does not throw.</param>
/// <param name="heldBack">
/// Is called, outside of the lock, with an address that has to wait and the number of those that wait.
/// </param>
/// <param name="clock">The clock.</param>
/// <param name="options">The options.</param>
internal sealed class AddressBook(
    Func<Uri, Task<CallbackKey[]?>> fetch,
    Action<Uri, int> heldBack,
    TimeProvider clock,
    CallbackKeyFetchOptions options
)
{
    /// <summary>
    /// The most addresses that are stored, failed ones included: a forgotten address would count as new the next time.
    /// </summary>
    private const int MaxAddresses = 1024;

    /// <summary>
    /// The most addresses of which keys are stored. A key that was fetched while its callback was rejected is still stored when the
    /// callback is redelivered (half an hour later by default), even if every other address that requests name returns keys too.
    /// </summary>
    private const int MaxWithKeys = 128;

    private readonly Dictionary<Uri, FetchedKeys> _entries = [];
    private readonly FetchTurns<Uri> _new = new(options.AddressesPerInterval, options.MinInterval);
    private readonly FetchTurns<FetchedKeys> _again = new(options.AddressesPerInterval, options.MinInterval);

    /// <summary>The lock that guards the book and its entries.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Returns the keys at an address; null when the address is new and has to wait for its turn.</summary>
    public FetchedKeys? Find(Uri address)
    {
        int waiting;
        lock (Gate)
        {
            if (_entries.TryGetValue(address, out var known))
                return known;
            var now = clock.GetUtcNow();
            _new.Ask(address, now);
            // Each request starts the fetches whose turn it is, so that a waiting address need not be requested at the right moment.
            while (_new.TryTake(now, out var next))
                Add(next);
            if (_entries.TryGetValue(address, out var added))
                return added;
            waiting = _new.Count;
        }

        heldBack(address, waiting);
        return null;
    }

    /// <summary>
    /// Begins another attempt at addresses of which no key has verified a callback yet, if it is their turn. The caller holds the lock.
    /// </summary>
    public void TryAgain(FetchedKeys keys, DateTimeOffset now)
    {
        _again.Ask(keys, now);
        while (_again.TryTake(now, out var next))
            next.Attempt(now);
    }

    /// <summary>
    /// Removes an address from those that wait for another attempt: it no longer needs a turn. The caller holds the lock.
    /// </summary>
    public void NeedsNoTurn(FetchedKeys keys) => _again.Leave(keys);

    /// <summary>Reports that an address has to wait for another attempt.</summary>
    public void HoldBack(Uri address)
    {
        int waiting;
        lock (Gate)
            waiting = _again.Count;
        heldBack(address, waiting);
    }

    private void Add(Uri address)
    {
        // Evicts failed addresses first, then those whose keys have verified no callback, then the least recently used.
        if (_entries.Count == MaxAddresses)
            Remove(_entries.Values.MinBy(entry => (entry.HasVerified, entry.HasKeys, entry.UsedAt))!);
        if (_entries.Values.Count(entry => entry.HasKeys) >= MaxWithKeys)
            Remove(_entries.Values.Where(entry => entry.HasKeys).MinBy(entry => (entry.HasVerified, entry.UsedAt))!);
        var now = clock.GetUtcNow();
        var added = new FetchedKeys(address, () => fetch(address), this, clock, options);
        _entries.Add(address, added);
        added.Attempt(now);
    }

    private void Remove(FetchedKeys entry)
    {
        _entries.Remove(entry.Address);
        _again.Leave(entry);
    }
}
