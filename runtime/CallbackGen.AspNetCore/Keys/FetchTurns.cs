using System.Diagnostics.CodeAnalysis;

namespace CallbackGen.AspNetCore;

/// <summary>
/// Whose turn it is to be fetched: so many in an interval, and whoever gets no turn waits. The turn goes to what was asked for
/// in the most intervals, among equals to what has waited longest. So what is asked for again and again comes before any number
/// that are asked for once, and what joins later and is asked for as steadily never comes before it.
/// </summary>
/// <remarks>
/// The bound: what is asked for in every interval gets its turn within 1 + w / <paramref name="perInterval"/> intervals, where w
/// counts those that waited before it and are asked for as steadily; as long as fewer than <see cref="Room"/> others are
/// asked for in between. It is no class of its own that guards itself: the caller holds a lock.
/// </remarks>
/// <param name="perInterval">How many turns there are.</param>
/// <param name="interval">In which time.</param>
internal sealed class FetchTurns<T>(int perInterval, TimeSpan interval)
    where T : notnull
{
    /// <summary>How many may wait.</summary>
    public const int Room = 1024;

    /// <summary>After how many intervals without being asked for somebody no longer waits.</summary>
    private const int ForgottenAfter = 60;

    private readonly Dictionary<T, Waiting> _waiting = [];
    private DateTimeOffset? _intervalBegan;
    private int _taken;

    /// <summary>How many wait.</summary>
    public int Count => _waiting.Count;

    /// <summary>Asks for a turn.</summary>
    public void Ask(T item, DateTimeOffset now)
    {
        if (_waiting.TryGetValue(item, out var waiting))
        {
            _waiting[item] =
                now - waiting.CountedAt >= interval
                    ? waiting with
                    {
                        Intervals = waiting.Intervals + 1,
                        CountedAt = now,
                        AskedAt = now,
                    }
                    : waiting with
                    {
                        AskedAt = now,
                    };
            return;
        }

        if (_waiting.Count == Room)
            _waiting.Remove(
                First(
                    static (left, right) =>
                        left.Intervals != right.Intervals ? left.Intervals < right.Intervals : left.AskedAt < right.AskedAt
                )
            );
        _waiting.Add(item, new(1, now, now, now));
    }

    /// <summary>Takes the next turn.</summary>
    /// <returns><see langword="false"/> when nobody waits, or the interval's turns are used up.</returns>
    public bool TryTake(DateTimeOffset now, [MaybeNullWhen(false)] out T item)
    {
        if (_intervalBegan is not { } began || now - began >= interval)
        {
            (_intervalBegan, _taken) = (now, 0);
            foreach (var (forgotten, waiting) in _waiting)
            {
                if ((now - waiting.AskedAt) / ForgottenAfter >= interval)
                    _waiting.Remove(forgotten);
            }
        }

        item = default;
        if (_taken == perInterval || _waiting.Count == 0)
            return false;
        _taken++;
        item = First(
            static (left, right) => left.Intervals != right.Intervals ? left.Intervals > right.Intervals : left.Since < right.Since
        );
        return _waiting.Remove(item);
    }

    /// <summary>Takes somebody out who may still wait.</summary>
    public void Leave(T item) => _waiting.Remove(item);

    private T First(Func<Waiting, Waiting, bool> isBefore)
    {
        using var all = _waiting.GetEnumerator();
        all.MoveNext();
        var first = all.Current;
        while (all.MoveNext())
        {
            if (isBefore(all.Current.Value, first.Value))
                first = all.Current;
        }

        return first.Key;
    }

    /// <param name="Intervals">In how many intervals it was asked for.</param>
    /// <param name="Since">Since when it waits.</param>
    /// <param name="CountedAt">When the last of the intervals was counted.</param>
    /// <param name="AskedAt">When it was asked for last.</param>
    private readonly record struct Waiting(int Intervals, DateTimeOffset Since, DateTimeOffset CountedAt, DateTimeOffset AskedAt);
}
