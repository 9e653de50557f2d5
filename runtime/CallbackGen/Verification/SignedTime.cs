using System.Globalization;
using System.Text;
using CallbackGen.Definitions;
using CallbackGen.Reading;

namespace CallbackGen.Verification;

/// <summary>Checks a signed time against the clock.</summary>
internal static class SignedTime
{
    public static bool Check(FeedTurn turn, WireValue value, TimestampUnit unit, TimeSpan tolerance)
    {
        if (turn.IsRejected)
            return false;
        return value.IsScalar && TryParse(value.Utf8, unit, out var ticks) ? IsNear(turn, value, ticks, tolerance) : IsNoTime(turn, value);
    }

    /// <summary>Checks a time in a custom format; when there is no offset, the format states it.</summary>
    public static bool Check(FeedTurn turn, WireValue value, string format, TimeSpan? offset, TimeSpan tolerance)
    {
        if (turn.IsRejected)
            return false;
        return value.IsScalar && TryParse(value.Utf8, format, offset, out var ticks)
            ? IsNear(turn, value, ticks, tolerance)
            : IsNoTime(turn, value);
    }

    private static bool IsNoTime(FeedTurn turn, WireValue value) =>
        turn.Reject(CallbackRejectionReason.TimestampInvalid, value.Source, "is absent, or not of the form that the schema states");

    private static bool IsNear(FeedTurn turn, WireValue value, long ticks, TimeSpan tolerance)
    {
        var late = turn.Now.UtcTicks - ticks;
        if (Math.Abs(late) <= tolerance.Ticks)
            return true;
        return late < 0
            ? turn.Reject(CallbackRejectionReason.TimestampOutsideTolerance, value.Source, Away(late, tolerance))
            : turn.RejectLate(CallbackRejectionReason.TimestampOutsideTolerance, value.Source, Away(late, tolerance), ticks);
    }

    /// <summary>
    /// Describes the distance of a time from now, so that a clock that is wrong by an hour, or a delayed queue, is recognizable.
    /// </summary>
    private static string Away(long late, TimeSpan tolerance) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"is {Math.Abs(late) / TimeSpan.TicksPerSecond} s {(late < 0 ? "ahead of" : "behind")} this machine's clock; "
                + $"the schema allows {tolerance.TotalSeconds:0.###} s"
        );

    private static bool TryParse(ReadOnlySpan<byte> text, TimestampUnit unit, out long utcTicks)
    {
        utcTicks = 0;
        switch (unit)
        {
            case TimestampUnit.Seconds:
                return TryParseUnixTime(text, 1, out utcTicks);
            case TimestampUnit.Milliseconds:
                return TryParseUnixTime(text, 1_000, out utcTicks);
            case TimestampUnit.Microseconds:
                return TryParseUnixTime(text, 1_000_000, out utcTicks);
            case TimestampUnit.Nanoseconds:
                return TryParseUnixTime(text, 1_000_000_000, out utcTicks);
            case TimestampUnit.DecimalSeconds:
                return TryParseDecimal(text, out utcTicks);
            case TimestampUnit.Iso8601:
                var isDateTime = Rfc3339.TryParseDateTime(text, out var time, isColonOptional: true);
                utcTicks = time.UtcTicks;
                return isDateTime;
            case TimestampUnit.Iso8601Basic:
                var isBasic = Rfc3339.TryParseBasic(text, out var basic);
                utcTicks = basic.UtcTicks;
                return isBasic;
            default:
                var isHttpDate = DateTimeOffset.TryParseExact(
                    Encoding.UTF8.GetString(text),
                    "r",
                    CultureInfo.InvariantCulture,
                    DateTimeStyles.AssumeUniversal,
                    out var date
                );
                utcTicks = date.UtcTicks;
                return isHttpDate;
        }
    }

    private static bool TryParseUnixTime(ReadOnlySpan<byte> text, long unitsPerSecond, out long utcTicks)
    {
        const int maxDigits = 19; // the nanoseconds of the year 2262, which fit into 64 bits
        utcTicks = 0;
        // A leading zero is rejected: it would be another text for the same time, and could be moved to the end of the preceding text of
        // the message.
        if (text.Length is 0 or > maxDigits || text[0] == (byte)'0' || text.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return false;
        var count = 0UL;
        foreach (var digit in text)
            count = (count * 10) + (ulong)(digit - '0');
        var seconds = count / (ulong)unitsPerSecond;
        if (seconds > (ulong)(DateTime.MaxValue.Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerSecond)
            return false;
        var fraction = (Int128)(count % (ulong)unitsPerSecond) * TimeSpan.TicksPerSecond / unitsPerSecond;
        utcTicks = DateTime.UnixEpoch.Ticks + ((long)seconds * TimeSpan.TicksPerSecond) + (long)fraction;
        return true;
    }

    /// <summary>Parses seconds with an optional fraction; digits beyond 100 ns are truncated.</summary>
    private static bool TryParseDecimal(ReadOnlySpan<byte> text, out long utcTicks)
    {
        const int maxDigits = 9;
        var dot = text.IndexOf((byte)'.');
        var whole = dot < 0 ? text : text[..dot];
        if (!TryParseUnixTime(whole, 1, out utcTicks))
            return false;
        if (dot < 0)
            return true;
        var fraction = text[(dot + 1)..];
        if (fraction.Length is 0 or > maxDigits || fraction.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return false;
        var unit = TimeSpan.TicksPerSecond;
        foreach (var digit in fraction)
            utcTicks += (digit - '0') * (unit /= 10);
        return true;
    }

    /// <summary>Parses a time that equals its own formatted text: no white space, no missing or additional digit, no other case.</summary>
    private static bool TryParse(ReadOnlySpan<byte> utf8, string format, TimeSpan? offset, out long utcTicks)
    {
        utcTicks = 0;
        // Longer than a time in any format that a schema states.
        const int maxBytes = 128;
        if (utf8.Length > maxBytes)
            return false;
        var text = Encoding.UTF8.GetString(utf8);
        DateTimeOffset time;
        if (offset is { } fixedOffset)
        {
            // A Z in the format means UTC to .NET, which would otherwise convert the time to the machine's local zone.
            if (
                !DateTime.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var local)
                || !Rfc3339.TryCombine(local, fixedOffset, out time)
            )
                return false;
        }
        else if (!DateTimeOffset.TryParseExact(text, format, CultureInfo.InvariantCulture, DateTimeStyles.None, out time))
        {
            return false;
        }

        utcTicks = time.UtcTicks;
        var written = time.ToString(format, CultureInfo.InvariantCulture);
        if (text == written)
            return true;
        // An offset may also be written without its colon.
        var zone = time.ToString("zzz", CultureInfo.InvariantCulture);
        return offset is null && text == written.Replace(zone, zone.Replace(":", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
