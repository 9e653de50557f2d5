using CallbackGen.Analyzers.Tests.Harness;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>A payment of each trust level, for rules about its keys.</summary>
internal static class KeyTexts
{
    private static readonly FeedText Payment = new()
    {
        Properties = """
            {
              "id": { "type": "string" },
              "state": { "type": "string" },
              "type": { "type": "string" },
              "event_id": { "type": "string" },
              "note": { "type": "string" },
              "card": { "type": "string", "sensitive": true },
              "data": {
                "type": "object",
                "required": ["id", "state"],
                "properties": { "id": { "type": "string" }, "state": { "type": "string" } }
              }
            }
            """,
        Root = ", \"required\": [\"id\", \"state\", \"type\", \"event_id\", \"data\"]",
    };

    /// <summary>Returns a feed whose members are all signed.</summary>
    public static string Signed(string callback) => (Payment with { Callback = ", " + callback }).ToString();

    /// <summary>Returns a feed whose id and nested state are signed; the state beside the id is not.</summary>
    public static string Partly(string callback) => (
            Payment with
            {
                Callback = ", " + callback,
                Verify = """
                    {
                      "scheme": "hmac",
                      "algorithm": "sha256",
                      "key": "secret",
                      "signature": { "from": "header:X-Sign", "encoding": "hex" },
                      "message": "{body:/id}|{body:/data/state}"
                    }
                    """,
            }
        ).ToString().WithPartlyCovered();

    /// <summary>Returns the same text with the mark of the diagnostic about unsigned members.</summary>
    public static string WithPartlyCovered(this string text) =>
        text.Replace("\"verify\"", "{|CBG0047:\"verify\"|}", StringComparison.Ordinal);

    /// <summary>Returns a feed without a signature.</summary>
    public static string Unsigned(string callback) =>
        (Payment with { Callback = ", " + callback, Keys = "{}", Verify = """{ "scheme": "none", "reason": "A test" }""" }).ToString();
}
