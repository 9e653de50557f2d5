using System.Collections.Concurrent;

namespace CallbackGen.Receiver.Forwarding;

/// <summary>How often a shop may refuse a callback before it waits for a person, and how long each refusal is waited out.</summary>
internal sealed record RefusalLimit
{
    /// <summary>The waits behind the refusals. Behind one more the callback is dead: the shop would refuse it again.</summary>
    public IReadOnlyList<TimeSpan> Waits { get; init; } = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10)];
}

/// <summary>
/// Counts how often the shop has refused a callback, apart from the attempts that failed otherwise: a shop that is being replaced may answer 404
/// for a minute. A program that is started again counts anew.
/// </summary>
internal sealed class Refusals(RefusalLimit limit)
{
    /// <summary>So many callbacks are counted at the most; of more, those that are refused first are counted anew.</summary>
    private const int Most = 100_000;

    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>Counts a refusal.</summary>
    /// <param name="id">The delivery's id.</param>
    /// <returns>How long the next attempt waits; null when there is to be none.</returns>
    public TimeSpan? Add(string id)
    {
        if (_counts.Count >= Most)
            _counts.Clear();
        var count = _counts.AddOrUpdate(id, 1, (_, before) => before + 1);
        if (count <= limit.Waits.Count)
            return limit.Waits[count - 1];
        Forget(id);
        return null;
    }

    /// <summary>Forgets a callback that the shop has taken.</summary>
    /// <param name="id">The delivery's id.</param>
    public void Forget(string id) => _counts.TryRemove(id, out _);
}
