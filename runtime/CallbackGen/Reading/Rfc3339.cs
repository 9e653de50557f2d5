namespace CallbackGen.Reading;

/// <summary>Parses dates and times of RFC 3339, section 5.6, by its grammar without leniency.</summary>
internal static class Rfc3339
{
    private const int DateLength = 10;
    private const int SecondsLength = 8;

    /// <summary>
    /// Parses <c>date-time</c>. Digits beyond 100 ns are truncated; a leap second is rejected, because .NET cannot represent it.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="value">The time.</param>
    /// <param name="isColonOptional">Whether the offset may omit its colon, as in ISO 8601.</param>
    public static bool TryParseDateTime(ReadOnlySpan<byte> text, out DateTimeOffset value, bool isColonOptional = false)
    {
        value = default;
        if (
            text.Length <= DateLength + 1 + SecondsLength
            || (text[DateLength] | 0x20) != 't'
            || !TryParseDate(text[..DateLength], out var date)
        )
            return false;
        var rest = text[(DateLength + 1)..];
        var zone = rest.IndexOfAny("Zz+-"u8);
        if (zone < 0 || !TryParseTime(rest[..zone], out var time) || !TryParseOffset(rest[zone..], isColonOptional, out var offset))
            return false;
        return TryCombine(date.ToDateTime(time), offset, out value);
    }

    /// <summary>Parses <c>full-date</c>.</summary>
    public static bool TryParseDate(ReadOnlySpan<byte> text, out DateOnly value)
    {
        value = default;
        if (
            text.Length != DateLength
            || text[4] != (byte)'-'
            || text[7] != (byte)'-'
            || !TryParseDigits(text[..4], out var year)
            || !TryParseDigits(text[5..7], out var month)
            || !TryParseDigits(text[8..], out var day)
            || year == 0
            || month is 0 or > 12
            || day == 0
            || day > DateTime.DaysInMonth(year, month)
        )
        {
            return false;
        }

        value = new(year, month, day);
        return true;
    }

    /// <summary>Parses <c>partial-time</c>. Digits beyond 100 ns are truncated.</summary>
    public static bool TryParseTime(ReadOnlySpan<byte> text, out TimeOnly value)
    {
        value = default;
        if (
            text.Length < SecondsLength
            || text[2] != (byte)':'
            || text[5] != (byte)':'
            || !TryParseDigits(text[..2], out var hour)
            || !TryParseDigits(text[3..5], out var minute)
            || !TryParseDigits(text[6..8], out var second)
            || hour > 23
            || minute > 59
            || second > 59
            || !TryParseFraction(text[SecondsLength..], out var ticks)
        )
        {
            return false;
        }

        value = new TimeOnly(hour, minute, second).Add(TimeSpan.FromTicks(ticks));
        return true;
    }

    /// <summary>Combines a local time with its offset, when the result can be represented.</summary>
    public static bool TryCombine(DateTime local, TimeSpan offset, out DateTimeOffset value)
    {
        value = default;
        var utc = local.Ticks - offset.Ticks;
        if (utc < DateTime.MinValue.Ticks || utc > DateTime.MaxValue.Ticks)
            return false;
        value = new(local.Ticks, offset);
        return true;
    }

    /// <summary>
    /// Parses the basic format of ISO 8601: <c>20260102T120000Z</c>, optionally with a fraction and an offset such as <c>+0800</c>.
    /// </summary>
    public static bool TryParseBasic(ReadOnlySpan<byte> text, out DateTimeOffset value)
    {
        value = default;
        if (text.Length < 16 || text[8] != (byte)'T')
            return false;
        var zone = text[9..].IndexOfAny("Z+-"u8) + 9;
        if (zone < 15 || text[zone..].Contains((byte)':'))
            return false;
        Span<byte> extended = stackalloc byte[64];
        if (text.Length > extended.Length - 4)
            return false;
        var length = 0;
        ReadOnlySpan<byte> form = "yyyy-MM-ddTHH:mm:ss"u8;
        for (var (from, at) = (0, 0); at < form.Length; at++)
            extended[length++] = form[at] is (byte)'-' or (byte)':' ? form[at] : text[from++];
        text[15..].CopyTo(extended[length..]);
        return TryParseDateTime(extended[..(length + text.Length - 15)], out value, isColonOptional: true);
    }

    private static bool TryParseOffset(ReadOnlySpan<byte> text, bool isColonOptional, out TimeSpan offset)
    {
        offset = default;
        if (text.Length == 1)
            return (text[0] | 0x20) == 'z';
        var hasColon = text.Length == 6 && text[3] == (byte)':';
        if (
            (!hasColon && !(isColonOptional && text.Length == 5))
            || !TryParseDigits(text[1..3], out var hours)
            || !TryParseDigits(text[^2..], out var minutes)
            || minutes > 59
            || (hours * 60) + minutes > 14 * 60
        ) // the largest offset of DateTimeOffset, and of any time zone
        {
            return false;
        }

        offset = new(hours, minutes, 0);
        if (text[0] == (byte)'-')
            offset = -offset;
        return text[0] is (byte)'+' or (byte)'-';
    }

    private static bool TryParseFraction(ReadOnlySpan<byte> text, out long ticks)
    {
        ticks = 0;
        if (text.IsEmpty)
            return true;
        if (text.Length < 2 || text[0] != (byte)'.' || text[1..].ContainsAnyExceptInRange((byte)'0', (byte)'9'))
            return false;
        for (var index = 1; index <= 7; index++)
            ticks = (ticks * 10) + (index < text.Length ? text[index] - '0' : 0);
        return true;
    }

    private static bool TryParseDigits(ReadOnlySpan<byte> text, out int value)
    {
        value = 0;
        foreach (var digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return false;
            value = (value * 10) + (digit - '0');
        }

        return true;
    }
}
