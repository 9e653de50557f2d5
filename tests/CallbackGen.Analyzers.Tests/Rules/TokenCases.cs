using CallbackGen.Analyzers.Tests.Harness;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>The rules of tokens: algorithms, the keys that they take, detached payloads and headers.</summary>
internal static class TokenCases
{
    public static IEnumerable<RuleCase> All =>
    [
        new("An algorithm that signs nothing is refused", "CBG0054", Jwt("""[{|CBG0054:"none"|}]"""),
            "The algorithm \"none\" signs nothing: anybody can make such a token"),
        new("An algorithm that the runtime cannot verify is called so", "CBG0054", Jwt("""["RS256", {|CBG0054:"ES256K"|}, {|CBG0054:"EdDSA"|}]""", "pem"),
            "The algorithm \"EdDSA\" is not supported on this runtime; ask the provider for ES256 or RS256"),
        new("A secret and a public key do not go together", "CBG0054", Jwt("""["HS256", {|CBG0054:"RS256"|}]"""),
            "The algorithm \"RS256\" takes a public key and HS256 does not: who holds the one could sign with the other; two generations are two schemes of \"anyOf\""),
        new("Algorithms of several kinds of public key go together", "CBG0054", Jwt("""["RS256", "PS512", "ES384"]""", "jwks")),

        new("A MAC with a public key is reported", "CBG0049", Jwt("""["HS256"]""", "jwks", """{|CBG0049:"key"|}"""),
            "The key \"key\" is a public key, which everybody may know: it cannot be a secret"),
        new("A token's signature with a secret is reported", "CBG0049", Jwt("""["PS256"]""", "utf8", """{|CBG0049:"key"|}"""),
            "The key \"key\" must be a public key: its encoding must be pem, spki, jwk or jwks"),
        new("A key in the payload of a token is reported", "CBG0049", Detached("""{|CBG0049:"{rawBody}.{key:key}"|}""", "")),

        new("A detached payload has no claims", "CBG0008", Detached("\"{rawBody}\"", """, {|CBG0008:"claims"|}: { "id": { "required": true } }""")),
        new("A payload that is signed as it is must be stated", "CBG0006", Jwt("""["ES256"]""", "pem", more: """, {|CBG0006:"unencoded"|}: true""")),
        new("A detached payload has no claims that are the payload", "CBG0052", Detached("\"{rawBody}\"", "").Replace("\"message\"", "{|CBG0052:\"message\"|}", StringComparison.Ordinal).Replace("\"keys\"", "\"payload\": \"jwt\", \"keys\"", StringComparison.Ordinal)),
        new("A token cannot hold itself", "CBG0036", Detached("""{|CBG0036:"{header:X-Token}.{rawBody}"|}""", "")),
        new("A detached payload must be of the request", "CBG0046", Detached("{|CBG0046:\"{method}\"|}", "")),

        new("The members by which a token is verified are no others to check", "CBG0007", Jwt("""["ES256"]""", "pem", more: """, "joseHeader": { {|CBG0007:"kid"|}: { "required": true }, {|CBG0007:"crit"|}: { "required": true }, "typ": { "equals": "JWT" } }""")),
        new("A header member must be checked for something", "CBG0006", Jwt("""["ES256"]""", "pem", more: """, "joseHeader": { "typ": {|CBG0006:{|} }, "cty": { {|CBG0006:"filters"|}: ["lower"], "required": true } }""")),
        new("A header member that must be there is right", "CBG0006", Jwt("""["ES256"]""", "pem", more: """, "joseHeader": { "cty": { "required": true } }""")),
    ];

    private static string Jwt(string algorithms, string encoding = "utf8", string key = "\"key\"", string more = "") => new FeedText
    {
        Keys = $$"""{ "key": { "encoding": "{{encoding}}" } }""",
        Verify = $$"""{ "scheme": "jwt", "from": "header:X-Token", "algorithms": {{algorithms}}, "key": {{key}}{{more}} }""",
        Callback = """, "payload": "jwt" """,
    }.ToString();

    private static string Detached(string message, string more) => new FeedText
    {
        Keys = """{ "key": { "encoding": "pem" } }""",
        Verify = $$"""{ "scheme": "jwt", "from": "header:X-Token", "algorithms": ["ES256"], "key": "key", "message": {{message}}{{more}} }""",
    }.ToString();
}
