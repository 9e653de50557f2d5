namespace CallbackGen.Analyzers.Tests.Language;

/// <summary>Samples of what happens around a callback: how it is told from others, and what is answered.</summary>
internal static class AnswerSamples
{
    public const string Selection = """
        {
          "callback": {
            "provider": "Acme",
            "feed": "Selection",
            "receive": [{ "method": "POST", "content": "json" }],
            "keys": { "secret": { "encoding": "utf8" } },
            "verify": { "scheme": "hmac", "algorithm": "sha256", "key": "secret", "signature": { "from": "header:X-Sign", "encoding": "hex" }, "message": "{rawBody}" },
            "select": {
              "body:/type": "paid", "body:/kind": ["absent", "x"], "payload:/refund": "absent", "body:/id": "present",
              "header:X-Event": "payment", "query:shop": "a", "unsigned": "The provider names the event in a header only"
            }
          },
          "type": "object",
          "properties": { "id": { "type": "string" }, "type": { "type": "string" } }
        }
        """;
}
