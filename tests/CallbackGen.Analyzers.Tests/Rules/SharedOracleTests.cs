using CallbackGen.Analyzers.Tests.Harness;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>CBG0063 across files: a code in one feed's answer may be the signature of another feed's callback.</summary>
public sealed class SharedOracleTests
{
    private const string Form = """[{ "method": "POST", "content": "form" }]""";

    private static string Hook(string code, string message = "{query:token}", string algorithm = "sha256", string more = "") =>
        Named(
            "Hook",
            new FeedText
            {
                Callback = $$"""
                , "challenge": {
                  "when": { "query:token": "present" }, "verify": { "scheme": "none", "reason": "A test" },
                  "respond": {
                    "body": "{mac:m}",
                    "macs": {
                      {{code}}: {
                        "algorithm": "{{algorithm}}",
                        "key": "secret",
                        "message": "{{message}}",
                        "encoding": "hex"{{more}}
                      }
                    }
                  }
                }
                """,
            }
        );

    private static string Named(string name, FeedText feed, string provider = "Acme") =>
        feed.ToString()
            .Replace("\"Paid\"", $"\"{name}\"", StringComparison.Ordinal)
            .Replace("\"Acme\"", $"\"{provider}\"", StringComparison.Ordinal);

    private static string Pay(string verify, string provider = "Acme") =>
        Named("Pay", new FeedText { Verify = verify, Receive = Form }, provider);

    private static string Token(string algorithm) =>
        Named(
            "Pay",
            new FeedText
            {
                Verify = $$"""
                {
                  "scheme": "jwt",
                  "from": "body:/data",
                  "algorithms": ["{{algorithm}}"],
                  "key": "secret",
                  "sharedKey": "A test"
                }
                """,
                Callback = """, "payload": "jwt" """,
            }
        );

    private static string Hmac(string message) =>
        $$"""
            {
              "scheme": "hmac",
              "algorithm": "sha256",
              "key": "secret",
              "sharedKey": "A test",
              "signature": { "from": "header:X-Sign", "encoding": "hex" },
              "message": {{message}}
            }
            """;

    private static async Task AssertHook(string? rule, string hook, string pay)
    {
        var reported = await SchemaVerifier.AnalyzeAsync([
            new MemoryFile("hook.callback.json", hook),
            new MemoryFile("pay.callback.json", pay),
        ]);
        Assert.Equal(
            rule is null ? [] : [rule],
            reported.Where(diagnostic => diagnostic.Id is "CBG0063" or "CBG0025").Select(diagnostic => diagnostic.Id)
        );
    }

    [Fact]
    public async Task A_handshake_that_signs_what_another_feed_takes_for_a_callback_is_reported_where_its_code_is_named()
    {
        var reported = await SchemaVerifier.VerifyAsync(
            ("hook.callback.json", Hook("{|CBG0063:\"m\"|}")),
            ("pay.callback.json", Pay(Hmac("""[{ "members": [{|CBG0041:"id"|}, "amount"], "join": "." }]""")))
        );

        Assert.StartsWith(
            "The code \"m\" may be the signature of a callback of acme.pay that an attacker forges: add a constant to its message",
            SchemaVerifier.MessageOf(reported[0]),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("\"{body:/id}.{body:/amount}\"", "CBG0063")]
    [InlineData("\"{body:/id}\"", "CBG0063")]
    [InlineData("\"v1.{body:/id}.{body:/amount}\"", "CBG0063")]
    [InlineData("\"{rawBody}\"", "CBG0063")]
    [InlineData("""[{ "members": "*", "each": "{name}={value}", "join": "." }]""", "CBG0063")]
    [InlineData("\"{body:/id}|{body:/amount}\"", null)]
    [InlineData("\"v1:{body:/id}.{body:/amount}\"", null)]
    public Task A_token_that_could_be_the_other_feeds_message_is_an_oracle(string message, string? rule) =>
        AssertHook(rule, Hook("\"m\""), Pay(Hmac(message)));

    [Theory]
    [InlineData("crc:{query:token}", "\"{body:/id}|{body:/amount}\"", null)]
    [InlineData("crc:{query:token}", "\"{body:/id}.{body:/amount}\"", "CBG0063")]
    [InlineData("crc.{query:token}", "\"{body:/id}.{body:/amount}\"", "CBG0063")]
    [InlineData("crc:{query:token}", "\"{body:/id}:{body:/amount}\"", "CBG0063")]
    public Task A_constant_keeps_a_code_apart_where_no_value_of_a_message_may_hold_it(string code, string message, string? rule) =>
        AssertHook(rule, Hook("\"m\"", code), Pay(Hmac(message)));

    /// <summary>
    /// The remedy where the provider puts no constant into code or callback: base64 in lines ends with a line break,
    /// which no token has.
    /// </summary>
    [Theory]
    [InlineData(@"^[A-Za-z0-9+/=\\n]+\\n$", null)]
    [InlineData(@"^[A-Za-z0-9+/=\\n]+$", "CBG0063")]
    [InlineData("^[A-Za-z0-9+/=]+$", "CBG0063")]
    public Task A_pattern_of_what_no_token_holds_keeps_callbacks_apart(string pattern, string? rule) =>
        AssertHook(
            rule,
            Hook("\"m\""),
            Named(
                "Pay",
                new FeedText
                {
                    Verify = Hmac("\"{body:/bt_payload}\""),
                    Receive = Form,
                    Properties = $$"""{ "bt_payload": { "type": "string", "pattern": "{{pattern}}" } }""",
                    Root = """, "required": ["bt_payload"]""",
                }
            )
        );

    [Theory]
    [InlineData("HS256", "sha256", "CBG0063")]
    [InlineData("HS512", "sha256", null)]
    [InlineData("HS512", "sha512", "CBG0063")]
    public Task A_token_is_signed_by_the_same_code(string token, string algorithm, string? rule) =>
        AssertHook(rule, Hook("\"m\"", algorithm: algorithm), Token(token));

    [Theory]
    [InlineData("1{query:token}", null)]
    [InlineData("eyJ{query:token}", "CBG0063")]
    public Task What_no_token_begins_with_keeps_a_code_from_being_one(string code, string? rule) =>
        AssertHook(rule, Hook("\"m\"", code), Token("HS256"));

    [Fact]
    public Task Another_providers_feed_has_another_key() =>
        AssertHook(null, Hook("\"m\""), Pay(Hmac("\"{body:/id}.{body:/amount}\""), provider: "Nadir"));

    [Fact]
    public Task Another_algorithm_signs_nothing_of_the_other_feeds() =>
        AssertHook(null, Hook("\"m\"", algorithm: "sha512"), Pay(Hmac("\"{body:/id}.{body:/amount}\"")));

    [Theory]
    [InlineData("\"{body:/id}.{body:/amount}\"", null)]
    [InlineData("\"{body:/id}|{body:/amount}\"", "CBG0025")]
    public Task A_reason_is_heard_and_is_idle_only_where_no_feed_of_the_project_needs_it(string message, string? rule) =>
        AssertHook(rule, Hook("\"m\"", more: """, "oracle": "The provider wants it so" """), Pay(Hmac(message)));

    /// <summary>An acknowledgement is signed too, and the sender of the callback chooses its content.</summary>
    [Theory]
    [InlineData("{body:/id}", "CBG0063")]
    [InlineData("{body:/id}.{now:seconds}", "CBG0063")]
    [InlineData("{now:seconds}", null)]
    public Task The_code_of_an_acknowledgement_is_held_to_the_same(string code, string? rule) =>
        AssertHook(
            rule,
            Named(
                "Hook",
                new FeedText
                {
                    Callback = $$"""
                    , "acknowledge": {
                      "body": "{mac:m}",
                      "macs": {
                        "m": {
                          "algorithm": "sha256",
                          "key": "secret",
                          "message": "{{code}}",
                          "encoding": "hex"
                        }
                      }
                    }
                    """,
                }
            ),
            Pay(Hmac("""[{ "members": ["id", "amount"], "join": "." }]"""))
        );
}
