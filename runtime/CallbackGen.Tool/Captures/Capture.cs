using System.Text;
using CallbackGen.AspNetCore;
using CallbackGen.Testing.Cases;

namespace CallbackGen.Tool.Captures;

/// <summary>A header field of a request as it was received.</summary>
/// <param name="Name">The name as it was written.</param>
/// <param name="Bytes">The value's bytes, without white space around it.</param>
internal sealed record CaptureHeader(string Name, ReadOnlyMemory<byte> Bytes)
{
    /// <param name="name">The name.</param>
    /// <param name="text">The value, which is written in UTF-8.</param>
    public CaptureHeader(string name, string text)
        : this(name, Encoding.UTF8.GetBytes(text)) { }

    /// <summary>Whether it is the field of a name, regardless of case.</summary>
    public bool Is(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>Whether it holds a credential by its name (RFC 9110, section 11; RFC 6265): a file that is published has it only where a schema asks for it.</summary>
    public bool IsCredential => Is("Authorization") || Is("Proxy-Authorization") || Is("Cookie");

    /// <summary>The value as a server reads it: UTF-8, else Latin-1.</summary>
    public string Text => (System.Text.Unicode.Utf8.IsValid(Bytes.Span) ? Encoding.UTF8 : Encoding.Latin1).GetString(Bytes.Span);
}

/// <summary>A request as bytes: what a provider sent, or what is sent in its place. Nothing of it is decoded or written anew.</summary>
internal sealed class Capture
{
    /// <summary>What it is called in lists: its file, and which of several it is.</summary>
    public required string Name { get; init; }

    /// <summary>The HTTP method, as written.</summary>
    public required string Method { get; init; }

    /// <summary>Path and query, as they stood in the request line: it begins with a slash.</summary>
    public required string Target { get; init; }

    /// <summary>Scheme and authority of the address, such as <c>https://shop.example</c>, where the capture tells it; otherwise null.</summary>
    public string? Origin { get; init; }

    /// <summary>The header fields, in the order received.</summary>
    public IReadOnlyList<CaptureHeader> Headers { get; init; } = [];

    /// <summary>The body, as received.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>When it arrived, where the capture tells it; the time of a schema's test.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The test of a schema that it is, with its published keys and what must come of it; otherwise null.</summary>
    public FeedTest? Test { get; init; }

    /// <summary>What makes it doubtful that these are the bytes which were sent, in sentences for people.</summary>
    public IReadOnlyList<string> Doubts { get; init; } = [];

    /// <summary>The path without the query, as received.</summary>
    public string Path => RequestHead.Divide(Target).Path;

    /// <summary>The query without the question mark, as received; empty when there is none.</summary>
    public string Query => RequestHead.Divide(Target).Query;

    /// <summary>The value of the first field of a name, regardless of case; null when there is none.</summary>
    public string? Header(string name) => Headers.FirstOrDefault(header => header.Is(name))?.Text;

    /// <summary>The clock of a verification: it stands still where the capture tells its time.</summary>
    /// <param name="otherwise">The clock where it does not.</param>
    public TimeProvider ClockOr(TimeProvider otherwise) => At is { } at ? new StoppedClock(at) : otherwise;

    /// <summary>The request as the runtime verifies it.</summary>
    /// <param name="publicUrl">
    /// The public URL of the application, as it is configured there: path and query follow it in the URL that a signature may cover.
    /// When null, the capture's own origin stands for it, or there is no URL.
    /// </param>
    public CallbackRequest ToRequest(string? publicUrl = null) =>
        new()
        {
            Method = Method.ToUpperInvariant(),
            Path = Path,
            Query = Query,
            Url = (publicUrl ?? Origin) is { } origin ? PublicUrl.Join(origin, Target) : Test?.Request.Url,
            ContentType = Header("Content-Type"),
            Headers = CallbackHeaders.From(Headers.Select(header => KeyValuePair.Create(header.Name, header.Text))),
            Body = Body,
        };

    /// <summary>The same request with something else in it.</summary>
    /// <param name="target">Another path and query.</param>
    /// <param name="headers">Other header fields.</param>
    /// <param name="body">Another body.</param>
    public Capture With(string? target = null, IReadOnlyList<CaptureHeader>? headers = null, ReadOnlyMemory<byte>? body = null) =>
        new()
        {
            Name = Name,
            Method = Method,
            Target = target ?? Target,
            Origin = Origin,
            Headers = headers ?? Headers,
            Body = body ?? Body,
            At = At,
            Test = Test,
            Doubts = Doubts,
        };
}
