namespace CallbackGen.Generator.Schema.Readings;

/// <summary>
/// The texts that a translated pattern (<see cref="EcmaPattern"/>) matches, or more: look-arounds and anchors inside of it
/// are taken to hold, and a class that is given by Unicode categories is taken to be every unit.
/// </summary>
internal sealed class PatternTexts
{
    private const int MostRepetitions = 64;

    private readonly string _pattern;
    private int _position;
    private int _endMark = -1; // where the last mark of the text's end was; a backslash and the letter look the same

    private PatternTexts(string pattern) => _pattern = pattern;

    public static TextSet Of(string pattern) => new PatternTexts(EcmaPattern.WithoutMark(pattern)).Read();

    private bool AtEnd => _position >= _pattern.Length;

    private char Current => _pattern[_position];

    /// <summary>What is not anchored at an end may have any text there.</summary>
    private TextSet Read()
    {
        var branches = new List<TextSet>();
        do
        {
            var isAnchored = TryTake("^");
            var items = ReadSequence();
            if (!isAnchored)
                items.Insert(0, TextSet.Any);
            if (_endMark != _position)
                items.Add(TextSet.Any);
            branches.Add(new TextSet.Sequence(items));
        }
        while (TryTake("|"));

        // A closing parenthesis too many cannot be here: the pattern was compiled. Were it, nothing would be known of the rest.
        return AtEnd ? TextSet.OneOf(branches) : TextSet.Any;
    }

    private TextSet ReadChoice()
    {
        var branches = new List<TextSet>();
        do
        {
            branches.Add(new TextSet.Sequence(ReadSequence()));
        }
        while (TryTake("|"));

        return TextSet.OneOf(branches);
    }

    private List<TextSet> ReadSequence()
    {
        var items = new List<TextSet>();
        while (!AtEnd && Current is not ('|' or ')'))
            items.Add(ReadRepetition(ReadAtom()));
        return items;
    }

    private TextSet ReadAtom()
    {
        if (TryTake("^"))
            return TextSet.Empty;
        if (TryTake("\\z"))
        {
            _endMark = _position;
            return TextSet.Empty;
        }

        if (TryTake("(?#"))
        {
            _position = _pattern.IndexOf(')', _position) + 1;
            return new TextSet.Repeat(TextSet.AnyUnit, 1, 2); // a code point, which is one unit or two
        }

        if (TryTake("("))
            return ReadGroup();
        if (TryTake("["))
            return ReadClass();
        if (TryTake("."))
            return TextSet.AnyUnit;
        if (Current == '\\')
            return TakeEscape() is { } unit ? new TextSet.Unit([new(unit, unit)]) : TextSet.AnyUnit;
        var literal = _pattern[_position++];
        return new TextSet.Unit([new(literal, literal)]);
    }

    private TextSet ReadGroup()
    {
        var isAssertion = TryTake("?=") || TryTake("?!") || TryTake("?<=") || TryTake("?<!");
        if (!isAssertion)
            TryTake("?:");
        var inner = ReadChoice();
        TryTake(")");
        return isAssertion ? TextSet.Empty : inner;
    }

    private TextSet ReadClass()
    {
        var isNegated = TryTake("^");
        var ranges = new List<UnitRange>();
        var isKnown = true;
        for (var first = true; !AtEnd && (Current != ']' || first); first = false)
        {
            var from = TakeClassUnit();
            var to = from;
            if (!AtEnd && Current == '-' && _position + 1 < _pattern.Length && _pattern[_position + 1] != ']')
            {
                _position++;
                to = TakeClassUnit();
            }

            if (from is { } low && to is { } high)
                ranges.Add(new(low, high));
            else
                isKnown = false;
        }

        TryTake("]");
        return !isKnown ? TextSet.AnyUnit : new TextSet.Unit(isNegated ? Others(ranges) : ranges);
    }

    private char? TakeClassUnit() => Current == '\\' ? TakeEscape() : _pattern[_position++];

    /// <summary>Takes an escape; null where it is more than one unit, or one that is not known.</summary>
    private char? TakeEscape()
    {
        _position++;
        var letter = AtEnd ? '\\' : _pattern[_position++];
        switch (letter)
        {
            case 'u' when _position + 4 <= _pattern.Length:
                _position += 4;
                return (char)Convert.ToInt32(_pattern.Substring(_position - 4, 4), 16);
            case 't':
                return '\t';
            case 'n':
                return '\n';
            case 'v':
                return '\v';
            case 'f':
                return '\f';
            case 'r':
                return '\r';
            case 'p' or 'P' when !AtEnd && Current == '{':
                _position = _pattern.IndexOf('}', _position) + 1;
                return null;
        }

        return char.IsLetterOrDigit(letter) ? null : letter;
    }

    private TextSet ReadRepetition(TextSet item)
    {
        if (AtEnd)
            return item;
        var repeated = item;
        if (TryTake("*"))
            repeated = new TextSet.Repeat(item, 0, null);
        else if (TryTake("+"))
            repeated = new TextSet.Repeat(item, 1, null);
        else if (TryTake("?"))
            repeated = new TextSet.Repeat(item, 0, 1);
        else if (Current == '{')
            repeated = ReadCounts(item);
        else
            return item;
        TryTake("?"); // how eager it is changes nothing about what it matches
        return repeated;
    }

    private TextSet.Repeat ReadCounts(TextSet item)
    {
        var end = _pattern.IndexOf('}', _position);
        var counts = _pattern.Substring(_position + 1, end - _position - 1).Split(',');
        _position = end + 1;
        int? maximum = counts.Length == 1 ? Count(counts[0]) : counts[1].Length == 0 ? null : Count(counts[1]);
        var minimum = Count(counts[0]);
        // Beyond what is worth counting, any number is taken.
        return new TextSet.Repeat(item, Math.Min(minimum, MostRepetitions), maximum > MostRepetitions ? null : maximum);
    }

    private static int Count(string digits) => Numbers.TryWhole(digits, 0, int.MaxValue, out var count) ? count : int.MaxValue;

    private bool TryTake(string expected)
    {
        if (string.CompareOrdinal(_pattern, _position, expected, 0, expected.Length) != 0)
            return false;
        _position += expected.Length;
        return true;
    }

    private static List<UnitRange> Others(List<UnitRange> ranges)
    {
        var others = new List<UnitRange>();
        var next = 0;
        foreach (var range in ranges.OrderBy(range => range.First))
        {
            if (range.First > next)
                others.Add(new((char)next, (char)(range.First - 1)));
            next = Math.Max(next, range.Last + 1);
        }

        if (next <= char.MaxValue)
            others.Add(new((char)next, char.MaxValue));
        return others;
    }
}
