using System.Text;
using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.Security;

/// <summary>
/// The texts of one code point, as transitions over the bytes of UTF-8 (RFC 3629, section 3), whose order is that of the code points.
/// </summary>
internal sealed class PointTexts
{
    // The last code points that are encoded in one to four bytes.
    private static readonly int[] Ends = [0x7F, 0x7FF, 0xFFFF, PointSet.LastPoint];

    private readonly TextLanguage.Builder _builder = new();
    private readonly List<(int From, ByteSet Bytes)> _last = [];

    // The states before one to three arbitrary further bytes.
    private readonly int[] _tails = new int[4];

    /// <summary>
    /// Gets any one code point, identified by its first byte alone: this takes few states where many code points are counted,
    /// and ends each at the right byte.
    /// </summary>
    public static TextLanguage All { get; } = new PointTexts().Any();

    /// <summary>Returns one code point of a set; any code point where the set is not known.</summary>
    public static TextLanguage Of(PointSet set) =>
        !set.IsKnown || set == PointSet.All ? All
        : set.Ranges.Count == 0 ? TextLanguage.Empty
        : new PointTexts().In(set.Ranges);

    private TextLanguage Any()
    {
        Connect(0, ByteSet.Range(0, 0x7F), 0);
        Connect(0, ByteSet.Range(0xC2, 0xDF), 1);
        Connect(0, ByteSet.Range(0xE0, 0xEF), 2);
        Connect(0, ByteSet.Range(0xF0, 0xF4), 3);
        return Build();
    }

    private TextLanguage In(IEnumerable<(int First, int Last)> ranges)
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

        return Build();
    }

    private TextLanguage Build()
    {
        var end = _builder.AddState();
        foreach (var (from, bytes) in _last)
            _builder.Connect(from, end, bytes);
        return _builder.Build();
    }

    private static byte[] Bytes(int point) => Encoding.UTF8.GetBytes(char.ConvertFromUtf32(point));

    /// <summary>Adds the encodings between two encodings of the same length.</summary>
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
