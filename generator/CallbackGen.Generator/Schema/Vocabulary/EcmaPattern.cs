using System.Text;
using System.Text.RegularExpressions;

namespace CallbackGen.Generator.Schema.Vocabulary;

/// <summary>
/// Translates ECMA-262 regular expressions with Unicode semantics, which JSON Schema uses, into .NET's. ECMA-262 matches code points;
/// .NET matches UTF-16 units, and interprets some escapes differently. Differences are rewritten, and constructs without an equivalent
/// are rejected. The runtime adds the code points of a category beyond U+FFFF, which are marked as <c>(?#beyond L)</c>. A pattern that
/// is subject to catastrophic backtracking, and does not need backtracking, is marked as <c>(?#linear)</c> for the runtime.
/// </summary>
internal sealed class EcmaPattern
{
    private const string LinearMark = "(?#linear)";

    private readonly PatternText _text;
    private readonly StringBuilder _result;

    private EcmaPattern(string pattern)
    {
        _text = new PatternText(pattern);
        _result = new StringBuilder(pattern.Length + 16);
    }

    public static string? Translate(string pattern, out string error) => Translate(pattern, out error, out _, out _);

    /// <summary>Returns the tree of a pattern that can be translated.</summary>
    public static PatternNode Parse(string pattern) => new EcmaPattern(pattern).Disjunction(depth: 0);

    /// <summary>Translates a pattern.</summary>
    /// <param name="pattern">The pattern as written in the schema.</param>
    /// <param name="error">The reason why it cannot be translated.</param>
    /// <param name="runaway">The kind of catastrophic backtracking that a text can cause, where only a time limit stops it.</param>
    /// <param name="cause">The construct for which the pattern needs backtracking in that case.</param>
    /// <returns>The expression; null when the pattern cannot be translated.</returns>
    public static string? Translate(string pattern, out string error, out PatternRunaway runaway, out string cause)
    {
        var translation = new EcmaPattern(pattern);
        var shape = translation.Disjunction(depth: 0);
        error = translation._text.Error ?? "";
        (runaway, cause) = (PatternRunaway.None, "");
        var result = translation._result.ToString();
        if (translation._text.Error is not null || !Compiles(result, out error))
            return null;
        var risk = PatternRisk.Of(shape);
        if (risk == PatternRunaway.None)
            return result;
        if (PatternRisk.NeedsBacktracking(result, shape) is not { } needed)
            return LinearMark + result;
        (runaway, cause) = (risk, needed);
        return result;
    }

    private PatternNode Disjunction(int depth)
    {
        var choices = new List<PatternNode>();
        var items = new List<PatternNode>();
        while (!_text.AtEnd && !(depth > 0 && _text.Current == ')'))
        {
            switch (_text.Current)
            {
                case '|':
                    _result.Append(_text.Take());
                    choices.Add(new PatternSequence(items));
                    items = [];
                    break;
                case '^':
                    _result.Append(_text.Take());
                    RefuseQuantifier("^");
                    items.Add(new PatternStart());
                    break;
                case '$':
                    _text.Take();
                    _result.Append("\\z"); // .NET's $ also matches before a final line break
                    RefuseQuantifier("$");
                    items.Add(new PatternEnd());
                    break;
                case '(':
                    items.Add(Group(depth));
                    break;
                case '\\' when _text.Next is 'b' or 'B':
                    WordBoundary();
                    break;
                default:
                    items.Add(Quantifier(Atom()));
                    break;
            }
        }

        choices.Add(new PatternSequence(items));
        return choices.Count == 1 ? choices[0] : new PatternChoice(choices);
    }

    private PatternNode Group(int depth)
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
            _text.TakeTo('>'); // the name is not needed: there are no back-references
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

        var inner = Disjunction(depth + 1);
        if (_text.AtEnd)
            _text.Fail("a closing parenthesis is missing");
        else
            _result.Append(_text.Take());
        if (!isAssertion)
            return Quantifier(inner);
        RefuseQuantifier("a look-around");
        return new PatternLook(inner);
    }

    private void WordBoundary()
    {
        _text.Take();
        const string Word = PatternClass.Word;
        _result.Append(
            _text.Take() == 'b'
                ? $"(?:(?<=[{Word}])(?![{Word}])|(?<![{Word}])(?=[{Word}]))"
                : $"(?:(?<=[{Word}])(?=[{Word}])|(?<![{Word}])(?![{Word}]))"
        );
        RefuseQuantifier("\\b");
    }

    private PatternAtom Atom()
    {
        var atom = ReadAtom();
        _result.Append(atom.Text);
        return atom;
    }

    private PatternAtom ReadAtom()
    {
        switch (_text.Current)
        {
            case '.':
                _text.Take();
                return new PatternAtom(
                    PatternClass.Except("\\n\\r\\u2028\\u2029"),
                    PointSet.Of(('\n', '\n'), ('\r', '\r'), ('\u2028', '\u2029')).Complement()
                );
            case '[':
                return PatternClass.Read(_text);
            case '\\':
                return ReadEscape();
            case '*' or '+' or '?':
                _text.Fail($"there is nothing before {_text.Current} to repeat");
                return PatternClass.Nothing;
            case '{' or '}' or ']' or ')':
                _text.Fail($"{_text.Current} is unbalanced: write \\{_text.Current} for the character");
                return PatternClass.Nothing;
            default:
                return PatternClass.Literal(_text.TakePoint());
        }
    }

    private PatternAtom ReadEscape()
    {
        if (_text.Next == 'k' || _text.Next is >= '1' and <= '9')
        {
            _text.Fail("back-references are decided otherwise by .NET");
            return PatternClass.Nothing;
        }

        return PatternClass.TryReadSet(_text) is { } set ? set.ToAtom() : PatternClass.Literal(_text.TakeEscape(inClass: false));
    }

    private PatternNode Quantifier(PatternNode item)
    {
        var (minimum, maximum) = (1, (int?)1);
        switch (_text.Current)
        {
            case '*' or '+' or '?':
                (minimum, maximum) = (_text.Current == '+' ? 1 : 0, _text.Current == '?' ? 1 : null);
                _result.Append(_text.Take());
                break;
            case '{' when _text.TryTakeRepetition(out var repetition, out minimum, out maximum):
                _result.Append(repetition);
                break;
            case '{':
                _text.Fail("{ is unbalanced: write \\{ for the character");
                return item;
            default:
                return item;
        }

        if (!_text.AtEnd && _text.Current == '?')
            _result.Append(_text.Take());
        RefuseQuantifier("a repetition");
        return new PatternRepeat(item, minimum, maximum);
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
