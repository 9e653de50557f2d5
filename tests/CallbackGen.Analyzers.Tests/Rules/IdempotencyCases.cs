using CallbackGen.Analyzers.Tests.Harness;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>An idempotency key tells events apart only by what is always there and differs.</summary>
internal static class IdempotencyCases
{
    public static IEnumerable<RuleCase> All =>
    [
        new("A key of a member that may be absent is reported at its list", "CBG0082", Feed("""{|CBG0082:[|}"/id"]""", ""),
            "No member of the idempotency key is sure to be there in AcmePaid: all callbacks without them would be one event, and only the first be handled; make one of them required and not null, or name one that is"),
        new("So is one of several such", "CBG0082", Feed("""{|CBG0082:[|}"/id", "/amount"]""", "")),
        new("A member that may be null may be absent", "CBG0082", Feed("""{|CBG0082:[|}"/none"]""", "\"none\"")),
        new("A member of an object that may be absent too", "CBG0082", Feed("""{|CBG0082:[|}"/order/no"]""", "\"id\"")),
        new("One that is always there is enough", "CBG0082", Feed("""["/amount", "/id"]""", "\"id\"")),
        new("A member of an object that is always there is", "CBG0082", Feed("""["/order/no"]""", "\"order\"")),
        new("Of events each has a member of its own", "CBG0082", Events("""{|CBG0082:[|}"/id"]""", ""),
            "No member of the idempotency key is sure to be there in AcmePaidB: all callbacks without them would be one event, and only the first be handled; make one of them required and not null, or name one that is"),
        new("Which need not be the same", "CBG0082", Events("""["/id", "/no"]""", ", \"no\"")),
        new("A constant tells no events apart", "CBG0083", Events("""{|CBG0083:[|}"/id", "/type"]""", ""),
            "What the idempotency key is sure to hold of AcmePaidB is constant: all callbacks may be one event, and only the first be handled; name a required member that differs from one to the next"),
        new("A constant beside a value does", "CBG0083", Events("""["/id", "/type", "/no"]""", ", \"no\"")),
    ];

    private static string Feed(string key, string required) => new FeedText
    {
        Callback = $", \"idempotencyKey\": {key}",
        Properties = """
            { "id": { "type": "string" }, "amount": { "type": "string", "format": "decimal" }, "none": { "type": ["string", "null"] },
              "order": { "type": "object", "required": ["no"], "properties": { "no": { "type": "string" } } } }
            """,
        Root = $", \"required\": [{required}]",
    }.ToString();

    private static string Events(string key, string required) => new FeedText
    {
        Callback = $", \"idempotencyKey\": {key}",
        Payload = $$"""
            "oneOf": [
              { "title": "a", "type": "object", "required": ["type", "id"], "properties": { "type": { "type": "string", "const": "a" }, "id": { "type": "string" } } },
              { "title": "b", "type": "object", "required": ["type"{{required}}], "properties": { "type": { "type": "string", "const": "b" }, "id": { "type": "string" }, "no": { "type": "string" } } }
            ]
            """,
    }.ToString();
}
