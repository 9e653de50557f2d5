using System.Globalization;
using System.Text.Json;
using CallbackGen.Testing.Cases;

namespace CallbackGen.Receiver.Demo;

/// <summary>One entry of <c>callback.tests</c> in a schema file.</summary>
/// <param name="Name">The test's description.</param>
/// <param name="Request">The request.</param>
/// <param name="Keys">The configured keys.</param>
/// <param name="Now">The time; null for the system's time.</param>
/// <param name="Expect"><c>verified</c>, <c>authenticated</c>, <c>received</c>, <c>answered</c> or <c>rejected</c>.</param>
/// <param name="Reason">The expected reason of a rejection, or null.</param>
/// <param name="Tamper">Text replacements, each of which makes a request that must be rejected.</param>
internal sealed record DemoTest(
    string Name,
    DemoRequest Request,
    IReadOnlyList<KeyValuePair<string, IReadOnlyList<string>>> Keys,
    DateTimeOffset? Now,
    string Expect,
    string? Reason,
    IReadOnlyList<(string Old, string New)> Tamper
)
{
    public bool ExpectsRefusal => Expect == "rejected";

    /// <summary>Whether the request is a handshake, which is answered without calling a handler.</summary>
    public bool IsHandshake => Expect == "answered";

    /// <summary>The expected response, or null when the test does not declare one.</summary>
    public TestAnswer? Answer { get; init; }

    /// <summary>Loads the tests of the schema files in the program's folder, by feed name.</summary>
    public static Dictionary<string, DemoTest[]> Load(string folder)
    {
        var tests = new Dictionary<string, DemoTest[]>(StringComparer.Ordinal);
        if (!Directory.Exists(folder))
            return tests;
        foreach (var file in Directory.EnumerateFiles(folder, "*.callback.json").Order(StringComparer.Ordinal))
        {
            using var schema = JsonDocument.Parse(File.ReadAllBytes(file));
            var callback = schema.RootElement.GetProperty("callback");
            var feed = $"{Text(callback, "provider")}.{Text(callback, "feed")}".ToLowerInvariant();
            tests[feed] = callback.TryGetProperty("tests", out var entries) ? [.. entries.EnumerateArray().Select(Read)] : [];
        }

        return tests;
    }

    private static DemoTest Read(JsonElement test) =>
        new(
            Text(test, "name") ?? "",
            DemoRequest.Read(test.GetProperty("request")),
            test.TryGetProperty("keys", out var keys)
                ? [.. keys.EnumerateObject().Select(key => KeyValuePair.Create(key.Name, Values(key.Value)))]
                : [],
            test.TryGetProperty("now", out var now) ? Time(now) : null,
            Text(test, "expect") ?? "",
            Text(test, "reason"),
            test.TryGetProperty("tamper", out var tamper)
                ? [.. tamper.EnumerateArray().Select(pair => (pair[0].GetString()!, pair[1].GetString()!))]
                : []
        )
        {
            Answer = TestAnswer.Of(test),
        };

    private static IReadOnlyList<string> Values(JsonElement key) =>
        key.ValueKind == JsonValueKind.Array ? [.. key.EnumerateArray().Select(value => value.GetString()!)] : [key.GetString()!];

    private static DateTimeOffset Time(JsonElement now) =>
        now.ValueKind == JsonValueKind.Number
            ? DateTimeOffset.FromUnixTimeSeconds(now.GetInt64())
            : DateTimeOffset.Parse(now.GetString()!, CultureInfo.InvariantCulture);

    private static string? Text(JsonElement parent, string name) => parent.TryGetProperty(name, out var value) ? value.GetString() : null;
}
