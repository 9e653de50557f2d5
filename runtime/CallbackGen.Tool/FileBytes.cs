using System.Text;

namespace CallbackGen.Tool;

/// <summary>
/// Reads files of other people with a size limit. No more than the limit is read, whatever length the file system reports: a file
/// may be a link to an endless device.
/// </summary>
internal static class FileBytes
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// Reads a regular file. A file without a length, such as a pipe or a device, is empty, and is not waited for.
    /// </summary>
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
    /// <param name="most">The largest accepted size, in bytes.</param>
    /// <returns>Its bytes; null when the file is larger.</returns>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">Access is denied.</exception>
    public static byte[]? ReadAtMost(string path, int most)
    {
        using var stream = File.OpenRead(path);
        return ReadAtMost(stream, most);
    }

    /// <summary>Returns why a file cannot be read or written, in a sentence.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="failure">The exception that was thrown.</param>
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
    /// <param name="most">The largest accepted size, in bytes.</param>
    /// <returns>Its bytes; null when there are more.</returns>
    public static byte[]? ReadAtMost(Stream stream, int most)
    {
        using var bytes = new MemoryStream();
        var buffer = new byte[81920];
        for (int read; (read = stream.Read(buffer)) > 0;)
        {
            bytes.Write(buffer, 0, read);
            if (bytes.Length > most)
                return null;
        }

        return bytes.ToArray();
    }

    /// <summary>Decodes UTF-8, and keeps a byte-order mark.</summary>
    /// <exception cref="DecoderFallbackException">The bytes are not valid UTF-8.</exception>
    public static string Decode(ReadOnlySpan<byte> bytes) => StrictUtf8.GetString(bytes);

    /// <summary>Decodes UTF-8 without its byte-order mark, which some editors write.</summary>
    /// <exception cref="DecoderFallbackException">The bytes are not valid UTF-8.</exception>
    public static string DecodeDocument(ReadOnlySpan<byte> bytes)
    {
        var text = Decode(bytes);
        return text.StartsWith('\uFEFF') ? text[1..] : text;
    }
}
