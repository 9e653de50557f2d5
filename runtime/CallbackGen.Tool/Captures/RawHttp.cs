using System.Globalization;
using System.Text;

namespace CallbackGen.Tool.Captures;

/// <summary>
/// Parses requests in their wire format (RFC 9112). Lines of the head may end in LF alone, as some editors write them.
/// </summary>
internal static class RawHttp
{
    /// <summary>Returns whether a line is a request line with a version.</summary>
    public static bool IsRequestLine(ReadOnlySpan<byte> line) => TryRequestLine(line, out _, out _);

    /// <summary>Reads all requests of a source, which follow each other.</summary>
    public static IReadOnlyList<Capture> Read(CaptureSource source)
    {
        var lines = new ByteLines(source.Bytes, source.Start);
        var captures = new List<Capture>();
        for (lines.SkipBlank(); !lines.IsAtEnd; lines.SkipBlank())
        {
            if (captures.Count == CaptureLimits.Requests)
                throw new CaptureFaultException(lines.Line, $"there are more than {CaptureLimits.Requests} requests.");
            captures.Add(ReadOne(source, lines, captures.Count, bodyLength: null, origin: null, at: null));
        }

        return captures;
    }

    /// <summary>Reads a request.</summary>
    /// <param name="source">The source that contains it.</param>
    /// <param name="lines">The lines, positioned at its beginning.</param>
    /// <param name="index">Its index among the requests of the source, from 0.</param>
    /// <param name="bodyLength">The length of the body in bytes, when it is known from elsewhere than the head.</param>
    /// <param name="origin">The origin of its address, when it is known from elsewhere than the head.</param>
    /// <param name="at">The time of its arrival.</param>
    public static Capture ReadOne(CaptureSource source, ByteLines lines, int index, int? bodyLength, string? origin, DateTimeOffset? at)
    {
        var first = lines.Line;
        if (!TryRequestLine(lines.Read(), out var method, out var url))
            throw new CaptureFaultException(
                first,
                "a request begins with a line such as \"POST /callbacks/acme HTTP/1.1\", and this is none. Where a body "
                    + "ended here before, its Content-Length is too small."
            );
        var (written, target) = RequestHead.Split(url, first);
        var headers = ReadHeaders(lines);
        var doubts = new List<string>();
        var body = bodyLength is { } length ? Exactly(lines, length, "the capture") : ReadBody(lines, headers, doubts);
        return new Capture
        {
            Name = source.NameOf(index),
            Method = method,
            Target = target,
            Origin = origin ?? written,
            Headers = headers,
            Body = body,
            At = at,
            Doubts = doubts,
        };
    }

    private static bool TryRequestLine(ReadOnlySpan<byte> line, out string method, out string url)
    {
        (method, url) = ("", "");
        if (line.Length > 64 * 1024)
            return false;
        var words = Encoding.Latin1.GetString(line).Split(' ');
        if (
            words is not [var verb, { Length: > 0 } target, "HTTP/1.1" or "HTTP/1.0" or "HTTP/2" or "HTTP/2.0" or "HTTP/3"]
            || !RequestHead.IsToken(verb)
        )
            return false;
        (method, url) = (verb, target);
        return true;
    }

    private static List<CaptureHeader> ReadHeaders(ByteLines lines)
    {
        var headers = new List<CaptureHeader>();
        while (!lines.IsAtEnd)
        {
            var number = lines.Line;
            var line = lines.Read();
            if (line.IsEmpty)
                break;
            if (line[0] is (byte)' ' or (byte)'\t')
            {
                if (headers.Count == 0)
                    throw new CaptureFaultException(number, "the first header field begins with a space.");
                // RFC 9112, section 5.2: the fold of a folded line is read as a space.
                var folded = headers[^1];
                headers[^1] = RequestHead.Header(folded.Name, (byte[])[.. folded.Bytes.Span, (byte)' ', .. line.Trim(" \t"u8)], number);
                continue;
            }

            if (headers.Count == CaptureLimits.Headers)
                throw new CaptureFaultException(number, $"the request has more than {CaptureLimits.Headers} header fields.");
            headers.Add(RequestHead.HeaderLine(line, number));
        }

        return headers;
    }

    private static ReadOnlyMemory<byte> ReadBody(ByteLines lines, List<CaptureHeader> headers, List<string> doubts)
    {
        var line = lines.Line;
        var codings = Values(headers, "Transfer-Encoding");
        if (codings.Count > 0)
        {
            return codings is [var coding] && coding.Equals("chunked", StringComparison.OrdinalIgnoreCase)
                ? ReadChunks(lines)
                : throw new CaptureFaultException(
                    line,
                    $"the transfer coding {Output.Visible.Quote(string.Join(", ", codings))} is not read; \"chunked\" is."
                );
        }

        var lengths = Values(headers, "Content-Length").Distinct(StringComparer.Ordinal).ToList();
        if (lengths.Count == 0)
        {
            var rest = lines.TakeRest();
            if (rest.Length > 0)
                doubts.Add(
                    "The request has no Content-Length: all that follows its head is taken for its body, a line end that an "
                        + "editor added included."
                );
            return rest;
        }

        if (lengths is not [var text] || !int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length))
            throw new CaptureFaultException(
                line,
                $"the Content-Length {Output.Visible.Quote(string.Join(", ", lengths))} is not one number of bytes."
            );
        return Exactly(lines, length, "Content-Length");
    }

    private static ReadOnlyMemory<byte> Exactly(ByteLines lines, int length, string who)
    {
        var line = lines.Line;
        var body = lines.Take(length);
        return body.Length == length
            ? body
            : throw new CaptureFaultException(
                line,
                $"{who} says that the body has {length} bytes, and {body.Length} follow: the capture was cut, or its line "
                    + "ends were changed. Capture it again, or take the header field out where the body is known to be right."
            );
    }

    /// <summary>Reads a chunked body (RFC 9112, section 7.1).</summary>
    private static byte[] ReadChunks(ByteLines lines)
    {
        using var body = new MemoryStream();
        while (true)
        {
            var number = lines.Line;
            var size = Encoding.Latin1.GetString(lines.Read()).Split(';')[0].Trim();
            if (
                size.Length is 0 or > 8
                || !int.TryParse(size, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var length)
                || length < 0
            )
                throw new CaptureFaultException(
                    number,
                    $"a chunk begins with its length in hexadecimal digits, and not with {Output.Visible.Quote(size)}."
                );
            if (length == 0)
                break;
            body.Write(Exactly(lines, length, "a chunk").Span);
            if (!lines.Read().IsEmpty)
                throw new CaptureFaultException(lines.Line - 1, "the chunk is longer than its length says: its line ends were changed.");
        }

        // The trailer section ends with an empty line.
        while (!lines.IsAtEnd && !lines.Read().IsEmpty) { }

        return body.ToArray();
    }

    private static List<string> Values(List<CaptureHeader> headers, string name) =>
        [.. headers.Where(header => header.Is(name)).SelectMany(header => header.Text.Split(',')).Select(value => value.Trim())];
}
