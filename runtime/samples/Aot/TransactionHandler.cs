using System.Collections.Concurrent;
using System.Text.Json;
using CallbackGen;

namespace Samples.Aot;

/// <summary>Forwards verified payments as JSON, with the payload's own JSON context instead of reflection.</summary>
public sealed class TransactionHandler(Outbox outbox) : ICallbackHandler<BayarcashTransaction>
{
    public Task HandleAsync(Verified<BayarcashTransaction> callback, CancellationToken cancellationToken)
    {
        if (callback.Payload.Status == BayarcashTransactionStatus.Success)
            outbox.Add(callback.Receipt.IdempotencyKey!, JsonSerializer.Serialize(callback.Payload, BayarcashTransactionJsonContext.Default.BayarcashTransaction));
        return Task.CompletedTask;
    }
}

/// <summary>What is to be forwarded, each event once. In a real program this is a table.</summary>
public sealed class Outbox
{
    private readonly ConcurrentDictionary<string, string> _messages = new(StringComparer.Ordinal);

    public IEnumerable<string> Messages => _messages.Values;

    public void Add(string idempotencyKey, string json) => _messages.TryAdd(idempotencyKey, json);
}
