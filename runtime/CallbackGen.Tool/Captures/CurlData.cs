using System.Globalization;
using System.Text;

namespace CallbackGen.Tool.Captures;

/// <summary>Encodes the value of curl's <c>--data-urlencode</c>, in the forms that its manual lists.</summary>
internal static class CurlData
{
    /// <param name="value"><c>content</c>, <c>=content</c>, <c>name=content</c>, <c>@file</c> or <c>name@file</c>.</param>
    /// <param name="read">Reads a file by its name.</param>
    /// <returns>The bytes that curl sends.</returns>
    public static byte[] UrlEncoded(byte[] value, Func<byte[], byte[]> read)
    {
        var equals = Array.IndexOf(value, (byte)'=');
        var file = Array.IndexOf(value, (byte)'@');
        if (equals >= 0 && (file < 0 || equals < file))
            return Named(value[..equals], value[(equals + 1)..]);
        return file >= 0 ? Named(value[..file], read(value[(file + 1)..])) : Encode(value);
    }

    private static byte[] Named(byte[] name, byte[] content) =>
        name.Length == 0 ? Encode(content) : [.. name, (byte)'=', .. Encode(content)];

    /// <summary>
    /// Percent-encodes, in upper case, all characters except the unreserved ones of RFC 3986; a space becomes %20.
    /// </summary>
    private static byte[] Encode(byte[] content)
    {
        var encoded = new StringBuilder(content.Length);
        foreach (var one in content)
        {
            if (char.IsAsciiLetterOrDigit((char)one) || one is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~')
                encoded.Append((char)one);
            else
                encoded.Append(CultureInfo.InvariantCulture, $"%{one:X2}");
        }

        return Encoding.ASCII.GetBytes(encoded.ToString());
    }
}
