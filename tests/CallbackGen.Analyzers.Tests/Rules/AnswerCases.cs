using CallbackGen.Analyzers.Tests.Harness;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>The rules of answers: what they may repeat, and that they sign no callback.</summary>
internal static class AnswerCases
{
    public static IEnumerable<RuleCase> All =>
    [
        new("A signed value may be acknowledged with", "CBG0062", new FeedText { Callback = """, "acknowledge": { "body": "OK{body:/id}" }""" }.ToString()),
        new("A value that is not signed is not acknowledged with", "CBG0062", new FeedText { Callback = """, "acknowledge": { "body": {|CBG0062:"OK{header:X-Id}"|} }""" }.ToString(),
            "\"header:X-Id\" is not signed: the answer would acknowledge what nobody proved; take a signed value"),
        new("A handshake may repeat what it likes", "CBG0062", Challenge(""" "body": { "challenge": "{body:/challenge}", "at": "{now:seconds}" } """)),
        new("A body, a key or a code that does not exist cannot stand in an answer", "CBG0062", Challenge(""" "body": { "a": {|CBG0062:"{rawBody}"|}, "b": {|CBG0062:"{key:secret}"|}, "c": {|CBG0062:"{mac:none}"|} } """)),
        new("A code takes no other code", "CBG0062", Challenge(""" "body": "{mac:a}", "macs": { "a": { "algorithm": "sha1", "key": "secret", "message": {|CBG0062:"{mac:a}"|}, "encoding": "hex" } } """)),
        new("A code of a chosen token under the key of a raw body that may be anything is an oracle", "CBG0063", Coded("sha256", "{query:token}", "CBG0063", Raw("form")),
            "The code \"code\" may be the signature of a callback that the sender makes up: put a constant into its message that no callback's message has so, take another key, or, where the provider leaves no choice, say why in \"oracle\""),
        new("A token is no JSON object", "CBG0063", Coded("sha256", "{query:token}", null, Raw("json"))),
        new("A brace in the code's message makes an object of it", "CBG0063", Coded("sha256", "{{\\\"id\\\":{query:token}}}", "CBG0063", Raw("json"))),
        new("Another algorithm signs nothing of the feed's", "CBG0063", Coded("sha512", "{query:token}", null, Raw("form"))),
        new("What every message of the feed has and no token keeps them apart", "CBG0063", Coded("sha256", "{query:token}", null, Hmac("\"v0:{header:X-Time}:{rawBody}\""))),
        new("It must be there more often than in the code's message", "CBG0063", Coded("sha256", "v0:{query:token}:x", "CBG0063", Hmac("\"v0:{header:X-Time}:{rawBody}\"") + Form)),
        new("A token of a shared secret is letters and dots, as a chosen one may be", "CBG0063", Coded("sha256", "{query:token}", "CBG0063",
            """{ "scheme": "jwt", "from": "header:X-Token", "algorithms": ["HS256"], "key": "secret", "claims": { "id": { "equals": "{body:/id}" }, "amount": { "equals": "{body:/amount}" } } }""")),
        new("A reason excuses an oracle", "CBG0063", Coded("sha256", "{query:token}", null, Raw("form"), """, "oracle": "The provider wants it so" """)),
        new("A reason without an oracle is pointed out", "CBG0025", Coded("sha256", "{query:token}", null, Raw("json"), """, {|CBG0025:"oracle"|}: "Why" """)),
        new("A code that the body does not hold is pointed out", "CBG0025", Challenge(""" "body": "x", "macs": { {|CBG0025:"a"|}: { "algorithm": "sha1", "key": "secret", "message": "{query:a}", "encoding": "hex" } } """)),
        new("An object is JSON and nothing else", "CBG0007", Challenge(""" "content": {|CBG0007:"text/html"|}, "body": { "a": "b" } """)),
    ];

    private const string Form = "/*form*/";

    private static string Raw(string content) => content == "json" ? Hmac("\"{rawBody}\"") : Hmac("\"{rawBody}\"") + Form;

    private static string Hmac(string message) =>
        $$"""{ "scheme": "hmac", "algorithm": "sha256", "key": "secret", "signature": { "from": "header:X-Sign", "encoding": "hex" }, "message": {{message}} }""";

    private static string Challenge(string respond) => new FeedText
    {
        Callback = $$""", "challenge": { "when": { "query:token": "present" }, "verify": { "scheme": "none", "reason": "A test" }, "respond": { {{respond}} } }""",
    }.ToString();

    private static string Coded(string algorithm, string message, string? rule, string verify, string more = "") => new FeedText
    {
        Receive = verify.EndsWith(Form, StringComparison.Ordinal) ? """[{ "method": "POST", "content": "form" }]""" : """[{ "method": "POST", "content": "json" }]""",
        Verify = verify.Replace(Form, "", StringComparison.Ordinal),
        Callback = $$""", "challenge": { "when": { "query:token": "present" }, "verify": { "scheme": "none", "reason": "A test" }, "respond": { "body": "{mac:code}", "macs": { {{(rule is null ? "\"code\"" : "{|" + rule + ":\"code\"|}")}}: { "algorithm": "{{algorithm}}", "key": "secret", "message": "{{message}}", "encoding": "hex"{{more}} } } } }""",
    }.ToString();
}
