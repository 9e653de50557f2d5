using System.Globalization;
using System.Text.RegularExpressions;

namespace CallbackGen.Generator.Schema.Vocabulary;

/// <summary>Parses ISO 8601 durations of days, hours, minutes and seconds (RFC 3339, appendix A), and zone offsets.</summary>
internal static class Durations
{
    private static readonly Regex Duration = new(
        @"\AP(?=.)(?:([0-9]{1,4})D)?(?:T(?=.)(?:([0-9]{1,6})H)?(?:([0-9]{1,6})M)?(?:([0-9]{1,8})S)?)?\z",
        RegexOptions.CultureInvariant
    );

    private static readonly Regex Offset = new(@"\A([+-])([01][0-9]|2[0-3]):([0-5][0-9])\z", RegexOptions.CultureInvariant);

    private static readonly Regex ZoneName = new(
        @"\A(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Europe|Indian|Pacific|Etc)(?:/[A-Za-z0-9][A-Za-z0-9_+\-]*){1,2}\z",
        RegexOptions.CultureInvariant
    );

    public static bool TryParse(string text, out TimeSpan duration)
    {
        var match = Duration.Match(text);
        duration = match.Success
            ? new TimeSpan(Number(match.Groups[1]), Number(match.Groups[2]), Number(match.Groups[3]), Number(match.Groups[4]))
            : default;
        return duration > TimeSpan.Zero;
    }

    /// <summary>Parses an offset such as <c>+08:00</c> or <c>Z</c> into minutes; .NET allows up to fourteen hours.</summary>
    public static bool TryParseOffset(string text, out int minutes)
    {
        minutes = 0;
        if (text == "Z")
            return true;
        var match = Offset.Match(text);
        if (!match.Success)
            return false;
        minutes = (Number(match.Groups[2]) * 60) + Number(match.Groups[3]);
        if (match.Groups[1].Value == "-")
            minutes = -minutes;
        return Math.Abs(minutes) <= 14 * 60;
    }

    /// <summary>
    /// Returns whether a text has the form of a zone name in the IANA Time Zone Database (RFC 6557), such as <c>Europe/Warsaw</c>. The
    /// set of names changes several times a year, so that the name is looked up at run time.
    /// </summary>
    public static bool IsZoneName(string text) => ZoneName.IsMatch(text);

    private static int Number(Group group) => group.Success ? int.Parse(group.Value, NumberStyles.None, CultureInfo.InvariantCulture) : 0;
}
