using CallbackGen.Analyzers.Tests.Harness;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>Values that are stored and shown on purpose, such as keys and roles, must not be sensitive members.</summary>
internal static class SensitiveCases
{
    public static IEnumerable<RuleCase> All =>
        [
            new(
                "A role on a sensitive member is reported at its pointer",
                "CBG0080",
                Feed(""" "roles": { "reference": {|CBG0080:"/card"|}, "amount": "/amount" } """),
                "\"/card\" is sensitive, and the values of roles and idempotency keys are stored, logged and shown; name another "
                    + "member, or remove \"sensitive\" from this one"
            ),
            new("So is an idempotency key on one", "CBG0080", Feed(""" "idempotencyKey": ["/id", {|CBG0080:"/card"|}] """)),
            new(
                "A member within a sensitive object is sensitive",
                "CBG0080",
                Feed(""" "roles": { "reference": {|CBG0080:"/payer/name"|} }, "idempotencyKey": ["/id", {|CBG0080:"/payer/name"|}] """)
            ),
            new("So is one that a definition makes so", "CBG0080", Feed(""" "roles": { "reference": {|CBG0080:"/iban"|} } """)),
            new(
                "A member beside a sensitive one is not",
                "CBG0080",
                Feed(""" "roles": { "reference": "/order/no" }, "idempotencyKey": ["/id", "/order/no"] """)
            ),
            new(
                "A text that finds a key is part of the idempotency key",
                "CBG0080",
                Feed(""" "idempotencyKey": ["/id"] """, """, "lookup": {|CBG0080:"body:/card"|} """)
            ),
            new(
                "Without one it is stored nowhere",
                "CBG0080",
                Feed(""" "roles": { "reference": "/id" } """, """, "lookup": "body:/card" """)
            ),
            new(
                "Of events each is looked at",
                "CBG0080",
                new FeedText
                {
                    Callback = """, "roles": { "reference": {|CBG0080:"/card"|} }""",
                    Payload = """
                    "oneOf": [
                      {
                        "type": "object",
                        "required": ["type"],
                        "properties": {
                          "type": { "type": "string", "const": "a" },
                          "card": { "type": "string" }
                        }
                      },
                      {
                        "type": "object",
                        "required": ["type"],
                        "properties": {
                          "type": { "type": "string", "const": "b" },
                          "card": { "type": "string", "sensitive": true }
                        }
                      }
                    ]
                    """,
                }.ToString()
            ),
        ];

    private static string Feed(string callback, string lookup = "") =>
        new FeedText
        {
            Keys = $$"""{ "secret": { "encoding": "utf8"{{lookup}} } }""",
            Callback = $", {callback}",
            Properties = """
                {
                  "id": { "type": "string" },
                  "amount": { "type": "string", "format": "decimal" },
                  "card": { "type": "string", "sensitive": true },
                  "iban": { "$ref": "#/$defs/Iban" },
                  "payer": { "type": "object", "sensitive": true, "properties": { "name": { "type": "string" } } },
                  "order": {
                    "type": "object",
                    "properties": { "no": { "type": "string" }, "card": { "type": "string", "sensitive": true } }
                  }
                }
                """,
            Root = """, "required": ["id"], "$defs": { "Iban": { "type": "string", "sensitive": true } }""",
        }.ToString();
}
