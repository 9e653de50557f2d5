using System.Globalization;
using System.Text;

namespace CallbackGen.Generator.Schema.Vocabulary;

/// <summary>Character sets of patterns: those of ECMA-262 consist of code points, those of .NET of UTF-16 units.</summary>
internal static class PatternClass
{
    public const string Word = "a-zA-Z0-9_";

    /// <summary>A code point beyond U+FFFF, in UTF-16 units.</summary>
    public const string Pair = @"[\uD800-\uDBFF][\uDC00-\uDFFF]";

    /// <summary>The atom that matches nothing.</summary>
    public static readonly PatternAtom Nothing = new("(?!)", PointSet.Of());

    private const string Digits = "0-9";
    private const string Spaces = @"\t-\r \u00A0\u1680\u2000-\u200A\u2028\u2029\u202F\u205F\u3000\uFEFF";

    private static readonly PointSet DigitPoints = PointSet.Of(('0', '9'));
    private static readonly PointSet WordPoints = PointSet.Of(('a', 'z'), ('A', 'Z'), ('0', '9'), ('_', '_'));
    private static readonly PointSet SpacePoints = PointSet.Of(
        ('\t', '\r'),
        (' ', ' '),
        ('\u00A0', '\u00A0'),
        ('\u1680', '\u1680'),
        ('\u2000', '\u200A'),
        ('\u2028', '\u2029'),
        ('\u202F', '\u202F'),
        ('\u205F', '\u205F'),
        ('\u3000', '\u3000'),
        ('\uFEFF', '\uFEFF')
    );

    private static readonly Dictionary<string, string> Categories = new(StringComparer.Ordinal)
    {
        ["Cased_Letter"] = "LC",
        ["Close_Punctuation"] = "Pe",
        ["Connector_Punctuation"] = "Pc",
        ["Control"] = "Cc",
        ["cntrl"] = "Cc",
        ["Currency_Symbol"] = "Sc",
        ["Dash_Punctuation"] = "Pd",
        ["Decimal_Number"] = "Nd",
        ["digit"] = "Nd",
        ["Enclosing_Mark"] = "Me",
        ["Final_Punctuation"] = "Pf",
        ["Format"] = "Cf",
        ["Initial_Punctuation"] = "Pi",
        ["Letter"] = "L",
        ["Letter_Number"] = "Nl",
        ["Line_Separator"] = "Zl",
        ["Lowercase_Letter"] = "Ll",
        ["Mark"] = "M",
        ["Combining_Mark"] = "M",
        ["Math_Symbol"] = "Sm",
        ["Modifier_Letter"] = "Lm",
        ["Modifier_Symbol"] = "Sk",
        ["Nonspacing_Mark"] = "Mn",
        ["Number"] = "N",
        ["Open_Punctuation"] = "Ps",
        ["Other"] = "C",
        ["Other_Letter"] = "Lo",
        ["Other_Number"] = "No",
        ["Other_Punctuation"] = "Po",
        ["Other_Symbol"] = "So",
        ["Paragraph_Separator"] = "Zp",
        ["Private_Use"] = "Co",
        ["Punctuation"] = "P",
        ["punct"] = "P",
        ["Separator"] = "Z",
        ["Space_Separator"] = "Zs",
        ["Spacing_Mark"] = "Mc",
        ["Symbol"] = "S",
        ["Titlecase_Letter"] = "Lt",
        ["Unassigned"] = "Cn",
        ["Uppercase_Letter"] = "Lu",
    };

    /// <summary>Returns the expression of one code point outside the listed units.</summary>
    public static string Except(string units) => $@"(?:{Pair}|[^{units}\uD800-\uDFFF])";

    /// <summary>Returns the expression of one code point that is among the units or matches one of the alternatives.</summary>
    private static string Join(string units, IReadOnlyList<string> alternatives)
    {
        var parts = new List<string>(alternatives);
        if (units.Length > 0)
            parts.Insert(0, $"[{units}]");
        if (parts.Count == 1 && (units.Length > 0 || parts[0].StartsWith("(?:", StringComparison.Ordinal)))
            return parts[0];
        return parts.Count == 0 ? "(?!)" : $"(?:{string.Join("|", parts)})";
    }

    /// <summary>Returns the atom of a code point outside a class.</summary>
    public static PatternAtom Literal(int point) =>
        new(
            point > char.MaxValue ? $"(?:{char.ConvertFromUtf32(point)})"
                : "\\^$.|?*+()[]{}".IndexOf((char)point) >= 0 ? "\\" + (char)point
                : point < ' ' ? $"\\u{point:X4}"
                : ((char)point).ToString(),
            PointSet.Of((point, point))
        );

    /// <summary>Parses an escape that denotes a set, such as <c>\d</c> or <c>\p{L}</c>.</summary>
    /// <param name="text">The pattern, at the backslash.</param>
    /// <returns>The set; null for any other escape, of which nothing is consumed then.</returns>
    public static PatternSet? TryReadSet(PatternText text)
    {
        if (text.Current != '\\' || text.Next is not ('d' or 'D' or 'w' or 'W' or 's' or 'S' or 'p' or 'P'))
            return null;
        text.Take();
        var letter = text.Take();
        if (letter is 'p' or 'P')
            return ReadCategory(text, letter == 'P');
        var (listed, points) = letter switch
        {
            'd' or 'D' => (Digits, DigitPoints),
            'w' or 'W' => (Word, WordPoints),
            _ => (Spaces, SpacePoints),
        };
        return char.IsLower(letter) ? new PatternSet(listed, null, points) : new PatternSet("", Except(listed), points.Complement());
    }

    private static PatternSet ReadCategory(PatternText text, bool isNegated)
    {
        if (!text.TryTake("{"))
        {
            text.Fail("\\p must be followed by a category such as {L}");
            return PatternSet.None;
        }

        var name = text.TakeTo('}');
        var value =
            name.StartsWith("gc=", StringComparison.Ordinal) || name.StartsWith("General_Category=", StringComparison.Ordinal)
                ? name.Substring(name.IndexOf('=') + 1)
                : name;
        var category =
            Categories.TryGetValue(value, out var known) ? known
            : Categories.ContainsValue(value) ? value
            : null;
        if (category is null)
        {
            text.Fail($"\\p{{{name}}} is no general category of Unicode; scripts and other properties are not supported");
            return PatternSet.None;
        }

        // .NET includes halves of surrogate pairs in category C.
        var parts = category switch
        {
            "LC" => ["Lu", "Ll", "Lt"],
            "C" => ["Cc", "Cf", "Co", "Cn"],
            _ => new[] { category },
        };
        var listed = string.Concat(parts.Select(part => $"\\p{{{part}}}"));
        var beyond = string.Join("|", parts.Select(part => $"(?#beyond {part})"));
        var points = PointSet.OfCategories(parts.SelectMany(CategoriesOf));
        return isNegated
            ? new PatternSet("", $"(?:(?!{beyond}){Except(listed)})", points.Complement())
            : new PatternSet(listed, parts.Length == 1 ? beyond : $"(?:{beyond})", points);
    }

    /// <summary>
    /// Returns the categories of a group such as L, or the category with a name such as Lu; .NET lists them in the
    /// order of these names.
    /// </summary>
    private static IEnumerable<UnicodeCategory> CategoriesOf(string part)
    {
        string[] names =
        [
            "Lu",
            "Ll",
            "Lt",
            "Lm",
            "Lo",
            "Mn",
            "Mc",
            "Me",
            "Nd",
            "Nl",
            "No",
            "Zs",
            "Zl",
            "Zp",
            "Cc",
            "Cf",
            "Cs",
            "Co",
            "Pc",
            "Pd",
            "Ps",
            "Pe",
            "Pi",
            "Pf",
            "Po",
            "Sm",
            "Sc",
            "Sk",
            "So",
            "Cn",
        ];
        return Enumerable
            .Range(0, names.Length)
            .Where(index => names[index].StartsWith(part, StringComparison.Ordinal))
            .Select(index => (UnicodeCategory)index);
    }

    /// <summary>Parses a class in brackets.</summary>
    public static PatternAtom Read(PatternText text)
    {
        text.Take();
        var isNegated = text.TryTake("^");
        var units = new StringBuilder();
        var alternatives = new List<string>();
        var points = new List<PointSet>();
        while (!text.AtEnd && text.Current != ']')
            points.Add(ReadItem(text, units, alternatives));
        if (text.AtEnd)
            text.Fail("a closing bracket is missing");
        text.Take();
        var all = PointSet.Union(points);
        if (!isNegated)
            return new PatternAtom(Join(units.ToString(), alternatives), all);
        var others =
            alternatives.Count == 0 ? Except(units.ToString()) : $"(?:(?!{string.Join("|", alternatives)}){Except(units.ToString())})";
        return new PatternAtom(others, all.Complement());
    }

    private static PointSet ReadItem(PatternText text, StringBuilder units, List<string> alternatives)
    {
        if (TryReadSet(text) is { } set)
        {
            units.Append(set.Units);
            if (set.Alternative is not null)
                alternatives.Add(set.Alternative);
            if (text.Current == '-' && text.Next != ']')
                text.Fail("a set cannot begin a range");
            return set.Points;
        }

        var first = ReadPoint(text);
        if (text.Current != '-' || text.Next is ']' or '\0')
        {
            AddRange(first, first, units, alternatives);
            return PointSet.Of((first, first));
        }

        text.Take();
        if (TryReadSet(text) is not null)
            text.Fail("a set cannot end a range");
        var last = text.AtEnd ? first : ReadPoint(text);
        if (last < first)
            text.Fail("a range ends before it begins");
        AddRange(first, last, units, alternatives);
        return PointSet.Of((first, last));
    }

    private static int ReadPoint(PatternText text) => text.Current == '\\' ? text.TakeEscape(inClass: true) : text.TakePoint();

    private static void AddRange(int first, int last, StringBuilder units, List<string> alternatives)
    {
        AddUnits(first, Math.Min(last, 0xD7FF), units);
        AddUnits(Math.Max(first, 0xE000), Math.Min(last, char.MaxValue), units);
        first = Math.Max(first, 0x10000);
        while (first <= last)
        {
            // As many complete blocks of one or more high surrogates as fit, or a part of one block.
            var (high, low, lastHigh, lastLow) = (High(first), Low(first), High(last), Low(last));
            if (low != 0xDC00)
                lastHigh = high;
            else if (lastLow != 0xDFFF && lastHigh > high)
                lastHigh--;
            lastLow = lastHigh < High(last) ? 0xDFFF : lastLow;
            alternatives.Add(
                string.Format(CultureInfo.InvariantCulture, "[\\u{0:X4}-\\u{1:X4}][\\u{2:X4}-\\u{3:X4}]", high, lastHigh, low, lastLow)
            );
            first = 0x10000 + ((lastHigh - 0xD800) << 10) + (lastLow - 0xDC00) + 1;
        }
    }

    private static void AddUnits(int first, int last, StringBuilder units)
    {
        if (first > last)
            return;
        units.Append(InClass((char)first));
        if (last > first)
            units.Append('-').Append(InClass((char)last));
    }

    private static string InClass(char unit) =>
        unit < ' ' || unit > '~' ? $"\\u{(int)unit:X4}"
        : char.IsLetterOrDigit(unit) || "_ !\"#%&',/:;<=>@`~".IndexOf(unit) >= 0 ? unit.ToString()
        : "\\" + unit;

    private static int High(int point) => 0xD800 + ((point - 0x10000) >> 10);

    private static int Low(int point) => 0xDC00 + ((point - 0x10000) & 0x3FF);

    /// <summary>A set outside or inside a class.</summary>
    /// <param name="Units">The UTF-16 units in it.</param>
    /// <param name="Alternative">An expression for the other code points in it, or null.</param>
    /// <param name="Points">Its code points.</param>
    internal sealed record PatternSet(string Units, string? Alternative, PointSet Points)
    {
        public static PatternSet None { get; } = new("", null, PointSet.Of());

        public PatternAtom ToAtom() => new(Join(Units, Alternative is null ? [] : [Alternative]), Points);
    }
}
