using CallbackGen.Generator.Schema;
using CallbackGen.Generator.Schema.Security;

namespace CallbackGen.Generator.Tests.Verification;

/// <summary>
/// Responses that disclose a value that a signature only uses internally: someone who requests it no longer needs the secret.
/// </summary>
public sealed class HiddenOracleTests
{
    private const string Members = """ "id": { "type": "string" }, "order": { "type": "string" } """;
    private const string Mac =
        """ "macs": { "c": { "algorithm": "sha256", "key": "secret", "message": "{query:token}", "encoding": "hex" } } """;

    /// <summary>Attack: a message hashes the disclosed value once more. The sender computes this hash himself.</summary>
    [Theory]
    [InlineData("md5", "{query:token}:{key:secret}", """[{ "parts": ["{body:/id}:{key:secret}"], "filters": ["md5"] }]""", true)]
    [InlineData(
        "sha256",
        "{query:token}:{key:secret}",
        """[{ "parts": ["{body:/id}:{key:secret}"], "filters": ["sha256"] }, "{body:/order}"]""",
        true
    )]
    [InlineData("md5", "{key:secret}", "\"{body:/id}{key:secret|md5}\"", true)]
    [InlineData("sha1", "{query:token}:{key:secret}", """[{ "parts": ["{body:/id}:{key:secret}"], "filters": ["md5"] }]""", false)]
    [InlineData("md5", "{query:token}:{key:secret}", """[{ "parts": ["{body:/id}|{key:secret}"], "filters": ["md5"] }]""", false)]
    [InlineData("md5", "{query:token}{key:secret}", "\"{body:/id}{key:secret|md5}\"", false)]
    public void A_digest_that_a_message_hashes_once_more_is_an_oracle(string algorithm, string code, string message, bool isOracle) =>
        AssertOracle(
            isOracle,
            "digest:c",
            $$""" "digests": { "c": { "algorithm": "{{algorithm}}", "message": "{{code}}", "encoding": "hex" } } """,
            $$"""
            {
              "scheme": "digest",
              "algorithm": "sha256",
              "signature": { "from": "header:X-Signature", "encoding": "hex" },
              "undelimited": "A test",
              "weak": "A test",
              "message": {{message}}
            }
            """,
            """ "secret": { "encoding": "utf8" } """
        );

    /// <summary>Attack: the handshake of one feed responds with the HMAC or hash that is the key of another feed.</summary>
    [Theory]
    [InlineData(Mac, """{ "hmac": "sha256", "message": "{body:/order}" }""", true)]
    [InlineData(Mac, """[{ "hmac": "sha256", "message": "label" }, "hex"]""", true)]
    [InlineData(Mac, """{ "hmac": "sha256", "message": "label of two words" }""", false)]
    [InlineData(Mac, """{ "hmac": "sha512", "message": "{body:/order}" }""", false)]
    [InlineData(Mac, """{ "hmac": "sha256", "key": "{body:/order}" }""", false)]
    [InlineData(
        """ "digests": { "c": { "algorithm": "sha256", "message": "{key:secret}{query:token}", "encoding": "hex" } } """,
        """[{ "after": "{body:/order}" }, "sha256-hex"]""",
        true
    )]
    [InlineData(
        """ "digests": { "c": { "algorithm": "sha256", "message": "{query:token}{key:secret}", "encoding": "hex" } } """,
        """[{ "after": "{body:/order}" }, "sha256-hex"]""",
        false
    )]
    public void An_answer_that_may_be_a_derived_key_is_an_oracle(string codes, string derive, bool isOracle) =>
        AssertOracle(
            isOracle,
            codes.Contains("macs", StringComparison.Ordinal) ? "mac:c" : "digest:c",
            codes,
            FeedSchema.Hmac("\"{rawBody}\""),
            $$""" "Secret": { "encoding": "utf8", "derive": {{derive}} } """
        );

    private static void AssertOracle(bool isOracle, string shown, string codes, string verify, string keys)
    {
        var hook = SchemaReader
            .Read(
                new FeedSchema
                {
                    Feed = "Hook",
                    Properties = Members,
                    Verify = FeedSchema.Hmac("\"{rawBody}\""),
                    Callback = $$"""
                    "challenge": { "when": { "query:token": "present" }, "verify": { "scheme": "none", "reason": "A test" },
                      "respond": { "body": "{{{shown}}}", {{codes}} } }
                    """,
                }
            )
            .Feed!;
        var paid = SchemaReader
            .Read(
                new FeedSchema
                {
                    Properties = Members,
                    Verify = keys.Contains("Secret", StringComparison.Ordinal)
                        ? verify.Replace("\"secret\"", "\"Secret\"", StringComparison.Ordinal)
                        : verify,
                    Keys = keys,
                }
            )
            .Feed!;

        Assert.False(hook.HasErrors || paid.HasErrors);
        Assert.Equal(isOracle, OracleRule.FindSigned(Assert.Single(hook.Codes), hook, SignedText.Of(paid)) is not null);
    }
}
