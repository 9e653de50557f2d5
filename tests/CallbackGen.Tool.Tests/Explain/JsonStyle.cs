using System.Text;

namespace CallbackGen.Tool.Tests.Explain;

/// <summary>A platform's default JSON style.</summary>
/// <param name="Colon">The separator between name and value.</param>
/// <param name="Comma">The separator between members and items; ignored with <paramref name="Indent"/>.</param>
/// <param name="Indent">The number of spaces per level of indentation; 0 for a single line.</param>
/// <param name="Escape">Returns the escape of a character that need not be escaped; null to write it literally.</param>
internal sealed record JsonStyle(string Colon = ":", string Comma = ",", int Indent = 0, Func<char, string?>? Escape = null)
{
    /// <summary>JSON.stringify of JavaScript.</summary>
    public static JsonStyle JavaScript { get; } = new();

    /// <summary>JSON.stringify(…, null, 2).</summary>
    public static JsonStyle JavaScriptIndented { get; } = new(Colon: ": ", Indent: 2);

    /// <summary>Editors and formatters with four spaces.</summary>
    public static JsonStyle Editor { get; } = new(Colon: ": ", Indent: 4);

    /// <summary>PHP's json_encode.</summary>
    public static JsonStyle Php { get; } = new(Escape: one => one == '/' ? "\\/" : Ascii(one));

    /// <summary>json_encode with JSON_UNESCAPED_UNICODE.</summary>
    public static JsonStyle PhpUnicode { get; } = new(Escape: one => one == '/' ? "\\/" : null);

    /// <summary>Python's json.dumps.</summary>
    public static JsonStyle Python { get; } = new(Colon: ": ", Comma: ", ", Escape: Ascii);

    /// <summary>json.dumps with separators=(',', ':').</summary>
    public static JsonStyle PythonCompact { get; } = new(Escape: Ascii);

    /// <summary>PostgreSQL's output of jsonb, and Python with ensure_ascii=False.</summary>
    public static JsonStyle Spaced { get; } = new(Colon: ": ", Comma: ", ");

    /// <summary>Go's json.Marshal, and Rails' to_json.</summary>
    public static JsonStyle HtmlSafe { get; } =
        new(Escape: one => one is '<' or '>' or '&' or '\u2028' or '\u2029' ? $"\\u{(int)one:x4}" : null);

    /// <summary>.NET's JsonSerializer.Serialize.</summary>
    public static JsonStyle DotNet { get; } =
        new(Escape: one => one is '"' or '\'' or '+' or '<' or '>' or '&' or '`' or > '~' ? $"\\u{(int)one:X4}" : null);

    private static JsonStyle[] All { get; } =
    [JavaScript, JavaScriptIndented, Editor, Php, PhpUnicode, Python, PythonCompact, Spaced, HtmlSafe, DotNet];

    /// <summary>The style in which a text was written; null if it is unknown.</summary>
    public static JsonStyle? Of(string json, JsonTree tree) => Array.Find(All, style => style.Write(tree) == json);

    /// <summary>Writes a tree.</summary>
    public string Write(JsonTree tree)
    {
        var text = new StringBuilder();
        Write(tree, text, 0);
        return text.ToString();
    }

    private static string? Ascii(char one) => one > '~' ? $"\\u{(int)one:x4}" : null;

    private void Write(JsonTree tree, StringBuilder text, int level)
    {
        switch (tree)
        {
            case JsonTree.Members all:
                Write(
                    text,
                    level,
                    '{',
                    '}',
                    all.All,
                    member =>
                    {
                        Write(member.Name, text);
                        text.Append(Colon);
                        Write(member.Value, text, level + 1);
                    }
                );
                break;
            case JsonTree.Items all:
                Write(text, level, '[', ']', all.All, item => Write(item, text, level + 1));
                break;
            case JsonTree.Text one:
                Write(one.Value, text);
                break;
            case JsonTree.Word one:
                text.Append(one.Value);
                break;
        }
    }

    private void Write<T>(StringBuilder text, int level, char begin, char end, IReadOnlyList<T> all, Action<T> write)
    {
        text.Append(begin);
        for (var index = 0; index < all.Count; index++)
        {
            text.Append(
                index == 0 ? ""
                : Indent > 0 ? ","
                : Comma
            );
            NewLine(text, level + 1);
            write(all[index]);
        }

        if (all.Count > 0)
            NewLine(text, level);
        text.Append(end);
    }

    private void NewLine(StringBuilder text, int level)
    {
        if (Indent > 0)
            text.Append('\n').Append(' ', level * Indent);
    }

    private void Write(string value, StringBuilder text)
    {
        text.Append('"');
        foreach (var one in value)
        {
            text.Append(
                Escape?.Invoke(one)
                    ?? one switch
                    {
                        '"' => "\\\"",
                        '\\' => "\\\\",
                        '\b' => "\\b",
                        '\f' => "\\f",
                        '\n' => "\\n",
                        '\r' => "\\r",
                        '\t' => "\\t",
                        < ' ' => $"\\u{(int)one:x4}",
                        _ => one.ToString(),
                    }
            );
        }

        text.Append('"');
    }
}
