using CallbackGen.Tool.Captures;

namespace CallbackGen.Tool.Explain;

/// <summary>A request and the address that it was sent to.</summary>
/// <param name="Capture">The request as bytes.</param>
/// <param name="PublicUrl">The application's public URL, or null where none is configured and the capture's own stands for it.</param>
internal sealed record Sent(Capture Capture, string? PublicUrl)
{
    /// <summary>Scheme and authority of the address, and what of the path a proxy took away; null where nothing tells them.</summary>
    public string? Base => PublicUrl ?? Capture.Origin;

    /// <summary>The request as the runtime verifies it.</summary>
    public CallbackRequest ToRequest() => Capture.ToRequest(PublicUrl);

    /// <summary>The same with another body.</summary>
    public Sent WithBody(byte[] body) => this with { Capture = Capture.With(body: body) };

    /// <summary>The same with another path and query.</summary>
    public Sent WithTarget(string target) => this with { Capture = Capture.With(target: target) };

    /// <summary>The same with another value in place of one header field's.</summary>
    public Sent WithHeader(int index, CaptureHeader header) =>
        this with
        {
            Capture = Capture.With(headers: [.. Capture.Headers.Take(index), header, .. Capture.Headers.Skip(index + 1)]),
        };
}
