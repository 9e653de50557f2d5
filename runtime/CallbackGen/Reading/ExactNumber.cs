namespace CallbackGen.Reading;

/// <summary>Parses numbers from their text on the wire without losing a digit.</summary>
internal static class ExactNumber
{
    private const int MaxScale = 28;
    private const int MaxShortDigits = 18;
    private const int MaxExponent = 100_000_000; // more digits than any body has, so that limiting the exponent there changes no result

    private static readonly UInt128 MaxMantissa = (UInt128.One << 96) - 1;

    /// <summary>Parses <c>-?(0|[1-9]\d*)</c> in the range of 64 bits.</summary>
    public static bool TryParseInteger(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        if (!Scan(text, allowExponent: false, out var number) || number.Fraction.Length > 0)
            return false;
        if (number.Whole.Length <= MaxShortDigits)
        {
            value = (long)Short(number.Whole, 0);
            value = number.IsNegative ? -value : value;
            return true;
        }

        foreach (var digit in number.Whole)
        {
            // Accumulated as a negative number, because there is one more value below zero.
            var step = (Int128)value * 10 - (digit - '0');
            if (step < long.MinValue)
                return false;
            value = (long)step;
        }

        if (!number.IsNegative && value == long.MinValue)
            return false;
        value = number.IsNegative ? value : -value;
        return true;
    }

    /// <summary>Parses a JSON number (RFC 8259, section 6) whose value is an integer in the range of 64 bits.</summary>
    public static bool TryParseWhole(ReadOnlySpan<byte> text, out long value)
    {
        if (TryParseCount(text, out value))
            return true;
        if (TryParseInteger(text, out value))
            return true;
        if (
            !TryParse(text, allowExponent: true, out var number)
            || decimal.Truncate(number) != number
            || number < long.MinValue
            || number > long.MaxValue
        )
        {
            return false;
        }

        value = (long)number;
        return true;
    }

    /// <summary>Parses <c>-?(0|[1-9]\d*)(\.\d+)?</c>, or with an exponent a JSON number (RFC 8259, section 6).</summary>
    /// <param name="text">The text.</param>
    /// <param name="allowExponent">Whether an exponent may follow.</param>
    /// <param name="value">The number, with its scale as written, as far as <see cref="decimal"/> can represent it.</param>
    /// <returns>
    /// <see langword="false"/> when the text has another form, or when <see cref="decimal"/> cannot represent it exactly.
    /// </returns>
    public static bool TryParse(ReadOnlySpan<byte> text, bool allowExponent, out decimal value)
    {
        value = 0;
        if (!Scan(text, allowExponent, out var number))
            return false;
        if (number.Exponent == 0 && number.Whole.Length + number.Fraction.Length <= MaxShortDigits)
        {
            var digits = Short(number.Fraction, Short(number.Whole, 0));
            value = new decimal(
                (int)(uint)digits,
                (int)(uint)(digits >> 32),
                0,
                number.IsNegative && digits != 0,
                (byte)number.Fraction.Length
            );
            return true;
        }

        // Zeros are multiplied in only when another digit follows, so that any number of trailing zeros costs nothing.
        UInt128 mantissa = 0;
        var zeros = 0;
        if (!Accumulate(number.Whole, ref mantissa, ref zeros) || !Accumulate(number.Fraction, ref mantissa, ref zeros))
            return false;
        var scale = number.Fraction.Length - number.Exponent;
        var target = Math.Clamp(scale, 0, MaxScale);
        if (mantissa == 0)
        {
            value = new decimal(0, 0, 0, isNegative: false, (byte)target);
            return true;
        }

        for (scale -= zeros; scale < target; scale++)
        {
            if (mantissa > MaxMantissa / 10)
                break;
            mantissa *= 10;
        }

        if (scale is < 0 or > MaxScale)
            return false;
        value = new decimal((int)(uint)mantissa, (int)(uint)(mantissa >> 32), (int)(uint)(mantissa >> 64), number.IsNegative, (byte)scale);
        return true;
    }

    /// <summary>Parses up to 18 digits that do not begin with a zero: the fast path for most numbers.</summary>
    /// <remarks>Without it, a typed read takes 1.08 times as long (1.16 at most).</remarks>
    private static bool TryParseCount(ReadOnlySpan<byte> text, out long value)
    {
        value = 0;
        if (text.Length is 0 or > MaxShortDigits || text[0] == (byte)'0')
            return false;
        foreach (var digit in text)
        {
            if (digit is < (byte)'0' or > (byte)'9')
                return false;
            value = (value * 10) + (digit - '0');
        }

        return true;
    }

    /// <summary>Appends digits to a number. The caller ensures that the result fits into 64 bits.</summary>
    private static ulong Short(ReadOnlySpan<byte> digits, ulong number)
    {
        foreach (var digit in digits)
            number = (number * 10) + (uint)(digit - '0');
        return number;
    }

    private static bool Accumulate(ReadOnlySpan<byte> digits, ref UInt128 mantissa, ref int zeros)
    {
        foreach (var digit in digits)
        {
            if (digit == (byte)'0')
            {
                zeros += mantissa == 0 ? 0 : 1;
                continue;
            }

            for (; zeros >= 0; zeros--)
            {
                mantissa *= 10;
                if (mantissa > MaxMantissa)
                    return false;
            }

            zeros = 0;
            mantissa += (uint)(digit - '0');
            if (mantissa > MaxMantissa)
                return false;
        }

        return true;
    }

    private static bool Scan(ReadOnlySpan<byte> text, bool allowExponent, out Parts parts)
    {
        parts = default;
        if (!text.IsEmpty && text[0] == (byte)'-')
        {
            parts.IsNegative = true;
            text = text[1..];
        }

        parts.Whole = Digits(ref text);
        if (parts.Whole.IsEmpty || (parts.Whole.Length > 1 && parts.Whole[0] == (byte)'0'))
            return false;
        if (!text.IsEmpty && text[0] == (byte)'.')
        {
            text = text[1..];
            parts.Fraction = Digits(ref text);
            if (parts.Fraction.IsEmpty)
                return false;
        }

        return text.IsEmpty || (allowExponent && text[0] is (byte)'e' or (byte)'E' && ScanExponent(text[1..], out parts.Exponent));
    }

    private static bool ScanExponent(ReadOnlySpan<byte> text, out int exponent)
    {
        exponent = 0;
        var isNegative = !text.IsEmpty && text[0] == (byte)'-';
        if (!text.IsEmpty && text[0] is (byte)'-' or (byte)'+')
            text = text[1..];
        var digits = Digits(ref text);
        if (digits.IsEmpty || !text.IsEmpty)
            return false;
        foreach (var digit in digits)
            exponent = Math.Min(exponent * 10 + (digit - '0'), MaxExponent);
        if (isNegative)
            exponent = -exponent;
        return true;
    }

    private static ReadOnlySpan<byte> Digits(scoped ref ReadOnlySpan<byte> text)
    {
        // A simple loop, because there are few digits.
        var count = 0;
        while (count < text.Length && text[count] is >= (byte)'0' and <= (byte)'9')
            count++;
        var digits = text[..count];
        text = text[count..];
        return digits;
    }

    private ref struct Parts
    {
        public bool IsNegative;
        public ReadOnlySpan<byte> Whole;
        public ReadOnlySpan<byte> Fraction;
        public int Exponent;
    }
}
