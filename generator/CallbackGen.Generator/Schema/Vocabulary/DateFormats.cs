using System.Globalization;

namespace CallbackGen.Generator.Schema.Vocabulary;

/// <summary>.NET formats of dates, as far as a signed time can be written in one.</summary>
internal static class DateFormats
{
    private static readonly DateTimeOffset Sample = new(2023, 11, 28, 15, 18, 3, new TimeSpan(5, 30, 0));

    /// <summary>The runs of letters that write every time with the same number of characters, in the invariant culture.</summary>
    private static readonly HashSet<string> Fixed =
    [
        "yyyy",
        "yy",
        "MM",
        "MMM",
        "dd",
        "ddd",
        "HH",
        "hh",
        "mm",
        "ss",
        "tt",
        "f",
        "ff",
        "fff",
        "ffff",
        "fffff",
        "ffffff",
        "fffffff",
    ];

    /// <summary>Whether a format states the zone of each time, as <c>+08:00</c> or <c>+0800</c>.</summary>
    public static bool HasZone(string format) => Runs(format).Any(run => run == "zzz");

    /// <summary>
    /// Whether a format tells each minute apart from every other: a day that is missing would be today, and a time of day comes
    /// again each day.
    /// </summary>
    public static bool TellsMinutes(string format)
    {
        // A zone is stated in full, or not at all.
        if (format.Length < 2 || Runs(format).Any(run => run[0] is 'K' || (run[0] == 'z' && run != "zzz")))
            return false;
        try
        {
            var text = Sample.ToString(format, CultureInfo.InvariantCulture);
            return HasZone(format)
                ? DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var moment)
                    && IsMinute(moment.DateTime)
                    && moment.Offset == Sample.Offset
                : DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var local)
                    && IsMinute(local);
        }
        catch (FormatException)
        {
            return false;
        }
    }

    /// <summary>Whether all times have one length in a format, so that it is clear where one ends from where it begins.</summary>
    public static bool IsFixedLength(string format) => Runs(format).All(run => Fixed.Contains(run));

    private static bool IsMinute(DateTime time) => time == Sample.DateTime || time == Sample.DateTime.AddSeconds(-Sample.Second);

    /// <summary>The runs of one letter outside of quoted text, and behind no backslash.</summary>
    private static IEnumerable<string> Runs(string format)
    {
        var quote = '\0';
        for (var i = 0; i < format.Length; i++)
        {
            var character = format[i];
            if (quote != '\0')
            {
                quote = character == quote ? '\0' : quote;
            }
            else if (character is '\'' or '"')
            {
                quote = character;
            }
            else if (character == '\\')
            {
                i++;
            }
            else if (character is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z'))
            {
                var start = i;
                while (i + 1 < format.Length && format[i + 1] == character)
                    i++;
                yield return format.Substring(start, i - start + 1);
            }
        }
    }
}
