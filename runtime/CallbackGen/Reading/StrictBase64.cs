using System.Buffers;
using System.Buffers.Text;

namespace CallbackGen.Verification;

/// <summary>
/// Base64 and base64url (RFC 4648, sections 4 and 5) of which every value has exactly one text. The decoders of .NET
/// skip white space and take padding in base64url, and do not promise to refuse bits behind the last byte, so that one
/// signature would have several spellings. Text of which anything was skipped gives fewer bytes than its length tells.
/// </summary>
internal static class StrictBase64
{
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

    /// <summary>
    /// Decodes base64 or base64url, padded in full or not at all: encoders differ in that alone (RFC 4648, section 3.2), and both
    /// spellings are one value. What is not canonical otherwise is refused, so that nothing else has a second spelling.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="isUrl">Whether it is base64url.</param>
    /// <param name="bytes">Room for what it decodes to.</param>
    /// <param name="written">How many bytes that are.</param>
    /// <returns><see langword="false"/> when it is neither or <paramref name="bytes"/> is too short.</returns>
    public static bool TryDecodeAnyPadding(ReadOnlySpan<byte> text, bool isUrl, Span<byte> bytes, out int written)
    {
        var digits = text.TrimEnd((byte)'=');
        written = 0;
        // One sign where two belong is a text that was cut.
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

    /// <summary>What so many digits decode to: with one fewer, where one digit alone is none, always to fewer bytes.</summary>
    private static int DecodedLength(ReadOnlySpan<byte> digits) => (digits.Length / 4 * 3) + (digits.Length % 4 * 3 / 4);

    /// <summary>Two digits hold one byte and four spare bits, three hold two bytes and two spare bits; one digit holds nothing.</summary>
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
