using CallbackGen.Analyzers.Tests.Harness;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>The rules of answers: which values they may repeat, and that they must not sign callbacks.</summary>
internal static class AnswerCases
{
    public static IEnumerable<RuleCase> All =>
        [
            new(
                "A signed value may be acknowledged with",
                "CBG0062",
                new FeedText { Callback = """, "acknowledge": { "body": "OK{body:/id}" }""" }.ToString()
            ),
            new(
                "A value that is not signed is not acknowledged with",
                "CBG0062",
                new FeedText { Callback = """, "acknowledge": { "body": {|CBG0062:"OK{header:X-Id}"|} }""" }.ToString(),
                "This answer cannot be sent: \"header:X-Id\" is not signed: the answer would acknowledge an unproven value; use a "
                    + "signed value"
            ),
            new(
                "A handshake may repeat what it likes",
                "CBG0062",
                Challenge(""" "body": { "challenge": "{body:/challenge}", "at": "{now:seconds}" } """)
            ),
            new(
                "A body, a key or a code that does not exist cannot stand in an answer",
                "CBG0062",
                Challenge(""" "body": { "a": {|CBG0062:"{rawBody}"|}, "b": {|CBG0062:"{key:secret}"|}, "c": {|CBG0062:"{mac:none}"|} } """)
            ),
            new(
                "A code takes no other code",
                "CBG0062",
                Challenge(
                    """
                    "body": "{mac:a}",
                    "macs": {
                      "a": { "algorithm": "sha1", "key": "secret", "message": {|CBG0062:"{mac:a}"|}, "encoding": "hex" }
                    }
                    """
                )
            ),
            new(
                "A code of a chosen token under the key of a raw body that may be anything is an oracle",
                "CBG0063",
                Coded("sha256", "{query:token}", "CBG0063", Raw("form")),
                "The code \"code\" may be the signature of a callback that an attacker forges: add a constant to its message that no "
                    + "callback's message has at that position, declare the signed values of callbacks with a \"pattern\" that "
                    + "always contains a text that no token contains (a token consists of letters, digits and -._~+/=), such as a "
                    + "line break, use another key, or, if the provider requires this, give the reason in \"oracle\""
            ),
            new("A token is no JSON object", "CBG0063", Coded("sha256", "{query:token}", null, Raw("json"))),
            new(
                "A brace in the code's message makes an object of it",
                "CBG0063",
                Coded("sha256", "{{\\\"id\\\":{query:token}}}", "CBG0063", Raw("json"))
            ),
            new("Another algorithm signs nothing of the feed's", "CBG0063", Coded("sha512", "{query:token}", null, Raw("form"))),
            new(
                "What every message of the feed has and no token keeps them apart",
                "CBG0063",
                Coded("sha256", "{query:token}", null, Hmac("\"v0:{header:X-Time}:{rawBody}\""))
            ),
            new(
                "It must be there more often than in the code's message",
                "CBG0063",
                Coded("sha256", "v0:{query:token}:x", "CBG0063", Hmac("\"v0:{header:X-Time}:{rawBody}\"") + Form)
            ),
            new(
                "A token of a shared secret is letters and dots, as a chosen one may be",
                "CBG0063",
                Coded(
                    "sha256",
                    "{query:token}",
                    "CBG0063",
                    """
                    {
                      "scheme": "jwt",
                      "from": "header:X-Token",
                      "algorithms": ["HS256"],
                      "key": "secret",
                      "claims": { "id": { "equals": "{body:/id}" }, "amount": { "equals": "{body:/amount}" } }
                    }
                    """
                )
            ),
            new(
                "A reason excuses an oracle",
                "CBG0063",
                Coded("sha256", "{query:token}", null, Raw("form"), """, "oracle": "The provider wants it so" """)
            ),
            new(
                "A reason without an oracle is pointed out",
                "CBG0025",
                Coded("sha256", "{query:token}", null, Raw("json"), """, {|CBG0025:"oracle"|}: "Why" """)
            ),
            new(
                "A code that the body does not hold is pointed out",
                "CBG0025",
                Challenge(
                    """
                    "body": "x",
                    "macs": {
                      {|CBG0025:"a"|}: { "algorithm": "sha1", "key": "secret", "message": "{query:a}", "encoding": "hex" }
                    }
                    """
                )
            ),
            new(
                "A header takes what a body takes",
                "CBG0062",
                Challenge(""" "headers": { "X-Hook-Secret": "{header:X-Hook-Secret}", "X-At": "{now:seconds}" } """)
            ),
            new(
                "A header that browsers or proxies act upon is none of an answer",
                "CBG0062",
                Challenge(
                    """
                    "headers": {
                      {|CBG0062:"set-cookie"|}: "a",
                      {|CBG0062:"Location"|}: "b",
                      {|CBG0062:"Access-Control-Allow-Origin"|}: "*",
                      {|CBG0062:"X-Accel-Redirect"|}: "c",
                      {|CBG0062:"Content-Security-Policy"|}: "d"
                    }
                    """
                ),
                "This answer cannot be sent: \"set-cookie\" cannot be a header of an answer: browsers or proxies act "
                    + "upon it, and a provider's handshake needs none of those"
            ),
            new(
                "A header that frames the message is the program's",
                "CBG0062",
                Challenge(
                    """
                    "headers": {
                      {|CBG0062:"Transfer-Encoding"|}: "chunked",
                      {|CBG0062:"Cache-Control"|}: "public",
                      {|CBG0062:"Date"|}: "x"
                    }
                    """
                ),
                "This answer cannot be sent: \"Transfer-Encoding\" is written only by the program that answers"
            ),
            new(
                "The media type has a keyword of its own",
                "CBG0062",
                Challenge(""" "headers": { {|CBG0062:"content-type"|}: "text/plain" } """),
                "This answer cannot be sent: \"content-type\" is set by \"content\": write it there"
            ),
            new(
                "A header stands once, whatever its case",
                "CBG0062",
                Challenge(""" "headers": { "X-Id": "a", {|CBG0062:"x-id"|}: "b" } """)
            ),
            new(
                "A header holds no line break and nothing but ASCII",
                "CBG0062",
                Challenge(
                    """
                    "headers": {
                      "X-A": {|CBG0062:"a\r\nSet-Cookie: b"|},
                      "X-B": {|CBG0062:"é"|},
                      "X-C": {|CBG0062:" a"|},
                      "X-D": "a b"
                    }
                    """
                )
            ),
            new(
                "A header is named as RFC 9110 has it, and has a value",
                "CBG0007",
                Challenge(""" "headers": { {|CBG0007:"X A"|}: "a", {|CBG0007:""|}: "b", "X-C": {|CBG0007:""|} } """)
            ),
            new("A header is a template", "CBG0005", Challenge(""" "headers": { "X-A": {|CBG0005:1|} } """)),
            new(
                "An acknowledgement's header is signed as its body is",
                "CBG0062",
                new FeedText
                {
                    Callback = """, "acknowledge": { "headers": { "X-Id": "{body:/id}", "X-Other": {|CBG0062:"{header:X-Other}"|} } }""",
                }.ToString()
            ),
            new(
                "A secret is hashed and never shown",
                "CBG0062",
                Challenge(""" "body": {|CBG0062:"{key:secret}"|} """),
                "This answer cannot be sent: \"key:secret\" is a secret, which the answer would disclose to any sender: hash it in "
                    + "one of its \"digests\", or declare it with \"secret\": false where it is none"
            ),
            new(
                "A secret may be in a digest, and the address too",
                "CBG0062",
                Challenge(
                    """
                    "body": "{digest:d}",
                    "digests": {
                      "d": {
                        "algorithm": "sha256",
                        "message": "{query:token}{key:secret}{endpoint}{method}{path}",
                        "encoding": "hex"
                      }
                    }
                    """
                )
            ),
            new(
                "The address is no text of an answer",
                "CBG0062",
                Challenge(""" "body": {|CBG0062:"{endpoint}"|}, "headers": { "X-Url": {|CBG0062:"{url}"|} } """)
            ),
            new(
                "A digest that the answer does not hold is pointed out",
                "CBG0025",
                Challenge(
                    """
                    "headers": { "X-A": "{mac:d}" },
                    "macs": {
                      "d": { "algorithm": "sha1", "key": "secret", "message": "a{query:a}", "encoding": "hex" }
                    },
                    "digests": { {|CBG0025:"d"|}: { "algorithm": "sha1", "message": "{query:a}", "encoding": "hex" } }
                    """
                )
            ),
            new(
                "A handshake by a method of its own needs no condition",
                "CBG0067",
                Unconditional("""[{ "method": "HEAD", "content": "query" }, { "method": "OPTIONS", "content": "query" }]""")
            ),
            new(
                "A handshake that arrives as callbacks do is told from them",
                "CBG0067",
                Unconditional("""{|CBG0067:[|}{ "method": "GET", "content": "query" }, { "method": "POST", "content": "query" }]"""),
                "Callbacks arrive by POST too, and all of them would be answered as handshakes without reaching a handler; give in "
                    + "\"when\" a condition that only the handshake satisfies"
            ),
            new(
                "Without a condition a handshake says how it arrives",
                "CBG0006",
                new FeedText
                {
                    Callback = """, "challenge": {|CBG0006:{|} "verify": "callback", "respond": { "body": "ok" } }""",
                }.ToString()
            ),
            new(
                "A callback does not arrive by HEAD or OPTIONS",
                "CBG0007",
                new FeedText
                {
                    Receive = """[{ "method": "POST", "content": "json" }, { "method": {|CBG0007:"HEAD"|}, "content": "query" }]""",
                }.ToString()
            ),
            new(
                "An answer to HEAD has no body",
                "CBG0045",
                Unconditional("""[{ "method": "HEAD", "content": "query" }]""", """ "body": {|CBG0045:"ok"|} """)
            ),
            new("HEAD and OPTIONS bring no body", "CBG0045", Unconditional("""[{ "method": "OPTIONS", "content": {|CBG0045:"json"|} }]""")),
            new(
                "A test expects an answer of a feed that answers",
                "CBG0044",
                Tested(""" "method": "POST" """, "{|CBG0044:\"answered\"|}", challenge: false)
            ),
            new(
                "A handshake of a test arrives as the handshake does",
                "CBG0044",
                Tested(""" "method": {|CBG0044:"POST"|} """, "\"answered\"")
            ),
            new(
                "A handshake may arrive by HEAD in a test",
                "CBG0044",
                Tested(""" "method": "HEAD" """, "\"answered\"", """, "answer": { "status": 200 }""")
            ),
            new(
                "What is rejected has no answer",
                "CBG0008",
                Tested(""" "method": "POST" """, "\"rejected\"", """, {|CBG0008:"answer"|}: { "status": 200 }""")
            ),
            new(
                "An answer of a test has the status of a success",
                "CBG0007",
                Tested(""" "method": "HEAD" """, "\"answered\"", """, "answer": { "status": {|CBG0007:404|} }""")
            ),
            new(
                "An object is JSON and nothing else",
                "CBG0007",
                Challenge(""" "content": {|CBG0007:"text/html"|}, "body": { "a": "b" } """)
            ),
        ];

    private const string Form = "/*form*/";

    private static string Raw(string content) => content == "json" ? Hmac("\"{rawBody}\"") : Hmac("\"{rawBody}\"") + Form;

    private static string Hmac(string message) =>
        $$"""
            {
              "scheme": "hmac",
              "algorithm": "sha256",
              "key": "secret",
              "signature": { "from": "header:X-Sign", "encoding": "hex" },
              "message": {{message}}
            }
            """;

    private static string Challenge(string respond) =>
        new FeedText
        {
            Callback = $$"""
                , "challenge": {
                  "when": { "query:token": "present" },
                  "verify": { "scheme": "none", "reason": "A test" },
                  "respond": { {{respond}} }
                }
                """,
        }.ToString();

    private static string Unconditional(string receive, string respond = "") =>
        new FeedText
        {
            Callback = $$"""
                , "challenge": {
                  "receive": {{receive}},
                  "verify": { "scheme": "none", "reason": "A test" },
                  "respond": { {{respond}} }
                }
                """,
        }.ToString();

    private static string Tested(string request, string expect, string more = "", bool challenge = true) =>
        new FeedText
        {
            Callback =
                (
                    challenge
                        ? """
                            , "challenge": {
                              "receive": [{ "method": "HEAD", "content": "query" }],
                              "verify": { "scheme": "none", "reason": "A test" },
                              "respond": {}
                            }
                            """
                        : ""
                ) + $$""", "tests": [{ "name": "A test", "request": { {{request}} }, "expect": {{expect}}{{more}} }]""",
        }.ToString();

    private static string Coded(string algorithm, string message, string? rule, string verify, string more = "") =>
        new FeedText
        {
            Receive = verify.EndsWith(Form, StringComparison.Ordinal)
                ? """[{ "method": "POST", "content": "form" }]"""
                : """[{ "method": "POST", "content": "json" }]""",
            Verify = verify.Replace(Form, "", StringComparison.Ordinal),
            Callback = $$"""
                , "challenge": {
                  "when": { "query:token": "present" },
                  "verify": { "scheme": "none", "reason": "A test" },
                  "respond": {
                    "body": "{mac:code}",
                    "macs": {
                      {{(rule is null ? "\"code\"" : "{|" + rule + ":\"code\"|}")}}: {
                        "algorithm": "{{algorithm}}",
                        "key": "secret",
                        "message": "{{message}}",
                        "encoding": "hex"{{more}}
                      }
                    }
                  }
                }
                """,
        }.ToString();
}
