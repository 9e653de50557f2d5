namespace CallbackGen.AspNetCore;

/// <summary>
/// The keys behind one address. At most one attempt runs, and none begins before the least interval has passed since the last
/// began, be it asked for by age or by a key that is not known, and failed or not; nor before its book has a turn for it, unless
/// a key from here has verified a callback.
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

    /// <summary>Whether there are keys that can be used. The book's lock is held.</summary>
    public bool HasKeys => Usable().Length > 0;

    /// <summary>Whether a callback was verified with a key from here. The book's lock is held.</summary>
    public bool HasVerified { get; private set; }

    /// <summary>When a request named the address last. The book's lock is held.</summary>
    public DateTimeOffset UsedAt { get; private set; } = clock.GetUtcNow();

    /// <summary>The keys to verify with, fetched when they are too old or none.</summary>
    public async ValueTask<CallbackKey[]> GetAsync(CancellationToken cancellationToken)
    {
        Begun begun;
        lock (book.Gate)
        {
            UsedAt = clock.GetUtcNow();
            if (_keys.Length > 0 && UsedAt - _fetchedAt < options.MaxAge)
                return _keys;
            // While another request waits for newer ones, those that there are will do.
            if (!_attempt.IsCompleted && Usable() is { Length: > 0 } stale)
                return stale;
            begun = Begin(UsedAt);
        }

        await WaitAsync(begun, cancellationToken);
        lock (book.Gate)
            return Usable();
    }

    /// <summary>Fetches again, because a request named a key that is not among those there are.</summary>
    /// <returns>The newer keys, or null when it was too early, or nothing came of it.</returns>
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

    /// <summary>Tells that a callback was verified with a key from here.</summary>
    public void Verified()
    {
        lock (book.Gate)
        {
            HasVerified = true;
            book.NeedsNoTurn(this);
        }
    }

    /// <summary>Fetches. The book's lock is held, and its book has a turn for it.</summary>
    public void Attempt(DateTimeOffset now)
    {
        _attemptedAt = now;
        _attempt = Task.Run(RunAsync);
    }

    /// <summary>The attempt that runs, or a new one, if it is neither too early for one nor somebody else's turn.</summary>
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

    /// <summary>What came of asking for an attempt: one that runs, or that it is somebody else's turn, or neither.</summary>
    private readonly record struct Begun(Task? Attempt, bool IsHeldBack);
}
