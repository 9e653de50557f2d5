using System.Buffers;
using System.Text;
using CallbackGen.Definitions;

namespace CallbackGen.Verification;

/// <summary>Parses texts that contain signatures.</summary>
internal static class SignatureText
{
    /// <summary>Returns the whole rest of the text.</summary>
    public static ReadOnlySpan<byte> TakeAll(scoped ref ReadOnlySpan<byte> rest)
    {
        var all = rest;
        rest = default;
        return all;
    }

    /// <summary>Returns the text before the next separator, without surrounding spaces, and advances past the separator.</summary>
    public static ReadOnlySpan<byte> TakeItem(scoped ref ReadOnlySpan<byte> rest, char separator)
    {
        var end = rest.IndexOf((byte)separator);
        var item = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return item.Trim((byte)' ');
    }

    /// <summary>Gets the value of a pair, when it has the given name.</summary>
    public static bool TryPair(ReadOnlySpan<byte> item, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> text)
    {
        var equals = item.IndexOf((byte)'=');
        text = equals < 0 ? default : item[(equals + 1)..].Trim((byte)' ');
        return equals >= 0 && item[..equals].Trim((byte)' ').SequenceEqual(name);
    }

    /// <summary>
    /// Returns whether an item is not a pair but another value of the pair before it: <c>old</c> in <c>v1=new,old</c>. Equals signs at the
    /// end of base64 are padding when the length is a multiple of four.
    /// </summary>
    public static bool IsBare(ReadOnlySpan<byte> item, SignatureEncoding encoding)
    {
        if (encoding != SignatureEncoding.Hex && item.Length % 4 == 0)
            item = item.TrimEnd((byte)'=');
        return !item.Contains((byte)'=');
    }

    /// <summary>
    /// Removes a prefix. In <c>Authorization</c>, a prefix with a space names an authentication scheme, which is case-insensitive (RFC
    /// 9110, section 11.1) and followed by one or more spaces (section 11.4). In other sources a prefix is compared byte for byte.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="prefix">The prefix.</param>
    /// <param name="source">The source of the text.</param>
    /// <param name="rest">The text after the prefix.</param>
    /// <returns><see langword="false"/> when the text does not begin with the prefix.</returns>
    public static bool TryStripPrefix(ReadOnlySpan<byte> text, ReadOnlySpan<byte> prefix, ValueSource source, out ReadOnlySpan<byte> rest)
    {
        rest = text;
        var scheme = IsCredentials(source) ? prefix.IndexOf((byte)' ') : 0;
        if (scheme > 0)
        {
            if (text.Length <= scheme || text[scheme] != (byte)' ' || !Ascii.EqualsIgnoreCase(text[..scheme], prefix[..scheme]))
                return false;
            text = text[scheme..].TrimStart((byte)' ');
            prefix = prefix[scheme..].TrimStart((byte)' ');
        }

        if (!text.StartsWith(prefix))
            return false;
        rest = text[prefix.Length..];
        return true;
    }

    private static bool IsCredentials(ValueSource source) =>
        source.Kind == "header:"
        && (
            string.Equals(source.Name, "Authorization", StringComparison.OrdinalIgnoreCase)
            || string.Equals(source.Name, "Proxy-Authorization", StringComparison.OrdinalIgnoreCase)
        );

    public static bool TryDecode(ReadOnlySpan<byte> text, SignatureEncoding encoding, Span<byte> bytes, out int length) =>
        encoding switch
        {
            SignatureEncoding.Hex => TryDecodeHex(text, bytes, out length),
            SignatureEncoding.Base64 => StrictBase64.TryDecodeAnyPadding(text, isUrl: false, bytes, out length),
            SignatureEncoding.Base64Url => StrictBase64.TryDecodeAnyPadding(text, isUrl: true, bytes, out length),
            _ => StrictBase64.TryDecodeAnyPadding(text, isUrl: false, bytes, out length)
                && TryDecodeHex(bytes[..length].ToArray(), bytes, out length),
        };

    /// <summary>Decodes pairs of hexadecimal digits. The spans must not overlap.</summary>
    public static bool TryDecodeHex(ReadOnlySpan<byte> text, Span<byte> bytes, out int length) =>
        Convert.FromHexString(text, bytes, out _, out length) == OperationStatus.Done;

    /// <summary>Encodes a text of the schema in UTF-8. An empty text needs no allocation.</summary>
    public static byte[] Utf8Of(string text) => text.Length == 0 ? [] : Encoding.UTF8.GetBytes(text);
}
