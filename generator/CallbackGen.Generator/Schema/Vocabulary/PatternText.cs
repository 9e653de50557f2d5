using System.Globalization;
using System.Text.RegularExpressions;

namespace CallbackGen.Generator.Schema.Vocabulary;

/// <summary>The text of a pattern under translation. After the first error, the position is at its end.</summary>
internal sealed class PatternText(string text)
{
    private static readonly Regex Repetition = new(@"\G\{([0-9]{1,9})(,([0-9]{1,9})?)?\}", RegexOptions.CultureInvariant);

    private int _position;

    public string? Error { get; private set; }

    public bool AtEnd => _position >= text.Length;

    public char Current => AtEnd ? '\0' : text[_position];

    public char Next => _position + 1 < text.Length ? text[_position + 1] : '\0';

    public void Fail(string error)
    {
        Error ??= error;
        _position = text.Length;
    }

    public char Take() => AtEnd ? '\0' : text[_position++];

    public bool Look(string expected) => string.CompareOrdinal(text, _position, expected, 0, expected.Length) == 0;

    public bool TryTake(string expected)
    {
        if (!Look(expected))
            return false;
        _position += expected.Length;
        return true;
    }

    /// <summary>Consumes the text up to and including a character, and returns the text before it.</summary>
    public string TakeTo(char end)
    {
        var found = text.IndexOf(end, Math.Min(_position, text.Length));
        if (found < 0)
        {
            Fail($"{end} is missing");
            return "";
        }

        var taken = text.Substring(_position, found - _position);
        _position = found + 1;
        return taken;
    }

    /// <summary>Consumes a code point, which may be a surrogate pair.</summary>
    public int TakePoint()
    {
        var unit = Take();
        if (char.IsHighSurrogate(unit) && char.IsLowSurrogate(Current))
            return char.ConvertToUtf32(unit, Take());
        return unit;
    }

    /// <summary>Consumes a repetition in braces.</summary>
    public bool TryTakeRepetition(out string repetition, out int minimum, out int? maximum)
    {
        var match = Repetition.Match(text, _position);
        repetition = match.Value;
        _position += match.Length;
        minimum = match.Success ? int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture) : 1;
        maximum =
            match.Groups[3].Success ? int.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture)
            : match.Groups[2].Success ? null
            : minimum;
        return match.Success;
    }

    /// <summary>Consumes an escape that denotes one character.</summary>
    public int TakeEscape(bool inClass)
    {
        Take();
        if (AtEnd)
        {
            Fail("nothing follows the last \\");
            return 0;
        }

        var letter = Take();
        switch (letter)
        {
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
            case 'b' when inClass:
                return '\b';
            case '0' when Current is not (>= '0' and <= '9'):
                return 0;
            case 'c' when Current is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z'):
                return Take() % 32;
            case 'x':
                return TakeHex(2);
            case 'u':
                return TakeUnicode();
        }

        if (letter < 128 && (char.IsLetterOrDigit(letter) || letter == '_'))
            Fail($"\\{letter} has no meaning in ECMA-262");
        return letter;
    }

    private int TakeUnicode()
    {
        if (TryTake("{"))
        {
            var digits = TakeTo('}');
            if (
                int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var point)
                && point is >= 0 and <= 0x10FFFF
            )
                return RefuseHalf(point);
            Fail($"\\u{{{digits}}} is no code point");
            return 0;
        }

        var unit = TakeHex(4);
        if (!char.IsHighSurrogate((char)unit) || !TryTake("\\u"))
            return RefuseHalf(unit);
        var low = TakeHex(4);
        return char.IsLowSurrogate((char)low) ? char.ConvertToUtf32((char)unit, (char)low) : RefuseHalf(unit);
    }

    private int RefuseHalf(int point)
    {
        if (point is >= 0xD800 and <= 0xDFFF)
            Fail("half of a surrogate pair never occurs in a text");
        return point;
    }

    private int TakeHex(int count)
    {
        var digits = _position + count <= text.Length ? text.Substring(_position, count) : "";
        _position += count;
        if (digits.Length == count && digits.All(IsHexDigit))
            return int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        Fail("a hexadecimal escape is incomplete");
        return 0;
    }

    private static bool IsHexDigit(char digit) => digit is (>= '0' and <= '9') or (>= 'a' and <= 'f') or (>= 'A' and <= 'F');
}
