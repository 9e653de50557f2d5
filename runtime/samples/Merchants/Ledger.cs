using System.Collections.Concurrent;

namespace Samples.Merchants;

/// <summary>What happened at each merchant's, each event once.</summary>
public sealed class Ledger
{
    private readonly ConcurrentDictionary<string, (string Merchant, string Type)> _events = new(StringComparer.Ordinal);

    public void Add(string merchant, string type, string idempotencyKey) => _events.TryAdd(idempotencyKey, (merchant, type));

    public IEnumerable<string> Of(string merchant) =>
        _events.Values.Where(it => it.Merchant == merchant).Select(it => it.Type).Order(StringComparer.Ordinal);
}
