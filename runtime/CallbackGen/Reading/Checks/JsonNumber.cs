using System.Numerics;
using System.Text.Json;

namespace CallbackGen.Reading;

/// <summary>
/// A JSON number (RFC 8259, section 6) of any size, for comparison: 0.d₁d₂…dₙ × 10ᵉ with d₁ and dₙ other than 0.
/// No digit is rounded, and no cost depends on the value of the exponent.
/// </summary>
internal readonly ref struct JsonNumber
{
    private const long MaxExponent = 1_000_000_000_000_000;
    private const int ChunkDigits = 18;

    private readonly bool _isNegative;
    private readonly long _exponent;
    private readonly ReadOnlySpan<byte> _digits; // without leading and trailing zeros; may contain the decimal point
    private readonly int _count;

    private JsonNumber(bool isNegative, ReadOnlySpan<byte> digits, long exponent)
    {
        _isNegative = isNegative && !digits.IsEmpty;
        _digits = digits;
        _exponent = exponent;
        _count = digits.Length - (digits.Contains((byte)'.') ? 1 : 0);
    }

    public bool IsInteger => _count == 0 || _exponent >= _count;

    private bool IsZero => _count == 0;

    /// <summary>Parses a number.</summary>
    /// <returns><see langword="false"/> when its exponent is beyond the supported range.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out JsonNumber number)
    {
        number = default;
        var isNegative = text[0] == (byte)'-';
        var mantissa = isNegative ? text[1..] : text;
        var exponent = 0L;
        var letter = mantissa.IndexOfAny((byte)'e', (byte)'E');
        if (letter >= 0)
        {
            var digits = mantissa[(letter + 1)..];
            if (digits[0] == (byte)'+')
                digits = digits[1..];
            if (
                !long.TryParse(
                    digits,
                    System.Globalization.NumberStyles.AllowLeadingSign,
                    System.Globalization.CultureInfo.InvariantCulture,
                    out exponent
                )
                || Math.Abs(exponent) > MaxExponent
            )
            {
                return false;
            }

            mantissa = mantissa[..letter];
        }

        var point = mantissa.IndexOf((byte)'.');
        var first = mantissa.IndexOfAnyExcept((byte)'0', (byte)'.');
        if (first < 0)
            return true;
        var last = mantissa.LastIndexOfAnyExcept((byte)'0', (byte)'.');
        var whole = point < 0 ? mantissa.Length : point;
        number = new(isNegative, mantissa[first..(last + 1)], exponent + (first < whole ? whole - first : whole + 1 - first));
        return true;
    }

    public static bool TryParse(JsonElement value, out JsonNumber number) =>
        TryParse(System.Runtime.InteropServices.JsonMarshal.GetRawUtf8Value(value), out number);

    public int CompareTo(JsonNumber other)
    {
        if (_isNegative != other._isNegative)
            return _isNegative ? -1 : 1;
        var magnitude =
            IsZero || other.IsZero ? _count.CompareTo(other._count)
            : _exponent != other._exponent ? _exponent.CompareTo(other._exponent)
            : CompareDigits(_digits, other._digits);
        return _isNegative ? -magnitude : magnitude;
    }

    /// <summary>Returns whether this number is an integer multiple of another, which is greater than zero.</summary>
    public bool IsMultipleOf(JsonNumber divisor)
    {
        if (IsZero)
            return true;
        // Both are integers not divisible by 10, times a power of ten. If the divisor has the greater power, it never divides the number.
        var power = _exponent - _count - (divisor._exponent - divisor._count);
        if (power < 0)
            return false;
        var modulus = divisor.Mantissa(BigInteger.Zero);
        return Mantissa(modulus) * BigInteger.ModPow(10, power, modulus) % modulus == 0;
    }

    public void AddTo(ref HashCode hash)
    {
        hash.Add(_isNegative);
        hash.Add(IsZero ? 0 : _exponent);
        foreach (var digit in _digits)
        {
            if (digit != (byte)'.')
                hash.Add(digit);
        }
    }

    /// <summary>Returns the digits as an integer, modulo another integer unless that is zero.</summary>
    private BigInteger Mantissa(BigInteger modulus)
    {
        var result = BigInteger.Zero;
        var (chunk, scale, digits) = (0L, 1L, 0);
        foreach (var digit in _digits)
        {
            if (digit == (byte)'.')
                continue;
            (chunk, scale) = (chunk * 10 + (digit - '0'), scale * 10);
            if (++digits < ChunkDigits)
                continue;
            Append();
        }

        Append();
        return result;

        void Append()
        {
            result = result * scale + chunk;
            if (!modulus.IsZero)
                result %= modulus;
            (chunk, scale, digits) = (0, 1, 0);
        }
    }

    private static int CompareDigits(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var (l, r) = (0, 0);
        while (true)
        {
            if (l < left.Length && left[l] == (byte)'.')
                l++;
            if (r < right.Length && right[r] == (byte)'.')
                r++;
            if (l >= left.Length || r >= right.Length)
                return (l < left.Length).CompareTo(r < right.Length);
            if (left[l] != right[r])
                return left[l].CompareTo(right[r]);
            l++;
            r++;
        }
    }
}
