using CallbackGen.Analyzers.Tests.Harness;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>The rules of selections: the feed's own signature must cover the values that select it.</summary>
internal static class SelectCases
{
    private const string Types = """{ "id": { "type": "integer", "coerce": true }, "type": { "type": "integer", "coerce": true } }""";
    private const string List = """[{ "members": ["id", "type"], "join": "|" }]""";
    private const string OmittingList = """[{ "members": ["id", "type"], "join": "|", "omit": ["empty"] }]""";
    private const string Every = """[{ "members": "*", "except": ["at"], "each": "{name}={value}", "join": "&" }]""";
    private const string Nested = """[{ "members": "*", "nested": "json", "each": "{name}={value}", "join": "&" }]""";
    private const string Flat = """[{ "members": "*", "nested": "flatten", "each": "{name}={value}", "join": "&" }]""";
    private const string Json = """[{ "json": {}, "except": ["at"] }]""";

    public static IEnumerable<RuleCase> All =>
        [
            Covered(
                "The raw body settles whatever it holds, declared or not",
                "\"{rawBody}\"",
                """ "body:/type": "paid", "body:/other": "absent", "body:/a/b": "present" """
            ),
            Covered(
                "A list settles its members, also that one is missing, as it keeps its place",
                List,
                """ "body:/type": "absent", "payload:/id": "present" """
            ),
            Covered(
                "All members settle a member that is not there",
                Every,
                """ "body:/refund": "absent", "body:/type": ["paid", "due"] """
            ),
            Covered("A json part settles a member that is not there", Json, """ "body:/refund": "absent", "body:/a/b": "x" """),
            Covered("A header in the message is settled", "\"{header:x-event}.{rawBody}\"", """ "header:X-Event": "paid" """),
            Covered("Nested members leave a text that is no JSON settled", Nested, """ "body:/type": "paid", "body:/refund": "absent" """),
            Covered("Flattened members leave a text settled", Flat, """ "body:/type": "paid" """),
            Uncovered(
                "A member that a list leaves out can be put in",
                List,
                """ {|CBG0060:"body:/at"|}: "x" """,
                "\"body:/at\" is not determined by the feed's signature: it could be put into a request that was signed without it, "
                    + "so a record of another feed would be accepted as one of this feed; select by a signed value, or, if the "
                    + "provider offers none, give the reason in \"unsigned\""
            ),
            Uncovered(
                "A member that a list leaves out can be taken out",
                List,
                """ {|CBG0060:"body:/refund"|}: "absent" """,
                "\"body:/refund\" is not determined by the feed's signature: it could be removed from a request that was signed with "
                    + "it, so a record of another feed would be accepted as one of this feed; select by a signed value, or, if the "
                    + "provider offers none, give the reason in \"unsigned\""
            ),
            Uncovered(
                "Where members are left out of a message without names, another takes their place",
                OmittingList,
                """ {|CBG0060:"body:/type"|}: "paid" """,
                more: """, "undelimited": "A test" """,
                partly: true
            ),
            Uncovered("An exception of all members is not settled", Every, """ {|CBG0060:"body:/at"|}: "absent" """),
            Uncovered("An exception of a json part is not settled", Json, """ {|CBG0060:"body:/at"|}: "x" """),
            Uncovered("A header that is not signed settles nothing", "\"{rawBody}\"", """ {|CBG0060:"header:X-Event"|}: "paid" """),
            Uncovered("A query that is not signed settles nothing", "\"{rawBody}\"", """ {|CBG0060:"query:event"|}: "paid" """),
            Uncovered(
                "A filter that many texts pass alike settles none of them",
                "\"{body:/type|lower}\"",
                """ {|CBG0060:"body:/type"|}: "paid" """,
                partly: true
            ),
            Uncovered(
                "What stands deeper in nested members may be a text",
                Nested,
                """ {|CBG0060:"body:/a/b"|}: "x", {|CBG0060:"body:/type"|}: "{}" """
            ),
            Uncovered(
                "An empty object leaves no trace among flattened members",
                Flat,
                """ {|CBG0060:"body:/refund"|}: "absent", {|CBG0060:"body:/id"|}: "present", {|CBG0060:"body:/a[b]"|}: "x" """
            ),
            new(
                "A body does not settle what a query holds where the feed arrives as either",
                "CBG0060",
                new FeedText
                {
                    Receive = """[{ "method": "POST", "content": "form" }, { "method": "GET", "content": "query" }]""",
                    Properties = Types,
                    Verify = Hmac("\"{rawBody}\""),
                    Callback = """, "select": { {|CBG0060:"body:/type"|}: "paid" }""",
                }
                    .ToString()
                    .Replace("\"verify\"", "{|CBG0047:\"verify\"|}", StringComparison.Ordinal)
            ),
            new(
                "The URL settles what a query holds",
                "CBG0060",
                new FeedText
                {
                    Receive = """[{ "method": "GET", "content": "query" }]""",
                    Properties = Types,
                    Verify = Hmac("\"{query:id}|{url}\""),
                    Callback = """, "select": { "body:/type": "paid", "query:refund": "absent" }""",
                }.ToString()
            ),
            new(
                "A claim that equals a member settles it, and no other",
                "CBG0060",
                new FeedText
                {
                    Properties = Types,
                    Verify = """
                    {
                      "scheme": "jwt",
                      "from": "header:X-Token",
                      "algorithms": ["HS256"],
                      "key": "secret",
                      "claims": { "type": { "equals": "{body:/type}" } }
                    }
                    """,
                    Callback = """, "select": { "body:/type": "paid", {|CBG0060:"body:/id"|}: "present" }""",
                }
                    .ToString()
                    .Replace("\"verify\"", "{|CBG0047:\"verify\"|}", StringComparison.Ordinal)
            ),
            new(
                "Where one of several schemes settles nothing, nothing is settled",
                "CBG0060",
                new FeedText
                {
                    Properties = Types,
                    Verify = $$"""
                    {
                      "scheme": "anyOf",
                      "schemes": [
                        {{Hmac("\"{rawBody}\"")}},
                        {{Hmac("\"{body:/id}\"").Replace("sha256", "sha512", StringComparison.Ordinal)}}
                      ]
                    }
                    """,
                    Callback = """, "select": { "body:/id": "x", {|CBG0060:"body:/type"|}: "paid" }""",
                }
                    .ToString()
                    .Replace("\"verify\"", "{|CBG0047:\"verify\"|}", StringComparison.Ordinal)
            ),
            new(
                "A token settles nothing, and leaves nothing to be moved",
                "CBG0060",
                new FeedText
                {
                    Properties = Types,
                    Verify = """{ "scheme": "token", "from": "header:X-Token", "key": "secret" }""",
                    Callback = """, "select": { "body:/type": "paid" }""",
                }
                    .ToString()
                    .Replace("\"verify\"", "{|CBG0047:\"verify\"|}", StringComparison.Ordinal)
            ),
            new(
                "A reason excuses every place that is not signed",
                "CBG0060",
                With(
                    "\"{rawBody}\"",
                    """ "header:X-Event": "paid", "query:shop": "present", "unsigned": "The provider names it nowhere else" """
                )
            ),
            new(
                "A reason without a need is pointed out",
                "CBG0025",
                With("\"{rawBody}\"", """ "body:/type": "paid", {|CBG0025:"unsigned"|}: "Why" """)
            ),
            new("A reason must be one", "CBG0007", With("\"{rawBody}\"", """ "header:X-Event": "paid", "unsigned": {|CBG0007:" "|} """)),
            new(
                "A member that is named almost so is asked about",
                "CBG0064",
                With("\"{rawBody}\"", """ {|CBG0064:"body:/typ"|}: "1" """),
                "No request is selected by \"body:/typ\": the payload declares no such member; did you mean \"/type\"?"
            ),
            new(
                "A member that is named otherwise is not",
                "CBG0064",
                With("\"{rawBody}\"", """ "body:/refund": "present", "body:/typ": "absent" """)
            ),
            Listed(
                "A text outside an enum is pointed out",
                """ "body:/kind": {|CBG0064:"payd"|} """,
                "No request is selected by \"body:/kind\": the member never holds \"payd\"; did you mean \"paid\"?"
            ),
            Listed("So is one of several", """ "body:/kind": {|CBG0064:[|}"paid", "due"] """),
            Listed("And one that is not the constant", """ "body:/event": {|CBG0064:"refund"|} """),
            Listed(
                "A required member is never absent",
                """ {|CBG0064:"body:/kind"|}: "absent" """,
                "No request is selected by \"body:/kind\": the member is required, so that it is never absent"
            ),
            Listed(
                "One that may be left out, or null, or empty, may be",
                """ "body:/event": "absent", "body:/maybe": "absent", "body:/inner/x": "absent" """
            ),
            Listed(
                "Texts that are listed are fine, and any where none is",
                """ "body:/kind": ["paid", "refund"], "body:/event": "payment", "body:/note": "x" """
            ),
            new(
                "A selection without a condition selects nothing",
                "CBG0007",
                new FeedText { Callback = """, "select": {|CBG0007:{|}}""" }.ToString()
            ),
            new("An empty text is the same as nothing", "CBG0007", With("\"{rawBody}\"", """ "body:/type": {|CBG0007:""|} """)),
            new("A text stands once in a list", "CBG0007", With("\"{rawBody}\"", """ "body:/type": {|CBG0007:[|}"a", "a"] """)),
            new(
                "A place is a header, a parameter or a part of the body",
                "CBG0030",
                With("\"{rawBody}\"", """ "body:/type": "a", {|CBG0030:"signature:t"|}: "b" """)
            ),
        ];

    private static string Hmac(string message, string more = "") =>
        $$"""
            {
              "scheme": "hmac",
              "algorithm": "sha256",
              "key": "secret",
              "signature": { "from": "header:X-Sign", "encoding": "hex" },
              "message": {{message}}{{more}}
            }
            """;

    private static string With(string message, string conditions, string more = "") =>
        new FeedText
        {
            Properties = Types,
            Verify = Hmac(message, more),
            Callback = $$""", "select": { {{conditions}} }""",
        }.ToString();

    private static RuleCase Listed(string name, string conditions, string? text = null) =>
        new(
            name,
            "CBG0064",
            new FeedText
            {
                Properties = """
                {
                  "kind": { "type": "string", "enum": ["paid", "refund"] },
                  "event": { "type": "string", "const": "payment" },
                  "note": { "type": "string" },
                  "maybe": { "type": ["string", "null"] },
                  "inner": { "type": "object", "required": ["x"], "properties": { "x": { "type": "string" } } }
                },
                "required": ["kind", "maybe"]
                """,
                Verify = Hmac("\"{rawBody}\""),
                Callback = $$""", "select": { {{conditions}} }""",
            }.ToString(),
            text
        );

    private static RuleCase Covered(string name, string message, string conditions) => new(name, "CBG0060", With(message, conditions));

    private static RuleCase Uncovered(
        string name,
        string message,
        string conditions,
        string? text = null,
        string more = "",
        bool partly = false
    ) =>
        new(
            name,
            "CBG0060",
            partly
                ? With(message, conditions, more).Replace("\"verify\"", "{|CBG0047:\"verify\"|}", StringComparison.Ordinal)
                : With(message, conditions, more),
            text
        );
}
