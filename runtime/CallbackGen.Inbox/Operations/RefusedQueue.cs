using System.Threading.Channels;
using CallbackGen.AspNetCore;
using Microsoft.Extensions.Options;

namespace CallbackGen.Inbox;

/// <summary>
/// Queues refused requests for the store. It drops requests when it is full, so that a flood of forged requests
/// needs a bounded amount of memory and few writes.
/// </summary>
internal sealed class RefusedQueue(IOptions<CallbackInboxOptions> options, InboxReporter reporter) : IRejectionObserver
{
    /// <summary>The most requests that wait, and that are written together.</summary>
    public const int Capacity = 256;

    private const int KeptBodyBytes = 64 * 1024;

    // The method is arbitrary text of the sender.
    private const int LongestMethod = 20;

    private readonly Channel<RefusedRequest> _requests = Channel.CreateBounded<RefusedRequest>(Capacity);

    /// <inheritdoc />
    public int MaxBodyBytes => options.Value is { KeepRefused: > 0, KeepRefusedBodies: true } ? KeptBodyBytes : 0;

    /// <inheritdoc />
    public void Observe(RejectedRequest request)
    {
        if (options.Value.KeepRefused == 0)
            return;
        var refused = new RefusedRequest
        {
            At = request.At,
            Feed = request.Feed,
            Reason = request.Rejection.Reason,
            Where = request.Rejection.Where,
            IsProven = request.Rejection.IsProven,
            Method = request.Method.Length <= LongestMethod ? request.Method : request.Method[..LongestMethod],
            Path = request.Path,
            Length = request.Length,
            Body = request.Body.IsEmpty || PrivateFeeds.MayHaveSecrets(request.Feed) ? default : request.Body,
        };
        if (!_requests.Writer.TryWrite(refused))
            reporter.RefusedDropped(1);
    }

    /// <summary>Waits for requests, and removes all that wait.</summary>
    public async Task<IReadOnlyList<RefusedRequest>> TakeAsync(CancellationToken cancellationToken)
    {
        var taken = new List<RefusedRequest>();
        await _requests.Reader.WaitToReadAsync(cancellationToken);
        while (taken.Count < Capacity && _requests.Reader.TryRead(out var request))
            taken.Add(request);
        return taken;
    }
}
