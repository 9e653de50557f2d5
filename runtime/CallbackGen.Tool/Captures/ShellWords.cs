using System.Globalization;
using System.Text;

namespace CallbackGen.Tool.Captures;

/// <summary>A word of a command, as bytes, and the line that it begins at.</summary>
internal sealed record ShellWord(byte[] Bytes, int Line)
{
    /// <summary>The word as text.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes);
}

/// <summary>
/// Splits commands into words as bash does (its manual, "Quoting"): <c>'…'</c>, <c>"…"</c>, <c>$'…'</c> and backslashes.
/// Expansions and command substitutions are refused, because their result is unknown.
/// </summary>
internal sealed class ShellWords
{
    private readonly byte[] _bytes;
    private int _position;
    private int _line = 1;

    private ShellWords(byte[] bytes, int position) => (_bytes, _position) = (bytes, position);

    private int Current => _position < _bytes.Length ? _bytes[_position] : -1;

    /// <summary>Returns the commands of a text, each as its words. Comments and empty lines are skipped.</summary>
    public static IReadOnlyList<IReadOnlyList<ShellWord>> Commands(byte[] bytes, int start)
    {
        var reader = new ShellWords(bytes, start);
        var commands = new List<IReadOnlyList<ShellWord>>();
        while (reader.ReadCommand() is { } command)
        {
            if (command.Count > 0)
                commands.Add(command);
            if (commands.Count > CaptureLimits.Requests)
                throw new CaptureFaultException(reader._line, $"there are more than {CaptureLimits.Requests} commands.");
        }

        return commands;
    }

    private List<ShellWord>? ReadCommand()
    {
        if (Current < 0)
            return null;
        var words = new List<ShellWord>();
        while (Current >= 0)
        {
            if (Current is ' ' or '\t' or '\r')
                Next();
            else if (Current == '\\' && IsLineEndAt(_position + 1))
                SkipLineEnd();
            else if (Current == '\n')
            {
                Next();
                break;
            }
            else if (Current == '#')
                SkipComment();
            else
                words.Add(ReadWord());
        }

        return words;
    }

    private ShellWord ReadWord()
    {
        var line = _line;
        using var word = new MemoryStream();
        while (Current >= 0 && Current is not (' ' or '\t' or '\r' or '\n'))
        {
            switch (Next())
            {
                case '\'':
                    ReadSingle(word);
                    break;
                case '"':
                    ReadDouble(word);
                    break;
                case '$' when Current == '\'':
                    Next();
                    ReadAnsi(word);
                    break;
                // A single dollar sign is the prompt that documentation shows.
                case '$' when Current is -1 or ' ' or '\t' or '\r' or '\n':
                    word.WriteByte((byte)'$');
                    break;
                case '$' or '`':
                    throw Fault("the command contains a variable or command that a shell replaces");
                case '|' or '&' or ';' or '<' or '>' or '(' or ')':
                    throw Fault("the command contains more than curl, such as a pipe, a redirection or another command");
                case '^' when Current is '"' or '\n' or '\r':
                    throw Fault("the command is written for cmd.exe; copy it \"as cURL (bash)\"");
                case '\\' when IsLineEndAt(_position):
                    SkipLineEnd(isBackslashRead: true);
                    break;
                case '\\':
                    word.WriteByte((byte)Next());
                    break;
                case var other:
                    word.WriteByte((byte)other);
                    break;
            }
        }

        return new(word.ToArray(), line);
    }

    private void ReadSingle(MemoryStream word)
    {
        var line = _line;
        while (Current != '\'')
            word.WriteByte(NextWithin(line, "'"));
        Next();
    }

    private void ReadDouble(MemoryStream word)
    {
        var line = _line;
        while (Current != '"')
        {
            var one = NextWithin(line, "\"");
            if (
                one is (byte)'`'
                || (one == '$' && (Current is '(' or '{' or '_' || (Current >= 0 && char.IsAsciiLetterOrDigit((char)Current))))
            )
                throw Fault("the command contains a variable or command that a shell replaces");
            if (one != '\\')
                word.WriteByte(one);
            else if (Current is '$' or '`' or '"' or '\\')
                word.WriteByte((byte)Next());
            else if (IsLineEndAt(_position))
                SkipLineEnd(isBackslashRead: true);
            else
                word.WriteByte(one);
        }

        Next();
    }

    private void ReadAnsi(MemoryStream word)
    {
        var line = _line;
        while (Current != '\'')
        {
            var one = NextWithin(line, "$'");
            if (one == '\\')
                ReadEscape(word, line);
            else
                word.WriteByte(one);
        }

        Next();
    }

    /// <summary>Reads an escape of <c>$'…'</c> after its backslash.</summary>
    private void ReadEscape(MemoryStream word, int line)
    {
        var kind = (char)NextWithin(line, "$'");
        switch (kind)
        {
            case 'x':
                word.WriteByte((byte)ReadNumber(16, 2, "\\x"));
                break;
            case 'u' or 'U':
                WriteCharacter(word, ReadNumber(16, kind == 'u' ? 4 : 8, $"\\{kind}"));
                break;
            case >= '0' and <= '7':
                _position--;
                word.WriteByte((byte)ReadNumber(8, 3, "\\"));
                break;
            case 'c':
                word.WriteByte((byte)(NextWithin(line, "$'") & 0x1F));
                break;
            default:
                const string Letters = "abeEfnrtv\\'\"?";
                const string Meant = "\a\b\u001b\u001b\f\n\r\t\v\\'\"?";
                if (Letters.IndexOf(kind, StringComparison.Ordinal) is var known and >= 0)
                    word.WriteByte((byte)Meant[known]);
                else
                    word.Write([(byte)'\\', (byte)kind]);
                break;
        }
    }

    private void WriteCharacter(MemoryStream word, uint number)
    {
        // The first half of a surrogate pair: JavaScript writes both halves as escapes.
        if (number is >= 0xD800 and < 0xDC00 && Current == '\\' && _position + 1 < _bytes.Length && _bytes[_position + 1] == 'u')
        {
            _position += 2;
            number = 0x10000 + ((number - 0xD800) << 10) + (ReadNumber(16, 4, "\\u") - 0xDC00);
        }

        word.Write(
            Rune.IsValid(number) ? Encoding.UTF8.GetBytes(new Rune(number).ToString()) : throw Fault("an escape \\u names no character")
        );
    }

    private uint ReadNumber(int radix, int digits, string what)
    {
        var text = "";
        while (text.Length < digits && Current >= 0 && (radix == 16 ? char.IsAsciiHexDigit((char)Current) : Current is >= '0' and <= '7'))
            text += (char)Next();
        if (text.Length == 0)
            throw Fault($"an escape {what} has no digits");
        return radix == 16
            ? uint.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)
            : Convert.ToUInt32(text, 8) & 0xFF;
    }

    private byte NextWithin(int line, string quote) =>
        Current >= 0
            ? (byte)Next()
            : throw new CaptureFaultException(line, $"the quote {quote} of this line is not closed: the command was cut.");

    private int Next()
    {
        if (_position >= _bytes.Length)
            throw Fault("the command ends with a backslash: it was cut");
        var one = _bytes[_position++];
        if (one == '\n')
            _line++;
        return one;
    }

    private bool IsLineEndAt(int position) =>
        position < _bytes.Length
        && (_bytes[position] == '\n' || (_bytes[position] == '\r' && position + 1 < _bytes.Length && _bytes[position + 1] == '\n'));

    private void SkipLineEnd(bool isBackslashRead = false)
    {
        if (!isBackslashRead)
            Next();
        if (Current == '\r')
            Next();
        Next();
    }

    private void SkipComment()
    {
        while (Current is not (-1 or '\n'))
            Next();
    }

    private CaptureFaultException Fault(string what) =>
        new(_line, $"{what}. The sent request is unknown: give curl's command with the sent values.");
}
