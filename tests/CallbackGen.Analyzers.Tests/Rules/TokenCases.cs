using CallbackGen.Analyzers.Tests.Harness;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>The rules of tokens: algorithms, their keys, detached payloads and headers.</summary>
internal static class TokenCases
{
    public static IEnumerable<RuleCase> All =>
        [
            new(
                "An algorithm that signs nothing is refused",
                "CBG0054",
                Jwt("""[{|CBG0054:"none"|}]"""),
                "The algorithm \"none\" signs nothing: anyone can create such a token"
            ),
            new(
                "A token's algorithm that the runtime cannot verify is called so",
                "CBG0070",
                Jwt("""["RS256", {|CBG0070:"ES256K"|}, {|CBG0070:"Ed448"|}]""", "pem"),
                "\"Ed448\" is not supported: .NET 10 does not have its curve on every platform, and this library "
                    + "brings no cryptography of its own; ask the provider for ES256, RS256 or EdDSA"
            ),
            new("One that a package verifies is none of these", "CBG0070", Jwt("""["ES256", "EdDSA"]""", "pem")),
            new(
                "The bytes of a key are those of one curve",
                "CBG0049",
                Jwt("""["ES256"]""", "raw-hex", """{|CBG0049:"key"|}"""),
                "The key \"key\" is the bytes of an Ed25519 key, which verifies ed25519 and EdDSA only"
            ),
            new(
                "A secret and a public key do not go together",
                "CBG0054",
                Jwt("""["HS256", {|CBG0054:"RS256"|}]"""),
                "The algorithm \"RS256\" takes a public key and HS256 does not: the holder of one could sign with the other; two "
                    + "generations are two schemes of \"anyOf\""
            ),
            new("Algorithms of several kinds of public key go together", "CBG0054", Jwt("""["RS256", "PS512", "ES384"]""", "jwks")),
            new(
                "A MAC with a public key is reported",
                "CBG0049",
                Jwt("""["HS256"]""", "jwks", """{|CBG0049:"key"|}"""),
                "The key \"key\" is a public key, which everybody may know: it cannot be a secret"
            ),
            new(
                "A token's signature with a secret is reported",
                "CBG0049",
                Jwt("""["PS256"]""", "utf8", """{|CBG0049:"key"|}"""),
                "The key \"key\" must be a public key: its encoding must be pem, spki, jwk or jwks, and for Ed25519 raw-hex or raw-base64"
            ),
            new("A key in the payload of a token is reported", "CBG0049", Detached("""{|CBG0049:"{rawBody}.{key:key}"|}""", "")),
            new(
                "A detached payload has no claims",
                "CBG0008",
                Detached("\"{rawBody}\"", """, {|CBG0008:"claims"|}: { "id": { "required": true } }""")
            ),
            new(
                "A payload that is signed as it is must be stated",
                "CBG0006",
                Jwt("""["ES256"]""", "pem", more: """, {|CBG0006:"unencoded"|}: true""")
            ),
            new(
                "A detached payload has no claims that are the payload",
                "CBG0052",
                Detached("\"{rawBody}\"", "")
                    .Replace("\"message\"", "{|CBG0052:\"message\"|}", StringComparison.Ordinal)
                    .Replace("\"keys\"", "\"payload\": \"jwt\", \"keys\"", StringComparison.Ordinal)
            ),
            new("A token cannot hold itself", "CBG0036", Detached("""{|CBG0036:"{header:X-Token}.{rawBody}"|}""", "")),
            new("A detached payload must be of the request", "CBG0046", Detached("{|CBG0046:\"{method}\"|}", "")),
            new(
                "The members by which a token is verified are no others to check",
                "CBG0007",
                Jwt(
                    """["ES256"]""",
                    "pem",
                    more: """
                    , "joseHeader": {
                      {|CBG0007:"kid"|}: { "required": true },
                      {|CBG0007:"crit"|}: { "required": true },
                      "typ": { "equals": "JWT" }
                    }
                    """
                )
            ),
            new(
                "A header member must be checked for something",
                "CBG0006",
                Jwt(
                    """["ES256"]""",
                    "pem",
                    more: """, "joseHeader": { "typ": {|CBG0006:{|} }, "cty": { {|CBG0006:"filters"|}: ["lower"], "required": true } }"""
                )
            ),
            new(
                "A header member that must be there is right",
                "CBG0006",
                Jwt("""["ES256"]""", "pem", more: """, "joseHeader": { "cty": { "required": true } }""")
            ),
            new(
                "A secret is not published",
                "CBG0008",
                Key("""{ "encoding": "utf8", {|CBG0008:"fetch"|}: { "url": "https://api.acme.example/key" } }""")
            ),
            new(
                "A key is fetched or looked up",
                "CBG0008",
                PublicKey(
                    """
                    {
                      "encoding": "pem",
                      "fetch": { "url": "https://api.acme.example/key" },
                      {|CBG0008:"lookup"|}: "header:X-Merchant"
                    }
                    """
                )
            ),
            new(
                "A fixed address needs no hosts",
                "CBG0008",
                PublicKey(
                    """
                    {
                      "encoding": "pem",
                      "fetch": {
                        "url": "https://api.acme.example/key",
                        {|CBG0008:"hosts"|}: ["api.acme.example"],
                        {|CBG0008:"path"|}: "/"
                      }
                    }
                    """
                )
            ),
            new("An address is fixed or named by the request", "CBG0006", PublicKey("""{ "encoding": "pem", "fetch": {|CBG0006:{|} } }""")),
            new(
                "Hosts that may be named are listed",
                "CBG0006",
                PublicKey("""{ "encoding": "pem", "fetch": {|CBG0006:{|} "from": "header:X-Cert-Url" } }""")
            ),
            new(
                "Addresses, hosts and paths are written in full",
                "CBG0007",
                PublicKey("""{ "encoding": "pem", "fetch": { "url": {|CBG0007:"http://api.acme.example/key"|} } }""")
            ),
            new(
                "Hosts are no patterns and addresses",
                "CBG0007",
                PublicKey(
                    """
                    {
                      "encoding": "pem",
                      "fetch": {
                        "from": "header:X-Cert-Url",
                        "hosts": [
                          {|CBG0007:"*.acme.example"|}, {|CBG0007:"https://acme.example"|}, {|CBG0007:"localhost"|},
                          {|CBG0007:"acme.example:8080"|}, "api.acme.example"
                        ],
                        "path": {|CBG0007:"certs"|}
                      }
                    }
                    """
                )
            ),
            new(
                "A key is found in the request, not in the payload",
                "CBG0030",
                Key("""{ "encoding": "utf8", "lookup": {|CBG0030:"payload:/id"|} }""")
            ),
            new(
                "A key that an unsigned member finds is reported",
                "CBG0056",
                Lookup("body:/other", "{|CBG0056:", "|}").Replace("\"verify\":", "{|CBG0047:\"verify\"|}:", StringComparison.Ordinal),
                "\"body:/other\" determines the key and is not signed: the owner of one account's key can send callbacks in the name "
                    + "of another; sign it, or trust the callback only about the account of its key"
            ),
            new("A key that a signed member or a header finds is not", "CBG0056", Key("""{ "encoding": "utf8", "lookup": "body:/id" }""")),
        ];

    private static string Key(string key) => new FeedText { Keys = $$"""{ "secret": {{key}} }""" }.ToString();

    private static string PublicKey(string key) =>
        new FeedText
        {
            Keys = $$"""{ "secret": {{key}} }""",
            Verify = """
                {
                  "scheme": "signature",
                  "algorithm": "rsa-sha256",
                  "key": "secret",
                  "signature": { "from": "header:X-Sign", "encoding": "hex" },
                  "message": "{rawBody}"
                }
                """,
        }.ToString();

    private static string Lookup(string place, string before, string after) =>
        new FeedText
        {
            Keys = $$"""{ "secret": { "encoding": "utf8", "lookup": {{before}}"{{place}}"{{after}} } }""",
            Properties = """{ "id": { "type": "string" }, "other": { "type": "string" } }""",
            Verify = """
                {
                  "scheme": "hmac",
                  "algorithm": "sha256",
                  "key": "secret",
                  "signature": { "from": "header:X-Sign", "encoding": "hex" },
                  "message": "{body:/id}"
                }
                """,
        }.ToString();

    private static string Jwt(string algorithms, string encoding = "utf8", string key = "\"key\"", string more = "") =>
        new FeedText
        {
            Keys = $$"""{ "key": { "encoding": "{{encoding}}" } }""",
            Verify = $$"""{ "scheme": "jwt", "from": "header:X-Token", "algorithms": {{algorithms}}, "key": {{key}}{{more}} }""",
            Callback = """, "payload": "jwt" """,
        }.ToString();

    private static string Detached(string message, string more) =>
        new FeedText
        {
            Keys = """{ "key": { "encoding": "pem" } }""",
            Verify = $$"""
                {
                  "scheme": "jwt",
                  "from": "header:X-Token",
                  "algorithms": ["ES256"],
                  "key": "key",
                  "message": {{message}}{{more}}
                }
                """,
        }.ToString();
}
