namespace CallbackGen.AspNetCore;

/// <summary>
/// The keys behind one address. At most one attempt runs, and none begins before the least interval has passed since the last
/// began, be it asked for by age or by a key that is not known, and failed or not.
/// </summary>
internal sealed class FetchedKeys(Func<Task<CallbackKey[]?>> fetch, TimeProvider clock, CallbackKeyFetchOptions options)
{
    private readonly Lock _gate = new();
    private CallbackKey[] _keys = [];
    private DateTimeOffset _fetchedAt = DateTimeOffset.MinValue;
    private DateTimeOffset _attemptedAt = DateTimeOffset.MinValue;
    private Task? _attempt;

    /// <summary>When keys were got last; the least value for never.</summary>
    public DateTimeOffset FetchedAt
    {
        get
        {
            lock (_gate)
                return _fetchedAt;
        }
    }

    /// <summary>The keys to verify with, fetched when they are too old or none.</summary>
    public async ValueTask<CallbackKey[]> GetAsync(CancellationToken cancellationToken)
    {
        Task? attempt;
        lock (_gate)
        {
            var age = clock.GetUtcNow() - _fetchedAt;
            if (_keys.Length > 0 && age < options.MaxAge)
                return _keys;
            // While another request waits for newer ones, those that there are will do.
            if (_attempt is { IsCompleted: false } && Usable() is { Length: > 0 } stale)
                return stale;
            attempt = Begin();
            if (attempt is null)
                return Usable();
        }

        await attempt.WaitAsync(cancellationToken);
        lock (_gate)
            return Usable();
    }

    /// <summary>Fetches again, because a request named a key that is not among those there are.</summary>
    /// <returns>The newer keys, or null when it was too early, or nothing came of it.</returns>
    public async ValueTask<CallbackKey[]?> RefreshAsync(CancellationToken cancellationToken)
    {
        CallbackKey[] before;
        Task? attempt;
        lock (_gate)
        {
            before = _keys;
            attempt = Begin();
        }

        if (attempt is null)
            return null;
        await attempt.WaitAsync(cancellationToken);
        lock (_gate)
            return ReferenceEquals(before, _keys) ? null : _keys;
    }

    /// <summary>The attempt that runs, or a new one; null when it is too early for one.</summary>
    private Task? Begin()
    {
        if (_attempt is { IsCompleted: false } running)
            return running;
        var now = clock.GetUtcNow();
        if (_attemptedAt != DateTimeOffset.MinValue && now - _attemptedAt < options.MinInterval)
            return null;
        _attemptedAt = now;
        return _attempt = Task.Run(RunAsync);
    }

    private async Task RunAsync()
    {
        var keys = await fetch();
        if (keys is null)
            return;
        lock (_gate)
        {
            _keys = keys;
            _fetchedAt = clock.GetUtcNow();
        }
    }

    private CallbackKey[] Usable() =>
        _keys.Length > 0 && clock.GetUtcNow() - _fetchedAt < options.MaxAge + options.UseStaleFor ? _keys : [];
}
