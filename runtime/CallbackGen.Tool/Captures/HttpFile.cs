using System.Text;
using System.Text.RegularExpressions;

namespace CallbackGen.Tool.Captures;

/// <summary>
/// Parses an <c>.http</c> file of an editor: requests between lines that begin with <c>###</c>, with bodies in the file or in
/// another file. Only variables that the file itself defines are substituted.
/// </summary>
/// <remarks>
/// A body in the file ends before its trailing line ends. A body whose trailing line end matters must be in another file, <c>&lt;
/// file</c>.
/// </remarks>
internal static partial class HttpFile
{
    /// <summary>Returns whether a first line is one of such a file.</summary>
    public static bool IsFirstLine(ReadOnlySpan<byte> line) =>
        IsComment(line) || line is [(byte)'@', ..] || TryRequestLine(Text(line), out _, out _);

    /// <summary>Reads all requests of a file.</summary>
    public static IReadOnlyList<Capture> Read(CaptureSource source)
    {
        var lines = new ByteLines(source.Bytes, source.Start);
        var captures = new List<Capture>();
        var variables = new HttpVariables();
        while (ReadTitle(lines, variables) is var title && !lines.IsAtEnd)
        {
            if (IsSeparator(lines.Peek()))
                continue;
            if (captures.Count == CaptureLimits.Requests)
                throw new CaptureFaultException(lines.Line, $"there are more than {CaptureLimits.Requests} requests.");
            captures.Add(ReadOne(source, lines, variables, captures.Count, title));
        }

        return captures;
    }

    /// <summary>Reads the lines before a request: separators, comments, and definitions of variables.</summary>
    /// <returns>The name of the request, or null.</returns>
    private static string? ReadTitle(ByteLines lines, HttpVariables variables)
    {
        string? title = null;
        for (lines.SkipBlank(); !lines.IsAtEnd; lines.SkipBlank())
        {
            var line = lines.Peek();
            if (IsSeparator(line))
                title = Text(line[3..]).Trim();
            else if (IsComment(line))
                title = NameComment().Match(Text(line)) is { Success: true } named ? named.Groups[1].Value : title;
            else if (line[0] == (byte)'@')
                variables.Define(Encoding.Latin1.GetString(line), lines.Line);
            else
                break;
            lines.Read();
        }

        return title;
    }

    private static Capture ReadOne(CaptureSource source, ByteLines lines, HttpVariables variables, int index, string? title)
    {
        var first = lines.Line;
        var text = Encoding.Latin1.GetString(lines.Read());
        // A long query may continue in indented lines.
        while (!lines.IsAtEnd && lines.Peek() is [(byte)' ' or (byte)'\t', ..] more && more.Trim(" \t"u8) is [(byte)'?' or (byte)'&', ..])
            text += Encoding.Latin1.GetString(lines.Read()).Trim();
        text = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(variables.Fill(text, first)));
        if (text.StartsWith('<'))
            throw new CaptureFaultException(
                first,
                "a script runs before this request, and its changes are unknown. Capture the request itself, by \"callbackgen capture\"."
            );
        if (!TryRequestLine(text, out var method, out var url))
            throw new CaptureFaultException(
                first,
                $"a request begins with a line such as \"POST https://shop.example/callbacks/acme\", and this line is none."
            );
        var (origin, target) = RequestHead.Split(url, first);
        var headers = ReadHeaders(lines, variables);
        var body = ReadBody(source, lines, variables);
        return new Capture
        {
            Name = source.NameOf(index, title),
            Method = method,
            Target = target,
            Origin = origin,
            Headers = headers,
            Body = body,
        };
    }

    private static List<CaptureHeader> ReadHeaders(ByteLines lines, HttpVariables variables)
    {
        var headers = new List<CaptureHeader>();
        while (!lines.IsAtEnd && !IsSeparator(lines.Peek()))
        {
            var number = lines.Line;
            var line = lines.Read();
            if (line.Trim(" \t"u8).IsEmpty)
                break;
            if (IsComment(line))
                continue;
            if (headers.Count == CaptureLimits.Headers)
                throw new CaptureFaultException(number, $"the request has more than {CaptureLimits.Headers} header fields.");
            headers.Add(RequestHead.HeaderLine(Encoding.Latin1.GetBytes(variables.Fill(Encoding.Latin1.GetString(line), number)), number));
        }

        return headers;
    }

    private static ReadOnlyMemory<byte> ReadBody(CaptureSource source, ByteLines lines, HttpVariables variables)
    {
        lines.SkipBlank();
        if (!lines.IsAtEnd && MatchFile(lines.Peek()) is { Success: true } file)
        {
            var number = lines.Line;
            lines.Read();
            if (file.Groups[1].Length > 0)
                throw new CaptureFaultException(
                    number,
                    "\"<@\" replaces variables in the file, and the sent values are unknown. Write \"<\" where the file is the sent body."
                );
            SkipRest(lines);
            return source.ReadBeside(file.Groups[2].Value, number);
        }

        var first = lines.Line;
        var (start, end) = (lines.Position, lines.Position);
        while (!lines.IsAtEnd && !IsSeparator(lines.Peek()) && !IsResponsePart(lines.Peek()))
        {
            if (MatchFile(lines.Peek()).Success)
                throw new CaptureFaultException(
                    lines.Line,
                    "a part of the body is another file. Put the whole body into one file, and name that."
                );
            lines.Read();
            end = lines.Position;
        }

        SkipRest(lines);
        var body = source.Bytes.AsMemory(start, end - start);
        body = body[..body.Span.TrimEnd("\r\n"u8).Length];
        return body.Span.IndexOf("{{"u8) < 0 ? body : Encoding.Latin1.GetBytes(variables.Fill(Encoding.Latin1.GetString(body.Span), first));
    }

    /// <summary>
    /// Skips the lines after a body that are not part of it: scripts over the response, and references to files of earlier
    /// responses.
    /// </summary>
    private static void SkipRest(ByteLines lines)
    {
        while (!lines.IsAtEnd && !IsSeparator(lines.Peek()))
            lines.Read();
    }

    private static bool TryRequestLine(string text, out string method, out string url)
    {
        var words = text.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is [.., var version] && version.StartsWith("HTTP/", StringComparison.Ordinal))
            words = words[..^1];
        (method, url) = words switch
        {
            [var only] => ("GET", only),
            [var verb, var address] when RequestHead.IsToken(verb) && verb.All(char.IsAsciiLetterUpper) => (verb, address),
            _ => ("", ""),
        };
        return url.StartsWith('/') || url.Contains("://", StringComparison.Ordinal) || url.StartsWith("{{", StringComparison.Ordinal);
    }

    private static Match MatchFile(ReadOnlySpan<byte> line) =>
        line is [(byte)'<', ..] && line.Length < 4096 ? FileLine().Match(Text(line)) : Match.Empty;

    private static bool IsSeparator(ReadOnlySpan<byte> line) => line.StartsWith("###"u8);

    private static bool IsComment(ReadOnlySpan<byte> line) => line is [(byte)'#', ..] || line.StartsWith("//"u8);

    private static bool IsResponsePart(ReadOnlySpan<byte> line) =>
        line.StartsWith("> "u8) || line.StartsWith(">> "u8) || line.StartsWith(">>! "u8) || line.StartsWith("<> "u8);

    private static string Text(ReadOnlySpan<byte> line) => Encoding.UTF8.GetString(line);

    [GeneratedRegex(@"^(?:#|//)\s*@name[\s=]+(\S+)")]
    private static partial Regex NameComment();

    [GeneratedRegex(@"^<(@?)[ \t]+(\S.*?)[ \t]*$")]
    private static partial Regex FileLine();
}
