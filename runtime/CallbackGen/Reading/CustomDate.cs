using System.Globalization;

namespace CallbackGen.Reading;

/// <summary>
/// Reads local dates and times in the custom formats that providers use, from their bytes. It knows the plainest part of
/// what <see cref="DateTime"/> reads and gives the same there; what it does not know it leaves to <see cref="DateTime"/>.
/// </summary>
internal static class CustomDate
{
    private static readonly byte[][] Months =
        [.. CultureInfo.InvariantCulture.DateTimeFormat.MonthNames[..12].Select(System.Text.Encoding.ASCII.GetBytes)];

    /// <summary>Reads a text.</summary>
    /// <param name="text">The text.</param>
    /// <param name="format">A .NET custom format.</param>
    /// <param name="value">The time.</param>
    /// <returns><see langword="false"/> when the text is no such time, and also when the format is not one known here.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, string format, out DateTime value)
    {
        value = default;
        var parts = default(Parts);
        for (var at = 0; at < format.Length;)
        {
            var count = 1;
            while (at + count < format.Length && format[at + count] == format[at])
                count++;
            // What a format asks for twice is not known here.
            var seen = char.IsAsciiLetter(format[at]) ? 1UL << (format[at] - 'A') : 0;
            if ((parts.Seen & seen) != 0 || !ReadPart(ref text, format[at], count, ref parts))
                return false;
            parts.Seen |= seen;
            at += count;
        }

        return text.IsEmpty && parts.TryCombine(out value);
    }

    private static bool ReadPart(ref ReadOnlySpan<byte> text, char letter, int count, ref Parts parts)
    {
        switch (letter, count)
        {
            case ('y', 4):
                return Digits(ref text, 4, ref parts.Year);
            case ('y', 2):
                if (!Digits(ref text, 2, ref parts.Year))
                    return false;
                parts.Year = CultureInfo.InvariantCulture.Calendar.ToFourDigitYear(parts.Year);
                return true;
            case ('M', 4):
                return Month(ref text, ref parts.Month);
            case ('M', 2):
                return Digits(ref text, 2, ref parts.Month);
            case ('d', 2):
                return Digits(ref text, 2, ref parts.Day);
            case ('H', 2):
                return Digits(ref text, 2, ref parts.Hour);
            case ('h', 2):
                return Digits(ref text, 2, ref parts.HourOfHalf);
            case ('m', 2):
                return Digits(ref text, 2, ref parts.Minute);
            case ('s', 2):
                return Digits(ref text, 2, ref parts.Second);
            case ('t', 2):
                return Half(ref text, ref parts.Half);
            case (' ' or '-' or ':' or '/', 1):
                if (text.IsEmpty || text[0] != letter)
                    return false;
                text = text[1..];
                return true;
            default:
                return false;
        }
    }

    /// <summary>Reads a number of exactly so many digits.</summary>
    private static bool Digits(ref ReadOnlySpan<byte> text, int count, ref int value)
    {
        if (text.Length < count)
            return false;
        var number = 0;
        for (var index = 0; index < count; index++)
        {
            var digit = (uint)(text[index] - '0');
            if (digit > 9)
                return false;
            number = (number * 10) + (int)digit;
        }

        value = number;
        text = text[count..];
        return true;
    }

    private static bool Month(ref ReadOnlySpan<byte> text, ref int month)
    {
        for (var index = 0; index < Months.Length; index++)
        {
            if (text.IsEmpty || text[0] != Months[index][0] || !text.StartsWith(Months[index]))
                continue;
            month = index + 1;
            text = text[Months[index].Length..];
            return true;
        }

        return false;
    }

    private static bool Half(ref ReadOnlySpan<byte> text, ref int half)
    {
        if (!text.StartsWith("AM"u8) && !text.StartsWith("PM"u8))
            return false;
        half = text[0] == (byte)'A' ? 1 : 2;
        text = text[2..];
        return true;
    }

    private struct Parts
    {
        public ulong Seen; // a bit for each letter of the format
        public int Year;
        public int Month;
        public int Day;
        public int Hour;
        public int HourOfHalf;
        public int Minute;
        public int Second;
        public int Half; // 1 before noon, 2 after

        public readonly bool TryCombine(out DateTime value)
        {
            value = default;
            // Twelve hours need their half and exclude the other way of writing; midnight and noon are 12.
            if ((HourOfHalf != 0) != (Half != 0) || (HourOfHalf != 0 && (Hour != 0 || HourOfHalf > 12)))
                return false;
            var hour = Half == 0 ? Hour : (HourOfHalf % 12) + (Half == 2 ? 12 : 0);
            if (Year is < 1 or > 9999 || Month is < 1 or > 12 || Day < 1 || Day > DateTime.DaysInMonth(Year, Month) || hour > 23 || Minute > 59 || Second > 59)
                return false;
            value = new DateTime(Year, Month, Day, hour, Minute, Second);
            return true;
        }
    }
}
