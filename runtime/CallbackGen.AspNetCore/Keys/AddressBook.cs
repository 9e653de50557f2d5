namespace CallbackGen.AspNetCore;

/// <summary>
/// The addresses of one key: a fixed one, or those that requests have named, which nobody has verified. What is fetched is
/// bounded by time, whatever they name:
/// <list type="bullet">
/// <item>an address is asked at most once in an interval;</item>
/// <item>so many addresses in an interval for the first time, and as many again of which no key has verified a callback yet: the
/// ones that fail have turns of their own and take none from those that never failed;</item>
/// <item>an address with a key that has verified a callback whenever its keys are old, or a key is unknown.</item>
/// </list>
/// </summary>
/// <param name="fetch">Fetches the keys behind an address; null when nothing comes of it. It does not throw.</param>
/// <param name="heldBack">Is told, outside of the lock, that an address has to wait, and how many do.</param>
/// <param name="clock">The clock.</param>
/// <param name="options">The options.</param>
internal sealed class AddressBook(
    Func<Uri, Task<CallbackKey[]?>> fetch,
    Action<Uri, int> heldBack,
    TimeProvider clock,
    CallbackKeyFetchOptions options
)
{
    /// <summary>How many addresses are kept: those that failed as well, or they would count as new the next time that they are named.</summary>
    private const int MaxAddresses = 1024;

    /// <summary>
    /// Of how many of them keys are kept. A key that was fetched while its callback was refused is there for the callback's
    /// repetition, even when everything that others name gives keys too: half an hour later by default.
    /// </summary>
    private const int MaxWithKeys = 128;

    private readonly Dictionary<Uri, FetchedKeys> _entries = [];
    private readonly FetchTurns<Uri> _new = new(options.AddressesPerInterval, options.MinInterval);
    private readonly FetchTurns<FetchedKeys> _again = new(options.AddressesPerInterval, options.MinInterval);

    /// <summary>What guards the book and its entries.</summary>
    public Lock Gate { get; } = new();

    /// <summary>The keys behind an address; null when it is new and has to wait for its turn.</summary>
    public FetchedKeys? Find(Uri address)
    {
        int waiting;
        lock (Gate)
        {
            if (_entries.TryGetValue(address, out var known))
                return known;
            var now = clock.GetUtcNow();
            _new.Ask(address, now);
            // Whoever comes by gives their turn to those that wait, so that these need not come at the right moment.
            while (_new.TryTake(now, out var next))
                Add(next);
            if (_entries.TryGetValue(address, out var added))
                return added;
            waiting = _new.Count;
        }

        heldBack(address, waiting);
        return null;
    }

    /// <summary>Begins another attempt at addresses of which no key has verified yet, if it is their turn. The caller holds the lock.</summary>
    public void TryAgain(FetchedKeys keys, DateTimeOffset now)
    {
        _again.Ask(keys, now);
        while (_again.TryTake(now, out var next))
            next.Attempt(now);
    }

    /// <summary>Takes an address out that may wait for another attempt: it no longer needs a turn. The caller holds the lock.</summary>
    public void NeedsNoTurn(FetchedKeys keys) => _again.Leave(keys);

    /// <summary>Tells that an address has to wait for another attempt.</summary>
    public void HoldBack(Uri address)
    {
        int waiting;
        lock (Gate)
            waiting = _again.Count;
        heldBack(address, waiting);
    }

    private void Add(Uri address)
    {
        // Whoever fails goes first, then whose keys have verified nothing, then whoever was used least recently.
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
