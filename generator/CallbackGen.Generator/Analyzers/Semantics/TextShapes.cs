using System.Text;
using System.Text.RegularExpressions;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Identifies the language of a text by its literal parts, where the call that receives it does not show the language.</summary>
internal static class TextShapes
{
    // Placeholders for values of a callback, and for other values.
    private const char Read = '\u0001',
        Other = '\u0002';

    private static readonly Regex Statement = new(
        @"\b(SELECT\s.+\sFROM|INSERT\s+INTO|UPDATE\s.+\sSET|DELETE\s+FROM|MERGE\s+INTO|EXEC(UTE)?\s+\w)\b"
            + @"|^\s*(select\s.+\sfrom|insert\s+into|update\s.+\sset|delete\s+from)\b",
        RegexOptions.CultureInvariant | RegexOptions.Singleline
    );

    private static readonly Regex Page = new(
        @"<\s*/?\s*(p|h[1-6]|b|i|u|em|strong|a|div|span|br|hr|td|th|tr|table|tbody|thead|"
            + @"ul|ol|li|html|body|head|img|script|style|pre|form|input|button|section|"
            + @"article|small|blockquote|dl|dt|dd|center|font)(\s[^<>]*)?/?>",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase
    );

    private static readonly Regex Element = new(
        @"<[A-Za-z_][\w:.-]*(\s[^<>]*)?>[^<]*" + Read + "|<[A-Za-z_][\\w:.-]*\\s[^<>]*=[\"']" + Read,
        RegexOptions.CultureInvariant
    );

    private static readonly Regex Member = new("\"\\s*:\\s*(\"[^\"]*)?" + Read, RegexOptions.CultureInvariant);

    /// <summary>Returns the language in which a text is written, or null.</summary>
    public static TextLanguage? Of(IReadOnlyList<TextPart> parts)
    {
        var text = new StringBuilder();
        foreach (var part in parts)
            text.Append(part.Constant ?? (part.Read is null ? Other : Read).ToString());
        var shape = text.ToString();
        if (shape.IndexOf('<') >= 0 && Page.IsMatch(shape))
            return TextLanguage.Html;
        if (Statement.IsMatch(shape))
            return TextLanguage.Sql;
        if (shape.IndexOf('<') >= 0 && Element.IsMatch(shape))
            return TextLanguage.Xml;
        return shape.IndexOf(':') >= 0 && Member.IsMatch(shape) ? TextLanguage.Json : null;
    }

    /// <summary>Whether a callback determines the target of an address: only a scheme precedes the callback's value.</summary>
    public static bool IsLedBy(IReadOnlyList<TextPart> parts)
    {
        var before = "";
        foreach (var part in parts)
        {
            if (part.Read is not null)
                return before is "" or "https://" or "http://" or "//";
            if (part.Constant is not { } constant)
                return false;
            before += constant;
        }

        return false;
    }
}
