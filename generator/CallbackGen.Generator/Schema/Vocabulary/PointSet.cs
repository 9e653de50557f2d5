using System.Globalization;

namespace CallbackGen.Generator.Schema.Vocabulary;

/// <summary>A set of code points, without surrogates.</summary>
internal sealed class PointSet
{
    /// <summary>The last code point.</summary>
    public const int LastPoint = 0x10FFFF;

    private readonly (int First, int Last)[] _ranges;

    private PointSet((int First, int Last)[] ranges, bool isKnown)
    {
        _ranges = ranges;
        IsKnown = isKnown;
    }

    /// <summary>Gets the set of all code points.</summary>
    public static PointSet All { get; } = Of((0, LastPoint));

    /// <summary>
    /// Gets whether the ranges are the complete set. They are only a part of it where the set contains Unicode
    /// categories, which differ between versions.
    /// </summary>
    public bool IsKnown { get; }

    /// <summary>Gets the code points as ordered ranges.</summary>
    public IReadOnlyList<(int First, int Last)> Ranges => _ranges;

    /// <summary>Returns the code points of some ranges, both bounds included.</summary>
    public static PointSet Of(params (int First, int Last)[] ranges) => new(Normalize(ranges), isKnown: true);

    /// <summary>Returns the code points of Unicode categories, of which the ranges contain only those up to U+FFFF.</summary>
    public static PointSet OfCategories(IEnumerable<UnicodeCategory> categories)
    {
        var wanted = new HashSet<UnicodeCategory>(categories);
        var units = Enumerable.Range(0, char.MaxValue + 1).Where(unit => wanted.Contains(char.GetUnicodeCategory((char)unit)));
        return new(Normalize(units.Select(unit => (unit, unit))), isKnown: false);
    }

    public static PointSet Union(IReadOnlyCollection<PointSet> sets) =>
        sets.Count == 1 ? sets.First() : new(Normalize(sets.SelectMany(set => set._ranges)), sets.All(set => set.IsKnown));

    public PointSet Complement()
    {
        var others = new List<(int, int)>();
        var next = 0;
        foreach (var (first, last) in _ranges)
        {
            if (first > next)
                others.Add((next, first - 1));
            next = last + 1;
        }

        if (next <= LastPoint)
            others.Add((next, LastPoint));
        return new(Normalize(others), IsKnown);
    }

    /// <summary>Returns whether the ranges of two sets have a code point in common.</summary>
    public bool Overlaps(PointSet other)
    {
        var (left, right) = (0, 0);
        while (left < _ranges.Length && right < other._ranges.Length)
        {
            if (_ranges[left].Last < other._ranges[right].First)
                left++;
            else if (other._ranges[right].Last < _ranges[left].First)
                right++;
            else
                return true;
        }

        return false;
    }

    /// <summary>Returns the ranges in order, merged and without surrogates.</summary>
    private static (int First, int Last)[] Normalize(IEnumerable<(int First, int Last)> ranges)
    {
        var merged = new List<(int First, int Last)>();
        foreach (var (first, last) in ranges.SelectMany(WithoutHalves).OrderBy(range => range.First))
        {
            if (merged.Count > 0 && first <= merged[merged.Count - 1].Last + 1)
                merged[merged.Count - 1] = (merged[merged.Count - 1].First, Math.Max(merged[merged.Count - 1].Last, last));
            else
                merged.Add((first, last));
        }

        return [.. merged];
    }

    private static IEnumerable<(int First, int Last)> WithoutHalves((int First, int Last) range) =>
        new[] { (range.First, Last: Math.Min(range.Last, 0xD7FF)), (First: Math.Max(range.First, 0xE000), range.Last) }.Where(part =>
            part.First <= part.Last
        );
}
