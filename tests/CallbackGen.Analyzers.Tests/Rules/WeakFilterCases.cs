using CallbackGen.Analyzers.Tests.Harness;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>A weak digest is reported wherever a value of the request is signed or compared through it.</summary>
internal static class WeakFilterCases
{
    private const string Reason = """, "weak": "The provider offers nothing else" """;

    public static IEnumerable<RuleCase> All =>
        [
            new(
                "A body that is signed by its MD5 is called weak at the template",
                "CBG0039",
                FeedText.Message("{|CBG0039:\"{rawBody|md5}\"|}"),
                "A digest of a value by MD5 is weak; if the provider offers nothing better, give the reason in \"weak\""
            ),
            new(
                "Of several filters each is looked at",
                "CBG0039",
                FeedText.Message("{|CBG0039:\"{rawBody|base64|sha1|upper}\"|}").Unsigned(),
                "A digest of a value by SHA1 is weak; if the provider offers nothing better, give the reason in \"weak\""
            ),
            new("A reason to accept a weak filter is heard", "CBG0039", FeedText.Message("\"{rawBody|md5}\"", Reason)),
            new("A strong filter is not called weak", "CBG0039", FeedText.Message("\"{rawBody|sha256}\"")),
            new(
                "A reason without anything weak is pointed out",
                "CBG0025",
                FeedText.Message("\"{rawBody|sha256}\"", """, {|CBG0025:"weak"|}: "Why" """),
                "\"weak\" has no effect without \"an algorithm or filter that is weak\""
            ),
            new(
                "A part that is filtered as a whole is weak at its filter",
                "CBG0039",
                FeedText.Message("""[{ "parts": ["{rawBody}"], "filters": [{|CBG0039:"md5"|}] }]""")
            ),
            new(
                "So is a list of members",
                "CBG0039",
                FeedText.Message("""[{ "members": [{|CBG0041:"id"|}, "amount"], "join": "|", "filters": [{|CBG0039:"sha1"|}] }]""")
            ),
            new(
                "So is all that arrives",
                "CBG0039",
                FeedText.Message(
                    """[{ "members": "*", "each": "{name}={value}", "join": "&", "sort": "name", "filters": [{|CBG0039:"md5"|}] }]"""
                )
            ),
            new("So is what is written as JSON", "CBG0039", FeedText.Message("""[{ "json": {}, "filters": [{|CBG0039:"md5"|}] }]""")),
            new(
                "So is an entry of a list",
                "CBG0039",
                FeedText.Message("""[{ "members": [{ "name": "id", "from": {|CBG0039:"body:/id|md5"|} }, "amount"], "join": "|" }]""")
            ),
            new(
                "So is a member within a group",
                "CBG0039",
                FeedText.Message("""[{ "parts": [{|CBG0039:"{body:/id|md5}|{body:/amount}"|}], "filters": ["sha256"] }]""")
            ),
            new(
                "A key that is hashed has no second value",
                "CBG0039",
                FeedText.Message("""["{rawBody}{key:secret|md5}", { "parts": ["{key:secret}"], "filters": ["sha1"] }]""")
            ),
            new(
                "A digest of the body that is compared is weak",
                "CBG0039",
                FeedText.Message(
                    "\"{header:X-Digest}\"",
                    """, "also": [{ "value": "{header:X-Digest}", "equals": {|CBG0039:"{rawBody|md5}"|} }]"""
                )
            ),
            new(
                "And excused by the same reason",
                "CBG0039",
                FeedText.Message(
                    "\"{header:X-Digest}\"",
                    """, "also": [{ "value": "{header:X-Digest}", "equals": "{rawBody|md5}" }]""" + Reason
                )
            ),
            new(
                "A claim that equals a weak digest is weak",
                "CBG0039",
                FeedText.Claims("""{ "hash": { "equals": {|CBG0039:"{rawBody|md5}"|} } }""")
            ),
            new(
                "A claim that is hashed before it is compared too",
                "CBG0039",
                FeedText.Claims(
                    """{ "id": { "equals": "{body:/id}", "filters": [{|CBG0039:"sha1"|}] }, "hash": { "equals": "{rawBody|sha256}" } }"""
                )
            ),
            new(
                "A token has a reason of its own",
                "CBG0039",
                FeedText
                    .Claims("""{ "hash": { "equals": "{rawBody|md5}" } }""")
                    .Replace("\"algorithms\"", "\"weak\": \"So be it\", \"algorithms\"", StringComparison.Ordinal)
            ),
            new("A reason is no empty text", "CBG0007", FeedText.Message("\"{rawBody|md5}\"", """, "weak": {|CBG0007:" "|} """)),
            new(
                "Each of several schemes answers for itself",
                "CBG0039",
                new FeedText
                {
                    Verify = $$"""
                    {
                      "scheme": "anyOf",
                      "schemes": [
                        {
                          "scheme": "hmac",
                          "algorithm": "sha256",
                          "key": "secret",
                          "signature": { "from": "header:X-1", "encoding": "hex" },
                          "message": "a{rawBody|md5}"{{Reason}}
                        },
                        {
                          "scheme": "hmac",
                          "algorithm": "sha256",
                          "key": "secret",
                          "signature": { "from": "header:X-2", "encoding": "hex" },
                          "message": {|CBG0039:"b{rawBody|md5}"|}
                        }
                      ]
                    }
                    """,
                }.ToString()
            ),
            new(
                "An answer proves nothing by its digest",
                "CBG0039",
                new FeedText { Callback = """, "acknowledge": { "body": "{body:/id|md5}" }""" }.ToString()
            ),
        ];

    /// <summary>Marks <c>verify</c>: a filter of the message leaves members uncovered.</summary>
    private static string Unsigned(this string text) => text.Replace("\"verify\":", "{|CBG0047:\"verify\"|}:", StringComparison.Ordinal);
}
