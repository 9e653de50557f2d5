using System.Collections.Concurrent;

namespace Samples.MinimalApi;

/// <summary>What a customer has to pay, and whether it was paid.</summary>
public sealed record Order(string Number, decimal Amount, string Currency, bool Paid = false, bool NeedsReview = false);

/// <summary>The shop's orders. In a real shop this is a database, with a unique index on the idempotency key.</summary>
public sealed class Orders
{
    private readonly ConcurrentDictionary<string, Order> _orders = new(StringComparer.Ordinal);
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    public void Add(Order order) => _orders[order.Number] = order;

    public Order? Find(string number) => _orders.GetValueOrDefault(number);

    /// <summary>
    /// Settles an order, once: a callback that comes again has the same key. What was paid is compared with what was asked
    /// for, because a signature proves who speaks and not that the customer paid enough.
    /// </summary>
    public void Pay(string number, decimal amount, string currency, string idempotencyKey)
    {
        lock (_lock)
        {
            if (!_done.Add(idempotencyKey) || Find(number) is not { } order)
                return;
            var exact = amount == order.Amount && currency == order.Currency;
            _orders[number] = order with { Paid = exact, NeedsReview = !exact };
        }
    }
}
