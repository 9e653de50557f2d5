using CallbackGen.Tool.Captures;

namespace CallbackGen.Tool.Explain;

/// <summary>A captured request, and the public URL of the application that received it.</summary>
/// <param name="Capture">The captured request.</param>
/// <param name="PublicUrl">The application's configured public URL; null to use the origin in the capture.</param>
internal sealed record Sent(Capture Capture, string? PublicUrl)
{
    /// <summary>
    /// The scheme, the authority, and any path prefix that a proxy removes from the URL; null when they are unknown.
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
