namespace CallbackGen.AspNetCore;

/// <summary>
/// The keys at one address. At most one attempt runs at a time. None begins before the minimum interval has passed since the start
/// of the previous one, whether it failed or not and whether old keys or an unknown key caused it. Unless a key from this address
/// has verified a callback, an attempt also needs a turn of the address book.
/// </summary>
internal sealed class FetchedKeys(
    Uri address,
    Func<Task<CallbackKey[]?>> fetch,
    AddressBook book,
    TimeProvider clock,
    CallbackKeyFetchOptions options
)
{
    private CallbackKey[] _keys = [];
    private DateTimeOffset _fetchedAt = DateTimeOffset.MinValue;
    private DateTimeOffset _attemptedAt = DateTimeOffset.MinValue;
    private Task _attempt = Task.CompletedTask;

    /// <summary>The address.</summary>
    public Uri Address => address;

    /// <summary>Whether there are usable keys. The caller holds the book's lock.</summary>
    public bool HasKeys => Usable().Length > 0;

    /// <summary>Whether a key from this address has verified a callback. The caller holds the book's lock.</summary>
    public bool HasVerified { get; private set; }

    /// <summary>When a request last named the address. The caller holds the book's lock.</summary>
    public DateTimeOffset UsedAt { get; private set; } = clock.GetUtcNow();

    /// <summary>Returns the keys; fetches them first when there are none or they are too old.</summary>
    public async ValueTask<CallbackKey[]> GetAsync(CancellationToken cancellationToken)
    {
        Begun begun;
        lock (book.Gate)
        {
            UsedAt = clock.GetUtcNow();
            if (_keys.Length > 0 && UsedAt - _fetchedAt < options.MaxAge)
                return _keys;
            // While another request waits for newer keys, the old ones are used.
            if (!_attempt.IsCompleted && Usable() is { Length: > 0 } stale)
                return stale;
            begun = Begin(UsedAt);
        }

        await WaitAsync(begun, cancellationToken);
        lock (book.Gate)
            return Usable();
    }

    /// <summary>Fetches again, because a request named an unknown key.</summary>
    /// <returns>The newer keys, or null when it was too early or the attempt failed.</returns>
    public async ValueTask<CallbackKey[]?> RefreshAsync(CancellationToken cancellationToken)
    {
        CallbackKey[] before;
        Begun begun;
        lock (book.Gate)
        {
            before = _keys;
            begun = Begin(clock.GetUtcNow());
        }

        await WaitAsync(begun, cancellationToken);
        lock (book.Gate)
            return ReferenceEquals(before, _keys) ? null : _keys;
    }

    /// <summary>Records that a key from this address has verified a callback.</summary>
    public void Verified()
    {
        lock (book.Gate)
        {
            HasVerified = true;
            book.NeedsNoTurn(this);
        }
    }

    /// <summary>Starts a fetch. The caller holds the book's lock, and the book has granted a turn if one is needed.</summary>
    public void Attempt(DateTimeOffset now)
    {
        _attemptedAt = now;
        _attempt = Task.Run(RunAsync);
    }

    /// <summary>Returns the running attempt, or starts one unless it is too early or another address has the turn.</summary>
    private Begun Begin(DateTimeOffset now)
    {
        if (!_attempt.IsCompleted)
            return new(_attempt, false);
        if (now - _attemptedAt < options.MinInterval)
            return new(null, false);
        if (HasVerified)
            Attempt(now);
        else
            book.TryAgain(this, now);
        return _attemptedAt == now ? new(_attempt, false) : new(null, true);
    }

    private async Task WaitAsync(Begun begun, CancellationToken cancellationToken)
    {
        if (begun.IsHeldBack)
            book.HoldBack(address);
        if (begun.Attempt is { } attempt)
            await attempt.WaitAsync(cancellationToken);
    }

    private async Task RunAsync()
    {
        var keys = await fetch();
        if (keys is null)
            return;
        lock (book.Gate)
        {
            _keys = keys;
            _fetchedAt = clock.GetUtcNow();
        }
    }

    private CallbackKey[] Usable() =>
        _keys.Length > 0 && clock.GetUtcNow() - _fetchedAt < options.MaxAge + options.UseStaleFor ? _keys : [];

    /// <summary>
    /// The result of requesting an attempt: a running attempt, or that the address must wait for its turn, or neither.
    /// </summary>
    private readonly record struct Begun(Task? Attempt, bool IsHeldBack);
}
