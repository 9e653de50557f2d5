using System.Security.Cryptography;
using System.Text;

namespace CallbackGen.Generator.Tests.Verification;

/// <summary>Configured values that are not secret: in messages of every scheme, before signatures, in responses, and empty ones.</summary>
public sealed class ConfiguredValueTests
{
    private const string Body = """{"id":"WH-1"}""";
    private const string Id = """ "id": { "type": "string" } """;

    /// <summary>The id and the time of a delivery, the webhook's id, and the body's CRC-32, which covers nothing.</summary>
    [Theory]
    [InlineData("rsa-sha256", "{header:X-Id}|{header:X-Time}|{key:webhookId}|{rawBody|crc32-decimal}", CallbackTrust.Authenticated)]
    [InlineData("ecdsa-sha256", "{key:webhookId}.{header:X-Id}.{header:X-Time}.{rawBody}", CallbackTrust.Verified)]
    [InlineData("rsa-pss-sha256", "{key:webhookId}:{rawBody|sha256}", CallbackTrust.Verified)]
    public void A_message_that_a_public_key_signs_may_hold_a_configured_value(string algorithm, string message, CallbackTrust trust)
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = Id,
                Required = ["id"],
                Keys = """ "cert": { "encoding": "spki" }, "webhookId": { "encoding": "utf8", "secret": false } """,
                Verify = $$"""
                { "scheme": "signature", "algorithm": "{{algorithm}}", "key": "cert", "message": "{{message}}",
                  "signature": { "from": "header:X-Sig", "encoding": "base64" } }
                """,
            }
        );
        using var rsa = RSA.Create(2048);
        using var curve = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var isRsa = algorithm.StartsWith("rsa", StringComparison.Ordinal);
        var spki = Convert.ToBase64String(isRsa ? rsa.ExportSubjectPublicKeyInfo() : curve.ExportSubjectPublicKeyInfo());
        var keys = CallbackKeys.Create(project.Feed, [new("cert", spki), new("webhookId", "OTHER"), new("webhookId", "1JE4291016473214C")]);
        var text = message
            .Replace("{header:X-Id}", "d-1", StringComparison.Ordinal)
            .Replace("{header:X-Time}", "2026-01-02T12:00:00Z", StringComparison.Ordinal)
            .Replace("{rawBody|crc32-decimal}", Crc(Body), StringComparison.Ordinal)
            .Replace("{rawBody|sha256}", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Body))), StringComparison.Ordinal)
            .Replace("{rawBody}", Body, StringComparison.Ordinal);

        Assert.Equal(trust, project.Feed.Trust);
        Assert.True(Verify("1JE4291016473214C", Body).IsSuccess);
        Assert.Equal(CallbackRejectionReason.SignatureMismatch, Verify("another", Body).Rejection!.Reason);
        Assert.Equal(
            CallbackRejectionReason.SignatureMismatch,
            Verify("1JE4291016473214C", Body.Replace("1", "2", StringComparison.Ordinal)).Rejection!.Reason
        );

        CallbackResult<CallbackMessage> Verify(string id, string body)
        {
            var signed = Encoding.UTF8.GetBytes(text.Replace("{key:webhookId}", id, StringComparison.Ordinal));
            var signature = !isRsa
                ? curve.SignData(signed, HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence)
                : rsa.SignData(
                    signed,
                    HashAlgorithmName.SHA256,
                    algorithm == "rsa-sha256" ? RSASignaturePadding.Pkcs1 : RSASignaturePadding.Pss
                );
            return project.Feed.VerifyMessage(
                Requests.Json(body, ("X-Id", "d-1"), ("X-Time", "2026-01-02T12:00:00Z"), ("X-Sig", Convert.ToBase64String(signature))),
                keys,
                FixedClock.AtNoon
            );
        }
    }

    /// <summary>
    /// Attack: a secret in a text that anyone with the public key can guess by brute force. It remains an error,
    /// and so does another public key.
    /// </summary>
    [Theory]
    [InlineData("\"cert\": { \"encoding\": \"pem\" }, \"value\": { \"encoding\": \"utf8\" }", "CBG0049")]
    [InlineData("\"cert\": { \"encoding\": \"pem\" }, \"value\": { \"encoding\": \"pem\" }", "CBG0049")]
    public void A_secret_is_still_not_mixed_into_what_a_public_key_signs(string keys, string id)
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = Id,
                Keys = keys,
                Verify = """
                {
                  "scheme": "signature",
                  "algorithm": "rsa-sha256",
                  "key": "cert",
                  "message": "{key:value}.{rawBody}",
                  "signature": { "from": "header:X-Sig", "encoding": "base64" }
                }
                """,
            }
        );

        Assert.True(project.Feed.Definition.HasErrors, id);
    }

    /// <summary>
    /// Attack: order 5 of the account "shop-1" is sent as order "5-shop" of the account "1", where one secret signs for both.
    /// </summary>
    [Theory]
    [InlineData("{body:/id}-{key:value}", "shop-1", false)]
    [InlineData("{body:/id}-{key:value}", "shop1", true)]
    [InlineData("{key:value}-{body:/id}", "shop-1", false)]
    [InlineData("{key:value}-v1", "shop-1", true)]
    public void A_configured_value_does_not_hold_what_keeps_it_apart(string message, string value, bool isTaken)
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """ "id": { "type": "string" } """,
                Keys = """ "secret": { "encoding": "utf8" }, "value": { "encoding": "utf8", "secret": false } """,
                Verify = FeedSchema.Hmac(
                    message.Contains("body", StringComparison.Ordinal)
                        ? $"\"{message}\""
                        : $"[{{ \"parts\": [\"{message}\"] }}, \"{{rawBody}}\"]"
                ),
            }
        );

        Assert.Equal(
            isTaken,
            CallbackKeys.TryCreate(
                project.Feed,
                [new("value", "1"), new("value", value), new("secret", FeedSchema.Secret)],
                null,
                out _,
                out _
            )
        );
    }

    [Theory]
    [InlineData("123456789", "3421780262")]
    [InlineData("", "0")]
    [InlineData("a", "3904355907")]
    public void Crc32_is_written_as_a_decimal_number_too(string text, string crc) => Assert.Equal(crc, Crc(text));

    /// <summary>A pair for each key; the prefix identifies the pair of the configured key.</summary>
    [Theory]
    [InlineData("{key:publicKey}|", "&", "our|{1}", "other|{2}")]
    [InlineData("v1:{key:publicKey}=", ",", "v1:our={1}", "v1:other={2}")]
    [InlineData("{key:publicKey}", ";", "our{1}", "other{2}")]
    public void The_signature_is_the_one_behind_a_configured_value(string prefix, string separator, string ours, string theirs)
    {
        using var project = Braintree(prefix, separator);
        var keys = Keys(project, ("our", FeedSchema.Secret));
        string Of(string form) =>
            form.Replace("{1}", Requests.Hex(Body), StringComparison.Ordinal)
                .Replace("{2}", Requests.Hex("other"), StringComparison.Ordinal);

        foreach (var text in new[] { Of(ours), $"{Of(theirs)}{separator}{Of(ours)}", $"{Of(ours)}{separator}{Of(theirs)}" })
        {
            Assert.True(project.Feed.VerifyMessage(Requests.Json(Body, ("X-Sig", text)), keys, FixedClock.AtNoon).IsSuccess);
            Assert.Equal(
                CallbackRejectionReason.SignatureMismatch,
                project.Feed.VerifyMessage(Requests.Json("{}", ("X-Sig", text)), keys, FixedClock.AtNoon).Rejection!.Reason
            );
        }

        // A valid signature under another name does not count.
        Assert.Equal(
            CallbackRejectionReason.SignatureMalformed,
            project
                .Feed.VerifyMessage(
                    Requests.Json(Body, ("X-Sig", Of(theirs.Replace("{2}", "{1}", StringComparison.Ordinal)))),
                    keys,
                    FixedClock.AtNoon
                )
                .Rejection!.Reason
        );
    }

    /// <summary>
    /// Attack: one account's signature under the other's name. The first public value belongs to the first private one and the second
    /// to the second, so that no two accounts are mixed.
    /// </summary>
    [Theory]
    [InlineData("hmac")]
    [InlineData("digest")]
    public void The_values_of_two_accounts_are_not_mixed(string scheme)
    {
        const string Second = "the-second-key-of-at-least-32-bytes-x";
        using var project = Braintree("{key:publicKey}|", "&", scheme);
        var keys = Keys(project, ("a", FeedSchema.Secret), ("b", Second));
        string Sign(string secret) =>
            scheme == "hmac"
                ? Convert.ToHexStringLower(Requests.Mac(Body, secret))
                : Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Body + secret)));
        CallbackRejectionReason? Verify(string text) =>
            project.Feed.VerifyMessage(Requests.Json(Body, ("X-Sig", text)), keys, FixedClock.AtNoon).Rejection?.Reason;

        Assert.Null(Verify("a|" + Sign(FeedSchema.Secret)));
        Assert.Null(Verify("b|" + Sign(Second)));
        Assert.Null(Verify($"a|{Sign(Second)}&b|{Sign(Second)}"));
        Assert.Equal(CallbackRejectionReason.SignatureMismatch, Verify("a|" + Sign(Second)));
        Assert.Equal(CallbackRejectionReason.SignatureMismatch, Verify("b|" + Sign(FeedSchema.Secret)));
        Assert.Equal(CallbackRejectionReason.SignatureMismatch, Verify($"b|{Sign(FeedSchema.Secret)}&a|{Sign(Second)}"));
    }

    /// <summary>Attack: someone with the secret of one account signs a message that names the other account.</summary>
    [Fact]
    public void A_value_in_the_message_is_of_the_account_whose_secret_signs_it()
    {
        const string Second = "the-second-key-of-at-least-32-bytes-x";
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """ "id": { "type": "string" } """,
                Keys = """ "secret": { "encoding": "utf8" }, "merchant": { "encoding": "utf8", "secret": false } """,
                Verify = FeedSchema.Hmac("\"{key:merchant}|{rawBody}\""),
            }
        );
        var keys = CallbackKeys.Create(
            project.Feed,
            [new("merchant", "a"), new("merchant", "b"), new("secret", FeedSchema.Secret), new("secret", Second)]
        );
        bool IsAccepted(string merchant, string secret) =>
            project
                .Feed.VerifyMessage(
                    Requests.Json("{}", ("X-Signature", Convert.ToHexStringLower(Requests.Mac(merchant + "|{}", secret)))),
                    keys,
                    FixedClock.AtNoon
                )
                .IsSuccess;

        Assert.True(IsAccepted("a", FeedSchema.Secret));
        Assert.True(IsAccepted("b", Second));
        Assert.False(IsAccepted("a", Second));
        Assert.False(IsAccepted("b", FeedSchema.Secret));
    }

    [Fact]
    public void A_key_that_is_rotated_keeps_its_public_value()
    {
        const string Second = "the-second-key-of-at-least-32-bytes-x";
        using var project = Braintree("{key:publicKey}|", "&");
        var keys = CallbackKeys.Create(project.Feed, [new("publicKey", "a"), new("secret", FeedSchema.Secret), new("secret", Second)]);

        foreach (var secret in new[] { FeedSchema.Secret, Second })
            Assert.True(
                project
                    .Feed.VerifyMessage(
                        Requests.Json(Body, ("X-Sig", "a|" + Convert.ToHexStringLower(Requests.Mac(Body, secret)))),
                        keys,
                        FixedClock.AtNoon
                    )
                    .IsSuccess
            );
    }

    [Fact]
    public void The_signer_writes_the_value_before_the_signature()
    {
        using var project = Braintree("{key:publicKey}|", "&");
        var keys = Testing.CallbackTestKeys.Generate(project.Feed);
        var signed = new Testing.CallbackSigner(keys, FixedClock.AtNoon).Sign(Requests.Json(Body));

        Assert.True(project.Feed.VerifyMessage(signed, keys.Keys, FixedClock.AtNoon).IsSuccess);
    }

    /// <summary>A handshake is answered with the public value and the code of the challenge, of the same account.</summary>
    [Theory]
    [InlineData("\"{key:publicKey}|{mac:proof}\"", "b|{0}")]
    [InlineData("{ \"key\": \"{key:publicKey}\", \"proof\": \"{mac:proof}\" }", "{{\"key\":\"b\",\"proof\":\"{0}\"}}")]
    public void An_answer_may_hold_a_configured_value(string body, string expected)
    {
        const string Second = "the-second-key-of-at-least-32-bytes-x";
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = Id,
                Keys = """ "publicKey": { "encoding": "utf8", "secret": false }, "secret": { "encoding": "utf8" } """,
                Verify = FeedSchema.Hmac("\"{rawBody}\""),
                Callback = $$"""
                "challenge": {
                  "when": { "query:challenge": "present" },
                  "receive": [{ "method": "GET", "content": "query" }],
                  "verify": {
                    "scheme": "hmac",
                    "algorithm": "sha256",
                    "key": "secret",
                    "signature": { "from": "query:sign", "encoding": "hex" },
                    "message": "{query:challenge}"
                  },
                  "respond": {
                    "body": {{body}},
                    "macs": {
                      "proof": {
                        "algorithm": "sha256",
                        "key": "secret",
                        "message": "{query:challenge}",
                        "encoding": "hex",
                        "oracle": "The body is JSON."
                      }
                    }
                  }
                }
                """,
            }
        );
        var keys = Keys(project, ("a", FeedSchema.Secret), ("b", Second));
        var mac = Convert.ToHexStringLower(Requests.Mac("c1", Second));
        var answer = project.Feed.AnswerChallenge(new() { Method = "GET", Query = $"challenge=c1&sign={mac}" }, keys, FixedClock.AtNoon);

        Assert.Equal(string.Format(System.Globalization.CultureInfo.InvariantCulture, expected, mac), answer!.Value.Value!.Body);
    }

    [Theory]
    [InlineData("{key:secret}")]
    [InlineData("{key:unknown}")]
    public void A_secret_is_never_answered_nor_read_before_a_signature(string text)
    {
        using var answered = CompiledProject.Of(
            new FeedSchema
            {
                Properties = Id,
                Verify = FeedSchema.Hmac("\"{rawBody}\""),
                Callback = $$""" "acknowledge": { "body": "{{text}}" } """,
            }
        );
        using var before = CompiledProject.Of(
            new FeedSchema { Properties = Id, Verify = FeedSchema.Hmac("\"{rawBody}\"", signature: $"\"prefix\": \"{text}|\"") }
        );
        using var two = CompiledProject.Of(
            new FeedSchema { Properties = Id, Verify = FeedSchema.Hmac("\"{rawBody}\"", signature: $"\"prefix\": \"{{header:X-A}}|\"") }
        );

        Assert.All([answered, before, two], project => Assert.True(project.Feed.Definition.HasErrors));
    }

    /// <summary>A shop's name that may be empty counts as empty text; a secret must never be empty.</summary>
    [Theory]
    [InlineData(null, "")]
    [InlineData("", "")]
    [InlineData("shop", "shop")]
    public void A_configured_value_may_be_empty_where_the_schema_says_so(string? configured, string counted)
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = Id,
                Keys = """ "vendor": { "encoding": "utf8", "secret": false, "optional": true }, "secret": { "encoding": "utf8" } """,
                Verify = """
                {
                  "scheme": "digest",
                  "algorithm": "sha256",
                  "message": "{body:/id}:{key:vendor|lower}:{key:secret}",
                  "signature": { "from": "header:X-Sig", "encoding": "hex" }
                }
                """,
            }
        );
        var values = new List<KeyValuePair<string, string>> { new("secret", FeedSchema.Secret) };
        if (configured is not null)
            values.Add(new("vendor", configured));
        var keys = CallbackKeys.Create(project.Feed, values);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"WH-1:{counted}:{FeedSchema.Secret}")));

        Assert.True(project.Feed.VerifyMessage(Requests.Json(Body, ("X-Sig", hash)), keys, FixedClock.AtNoon).IsSuccess);
        Assert.False(project.Feed.VerifyMessage(Requests.Json("""{"id":"WH-2"}""", ("X-Sig", hash)), keys, FixedClock.AtNoon).IsSuccess);
        Assert.False(CallbackKeys.TryCreate(project.Feed, [new("vendor", "x"), new("secret", "")], "a test", out _, out _));
        Assert.False(CallbackKeys.TryCreate(project.Feed, [new("vendor", "x")], "a test", out _, out _));
    }

    [Theory]
    [InlineData("\"secret\": { \"encoding\": \"utf8\", \"optional\": true }")]
    [InlineData("\"secret\": { \"encoding\": \"utf8\", \"optional\": true, \"secret\": true }")]
    public void A_secret_is_never_optional(string keys)
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = Id,
                Keys = keys,
                Verify = FeedSchema.Hmac("\"{rawBody}\""),
            }
        );

        Assert.True(project.Feed.Definition.HasErrors);
        Assert.False(project.Feed.Definition.Keys[0].IsOptional);
    }

    /// <summary>
    /// Attack: the name of one account could be the name of another followed by the beginning of a member: M1|7 before |x is M1 before
    /// |7|x. Such a value is rejected in the configuration, with a message that does not contain it.
    /// </summary>
    [Theory]
    [InlineData("{key:shop}|{body:/id}", "M1|7", false)]
    [InlineData("{key:shop}|{body:/id}", "M1-7", true)]
    [InlineData("{body:/id}|{key:shop}::{header:X-A}", "M1::7", false)]
    [InlineData("{body:/id}|{key:shop}", "M1|7", false)] // the name 7 with another id
    [InlineData("{body:/id}|{key:shop}|end", "M1|7", false)]
    public void A_configured_value_does_not_hold_what_ends_it(string message, string value, bool isUsable)
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = Id,
                Keys = """ "shop": { "encoding": "utf8", "secret": false }, "secret": { "encoding": "utf8" } """,
                Verify = FeedSchema.Hmac($"\"{message}\""),
            }
        );

        Assert.Equal(
            isUsable,
            CallbackKeys.TryCreate(project.Feed, [new("shop", value), new("secret", FeedSchema.Secret)], null, out _, out var problems)
        );
        Assert.All(problems, problem => Assert.StartsWith("holds \"", problem.Message, StringComparison.Ordinal));
        Assert.All(problems, problem => Assert.DoesNotContain(value, problem.Message, StringComparison.Ordinal));
    }

    private static CompiledProject Braintree(string prefix, string separator, string scheme = "hmac") =>
        CompiledProject.Of(
            new FeedSchema
            {
                Properties = Id,
                Keys = """ "publicKey": { "encoding": "utf8", "secret": false }, "secret": { "encoding": "utf8" } """,
                Verify = $$"""
                    {
                      "scheme": "{{scheme}}",
                      "algorithm": "sha256",
                      {{(
                                        scheme == "hmac" ? "\"key\": \"secret\"," : ""
                                    )}} "message": "{rawBody}{{(scheme == "hmac" ? "" : "{key:secret}")}}",
                      "signature": {
                        "from": "header:X-Sig",
                        "encoding": "hex",
                        "format": "list",
                        "separator": "{{separator}}",
                        "prefix": "{{prefix}}"
                      }
                    }
                    """,
            }
        );

    private static CallbackKeys Keys(CompiledProject project, params (string Public, string Secret)[] accounts) =>
        CallbackKeys.Create(
            project.Feed,
            accounts.SelectMany(account =>
                new[] { KeyValuePair.Create("publicKey", account.Public), KeyValuePair.Create("secret", account.Secret) }
            )
        );

    private static string Crc(string text) =>
        Encoding.UTF8.GetString(CallbackGen.Verification.TextFilters.Crc32Decimal(CallbackGen.Verification.WireValue.FromText(text)).Utf8);
}
