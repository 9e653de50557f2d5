using System.Globalization;
using System.Text;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Generator.Json;

/// <summary>
/// Parses JSON (RFC 8259) strictly: no comments, no trailing commas, no duplicate members, no lone surrogates, and a bounded depth.
/// After a missing or an extra comma it continues. After any other syntax error it stops and returns the partial tree, so that the feed
/// of a file with a mistake can still be identified.
/// </summary>
internal sealed class JsonReader
{
    public const int MaxDepth = 64;

    /// <summary>Parsing stops after this many errors.</summary>
    private const int MostErrors = 100;

    private const string NoBrace = "a comma or the closing brace is missing";
    private const string NoBracket = "a comma or the closing bracket is missing";
    private const string NoComments = "comments are not JSON; use \"$comment\" or \"description\"";

    private readonly string _text;
    private readonly List<JsonError> _errors = [];
    private int _position;
    private bool _stopped;

    private JsonReader(string text) => _text = text;

    /// <summary>Parses a whole text as one value.</summary>
    public static JsonNode? Read(string text, out IReadOnlyList<JsonError> errors)
    {
        var reader = new JsonReader(text);
        reader.SkipWhitespace();
        var root = reader.ReadValue(depth: 0);
        reader.SkipWhitespace();
        if (!reader._stopped && reader._position < text.Length)
            reader.Stop(new TextSpan(reader._position, 1), "nothing may follow the value");
        errors = reader._errors;
        return root;
    }

    private char Current => _position < _text.Length ? _text[_position] : '\0';

    private JsonNode? ReadValue(int depth)
    {
        if (_position >= _text.Length)
            return Stop(new TextSpan(_text.Length, 0), "a value is missing");
        switch (Current)
        {
            case '{' or '[' when depth >= MaxDepth:
                return Stop(new TextSpan(_position, 1), $"values are nested more than {MaxDepth} levels deep");
            case '{':
                return ReadObject(depth);
            case '[':
                return ReadArray(depth);
            case '"':
                var start = _position;
                return ReadString() is { } text ? JsonNode.Scalar(JsonKind.String, TextSpan.FromBounds(start, _position), text) : null;
            case '-' or (>= '0' and <= '9'):
                return ReadNumber();
            default:
                return ReadWord();
        }
    }

    private JsonNode ReadObject(int depth)
    {
        var start = _position++;
        var members = new List<JsonMember>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        SkipWhitespace();
        if (!TryTake('}'))
        {
            do
            {
                SkipWhitespace();
                ReadMember(depth, members, names);
                SkipWhitespace();
            } while (!_stopped && (TakeComma('}') || MissesComma(NoBrace, '"')));
            Close('}', NoBrace);
        }

        return JsonNode.Object(TextSpan.FromBounds(start, _position), members);
    }

    private void ReadMember(int depth, List<JsonMember> members, HashSet<string> names)
    {
        var start = _position;
        if (Current != '"')
        {
            Stop(Here(), Current == '/' ? NoComments : "a member's name in double quotes is missing");
            return;
        }

        if (ReadString() is not { } name)
            return;
        var nameSpan = TextSpan.FromBounds(start, _position);
        SkipWhitespace();
        if (!TryTake(':'))
        {
            Stop(Here(), "a colon is missing after the member's name");
            return;
        }

        SkipWhitespace();
        var value = ReadValue(depth + 1);
        if (!names.Add(name))
            _errors.Add(new JsonError(nameSpan, "", name));
        else if (value is not null)
            members.Add(new JsonMember(name, nameSpan, value));
    }

    private JsonNode ReadArray(int depth)
    {
        var start = _position++;
        var items = new List<JsonNode>();
        SkipWhitespace();
        if (!TryTake(']'))
        {
            do
            {
                SkipWhitespace();
                if (ReadValue(depth + 1) is { } item)
                    items.Add(item);
                SkipWhitespace();
            } while (!_stopped && (TakeComma(']') || MissesComma(NoBracket, '"', '{', '[')));
            Close(']', NoBracket);
        }

        return JsonNode.Array(TextSpan.FromBounds(start, _position), items);
    }

    /// <summary>
    /// Consumes a comma between members or items. A comma before the closing bracket is reported, and parsing continues,
    /// because the rest is unambiguous.
    /// </summary>
    private bool TakeComma(char bracket)
    {
        var comma = _position;
        if (!TryTake(','))
            return false;
        SkipWhitespace();
        if (Current != bracket)
            return true;
        _errors.Add(new JsonError(new TextSpan(comma, 1), "a comma is not allowed before the closing bracket; remove it"));
        return false;
    }

    /// <summary>
    /// Reports a missing comma and returns true where the next member or item begins without one. Parsing continues, so
    /// that no type of the file is missing.
    /// </summary>
    private bool MissesComma(string message, params char[] beginnings)
    {
        if (_position >= _text.Length || Array.IndexOf(beginnings, Current) < 0 || _errors.Count >= MostErrors)
            return false;
        _errors.Add(new JsonError(Here(), message));
        return true;
    }

    private void Close(char bracket, string message)
    {
        if (!_stopped && !TryTake(bracket))
            Stop(Here(), message);
    }

    private string? ReadString()
    {
        var start = _position++;
        var text = new StringBuilder();
        while (_position < _text.Length)
        {
            var character = _text[_position];
            if (character == '"')
            {
                _position++;
                return CheckSurrogates(text, TextSpan.FromBounds(start, _position));
            }

            if (character < ' ')
            {
                Stop(
                    new TextSpan(_position, 1),
                    "a string holds a line break or another control character; write it as an escape such as \\n"
                );
                return null;
            }

            if (character != '\\')
            {
                text.Append(character);
                _position++;
            }
            else if (!ReadEscape(text))
            {
                return null;
            }
        }

        Stop(new TextSpan(start, 1), "the string that begins here is not closed");
        return null;
    }

    private string? CheckSurrogates(StringBuilder text, TextSpan span)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i]))
                continue;
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
                continue;
            }

            Stop(span, "a string holds half of a surrogate pair");
            return null;
        }

        return text.ToString();
    }

    private bool ReadEscape(StringBuilder text)
    {
        var start = _position++;
        var escape = Current;
        if (_position < _text.Length)
            _position++;
        const string Escapes = "\"\\/bfnrt";
        const string Meanings = "\"\\/\b\f\n\r\t";
        var index = Escapes.IndexOf(escape);
        if (escape != '\0' && index >= 0)
        {
            text.Append(Meanings[index]);
            return true;
        }

        if (
            escape == 'u'
            && _position + 4 <= _text.Length
            && ushort.TryParse(_text.Substring(_position, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
        )
        {
            _position += 4;
            text.Append((char)code);
            return true;
        }

        Stop(new TextSpan(start, Math.Min(2, _text.Length - start)), "not an escape that JSON knows");
        return false;
    }

    private JsonNode? ReadNumber()
    {
        var start = _position;
        TryTake('-');
        var integral = !TryTake('0') ? TakeDigits() : true;
        var valid = integral && (!TryTake('.') || TakeDigits());
        if (valid && Current is 'e' or 'E')
        {
            _position++;
            if (Current is '+' or '-')
                _position++;
            valid = TakeDigits();
        }

        var span = TextSpan.FromBounds(start, _position);
        return valid && Current is not ((>= '0' and <= '9') or '.')
            ? JsonNode.Scalar(JsonKind.Number, span, _text.Substring(start, span.Length))
            : Stop(TextSpan.FromBounds(start, Math.Max(start + 1, _position)), "not a number as JSON writes it");
    }

    private bool TakeDigits()
    {
        var start = _position;
        while (Current is >= '0' and <= '9')
            _position++;
        return _position > start;
    }

    private JsonNode? ReadWord()
    {
        foreach (var (word, kind) in new[] { ("true", JsonKind.Boolean), ("false", JsonKind.Boolean), ("null", JsonKind.Null) })
        {
            if (string.CompareOrdinal(_text, _position, word, 0, word.Length) != 0)
                continue;
            var span = new TextSpan(_position, word.Length);
            _position += word.Length;
            return JsonNode.Scalar(kind, span, word);
        }

        return Stop(Here(), Current == '/' ? NoComments : "a value is missing");
    }

    private TextSpan Here() => new(_position, _position < _text.Length ? 1 : 0);

    private JsonNode? Stop(TextSpan span, string message)
    {
        if (!_stopped)
            _errors.Add(new JsonError(span, message));
        _stopped = true;
        return null;
    }

    private bool TryTake(char character)
    {
        if (_position >= _text.Length || _text[_position] != character)
            return false;
        _position++;
        return true;
    }

    private void SkipWhitespace()
    {
        while (_position < _text.Length && _text[_position] is ' ' or '\t' or '\n' or '\r')
            _position++;
    }
}
