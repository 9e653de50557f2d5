using System.Buffers.Text;
using System.Globalization;
using CallbackGen.Reading;

namespace CallbackGen.Verification;

/// <summary>
/// Writes JSON numbers (RFC 8259, section 6) like platforms that parse a number to a double and write the shortest text that parses to the
/// same double. A number that such a platform would write with another value is rejected, because two different numbers would have the same
/// text.
/// </summary>
internal static class RenderedNumber
{
    private const int LongestNumber = 64;

    /// <summary>Writes a number.</summary>
    /// <param name="number">Its text on the wire.</param>
    /// <param name="numbers">The style of numbers.</param>
    /// <param name="output">The buffer that the number is appended to.</param>
    /// <returns><see langword="false"/> when the platform's text has another value than the number.</returns>
    public static bool TryWrite(ReadOnlySpan<byte> number, JsonStyle numbers, ref PooledBytes output)
    {
        if (number.Length > LongestNumber)
            return false;
        if (IsKept(number, numbers))
        {
            output.Append(number.SequenceEqual("-0"u8) ? "0"u8 : number);
            return true;
        }

        if (!Utf8Parser.TryParse(number, out double value, out var read) || read != number.Length || !double.IsFinite(value))
            return false;
        Span<byte> digits = stackalloc byte[32];
        var count = Shortest(value, digits, out var point);
        if (!IsSame(number, digits[..count], point))
            return false;
        if (double.IsNegative(value) && (value != 0 || numbers != JsonStyle.NumbersOfJavascript))
            output.Append("-"u8);
        Write(digits[..count], point, numbers, ref output);
        return true;
    }

    /// <summary>
    /// Returns whether a number is an integer that the platform represents without a double: any in Python, 64 bits in PHP.
    /// </summary>
    private static bool IsKept(ReadOnlySpan<byte> number, JsonStyle numbers) =>
        numbers != JsonStyle.NumbersOfJavascript
        && number.IndexOfAny((byte)'.', (byte)'e', (byte)'E') < 0
        && (numbers == JsonStyle.NumbersOfPython || (Utf8Parser.TryParse(number, out long _, out var read) && read == number.Length));

    /// <summary>
    /// Gets the digits of the shortest text that parses to a double, and the position of the decimal point: the number of digits before it.
    /// </summary>
    private static int Shortest(double value, Span<byte> digits, out int point)
    {
        // The format "R" writes the shortest text that parses to the same double, in either notation.
        Span<char> text = stackalloc char[40];
        Math.Abs(value).TryFormat(text, out var length, "R", CultureInfo.InvariantCulture);
        ReadOnlySpan<char> shortest = text[..length];
        var exponent = 0;
        var mark = shortest.IndexOf('E');
        if (mark >= 0)
        {
            exponent = int.Parse(shortest[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            shortest = shortest[..mark];
        }

        return Normalize(shortest, exponent, digits, out point);
    }

    /// <summary>Gets the digits of a number without leading and trailing zeros, and the position of its decimal point.</summary>
    private static int Normalize(ReadOnlySpan<char> text, int exponent, Span<byte> digits, out int point)
    {
        var (count, seenPoint) = (0, false);
        point = exponent;
        foreach (var character in text)
        {
            if (character == '.')
            {
                seenPoint = true;
                continue;
            }

            if (count == 0 && character == '0')
            {
                point -= seenPoint ? 1 : 0;
                continue;
            }

            digits[count++] = (byte)character;
            point += seenPoint ? 0 : 1;
        }

        while (count > 0 && digits[count - 1] == (byte)'0')
            count--;
        if (count > 0)
            return count;
        digits[0] = (byte)'0';
        point = 1;
        return 1;
    }

    /// <summary>Returns whether the text of a JSON number has the value of the given digits.</summary>
    private static bool IsSame(ReadOnlySpan<byte> number, ReadOnlySpan<byte> digits, int point)
    {
        Span<char> text = stackalloc char[LongestNumber];
        var length = 0;
        var exponent = 0;
        for (var index = number[0] == (byte)'-' ? 1 : 0; index < number.Length; index++)
        {
            if (number[index] is (byte)'e' or (byte)'E')
            {
                if (!TryReadExponent(number[(index + 1)..], out exponent))
                    return false;
                break;
            }

            text[length++] = (char)number[index];
        }

        Span<byte> written = stackalloc byte[LongestNumber];
        var count = Normalize(text[..length], exponent, written, out var place);
        return written[..count].SequenceEqual(digits) && (place == point || (count == 1 && written[0] == (byte)'0'));
    }

    private static bool TryReadExponent(ReadOnlySpan<byte> text, out int exponent)
    {
        if (text.Length > 0 && text[0] == (byte)'+')
            text = text[1..];
        return Utf8Parser.TryParse(text, out exponent, out var read) && read == text.Length && Math.Abs((long)exponent) < 10_000;
    }

    /// <summary>Writes digits in the notation of a platform.</summary>
    private static void Write(ReadOnlySpan<byte> digits, int point, JsonStyle numbers, ref PooledBytes output)
    {
        // ECMA-262, Number::toString; php_gcvt with 17 digits; float.__repr__ of Python.
        var (smallest, largest) = numbers switch
        {
            JsonStyle.NumbersOfJavascript => (-6, 21),
            JsonStyle.NumbersOfPhp => (-3, 17),
            _ => (-3, 16),
        };
        if (point <= smallest - (numbers == JsonStyle.NumbersOfJavascript ? 0 : 1) || point > largest)
        {
            WriteExponential(digits, point - 1, numbers, ref output);
            return;
        }

        if (point <= 0)
        {
            output.Append("0."u8);
            WriteZeros(-point, ref output);
            output.Append(digits);
        }
        else if (point >= digits.Length)
        {
            output.Append(digits);
            WriteZeros(point - digits.Length, ref output);
            if (numbers == JsonStyle.NumbersOfPython)
                output.Append(".0"u8);
        }
        else
        {
            output.Append(digits[..point]);
            output.Append("."u8);
            output.Append(digits[point..]);
        }
    }

    private static void WriteExponential(ReadOnlySpan<byte> digits, int exponent, JsonStyle numbers, ref PooledBytes output)
    {
        output.Append(digits[..1]);
        if (digits.Length > 1 || numbers == JsonStyle.NumbersOfPhp)
            output.Append("."u8);
        // PHP writes 1.0e+25.
        output.Append(
            digits.Length > 1 ? digits[1..]
            : numbers == JsonStyle.NumbersOfPhp ? "0"u8
            : default
        );
        output.Append(exponent < 0 ? "e-"u8 : "e+"u8);
        Span<byte> text = stackalloc byte[4];
        Utf8Formatter.TryFormat(Math.Abs(exponent), text, out var length, numbers == JsonStyle.NumbersOfPython ? new('D', 2) : default);
        output.Append(text[..length]);
    }

    private static void WriteZeros(int count, ref PooledBytes output)
    {
        for (; count > 0; count--)
            output.Append("0"u8);
    }
}
