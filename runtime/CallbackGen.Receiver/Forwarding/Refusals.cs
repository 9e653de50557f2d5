using System.Collections.Concurrent;

namespace CallbackGen.Receiver.Forwarding;

/// <summary>
/// How often a shop may refuse a callback before the callback waits for a person, and the delay after each refusal.
/// </summary>
internal sealed record RefusalLimit
{
    /// <summary>
    /// The delays after the refusals. After one more refusal the callback is dead: the shop would refuse it again.
    /// </summary>
    public IReadOnlyList<TimeSpan> Waits { get; init; } = [TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(10)];
}

/// <summary>
/// Counts the shop's refusals of a callback, apart from attempts that failed otherwise: a shop that is being replaced may answer
/// 404 for a minute. The counts are lost when the program restarts.
/// </summary>
internal sealed class Refusals(RefusalLimit limit)
{
    /// <summary>The largest number of callbacks that are counted. When it is reached, all counts are reset.</summary>
    private const int Most = 100_000;

    private readonly ConcurrentDictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>Counts a refusal.</summary>
    /// <param name="id">The delivery's id.</param>
    /// <returns>The delay until the next attempt; null when there is no further attempt.</returns>
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

    /// <summary>Removes the count of a callback that the shop has accepted.</summary>
    /// <param name="id">The delivery's id.</param>
    public void Forget(string id) => _counts.TryRemove(id, out _);
}
