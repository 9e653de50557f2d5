using System.Buffers.Text;
using System.Numerics;
using System.Text;
using NSec.Cryptography;

namespace CallbackGen.Generator.Tests.Verification;

/// <summary>Ed25519 signatures (RFC 8032) of messages and of tokens, with the package CallbackGen.Ed25519.</summary>
public sealed class Ed25519Tests : IDisposable
{
    private const string Body = """{"id":"a"}""";
    private const string Id = """ "id": { "type": "string" } """;

    private readonly Key _pair = Key.Create(SignatureAlgorithm.Ed25519);

    public void Dispose() => _pair.Dispose();

    [Theory]
    [InlineData("raw-hex", "hex")]
    [InlineData("raw-base64", "base64")]
    [InlineData("spki", "base64url")]
    [InlineData("pem", "hex")]
    [InlineData("jwk", "hex")]
    [InlineData("jwks", "hex")]
    public void A_message_is_verified_with_the_key_in_each_notation(string notation, string encoding)
    {
        using var project = Feed(notation, encoding);
        var keys = CallbackKeys.Create(project.Feed, "key", Public(notation));
        var signature = Sign("17." + Body);

        Assert.Equal(CallbackTrust.Verified, project.Feed.Trust);
        Assert.Null(Verify("17", Body, signature));
        Assert.Equal(CallbackRejectionReason.SignatureMismatch, Verify("18", Body, signature));
        Assert.Equal(CallbackRejectionReason.SignatureMismatch, Verify("17", Body.Replace("a", "b", StringComparison.Ordinal), signature));
        Assert.Equal(CallbackRejectionReason.SignatureMalformed, Verify("17", Body, signature[..63]));
        Assert.Equal(CallbackRejectionReason.SignatureMalformed, Verify("17", Body, [.. signature, 0]));
        using var other = Key.Create(SignatureAlgorithm.Ed25519);
        Assert.Equal(
            CallbackRejectionReason.SignatureMismatch,
            Verify("17", Body, SignatureAlgorithm.Ed25519.Sign(other, Encoding.UTF8.GetBytes("17." + Body)))
        );

        CallbackRejectionReason? Verify(string time, string body, byte[] bytes) =>
            project
                .Feed.VerifyMessage(
                    Requests.Json(
                        body,
                        ("X-Timestamp", time),
                        (
                            "X-Signature",
                            encoding == "hex" ? Convert.ToHexStringLower(bytes)
                            : encoding == "base64" ? Convert.ToBase64String(bytes)
                            : Base64Url.EncodeToString(bytes)
                        )
                    ),
                    keys,
                    FixedClock.AtNoon
                )
                .Rejection?.Reason;
    }

    /// <summary>RFC 8032, section 7.1, tests 2 and 3.</summary>
    [Theory]
    [InlineData(
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "r",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    )]
    public void The_vectors_of_the_standard_verify(string key, string message, string signature)
    {
        using var project = CompiledProject.Of(
            (string)
                new FeedSchema
                {
                    Root = """ "type": "string" """,
                    Receive = ["POST text"],
                    Keys = """ "key": { "encoding": "raw-hex" } """,
                    Verify = """
                    {
                      "scheme": "signature",
                      "algorithm": "ed25519",
                      "key": "key",
                      "message": "{rawBody}",
                      "signature": { "from": "header:X-Signature", "encoding": "hex" }
                    }
                    """,
                }
        );
        var keys = CallbackKeys.Create(project.Feed, "key", key);

        Assert.True(project.Feed.VerifyMessage(Text(message), keys, FixedClock.AtNoon).IsSuccess);
        Assert.False(project.Feed.VerifyMessage(Text("s"), keys, FixedClock.AtNoon).IsSuccess);

        CallbackRequest Text(string body) =>
            new()
            {
                Method = "POST",
                ContentType = "text/plain",
                Body = Encoding.UTF8.GetBytes(body),
                Headers = CallbackHeaders.From([new("X-Signature", signature)]),
            };
    }

    /// <summary>
    /// Attack: another encoding of a signature: the order of the group is added to its second half (RFC 8032, section 5.1.7).
    /// </summary>
    [Fact]
    public void A_signature_has_one_text()
    {
        using var project = Feed("raw-hex", "hex");
        var keys = CallbackKeys.Create(project.Feed, "key", Public("raw-hex"));
        var signature = Sign("17." + Body);
        var order =
            BigInteger.Pow(2, 252)
            + BigInteger.Parse("27742317777372353535851937790883648493", System.Globalization.CultureInfo.InvariantCulture);
        var half = (new BigInteger(signature.AsSpan(32), isUnsigned: true) + order).ToByteArray(isUnsigned: true);
        byte[] other = [.. signature[..32], .. half, .. new byte[32 - half.Length]];

        Assert.Equal(
            CallbackRejectionReason.SignatureMismatch,
            project
                .Feed.VerifyMessage(
                    Requests.Json(Body, ("X-Timestamp", "17"), ("X-Signature", Convert.ToHexStringLower(other))),
                    keys,
                    FixedClock.AtNoon
                )
                .Rejection!.Reason
        );
    }

    /// <summary>
    /// Attack: a key under which any signature verifies, because it has small order, or a second encoding of a key.
    /// Neither can be configured.
    /// </summary>
    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("0100000000000000000000000000000000000000000000000000000000000080")]
    [InlineData("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    [InlineData("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05")]
    [InlineData("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85")]
    [InlineData("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a")]
    [InlineData("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f")]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    [InlineData("00")]
    [InlineData("not hex")]
    public void A_key_that_is_weak_or_none_is_refused_where_it_is_configured(string key)
    {
        using var project = Feed("raw-hex", "hex");

        Assert.False(CallbackKeys.TryCreate(project.Feed, [new("key", key)], null, out _, out var problems));
        Assert.Contains("Ed25519", Assert.Single(problems).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_private_key_is_refused_in_each_notation()
    {
        var pkcs8 = Convert
            .FromHexString("302e020100300506032b657004220420")
            .Concat(_pair.PublicKey.Export(KeyBlobFormat.RawPublicKey))
            .ToArray();
        foreach (
            var (notation, text) in new[]
            {
                ("spki", Convert.ToBase64String(pkcs8)),
                ("pem", $"-----BEGIN PRIVATE KEY-----\n{Convert.ToBase64String(pkcs8)}\n-----END PRIVATE KEY-----"),
                (
                    "jwk",
                    """{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo","""
                        + "\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\"}"
                ),
            }
        )
        {
            using var project = Feed(notation, "hex");
            Assert.False(CallbackKeys.TryCreate(project.Feed, [new("key", text)], null, out _, out var problems));
            Assert.Contains("private", Assert.Single(problems).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("[\"EdDSA\"]")]
    [InlineData("[\"ES256\", \"EdDSA\"]")]
    public void A_token_may_be_signed_so(string algorithms)
    {
        using var project = CompiledProject.Of(
            (string)
                new FeedSchema
                {
                    Properties = Id,
                    Keys = """ "key": { "encoding": "jwks" } """,
                    Verify = $$"""
                    {
                      "scheme": "jwt",
                      "from": "header:Authorization",
                      "prefix": "Bearer ",
                      "algorithms": {{algorithms}},
                      "key": "key",
                      "claims": { "id": { "equals": "{body:/id}" } }
                    }
                    """,
                }
        );
        var keys = CallbackKeys.Create(project.Feed, "key", Public("jwks"));
        var head =
            $"{Base64Url.EncodeToString("""{"alg":"EdDSA","kid":"1"}"""u8)}.{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Body))}";
        var token = $"{head}.{Base64Url.EncodeToString(Sign(head))}";

        Assert.True(
            project.Feed.VerifyMessage(Requests.Json(Body, ("Authorization", "bearer " + token)), keys, FixedClock.AtNoon).IsSuccess
        );
        Assert.Equal(
            CallbackRejectionReason.ClaimMismatch,
            project
                .Feed.VerifyMessage(Requests.Json("""{"id":"b"}""", ("Authorization", "Bearer " + token)), keys, FixedClock.AtNoon)
                .Rejection!.Reason
        );
        Assert.Equal(
            CallbackRejectionReason.SignatureMismatch,
            project
                .Feed.VerifyMessage(
                    Requests.Json(Body, ("Authorization", $"Bearer {head}.{Base64Url.EncodeToString(Sign("other"))}")),
                    keys,
                    FixedClock.AtNoon
                )
                .Rejection!.Reason
        );
    }

    [Fact]
    public void Without_the_package_nothing_is_accepted()
    {
        var state = TestState.Of(Schema("raw-hex", "hex"));
        state.References = References.All;
        using var project = CompiledProject.Of(state);
        var rejection = project
            .Feed.VerifyMessage(
                Requests.Json(Body, ("X-Timestamp", "17")),
                CallbackKeys.Create(project.Feed, "key", Public("raw-hex")),
                FixedClock.AtNoon
            )
            .Rejection!;

        Assert.Equal(
            (CallbackRejectionReason.SchemaInvalid, "the project lacks CallbackGen.Ed25519"),
            (rejection.Reason, rejection.Detail)
        );
    }

    /// <summary>The bytes of a key do not identify its algorithm: they are never accepted as another algorithm's key.</summary>
    [Theory]
    [InlineData("rsa-sha256")]
    [InlineData("ecdsa-raw-sha256")]
    public void The_bytes_of_a_key_verify_nothing_else(string algorithm)
    {
        using var project = CompiledProject.Of(((string)Schema("raw-hex", "hex")).Replace("ed25519", algorithm, StringComparison.Ordinal));

        Assert.True(project.Feed.Definition.HasErrors);
    }

    private static CompiledProject Feed(string notation, string encoding) => CompiledProject.Of(Schema(notation, encoding));

    private static FeedSchema Schema(string notation, string encoding) =>
        new()
        {
            Properties = Id,
            Keys = $$""" "key": { "encoding": "{{notation}}" } """,
            Verify = $$"""
                { "scheme": "signature", "algorithm": "ed25519", "key": "key", "message": "{header:X-Timestamp}.{rawBody}",
                  "signature": { "from": "header:X-Signature", "encoding": "{{encoding}}" } }
                """,
        };

    private byte[] Sign(string message) => SignatureAlgorithm.Ed25519.Sign(_pair, Encoding.UTF8.GetBytes(message));

    private string Public(string notation)
    {
        var raw = _pair.PublicKey.Export(KeyBlobFormat.RawPublicKey);
        var jwk = $$"""{"kty":"OKP","crv":"Ed25519","kid":"1","x":"{{Base64Url.EncodeToString(raw)}}"}""";
        return notation switch
        {
            "raw-hex" => Convert.ToHexStringLower(raw),
            "raw-base64" => Convert.ToBase64String(raw),
            "spki" => Convert.ToBase64String(_pair.PublicKey.Export(KeyBlobFormat.PkixPublicKey)),
            "pem" => Encoding.UTF8.GetString(_pair.PublicKey.Export(KeyBlobFormat.PkixPublicKeyText)),
            "jwk" => jwk,
            _ => $$"""{"keys":[{{jwk}}]}""",
        };
    }
}
