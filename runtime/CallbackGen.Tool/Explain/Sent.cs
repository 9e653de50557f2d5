using CallbackGen.Tool.Captures;

namespace CallbackGen.Tool.Explain;

/// <summary>A request and the address that it was sent to.</summary>
/// <param name="Capture">The request as bytes.</param>
/// <param name="PublicUrl">The application's public URL, or null when none is configured and the capture's own is used.</param>
internal sealed record Sent(Capture Capture, string? PublicUrl)
{
    /// <summary>
    /// Scheme and authority of the address, and a path prefix that a proxy removed; null when they are unknown.
    /// </summary>
    public string? Base => PublicUrl ?? Capture.Origin;

    /// <summary>Converts the request into the form that the runtime verifies.</summary>
    public CallbackRequest ToRequest() => Capture.ToRequest(PublicUrl);

    /// <summary>Returns a copy with another body.</summary>
    public Sent WithBody(byte[] body) => this with { Capture = Capture.With(body: body) };

    /// <summary>Returns a copy with another path and query.</summary>
    public Sent WithTarget(string target) => this with { Capture = Capture.With(target: target) };

    /// <summary>Returns a copy with one header field replaced.</summary>
    public Sent WithHeader(int index, CaptureHeader header) =>
        this with
        {
            Capture = Capture.With(headers: [.. Capture.Headers.Take(index), header, .. Capture.Headers.Skip(index + 1)]),
        };
}
