using System.Globalization;
using System.Text;
using CallbackGen.Tool.Captures;

namespace CallbackGen.Tool.Sending;

/// <summary>Reads an HTTP/1.1 response (RFC 9112), and never more of it than the limits allow.</summary>
internal sealed class WireReader(Stream stream)
{
    /// <summary>The longest line, in bytes.</summary>
    private const int MaxLineBytes = 64 * 1024;

    /// <summary>The largest body, in bytes.</summary>
    private const int MaxBodyBytes = 32 * 1024 * 1024;

    private readonly byte[] _buffer = new byte[16 * 1024];
    private int _start;
    private int _end;

    /// <summary>Reads the response to a request.</summary>
    /// <param name="method">The request's method.</param>
    /// <param name="cancellationToken">Cancels the reading.</param>
    /// <exception cref="WireException">The received bytes are not a valid response, or too many.</exception>
    public async Task<WireAnswer> ReadAnswerAsync(string method, CancellationToken cancellationToken)
    {
        while (true)
        {
            var status = StatusIn(await ReadLineAsync(cancellationToken));
            var headers = await ReadHeadersAsync(cancellationToken);
            // An interim response, such as 100 Continue, is followed by another.
            if (status is >= 100 and < 200 and not 101)
                continue;
            var body = method == "HEAD" || status is 101 or 204 or 304 ? [] : await ReadBodyAsync(headers, cancellationToken);
            return new(status, TimeSpan.Zero) { Headers = headers, Body = body };
        }
    }

    /// <summary>Parses a status line (RFC 9112, section 4).</summary>
    private static int StatusIn(string line) =>
        line.StartsWith("HTTP/1.", StringComparison.Ordinal)
        && line.Split(' ') is [_, { Length: 3 } code, ..]
        && int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var status)
        && status >= 100
            ? status
            : throw new WireException("the answer is not HTTP/1.1");

    private async Task<List<CaptureHeader>> ReadHeadersAsync(CancellationToken cancellationToken)
    {
        var headers = new List<CaptureHeader>();
        while (await ReadLineAsync(cancellationToken) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            // An invalid field is skipped, as a proxy may do (RFC 9112, section 5.1; RFC 9110, section 5.5).
            if (
                colon > 0
                && RequestHead.IsToken(line.AsSpan(0, colon))
                && !line.Any(character => character is (< ' ' and not '\t') or '\u007F')
            )
                headers.Add(new(line[..colon], Encoding.Latin1.GetBytes(line[(colon + 1)..].Trim(' ', '\t'))));
            if (headers.Count > CaptureLimits.Headers)
                throw new WireException("the answer has too many header fields");
        }

        return headers;
    }

    /// <summary>Reads the body (RFC 9112, section 6.3).</summary>
    private async Task<byte[]> ReadBodyAsync(List<CaptureHeader> headers, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        if (Value(headers, "Transfer-Encoding") is { } coding)
        {
            if (!coding.Equals("chunked", StringComparison.OrdinalIgnoreCase))
                throw new WireException("the answer has a transfer coding that is not read");
            await ReadChunksAsync(body, cancellationToken);
        }
        else if (Value(headers, "Content-Length") is { } text)
        {
            if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var length))
                throw new WireException("the answer's Content-Length is no number");
            await CopyAsync(body, length, cancellationToken);
        }
        else
        {
            while (await FillAsync(cancellationToken))
                Take(body, long.MaxValue);
        }

        return body.ToArray();
    }

    private async Task ReadChunksAsync(MemoryStream body, CancellationToken cancellationToken)
    {
        while (true)
        {
            var size = (await ReadLineAsync(cancellationToken)).Split(';')[0].Trim();
            if (
                size.Length is 0 or > 8
                || !long.TryParse(size, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var length)
            )
                throw new WireException("a chunk of the answer does not begin with its length");
            if (length == 0)
                break;
            await CopyAsync(body, length, cancellationToken);
            await ReadLineAsync(cancellationToken);
        }

        while (await ReadLineAsync(cancellationToken) is { Length: > 0 })
        {
            // The trailer section is not printed.
        }
    }

    private async Task CopyAsync(MemoryStream body, long length, CancellationToken cancellationToken)
    {
        while (length > 0)
        {
            if (!await FillAsync(cancellationToken))
                throw new WireException("the answer ended before it was whole");
            length -= Take(body, length);
        }
    }

    private int Take(MemoryStream body, long most)
    {
        var count = (int)Math.Min(_end - _start, most);
        if (body.Length + count > MaxBodyBytes)
            throw new WireException(
                string.Create(CultureInfo.InvariantCulture, $"the answer is larger than {MaxBodyBytes / 1024 / 1024} MiB")
            );
        body.Write(_buffer, _start, count);
        _start += count;
        return count;
    }

    private async Task<string> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        while (await FillAsync(cancellationToken))
        {
            var end = _buffer.AsSpan(_start.._end).IndexOf((byte)'\n');
            var count = end < 0 ? _end - _start : end;
            line.Append(Encoding.Latin1.GetString(_buffer, _start, count));
            _start += end < 0 ? count : count + 1;
            if (line.Length > MaxLineBytes)
                throw new WireException("a line of the answer's head is too long");
            if (end >= 0)
                return line.Length > 0 && line[^1] == '\r' ? line.ToString(0, line.Length - 1) : line.ToString();
        }

        throw new WireException("the connection was closed without an answer");
    }

    private async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        if (_start < _end)
            return true;
        _start = 0;
        _end = await stream.ReadAsync(_buffer, cancellationToken);
        return _end > 0;
    }

    private static string? Value(List<CaptureHeader> headers, string name) => headers.LastOrDefault(header => header.Is(name))?.Text;
}
