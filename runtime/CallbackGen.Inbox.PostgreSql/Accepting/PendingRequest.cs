using System.Runtime.InteropServices;

namespace CallbackGen.Inbox.PostgreSql;

/// <summary>A request that waits to be stored, with the task of its caller.</summary>
internal sealed class PendingRequest(StoredRequest request, IReadOnlyList<NewCallback> callbacks, CancellationToken cancellationToken)
{
    private readonly TaskCompletionSource<IReadOnlyList<CallbackAcceptance>> _completion = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );

    /// <summary>The request.</summary>
    public StoredRequest Request => request;

    /// <summary>Its callbacks.</summary>
    public IReadOnlyList<NewCallback> Callbacks => callbacks;

    /// <summary>Whether the request has several callbacks.</summary>
    public bool IsShared { get; init; } = callbacks.Count > 1;

    /// <summary>Its content as it is stored.</summary>
    public byte[] Content { get; } = ArrayOf(request.Content);

    /// <summary>The ids of its callbacks.</summary>
    /// <exception cref="ArgumentException">An id is invalid.</exception>
    public byte[][] Ids { get; } = [.. callbacks.Select(callback => PostgreSqlId.Of(callback.Id))];

    /// <summary>Is cancelled when the caller no longer waits.</summary>
    public CancellationToken CancellationToken => cancellationToken;

    /// <summary>How often it was tried in a group.</summary>
    public int Tries { get; set; }

    /// <summary>Completes when the request is on disk, or fails when it cannot be stored.</summary>
    public Task<IReadOnlyList<CallbackAcceptance>> Task => _completion.Task;

    /// <summary>
    /// Returns bytes as an array, which the driver requires inside an array of columns; copies only if necessary.
    /// </summary>
    public static byte[] ArrayOf(ReadOnlyMemory<byte> bytes) =>
        MemoryMarshal.TryGetArray(bytes, out var segment) && segment.Offset == 0 && segment.Count == segment.Array!.Length
            ? segment.Array
            : bytes.ToArray();

    /// <summary>Completes the task after the transaction was committed.</summary>
    public void Succeed(IReadOnlyList<CallbackAcceptance> outcomes) => _completion.TrySetResult(outcomes);

    /// <summary>Fails the task.</summary>
    public void Fail(Exception failure)
    {
        _completion.TrySetException(failure);
        // Observes the exception, because a caller that has gone does not.
        _ = _completion.Task.Exception;
    }
}

/// <summary>Is cancelled when all callers of a group have gone.</summary>
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
        // Waits for callbacks that are running.
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
