using System.Buffers;
using System.Text;

namespace CallbackGen.Tool.Captures;

/// <summary>Parses the parts of a request's head that every capture format contains.</summary>
internal static class RequestHead
{
    /// <summary>The characters of a token (RFC 9110, section 5.6.2), that is, of a method or a field name.</summary>
    private static readonly SearchValues<char> TokenCharacters = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
    );

    public static bool IsToken(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(TokenCharacters);

    /// <summary>Creates a header field; throws when HTTP does not allow its name or value.</summary>
    public static CaptureHeader Header(string name, ReadOnlyMemory<byte> value, int? line)
    {
        if (!IsToken(name))
            throw new CaptureFaultException(
                line,
                $"{Output.Visible.Quote(name)} is not a valid header field name (RFC 9110, section 5.6.2)."
            );
        if (value.Span.IndexOfAny((byte)0, (byte)'\r', (byte)'\n') >= 0)
            throw new CaptureFaultException(
                line,
                $"the header field {name} contains a line end or a zero byte, which a header field cannot contain."
            );
        return new(name, value);
    }

    /// <summary>Parses a line <c>Name: value</c>.</summary>
    public static CaptureHeader HeaderLine(ReadOnlySpan<byte> text, int line)
    {
        var colon = text.IndexOf((byte)':');
        if (colon <= 0)
            throw new CaptureFaultException(
                line,
                "a header field is written \"Name: value\", and this line has no colon after a name. An empty line ends the header "
                    + "fields."
            );
        return Header(Encoding.Latin1.GetString(text[..colon]), text[(colon + 1)..].Trim(" \t"u8).ToArray(), line);
    }

    /// <summary>Splits a request target into its path and its query, without the question mark.</summary>
    public static (string Path, string Query) Divide(string target) =>
        target.IndexOf('?', StringComparison.Ordinal) is var mark and >= 0 ? (target[..mark], target[(mark + 1)..]) : (target, "");

    /// <summary>
    /// Splits an address, exactly as it is written, into its origin and its path and query. <see cref="Uri"/> would normalise
    /// them.
    /// </summary>
    /// <param name="url">An absolute address, or a path.</param>
    /// <param name="line">The number of the line that contains the address; null when it is unknown.</param>
    public static (string? Origin, string Target) Split(string url, int? line)
    {
        if (url.AsSpan().ContainsAnyExceptInRange('\u0021', '\u007E'))
            throw new CaptureFaultException(
                line,
                $"the address {Output.Visible.Quote(url)} contains a character that a request line cannot contain. Write it "
                    + "percent-encoded, as it was sent."
            );
        var target = url.Split('#')[0];
        if (target.StartsWith('/'))
            return (null, target);
        var authority = target.IndexOf("://", StringComparison.Ordinal);
        if (authority <= 0)
            throw new CaptureFaultException(
                line,
                $"the address {Output.Visible.Quote(url)} is neither absolute, such as https://shop.example/callback, nor a path."
            );
        var path = target.AsSpan(authority + 3).IndexOfAny('/', '?');
        if (path < 0)
            return (target, "/");
        var origin = target[..(authority + 3 + path)];
        var rest = target[origin.Length..];
        return (origin, rest[0] == '/' ? rest : "/" + rest);
    }
}
