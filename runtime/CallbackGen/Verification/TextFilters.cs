using System.Buffers;
using System.ComponentModel;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using CallbackGen.Reading;

namespace CallbackGen.Verification;

/// <summary>
/// The filters of the schema language. Each returns a new value; a value that is not a scalar is returned unchanged. A value that a
/// decoding filter cannot decode becomes <see cref="WireKind.Invalid"/>, never absent, because an absent value is signed as empty text.
/// </summary>
/// <remarks>It has more than 20 members because the language has that many filters, with a method for each.</remarks>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class TextFilters
{
    /// <summary>Converts to lower case, by the invariant culture.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The value in lower case.</returns>
    public static WireValue Lower(WireValue value) =>
        value.IsScalar ? value.With(Text(Encoding.UTF8.GetString(value.Utf8).ToLowerInvariant())) : value;

    /// <summary>Converts to upper case, by the invariant culture.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The value in upper case.</returns>
    public static WireValue Upper(WireValue value) =>
        value.IsScalar ? value.With(Text(Encoding.UTF8.GetString(value.Utf8).ToUpperInvariant())) : value;

    /// <summary>Removes ASCII white space and NUL from both ends.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The value without it.</returns>
    public static WireValue Trim(WireValue value) => value.IsScalar ? value.With(value.Utf8.Trim(" \t\n\v\f\r\0"u8)) : value;

    /// <summary>Removes all characters except ASCII digits.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The digits.</returns>
    public static WireValue Digits(WireValue value)
    {
        if (!value.IsScalar)
            return value;
        var digits = new byte[value.Utf8.Length];
        var count = 0;
        foreach (var unit in value.Utf8)
        {
            if (unit is >= (byte)'0' and <= (byte)'9')
                digits[count++] = unit;
        }

        return value.With(digits.AsSpan(0, count));
    }

    /// <summary>Reverses the order of the code points.</summary>
    /// <param name="value">The value.</param>
    /// <returns>
    /// The reversed value; invalid when it is not UTF-8, because reversing bytes of another charset could give the same bytes for two
    /// texts.
    /// </returns>
    public static WireValue Reverse(WireValue value)
    {
        if (!value.IsScalar)
            return value;
        if (!Utf8.IsValid(value.Utf8))
            return value.Undecodable();
        var reversed = new byte[value.Utf8.Length];
        var rest = value.Utf8;
        while (!rest.IsEmpty)
        {
            var length = RuneLength(rest);
            rest[..length].CopyTo(reversed.AsSpan(rest.Length - length));
            rest = rest[length..];
        }

        return value.With(reversed);
    }

    /// <summary>Returns a part of the text.</summary>
    /// <param name="value">The value.</param>
    /// <param name="start">The start of the part, in code points; the part is empty when this is beyond the end.</param>
    /// <param name="length">The largest length of the part, in code points.</param>
    /// <returns>The part.</returns>
    public static WireValue Slice(WireValue value, int start, int length)
    {
        if (!value.IsScalar)
            return value;
        var rest = SkipRunes(value.Utf8, start);
        return value.With(rest[..(rest.Length - SkipRunes(rest, length).Length)]);
    }

    /// <summary>Formats a number with exactly two decimals.</summary>
    /// <param name="value">A number as JSON writes it (RFC 8259, section 6).</param>
    /// <returns>The same number with two decimals; invalid when it has more, or is not a number.</returns>
    public static WireValue Fixed2(WireValue value)
    {
        if (!value.IsScalar)
            return value;
        return ExactNumber.TryParse(value.Utf8, allowExponent: true, out var number) && decimal.Round(number, 2) == number
            ? value.With(Text(number.ToString("0.00", CultureInfo.InvariantCulture)))
            : value.Undecodable();
    }

    /// <summary>Removes a prefix, when it is present.</summary>
    /// <param name="value">The value.</param>
    /// <param name="prefix">The prefix, compared ordinally.</param>
    /// <returns>The value without the prefix.</returns>
    public static WireValue StripPrefix(WireValue value, string prefix)
    {
        var bytes = Encoding.UTF8.GetBytes(prefix);
        return value.IsScalar && value.Utf8.StartsWith(bytes) ? value.With(value.Utf8[bytes.Length..]) : value;
    }

    /// <summary>Encodes in base64 with padding (RFC 4648, section 4).</summary>
    /// <param name="value">The value.</param>
    /// <returns>Its bytes in base64.</returns>
    public static WireValue Base64(WireValue value) => value.IsScalar ? value.With(Text(Convert.ToBase64String(value.Utf8))) : value;

    /// <summary>Decodes base64 (RFC 4648, section 4), with full padding or none, and canonical otherwise.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The bytes; invalid when it is not canonical base64.</returns>
    public static WireValue Base64Decode(WireValue value)
    {
        if (!value.IsScalar)
            return value;
        var bytes = new byte[value.Utf8.Length];
        return StrictBase64.TryDecodeAnyPadding(value.Utf8, isUrl: false, bytes, out var length)
            ? value.With(bytes.AsSpan(0, length))
            : value.Undecodable();
    }

    /// <summary>Decodes base64url (RFC 4648, section 5), with full padding or none, and canonical otherwise.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The bytes; invalid when it is not canonical base64url.</returns>
    public static WireValue Base64UrlDecode(WireValue value)
    {
        if (!value.IsScalar)
            return value;
        var bytes = new byte[value.Utf8.Length];
        return StrictBase64.TryDecodeAnyPadding(value.Utf8, isUrl: true, bytes, out var length)
            ? value.With(bytes.AsSpan(0, length))
            : value.Undecodable();
    }

    /// <summary>Decodes pairs of hexadecimal digits, of either case.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The bytes; invalid when it contains other characters.</returns>
    public static WireValue HexDecode(WireValue value)
    {
        if (!value.IsScalar)
            return value;
        var bytes = new byte[value.Utf8.Length / 2];
        return SignatureText.TryDecodeHex(value.Utf8, bytes, out _) ? value.With(bytes) : value.Undecodable();
    }

    /// <summary>
    /// Percent-encodes like forms (WHATWG URL Standard, section 5.2): a space becomes <c>+</c>; <c>*-._</c> are unchanged.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <returns>The encoded value, with upper-case digits.</returns>
    public static WireValue UrlEncode(WireValue value) => PercentEncode(value, "*-._"u8, "0123456789ABCDEF"u8);

    /// <summary>Percent-encodes like <c>HttpUtility.UrlEncode</c> of .NET: <c>-_.!*()</c> are unchanged.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The encoded value, with lower-case digits.</returns>
    public static WireValue UrlEncodeDotnet(WireValue value) => PercentEncode(value, "-_.!*()"u8, "0123456789abcdef"u8);

    /// <summary>Decodes percent-encoding, and <c>+</c> as a space.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The text; invalid at a malformed escape or bytes that are not UTF-8.</returns>
    public static WireValue UrlDecode(WireValue value)
    {
        if (!value.IsScalar)
            return value;
        var bytes = new byte[value.Utf8.Length];
        return PercentEncoding.TryDecode(value.Utf8, bytes, out var length) && Utf8.IsValid(bytes.AsSpan(0, length))
            ? value.With(bytes.AsSpan(0, length))
            : value.Undecodable();
    }

    /// <summary>Computes the CRC-32 of ISO/IEC 13239, as PHP's <c>crc32b</c> does.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The checksum, 8 lower-case hexadecimal digits.</returns>
    public static WireValue Crc32(WireValue value) =>
        value.IsScalar ? value.With(Text(Crc32Of(value.Utf8).ToString("x8", CultureInfo.InvariantCulture))) : value;

    /// <summary>Computes the same checksum as a decimal number, as PHP's <c>crc32</c> and Java's <c>CRC32.getValue</c> do.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The checksum, 1 to 10 digits.</returns>
    public static WireValue Crc32Decimal(WireValue value) =>
        value.IsScalar ? value.With(Text(Crc32Of(value.Utf8).ToString(CultureInfo.InvariantCulture))) : value;

    private static uint Crc32Of(ReadOnlySpan<byte> text)
    {
        var crc = uint.MaxValue;
        foreach (var unit in text)
        {
            crc ^= unit;
            for (var bit = 0; bit < 8; bit++)
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320u);
        }

        return ~crc;
    }

#pragma warning disable CA5350, CA5351 // Providers that sign with these exist; the schema says so and the compiler reports it.
    /// <summary>Computes the MD5 (RFC 1321). Legacy.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The digest in lower-case hexadecimal digits.</returns>
    public static WireValue Md5(WireValue value) => value.IsScalar ? value.With(Hex(MD5.HashData(value.Utf8))) : value;

    /// <summary>Computes the SHA-1 (RFC 3174). Legacy.</summary>
    /// <param name="value">The value.</param>
    /// <returns>The digest in lower-case hexadecimal digits.</returns>
    public static WireValue Sha1(WireValue value) => value.IsScalar ? value.With(Hex(SHA1.HashData(value.Utf8))) : value;
#pragma warning restore CA5350, CA5351

    /// <summary>Computes the SHA-256 (RFC 6234).</summary>
    /// <param name="value">The value.</param>
    /// <returns>The digest in lower-case hexadecimal digits.</returns>
    public static WireValue Sha256(WireValue value) => value.IsScalar ? value.With(Hex(SHA256.HashData(value.Utf8))) : value;

    /// <summary>Computes the SHA-384 (RFC 6234).</summary>
    /// <param name="value">The value.</param>
    /// <returns>The digest in lower-case hexadecimal digits.</returns>
    public static WireValue Sha384(WireValue value) => value.IsScalar ? value.With(Hex(SHA384.HashData(value.Utf8))) : value;

    /// <summary>Computes the SHA-512 (RFC 6234).</summary>
    /// <param name="value">The value.</param>
    /// <returns>The digest in lower-case hexadecimal digits.</returns>
    public static WireValue Sha512(WireValue value) => value.IsScalar ? value.With(Hex(SHA512.HashData(value.Utf8))) : value;

    /// <summary>
    /// Inserts a backslash before every backslash and every delimiter, so that the delimiter can follow the value in a message
    /// unambiguously. A filter after this one removes that guarantee.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <param name="delimiter">The delimiter, an ASCII character.</param>
    /// <returns>The escaped value.</returns>
    public static WireValue Escape(WireValue value, char delimiter)
    {
        if (!value.IsScalar)
            return value;
        if (value.Utf8.IndexOfAny((byte)'\\', (byte)delimiter) < 0)
            return value.WithEscaped(value.Utf8, (byte)delimiter);
        var escaped = new ArrayBufferWriter<byte>(value.Utf8.Length + 8);
        foreach (var unit in value.Utf8)
        {
            if (unit == (byte)'\\' || unit == (byte)delimiter)
                escaped.Write("\\"u8);
            escaped.Write([unit]);
        }

        return value.WithEscaped(escaped.WrittenSpan, (byte)delimiter);
    }

    private static byte[] Hex(byte[] digest) => Text(Convert.ToHexStringLower(digest));

    private static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>Percent-encodes like <c>urlencode</c> of PHP: a space becomes <c>+</c>; <c>-._</c> are unchanged.</summary>
    internal static ReadOnlySpan<byte> UrlEncodePhp(ReadOnlySpan<byte> text) =>
        PercentEncode(WireValue.Scalar(text), "-._"u8, "0123456789ABCDEF"u8).Utf8;

    private static WireValue PercentEncode(WireValue value, ReadOnlySpan<byte> kept, ReadOnlySpan<byte> digits)
    {
        if (!value.IsScalar)
            return value;
        var encoded = new byte[checked(value.Utf8.Length * 3)];
        var length = 0;
        foreach (var unit in value.Utf8)
        {
            if (char.IsAsciiLetterOrDigit((char)unit) || kept.Contains(unit))
            {
                encoded[length++] = unit;
            }
            else if (unit == (byte)' ')
            {
                encoded[length++] = (byte)'+';
            }
            else
            {
                encoded[length++] = (byte)'%';
                encoded[length++] = digits[unit >> 4];
                encoded[length++] = digits[unit & 15];
            }
        }

        return value.With(encoded.AsSpan(0, length));
    }

    private static ReadOnlySpan<byte> SkipRunes(ReadOnlySpan<byte> text, int count)
    {
        for (; count > 0 && !text.IsEmpty; count--)
            text = text[RuneLength(text)..];
        return text;
    }

    private static int RuneLength(ReadOnlySpan<byte> text)
    {
        Rune.DecodeFromUtf8(text, out _, out var length);
        return length;
    }
}
