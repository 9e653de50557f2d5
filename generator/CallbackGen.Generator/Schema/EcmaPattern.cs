using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CallbackGen.Generator.Schema;

/// <summary>
/// JSON Schema's patterns are ECMA-262 regular expressions with Unicode semantics: they match code points. .NET's match
/// halves of surrogate pairs, and read some escapes otherwise. What differs is rewritten here, and what has no
/// counterpart is refused. A category's code points beyond U+FFFF are left to the runtime: <c>(?#beyond L)</c>.
/// </summary>
internal sealed class EcmaPattern
{
    private readonly PatternText _text;
    private readonly StringBuilder _result;

    private EcmaPattern(string pattern)
    {
        _text = new PatternText(pattern);
        _result = new StringBuilder(pattern.Length + 16);
    }

    public static string? Translate(string pattern, out string error)
    {
        var translation = new EcmaPattern(pattern);
        translation.Disjunction(depth: 0);
        error = translation._text.Error ?? "";
        var result = translation._result.ToString();
        return translation._text.Error is null && Compiles(result, out error) ? result : null;
    }

    private void Disjunction(int depth)
    {
        while (!_text.AtEnd)
        {
            switch (_text.Current)
            {
                case ')' when depth > 0:
                    return;
                case '|':
                    _result.Append(_text.Take());
                    break;
                case '^':
                    _result.Append(_text.Take());
                    RefuseQuantifier("^");
                    break;
                case '$':
                    _text.Take();
                    _result.Append("\\z"); // .NET's $ also matches before a final line break
                    RefuseQuantifier("$");
                    break;
                case '(':
                    Group(depth);
                    break;
                case '\\' when _text.Next is 'b' or 'B':
                    WordBoundary();
                    break;
                default:
                    Atom();
                    Quantifier();
                    break;
            }
        }
    }

    private void Group(int depth)
    {
        if (depth > 50)
            _text.Fail("it nests too deep");
        var isAssertion = false;
        if (_text.TryTake("(?:"))
        {
            _result.Append("(?:");
        }
        else if (_text.Look("(?=") || _text.Look("(?!") || _text.Look("(?<=") || _text.Look("(?<!"))
        {
            isAssertion = true;
            while (_text.Current is not ('=' or '!'))
                _result.Append(_text.Take());
            _result.Append(_text.Take());
        }
        else if (_text.TryTake("(?<"))
        {
            _text.TakeTo('>'); // the name is of no use: there are no back-references
            _result.Append("(?:");
        }
        else if (_text.Look("(?"))
        {
            _text.Fail("inline options are not supported");
        }
        else
        {
            _result.Append(_text.Take());
        }

        Disjunction(depth + 1);
        if (_text.AtEnd)
            _text.Fail("a closing parenthesis is missing");
        else
            _result.Append(_text.Take());
        if (isAssertion)
            RefuseQuantifier("a look-around");
        else
            Quantifier();
    }

    private void WordBoundary()
    {
        _text.Take();
        const string Word = PatternClass.Word;
        _result.Append(_text.Take() == 'b'
            ? $"(?:(?<=[{Word}])(?![{Word}])|(?<![{Word}])(?=[{Word}]))"
            : $"(?:(?<=[{Word}])(?=[{Word}])|(?<![{Word}])(?![{Word}]))");
        RefuseQuantifier("\\b");
    }

    private void Atom()
    {
        switch (_text.Current)
        {
            case '.':
                _text.Take();
                _result.Append(PatternClass.Except("\\n\\r\\u2028\\u2029"));
                break;
            case '[':
                _result.Append(PatternClass.Read(_text));
                break;
            case '\\':
                Escape();
                break;
            case '*' or '+' or '?':
                _text.Fail($"there is nothing before {_text.Current} to repeat");
                break;
            case '{' or '}' or ']' or ')':
                _text.Fail($"{_text.Current} stands alone: write \\{_text.Current} for the character");
                break;
            default:
                _result.Append(PatternClass.Literal(_text.TakePoint()));
                break;
        }
    }

    private void Escape()
    {
        if (_text.Next == 'k' || _text.Next is >= '1' and <= '9')
        {
            _text.Fail("back-references are decided otherwise by .NET");
            return;
        }

        if (PatternClass.TryReadSet(_text, out var characters, out var alternative))
            _result.Append(PatternClass.Join(characters, alternative is null ? [] : [alternative]));
        else
            _result.Append(PatternClass.Literal(_text.TakeEscape(inClass: false)));
    }

    private void Quantifier()
    {
        if (_text.AtEnd)
            return;
        if (_text.Current is '*' or '+' or '?')
        {
            _result.Append(_text.Take());
        }
        else if (_text.Current == '{')
        {
            if (!_text.TryTakeRepetition(out var repetition))
            {
                _text.Fail("{ stands alone: write \\{ for the character");
                return;
            }

            _result.Append(repetition);
        }
        else
        {
            return;
        }

        if (!_text.AtEnd && _text.Current == '?')
            _result.Append(_text.Take());
        RefuseQuantifier("a repetition");
    }

    private void RefuseQuantifier(string what)
    {
        if (!_text.AtEnd && _text.Current is '*' or '+' or '?' or '{')
            _text.Fail($"{what} cannot be repeated");
    }

    private static bool Compiles(string pattern, out string error)
    {
        try
        {
            _ = new Regex(pattern, RegexOptions.CultureInvariant);
            error = "";
            return true;
        }
        catch (ArgumentException exception)
        {
            error = exception.Message;
            return false;
        }
    }
}

/// <summary>The text of a pattern under translation. After the first mistake it is at its end.</summary>
internal sealed class PatternText(string text)
{
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

    /// <summary>Takes everything up to a character, and the character.</summary>
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

    /// <summary>Takes a character, which may be a surrogate pair.</summary>
    public int TakePoint()
    {
        var unit = Take();
        if (char.IsHighSurrogate(unit) && char.IsLowSurrogate(Current))
            return char.ConvertToUtf32(unit, Take());
        return unit;
    }

    public bool TryTakeRepetition(out string repetition)
    {
        var match = Regex.Match(text.Substring(_position), @"\A\{[0-9]{1,9}(?:,(?:[0-9]{1,9})?)?\}", RegexOptions.CultureInvariant);
        repetition = match.Value;
        _position += match.Length;
        return match.Success;
    }

    /// <summary>Takes an escape that stands for one character.</summary>
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
            if (int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var point) && point is >= 0 and <= 0x10FFFF)
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
            Fail("half of a surrogate pair never stands in a text");
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
