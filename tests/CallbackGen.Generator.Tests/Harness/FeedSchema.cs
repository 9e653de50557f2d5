using System.Text.Json;

namespace CallbackGen.Generator.Tests.Harness;

/// <summary>The text of a schema file, of which a test only writes the relevant parts. The default is an unsigned feed.</summary>
internal sealed record FeedSchema
{
    /// <summary>The key of every signed feed below.</summary>
    public const string Secret = "a-test-key-of-at-least-32-bytes-long";

    public string Provider { get; init; } = "Acme";

    public string Feed { get; init; } = "Payment";

    /// <summary>The members of <c>properties</c>, without the braces.</summary>
    public string Properties { get; init; } = "";

    public string[] Required { get; init; } = [];

    /// <summary>The root schema, instead of the object with <see cref="Properties"/>.</summary>
    public string? Root { get; init; }

    /// <summary>More members of the root.</summary>
    public string? More { get; init; }

    /// <summary>The method and content, for example <c>POST json</c>, or the entry as JSON.</summary>
    public string[] Receive { get; init; } = ["POST json"];

    public string Verify { get; init; } = """{ "scheme": "none", "reason": "A test." }""";

    /// <summary>The members of <c>keys</c>; by default one key, if the scheme needs one.</summary>
    public string? Keys { get; init; }

    /// <summary>More members of <c>callback</c>.</summary>
    public string? Callback { get; init; }

    public static implicit operator string(FeedSchema schema) => schema.ToString();

    /// <summary>
    /// Returns a feed that is signed with HMAC-SHA256 over a message, with the signature in the header <c>X-Signature</c>.
    /// </summary>
    public static string Hmac(
        string message,
        string? more = null,
        string encoding = "hex",
        string from = "header:X-Signature",
        string? signature = null
    ) =>
        $$"""
            { "scheme": "hmac", "algorithm": "sha256", "key": "secret",
              "signature": { "from": "{{from}}", "encoding": "{{encoding}}"{{Append(signature)}} },
              "message": {{message}}{{Append(more)}} }
            """;

    /// <summary>Returns a feed with an HS256 token.</summary>
    public static string Jwt(string from, string? more = null) =>
        $$"""{ "scheme": "jwt", "from": "{{from}}", "algorithms": ["HS256"], "key": "secret"{{Append(more)}} }""";

    public override string ToString()
    {
        var keys = Keys ?? (Verify.Contains("\"key\"", StringComparison.Ordinal) ? """ "secret": { "encoding": "utf8" } """ : "");
        var receive = Receive.Select(transport =>
            transport.StartsWith('{')
                ? transport
                : $$"""{ "method": "{{transport.Split(' ')[0]}}", "content": "{{transport.Split(' ')[1]}}" }"""
        );
        return $$"""
            {
              "callback": {
                "provider": {{JsonSerializer.Serialize(Provider)}},
                "feed": {{JsonSerializer.Serialize(Feed)}},
                "receive": [{{string.Join(", ", receive)}}],
                "keys": { {{keys}} },
                "verify": {{Verify}}{{Append(Callback)}}
              },
              {{Root ?? $$"""
                "type": "object",
                "required": {{JsonSerializer.Serialize(Required)}},
                "properties": { {{Properties}} }
              """}}{{Append(More)}}
            }
            """;
    }

    private static string Append(string? members) => string.IsNullOrEmpty(members) ? "" : ",\n" + members;
}
