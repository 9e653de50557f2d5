using System.Globalization;

namespace CallbackGen.Generator.Schema.Texts;

/// <summary>
/// The texts that a pattern matches, as <see cref="EcmaPattern"/> translated it, or more: no character beyond ASCII is told
/// from another. A pattern with what no automaton can hold, such as looking ahead, is left alone.
/// </summary>
internal sealed class PatternLanguage
{
    private const int MostStates = 1024;
    private const string End = "\\z";
    private const string OrPair = PatternClass.Pair + "|";

    private static readonly ByteSet Ascii = ByteSet.Range(0, 127);

    /// <summary>A character beyond ASCII (RFC 3629, section 3).</summary>
    private static readonly TextLanguage Beyond =
        TextLanguage.Sequence(TextLanguage.One(ByteSet.Range(0xC2, 0xF4)), TextLanguage.Repeat(TextLanguage.One(ByteSet.Range(0x80, 0xBF)), 1, 3));

    private readonly string _pattern;
    private int _at;
    private bool _isKnown = true;

    private PatternLanguage(string pattern) => _pattern = pattern;

    /// <summary>Any character.</summary>
    public static TextLanguage Character { get; } = Class(Ascii, beyond: true);

    private bool AtEnd => _at >= _pattern.Length;

    private bool IsAtEndMark => string.CompareOrdinal(_pattern, _at, End, 0, End.Length) == 0;

    /// <summary>The texts in which the pattern is found somewhere; null where that cannot be told.</summary>
    public static TextLanguage? Of(string pattern)
    {
        var reader = new PatternLanguage(EcmaPattern.WithoutMark(pattern));
        var branches = new List<TextLanguage>();
        do
            branches.Add(reader.Anchored());
        while (reader.Take('|'));
        return reader._isKnown && reader.AtEnd ? TextLanguage.Either([.. branches]) : null;
    }

    private static TextLanguage Class(ByteSet ascii, bool beyond) =>
        !beyond ? TextLanguage.One(ascii & Ascii)
        : (ascii & Ascii).IsEmpty ? Beyond
        : TextLanguage.Either(TextLanguage.One(ascii & Ascii), Beyond);

    /// <summary>A branch of the whole pattern: what is not tied to an end may stand anywhere.</summary>
    private TextLanguage Anchored()
    {
        var parts = new List<TextLanguage>();
        if (!Take('^'))
            parts.Add(TextLanguage.Any);
        parts.Add(Branch());
        if (!TakeEnd())
            parts.Add(TextLanguage.Any);
        return TextLanguage.Sequence([.. parts]);
    }

    private TextLanguage Branch()
    {
        var parts = new List<TextLanguage>();
        while (_isKnown && !AtEnd && _pattern[_at] is not ('|' or ')') && !IsAtEndMark)
            parts.Add(Quantified(Atom()));
        return TextLanguage.Sequence([.. parts]);
    }

    private TextLanguage Quantified(TextLanguage atom)
    {
        var (minimum, maximum) = (1, (int?)1);
        if (Take('*'))
            (minimum, maximum) = (0, null);
        else if (Take('+'))
            (minimum, maximum) = (1, null);
        else if (Take('?'))
            (minimum, maximum) = (0, 1);
        else if (Take('{'))
            (minimum, maximum) = Bounds();
        else
            return atom;
        Take('?'); // whether it takes much or little changes nothing about what it takes
        var most = Math.Max(1, MostStates / atom.States);
        return TextLanguage.Repeat(atom, Math.Min(minimum, most), maximum > most ? null : maximum);
    }

    private (int Minimum, int? Maximum) Bounds()
    {
        var end = _pattern.IndexOf('}', _at);
        var bounds = (end < 0 ? "" : _pattern.Substring(_at, end - _at)).Split(',');
        _at = end + 1;
        var isRange = bounds.Length == 2 && bounds[1].Length > 0;
        if (end < 0 || bounds.Length > 2 || !TryCount(bounds[0], out var minimum) | !TryCount(isRange ? bounds[1] : bounds[0], out var maximum))
            return Unknown((0, (int?)null));
        return (minimum, bounds.Length == 1 || isRange ? maximum : null);
    }

    private static bool TryCount(string text, out int count) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count);

    private TextLanguage Atom()
    {
        var character = _pattern[_at++];
        switch (character)
        {
            case '(':
                return Group();
            case '[':
                return Characters();
            case '\\':
                return Escape(out var point) is { } set ? Class(set.Ascii, set.Beyond) : Class(point < 128 ? ByteSet.Of((byte)point) : default, point >= 128);
            case '.' or '^' or '$' or '*' or '+' or '?' or '{' or '}' or ']':
                return Unknown(TextLanguage.Empty);
            default:
                // Half of a character alone is none.
                return char.IsSurrogate(character) ? Unknown(TextLanguage.Empty) : TextLanguage.Text(character.ToString());
        }
    }

    private TextLanguage Group()
    {
        if (Take('?') && !Take(':'))
            return Unknown(TextLanguage.Empty);
        // The other half of what matches a character beyond ASCII, of which one stands for all.
        if (string.CompareOrdinal(_pattern, _at, OrPair, 0, OrPair.Length) == 0)
            _at += OrPair.Length;
        var branches = new List<TextLanguage>();
        do
            branches.Add(Branch());
        while (Take('|'));
        return Take(')') ? TextLanguage.Either([.. branches]) : Unknown(TextLanguage.Empty);
    }

    private TextLanguage Characters()
    {
        var isNegated = Take('^');
        var ascii = default(ByteSet);
        var beyond = false;
        while (_isKnown && !AtEnd && _pattern[_at] != ']')
        {
            var set = Member(out var first);
            var last = first;
            if (set is null && _at + 1 < _pattern.Length && _pattern[_at] == '-' && _pattern[_at + 1] != ']')
            {
                _at++;
                set = Member(out last);
            }

            // One of the pair alone is no character.
            if (!isNegated && last is >= 0xD800 and <= 0xDFFF)
                Unknown(0);
            ascii |= set?.Ascii ?? ByteSet.Range(first, Math.Min(last, 127));
            beyond |= set?.Beyond ?? last > 127;
        }

        // A class of everything but some characters beyond ASCII still holds others.
        return Take(']') ? Class(isNegated ? ~ascii : ascii, isNegated || beyond) : Unknown(TextLanguage.Empty);
    }

    /// <summary>A character of a class, or several.</summary>
    private (ByteSet Ascii, bool Beyond)? Member(out int point)
    {
        point = AtEnd ? 0 : _pattern[_at++];
        return point == '\\' ? Escape(out point) : null;
    }

    /// <summary>The character that an escape stands for, or several.</summary>
    private (ByteSet Ascii, bool Beyond)? Escape(out int point)
    {
        point = AtEnd ? 0 : _pattern[_at++];
        switch (point)
        {
            case 'd':
                return (ByteSet.Digits, false);
            case 't':
                point = '\t';
                return null;
            case 'n':
                point = '\n';
                return null;
            case 'r':
                point = '\r';
                return null;
            case 'u' when _at + 4 <= _pattern.Length && int.TryParse(_pattern.Substring(_at, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out point):
                _at += 4;
                return null;
            default:
                return point is > ' ' and < 127 && !char.IsLetterOrDigit((char)point) ? null : Unknown(((ByteSet, bool)?)null);
        }
    }

    private bool TakeEnd()
    {
        if (!IsAtEndMark)
            return false;
        _at += End.Length;
        return true;
    }

    private bool Take(char character)
    {
        if (AtEnd || _pattern[_at] != character)
            return false;
        _at++;
        return true;
    }

    private T Unknown<T>(T nothing)
    {
        _isKnown = false;
        return nothing;
    }
}
