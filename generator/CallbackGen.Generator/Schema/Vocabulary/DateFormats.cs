using System.Globalization;

namespace CallbackGen.Generator.Schema.Vocabulary;

/// <summary>Checks .NET date formats in which a signed time may be written.</summary>
internal static class DateFormats
{
    private static readonly DateTimeOffset Sample = new(2023, 11, 28, 15, 18, 3, new TimeSpan(5, 30, 0));

    /// <summary>The runs of one letter that write every time with the same number of characters, in the invariant culture.</summary>
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

    /// <summary>Returns whether a format contains the zone of each time, such as <c>+08:00</c> or <c>+0800</c>.</summary>
    public static bool HasZone(string format) => Runs(format).Any(run => run == "zzz");

    /// <summary>
    /// Returns whether a format distinguishes each minute from every other. A format without the day would mean today, and a format
    /// with the time of day alone recurs every day.
    /// </summary>
    public static bool TellsMinutes(string format)
    {
        // A zone must be complete or absent.
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

    /// <summary>Returns whether all times in a format have the same length, so that the start of a time determines its end.</summary>
    public static bool IsFixedLength(string format) => Runs(format).All(run => Fixed.Contains(run));

    private static bool IsMinute(DateTime time) => time == Sample.DateTime || time == Sample.DateTime.AddSeconds(-Sample.Second);

    /// <summary>Returns the runs of one letter outside quoted text and not after a backslash.</summary>
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
