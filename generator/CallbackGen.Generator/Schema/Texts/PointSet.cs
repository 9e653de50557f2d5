using System.Globalization;
using System.Text;

namespace CallbackGen.Generator.Schema.Texts;

/// <summary>A set of code points; halves of surrogate pairs are none.</summary>
internal sealed class PointSet
{
    private const int LastPoint = 0x10FFFF;

    private readonly (int First, int Last)[] _ranges;
    private readonly Lazy<TextLanguage> _texts;

    private PointSet((int First, int Last)[] ranges, bool isKnown)
    {
        _ranges = ranges;
        IsKnown = isKnown;
        _texts = new Lazy<TextLanguage>(() => isKnown ? ToTexts() : All!.Texts);
    }

    /// <summary>Every code point.</summary>
    public static PointSet All { get; } = Of((0, LastPoint));

    /// <summary>Whether the ranges are the set. They only show some of it where categories of Unicode are in it, which differ from version to version.</summary>
    public bool IsKnown { get; }

    /// <summary>The texts of one code point in UTF-8; all of them where the set is not known.</summary>
    public TextLanguage Texts => _texts.Value;

    /// <summary>The code points of some ranges, both bounds included.</summary>
    public static PointSet Of(params (int First, int Last)[] ranges) => new(Normalize(ranges), isKnown: true);

    /// <summary>The code points of a regular expression's class, of which only those of 16 bits are shown.</summary>
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

    /// <summary>Whether two sets have a code point in common, as far as they are shown.</summary>
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

    /// <summary>Ranges in order, apart from each other, without halves of surrogate pairs.</summary>
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
        new[] { (range.First, Last: Math.Min(range.Last, 0xD7FF)), (First: Math.Max(range.First, 0xE000), range.Last) }.Where(part => part.First <= part.Last);

    private TextLanguage ToTexts() => _ranges.Length == 0 ? TextLanguage.Empty : new Utf8Steps().Of(_ranges);

    /// <summary>Writes ranges as steps over the bytes of UTF-8 (RFC 3629, section 3), whose order is that of the code points.</summary>
    private sealed class Utf8Steps
    {
        // Where a code point of so many bytes, or less, ends.
        private static readonly int[] Ends = [0x7F, 0x7FF, 0xFFFF, LastPoint];

        private readonly TextLanguage.Builder _builder = new();
        private readonly List<(int From, ByteSet Bytes)> _last = [];

        // The states before one to three more bytes, whichever.
        private readonly int[] _tails = new int[4];

        public TextLanguage Of(IEnumerable<(int First, int Last)> ranges)
        {
            foreach (var (first, last) in ranges)
            {
                for (var (from, length) = (first, 0); from <= last; length++)
                {
                    if (from > Ends[length])
                        continue;
                    var to = Math.Min(last, Ends[length]);
                    Add(0, Bytes(from), Bytes(to), 0);
                    from = to + 1;
                }
            }

            var end = _builder.AddState();
            foreach (var (from, bytes) in _last)
                _builder.Connect(from, end, bytes);
            return _builder.Build();
        }

        private static byte[] Bytes(int point) => Encoding.UTF8.GetBytes(char.ConvertFromUtf32(point));

        /// <summary>Adds the encodings from one to another of the same length.</summary>
        private void Add(int from, byte[] low, byte[] high, int at)
        {
            var rest = low.Length - at - 1;
            if (rest == 0)
            {
                Connect(from, ByteSet.Range(low[at], high[at]), 0);
                return;
            }

            var (first, last) = (low[at], high[at]);
            if (first == last)
            {
                Add(Step(from, first), low, high, at + 1);
                return;
            }

            if (low.Skip(at + 1).Any(unit => unit != 0x80))
                Add(Step(from, first++), low, Rest(low, at, 0xBF), at + 1);
            if (high.Skip(at + 1).Any(unit => unit != 0xBF))
                Add(Step(from, last--), Rest(high, at, 0x80), high, at + 1);
            if (first <= last)
                Connect(from, ByteSet.Range(first, last), rest);
        }

        private static byte[] Rest(byte[] bytes, int at, byte value) => [.. bytes.Select((unit, index) => index > at ? value : unit)];

        private int Step(int from, byte unit)
        {
            var to = _builder.AddState();
            _builder.Connect(from, to, ByteSet.Of(unit));
            return to;
        }

        private void Connect(int from, ByteSet bytes, int rest)
        {
            if (rest == 0)
                _last.Add((from, bytes));
            else
                _builder.Connect(from, Tail(rest), bytes);
        }

        private int Tail(int rest)
        {
            if (_tails[rest] > 0)
                return _tails[rest];
            _tails[rest] = _builder.AddState();
            Connect(_tails[rest], ByteSet.Range(0x80, 0xBF), rest - 1);
            return _tails[rest];
        }
    }
}
