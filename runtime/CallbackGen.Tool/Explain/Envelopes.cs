using System.IO.Compression;
using System.Text;
using System.Text.Json;

namespace CallbackGen.Tool.Explain;

/// <summary>
/// Unwraps the envelopes and encodings that a gateway may put around a body. Each character of a text is a byte.
/// </summary>
internal static class Envelopes
{
    /// <summary>The largest decompressed body, in bytes.</summary>
    private const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>
    /// The characters of bytes 0x80 to 0x9F in Windows-1252, where unused bytes are control characters (WHATWG Encoding
    /// Standard).
    /// </summary>
    private const string Windows1252 =
        "\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D\u008F"
        + "\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D\u017E\u0178";

    /// <summary>Decodes base64 (RFC 4648); null when the body is not base64.</summary>
    public static string? FromBase64(string body)
    {
        var bytes = new byte[body.Length];
        return Convert.TryFromBase64String(body, bytes, out var length) && length > 0 ? Encoding.Latin1.GetString(bytes, 0, length) : null;
    }

    /// <summary>Decompresses gzip (RFC 1952); null when the body is not gzip.</summary>
    public static string? FromGzip(string body)
    {
        if (!body.StartsWith("\u001F\u008B", StringComparison.Ordinal))
            return null;
        try
        {
            using var gzip = new GZipStream(new MemoryStream(Encoding.Latin1.GetBytes(body)), CompressionMode.Decompress);
            return FileBytes.ReadAtMost(gzip, MaxBytes) is { } plain ? Encoding.Latin1.GetString(plain) : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Returns the text of a body that is one JSON string; null when it is none.</summary>
    public static string? FromJsonText(string body)
    {
        if (body is not ['"', .., '"'])
            return null;
        try
        {
            return JsonSerializer.Deserialize<string>(Encoding.Latin1.GetBytes(body)) is { } text
                ? Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(text))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Decodes the HTML entities of a text.</summary>
    public static string FromEntities(string body) =>
        body.Replace("&lt;", "<", StringComparison.Ordinal)
            .Replace("&gt;", ">", StringComparison.Ordinal)
            .Replace("&quot;", "\"", StringComparison.Ordinal)
            .Replace("&#39;", "'", StringComparison.Ordinal)
            .Replace("&amp;", "&", StringComparison.Ordinal);

    /// <summary>Restores bytes that were decoded as Windows-1252 and encoded as UTF-8; null when they were not.</summary>
    public static string? FromWindows1252(string body)
    {
        var text = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(body));
        var bytes = new StringBuilder(text.Length);
        foreach (var one in text)
        {
            var at = Windows1252.IndexOf(one, StringComparison.Ordinal);
            if (one > '\u00FF' && at < 0)
                return null;
            bytes.Append(at < 0 ? one : (char)(0x80 + at));
        }

        return bytes.ToString();
    }
}
