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
        var seen = 0UL; // a bit for each letter of the format
        var position = 0;
        for (var at = 0; at < format.Length;)
        {
            var letter = format[at];
            var count = 1;
            while (at + count < format.Length && format[at + count] == letter)
                count++;
            at += count;
            // What a format asks for twice is not known here.
            var bit = char.IsAsciiLetter(letter) ? 1UL << (letter - 'A') : 0;
            if ((seen & bit) != 0)
                return false;
            seen |= bit;

            // The place goes by value: what is passed by reference lives in memory, and the next part would wait for it.
            switch (letter, count)
            {
                case ('y', 4):
                    position = Digits(text, position, 4, out parts.Year);
                    break;
                case ('y', 2):
                    position = Digits(text, position, 2, out parts.Year);
                    parts.Year = CultureInfo.InvariantCulture.Calendar.ToFourDigitYear(parts.Year);
                    break;
                case ('M', 4):
                    position = Month(text, position, out parts.Month);
                    break;
                case ('M', 2):
                    position = Digits(text, position, 2, out parts.Month);
                    break;
                case ('d', 2):
                    position = Digits(text, position, 2, out parts.Day);
                    break;
                case ('H', 2):
                    position = Digits(text, position, 2, out parts.Hour);
                    break;
                case ('h', 2):
                    position = Digits(text, position, 2, out parts.HourOfHalf);
                    break;
                case ('m', 2):
                    position = Digits(text, position, 2, out parts.Minute);
                    break;
                case ('s', 2):
                    position = Digits(text, position, 2, out parts.Second);
                    break;
                case ('t', 2):
                    position = Half(text, position, out parts.Half);
                    break;
                case (' ' or '-' or ':' or '/', 1):
                    position = position < text.Length && text[position] == letter ? position + 1 : -1;
                    break;
                default:
                    return false;
            }

            if (position < 0)
                return false;
        }

        return position == text.Length && parts.TryCombine(out value);
    }

    /// <summary>Reads a number of exactly so many digits, and gives the place behind it; -1 when there is none.</summary>
    private static int Digits(ReadOnlySpan<byte> text, int position, int count, out int value)
    {
        value = 0;
        if (text.Length - position < count)
            return -1;
        foreach (var character in text.Slice(position, count))
        {
            var digit = (uint)(character - '0');
            if (digit > 9)
                return -1;
            value = (value * 10) + (int)digit;
        }

        return position + count;
    }

    private static int Month(ReadOnlySpan<byte> text, int position, out int month)
    {
        text = text[position..];
        for (var index = 0; index < Months.Length; index++)
        {
            if (text.IsEmpty || text[0] != Months[index][0] || !text.StartsWith(Months[index]))
                continue;
            month = index + 1;
            return position + Months[index].Length;
        }

        month = 0;
        return -1;
    }

    private static int Half(ReadOnlySpan<byte> text, int position, out int half)
    {
        text = text[position..];
        half = text.StartsWith("AM"u8) ? 1 : 2;
        return half == 1 || text.StartsWith("PM"u8) ? position + 2 : -1;
    }

    private struct Parts
    {
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
