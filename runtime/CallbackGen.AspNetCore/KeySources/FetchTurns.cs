using System.Diagnostics.CodeAnalysis;

namespace CallbackGen.AspNetCore;

/// <summary>
/// A queue with a fixed number of turns per interval. The next turn goes to the item that was requested in the most intervals and,
/// among equals, has waited longest. An item that is requested again and again precedes any number of items that are requested
/// once, and a later item that is requested as often never precedes it.
/// </summary>
/// <remarks>
/// Bound: an item that is requested in every interval gets its turn within 1 + w / <paramref name="perInterval"/> intervals, where
/// w is the number of items that waited before it and are requested as often, provided that fewer than <see cref="Room"/> others
/// are requested meanwhile. Not thread-safe: the caller holds a lock.
/// </remarks>
/// <param name="perInterval">The number of turns per interval.</param>
/// <param name="interval">The length of an interval.</param>
internal sealed class FetchTurns<T>(int perInterval, TimeSpan interval)
    where T : notnull
{
    /// <summary>The most items that wait.</summary>
    public const int Room = 1024;

    /// <summary>The number of intervals without a request after which an item no longer waits.</summary>
    private const int ForgottenAfter = 60;

    private readonly Dictionary<T, Waiting> _waiting = [];
    private DateTimeOffset? _intervalBegan;
    private int _taken;

    /// <summary>The number of items that wait.</summary>
    public int Count => _waiting.Count;

    /// <summary>Requests a turn for an item.</summary>
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
    /// <returns><see langword="false"/> when no item waits, or the interval's turns are used up.</returns>
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

    /// <summary>Removes an item that may still wait.</summary>
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

    /// <param name="Intervals">The number of intervals in which it was requested.</param>
    /// <param name="Since">When it began to wait.</param>
    /// <param name="CountedAt">When the last of the intervals was counted.</param>
    /// <param name="AskedAt">When it was last requested.</param>
    private readonly record struct Waiting(int Intervals, DateTimeOffset Since, DateTimeOffset CountedAt, DateTimeOffset AskedAt);
}
