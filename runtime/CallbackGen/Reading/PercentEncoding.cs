namespace CallbackGen.Reading;

/// <summary>Decodes the percent-encoding of forms (WHATWG URL Standard, section 5).</summary>
internal static class PercentEncoding
{
    /// <summary>Decodes escapes, and <c>+</c> as a space.</summary>
    /// <param name="encoded">The encoded bytes.</param>
    /// <param name="bytes">The output, at least as long.</param>
    /// <param name="written">The number of decoded bytes.</param>
    /// <returns><see langword="false"/> at a percent sign without two hexadecimal digits.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> encoded, Span<byte> bytes, out int written)
    {
        written = 0;
        while (true)
        {
            var special = encoded.IndexOfAny((byte)'%', (byte)'+');
            var plain = special < 0 ? encoded : encoded[..special];
            plain.CopyTo(bytes[written..]);
            written += plain.Length;
            if (special < 0)
                return true;
            encoded = encoded[special..];
            if (encoded[0] == (byte)'+')
            {
                bytes[written++] = (byte)' ';
                encoded = encoded[1..];
                continue;
            }

            if (encoded.Length < 3 || !TryHexDigit(encoded[1], out var high) || !TryHexDigit(encoded[2], out var low))
                return false;
            bytes[written++] = (byte)((high << 4) | low);
            encoded = encoded[3..];
        }
    }

    /// <summary>Gets the value of a hexadecimal digit in either case.</summary>
    public static bool TryHexDigit(byte digit, out int value)
    {
        value = digit switch
        {
            >= (byte)'0' and <= (byte)'9' => digit - '0',
            >= (byte)'a' and <= (byte)'f' => digit - 'a' + 10,
            >= (byte)'A' and <= (byte)'F' => digit - 'A' + 10,
            _ => -1,
        };
        return value >= 0;
    }
}
