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

    public static bool TryDecode(ReadOnlySpan<byte> text, SignatureEncoding encoding, Span<byte> bytes, out int length) => encoding switch
    {
        SignatureEncoding.Hex => TryDecodeHex(text, bytes, out length),
        SignatureEncoding.Base64 => StrictBase64.TryDecode(text, bytes, out length),
        SignatureEncoding.Base64Url => StrictBase64.TryDecodeUrl(text, bytes, out length),
        _ => StrictBase64.TryDecode(text, bytes, out length) && TryDecodeHex(bytes[..length], bytes, out length),
    };

    /// <summary>Decodes pairs of hexadecimal digits; in place too, because it writes after what it has read.</summary>
    public static bool TryDecodeHex(ReadOnlySpan<byte> text, Span<byte> bytes, out int length)
    {
        length = text.Length / 2;
        if (text.Length % 2 != 0 || length > bytes.Length)
            return false;
        for (var index = 0; index < length; index++)
        {
            if (!PercentEncoding.TryHexDigit(text[index * 2], out var high) || !PercentEncoding.TryHexDigit(text[(index * 2) + 1], out var low))
                return false;
            bytes[index] = (byte)((high << 4) | low);
        }

        return true;
    }

    /// <summary>A text of the schema in UTF-8. Nearly all of them are empty or a letter or two.</summary>
    public static byte[] Utf8Of(string text) => text.Length == 0 ? [] : Encoding.UTF8.GetBytes(text);
}
