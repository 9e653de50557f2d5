using System.Collections.Concurrent;

namespace Samples.Mvc;

/// <summary>The paid bills. In a real program this is a table with a unique index on the idempotency key.</summary>
public sealed class PaidBills
{
    private readonly ConcurrentDictionary<string, string> _done = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, decimal> _paid = new(StringComparer.Ordinal);

    /// <returns>Whether the callback is new.</returns>
    public bool Add(string number, decimal amount, string idempotencyKey)
    {
        if (!_done.TryAdd(idempotencyKey, number))
            return false;
        _paid[number] = amount;
        return true;
    }

    public decimal? Find(string number) => _paid.TryGetValue(number, out var amount) ? amount : null;
}
