using System.Text;
using CallbackGen.AspNetCore;
using CallbackGen.Testing.Cases;

namespace CallbackGen.Tool.Captures;

/// <summary>A header field of a request as it was received.</summary>
/// <param name="Name">The name as it was written.</param>
/// <param name="Bytes">The value's bytes, without surrounding white space.</param>
internal sealed record CaptureHeader(string Name, ReadOnlyMemory<byte> Bytes)
{
    /// <param name="name">The name.</param>
    /// <param name="text">The value, which is encoded in UTF-8.</param>
    public CaptureHeader(string name, string text)
        : this(name, Encoding.UTF8.GetBytes(text)) { }

    /// <summary>Returns whether the field has a name, ignoring case.</summary>
    public bool Is(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Whether the field's name denotes a credential (RFC 9110, section 11; RFC 6265). A published file contains it only when a
    /// schema reads it.
    /// </summary>
    public bool IsCredential => Is("Authorization") || Is("Proxy-Authorization") || Is("Cookie");

    /// <summary>The value decoded as a server decodes it: UTF-8, or Latin-1 when it is not valid UTF-8.</summary>
    public string Text => (System.Text.Unicode.Utf8.IsValid(Bytes.Span) ? Encoding.UTF8 : Encoding.Latin1).GetString(Bytes.Span);
}

/// <summary>
/// A request as bytes: as a provider sent it, or as it is to be sent instead. No part of it is decoded or normalised.
/// </summary>
internal sealed class Capture
{
    /// <summary>The name in lists: the file, and the number of the request when the file has several.</summary>
    public required string Name { get; init; }

    /// <summary>The HTTP method, as written.</summary>
    public required string Method { get; init; }

    /// <summary>Path and query as written in the request line, beginning with a slash.</summary>
    public required string Target { get; init; }

    /// <summary>
    /// Scheme and authority of the address, such as <c>https://shop.example</c>, when the capture contains them; otherwise null.
    /// </summary>
    public string? Origin { get; init; }

    /// <summary>The header fields, in the order received.</summary>
    public IReadOnlyList<CaptureHeader> Headers { get; init; } = [];

    /// <summary>The body, as received.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The time of arrival, or the time of a schema's test, when the capture contains it.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>
    /// The schema's test that this request belongs to, with its published keys and expected result; otherwise null.
    /// </summary>
    public FeedTest? Test { get; init; }

    /// <summary>Reasons to doubt that these are the bytes that were sent, in sentences for people.</summary>
    public IReadOnlyList<string> Doubts { get; init; } = [];

    /// <summary>The path without the query, as received.</summary>
    public string Path => RequestHead.Divide(Target).Path;

    /// <summary>The query without the question mark, as received; empty when there is none.</summary>
    public string Query => RequestHead.Divide(Target).Query;

    /// <summary>Returns the value of the first field of a name, ignoring case; null when there is none.</summary>
    public string? Header(string name) => Headers.FirstOrDefault(header => header.Is(name))?.Text;

    /// <summary>
    /// Returns the clock of a verification: a stopped clock at the capture's time when the capture contains it.
    /// </summary>
    /// <param name="otherwise">The clock when it does not.</param>
    public TimeProvider ClockOr(TimeProvider otherwise) => At is { } at ? new StoppedClock(at) : otherwise;

    /// <summary>Converts the request into the form that the runtime verifies.</summary>
    /// <param name="publicUrl">
    /// The public URL of the application, as it is configured there: path and query are appended to it in the URL that a
    /// signature may cover. When null, the capture's own origin is used; without one, there is no URL.
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

    /// <summary>Returns a copy of the request with some parts replaced.</summary>
    /// <param name="target">The new path and query.</param>
    /// <param name="headers">The new header fields.</param>
    /// <param name="body">The new body.</param>
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
