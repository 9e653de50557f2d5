using System.Globalization;
using System.Text;

namespace CallbackGen.Tool.Captures;

/// <summary>
/// A file of the command <c>capture</c>, named <c>*.callback</c> by convention. Lines that begin with <c># </c> hold metadata; after them
/// follows the request as received, byte for byte (RFC 9112). The metadata gives the length of the body, whatever framing it had.
/// </summary>
/// <example>
/// <code>
/// # callbackgen capture 1
/// # received: 2026-01-02T03:04:05.0000000+00:00
/// # origin: https://shop.example
/// # body: 15 bytes
/// POST /callbacks/acme HTTP/1.1
/// Content-Type: application/json
///
/// {"id":"INV-1"}
/// </code>
/// </example>
internal static class CallbackFile
{
    /// <summary>The conventional file extension.</summary>
    public const string Suffix = ".callback";

    private static ReadOnlySpan<byte> FirstLine => "# callbackgen capture 1"u8;

    /// <summary>Returns whether the bytes are a file of this kind.</summary>
    public static bool IsOne(CaptureSource source) => new ByteLines(source.Bytes).Peek().SequenceEqual(FirstLine);

    /// <summary>Writes a capture.</summary>
    /// <returns>The file's bytes.</returns>
    public static byte[] Write(Capture capture)
    {
        using var file = new MemoryStream();
        file.Write(FirstLine);
        Append(file, "\n");
        if (capture.At is { } at)
            Append(file, string.Create(CultureInfo.InvariantCulture, $"# received: {at:O}\n"));
        if (capture.Origin is { } origin)
            Append(file, $"# origin: {origin}\n");
        Append(file, string.Create(CultureInfo.InvariantCulture, $"# body: {capture.Body.Length} bytes\n"));
        Append(file, $"{capture.Method} {capture.Target} HTTP/1.1\r\n");
        foreach (var header in capture.Headers)
        {
            Append(file, $"{header.Name}: ");
            file.Write(header.Bytes.Span);
            Append(file, "\r\n");
        }

        Append(file, "\r\n");
        file.Write(capture.Body.Span);
        return file.ToArray();
    }

    /// <summary>Reads a capture.</summary>
    public static IReadOnlyList<Capture> Read(CaptureSource source)
    {
        var lines = new ByteLines(source.Bytes);
        lines.Read();
        var told = new Dictionary<string, string>(StringComparer.Ordinal);
        while (lines.Peek().StartsWith("# "u8))
        {
            var words = Encoding.Latin1.GetString(lines.Read()).Split(": ", 2);
            told[words[0][2..]] = words.Length > 1 ? words[1] : "";
        }

        if (
            !told.TryGetValue("body", out var body)
            || !int.TryParse(body.Split(' ')[0], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
        )
            throw new CaptureFaultException(
                lines.Line,
                "the capture does not say how long its body is: a line such as \"# body: 15 bytes\" is missing before the request."
            );
        DateTimeOffset? at = told.TryGetValue("received", out var received)
            ? DateTimeOffset.TryParse(received, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
                ? time
                : throw new CaptureFaultException(2, $"{Output.Visible.Quote(received)} is no time (RFC 3339).")
            : null;
        var origin = told.TryGetValue("origin", out var written) ? RequestHead.Split(written, lines.Line).Origin : null;
        var capture = RawHttp.ReadOne(source, lines, 0, length, origin, at);
        return lines.TakeRest() is { Length: > 0 } more
            ? throw new CaptureFaultException(lines.Line, $"{more.Length} bytes follow the body: the capture was changed.")
            : [capture];
    }

    private static void Append(MemoryStream file, string text) => file.Write(Encoding.Latin1.GetBytes(text));
}
