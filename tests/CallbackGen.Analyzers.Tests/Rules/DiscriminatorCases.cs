namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>The rules of events that a value of the request names.</summary>
internal static class DiscriminatorCases
{
    private const string Mapping = """{ "a": "#/$defs/A", "b": "#/$defs/B" }""";

    public static IEnumerable<RuleCase> All =>
        [
            new("Members that only one event has show it", "CBG0095", Feed()),
            new(
                "A payload that another event's can be read as is reported at its alternative",
                "CBG0095",
                Feed(a: """ "properties": { "x": { "type": "string" } } """, refA: """{|CBG0095:"#/$defs/A"|}"""),
                "The signature does not cover header:X-Event, and the payload does not show that it is AcmePaymentA: a payload of "
                    + "AcmePaymentB can be read as it, so an attacker can send a genuine payload of another event as this one; require a "
                    + "member that AcmePaymentB does not declare, if the provider always sends it; otherwise a handler must not rely on "
                    + "the event"
            ),
            new(
                "A required member that another event may have does not show it",
                "CBG0095",
                Feed(
                    b: """ "required": ["y"], "properties": { "x": { "type": "string" }, "y": { "type": "string" } } """,
                    refA: """{|CBG0095:"#/$defs/A"|}"""
                )
            ),
            new(
                "A required member that is null or of any type is there nevertheless",
                "CBG0095",
                Feed(a: """ "required": ["x"], "properties": { "x": true } """)
            ),
            new(
                "A name that is signed needs no show",
                "CBG0095",
                Feed(a: """ "properties": { "x": { "type": "string" } } """, message: "{header:x-event}|{rawBody}")
            ),
            new(
                "With a token everything is unsigned, and said elsewhere",
                "CBG0095",
                Feed(
                    a: """ "properties": { "x": { "type": "string" } } """,
                    verify: """{ "scheme": "token", "from": "header:X-Token", "key": "secret" }"""
                )
            ),
            new(
                "An alternative is mapped",
                "CBG0018",
                Feed(mapping: """{ "a": "#/$defs/A" }""", refB: """{|CBG0018:"#/$defs/B"|}"""),
                "Events cannot be distinguished: no entry of \"mapping\" leads to this alternative"
            ),
            new(
                "A pointer of the mapping is one of an alternative",
                "CBG0018",
                Feed(mapping: """{ "a": "#/$defs/A", "b": "#/$defs/B", "c": {|CBG0018:"#/$defs/C"|} }"""),
                "Events cannot be distinguished: \"#/$defs/C\" is no alternative of \"oneOf\""
            ),
            new(
                "Several texts may lead to one alternative, by its own pointer or that of its schema",
                "CBG0018",
                Feed(mapping: """{ "a": "#/$defs/A", "b": "#/oneOf/1", "c": "#/$defs/B" }""")
            ),
            new(
                "A pointer leads somewhere",
                "CBG0010",
                Feed(mapping: """{ "a": "#/$defs/A", "b": "#/$defs/B", "c": {|CBG0010:"#/$defs/X"|} }""")
            ),
            new("A pointer is a text", "CBG0005", Feed(mapping: """{ "a": "#/$defs/A", "b": {|CBG0005:1|} }""")),
            new("A name is not empty", "CBG0007", Feed(mapping: """{ "a": "#/$defs/A", "b": "#/$defs/B", {|CBG0007:""|}: "#/$defs/B" }""")),
            new("A mapping has an event", "CBG0007", Feed(mapping: """{|CBG0007:{|} }""")),
            new(
                "A header or query parameter names the event",
                "CBG0007",
                Feed(from: """{|CBG0007:"payload:/type"|}"""),
                "The value of \"from\" must be header:Name or query:name; a member of the payload distinguishes events by its \"const\", "
                    + "without \"discriminator\""
            ),
            new("A source is one that the language knows", "CBG0030", Feed(from: """{|CBG0030:"cookie:x"|}""")),
            new(
                "The discriminator has a source",
                "CBG0006",
                Whole("""{|CBG0006:{|} "mapping": { "a": "#/$defs/A", "b": "#/$defs/B" } }""")
            ),
            new("The discriminator has a mapping", "CBG0006", Whole("""{|CBG0006:{|} "from": "header:X-Event" }""")),
            new(
                "There are alternatives",
                "CBG0018",
                Feed(
                    keyword: """{|CBG0018:"discriminator"|}""",
                    root: """ "type": "object", "properties": { "x": { "type": "string" } }, """
                ),
                "Events cannot be distinguished: with \"discriminator\" the root is \"oneOf\" alone, whose alternatives are objects with "
                    + "\"properties\""
            ),
            new(
                "An alternative is an object",
                "CBG0018",
                Feed(keyword: """{|CBG0018:"discriminator"|}""", root: """ "oneOf": [{ "type": "string" }, { "$ref": "#/$defs/B" }], """)
            ),
        ];

    private static string Whole(string discriminator) =>
        Text($"\"discriminator\": {discriminator}", Root("\"#/$defs/A\"", "\"#/$defs/B\""));

    private static string Feed(
        string mapping = Mapping,
        string from = "\"header:X-Event\"",
        string keyword = "\"discriminator\"",
        string refA = "\"#/$defs/A\"",
        string refB = "\"#/$defs/B\"",
        string a = """ "required": ["x"], "properties": { "x": { "type": "string" } } """,
        string b = """ "required": ["y"], "properties": { "y": { "type": "string" } } """,
        string message = "{rawBody}",
        string? verify = null,
        string? root = null
    ) => Text($$"""{{keyword}}: { "from": {{from}}, "mapping": {{mapping}} }""", root ?? Root(refA, refB), a, b, message, verify);

    private static string Root(string refA, string refB) => $$""" "oneOf": [{ "$ref": {{refA}} }, { "$ref": {{refB}} }], """;

    private static string Text(
        string discriminator,
        string root,
        string a = """ "required": ["x"], "properties": { "x": { "type": "string" } } """,
        string b = """ "required": ["y"], "properties": { "y": { "type": "string" } } """,
        string message = "{rawBody}",
        string? verify = null
    ) =>
        $$"""
            {
              "callback": {
                "provider": "Acme", "feed": "Payment", "receive": [{ "method": "POST", "content": "json" }],
                "keys": { "secret": { "encoding": "utf8" } },
                {{(verify is null ? "\"verify\"" : "{|CBG0047:\"verify\"|}")}}: {{verify
                ?? $$"""
                    {
                      "scheme": "hmac", "algorithm": "sha256", "key": "secret", "message": "{{message}}",
                      "signature": { "from": "header:X-Signature", "encoding": "hex" }
                    }
                    """}},
                {{discriminator}}
              },
              {{root}}
              "$defs": {
                "A": { "type": "object", {{a}} },
                "B": { "type": "object", {{b}} },
                "C": { "type": "object", "properties": { "z": { "type": "string" } } }
              }
            }
            """;
}
