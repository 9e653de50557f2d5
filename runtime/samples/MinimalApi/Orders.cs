using System.Collections.Concurrent;

namespace Samples.MinimalApi;

/// <summary>What a customer has to pay, and whether it was paid.</summary>
public sealed record Order(string Number, decimal Amount, string Currency, bool Paid = false, bool NeedsReview = false);

/// <summary>Money that came in and settles no order: another amount than was asked for, or for an order that nobody knows.</summary>
public sealed record Review(string OrderNumber, decimal Amount, string Currency);

/// <summary>What came of a payment.</summary>
public enum PaymentOutcome
{
    /// <summary>The order is paid.</summary>
    Paid,

    /// <summary>The callback came again, and was dealt with the first time.</summary>
    Repeated,

    /// <summary>The money is there and settles no order: somebody has to look at it.</summary>
    UnderReview,
}

/// <summary>The shop's orders. In a real shop this is a database, with a unique index on the idempotency key.</summary>
public sealed class Orders
{
    private readonly ConcurrentDictionary<string, Order> _orders = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Review> _reviews = [];
    private readonly HashSet<string> _done = new(StringComparer.Ordinal);
    private readonly Lock _lock = new();

    /// <summary>What somebody has to look at.</summary>
    public IReadOnlyCollection<Review> Reviews => _reviews;

    public void Add(Order order) => _orders[order.Number] = order;

    public Order? Find(string number) => _orders.GetValueOrDefault(number);

    /// <summary>
    /// Settles an order, once: a callback that comes again has the same key. What was paid is compared with what was asked
    /// for, because a signature proves who speaks and not that the customer paid enough.
    /// </summary>
    public PaymentOutcome Pay(string number, decimal amount, string currency, string idempotencyKey)
    {
        lock (_lock)
        {
            if (!_done.Add(idempotencyKey))
                return PaymentOutcome.Repeated;
            var order = Find(number);
            var exact = order is not null && amount == order.Amount && currency == order.Currency;
            if (order is not null)
                _orders[number] = order with { Paid = order.Paid || exact, NeedsReview = order.NeedsReview || !exact };
            if (!exact)
                _reviews.Enqueue(new(number, amount, currency));
            return exact ? PaymentOutcome.Paid : PaymentOutcome.UnderReview;
        }
    }
}
