using System.Runtime.InteropServices;

namespace CallbackGen.Inbox.PostgreSql;

/// <summary>A request that waits to be stored, with somebody who waits for it.</summary>
internal sealed class PendingRequest(StoredRequest request, IReadOnlyList<NewCallback> callbacks, CancellationToken cancellationToken)
{
    private readonly TaskCompletionSource<IReadOnlyList<CallbackAcceptance>> _completion = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    /// <summary>The request.</summary>
    public StoredRequest Request => request;

    /// <summary>Its callbacks.</summary>
    public IReadOnlyList<NewCallback> Callbacks => callbacks;

    /// <summary>Whether several callbacks have the request.</summary>
    public bool IsShared { get; init; } = callbacks.Count > 1;

    /// <summary>Its content as it is stored.</summary>
    public byte[] Content { get; } = ArrayOf(request.Content);

    /// <summary>The ids of its callbacks.</summary>
    /// <exception cref="ArgumentException">One is no id.</exception>
    public byte[][] Ids { get; } = [.. callbacks.Select(callback => PostgreSqlId.Of(callback.Id))];

    /// <summary>Is cancelled when nobody waits for it any more.</summary>
    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>How often it was tried with others.</summary>
    public int Tries { get; set; }

    /// <summary>Ends when it is on disk, or cannot be stored.</summary>
    public Task<IReadOnlyList<CallbackAcceptance>> Task => _completion.Task;

    /// <summary>Bytes as the driver takes them among others.</summary>
    public static byte[] ArrayOf(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length
            ? segment.Array
            : bytes.ToArray();

    /// <summary>Its transaction has been committed.</summary>
    public void Succeed(IReadOnlyList<CallbackAcceptance> outcomes) => _completion.TrySetResult(outcomes);

    /// <summary>It could not be stored.</summary>
    public void Fail(Exception failure)
    {
        _completion.TrySetException(failure);
        // Whoever has gone looks at it no more.
        _ = _completion.Task.Exception;
    }
}

/// <summary>Is cancelled when everybody who waits for one of a group has gone.</summary>
internal sealed class GroupCancellation : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly List<CancellationTokenRegistration> _registrations;
    private int _left;

    public GroupCancellation(List<PendingRequest> group)
    {
        _left = group.Count;
        _registrations = new(group.Count);
        foreach (var pending in group)
            _registrations.Add(pending.CancellationToken.UnsafeRegister(state => ((GroupCancellation)state!).Leave(), this));
    }

    public CancellationToken Token => _source.Token;

    /// <inheritdoc />
    public void Dispose()
    {
        // Waits for those that are leaving.
        foreach (var registration in _registrations)
            registration.Dispose();
        _source.Dispose();
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _left) == 0)
            _source.Cancel();
    }
}
