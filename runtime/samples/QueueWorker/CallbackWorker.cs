using System.Threading.Channels;
using CallbackGen;

namespace Samples.QueueWorker;

/// <summary>Verifies callbacks from a queue, without HTTP.</summary>
public sealed class CallbackWorker(Channel<QueuedCallback> queue, CallbackKeys keys, Events events, ILogger<CallbackWorker> log)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var queued in queue.Reader.ReadAllAsync(stoppingToken))
            Handle(queued);
    }

    private void Handle(QueuedCallback queued)
    {
        // A signed time must be close to the request's arrival, not to the time at which the queue is read.
        var result = StripeEvent.Verify(queued.ToRequest(), keys, new StoppedClock(queued.ArrivedAt));
        if (result.TryGetValue(out var callback, out var rejection))
            events.Add(callback.Payload.Type, callback.Receipt.IdempotencyKey!);
        else
            log.LogWarning("Refused: {Rejection}", rejection); // logs the reason and the position, without the content
    }

    private sealed class StoppedClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}

/// <summary>The handled events, in the order of arrival and each once.</summary>
public sealed class Events
{
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);
    private readonly Channel<string> _handled = Channel.CreateUnbounded<string>();

    public ChannelReader<string> Handled => _handled.Reader;

    public void Add(string type, string idempotencyKey)
    {
        if (_done.Add(idempotencyKey))
            _handled.Writer.TryWrite(type);
    }
}

/// <summary>Registers the worker and its services.</summary>
public static class QueueWorkerServices
{
    public static IServiceCollection AddQueueWorker(this IServiceCollection services, Channel<QueuedCallback> queue) =>
        services
            .AddSingleton(queue)
            .AddSingleton<Events>()
            .AddSingleton(provider =>
                CallbackKeys.Create(
                    StripeEvent.Feed,
                    "secret",
                    provider.GetRequiredService<IConfiguration>()["Callbacks:Stripe:secret"] ?? ""
                )
            )
            .AddHostedService<CallbackWorker>();
}
