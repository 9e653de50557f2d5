using System.Text;
using System.Text.Json;
using CallbackGen.Tool.Captures;
using CallbackGen.Tool.Tests.Harness;

namespace CallbackGen.Tool.Tests.Infer;

/// <summary>A request that a provider publishes, with its keys and tampered copies. Its description of the scheme is not read.</summary>
internal sealed record PublishedVector(
    string Name,
    Capture Capture,
    IReadOnlyList<KeyValuePair<string, string>> Keys,
    IReadOnlyList<(string Old, string New)> Tamper
)
{
    public static IReadOnlyList<PublishedVector> All() =>
        [
            .. ((string[])["vectors", "vectors-more"])
                .Select(folder => Path.Combine(SharedData.Folder!, folder))
                .Where(Directory.Exists)
                .SelectMany(folder => Directory.GetFiles(folder, "*.json").Order(StringComparer.Ordinal))
                .Select(Read),
        ];

    /// <summary>The request as a compiled feed verifies it.</summary>
    public CallbackRequest Request() => Capture.ToRequest();

    /// <summary>The same with a text replaced: in its body, otherwise in its address, otherwise in its headers.</summary>
    public CallbackRequest Request((string Old, string New) tamper)
    {
        var body = Encoding.UTF8.GetString(Capture.Body.Span);
        var twin =
            body.Contains(tamper.Old, StringComparison.Ordinal)
                ? Capture.With(body: Encoding.UTF8.GetBytes(body.Replace(tamper.Old, tamper.New, StringComparison.Ordinal)))
            : Capture.Target.Contains(tamper.Old, StringComparison.Ordinal)
                ? Capture.With(target: Capture.Target.Replace(tamper.Old, tamper.New, StringComparison.Ordinal))
            : Capture.With(
                headers:
                [
                    .. Capture.Headers.Select(header => new CaptureHeader(
                        header.Name,
                        header.Text.Replace(tamper.Old, tamper.New, StringComparison.Ordinal)
                    )),
                ]
            );
        return twin.ToRequest();
    }

    private static PublishedVector Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var root = document.RootElement;
        var request = root.GetProperty("request");
        var url = request.TryGetProperty("url", out var given) ? new Uri(given.GetString()!) : null;
        DateTimeOffset? now = root.TryGetProperty("now", out var time) ? DateTimeOffset.FromUnixTimeSeconds(time.GetInt64()) : null;
        var name = Path.GetFileNameWithoutExtension(path);
        return new(
            name,
            new Capture
            {
                Name = name,
                Method = request.GetProperty("method").GetString()!,
                Target = url?.PathAndQuery ?? "/",
                Origin = url?.GetLeftPart(UriPartial.Authority),
                Headers =
                [
                    .. request
                        .GetProperty("headers")
                        .EnumerateObject()
                        .Select(header => new CaptureHeader(header.Name, header.Value.GetString()!)),
                ],
                Body = Encoding.UTF8.GetBytes(request.TryGetProperty("body", out var body) ? body.GetString() ?? "" : ""),
                At = now,
            },
            [.. root.GetProperty("keys").EnumerateObject().Select(key => KeyValuePair.Create(key.Name, key.Value.GetString()!))],
            root.TryGetProperty("tamper", out var tamper)
                ? [.. tamper.EnumerateArray().Select(pair => (pair[0].GetString()!, pair[1].GetString()!))]
                : []
        );
    }
}
