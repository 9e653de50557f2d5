using System.Text.RegularExpressions;

namespace CallbackGen.Tool.Checking;

/// <summary>The notation that a text appears to have.</summary>
internal enum KeyNotation
{
    Text,
    Hex,
    Base64,
    Base64Url,
    Pem,
    Json,
}

/// <summary>Describes a configured key by its length and its apparent notation, without revealing it.</summary>
internal static partial class KeyLook
{
    /// <summary>The digits of 16 bytes. Fewer digits are as likely a number or a word.</summary>
    private const int MinHexDigits = 32;

    private const int MinBase64Characters = 22;

    /// <summary>
    /// Returns the notation that a text appears to have. It is a guess: hexadecimal digits are valid base64 too.
    /// </summary>
    public static KeyNotation NotationOf(string text)
    {
        var trimmed = text.Trim();
        if (trimmed.StartsWith("-----BEGIN ", StringComparison.Ordinal))
            return KeyNotation.Pem;
        if (trimmed.StartsWith('{'))
            return KeyNotation.Json;
        if (trimmed.Length >= MinHexDigits && trimmed.Length % 2 == 0 && trimmed.All(char.IsAsciiHexDigit))
            return KeyNotation.Hex;
        if (trimmed.Length < MinBase64Characters)
            return KeyNotation.Text;
        // Letters and digits alone may be any text: only padding or a special character identifies base64.
        if (trimmed.Length % 4 == 0 && Base64().IsMatch(trimmed) && trimmed.AsSpan().IndexOfAny('+', '/', '=') >= 0)
            return KeyNotation.Base64;
        // A word before an underscore or a hyphen is a prefix, as in "secret_live_…".
        return
            trimmed.Length % 4 != 1
            && Base64Url().IsMatch(trimmed)
            && trimmed.AsSpan().IndexOfAny('-', '_') >= 0
            && !Worded().IsMatch(trimmed)
            ? KeyNotation.Base64Url
            : KeyNotation.Text;
    }

    /// <summary>Returns the name of a notation.</summary>
    public static string Word(KeyNotation notation) =>
        notation switch
        {
            KeyNotation.Hex => "hexadecimal digits",
            KeyNotation.Base64 => "base64",
            KeyNotation.Base64Url => "base64url",
            KeyNotation.Pem => "PEM",
            KeyNotation.Json => "JSON",
            _ => "text",
        };

    /// <summary>Returns the length and the notation, for people.</summary>
    public static string ShapeOf(string text) =>
        text.Length == 0 ? "empty" : $"{text.Length} character{(text.Length == 1 ? "" : "s")}, {Word(NotationOf(text))}";

    /// <summary>
    /// Returns a predicate that describes characters around a key that do not belong to it; null when there are none.
    /// </summary>
    /// <param name="text">The configured text.</param>
    /// <param name="name">The key's name.</param>
    public static string? SurroundingOf(string text, string name)
    {
        var trimmed = text.Trim();
        if (text.EndsWith('\n') || text.EndsWith('\r'))
            return "ends with a line end, as files and \"echo\" do: remove it (\"echo -n\", or \"printf %s\")";
        if (trimmed.Length != text.Length)
            return "begins or ends with white space: remove it";
        if (text.Any(IsUnseen))
            return "contains an invisible character, such as a byte-order mark or a space without width: copy it again, by way of a "
                + "plain text field";
        if (text.EndsWith("\\n", StringComparison.Ordinal) && NotationOf(text) is not (KeyNotation.Pem or KeyNotation.Json))
            return "ends with a backslash and the letter n: an escape that nothing reads here";
        if (text.Length > 1 && text[0] == text[^1] && text[0] is '"' or '\'' or '`')
            return "is in quotes, which are part of it: remove them, or let the shell interpret them";
        if (text.StartsWith(name + "=", StringComparison.OrdinalIgnoreCase))
            return "begins with its own name and an equals sign: leave them out";
        return NotationOf(text) is KeyNotation.Text && text.AsSpan().IndexOfAny('\r', '\n') >= 0
            ? "has a line end in the middle: a key is one line"
            : null;
    }

    /// <summary>Returns whether a text is a placeholder for a key.</summary>
    public static bool IsPlaceholder(string text)
    {
        var trimmed = text.Trim().Trim('"', '\'');
        return trimmed.Length > 0
            && (trimmed.Distinct().Count() <= 2 || Whole().IsMatch(trimmed) || Framed().IsMatch(trimmed) || Worth().IsMatch(trimmed));
    }

    private static bool IsUnseen(char character) =>
        character
            is '\uFEFF'
                or '\u00A0'
                or '\u00AD'
                or (>= '\u200B' and <= '\u200F')
                or (>= '\u202A' and <= '\u202E')
                or (>= '\u2060' and <= '\u2069')
        || (char.IsControl(character) && character is not ('\r' or '\n'));

    [GeneratedRegex("^[A-Za-z0-9+/]+={0,2}$")]
    private static partial Regex Base64();

    [GeneratedRegex("^[A-Za-z0-9_-]+$")]
    private static partial Regex Base64Url();

    [GeneratedRegex("^[A-Za-z]{2,12}[_-]|^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-")]
    private static partial Regex Worded();

    /// <summary>Matches words that are not keys.</summary>
    [GeneratedRegex(
        "^(secret|password|key|test|none|null|undefined|default|example|dummy|123456789\\d*|0123456789abcdef.*|abc123)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Whole();

    /// <summary>
    /// Matches the syntax of template placeholders: <c>&lt;key&gt;</c>, <c>${KEY}</c>, <c>{{ key }}</c>, <c>%KEY%</c>,
    /// <c>#{key}#</c>.
    /// </summary>
    [GeneratedRegex(
        @"^(<.*>|\$\{.*\}|\$\(.*\)|\{\{.*\}\}|%[A-Za-z_]+%|#\{.*\}#?|\[[A-Za-z _-]+\]|__[A-Za-z_]+__)$",
        RegexOptions.Singleline
    )]
    private static partial Regex Framed();

    /// <summary>Matches phrases that ask the reader for a key.</summary>
    [GeneratedRegex(
        @"change[ _-]?(me|this)|replace[ _-]?(me|this|with)|place[ _-]?holder"
            + @"|(your|the|my)[ _'-](own|provider|api|secret|key|web|sign|callback|merchant)"
            + @"|to[ _-]?do\b|insert[ _-]|fill[ _-]?(me|in)|x{6,}|\.{3}|…|dummy",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Worth();
}
