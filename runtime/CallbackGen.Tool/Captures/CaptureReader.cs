using System.Globalization;
using System.Text;
using System.Text.Json;
using CallbackGen.Tool.Feeds;

namespace CallbackGen.Tool.Captures;

/// <summary>Reads captures of every kind. The kind is detected from the content, not from the file's name.</summary>
internal static class CaptureReader
{
    /// <summary>Reads captures.</summary>
    /// <param name="host">Provides the working folder and standard input.</param>
    /// <param name="argument">
    /// A file; <c>-</c> for standard input; or the name of a feed of the catalogue, to read the tests of its schema. The suffix
    /// <c>#name</c> or <c>#number</c> selects one request.
    /// </param>
    /// <returns>The requests, or the reason why there are none. Hostile content causes no exception.</returns>
    public static CaptureResult Read(ToolHost host, string argument)
    {
        var (file, chosen) = Divide(host, argument);
        try
        {
            var captures = ReadFile(host, file);
            if (captures.Count == 0)
                throw new CaptureFaultException(null, "there is no request in it.");
            return new(chosen is null ? captures : [Choose(captures, chosen)], null);
        }
        catch (CaptureFaultException fault)
        {
            return new([], new(file == "-" ? "standard input" : file, fault.Line, fault.Message));
        }
    }

    /// <summary>Parses the requests of a source.</summary>
    /// <exception cref="CaptureFaultException">The source contains no request, or an invalid one.</exception>
    internal static IReadOnlyList<Capture> Read(CaptureSource source)
    {
        if (CallbackFile.IsOne(source))
            return CallbackFile.Read(source);
        var lines = new ByteLines(source.Bytes, source.Start);
        lines.SkipBlank();
        if (lines.IsAtEnd)
            throw new CaptureFaultException(null, "there is nothing in it.");
        var first = lines.Peek();
        if (first.TrimStart((byte)' ') is [(byte)'{' or (byte)'[', ..])
            return ReadJson(source);
        if (StartsWithCurl(source))
            return CurlCommand.Read(source);
        if (RawHttp.IsRequestLine(first) && !IsHttpFile(source, first))
            return RawHttp.Read(source);
        if (HttpFile.IsFirstLine(first))
            return HttpFile.Read(source);
        throw new CaptureFaultException(
            lines.Line,
            // The line is not quoted: the user may have named a key file instead of a capture.
            $"this is no capture: its first line, of {first.Length} bytes, begins no request. A capture is raw HTTP, an .http "
                + "file, a curl command, a HAR archive, a schema with tests, or a file that \"callbackgen capture\" wrote. Header "
                + "fields and a body alone become one with a line such as \"POST /callbacks/acme HTTP/1.1\" above them."
        );
    }

    private static IReadOnlyList<Capture> ReadFile(ToolHost host, string file)
    {
        if (file == "-")
            return Read(new CaptureSource("-", ReadAll(host.OpenInput), host.Folder));
        var path = host.PathOf(file);
        if (!File.Exists(path) && Catalogue.Find(file) is { } known)
            return SchemaTests.Read(known);
        try
        {
            return Read(new CaptureSource(Path.GetFileName(path), ReadAll(() => File.OpenRead(path)), Path.GetDirectoryName(path)!));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new CaptureFaultException(null, FileBytes.Why(path, failure));
        }
    }

    private static byte[] ReadAll(Func<Stream> open)
    {
        using var stream = open();
        return FileBytes.ReadAtMost(stream, CaptureLimits.FileBytes)
            ?? throw new CaptureFaultException(
                null,
                $"it is larger than {CaptureLimits.FileBytes / 1024 / 1024} MiB, which no capture of callbacks is."
            );
    }

    /// <summary>
    /// Splits an argument into the file and the chosen request. A file's path may itself contain a <c>#</c>, and so may a
    /// request's name.
    /// </summary>
    private static (string File, string? Chosen) Divide(ToolHost host, string argument)
    {
        if (File.Exists(host.PathOf(argument)))
            return (argument, null);
        var mark = -1;
        while ((mark = argument.IndexOf('#', mark + 1)) >= 0 && (mark == 0 || !IsThere(host, argument[..mark]))) { }

        if (mark < 0)
            mark = argument.LastIndexOf('#');
        return mark <= 0 ? (argument, null) : (argument[..mark], argument[(mark + 1)..]);
    }

    private static bool IsThere(ToolHost host, string file) =>
        file == "-" || File.Exists(host.PathOf(file)) || Catalogue.PathOf(file) is not null;

    private static Capture Choose(IReadOnlyList<Capture> captures, string chosen) =>
        captures.FirstOrDefault(capture => capture.Name == chosen)
        ?? captures.FirstOrDefault(capture => capture.Name.EndsWith($"#{chosen}", StringComparison.Ordinal))
        ?? (
            int.TryParse(chosen, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
                ? captures.ElementAtOrDefault(number - 1)
                : null
        )
        ?? throw new CaptureFaultException(
            null,
            $"there is no request {Output.Visible.Quote(chosen)}. There are {captures.Count}: "
                + $"{string.Join(", ", captures.Take(10).Select(capture => Output.Visible.Quote(capture.Name)))}."
        );

    private static IReadOnlyList<Capture> ReadJson(CaptureSource source)
    {
        try
        {
            using var document = JsonDocument.Parse(source.Bytes.AsMemory(source.Start));
            if (SchemaTests.IsOne(document.RootElement))
                return SchemaTests.Read(new SchemaSource(source.Name, Encoding.UTF8.GetString(source.Bytes.AsSpan(source.Start))));
            if (HarFile.IsOne(document.RootElement))
                return HarFile.Read(source, document.RootElement);
            throw new CaptureFaultException(
                null,
                "the JSON is neither a HAR archive nor a schema with tests. The body of a callback alone is no capture: its "
                    + "header fields are needed too."
            );
        }
        catch (JsonException failure)
        {
            throw new CaptureFaultException(
                (int?)failure.LineNumber + 1,
                "it is invalid JSON: truncated, nested deeper than 64 levels, or not UTF-8."
            );
        }
        catch (InvalidOperationException)
        {
            // A string that is not valid UTF-8, or contains half of a surrogate pair.
            throw new CaptureFaultException(
                null,
                "a text of the JSON is invalid, such as half of a surrogate pair or bytes that are not UTF-8."
            );
        }
    }

    /// <summary>Returns whether the first line that is not a comment is a curl command.</summary>
    private static bool StartsWithCurl(CaptureSource source)
    {
        var lines = new ByteLines(source.Bytes, source.Start);
        for (lines.SkipBlank(); !lines.IsAtEnd; lines.SkipBlank())
        {
            var line = lines.Peek();
            if (line[0] != (byte)'#' || line.StartsWith("###"u8))
                return CurlCommand.IsFirstLine(line);
            lines.Read();
        }

        return false;
    }

    /// <summary>
    /// Returns whether a file that begins with an HTTP request line is an editor's <c>.http</c> file, and not a raw request: its
    /// address is absolute or contains a variable, or <c>###</c> separates its requests.
    /// </summary>
    private static bool IsHttpFile(CaptureSource source, ReadOnlySpan<byte> first)
    {
        var text = source.Bytes.AsSpan(source.Start);
        var head = text[..(text.IndexOf("\n\n"u8) is var end and >= 0 ? end : text.Length)];
        if (head.IndexOf("\r\n"u8) >= 0)
            return false;
        var isFramed =
            Encoding.Latin1.GetString(head) is var lines
            && (
                lines.Contains("\ncontent-length:", StringComparison.OrdinalIgnoreCase)
                || lines.Contains("\ntransfer-encoding:", StringComparison.OrdinalIgnoreCase)
            );
        return !isFramed && (first.IndexOf("://"u8) >= 0 || first.IndexOf("{{"u8) >= 0 || text.IndexOf("\n###"u8) >= 0);
    }
}
