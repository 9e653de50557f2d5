using System.Buffers;
using System.Buffers.Text;

namespace CallbackGen.Verification;

/// <summary>
/// Decodes base64 and base64url (RFC 4648, sections 4 and 5) so that every value has exactly one text.
/// </summary>
/// <remarks>
/// The decoders of .NET skip white space, accept padding in base64url and do not promise to reject nonzero bits after the last byte, so
/// that a signature would have several texts. A text with skipped characters is rejected because it decodes to fewer bytes than its length
/// requires.
/// </remarks>
internal static class StrictBase64
{
#pragma warning disable RS0030 // The lenient decoders, between checks that leave each value one text.
    /// <summary>Decodes base64 with padding.</summary>
    /// <returns><see langword="false"/> when it is not canonical or <paramref name="bytes"/> is too short.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> text, Span<byte> bytes, out int written)
    {
        written = 0;
        if (text.Length % 4 != 0)
            return false;
        var digits = text.TrimEnd((byte)'=');
        return text.Length - digits.Length <= 2
            && HasNoSpareBits(digits)
            && Base64.DecodeFromUtf8(text, bytes, out _, out written) == OperationStatus.Done
            && written == DecodedLength(digits);
    }

    /// <summary>Decodes base64url without padding.</summary>
    /// <returns><see langword="false"/> when it is not canonical or <paramref name="bytes"/> is too short.</returns>
    public static bool TryDecodeUrl(ReadOnlySpan<byte> text, Span<byte> bytes, out int written)
    {
        written = 0;
        return HasNoSpareBits(text)
            && Base64Url.DecodeFromUtf8(text, bytes, out _, out written) == OperationStatus.Done
            && written == DecodedLength(text);
    }
#pragma warning restore RS0030

    /// <summary>
    /// Decodes base64 or base64url, with full padding or none: encoders differ only in that (RFC 4648, section 3.2), and both texts are the
    /// same value. Other non-canonical texts are rejected, so that there is no further text of the same value.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="isUrl">Whether it is base64url.</param>
    /// <param name="bytes">The output.</param>
    /// <param name="written">The number of decoded bytes.</param>
    /// <returns><see langword="false"/> when the text is not canonical or <paramref name="bytes"/> is too short.</returns>
    public static bool TryDecodeAnyPadding(ReadOnlySpan<byte> text, bool isUrl, Span<byte> bytes, out int written)
    {
        var digits = text.TrimEnd((byte)'=');
        written = 0;
        // Incomplete padding, such as one sign in place of two, indicates a truncated text.
        if (digits.Length != text.Length && (text.Length % 4 != 0 || text.Length - digits.Length > 2))
            return false;
        if (isUrl)
            return TryDecodeUrl(digits, bytes, out written);
        if (text.Length % 4 == 0)
            return TryDecode(text, bytes, out written);
        Span<byte> last = [(byte)'=', (byte)'=', (byte)'=', (byte)'='];
        var whole = digits.Length / 4 * 4;
        digits[whole..].CopyTo(last);
        if (!TryDecode(digits[..whole], bytes, out written) || !TryDecode(last, bytes[written..], out var more))
            return false;
        written += more;
        return true;
    }

    /// <summary>
    /// Returns the number of bytes that digits decode to. Among valid lengths, fewer digits always decode to fewer bytes.
    /// </summary>
    private static int DecodedLength(ReadOnlySpan<byte> digits) => (digits.Length / 4 * 3) + (digits.Length % 4 * 3 / 4);

    /// <summary>
    /// Returns whether the unused bits are zero. Two digits contain one byte and four unused bits, three contain two bytes and two unused
    /// bits; a single digit is invalid.
    /// </summary>
    private static bool HasNoSpareBits(ReadOnlySpan<byte> digits)
    {
        return (digits.Length % 4) switch
        {
            0 => true,
            2 => (ValueOf(digits[^1]) & 0b1111) == 0,
            3 => (ValueOf(digits[^1]) & 0b11) == 0,
            _ => false,
        };
    }

    private static int ValueOf(byte digit) =>
        digit switch
        {
            >= (byte)'A' and <= (byte)'Z' => digit - 'A',
            >= (byte)'a' and <= (byte)'z' => digit - 'a' + 26,
            >= (byte)'0' and <= (byte)'9' => digit - '0' + 52,
            (byte)'+' or (byte)'-' => 62,
            _ => 63,
        };
}
