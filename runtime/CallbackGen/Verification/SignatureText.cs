using System.Text;
using CallbackGen.Reading;

namespace CallbackGen.Verification;

/// <summary>How signatures are written in a text.</summary>
internal static class SignatureText
{
    /// <summary>Takes the whole text.</summary>
    public static ReadOnlySpan<byte> TakeAll(scoped ref ReadOnlySpan<byte> rest)
    {
        var all = rest;
        rest = default;
        return all;
    }

    /// <summary>Takes what stands before the next separator, without the spaces around it.</summary>
    public static ReadOnlySpan<byte> TakeItem(scoped ref ReadOnlySpan<byte> rest, char separator)
    {
        var end = rest.IndexOf((byte)separator);
        var item = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return item.Trim((byte)' ');
    }

    /// <summary>The value of a pair, when it is of that name.</summary>
    public static bool TryPair(ReadOnlySpan<byte> item, ReadOnlySpan<byte> name, out ReadOnlySpan<byte> text)
    {
        var equals = item.IndexOf((byte)'=');
        text = equals < 0 ? default : item[(equals + 1)..].Trim((byte)' ');
        return equals >= 0 && item[..equals].Trim((byte)' ').SequenceEqual(name);
    }

    /// <summary>
    /// Whether an item is no pair of its own but one more value of the pair before it: <c>new,old</c> of <c>v1=new,old</c>. The
    /// signs at the end of base64 are padding, which makes a text of whole fours.
    /// </summary>
    public static bool IsBare(ReadOnlySpan<byte> item, SignatureEncoding encoding)
    {
        if (encoding != SignatureEncoding.Hex && item.Length % 4 == 0)
            item = item.TrimEnd((byte)'=');
        return !item.Contains((byte)'=');
    }

    /// <summary>
    /// Takes a prefix off. In <c>Authorization</c> a prefix with a space names an authentication scheme, which has no case (RFC 9110,
    /// section 11.1) and one or more spaces behind it (section 11.4). Everywhere else a prefix is compared byte for byte.
    /// </summary>
    /// <param name="text">The text.</param>
    /// <param name="prefix">The prefix.</param>
    /// <param name="source">Where the text stands.</param>
    /// <param name="rest">What stands behind the prefix.</param>
    /// <returns><see langword="false"/> when the text does not begin with it.</returns>
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
                && TryDecodeHex(bytes[..length], bytes, out length),
        };

    /// <summary>Decodes pairs of hexadecimal digits; in place too, because it writes after what it has read.</summary>
    public static bool TryDecodeHex(ReadOnlySpan<byte> text, Span<byte> bytes, out int length)
    {
        length = text.Length / 2;
        if (text.Length % 2 != 0 || length > bytes.Length)
            return false;
        for (var index = 0; index < length; index++)
        {
            if (
                !PercentEncoding.TryHexDigit(text[index * 2], out var high)
                || !PercentEncoding.TryHexDigit(text[(index * 2) + 1], out var low)
            )
                return false;
            bytes[index] = (byte)((high << 4) | low);
        }

        return true;
    }

    /// <summary>A text of the schema in UTF-8. Nearly all of them are empty or a letter or two.</summary>
    public static byte[] Utf8Of(string text) => text.Length == 0 ? [] : Encoding.UTF8.GetBytes(text);
}
