using CallbackGen.Analyzers.Tests.Harness;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>The rules of schemes: sources, keys, algorithms, times and claims.</summary>
internal static class VerifyCases
{
    public static IEnumerable<RuleCase> All =>
        [
            new(
                "A source of no known kind is reported at its value",
                "CBG0030",
                Hmac("""{ "from": {|CBG0030:"cookie:sign"|}, "encoding": "hex" }"""),
                "\"cookie:sign\" is not a source: write header:Name, query:name, body:/pointer, payload:/pointer, "
                    + "rawBody, method, path, url, signature:part, key:name or const:text"
            ),
            new(
                "A header name with a space, a pointer without a slash and an empty name are no sources",
                "CBG0030",
                FeedText.Message("""[{|CBG0030:"{header:X Id}"|}, {|CBG0030:"{body:id}"|}, {|CBG0030:"{query:}"|}, "{rawBody}"]""")
            ),
            new(
                "A signature cannot stand in what is made here",
                "CBG0030",
                Hmac("""{ "from": {|CBG0030:"const:x"|}, "encoding": "hex" }"""),
                "\"const:x\" is not a source: here it must be a header, a query parameter or a part of the body"
            ),
            new(
                "Sources of every place of a request are known",
                "CBG0030",
                new[] { "header:X-Sign", "query:sign", "body:/id" }
                    .Select(source => Hmac($$"""{ "from": "{{source}}", "encoding": "hex" }"""))
                    .Last()
            ),
            new(
                "A key that is not declared is reported where it is named",
                "CBG0033",
                new FeedText { Keys = "{}" }
                    .ToString()
                    .Replace("\"key\": \"secret\"", "\"key\": {|CBG0033:\"secret\"|}", StringComparison.Ordinal),
                "No key \"secret\" is declared under \"keys\"; declare it or name one that is"
            ),
            new(
                "A test's key that is not declared is reported at its name",
                "CBG0033",
                FeedText.Test(
                    """
                    {
                      "name": "a",
                      "request": { "method": "POST" },
                      "keys": { "secret": "x", {|CBG0033:"Secret"|}: "x" },
                      "expect": "rejected"
                    }
                    """
                )
            ),
            new("A declared key may be named", "CBG0033", new FeedText().ToString()),
            new(
                "A key that is not used is reported where it is declared",
                "CBG0034",
                new FeedText { Keys = """{ "secret": { "encoding": "utf8" }, {|CBG0034:"old"|}: { "encoding": "utf8" } }""" }.ToString(),
                "The key \"old\" is declared but \"verify\" does not use it; remove it or name it there"
            ),
            new(
                "The scheme none uses no key",
                "CBG0034",
                new FeedText
                {
                    Keys = """{ {|CBG0034:"secret"|}: { "encoding": "utf8" } }""",
                    Verify = """{ "scheme": "none", "reason": "A test" }""",
                }.ToString()
            ),
            new(
                "While the named key is unknown, none is called unused",
                "CBG0034",
                new FeedText
                {
                    Verify = """{ "scheme": "jwt", "from": "header:X", "algorithms": ["HS256"], "key": {|CBG0033:"secert"|} }""",
                    Callback = """, "payload": "jwt" """,
                }.ToString()
            ),
            new(
                "A duration that ISO 8601 does not know is reported",
                "CBG0035",
                FeedText.Claims("""{ "exp": { "maxAge": {|CBG0035:"5 minutes"|} }, "id": { "equals": "{body:/id}" } }""").Partly(),
                "\"5 minutes\" is not a duration such as \"PT5M\" or \"PT90S\""
            ),
            new(
                "No time, months and years are no durations here",
                "CBG0035",
                new FeedText { Callback = """, "retry": { "attempts": 1, "every": {|CBG0035:"PT0S"|} }""" }.ToString()
            ),
            new(
                "Days, hours, minutes and seconds are",
                "CBG0035",
                new FeedText { Callback = """, "retry": { "attempts": 1, "every": "P1DT2H3M4S" }""" }.ToString()
            ),
            new(
                "A list without an algorithm is reported",
                "CBG0038",
                new FeedText
                {
                    Verify = """{ "scheme": "jwt", "from": "header:X", "algorithms": {|CBG0038:[]|}, "key": "secret" }""",
                    Callback = """, "payload": "jwt" """,
                }.ToString(),
                "\"algorithms\" must list at least one algorithm; without it the sender would choose"
            ),
            new(
                "An algorithm that cannot be used is another mistake",
                "CBG0038",
                new FeedText
                {
                    Verify = """
                    {
                      "scheme": "jwt",
                      "from": "header:X",
                      "algorithms": [{|CBG0054:"none"|}, "HS256", {|CBG0007:"HS256"|}],
                      "key": "secret"
                    }
                    """,
                    Callback = """, "payload": "jwt" """,
                }.ToString()
            ),
            new(
                "HMAC-MD5 is called weak",
                "CBG0039",
                new FeedText().ToString().Replace("\"sha256\"", "{|CBG0039:\"md5\"|}", StringComparison.Ordinal),
                "HMAC-MD5 is weak; if the provider offers nothing better, give the reason in \"weak\""
            ),
            new(
                "A reason to accept a weak algorithm is heard",
                "CBG0039",
                new FeedText()
                    .ToString()
                    .Replace("\"sha256\"", "\"md5\", \"weak\": \"The provider offers nothing else\"", StringComparison.Ordinal)
            ),
            new(
                "HMAC-SHA1 is not: its weakness does not touch a MAC",
                "CBG0039",
                new FeedText().ToString().Replace("\"sha256\"", "\"sha1\"", StringComparison.Ordinal)
            ),
            new(
                "A tolerance of more than a day is reported",
                "CBG0042",
                FeedText.Message(
                    "\"{header:X-Time}.{rawBody}\"",
                    """, "timestamp": { "from": "header:X-Time", "unit": "seconds", "tolerance": {|CBG0042:"P1DT1S"|} }"""
                ),
                "This time is not plausible: a tolerance of more than one day lets an old callback be replayed; providers state minutes"
            ),
            new(
                "A tolerance longer than the token lives is reported",
                "CBG0042",
                FeedText
                    .Claims(
                        """{ "exp": { "maxAge": "PT5M" }, "iat": { "maxAge": {|CBG0042:"PT6M"|} }, "id": { "equals": "{body:/id}" } }"""
                    )
                    .Partly()
            ),
            new(
                "A day is allowed",
                "CBG0042",
                FeedText.Message(
                    "\"{header:X-Time}.{rawBody}\"",
                    """, "timestamp": { "from": "header:X-Time", "unit": "seconds", "tolerance": "P1D" }"""
                )
            ),
            new(
                "A payload of claims needs a token",
                "CBG0045",
                new FeedText { Callback = """, "payload": {|CBG0045:"jwt"|}""" }.ToString(),
                "Content and transport do not fit: the payload can only be the token's claims (\"jwt\") when the scheme is jwt, not hmac"
            ),
            new(
                "A part of the body needs a body that has parts",
                "CBG0045",
                new FeedText
                {
                    Receive = """[{ "method": "POST", "content": "json" }, { "method": "POST", "content": "form" }]""",
                    Callback = """, "payload": {|CBG0045:"body:/data"|}""",
                }.ToString()
            ),
            new(
                "A GET request has no body",
                "CBG0045",
                new FeedText
                {
                    Receive = """[{ "method": "POST", "content": "json" }, { "method": "GET", "content": {|CBG0045:"json"|} }]""",
                }.ToString(),
                "Content and transport do not fit: a GET request has no body (RFC 9110, section 9.3.1): its content must be \"query\""
            ),
            new(
                "An answer without content has no body",
                "CBG0045",
                new FeedText { Callback = """, "acknowledge": { "status": 204, "body": {|CBG0045:"OK"|} }""" }.ToString()
            ),
            new(
                "A part of a JSON body may be the payload, and a 204 may be empty",
                "CBG0045",
                new FeedText { Callback = """, "payload": "body:/data", "acknowledge": { "status": 204, "body": "" }""" }.ToString()
            ),
            new(
                "A secret scheme with a public key is reported where the key is named",
                "CBG0049",
                new FeedText { Keys = """{ "secret": { "encoding": "pem" } }""" }
                    .ToString()
                    .Replace("\"key\": \"secret\"", "\"key\": {|CBG0049:\"secret\"|}", StringComparison.Ordinal),
                "The key \"secret\" is a public key, which everybody may know: it cannot be a secret"
            ),
            new(
                "What is declared as no secret is none",
                "CBG0049",
                new FeedText { Keys = """{ "secret": { "encoding": "utf8", "secret": false } }""" }
                    .ToString()
                    .Replace("\"key\": \"secret\"", "\"key\": {|CBG0049:\"secret\"|}", StringComparison.Ordinal)
            ),
            new(
                "A public-key signature with a secret is reported",
                "CBG0049",
                Signature("utf8", "{|CBG0049:\"secret\"|}"),
                "The key \"secret\" must be a public key: its encoding must be pem, spki, jwk or jwks, and for Ed25519 "
                    + "raw-hex or raw-base64"
            ),
            new("A public-key signature with a public key is right", "CBG0049", Signature("spki", "\"secret\"")),
            new(
                "Of several keys each is checked",
                "CBG0049",
                Signature("jwk", """{ "select": "header:X-Key", "from": { "a": "secret", "b": {|CBG0033:"other"|} } }""")
            ),
            new(
                "A digest without a secret is reported at its message",
                "CBG0050",
                Digest("{|CBG0050:\"{rawBody}\"|}").Replace("\"secret\": {", "{|CBG0034:\"secret\"|}: {", StringComparison.Ordinal),
                "The message of a digest must mix in a secret key by the source key:name; without one anyone can compute it"
            ),
            new(
                "A digest over a value that is no secret is reported",
                "CBG0050",
                Digest("{|CBG0050:\"{rawBody}.{key:secret}\"|}", """{ "encoding": "utf8", "secret": false }""")
            ),
            new("A digest with a secret is right, and called legacy at its scheme", "CBG0050", Digest("\"{rawBody}.{key:secret}\"")),
            new(
                "A digest is called legacy",
                "CBG0051",
                Digest("\"{rawBody}.{key:secret}\""),
                "A plain digest over a message that contains the secret is weaker than an HMAC; ask the provider for a newer scheme"
            ),
            new("An HMAC is not called legacy", "CBG0051", FeedText.Message("\"{rawBody}.{key:secret}\"")),
            new(
                "An alternative that has no token has no claims",
                "CBG0052",
                AnyOf("{|CBG0052:{|}", ", \"payload\": \"jwt\""),
                "The payload does not fit its scheme: the scheme hmac has no token whose claims could be the payload; "
                    + "give the alternative a \"payload\" of its own"
            ),
            new("Alternatives over one body are right", "CBG0052", AnyOf("{", "")),
            new(
                "A time that the message leaves out is reported where it is named",
                "CBG0053",
                FeedText.Message(
                    "\"{rawBody}\"",
                    """, "timestamp": { "from": {|CBG0053:"header:X-Time"|}, "unit": "seconds", "tolerance": "PT5M" }"""
                ),
                "\"header:X-Time\" is not part of the message, so anyone could change the time of an old callback; add it to "
                    + "\"message\", or remove \"timestamp\""
            ),
            new(
                "A time that all members but it are signed with is not signed",
                "CBG0053",
                Timed(
                    """[{ "members": "*", "except": ["id"], "sort": "name", "each": "{name}={value}", "join": "&" }]""",
                    "{|CBG0053:\"body:/id\"|}"
                )
            ),
            new(
                "Nor is one beside the object whose members are",
                "CBG0053",
                Timed(
                    """[{ "members": "*", "root": "/o", "sort": "name", "each": "{name}={value}", "join": "&" }]""",
                    "{|CBG0053:\"body:/id\"|}"
                )
            ),
            new("Nor one that JSON leaves out", "CBG0053", Timed("""[{ "json": {}, "except": ["id"] }]""", "{|CBG0053:\"body:/id\"|}")),
            new(
                "A time among all members is signed",
                "CBG0053",
                Timed("""[{ "members": "*", "sort": "name", "each": "{name}={value}", "join": "&" }]""", "\"body:/id\"")
            ),
            new(
                "So is one that the names of JSON list",
                "CBG0053",
                Timed("""[{ "json": {}, "members": ["id"] }]""", "\"body:/id\"").Partly()
            ),
            new(
                "A time in the signed body is signed",
                "CBG0053",
                FeedText.Message("\"{rawBody}\"", """, "timestamp": { "from": "body:/id", "unit": "seconds", "tolerance": "PT5M" }""")
            ),
            new(
                "An algorithm over an Edwards curve that nobody verifies is told from a mistyped one",
                "CBG0070",
                Signature("pem", "\"secret\"").Replace("\"rsa-sha256\"", "{|CBG0070:\"ed448\"|}", StringComparison.Ordinal),
                "\"ed448\" is not supported: no library that this one trusts has signatures over this curve (RFC 8032) "
                    + "for .NET; ask the provider for ed25519, or use another scheme of the provider"
            ),
            new(
                "Its smaller sister has a package",
                "CBG0070",
                Signature("raw-hex", "\"secret\"").Replace("rsa-sha256", "ed25519", StringComparison.Ordinal)
            ),
            new(
                "The bytes of a key verify no other algorithm",
                "CBG0049",
                Signature("raw-base64", "{|CBG0049:\"secret\"|}"),
                "The key \"secret\" is the bytes of an Ed25519 key, which verifies ed25519 and EdDSA only"
            ),
            new("A time needs a form", "CBG0006", Timed("""{|CBG0006:{|} "from": "header:X-Time", "tolerance": "PT5M" }""")),
            new(
                "A time of day comes again",
                "CBG0016",
                Timed("""{ "from": "header:X-Time", "dateFormat": {|CBG0016:"HH:mm:ss"|}, "timeZone": "Z", "tolerance": "PT5M" }""")
            ),
            new(
                "A local time that comes twice a year is no moment",
                "CBG0007",
                Timed(
                    """
                    {
                      "from": "header:X-Time",
                      "dateFormat": "yyyyMMddHHmmss",
                      "timeZone": {|CBG0007:"Europe/Warsaw"|},
                      "tolerance": "PT5M"
                    }
                    """
                ),
                "The value of \"timeZone\" must be an offset such as \"+08:00\", or \"Z\": where clocks are turned "
                    + "back, a local time comes twice, and a signed one must be one moment"
            ),
            new(
                "A format that states its zone has no other",
                "CBG0008",
                Timed(
                    """
                    {
                      "from": "header:X-Time",
                      "dateFormat": "yyyy-MM-dd HH:mm zzz",
                      {|CBG0008:"timeZone"|}: "Z",
                      "tolerance": "PT5M"
                    }
                    """
                )
            ),
            new(
                "A secret is never optional",
                "CBG0008",
                new FeedText { Keys = """{ "secret": { "encoding": "utf8", {|CBG0008:"optional"|}: true } }""" }.ToString()
            ),
            new("A step of a derivation is one operation", "CBG0006", Derived("""{|CBG0006:{|} "hmac": "sha256", "before": "a" }""")),
            new("A code is of the key, or the key's, and not both", "CBG0006", Derived("""{|CBG0006:{|} "hmac": "sha256" }""")),
            new("A key is derived of what is there", "CBG0030", Derived("""{ "hmac": "sha256", "message": {|CBG0030:"{rawBody}"|} }""")),
            new(
                "A member that derives a key is declared",
                "CBG0036",
                Derived("""{ "cipher": "3des-cbc", "value": {|CBG0036:"{body:/unknown}"|} }""")
            ),
            new("A word of a derivation is one of those that are known", "CBG0007", Derived("""["sha256", {|CBG0007:"sha3"|}]""")),
            new(
                "A chain is right",
                "CBG0007",
                Derived("""[{ "before": "AWS4" }, { "hmac": "sha256", "message": "{header:X-Date}" }, "hex"]""")
            ),
            new(
                "A secret is not read before a signature",
                "CBG0049",
                FeedText
                    .Message("\"{rawBody}\"")
                    .Replace(
                        "\"encoding\": \"hex\"",
                        "\"encoding\": \"hex\", \"prefix\": {|CBG0049:\"{key:secret}|\"|}",
                        StringComparison.Ordinal
                    )
            ),
            new(
                "Another curve is not",
                "CBG0070",
                Signature("pem", "\"secret\"").Replace("rsa-sha256", "ecdsa-sha256", StringComparison.Ordinal)
            ),
            new(
                "A cipher that does not authenticate is refused",
                "CBG0070",
                Decrypt(
                    """
                    {
                      "algorithm": {|CBG0070:"aes-cbc"|},
                      "key": "secret",
                      "ciphertext": "{body:/data|base64decode}",
                      "nonce": "{header:X-Nonce}"
                    }
                    """
                ),
                "\"aes-cbc\" is not supported: it does not authenticate the decrypted text, and no provider of this catalogue needs "
                    + "it; the algorithm is \"aes-gcm\""
            ),
            new(
                "A ciphertext is no constant, a nonce no method",
                "CBG0030",
                Decrypt(
                    """{ "algorithm": "aes-gcm", "key": "secret", "ciphertext": {|CBG0030:"abc"|}, "nonce": {|CBG0030:"{method}"|} }"""
                ),
                "\"abc\" is not a source: here it must be a header, a query parameter, a part of the body or the raw body, in braces"
            ),
            new(
                "A decrypted payload has no other place",
                "CBG0008",
                Decrypt(
                    """
                    {
                      "algorithm": "aes-gcm",
                      "key": "secret",
                      "ciphertext": "{body:/data|base64decode}",
                      "nonce": "{body:/nonce}"
                    },
                    {|CBG0008:"payload"|}: "body"
                    """
                )
            ),
            new(
                "A key that only decrypts is used",
                "CBG0034",
                Decrypt(
                    """{ "algorithm": "aes-gcm", "key": "cipher", "ciphertext": "{body:/data|base64decode}", "nonce": "{body:/nonce}" }""",
                    """, "cipher": { "encoding": "utf8" } """
                )
            ),
            new(
                "A member of a text that is not read yet cannot be signed",
                "CBG0036",
                FeedText
                    .Message("{|CBG0036:\"{payload:/id}.{rawBody}\"|}")
                    .Replace("\"verify\":", "\"payload\": \"body:/data|json\", \"verify\":", StringComparison.Ordinal),
                "\"payload:/id\" is part of a text that is read only when all is proven; name the value that holds the text"
            ),
            new(
                "A form has no places below its fields",
                "CBG0052",
                new FeedText
                {
                    Receive = """[{ "method": "POST", "content": "form" }]""",
                    Callback = """, "payload": {|CBG0052:"body:/data/text|json"|}""",
                }.ToString(),
                "The payload does not fit its scheme: a form, query or XML body has fields and nothing below them: the "
                    + "value that holds the payload must be one of them"
            ),
            new(
                "A text has no members either",
                "CBG0052",
                new FeedText
                {
                    Receive = """[{ "method": "POST", "content": "text" }]""",
                    Callback = """, "payload": {|CBG0052:"body:/data|json"|}""",
                }.ToString(),
                "The payload does not fit its scheme: a text has no members that could hold the payload"
            ),
            new(
                "Two messages under one key are reported at the second",
                "CBG0071",
                TwoMessages("{body:/id}|{body:/amount}", "{body:/amount}|{body:/id}", "{|CBG0071:{|}"),
                "The alternatives 1 and 2 sign different messages with one key, so one signature may be valid for two payloads; if "
                    + "the provider does so, give the reason in \"undelimited\""
            ),
            new(
                "A reason to do so is heard",
                "CBG0071",
                TwoMessages("{body:/id}|{body:/amount}", "{body:/amount}|{body:/id}", """{ "undelimited": "As in the provider's SDK",""")
            ),
            new(
                "Messages that begin otherwise are told apart",
                "CBG0071",
                TwoMessages("v1:{body:/id}|{body:/amount}", "v2:{body:/amount}|{body:/id}", "{")
            ),
            new("White space behind a JSON body means nothing", "CBG0071", TwoMessages("{rawBody}", "{rawBody}\\n", "{")),
            new(
                "In front of a body it moves what stands there",
                "CBG0071",
                TwoMessages("{header:X-Id}.{rawBody}", "{header:X-Id}.x{rawBody}", "{|CBG0071:{|}")
            ),
            new(
                "Other hashes make other signatures",
                "CBG0071",
                TwoMessages("{body:/id}|{body:/amount}", "{body:/amount}|{body:/id}", "{", "sha512")
            ),
            new(
                "A token and a message that may look like one are reported",
                "CBG0071",
                new FeedText
                {
                    Verify = """
                    {
                      "scheme": "anyOf",
                      "schemes": [
                        {
                          "scheme": "jwt",
                          "from": "header:X-Token",
                          "algorithms": ["HS256"],
                          "key": "secret",
                          "claims": { "hash": { "equals": "{rawBody|sha256}" } }
                        },
                        {|CBG0071:{|}
                          "scheme": "hmac",
                          "algorithm": "sha256",
                          "key": "secret",
                          "signature": { "from": "header:X-Sign", "encoding": "hex" },
                          "message": ["{body:/id}.", { "members": ["amount"] }]
                        }
                      ]
                    }
                    """,
                }.ToString()
            ),
            new(
                "A partly covered feed is told at verify which members lie outside",
                "CBG0047",
                FeedText.Claims("""{ "id": { "equals": "{body:/id}" } }""").Partly(),
                "The signature does not cover /amount: the feed yields Authenticated<AcmePaid>, not Verified<AcmePaid>; sign the "
                    + "missing members, or, if the provider omits them, confirm this by a test with \"expect\": \"authenticated\""
            ),
            new(
                "A wholly covered feed is not, its signature left aside",
                "CBG0047",
                FeedText
                    .Message("""[{ "members": ["id", "amount"], "join": "|" }]""")
                    .Replace("\"id\", \"amount\"], \"join\"", "{|CBG0041:\"id\"|}, \"amount\"], \"join\"", StringComparison.Ordinal)
            ),
        ];

    private static string Hmac(string signature) =>
        new FeedText
        {
            Verify =
                $$"""{ "scheme": "hmac", "algorithm": "sha256", "key": "secret", "signature": {{signature}}, "message": "{rawBody}" }""",
        }.ToString();

    private static string Signature(string encoding, string key) =>
        new FeedText
        {
            Keys = $$"""{ "secret": { "encoding": "{{encoding}}" } }""",
            Verify = $$"""
                {
                  "scheme": "signature",
                  "algorithm": "rsa-sha256",
                  "key": {{key}},
                  "signature": { "from": "header:X-Sign", "encoding": "hex" },
                  "message": "{rawBody}"
                }
                """,
        }.ToString();

    private static string Digest(string message, string key = """{ "encoding": "utf8" }""") =>
        new FeedText
        {
            Keys = $$"""{ "secret": {{key}} }""",
            Verify = $$"""
                {
                  "scheme": {|CBG0051:"digest"|},
                  "algorithm": "sha256",
                  "signature": { "from": "header:X-Sign", "encoding": "hex" },
                  "message": {{message}}
                }
                """,
        }.ToString();

    private static string Timed(string timestamp) => FeedText.Message("\"{header:X-Time}.{rawBody}\"", $", \"timestamp\": {timestamp}");

    private static string Derived(string derive) =>
        new FeedText { Keys = $$"""{ "secret": { "encoding": "utf8", "derive": {{derive}} } }""" }.ToString();

    private static string Timed(string message, string from) =>
        FeedText.Message(message, $$""", "timestamp": { "from": {{from}}, "unit": "seconds", "tolerance": "PT5M" }""");

    private static string Decrypt(string decrypt, string keys = "") =>
        new FeedText { Keys = $$"""{ "secret": { "encoding": "utf8" }{{keys}} }""", Callback = $", \"decrypt\": {decrypt}" }.ToString();

    /// <summary>Returns a feed of two alternatives with one key; <paramref name="head"/> begins the second message.</summary>
    private static string TwoMessages(string first, string second, string head, string algorithm = "sha256") =>
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
                      "message": "{{first}}"
                    },
                    {{head}}
                      "scheme": "hmac",
                      "algorithm": "{{algorithm}}",
                      "key": "secret",
                      "signature": { "from": "header:X-2", "encoding": "hex" },
                      "message": "{{second}}"
                    }
                  ]
                }
                """,
        }.ToString();

    private static string AnyOf(string head, string callback) =>
        new FeedText
        {
            Verify =
                head
                + """
                    "scheme": "anyOf",
                    "schemes": [
                      {
                        "scheme": "jwt",
                        "from": "header:X-Token",
                        "algorithms": ["HS256"],
                        "key": "secret",
                        "claims": { "hash": { "equals": "{rawBody|sha256}" } }
                      },
                      {
                        "scheme": "hmac",
                        "algorithm": "sha256",
                        "key": "secret",
                        "signature": { "from": "header:X-Sign", "encoding": "hex" },
                        "message": "{rawBody}"
                      }
                    ]
                    }
                    """,
            Callback = callback,
        }.ToString();

    /// <summary>Marks <c>verify</c> itself with the diagnostic about unsigned members, for feeds without an error.</summary>
    private static string Partly(this string text) =>
        new[] { "CBG0035", "CBG0042" }.Any(id => text.Contains(id, StringComparison.Ordinal))
            ? text
            : text.Replace("\"verify\":", "{|CBG0047:\"verify\"|}:", StringComparison.Ordinal);
}
