namespace CallbackGen.Analyzers.Tests.Harness;

/// <summary>A small feed without diagnostics, of which a test replaces the relevant part.</summary>
internal sealed record FeedText
{
    public string Receive { get; init; } = """[{ "method": "POST", "content": "json" }]""";

    public string Keys { get; init; } = """{ "secret": { "encoding": "utf8" } }""";

    public string Verify { get; init; } =
        """
            {
              "scheme": "hmac", "algorithm": "sha256", "key": "secret",
              "signature": { "from": "header:X-Sign", "encoding": "hex" }, "message": "{rawBody}"
            }
            """;

    /// <summary>More members of <c>callback</c>, each with a comma before it.</summary>
    public string Callback { get; init; } = "";

    public string Properties { get; init; } = """{ "id": { "type": "string" }, "amount": { "type": "string", "format": "decimal" } }""";

    /// <summary>More members of the root, each with a comma before it.</summary>
    public string Root { get; init; } = "";

    /// <summary>The payload's members of the root.</summary>
    public string? Payload { get; init; }

    public override string ToString() =>
        $$"""
            {
              "callback": {
                "provider": "Acme",
                "feed": "Paid",
                "receive": {{Receive}},
                "keys": {{Keys}},
                "verify": {{Verify}}{{Callback}}
              },
              {{Payload ?? $"\"type\": \"object\",\n  \"properties\": {Properties}{Root}"}}
            }
            """;

    /// <summary>The feed with one member of this schema.</summary>
    public static string Member(string schema) => new FeedText { Properties = $$"""{ "id": {{schema}} }""" }.ToString();

    /// <summary>The feed with an HMAC over this message.</summary>
    public static string Message(string message, string more = "") =>
        new FeedText
        {
            Verify = $$"""
                {
                  "scheme": "hmac", "algorithm": "sha256", "key": "secret",
                  "signature": { "from": "header:X-Sign", "encoding": "hex" }, "message": {{message}}{{more}}
                }
                """,
        }.ToString();

    /// <summary>The feed with a token in a header, and a declaration of its claims.</summary>
    public static string Claims(string claims) =>
        new FeedText
        {
            Verify = $$"""{ "scheme": "jwt", "from": "header:X-Token", "algorithms": ["HS256"], "key": "secret", "claims": {{claims}} }""",
        }.ToString();

    /// <summary>The feed with one test.</summary>
    public static string Test(string test) => new FeedText { Callback = $", \"tests\": [{test}]" }.ToString();
}
