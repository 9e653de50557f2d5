using CallbackGen.Analyzers.Tests.Harness;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>Messages that tell a newcomer what to do: which member, which word was meant, and what to write.</summary>
internal static class AdviceCases
{
    private const string Signed = """
        {
          "scheme": "hmac",
          "algorithm": "sha256",
          "key": "secret",
          "signature": { "from": "header:X-Sign", "encoding": "hex" },
          "message":
        """;

    public static IEnumerable<RuleCase> All =>
        [
            new(
                "Values that differ in case only have names that differ in a number",
                "CBG0092",
                FeedText.Member("""{ "type": "string", "enum": ["paid", {|CBG0092:"Paid"|}, "PAID", "failed"] }"""),
                "The values \"paid\", \"Paid\", \"PAID\" become Paid, Paid2, Paid3 in C#, which are hard to distinguish; list only "
                    + "one of them if they mean the same, or name each in \"names\""
            ),
            new(
                "Values that differ in a sign only do too",
                "CBG0092",
                FeedText.Member("""{ "type": "string", "enum": ["not-paid", {|CBG0092:"not_paid"|}] }""")
            ),
            new(
                "Values with names of their own are told apart",
                "CBG0092",
                FeedText.Member("""{ "type": "string", "enum": ["paid", "PAID"], "names": ["Paid", "PaidLater"] }""")
            ),
            new("Values of different names are", "CBG0092", FeedText.Member("""{ "type": "string", "enum": ["paid", "unpaid", ""] }""")),
            new(
                "A signed time that nothing asks for is reported with what to write",
                "CBG0094",
                FeedText
                    .Message("\"{header:X-Timestamp}.{rawBody}\"")
                    .Replace("\"message\":", "{|CBG0094:\"message\"|}:", StringComparison.Ordinal),
                "\"header:X-Timestamp\" is signed, but its age is not checked, so an old callback is accepted whenever it is sent "
                    + "again; write \"timestamp\": "
                    + "{ \"from\": \"header:X-Timestamp\", \"unit\": \"seconds\", \"tolerance\": \"PT5M\" } next to \"message\""
            ),
            new(
                "A signed time that is asked for is not",
                "CBG0094",
                FeedText.Message(
                    "\"{header:X-Timestamp}.{rawBody}\"",
                    """, "timestamp": { "from": "header:X-Timestamp", "unit": "seconds", "tolerance": "PT5M" }"""
                )
            ),
            new("Another header is no time", "CBG0094", FeedText.Message("\"{header:X-Request-Id}.{rawBody}\"")),
            new(
                "A test that expects too much is told which members are not signed",
                "CBG0044",
                new FeedText
                {
                    Verify = Signed + """[{ "members": ["id"], "join": "|" }] }""",
                    Callback = """
                    , "tests": [{
                      "name": "a",
                      "keys": { "secret": "k" },
                      "request": { "method": "POST", "body": "{}" },
                      "expect": {|CBG0044:"verified"|}
                    }]
                    """,
                }.ToString(),
                "The test does not fit its feed: a callback of this feed is never verified: its signature reaches \"authenticated\", "
                    + "as it does not cover /amount: sign the missing members, or expect \"authenticated\""
            ),
            new(
                "A test whose keys are others is told which one is missing",
                "CBG0044",
                FeedText.Test(
                    """
                    {
                      "name": "a",
                      "keys": {|CBG0044:{|}{|CBG0033:"secrett"|}: "k" },
                      "request": { "method": "POST", "body": "{}" },
                      "expect": "verified"
                    }
                    """
                ),
                "The test does not fit its feed: the test gives none of the keys that the feed verifies with (secret), "
                    + "so that it can only be rejected; give it the key that the request is signed with"
            ),
            new(
                "A test that expects it says that the author knows what is not signed",
                "CBG0047",
                new FeedText
                {
                    Verify = Signed + """[{ "members": ["id"], "join": "|" }] }""",
                    Callback = """
                    , "tests": [{
                      "name": "a",
                      "keys": { "secret": "k" },
                      "request": { "method": "POST", "body": "{}" },
                      "expect": "authenticated"
                    }]
                    """,
                }
                    .ToString()
                    .Replace("\"verify\"", "{|CBG0047:\"verify\"|}", StringComparison.Ordinal),
                "The signature does not cover /amount: the feed yields Authenticated<AcmePaid>, not Verified<AcmePaid>"
            ),
            new(
                "Where nothing says so, it is told what to do",
                "CBG0047",
                new FeedText { Verify = Signed + """[{ "members": ["id"], "join": "|" }] }""" }
                    .ToString()
                    .Replace("\"verify\"", "{|CBG0047:\"verify\"|}", StringComparison.Ordinal),
                "The signature does not cover /amount: the feed yields Authenticated<AcmePaid>, not Verified<AcmePaid>; sign the "
                    + "missing members, or, if the provider omits them, confirm this by a test with \"expect\": \"authenticated\""
            ),
            new(
                "A pointer is guessed",
                "CBG0036",
                new FeedText { Callback = """, "roles": { "amount": {|CBG0036:"/amout"|} }""" }.ToString(),
                "\"/amout\" leads to no member that the payload declares; did you mean \"/amount\"?"
            ),
            new(
                "A signed member is guessed",
                "CBG0036",
                FeedText.Message("""[{ "members": [{|CBG0041:"id"|}, {|CBG0036:"ammount"|}], "join": "|" }]"""),
                "\"/ammount\" is signed but the payload does not declare it; did you mean \"/amount\"?"
            ),
            new(
                "A required member is guessed",
                "CBG0012",
                new FeedText { Root = """, "required": [{|CBG0012:"amont"|}]""" }.ToString(),
                "\"amont\" is required but not declared under \"properties\"; declare it or remove it from \"required\"; did you "
                    + "mean \"amount\"?"
            ),
            new(
                "A key is guessed",
                "CBG0033",
                FeedText
                    .Message("\"{rawBody}\"")
                    .Replace("\"key\": \"secret\"", "\"key\": {|CBG0033:\"secert\"|}", StringComparison.Ordinal),
                "No key \"secert\" is declared under \"keys\"; declare it or name one that is; did you mean \"secret\"?"
            ),
            new(
                "A date without its zone is one mistake, and its member is there",
                "CBG0006",
                new FeedText
                {
                    Properties = """{ "id": { "type": "string" }, "paid": { "type": "string", {|CBG0006:"dateFormat"|}: "yyyy-MM-dd" } }""",
                    Root = """, "required": ["id"]""",
                    Callback = """, "idempotencyKey": ["/id", "/paid"]""",
                }.ToString()
            ),
        ];
}
