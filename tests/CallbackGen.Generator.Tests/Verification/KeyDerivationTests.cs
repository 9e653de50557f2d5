using System.Security.Cryptography;
using System.Text;
using CallbackGen.Generator.Schema;
using CallbackGen.Generator.Schema.Security;

namespace CallbackGen.Generator.Tests.Verification;

/// <summary>Derived keys: with constants, from hashes, and with values of the request.</summary>
public sealed class KeyDerivationTests
{
    private const string Body = """{"id":"a","order":"0001446068581"}""";
    private const string Members = """ "id": { "type": "string" }, "order": { "type": "string" } """;

    /// <summary>The test key in the provider's documentation.</summary>
    private const string ShopKey = "sq7HjrUOBfKmC576ILgskD5srU870gJ7";

    private static readonly byte[] Secret = Encoding.UTF8.GetBytes(FeedSchema.Secret);

    private static CompiledProject Feed(string derive, string? verify = null, string encoding = "utf8", params string[] receive) =>
        CompiledProject.Of(
            new FeedSchema
            {
                Properties = Members,
                Receive = receive.Length == 0 ? ["POST json"] : receive,
                Verify = verify ?? FeedSchema.Hmac("\"{rawBody}\""),
                Keys = $$""" "secret": { "encoding": "{{encoding}}", "derive": {{derive}} } """,
            }
        );

    /// <summary>The data of a mini app, as its bot receives it: the vector is from a published library's tests.</summary>
    [Fact]
    public void The_key_may_be_a_code_of_the_configured_one_under_a_constant()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """
                "query_id": { "type": "string" },
                "user": { "type": "string" },
                "auth_date": { "type": "string" },
                "hash": { "type": "string" }
                """,
                Receive = ["POST form"],
                Keys = """ "botToken": { "encoding": "utf8", "derive": { "hmac": "sha256", "key": "WebAppData" } } """,
                Verify = """
                { "scheme": "hmac", "algorithm": "sha256", "key": "botToken",
                  "signature": { "from": "body:/hash", "encoding": "hex" },
                  "message": [{ "members": "*", "except": ["hash"], "sort": "name", "each": "{name}={value}", "join": "\n" }] }
                """,
            }
        );
        const string Data =
            "query_id=AAHdF6IQAAAAAN0XohDhrOrc&"
            + "user=%7B%22id%22%3A279058397%2C%22first_name%22%3A%22Vladislav%22%2C%22last_name%22%3A%22Kibenko%22%2C%22username%22%3A%22vdkfrost%22%2C%22language_code%22%3A%22ru%22%2C%22is_premium%22%3Atrue%7D&auth_date=1662771648&hash=c501b71e775f74ce10e377dea85a7ea24ecd640b223ea86dfe453e0eaed2e2b2";
        var keys = CallbackKeys.Create(project.Feed, "botToken", "5768337691:AAH5YkoiEuPk8-FZa32hStHTqXiLPtAEhx8");

        Assert.Equal(CallbackTrust.Verified, project.Feed.Trust);
        Assert.True(project.Feed.VerifyMessage(Requests.Form(Data), keys, FixedClock.AtNoon).IsSuccess);
        Assert.Equal(
            CallbackRejectionReason.SignatureMismatch,
            project
                .Feed.VerifyMessage(
                    Requests.Form(Data.Replace("279058397", "279058398", StringComparison.Ordinal)),
                    keys,
                    FixedClock.AtNoon
                )
                .Rejection!.Reason
        );
    }

    [Theory]
    [InlineData("md5")]
    [InlineData("sha1")]
    [InlineData("sha256")]
    [InlineData("sha384")]
    [InlineData("sha512")]
    public void Either_may_be_the_key_of_the_other_under_each_hash(string hash)
    {
        using var under = Feed($$"""{ "hmac": "{{hash}}", "key": "Data" }""");
        using var of = Feed($$"""{ "hmac": "{{hash}}", "message": "Data" }""");
        var name = new HashAlgorithmName(hash.ToUpperInvariant());
        var data = "Data"u8.ToArray();

        AssertKey(under, CryptographicOperations.HmacData(name, data, Secret));
        AssertKey(of, CryptographicOperations.HmacData(name, Secret, data));
        under.Refuses(Signed(CryptographicOperations.HmacData(name, Secret, data)), CallbackRejectionReason.SignatureMismatch);
    }

    /// <summary>The chain by which a cloud derives a key for a day, a region and a service; here with values of the request.</summary>
    [Fact]
    public void A_chain_of_codes_may_take_values_of_the_request()
    {
        using var project = Feed(
            """
            [
              { "before": "AWS4" },
              { "hmac": "sha256", "message": "{header:X-Date|slice:0:8}" },
              { "hmac": "sha256", "message": "{query:region}" },
              { "hmac": "sha256", "message": "s3" },
              { "hmac": "sha256", "message": "aws4_request" }
            ]
            """,
            FeedSchema.Hmac("\"{header:X-Date}\\n{rawBody}\"")
        );
        var key = Encoding.UTF8.GetBytes("AWS4" + FeedSchema.Secret);
        foreach (var text in new[] { "20260102", "eu-1", "s3", "aws4_request" })
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(text));
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes("20260102T120000Z\n" + Body)));

        CallbackRequest Request(string date, string region, string? body = null) =>
            new()
            {
                Method = "POST",
                ContentType = "application/json",
                Query = "region=" + region,
                Body = Encoding.UTF8.GetBytes(body ?? Body),
                Headers = CallbackHeaders.From([new("X-Date", date), new("X-Signature", signature)]),
            };

        project.Accepts(Request("20260102T120000Z", "eu-1"));
        project.Refuses(Request("20260103T120000Z", "eu-1"), CallbackRejectionReason.SignatureMismatch);
        project.Refuses(Request("20260102T120000Z", "eu-2"), CallbackRejectionReason.SignatureMismatch);
        project.Refuses(
            Request("20260102T120000Z", "eu-1", Body.Replace("\"a\"", "\"b\"", StringComparison.Ordinal)),
            CallbackRejectionReason.SignatureMismatch
        );
        project.Refuses(Request("20260102T120000Z", ""), CallbackRejectionReason.MissingMember);
    }

    /// <summary>A payload in base64 that is signed with a key which is encrypted from the order's number in it.</summary>
    [Theory]
    [InlineData("body:/Ds_MerchantParameters|base64decode|json", "{payload:/Ds_Order}")]
    [InlineData("body:/Ds_MerchantParameters|base64urldecode|json", "{payload:/Ds_Order}")]
    public void The_key_may_be_a_member_encrypted_under_the_configured_one(string payload, string value)
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """ "Ds_Order": { "type": "string" }, "Ds_Amount": { "type": "string" } """,
                Required = ["Ds_Order", "Ds_Amount"],
                Receive = ["POST form"],
                Keys =
                    $$""" "key": { "encoding": "base64", "derive": { "cipher": "3des-cbc", "value": "{{value}}", "padding": "zero" } } """,
                Callback = $"\"payload\": \"{payload}\"",
                Verify = """
                { "scheme": "hmac", "algorithm": "sha256", "key": "key",
                  "signature": { "from": "body:/Ds_Signature", "encoding": "base64url" },
                  "message": "{body:/Ds_MerchantParameters}" }
                """,
            }
        );
        var keys = CallbackKeys.Create(project.Feed, "key", ShopKey);
        var parameters = Parameters("""{"Ds_Order":"0001446068581","Ds_Amount":"4999"}""");
        var genuine = Order("0001446068581", parameters);

        Assert.Equal(CallbackTrust.Verified, project.Feed.Trust);
        Assert.True(project.Feed.VerifyMessage(Form(parameters, genuine), keys, FixedClock.AtNoon).IsSuccess);
        Assert.True(project.Feed.VerifyMessage(Form(parameters, genuine.TrimEnd('=')), keys, FixedClock.AtNoon).IsSuccess);
        foreach (
            var (json, reason) in new[]
            {
                ("""{"Ds_Order":"0001446068582","Ds_Amount":"4999"}""", CallbackRejectionReason.SignatureMismatch),
                ("""{"Ds_Order":"0001446068581","Ds_Amount":"1"}""", CallbackRejectionReason.SignatureMismatch),
                ("""{"Ds_Order":"0001446068581","Ds_Order":"0001446068582","Ds_Amount":"4999"}""", CallbackRejectionReason.DuplicateMember),
                ("""{"Ds_Order":"","Ds_Amount":"4999"}""", CallbackRejectionReason.MissingMember),
                ("""{"Ds_Order":null,"Ds_Amount":"4999"}""", CallbackRejectionReason.MissingMember),
                ("""{"Ds_Order":{},"Ds_Amount":"4999"}""", CallbackRejectionReason.MissingMember),
                ("""{"Ds_Amount":"4999"}""", CallbackRejectionReason.MissingMember),
                ("not JSON", CallbackRejectionReason.Malformed),
            }
        )
        {
            Assert.Equal(reason, project.Feed.VerifyMessage(Form(Parameters(json), genuine), keys, FixedClock.AtNoon).Rejection!.Reason);
        }

        static string Parameters(string json) => Convert.ToBase64String(Encoding.UTF8.GetBytes(json)).TrimEnd('=');
        static CallbackRequest Form(string parameters, string signature) =>
            Requests.Form(
                $"Ds_SignatureVersion=HMAC_SHA256_V1&Ds_MerchantParameters={parameters}&Ds_Signature={Uri.EscapeDataString(signature)}"
            );
    }

    /// <summary>
    /// Attack: without the value that the key is derived from, the key would be empty, and anyone could sign with it. An empty text
    /// that is padded with zeros remains empty. It is rejected before any key is derived.
    /// </summary>
    [Fact]
    public void A_key_of_nothing_is_nobodys()
    {
        using var project = Feed("""{ "cipher": "3des-cbc", "value": "{body:/order}" }""", encoding: "base64");
        var keys = CallbackKeys.Create(project.Feed, "secret", ShopKey);

        foreach (var body in new[] { """{"id":"a"}""", """{"id":"a","order":""}""", """{"id":"a","order":null}""" })
        {
            var forged = Convert.ToHexStringLower(HMACSHA256.HashData(Array.Empty<byte>(), Encoding.UTF8.GetBytes(body)));
            Assert.Equal(
                CallbackRejectionReason.MissingMember,
                project.Feed.VerifyMessage(Requests.Json(body, ("X-Signature", forged)), keys, FixedClock.AtNoon).Rejection!.Reason
            );
        }
    }

    /// <summary>Attack: a value of several megabytes, which would be encrypted with every configured value before verification.</summary>
    [Theory]
    [InlineData(1024, CallbackRejectionReason.SignatureMismatch)]
    [InlineData(1025, CallbackRejectionReason.InvalidMember)]
    public void What_derives_a_key_is_short(int length, CallbackRejectionReason reason)
    {
        using var project = Feed("""{ "cipher": "3des-cbc", "value": "{body:/order}" }""", encoding: "base64");
        var keys = CallbackKeys.Create(project.Feed, "secret", ShopKey);
        var body = $$"""{"id":"a","order":"{{new string('1', length)}}"}""";

        Assert.Equal(
            reason,
            project.Feed.VerifyMessage(Requests.Json(body, ("X-Signature", Requests.Hex(body))), keys, FixedClock.AtNoon).Rejection!.Reason
        );
    }

    /// <summary>
    /// Attack: zeros after a value are padded to the same blocks, so that "1" and "1\0" have the same key. Deriving a key from a value
    /// does not cover it, with any cipher and padding; the message must contain it.
    /// </summary>
    [Theory]
    [InlineData("{ \"cipher\": \"3des-cbc\", \"value\": \"{body:/order}\" }")]
    [InlineData("{ \"cipher\": \"aes-cbc\", \"value\": \"{body:/order}\", \"padding\": \"pkcs7\" }")]
    [InlineData("{ \"hmac\": \"sha256\", \"message\": \"{body:/order}\" }")]
    [InlineData("{ \"after\": \"{body:/order}\" }")]
    public void What_derives_a_key_is_not_covered_by_it(string derive)
    {
        using var project = Feed(derive, FeedSchema.Hmac("\"{body:/id}\""), encoding: "base64");
        Assert.Equal(CallbackTrust.Authenticated, project.Feed.Trust);
        Assert.Equal(["/order"], project.Feed.Definition.UnsignedMembers);
        if (!derive.Contains("3des", StringComparison.Ordinal))
            return;

        var keys = CallbackKeys.Create(project.Feed, "secret", ShopKey);
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encrypt("1"), "a"u8));
        Assert.True(
            project
                .Feed.VerifyMessage(Requests.Json("""{"id":"a","order":"1"}""", ("X-Signature", signature)), keys, FixedClock.AtNoon)
                .IsSuccess
        );
        Assert.True(
            project
                .Feed.VerifyMessage(Requests.Json("""{"id":"a","order":"1\u0000"}""", ("X-Signature", signature)), keys, FixedClock.AtNoon)
                .IsSuccess
        );
        Assert.Equal(
            CallbackRejectionReason.SignatureMismatch,
            project
                .Feed.VerifyMessage(Requests.Json("""{"id":"a","order":"2"}""", ("X-Signature", signature)), keys, FixedClock.AtNoon)
                .Rejection!.Reason
        );
    }

    [Theory]
    [InlineData("aes-cbc", "pkcs7", "0123456789", true)]
    [InlineData("aes-ecb", "zero", "0123456789", true)]
    [InlineData("aes-ecb", "none", "0123456789abcdef", true)]
    [InlineData("3des-ecb", "none", "01234567", true)]
    [InlineData("3des-ecb", "none", "0123456", false)]
    [InlineData("3des-cbc", "pkcs7", "01234567", true)]
    public void Each_cipher_derives_keys(string cipher, string padding, string order, bool isWhole)
    {
        using var project = Feed(
            $$"""[{ "cipher": "{{cipher}}", "value": "{body:/order}", "padding": "{{padding}}" }, "hex"]""",
            encoding: "base64"
        );
        var keys = CallbackKeys.Create(project.Feed, "secret", ShopKey);
        var body = $$"""{"id":"a","order":"{{order}}"}""";
#pragma warning disable CA5350, CA5358 // providers require them
        using SymmetricAlgorithm algorithm = cipher.StartsWith("aes", StringComparison.Ordinal) ? Aes.Create() : TripleDES.Create();
        algorithm.Key = Convert.FromBase64String(ShopKey);
        algorithm.Mode = cipher.EndsWith("cbc", StringComparison.Ordinal) ? CipherMode.CBC : CipherMode.ECB;
#pragma warning restore CA5350, CA5358
        algorithm.IV = new byte[algorithm.BlockSize / 8];
        algorithm.Padding = padding switch
        {
            "zero" => PaddingMode.Zeros,
            "none" when isWhole => PaddingMode.None,
            _ => PaddingMode.PKCS7,
        };
        using var encryptor = algorithm.CreateEncryptor();
        var derived = Convert.ToHexStringLower(encryptor.TransformFinalBlock(Encoding.UTF8.GetBytes(order), 0, order.Length));
        var signature = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(derived), Encoding.UTF8.GetBytes(body)));

        var result = project.Feed.VerifyMessage(Requests.Json(body, ("X-Signature", signature)), keys, FixedClock.AtNoon);
        Assert.Equal(isWhole ? null : CallbackRejectionReason.InvalidMember, result.Rejection?.Reason);
        Assert.False(
            project
                .Feed.VerifyMessage(
                    Requests.Json(body.Replace("\"a\"", "\"b\"", StringComparison.Ordinal), ("X-Signature", signature)),
                    keys,
                    FixedClock.AtNoon
                )
                .IsSuccess
        );
    }

    /// <summary>The derived keys of two values are tried together, and are discarded with the request.</summary>
    [Fact]
    public void Every_configured_value_is_derived_for_each_request()
    {
        using var project = Feed("""[{ "hmac": "sha256", "message": "{body:/order}" }]""");
        const string Old = "the-old-key-of-at-least-32-bytes-long";
        var keys = CallbackKeys.Create(project.Feed, "secret", FeedSchema.Secret, Old);
        foreach (var order in new[] { "1", "2", "1" })
        {
            var body = $$"""{"id":"a","order":"{{order}}"}""";
            foreach (var secret in new[] { FeedSchema.Secret, Old })
            {
                var key = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(order));
                var request = Requests.Json(
                    body,
                    ("X-Signature", Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(body))))
                );
                Assert.True(project.Feed.VerifyMessage(request, keys, FixedClock.AtNoon).IsSuccess);
            }

            Assert.Equal(
                CallbackRejectionReason.SignatureMismatch,
                project
                    .Feed.VerifyMessage(Requests.Json(body, ("X-Signature", Requests.Hex(body))), keys, FixedClock.AtNoon)
                    .Rejection!.Reason
            );
        }
    }

    [Fact]
    public void A_derived_key_signs_tokens_and_digests_too()
    {
        using var token = Feed(
            """{ "hmac": "sha256", "message": "{body:/order}" }""",
            FeedSchema.Jwt("header:X-Token", """ "claims": { "id": { "equals": "{body:/id}" }, "order": { "equals": "{body:/order}" } } """)
        );
        using var digest = Feed(
            """[{ "hmac": "sha256", "message": "{body:/order}" }, "hex"]""",
            """
            {
              "scheme": "digest",
              "algorithm": "sha256",
              "signature": { "from": "header:X-Signature", "encoding": "hex" },
              "message": "{rawBody}{key:secret}"
            }
            """
        );
        var key = HMACSHA256.HashData(Secret, "0001446068581"u8);
        var head = Text("""{"alg":"HS256"}""") + "." + Text(Body);
        var signed = head + "." + System.Buffers.Text.Base64Url.EncodeToString(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(head)));
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Body + Convert.ToHexStringLower(key))));

        token.Accepts(Requests.Json(Body, ("X-Token", signed)));
        token.Refuses(
            Requests.Json(Body.Replace("8581", "8582", StringComparison.Ordinal), ("X-Token", signed)),
            CallbackRejectionReason.SignatureMismatch
        );
        digest.Accepts(Requests.Json(Body, ("X-Signature", hash)));
        digest.Refuses(
            Requests.Json(Body.Replace("8581", "8582", StringComparison.Ordinal), ("X-Signature", hash)),
            CallbackRejectionReason.SignatureMismatch
        );

        static string Text(string text) => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>
    /// Attack: amount 10 with order 0123 has the same message as amount 100 with order 123, where the order precedes the secret in the
    /// derived key. A step that hides the order keeps the amount covered.
    /// </summary>
    [Theory]
    [InlineData("{ \"before\": \"{body:/order}\" }", false)]
    [InlineData("[{ \"after\": \"{body:/order}\" }, \"hex\"]", false)]
    [InlineData("[{ \"before\": \"{body:/order}\" }, \"sha256-hex\"]", true)]
    [InlineData("[\"sha256\", { \"hmac\": \"sha256\", \"message\": \"{body:/order}\" }]", true)]
    public void A_derived_key_in_a_message_does_not_show_what_it_is_derived_of(string derive, bool isHidden)
    {
        using var project = Feed(
            derive,
            """
            {
              "scheme": "digest",
              "algorithm": "sha256",
              "signature": { "from": "header:X-Signature", "encoding": "hex" },
              "message": "{body:/id}{key:secret}"
            }
            """
        );
        var moved = Convert.ToHexStringLower(SHA256.HashData([.. "100123"u8, .. Secret]));

        if (isHidden)
        {
            Assert.Equal(["/order"], project.Feed.Definition.UnsignedMembers);
            project.Refuses(
                Requests.Json("""{"id":"10","order":"0123"}""", ("X-Signature", moved)),
                CallbackRejectionReason.SignatureMismatch
            );
        }
        else
        {
            project.Refuses(Requests.Json("""{"id":"10","order":"0123"}""", ("X-Signature", moved)), CallbackRejectionReason.SchemaInvalid);
        }
    }

    [Theory]
    [InlineData("{ \"cipher\": \"3des-cbc\", \"value\": \"{body:/order}\" }", "MDEyMzQ1Njc4OWFiY2RlZg==", "must have 24 bytes")]
    // Three times one key of DES.
    [InlineData("{ \"cipher\": \"3des-cbc\", \"value\": \"{body:/order}\" }", "MDEyMzQ1NjcwMTIzNDU2NzAxMjM0NTY3", "must have 24 bytes")]
    [InlineData("{ \"cipher\": \"aes-cbc\", \"value\": \"{body:/order}\" }", "MDEyMzQ1Njc4OWFiY2RlZmc=", "must have 16, 24 or 32 bytes")]
    [InlineData("[\"sha1\", { \"cipher\": \"aes-cbc\", \"value\": \"constant\" }]", "MDEyMzQ1Njc4OWFiY2RlZmc=", "cannot be derived")]
    public void A_key_that_does_not_fit_its_cipher_is_refused_where_it_is_configured(string derive, string key, string problem)
    {
        using var project = Feed(derive, encoding: "base64");

        Assert.False(CallbackKeys.TryCreate(project.Feed, [new("secret", key)], "a test", out _, out var problems));
        Assert.Contains(problem, Assert.Single(problems).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("\"sha3\"")]
    [InlineData("[\"sha256\", 1]")]
    [InlineData("{ \"hmac\": \"sha256\" }")]
    [InlineData("{ \"hmac\": \"sha256\", \"key\": \"a\", \"message\": \"b\" }")]
    [InlineData("{ \"hmac\": \"sha3\", \"key\": \"a\" }")]
    [InlineData("{ \"hmac\": \"sha256\", \"key\": \"\" }")]
    [InlineData("{ \"hmac\": \"sha256\", \"key\": \"{rawBody}\" }")]
    [InlineData("{ \"hmac\": \"sha256\", \"key\": \"{body:/unknown}\" }")]
    [InlineData("{ \"cipher\": \"des\", \"value\": \"a\" }")]
    [InlineData("{ \"cipher\": \"aes-cbc\" }")]
    [InlineData("{ \"cipher\": \"aes-cbc\", \"value\": \"a\", \"padding\": \"iso\" }")]
    [InlineData("{ \"before\": \"a\", \"after\": \"b\" }")]
    [InlineData("{ \"before\": \"a\", \"padding\": \"zero\" }")]
    public void A_step_that_is_none_is_reported(string derive)
    {
        using var project = Feed(derive);

        project.Refuses(Signed(Secret), CallbackRejectionReason.SchemaInvalid);
    }

    [Theory]
    [InlineData("{ \"cipher\": \"3des-cbc\", \"value\": \"{body:/order}\" }", "base64")]
    [InlineData("[{ \"before\": \"{body:/id}:\" }, \"sha512-hex\", { \"hmac\": \"sha256\", \"key\": \"{body:/order}\" }]", "utf8")]
    public void The_signer_derives_as_the_verifier_does(string derive, string encoding)
    {
        using var project = Feed(derive, encoding: encoding);
        var keys = Testing.CallbackTestKeys.Generate(project.Feed);
        var signed = new Testing.CallbackSigner(keys, FixedClock.AtNoon).Sign(Requests.Json(Body));

        Assert.True(project.Feed.VerifyMessage(signed, keys.Keys, FixedClock.AtNoon).IsSuccess);
    }

    /// <summary>
    /// Attack: a callback of one feed is sent to another whose key is derived from the same secret, with the same steps in another
    /// notation, or with a value that the sender chooses.
    /// </summary>
    [Theory]
    [InlineData("\"sha256\"", "[\"sha256\"]", true)]
    [InlineData("{ \"hmac\": \"sha256\", \"message\": \"{body:/id}\" }", "{ \"hmac\": \"sha256\", \"message\": \"{body:/order}\" }", true)]
    [InlineData("{ \"hmac\": \"sha256\", \"message\": \"{body:/id}\" }", "{ \"hmac\": \"sha256\", \"message\": \"label\" }", true)]
    [InlineData("[\"hex\"]", "[\"hex\", { \"after\": \"{body:/order}\" }]", true)]
    [InlineData("{ \"hmac\": \"sha256\", \"message\": \"one\" }", "{ \"hmac\": \"sha256\", \"message\": \"two\" }", false)]
    [InlineData("{ \"hmac\": \"sha256\", \"message\": \"{body:/id}\" }", "{ \"hmac\": \"sha256\", \"key\": \"{body:/id}\" }", false)]
    [InlineData("\"sha256\"", "\"sha512\"", false)]
    public void Derivations_that_may_give_one_key_are_held_against_each_other(string one, string other, bool areHeld)
    {
        SignedText Text(string feed, string derive) =>
            Assert.Single(
                SignedText.Of(
                    SchemaReader
                        .Read(
                            new FeedSchema
                            {
                                Feed = feed,
                                Properties = Members,
                                Verify = FeedSchema.Hmac("\"{body:/id}\""),
                                Keys = $$""" "secret": { "encoding": "utf8", "derive": {{derive}} } """,
                            }
                        )
                        .Feed!
                )
            );

        Assert.Equal(areHeld, SharedKeyRule.Compare(Text("One", one), Text("Two", other)).Kind != Confusion.None);
    }

    private static void AssertKey(CompiledProject project, byte[] key)
    {
        project.Accepts(Signed(key));
        project.Refuses(Signed([.. key, 1]), CallbackRejectionReason.SignatureMismatch);
    }

    private static CallbackRequest Signed(byte[] key) =>
        Requests.Json(Body, ("X-Signature", Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(Body)))));

    private static string Order(string order, string message)
    {
        var mac = HMACSHA256.HashData(Encrypt(order), Encoding.UTF8.GetBytes(message));
        return Convert.ToBase64String(mac).Replace('+', '-').Replace('/', '_');
    }

    private static byte[] Encrypt(string text)
    {
#pragma warning disable CA5350 // providers require it
        using var cipher = TripleDES.Create();
#pragma warning restore CA5350
        cipher.Key = Convert.FromBase64String(ShopKey);
        return cipher.EncryptCbc(Encoding.UTF8.GetBytes(text), new byte[8], PaddingMode.Zeros);
    }

    [Fact]
    public void Triple_DES_fills_up_with_zeros_as_the_provider_does() =>
        Assert.Equal("ub0/L8+E9+9ITQJwk3SvHA==", Convert.ToBase64String(Encrypt("012345678")));
}
