using CallbackGen.Analyzers.Tests.Harness;

namespace CallbackGen.Analyzers.Tests.Rules;

/// <summary>
/// CBG0063 for digests: an answer that hashes a value of the request together with a secret would compute the digest of a forged
/// callback, where callbacks are verified by a digest with the same secret.
/// </summary>
public sealed class DigestOracleTests
{
    private const string Signed = "{body:/id}{body:/amount}{key:secret}";

    private static string Feed(string algorithm, string code, string message, string signed, string more = "") =>
        new FeedText
        {
            Keys = """{ "secret": { "encoding": "utf8" }, "id": { "encoding": "utf8", "secret": false } }""",
            Verify = $$"""
                {
                  "scheme": "digest",
                  "algorithm": "{{algorithm}}",
                  "signature": { "from": "header:X-Sign", "encoding": "hex" },
                  "undelimited": "A test",
                  "message": "{{signed}}"
                }
                """,
            Callback = $$"""
                , "challenge": {
                  "when": { "query:token": "present" },
                  "verify": { "scheme": "none", "reason": "A test" },
                  "respond": {
                    "body": "{digest:d}",
                    "digests": {
                      "d": { "algorithm": "{{code}}", "message": "{{message}}", "encoding": "hex"{{more}} }
                    }
                  }
                }
                """,
        }.ToString();

    private static async Task AssertReported(string? rule, params MemoryFile[] files)
    {
        var reported = await SchemaVerifier.AnalyzeAsync(files);
        Assert.Equal(
            rule is null ? [] : [rule],
            reported.Where(diagnostic => diagnostic.Id is "CBG0063" or "CBG0025").Select(diagnostic => diagnostic.Id)
        );
        Assert.DoesNotContain(reported, diagnostic => diagnostic.Id is "CBG0062" or "CBG0007");
    }

    [Theory]
    [InlineData("sha256", "{query:token}{key:secret}", Signed, "CBG0063")]
    [InlineData("sha256", "{query:token}{key:id}{key:secret}", Signed, "CBG0063")]
    [InlineData("sha256", "{endpoint}{key:secret}", Signed, "CBG0063")]
    // Another hash, a secret at another position, a constant that no callback has at this position.
    [InlineData("sha512", "{query:token}{key:secret}", Signed, null)]
    [InlineData("sha256", "{query:token}{key:secret}{endpoint}", Signed, null)]
    [InlineData("sha256", "{key:secret}{query:token}", Signed, null)]
    [InlineData("sha256", "{query:token}{key:secret|sha256}", Signed, null)]
    [InlineData("sha256", "{query:token}{key:secret}", "{body:/id}|{body:/amount}{key:secret}", null)]
    // Without the secret the digest cannot be a callback's.
    [InlineData("sha256", "{query:token}{key:id}", Signed, null)]
    public async Task A_digest_that_may_be_a_callbacks_is_reported(string code, string message, string signed, string? rule) =>
        await AssertReported(rule, new MemoryFile("acme.paid.callback.json", Feed("sha256", code, message, signed)));

    /// <summary>
    /// The length extension of SHA-2: from the digest of a secret and a token an attacker computes the digest of both,
    /// their padding and any suffix.
    /// </summary>
    [Theory]
    [InlineData("sha256", "{key:secret}v1", "CBG0063")]
    [InlineData("sha512", "{key:secret}v1", "CBG0063")]
    [InlineData("sha1", "{key:secret}v1", "CBG0063")]
    [InlineData("md5", "{key:secret}v1", "CBG0063")]
    [InlineData("sha384", "{key:secret}v1", null)]
    public async Task What_is_hashed_behind_a_secret_is_gone_on_from(string algorithm, string message, string? rule) =>
        await AssertReported(
            rule,
            new MemoryFile("acme.paid.callback.json", Feed(algorithm, algorithm, message, "{key:secret}v1{body:/id}:{body:/amount}"))
        );

    [Fact]
    public async Task A_digest_that_another_feed_of_the_key_takes_for_a_callbacks_is_reported_too()
    {
        var pay = new FeedText
        {
            Verify = $$"""
                {
                  "scheme": "digest",
                  "algorithm": "sha256",
                  "signature": { "from": "header:X-Sign", "encoding": "hex" },
                  "undelimited": "A test",
                  "sharedKey": "A test",
                  "message": "{{Signed}}"
                }
                """,
        };
        var hook = new FeedText
        {
            Callback = """
                , "challenge": {
                  "when": { "query:token": "present" },
                  "verify": { "scheme": "none", "reason": "A test" },
                  "respond": {
                    "headers": { "X-Digest": "{digest:d}" },
                    "digests": {
                      "d": { "algorithm": "sha256", "message": "{query:token}{key:secret}", "encoding": "hex" }
                    }
                  }
                }
                """,
        };

        await AssertReported(
            "CBG0063",
            new("acme.hook.callback.json", hook.ToString().Replace("\"Paid\"", "\"Hook\"", StringComparison.Ordinal)),
            new("acme.paid.callback.json", pay.ToString())
        );
    }

    [Fact]
    public async Task A_reason_excuses_it_and_is_pointed_out_where_there_is_nothing_to_excuse()
    {
        const string Reason = """, "oracle": "The provider wants it so" """;

        await AssertReported(
            null,
            new MemoryFile("acme.paid.callback.json", Feed("sha256", "sha256", "{query:token}{key:secret}", Signed, Reason))
        );
        await AssertReported(
            "CBG0025",
            new MemoryFile("acme.paid.callback.json", Feed("sha256", "sha256", "{key:secret}{query:token}", Signed, Reason))
        );
    }
}
