using System.Globalization;
using System.Text;
using CallbackGen.Reading;

namespace CallbackGen.Verification;

/// <summary>A time that was signed, against the clock.</summary>
internal static class SignedTime
{
    public static bool Check(FeedTurn turn, WireValue value, TimestampUnit unit, TimeSpan tolerance)
    {
        if (turn.IsRejected)
            return false;
        return value.IsScalar && TryParse(value.Utf8, unit, out var ticks) ? IsNear(turn, value, ticks, tolerance) : IsNoTime(turn, value);
    }

    /// <summary>The same for a time in a format of its own; without an offset the format states it.</summary>
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

    /// <summary>How far a time is from now: a clock that is wrong by an hour, or a queue, is seen at once.</summary>
    private static string Away(long late, TimeSpan tolerance) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"is {Math.Abs(late) / TimeSpan.TicksPerSecond} s {(late < 0 ? "ahead of" : "behind")} this machine's clock; the schema allows {tolerance.TotalSeconds:0.###} s"
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
        const int maxDigits = 19; // the nanoseconds of the year 2262, which 64 bits hold
        utcTicks = 0;
        // A zero before it would be another text of the same time, and could be moved to what stands before it in the message.
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

    /// <summary>Seconds with digits behind a dot, if there is one; those beyond 100 ns are cut off.</summary>
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

    /// <summary>A time that its format writes in this one way: no white space, no digit more or less, no other case.</summary>
    private static bool TryParse(ReadOnlySpan<byte> utf8, string format, TimeSpan? offset, out long utcTicks)
    {
        utcTicks = 0;
        // Longer than any format that a schema states writes a time.
        const int maxBytes = 128;
        if (utf8.Length > maxBytes)
            return false;
        var text = Encoding.UTF8.GetString(utf8);
        DateTimeOffset time;
        if (offset is { } fixedOffset)
        {
            // A Z of the format says UTC to .NET, which would otherwise turn the time to that of this machine's zone.
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
        // An offset may stand without its colon.
        var zone = time.ToString("zzz", CultureInfo.InvariantCulture);
        return offset is null && text == written.Replace(zone, zone.Replace(":", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }
}
