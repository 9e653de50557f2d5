using CallbackGen.Analyzers.Tests.Harness;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>The rules of the signed message: templates, filters, members and their delimiters.</summary>
internal static class MessageCases
{
    private const string Pairs = """
        {
          "scheme": "hmac",
          "algorithm": "sha256",
          "key": "secret",
          "signature": { "from": "header:X-Sign", "encoding": "hex", "format": "pairs", "pick": "v1" },
          "message": "{signature:t}.{rawBody}"
        }
        """;

    public static IEnumerable<RuleCase> All =>
        [
            new(
                "A brace without a partner is reported with its position",
                "CBG0031",
                FeedText.Message("{|CBG0031:\"{rawBody\"|}"),
                "The template cannot be read: the brace at character 1 is unbalanced; double a literal brace"
            ),
            new(
                "A claim equals one source or a text",
                "CBG0031",
                FeedText.Claims("""{ "id": { "equals": {|CBG0031:"{body:/id}{body:/amount}"|} } }"""),
                "The template cannot be read: here it takes one source in braces, such as \"{body:/invoice_id}\", or a constant text"
            ),
            new("Doubled braces stand for themselves", "CBG0031", FeedText.Message("\"{{{rawBody}}}\"")),
            new(
                "An unknown filter is reported with the nearest",
                "CBG0032",
                FeedText.Message("{|CBG0032:\"{rawBody|sha265}\"|}"),
                "The filter \"sha265\" is not known; did you mean \"sha256\"?"
            ),
            new(
                "A filter with the wrong arguments is told how to write it",
                "CBG0032",
                FeedText.Message("[{|CBG0032:\"{rawBody|slice:8}\"|}, \"{rawBody}\"]"),
                "The filter \"slice:8\" takes a start and a length, as in slice:0:8"
            ),
            new(
                "A claim's filters are checked where they stand",
                "CBG0032",
                FeedText.Claims(
                    """{ "id": { "equals": "{body:/id}", "filters": ["lower", {|CBG0032:"lower:1"|}, {|CBG0032:"escape:ab"|}] } }"""
                )
            ),
            new(
                "Filters may follow one another",
                "CBG0032",
                FeedText.Message("\"{rawBody|sha256|upper|slice:0:99999}{rawBody}\"", ", \"undelimited\": \"A test\"")
            ),
            new(
                "A signed member that is not declared is reported where it is named",
                "CBG0036",
                FeedText.Message(
                    """[{ "members": ["id", {|CBG0036:"total"|}], "join": "|" }]""".Replace(
                        "\"id\"",
                        "{|CBG0041:\"id\"|}",
                        StringComparison.Ordinal
                    )
                ),
                "\"/total\" is signed but the payload does not declare it"
            ),
            new(
                "A role that leads nowhere or to no scalar is reported",
                "CBG0036",
                new FeedText
                {
                    Properties = """{ "id": { "type": "string" }, "o": { "type": "object", "properties": {} } }""",
                    Callback = """, "roles": { "reference": {|CBG0036:"/order"|}, "status": {|CBG0036:"/o"|} }""",
                }.ToString(),
                "\"/order\" leads to no member that the payload declares"
            ),
            new(
                "A signature cannot sign itself",
                "CBG0036",
                FeedText.Message("{|CBG0036:\"{header:X-Sign}.{rawBody}\"|}"),
                "\"header:X-Sign\" carries the signature, which cannot sign itself"
            ),
            new(
                "All members are signed but the signature",
                "CBG0036",
                FeedText
                    .Message(
                        """[{|CBG0036:{|} "members": "*", "except": ["sing"], "sort": "name", "each": "{name}={value}", "join": "&" }]"""
                    )
                    .Replace("header:X-Sign", "body:/sign", StringComparison.Ordinal),
                "\"body:/sign\" carries the signature, which cannot sign itself: write \"except\": [\"sign\"]"
            ),
            new(
                "A JSON text leaves the signature out",
                "CBG0036",
                FeedText.Message("""[{|CBG0036:{|} "json": {} }]""").Replace("header:X-Sign", "body:/sign", StringComparison.Ordinal)
            ),
            new(
                "What leaves the signature out may sign the rest",
                "CBG0036",
                FeedText
                    .Message("""[{ "members": "*", "except": ["sign"], "sort": "name", "each": "{name}={value}", "join": "&" }]""")
                    .Replace("header:X-Sign", "body:/sign", StringComparison.Ordinal)
            ),
            new(
                "A plain signature has no parts, for the message or for the time",
                "CBG0036",
                FeedText.Message(
                    "{|CBG0036:\"{signature:t}.{rawBody}\"|}",
                    """, "timestamp": { "from": {|CBG0036:"signature:t"|}, "unit": "seconds", "tolerance": "PT5M" }"""
                ),
                "\"signature:t\" leads nowhere: a signature has parts only when its format is pairs"
            ),
            new("A signature of pairs has parts", "CBG0036", new FeedText { Verify = Pairs }.ToString()),
            new(
                "Pointers lead below members and below the payload's own pointer",
                "CBG0036",
                new FeedText
                {
                    Properties = """{ "o": { "type": "object", "required": ["a/b"], "properties": { "a/b": { "type": "string" } } } }""",
                    Root = """, "required": ["o"]""",
                    Callback = """, "payload": "body:/data", "roles": { "reference": "/o/a~1b" }, "idempotencyKey": ["/o/a~1b"]""",
                    Verify = FeedVerify("""["{body:/data/o/a~1b}", "."]"""),
                }.ToString()
            ),
            new(
                "An idempotency key outside the signature is reported",
                "CBG0037",
                Covered("\"{body:/id}\"", """, "idempotencyKey": ["/id", {|CBG0037:"/amount"|}]"""),
                "\"/amount\" is not covered by the signature: whoever has seen one callback could choose it; name a signed member"
            ),
            new(
                "A value of which only a part is signed is not signed",
                "CBG0037",
                Covered("\"{body:/id|slice:0:4}\"", """, "idempotencyKey": [{|CBG0037:"/id"|}]""")
            ),
            new(
                "An idempotency key inside the signature, and a role of a partly covered feed, are right",
                "CBG0037",
                Covered("\"{body:/id}\"", """, "idempotencyKey": ["/id"], "roles": { "amount": "/amount" }""")
            ),
            new(
                "Values side by side are reported",
                "CBG0040",
                FeedText.Message("{|CBG0040:\"{header:X-Id}{rawBody}\"|}"),
                "It cannot be determined where \"header:X-Id\" ends and \"rawBody\" begins, so two payloads can have the same "
                    + "signature; join values by a text that none of them can contain, give one a \"pattern\" or \"format\" that "
                    + "determines its end, or, if the provider signs in this way, give the reason in \"undelimited\""
            ),
            new(
                "Members that nothing joins are reported at their bracket, an empty delimiter where it stands",
                "CBG0040",
                FeedText
                    .Message(
                        """[{ "members": {|CBG0040:[|}"id", "amount"] }, ".", { "members": ["id", "amount"], "join": {|CBG0040:""|} }]"""
                    )
                    .Replace("\"verify\":", "{|CBG0047:\"verify\"|}:", StringComparison.Ordinal)
            ),
            new(
                "A delimiter, or a reason to have none, satisfies",
                "CBG0040",
                FeedText.Message("""["{header:X-Id}.", "{header:X-Time}{rawBody}"]""", ", \"undelimited\": \"The time has a fixed length\"")
            ),
            new(
                "A text that may hold the delimiter is pointed out",
                "CBG0041",
                FeedText.Message("""[{ "members": [{|CBG0041:"id"|}, "amount"], "join": "|" }]"""),
                "A callback whose \"id\" contains \"|\" will be refused, because its signature would be ambiguous"
            ),
            new(
                "So is one of a template, with the text that stands behind it",
                "CBG0041",
                FeedText.Message("{|CBG0041:\"{body:/id}||{body:/amount}\"|}"),
                "A callback whose \"body:/id\" contains \"||\" will be refused, because its signature would be ambiguous"
            ),
            new(
                "So are all members, where a name and a separator behind it would be one more",
                "CBG0041",
                FeedText.Message("""[{|CBG0041:{|}"members": "*", "each": "{name}={value}", "join": "&" }]"""),
                "A callback whose \"*\" contains \"&…=\" will be refused, because its signature would be ambiguous"
            ),
            new(
                "The last member of a list may hold it, and one whose form says where it ends",
                "CBG0041",
                new FeedText
                {
                    Properties = """
                    {
                      "at": { "type": "string", "dateFormat": "yyyy-MM-dd HH:mm:ss", "timeZone": "Z" },
                      "code": { "type": "string", "pattern": "^[0-9]:[0-9]$" },
                      "text": { "type": "string" }
                    }
                    """,
                    Root = ", \"required\": [\"at\", \"code\", \"text\"]",
                    Verify = FeedVerify("""[{ "members": ["at", "code", "text"], "join": ":" }]"""),
                }.ToString()
            ),
            new(
                "A constant, a closed enum or a number cannot hold it",
                "CBG0041",
                new FeedText
                {
                    Properties = """
                    {
                      "a": { "type": "string", "const": "x" },
                      "b": { "type": "string", "enum": ["x"], "closed": true },
                      "c": { "type": "integer" }
                    }
                    """,
                    Verify = FeedVerify("""[{ "members": ["a", "b", "c"], "join": "|" }]"""),
                }.ToString()
            ),
            new(
                "Members that are signed together only are told as a group",
                "CBG0090",
                FeedText
                    .Message("\"{body:/id}{body:/amount}\"", ", \"undelimited\": \"The provider does so\"")
                    .Replace("\"verify\":", "{|CBG0047:{|CBG0090:\"verify\"|}|}:", StringComparison.Ordinal),
                "The signature covers /id, /amount as one text, so characters can be moved between them, and none of them is signed "
                    + "individually; a \"pattern\", closed \"enum\" or \"format\" that determines the end of one would cover the "
                    + "others, and an \"idempotencyKey\" may name all of them in this order"
            ),
            new(
                "A form that says where one of them ends leaves nothing to be told",
                "CBG0090",
                new FeedText
                {
                    Properties = """{ "a": { "type": "string", "pattern": "^[0-9]{3}$" }, "b": { "type": "string" } }""",
                    Root = ", \"required\": [\"a\"]",
                    Verify = FeedVerify("\"{body:/a}{body:/b}\""),
                }.ToString()
            ),
            new(
                "A message of constants is reported",
                "CBG0046",
                FeedText.Message("{|CBG0046:\"{method} {path} {const:x}\"|}"),
                "The message contains no value of the request, so one signature is valid for every callback; sign the body or "
                    + "members of it"
            ),
            new(
                "A header is of the request, though no member is covered",
                "CBG0046",
                FeedText.Message("\"{header:X-Time}\"").Replace("\"verify\":", "{|CBG0047:\"verify\"|}:", StringComparison.Ordinal)
            ),
            new(
                "A token beside the payload that says nothing of it is reported",
                "CBG0046",
                FeedText.Claims("""{|CBG0046:{|} "exp": { "required": true } }""")
            ),
            new(
                "A claim that equals a constant says nothing of the request",
                "CBG0046",
                FeedText.Claims("""{|CBG0046:{|} "aud": { "equals": "me" } }""")
            ),
            new(
                "A digest of the body in a token covers all of it",
                "CBG0046",
                FeedText.Claims("""{ "hash": { "equals": "{rawBody|sha256}" } }""")
            ),
        ];

    private static string FeedVerify(string message) =>
        $$"""
            {
              "scheme": "hmac",
              "algorithm": "sha256",
              "key": "secret",
              "signature": { "from": "header:X-Sign", "encoding": "hex" },
              "message": {{message}}
            }
            """;

    /// <summary>
    /// Returns a feed whose message covers some members, with the mark of the diagnostic about the others on
    /// <c>verify</c>.
    /// </summary>
    private static string Covered(string message, string callback) =>
        new FeedText
        {
            Verify = FeedVerify(message),
            Callback = callback,
            Root = """, "required": ["id"]""",
        }
            .ToString()
            .Replace("\"verify\":", "{|CBG0047:\"verify\"|}:", StringComparison.Ordinal);
}
