namespace CallbackGen.Inbox.PostgreSql;

/// <summary>
/// Stores waiting requests together, with one sync of the disk: a request never waits for later ones, only until earlier ones are
/// written. A group does not wait for locks: a request whose id, order or quota another transaction has locked leaves the group,
/// and waits alone when that happens again. When a group fails, each of its requests is tried alone, so that one cannot fail another.
/// </summary>
/// <param name="news">Writes groups of requests that are probably new.</param>
/// <param name="writer">Writes groups.</param>
#pragma warning disable CA1001 // A SemaphoreSlim whose wait handle is not used holds no resource.
internal sealed class PostgreSqlAccepting(AcceptNew news, AcceptWriter writer) : IAsyncDisposable
#pragma warning restore CA1001
{
    private const int LargestGroup = 256;

    private const int MostCallbacks = 512;

    /// <summary>How often a request is tried in a group.</summary>
    private const int Tries = 2;

    private static readonly IReadOnlyList<CallbackAcceptance> Stored = [CallbackAcceptance.Stored];

    private readonly Lock _lock = new();
    private readonly Queue<PendingRequest> _waiting = new();
    private readonly SemaphoreSlim _alone = new(8);
    private bool _isWriting;

    /// <summary>See <see cref="ICallbackStore.AcceptAsync"/>.</summary>
    public Task<IReadOnlyList<CallbackAcceptance>> AcceptAsync(
        StoredRequest request,
        IReadOnlyList<NewCallback> callbacks,
        CancellationToken cancellationToken
    )
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled<IReadOnlyList<CallbackAcceptance>>(cancellationToken);
        var pending = new PendingRequest(request, callbacks, cancellationToken);
        bool isWriterMissing;
        lock (_lock)
        {
            _waiting.Enqueue(pending);
            isWriterMissing = !_isWriting;
            _isWriting = true;
        }

        if (isWriterMissing)
            _ = Task.Run(WriteAsync, CancellationToken.None);
        return pending.Task.WaitAsync(cancellationToken);
    }

    /// <summary>See <see cref="ICallbackStore.ReleaseAsync"/>. It is rare, and has a transaction of its own.</summary>
    public async Task<IReadOnlyList<CallbackAcceptance>?> ReleaseAsync(
        CallbackClaim claim,
        IReadOnlyList<NewCallback> callbacks,
        CancellationToken cancellationToken
    ) => await writer.ReleaseAsync(claim, callbacks, cancellationToken);

    /// <inheritdoc />
    public ValueTask DisposeAsync() => news.DisposeAsync();

    private async Task WriteAsync()
    {
        var group = new List<PendingRequest>();
        while (TryTake(group))
            await WriteAsync(group);
    }

    /// <summary>Takes the waiting requests. When there are none, the writer ends.</summary>
    private bool TryTake(List<PendingRequest> group)
    {
        group.Clear();
        lock (_lock)
        {
            for (var callbacks = 0; group.Count < LargestGroup && _waiting.TryPeek(out var next);)
            {
                callbacks += next.Callbacks.Count;
                if (group.Count > 0 && callbacks > MostCallbacks)
                    break;
                _waiting.Dequeue();
                // A request whose caller has gone is dropped.
                if (!next.CancellationToken.IsCancellationRequested)
                    group.Add(next);
            }

            _isWriting = group.Count > 0;
            return _isWriting;
        }
    }

    private async Task WriteAsync(List<PendingRequest> group)
    {
        try
        {
            using var everybody = new GroupCancellation(group);
            if (group.FindAll(AcceptNew.Takes) is { Count: > 0 } likely)
            {
                var isStored = await news.WriteAsync(likely, everybody.Token);
                for (var index = 0; index < likely.Count; index++)
                {
                    if (isStored[index])
                        likely[index].Succeed(Stored);
                }

                group.RemoveAll(pending => pending.Task.IsCompleted);
            }

            if (group.Count > 0)
                await WriteAllAsync(group, everybody.Token);
        }
#pragma warning disable CA1031 // Each request receives its own exception.
        catch (Exception)
#pragma warning restore CA1031
        {
            foreach (var pending in group)
                _ = WriteAloneAsync(pending);
        }
    }

    private async Task WriteAllAsync(List<PendingRequest> group, CancellationToken cancellationToken)
    {
        var outcomes = await writer.WriteAsync(group, waits: false, cancellationToken);
        for (var index = 0; index < group.Count; index++)
        {
            if (outcomes[index] is { } outcome)
                group[index].Succeed(outcome);
            else
                Postpone(group[index]);
        }
    }

    private void Postpone(PendingRequest pending)
    {
        if (++pending.Tries >= Tries)
        {
            _ = WriteAloneAsync(pending);
            return;
        }

        lock (_lock)
            _waiting.Enqueue(pending);
    }

    private async Task WriteAloneAsync(PendingRequest pending)
    {
        try
        {
            await _alone.WaitAsync(pending.CancellationToken);
            try
            {
                pending.Succeed((await writer.WriteAsync([pending], waits: true, pending.CancellationToken))[0]!);
            }
            finally
            {
                _alone.Release();
            }
        }
#pragma warning disable CA1031 // The waiting caller receives the exception.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            pending.Fail(failure);
        }
    }
}
