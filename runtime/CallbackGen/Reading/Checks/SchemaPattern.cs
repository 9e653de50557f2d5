using System.Collections.Concurrent;
using System.ComponentModel;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CallbackGen.Reading;

/// <summary>Creates regular expressions from the patterns that the generator translated.</summary>
/// <remarks>
/// ECMA-262 matches code points, and .NET matches UTF-16 code units: in .NET, <c>\p{L}</c> matches no letter beyond U+FFFF. The generator
/// marks these positions, and the surrogate pairs of a category are inserted here, by the Unicode version of the running .NET. The
/// generator also marks the patterns that some texts could make backtrack too long.
/// </remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class SchemaPattern
{
    private const string Marker = "(?#beyond ";
    private const string LinearMarker = "(?#linear)";
    private const int FirstBeyond = 0x10000;
    private const int LastBeyond = 0x10FFFF;

    private static readonly ConcurrentDictionary<string, string> Pairs = new(StringComparer.Ordinal);

    private static readonly string[] Categories =
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

    /// <summary>Creates the regular expression of a pattern.</summary>
    /// <param name="pattern">
    /// The translated pattern, with marks of the form <c>(?#beyond L)</c>, and a leading <c>(?#linear)</c> when it must be matched without
    /// backtracking. Preparing such an expression costs about a hundred times as much, so only patterns that need it are marked.
    /// </param>
    /// <returns>The expression, with a time-out.</returns>
    public static Regex Create(string pattern)
    {
        ArgumentNullException.ThrowIfNull(pattern);
        if (!pattern.StartsWith(LinearMarker, StringComparison.Ordinal))
            return new Regex(Complete(pattern), RegexOptions.CultureInvariant, CheckBudget.PerMatch);
        pattern = Complete(pattern[LinearMarker.Length..]);
        try
        {
            // Linear, but with a large factor: each character may cost a step for each state, or create a new set of states.
            var linear = new Regex(pattern, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking, CheckBudget.PerRequest);
            Prepare(linear);
            return linear;
        }
        catch (NotSupportedException)
        {
            // The pattern is larger than this runtime allows; only the time-out protects it.
            return new Regex(pattern, RegexOptions.CultureInvariant, CheckBudget.PerMatch);
        }
    }

    /// <summary>Matches two texts, so that what the first matches compile is not charged to a request.</summary>
    /// <remarks>
    /// Generated readers create their expressions in static initializers, where an exception would reject every later callback. On a
    /// busy machine the time-out may elapse; the first requests then do the rest.
    /// </remarks>
    internal static void Prepare(Regex linear)
    {
        try
        {
            _ = linear.IsMatch("") | linear.IsMatch("a 0");
        }
        catch (RegexMatchTimeoutException) { }
    }

    private static string Complete(string pattern)
    {
        var result = new StringBuilder();
        for (
            var mark = pattern.IndexOf(Marker, StringComparison.Ordinal);
            mark >= 0;
            mark = pattern.IndexOf(Marker, StringComparison.Ordinal)
        )
        {
            var end = pattern.IndexOf(')', mark);
            result.Append(pattern, 0, mark).Append(Pairs.GetOrAdd(pattern[(mark + Marker.Length)..end], FindPairs));
            pattern = pattern[(end + 1)..];
        }

        return result.Append(pattern).ToString();
    }

    /// <summary>Returns an alternation of the surrogate pairs of a category's code points.</summary>
    private static string FindPairs(string category)
    {
        var result = new StringBuilder("(?:");
        var first = -1;
        for (var point = FirstBeyond; point <= LastBeyond + 1; point++)
        {
            var isIn =
                point <= LastBeyond
                && Categories[(int)CharUnicodeInfo.GetUnicodeCategory(point)].StartsWith(category, StringComparison.Ordinal);
            if (isIn && first < 0)
                first = point;
            if (isIn || first < 0)
                continue;
            AppendRange(result, first, point - 1);
            first = -1;
        }

        return result.Append("(?!))").ToString(); // the last alternative never matches
    }

    private static void AppendRange(StringBuilder result, int first, int last)
    {
        while (first <= last)
        {
            // One range: as many whole blocks under consecutive high surrogates as fit, or a part of one block.
            var (high, low) = (High(first), Low(first));
            var lastHigh = High(last);
            if (low != 0xDC00 || lastHigh == high)
                lastHigh = high;
            else if (Low(last) != 0xDFFF)
                lastHigh--;
            var lastLow =
                lastHigh < High(last) ? 0xDFFF
                : lastHigh > high ? 0xDFFF
                : Low(last);
            result.Append(CultureInfo.InvariantCulture, $"[\\u{high:X4}-\\u{lastHigh:X4}][\\u{low:X4}-\\u{lastLow:X4}]|");
            first = FirstBeyond + ((lastHigh - 0xD800) << 10) + (lastLow - 0xDC00) + 1;
        }
    }

    private static int High(int point) => 0xD800 + ((point - FirstBeyond) >> 10);

    private static int Low(int point) => 0xDC00 + ((point - FirstBeyond) & 0x3FF);
}
