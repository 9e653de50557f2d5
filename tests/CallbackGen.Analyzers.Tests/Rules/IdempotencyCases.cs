using CallbackGen.Analyzers.Tests.Harness;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>An idempotency key must contain a member that is always present and differs between events.</summary>
internal static class IdempotencyCases
{
    public static IEnumerable<RuleCase> All =>
        [
            new(
                "A key of a member that may be absent is reported at its list",
                "CBG0082",
                Feed("""{|CBG0082:[|}"/id"]""", ""),
                "No member of the idempotency key is always present in AcmePaid: all callbacks without them would be one event, and "
                    + "only the first would be handled; make one of them required and not null, or name one that is"
            ),
            new("So is one of several such", "CBG0082", Feed("""{|CBG0082:[|}"/id", "/amount"]""", "")),
            new("A member that may be null may be absent", "CBG0082", Feed("""{|CBG0082:[|}"/none"]""", "\"none\"")),
            new("A member of an object that may be absent too", "CBG0082", Feed("""{|CBG0082:[|}"/order/no"]""", "\"id\"")),
            new("One that is always there is enough", "CBG0082", Feed("""["/amount", "/id"]""", "\"id\"")),
            new("A member of an object that is always there is", "CBG0082", Feed("""["/order/no"]""", "\"order\"")),
            new(
                "Of events each has a member of its own",
                "CBG0082",
                Events("""{|CBG0082:[|}"/id"]""", ""),
                "No member of the idempotency key is always present in AcmePaidB: all callbacks without them would be one event, and "
                    + "only the first would be handled; make one of them required and not null, or name one that is"
            ),
            new("Which need not be the same", "CBG0082", Events("""["/id", "/no"]""", ", \"no\"")),
            new(
                "A constant tells no events apart",
                "CBG0083",
                Events("""{|CBG0083:[|}"/id", "/type"]""", ""),
                "The only members of the idempotency key that are always present in AcmePaidB are constant: all callbacks may be one "
                    + "event, and only the first would be handled; name a required member that differs between events"
            ),
            new("A constant beside a value does", "CBG0083", Events("""["/id", "/type", "/no"]""", ", \"no\"")),
            new("The id of an event is a key by itself", "CBG0082", Feed("""{ "eventId": "/id" }""", "\"id\"")),
            new("It must be there as any other", "CBG0082", Feed("""{|CBG0082:{|} "eventId": "/id" }""", "")),
            new("It leads to a member", "CBG0036", Feed("""{ "eventId": {|CBG0036:"/nr"|} }""", "\"id\"")),
            new(
                "A key that is an object says which id",
                "CBG0006",
                Feed("""{|CBG0006:{|} }""", "\"id\""),
                "\"eventId\" is missing: \"idempotencyKey\", or \"members\" or \"none\", needs it"
            ),
            new("It says nothing else", "CBG0003", Feed("""{ "eventId": "/id", {|CBG0003:"path"|}: [] }""", "\"id\"")),
            new("It says one of the three", "CBG0008", Feed("""{ "eventId": "/id", {|CBG0008:"members"|}: ["/id"] }""", "\"id\"")),
            new("A key may be none, for a reason", "CBG0008", Feed("""{ "none": "No id.", {|CBG0008:"eventId"|}: "/id" }""", "\"id\"")),
            new("The members of an object are a key as others are", "CBG0082", Feed("""{|CBG0082:{|} "members": ["/id"] }""", "")),
            new("They may say where they are documented", "CBG0082", Feed("""{ "members": ["/id"], "source": "docs" }""", "\"id\"")),
            new("The id of an event is one pointer", "CBG0005", Feed("""{ "eventId": {|CBG0005:[|}"/id"] }""", "\"id\"")),
            new("A confirmed key may name what is not signed", "CBG0037", Partly("""["/id", "/state"]""")),
            new("It leads to members", "CBG0036", Partly("""["/id", {|CBG0036:"/nr"|}]""")),
            new(
                "It has a member",
                "CBG0007",
                Partly("""{|CBG0007:[]|}"""),
                "The value of \"confirmedKey\" must be an array of at least one pointer"
            ),
            new(
                "Its members are pointers",
                "CBG0007",
                Partly("""["/id", {|CBG0007:"state"|}]"""),
                "The value of \"confirmedKey\" must be a JSON pointer such as \"/order_number\""
            ),
            new("It is a list", "CBG0005", Unsigned("\"confirmedKey\": {|CBG0005:{|} \"eventId\": \"/id\" }")),
            new(
                "One of its members is always there",
                "CBG0082",
                Partly("""{|CBG0082:[|}"/note"]"""),
                "No member of the confirmed key is always present in AcmePaid: all callbacks without them would be one event, and "
                    + "only the first would be handled; make one of them required and not null, or name one that is"
            ),
            new("Sensitive members are stored with it", "CBG0080", Partly("""["/id", {|CBG0080:"/card"|}]""")),
            new(
                "Where everything is signed there is nothing to confirm",
                "CBG0089",
                Signed("\"idempotencyKey\": [\"/id\", \"/state\"], {|CBG0089:\"confirmedKey\"|}: [\"/id\", \"/state\"]"),
                "The signature covers every member, so \"idempotencyKey\" identifies the event and there is nothing to confirm; name "
                    + "its members there, and remove \"confirmedKey\""
            ),
            new("Where nothing is signed there is everything", "CBG0089", Unsigned("\"confirmedKey\": [\"/id\", \"/state\"]")),
        ];

    private static string Partly(string key) => KeyTexts.Partly($"\"confirmedKey\": {key}");

    private static string Signed(string callback) => KeyTexts.Signed(callback);

    private static string Unsigned(string callback) => KeyTexts.Unsigned(callback);

    private static string Feed(string key, string required) =>
        new FeedText
        {
            Callback = $", \"idempotencyKey\": {key}",
            Properties = """
                { "id": { "type": "string" }, "amount": { "type": "string", "format": "decimal" }, "none": { "type": ["string", "null"] },
                  "order": { "type": "object", "required": ["no"], "properties": { "no": { "type": "string" } } } }
                """,
            Root = $", \"required\": [{required}]",
        }.ToString();

    private static string Events(string key, string required) =>
        new FeedText
        {
            Callback = $", \"idempotencyKey\": {key}",
            Payload = $$"""
                "oneOf": [
                  {
                    "title": "a",
                    "type": "object",
                    "required": ["type", "id"],
                    "properties": { "type": { "type": "string", "const": "a" }, "id": { "type": "string" } }
                  },
                  {
                    "title": "b",
                    "type": "object",
                    "required": ["type"{{required}}],
                    "properties": {
                      "type": { "type": "string", "const": "b" },
                      "id": { "type": "string" },
                      "no": { "type": "string" }
                    }
                  }
                ]
                """,
        }.ToString();
}
