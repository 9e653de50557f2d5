using CallbackGen.Analyzers.Tests.Harness;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>CBG0075: a key that is secret in one file of a provider must not be declared as not secret in another.</summary>
public sealed class SharedSecretTests
{
    private const string Secret = """{ "encoding": "utf8" }""";
    private const string NoSecret = """{ "encoding": "utf8", "secret": false }""";
    private const string PublicKey = """{ "encoding": "pem" }""";

    /// <summary>Returns a feed that signs with one key and includes another configured value in the signed message.</summary>
    private static string Feed(string name, string key, string value, string declared, string provider = "Acme") =>
        new FeedText
        {
            Keys = $$"""{ "{{key}}": {{Secret}}, {{value}}: {{declared}} }""",
            Verify = $$"""
                {
                  "scheme": "hmac",
                  "algorithm": "sha256",
                  "key": "{{key}}",
                  "sharedKey": "A test.",
                  "signature": { "from": "header:X-Sign", "encoding": "hex" },
                  "message": "{key:{{value.Split('"')[1]}}}:{rawBody}"
                }
                """,
        }
            .ToString()
            .Replace("\"Paid\"", $"\"{name}\"", StringComparison.Ordinal)
            .Replace("\"Acme\"", $"\"{provider}\"", StringComparison.Ordinal);

    /// <summary>Returns a feed that is signed with a key.</summary>
    private static string Signed(string name, string key, string declared, string provider = "Acme") =>
        new FeedText
        {
            Keys = $$"""{ {{key}}: {{declared}} }""",
            Verify = $$"""
                { "scheme": "hmac", "algorithm": "sha256", "key": "{{key.Split('"')[
                    1
                ]}}", "sharedKey": "A test.", "signature": { "from": "header:X-Sign", "encoding": "hex" }, "message": "{rawBody}" }
                """,
        }
            .ToString()
            .Replace("\"Paid\"", $"\"{name}\"", StringComparison.Ordinal)
            .Replace("\"Acme\"", $"\"{provider}\"", StringComparison.Ordinal);

    /// <summary>The attack: one feed answers or logs the key that the other feed is verified with.</summary>
    [Theory]
    [InlineData("shopKey")]
    [InlineData("SHOPKEY")]
    public async Task What_is_no_secret_in_one_file_is_none_in_another(string name)
    {
        var reported = await SchemaVerifier.VerifyAsync(
            ("open.callback.json", Feed("Open", "own", "{|CBG0075:\"shopKey\"|}", NoSecret)),
            ("closed.callback.json", Signed("Closed", $"{{|CBG0075:\"{name}\"|}}", Secret))
        );

        Assert.Contains(
            reported,
            problem =>
                SchemaVerifier
                    .MessageOf(problem)
                    .StartsWith(
                        "\"shopKey\" is no secret here and one in acme.closed, which reads it from the same",
                        StringComparison.Ordinal
                    )
        );
        Assert.Contains(
            reported,
            problem =>
                SchemaVerifier
                    .MessageOf(problem)
                    .StartsWith($"\"{name}\" is a secret here and none in acme.open, which", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("shopKey", NoSecret, "Acme")]
    [InlineData("shopKey", Secret, "Globex")]
    [InlineData("otherKey", Secret, "Acme")]
    public async Task Values_of_one_kind_of_other_names_and_of_other_providers_are_left_alone(
        string name,
        string declared,
        string provider
    ) =>
        await SchemaVerifier.VerifyAsync(
            ("open.callback.json", Feed("Open", "own", "\"shopKey\"", NoSecret)),
            ("closed.callback.json", Feed("Closed", "own", $"\"{name}\"", declared, provider))
        );

    [Fact]
    public async Task A_public_key_is_no_secret_either()
    {
        var published = new FeedText
        {
            Keys = $$"""{ {|CBG0075:"shopKey"|}: {{PublicKey}} }""",
            Verify = """
                {
                  "scheme": "signature",
                  "algorithm": "rsa-sha256",
                  "key": "shopKey",
                  "signature": { "from": "header:X-Sign", "encoding": "base64" },
                  "message": "{rawBody}"
                }
                """,
        }.ToString();

        await SchemaVerifier.VerifyAsync(
            ("public.callback.json", published),
            ("closed.callback.json", Signed("Closed", "{|CBG0075:\"shopKey\"|}", Secret))
        );
    }

    /// <summary>A key that the application looks up at run time is another key than the configured one.</summary>
    [Fact]
    public async Task A_key_that_comes_at_run_time_stands_elsewhere() =>
        await SchemaVerifier.VerifyAsync(
            ("open.callback.json", Feed("Open", "own", "\"shopKey\"", NoSecret)),
            ("closed.callback.json", Signed("Closed", "\"shopKey\"", """{ "encoding": "utf8", "lookup": "body:/id" }"""))
        );
}
