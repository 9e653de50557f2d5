using System.Globalization;
using CallbackGen.Generator.Model;
using Microsoft.CodeAnalysis.CSharp;

namespace CallbackGen.Generator.Emit;

/// <summary>Writes schema text as C#. Any text remains a literal, a comment or an identifier, so that it cannot inject code.</summary>
internal static class Literals
{
    public static string Text(string? text) => text is null ? "null" : SymbolDisplay.FormatLiteral(text, quote: true);

    public static string Utf8(string text) => Text(text) + "u8";

    public static string Character(char character) => SymbolDisplay.FormatLiteral(character, quote: true);

    /// <summary>Returns the expression of a translated pattern, which the runtime completes.</summary>
    public static string Pattern(string pattern) => $"global::CallbackGen.Reading.SchemaPattern.Create({Text(pattern)})";

    public static string Bool(bool value) => value ? "true" : "false";

    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    public static string Decimal(string? value, string otherwise) => value is null ? otherwise : value + "m";

    /// <summary>Returns the expression of a duration, in the largest unit of which it is a whole number.</summary>
    public static string TimeSpan(long ticks)
    {
        foreach (var (unit, length) in Units)
        {
            if (ticks % length == 0)
                return $"global::System.TimeSpan.From{unit}({Number(ticks / length)})";
        }

        return $"global::System.TimeSpan.FromTicks({Number(ticks)})";
    }

    /// <summary>Returns the expression of a local time's zone: its offset, or its name.</summary>
    public static string Zone(DateTextValue date) =>
        date.Zone is { } name
            ? $"global::CallbackGen.Reading.LocalZone.Of({Text(name)})"
            : TimeSpan(System.TimeSpan.FromMinutes(date.OffsetMinutes).Ticks);

    private static readonly (string Name, long Ticks)[] Units =
    [
        ("Days", System.TimeSpan.TicksPerDay),
        ("Hours", System.TimeSpan.TicksPerHour),
        ("Minutes", System.TimeSpan.TicksPerMinute),
        ("Seconds", System.TimeSpan.TicksPerSecond),
        ("Milliseconds", System.TimeSpan.TicksPerMillisecond),
    ];

    public static string List<T>(IEnumerable<T> items, Func<T, string> write) => "[" + string.Join(", ", items.Select(write)) + "]";

    /// <summary>Returns a name as an identifier: keywords get an at sign.</summary>
    public static string Identifier(string name) =>
        SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None || SyntaxFacts.GetContextualKeywordKind(name) != SyntaxKind.None
            ? "@" + name
            : name;

    /// <summary>Returns the lines of an XML documentation summary; none without a text.</summary>
    public static IEnumerable<string> Summary(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            yield break;
        var lines = CommentLines(text!).Select(Escape).ToList();
        if (lines.Count == 1)
        {
            yield return $"/// <summary>{lines[0]}</summary>";
            yield break;
        }

        yield return "/// <summary>";
        foreach (var line in lines)
            yield return "/// " + line;
        yield return "/// </summary>";
    }

    /// <summary>Returns a text as one line within XML documentation.</summary>
    public static string Documentation(string text) => Escape(Comment(text));

    private static string Escape(string line) => line.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    /// <summary>Returns a text as one line that is safe after two slashes.</summary>
    public static string Comment(string text) => string.Join(" ", CommentLines(text));

    // Splits at every character that C# treats as a line end, and at control characters, which do not belong in a source file.
    private static IEnumerable<string> CommentLines(string text) =>
        text.Replace("\r\n", "\n")
            .Split('\n', '\r', '\u0085', '\u2028', '\u2029')
            .Select(line =>
                new string([
                    .. line.Where(character =>
                        !char.IsControl(character)
                        && character is not ('\uFFFE' or '\uFFFF')
                        && char.GetUnicodeCategory(character) is not UnicodeCategory.Format
                    ),
                ]).Trim()
            );

    public static string Type(ValueModel value) =>
        value switch
        {
            TextValue => "string",
            BooleanValue => "bool",
            IntegerValue => "long",
            NumberValue or DecimalTextValue => "decimal",
            DateTimeValue or DateTextValue => "global::System.DateTimeOffset",
            DateValue => "global::System.DateOnly",
            TimeValue => "global::System.TimeOnly",
            UuidValue => "global::System.Guid",
            EnumValue { Closed: true } closed => closed.TypeName,
            EnumValue open => $"global::CallbackGen.OpenEnum<{open.TypeName}>",
            ObjectValue record => record.TypeName,
            ArrayValue array => $"global::System.Collections.Immutable.ImmutableArray<{Type(array.Item)}>",
            MapValue map => $"global::System.Collections.Immutable.ImmutableDictionary<string, {Type(map.Item)}>",
            AnyValue => "global::System.Text.Json.JsonElement",
            _ => throw new InvalidOperationException(value.GetType().Name),
        };

    public static string Type(ElementModel element) => Type(element.Value) + (element.Nullable ? "?" : "");

    public static bool IsStruct(ValueModel value) => value is not (TextValue or ObjectValue or MapValue);
}
