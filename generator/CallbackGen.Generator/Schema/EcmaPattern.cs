using System.Text;
using System.Text.RegularExpressions;

namespace CallbackGen.Generator.Schema;

/// <summary>
/// JSON Schema's patterns are ECMA-262 regular expressions. .NET reads most of them alike; what it reads otherwise is
/// rewritten here, and what has no counterpart is refused.
/// </summary>
internal static class EcmaPattern
{
    // ECMA-262, section 12.2 and 12.3; .NET counts the next-line character too, and the byte-order mark not.
    private const string WhiteSpace = @"\t\n\v\f\r \u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000\uFEFF";

    public static string? Translate(string pattern, out string error)
    {
        var result = new StringBuilder(pattern.Length + 16);
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var character = pattern[i];
            switch (character)
            {
                case '\\' when i + 1 < pattern.Length:
                    if (Escape(pattern[++i], inClass) is not { } escape)
                    {
                        error = $"\\{pattern[i]} has no counterpart in .NET";
                        return null;
                    }

                    result.Append(escape);
                    break;
                case '[' when !inClass:
                    inClass = true;
                    result.Append(character);
                    break;
                case '[':
                    result.Append("\\["); // .NET would begin a class subtraction after a hyphen
                    break;
                case ']':
                    inClass = false;
                    result.Append(character);
                    break;
                case '$' when !inClass:
                    result.Append("\\z"); // .NET's $ also matches before a final line break
                    break;
                case '(' when !inClass && pattern.Length > i + 2 && pattern[i + 1] == '?' && pattern[i + 2] is not (':' or '=' or '!' or '<'):
                    error = "inline options are not part of ECMA-262";
                    return null;
                case '.' when !inClass:
                    result.Append(@"[^\n\r\u2028\u2029]"); // .NET's dot takes every line terminator but the line feed
                    break;
                default:
                    result.Append(character);
                    break;
            }
        }

        return Compiles(result.ToString(), out error) ? result.ToString() : null;
    }

    private static string? Escape(char escaped, bool inClass) => escaped switch
    {
        'd' => inClass ? "0-9" : "[0-9]",
        'D' => inClass ? null : "[^0-9]",
        'w' => inClass ? "a-zA-Z0-9_" : "[a-zA-Z0-9_]",
        'W' => inClass ? null : "[^a-zA-Z0-9_]",
        's' => inClass ? WhiteSpace : $"[{WhiteSpace}]",
        'S' => inClass ? null : $"[^{WhiteSpace}]",
        'A' or 'Z' or 'z' or 'G' or 'a' or 'e' => null,
        _ => "\\" + escaped,
    };

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
