using System.Text;

namespace CallbackGen.Tool;

/// <summary>
/// Reads what somebody else may have written. Never more of it is read than its kind may have, whatever length the file system tells:
/// a file may be a link to a device that never ends.
/// </summary>
internal static class FileBytes
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads a file that is one: what has no length, such as a pipe or a device, is empty and is not waited for.</summary>
    /// <inheritdoc cref="ReadAtMost(string, int)"/>
    public static byte[]? ReadFileAtMost(string path, int most)
    {
        var file = new FileInfo(path);
        return (file.ResolveLinkTarget(returnFinalTarget: true) as FileInfo ?? file) is { Exists: true, Length: 0 }
            ? []
            : ReadAtMost(path, most);
    }

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="most">How many bytes it may have.</param>
    /// <returns>Its bytes; null where it has more.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    public static byte[]? ReadAtMost(string path, int most)
    {
        using var stream = File.OpenRead(path);
        return ReadAtMost(stream, most);
    }

    /// <summary>Why a file cannot be read or written, in a sentence.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="failure">What was thrown.</param>
    public static string Why(string path, Exception failure) =>
        failure switch
        {
            _ when Directory.Exists(path) => "this is a folder: name a file in it.",
            FileNotFoundException or DirectoryNotFoundException => "there is no such file.",
            UnauthorizedAccessException => "you have no right to this file.",
            PathTooLongException => "no file has so long a name.",
            _ => "the file cannot be read, or is just being written: the system refuses it.",
        };

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">The stream.</param>
    /// <param name="most">How many bytes it may have.</param>
    /// <returns>Its bytes; null where it has more.</returns>
    public static byte[]? ReadAtMost(Stream stream, int most)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[81920];
        for (int read; (read = stream.Read(buffer)) > 0; )
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > most)
                return null;
        }

        return bytes.ToArray();
    }

    /// <summary>Bytes as text in UTF-8, a byte-order mark before it included.</summary>
    /// <exception cref="DecoderFallbackException">They are no UTF-8.</exception>
    public static string Decode(ReadOnlySpan<byte> bytes) => StrictUtf8.GetString(bytes);

    /// <summary>Bytes as text in UTF-8, without the byte-order mark that editors write before it.</summary>
    /// <exception cref="DecoderFallbackException">They are no UTF-8.</exception>
    public static string DecodeDocument(ReadOnlySpan<byte> bytes)
    {
        var text = Decode(bytes);
        return text.StartsWith('\uFEFF') ? text[1..] : text;
    }
}
