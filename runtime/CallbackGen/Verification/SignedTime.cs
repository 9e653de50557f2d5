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
        if (!value.IsScalar || !TryParse(value.Utf8, unit, out var ticks))
            return turn.Reject(CallbackRejectionReason.TimestampInvalid, value.Source, "is absent, or not of the form that the schema states");
        var late = turn.Now.UtcTicks - ticks;
        return Math.Abs(late) <= tolerance.Ticks
            || turn.Reject(CallbackRejectionReason.TimestampOutsideTolerance, value.Source, Away(late, tolerance));
    }

    /// <summary>How far a time is from now: a clock that is wrong by an hour, or a queue, is seen at once.</summary>
    private static string Away(long late, TimeSpan tolerance) => string.Create(
        CultureInfo.InvariantCulture,
        $"is {Math.Abs(late) / TimeSpan.TicksPerSecond} s {(late < 0 ? "ahead of" : "behind")} this machine's clock; the schema allows {tolerance.TotalSeconds:0.###} s");

    private static bool TryParse(ReadOnlySpan<byte> text, TimestampUnit unit, out long utcTicks)
    {
        utcTicks = 0;
        switch (unit)
        {
            case TimestampUnit.Seconds:
                return TryParseUnixTime(text, TimeSpan.TicksPerSecond, out utcTicks);
            case TimestampUnit.Milliseconds:
                return TryParseUnixTime(text, TimeSpan.TicksPerMillisecond, out utcTicks);
            case TimestampUnit.Iso8601:
                var isDateTime = Rfc3339.TryParseDateTime(text, out var time);
                utcTicks = time.UtcTicks;
                return isDateTime;
            default:
                var isHttpDate = DateTimeOffset.TryParseExact(
                    Encoding.UTF8.GetString(text), "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date);
                utcTicks = date.UtcTicks;
                return isHttpDate;
        }
    }

    private static bool TryParseUnixTime(ReadOnlySpan<byte> text, long ticksPerUnit, out long utcTicks)
    {
        const int maxDigits = 15; // the milliseconds of the year 9999
        utcTicks = 0;
        // A zero before it would be another text of the same time, and could be moved to what stands before it in the message.
        if (text.Length is 0 or > maxDigits || text[0] == (byte)'0' || text.ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return false;
        var count = 0L;
        foreach (var digit in text)
            count = (count * 10) + (digit - '0');
        if (count > (DateTime.MaxValue.Ticks - DateTime.UnixEpoch.Ticks) / ticksPerUnit)
            return false;
        utcTicks = DateTime.UnixEpoch.Ticks + (count * ticksPerUnit);
        return true;
    }
}
