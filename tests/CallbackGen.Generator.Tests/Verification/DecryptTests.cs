using System.Security.Cryptography;
using System.Text;

namespace CallbackGen.Generator.Tests.Verification;

/// <summary>A payload that is encrypted within a signed body: decrypted when the signature is valid, and read as JSON.</summary>
public sealed class DecryptTests
{
    private const string CipherKey = "0123456789abcdef0123456789ABCDEF";
    private const string Nonce = "4196a5b75276";
    private const string Order = """{"id":"A-1","amount":5.50}""";

    private const string Appended = """
        "decrypt": { "algorithm": "aes-gcm", "key": "cipher", "ciphertext": "{body:/resource/ciphertext|base64decode}",
          "nonce": "{body:/resource/nonce}", "associatedData": "{body:/resource/associated_data}" }
        """;

    private const string Apart = """
        "decrypt": { "algorithm": "aes-gcm", "key": "cipher", "ciphertext": "{rawBody|hexdecode}",
          "nonce": "{header:X-Nonce|hexdecode}", "tag": "{header:X-Tag|hexdecode}" }
        """;

    private static CompiledProject Feed(string decrypt = Appended, string? verify = null, string receive = "POST json") =>
        CompiledProject.Of(
            new FeedSchema
            {
                Properties = """ "id": { "type": "string" }, "amount": { "type": "number" } """,
                Required = ["id"],
                Receive = [receive],
                Keys = """ "secret": { "encoding": "utf8" }, "cipher": { "encoding": "utf8" } """,
                Verify = verify ?? FeedSchema.Hmac("\"{header:X-Nonce}.{header:X-Tag}.{rawBody}\""),
                Callback = decrypt,
            }
        );

    [Fact]
    public void The_plaintext_of_a_signed_body_is_the_payload()
    {
        using var project = Feed();

        var message = Verify(project, Sealed(Order)).GetValueOrThrow();

        Assert.Equal((CallbackTrust.Verified, 5.50m), (project.Feed.Trust, Outcome.ValueOf(message, "Payload.Amount")));
    }

    [Theory]
    [InlineData(16)]
    [InlineData(24)]
    [InlineData(32)]
    public void The_key_s_length_chooses_the_cipher(int length)
    {
        using var project = Feed();

        Assert.True(Verify(project, Sealed(Order, CipherKey[..length]), CipherKey[..length]).IsSuccess);
        Assert.Equal(
            CallbackRejectionReason.DecryptionFailed,
            Verify(project, Sealed(Order, CipherKey[..length]), CipherKey[..(length - 1)] + "x").Rejection!.Reason
        );
    }

    [Theory]
    [InlineData(15)]
    [InlineData(31)]
    [InlineData(33)]
    public void A_key_of_another_length_is_refused_at_the_start(int length)
    {
        using var project = Feed();

        var refused = Assert.Throws<CallbackKeyException>(() => Keys(project, (CipherKey + "xx")[..length]));

        Assert.Contains(refused.Problems, problem => problem.IsError && problem.Message.Contains("16, 24 or 32", StringComparison.Ordinal));
    }

    [Fact]
    public void Nothing_is_decrypted_before_the_signature_holds()
    {
        using var project = Feed();
        var body = Sealed(Order);

        Assert.Equal(
            CallbackRejectionReason.SignatureMismatch,
            project
                .Feed.VerifyMessage(Requests.Json(body, ("X-Signature", Requests.Hex(body))), Keys(project), FixedClock.AtNoon)
                .Rejection!.Reason
        );
        Assert.Equal(
            CallbackRejectionReason.SignatureMismatch,
            project
                .Feed.VerifyMessage(Requests.Json("{}", ("X-Signature", Requests.Hex("x"))), Keys(project), FixedClock.AtNoon)
                .Rejection!.Reason
        );
    }

    public static TheoryData<string, string> Forged =>
        new()
        {
            { "another tag", Body(Flip(Encrypt(Order), fromEnd: 1), Nonce, "transaction") },
            { "another ciphertext", Body(Flip(Encrypt(Order), fromEnd: 20), Nonce, "transaction") },
            { "a tag cut short", Body(Encrypt(Order)[..^1], Nonce, "transaction") },
            { "a tag cut to four bytes", Body(Encrypt(Order)[..^12], Nonce, "transaction") },
            { "no tag", Body(Encrypt(Order)[..^16], Nonce, "transaction") },
            { "nothing but half a tag", Body(new byte[8], Nonce, "transaction") },
            { "another nonce", Body(Encrypt(Order), "4196a5b75277", "transaction") },
            { "a short nonce", Body(Encrypt(Order), "4196a5b7527", "transaction") },
            { "a long nonce", Body(Encrypt(Order), "4196a5b752760", "transaction") },
            { "an empty nonce", Body(Encrypt(Order), "", "transaction") },
            { "other associated data", Body(Encrypt(Order), Nonce, "refund") },
            {
                "an object for associated data",
                Body(Encrypt(Order), Nonce, "transaction").Replace("\"transaction\"", "{}", StringComparison.Ordinal)
            },
            {
                "base64 with a space",
                Body(Encrypt(Order), Nonce, "transaction").Replace("\"ciphertext\":\"", "\"ciphertext\":\" ", StringComparison.Ordinal)
            },
            { "a number for a nonce", """{"resource":{"ciphertext":"AAAA","nonce":1,"associated_data":""}}""" },
            { "an object for a ciphertext", """{"resource":{"ciphertext":{},"nonce":"4196a5b75276","associated_data":""}}""" },
        };

    [Theory]
    [MemberData(nameof(Forged))]
    public void What_no_configured_key_encrypted_is_refused(string what, string body)
    {
        using var project = Feed();

        Assert.Equal((what, CallbackRejectionReason.DecryptionFailed), (what, Verify(project, body).Rejection?.Reason));
    }

    [Theory]
    [InlineData("not json", CallbackRejectionReason.Malformed)]
    [InlineData("", CallbackRejectionReason.Malformed)]
    [InlineData("""{"id":"A","id":"B"}""", CallbackRejectionReason.DuplicateMember)]
    [InlineData("""{"amount":1}""", CallbackRejectionReason.MissingMember)]
    public void The_plaintext_is_read_strictly(string plaintext, CallbackRejectionReason reason)
    {
        using var project = Feed();

        Assert.Equal(reason, Verify(project, Sealed(plaintext)).Rejection!.Reason);
    }

    [Fact]
    public void Absent_associated_data_is_none_and_an_absent_ciphertext_is_missing()
    {
        using var project = Feed();
        var body =
            $$$"""{"resource":{"ciphertext":"{{{Convert.ToBase64String(Encrypt(Order, associated: ""))}}}","nonce":"{{{Nonce}}}"}}""";

        Assert.True(Verify(project, body).IsSuccess);
        Assert.Equal(CallbackRejectionReason.MissingMember, Verify(project, """{"resource":{"nonce":"4196a5b75276"}}""").Rejection!.Reason);
    }

    [Fact]
    public void Several_configured_keys_are_tried()
    {
        using var project = Feed();
        var keys = CallbackKeys.Create(
            project.Feed,
            [new("secret", FeedSchema.Secret), new("cipher", new string('n', 32)), new("cipher", CipherKey)]
        );

        Assert.True(Verify(project, Sealed(Order), keys).IsSuccess);
        Assert.False(Verify(project, Sealed(Order, new string('o', 32)), keys).IsSuccess);
    }

    [Fact]
    public void A_tag_may_have_a_place_of_its_own_and_the_body_be_the_ciphertext()
    {
        using var project = Feed(Apart, receive: "POST text");
        var encrypted = Encrypt(Order, associated: "");
        var (body, tag) = (Convert.ToHexString(encrypted[..^16]), Convert.ToHexString(encrypted[^16..]));
        var nonce = Convert.ToHexString(Encoding.UTF8.GetBytes(Nonce));

        Assert.True(Send(body, nonce, tag).IsSuccess);
        Assert.Equal(CallbackTrust.Verified, project.Feed.Trust);
        foreach (
            var (wrongBody, wrongTag) in new[]
            {
                (body + tag, null),
                (body, null),
                (body + tag, ""),
                (body + tag, tag),
                (body, tag[..^2]),
                (body, tag[..8]),
                (body, ""),
                (body, "zz" + tag[2..]),
            }
        )
            Assert.Equal(CallbackRejectionReason.DecryptionFailed, Send(wrongBody, nonce, wrongTag).Rejection!.Reason);

        CallbackResult<CallbackMessage> Send(string content, string nonceText, string? tagText) =>
            project.Feed.VerifyMessage(
                CallbackRequest.Post(
                    Encoding.UTF8.GetBytes(content),
                    "text/plain",
                    [
                        .. tagText is null ? [] : new KeyValuePair<string, string>[] { new("X-Tag", tagText) },
                        new("X-Nonce", nonceText),
                        new("X-Signature", Requests.Hex($"{nonceText}.{tagText}.{content}")),
                    ]
                ),
                Keys(project),
                FixedClock.AtNoon
            );
    }

    /// <summary>
    /// With the tag after the ciphertext, as in another scheme, so that it would decrypt if the verifier looked for
    /// it there; and without the tag.
    /// </summary>
    [Theory]
    [InlineData("")]
    [InlineData(""","tag":null""")]
    [InlineData(""","tag":"" """)]
    [InlineData(""","tag":{}""")]
    [InlineData(""","tag":{"tag":"AAAAAAAAAAAAAAAAAAAAAA=="}""")]
    [InlineData(""","tag":[]""")]
    [InlineData(""","tag":false""")]
    [InlineData(""","tag":0""")]
    [InlineData(""","tag":" " """)]
    [InlineData(""","tag":"no base64" """)]
    [InlineData(""","tag":"AAAAAAAAAAAAAAAAAAAAAB==" """)]
    [InlineData(""","tag":"AAAAAAAAAAAAAAAAAAAAAA" """)]
    [InlineData(""","Tag":"TAG" """)]
    [InlineData(""","tag":"TAG " """)]
    [InlineData(""","tag":"TAGA" """)]
    [InlineData(""","tag":"TAGTAG" """)]
    public void What_is_no_tag_at_the_place_of_the_tag_is_not_made_up_for(string tag)
    {
        using var project = Feed(InBody("|base64decode"), FeedSchema.Hmac("\"{rawBody}\""));
        using var plain = Feed(InBody(""), FeedSchema.Hmac("\"{rawBody}\""));
        var encrypted = Encrypt(Order, associated: "");
        var written = Convert.ToBase64String(encrypted[^16..]);

        Assert.Null(Refusal(project, encrypted[..^16], $",\"tag\":\"{written}\""));
        foreach (var ciphertext in new[] { encrypted, encrypted[..^16], encrypted[^16..], [] })
        {
            Assert.Equal(
                CallbackRejectionReason.DecryptionFailed,
                Refusal(project, ciphertext, tag.Replace("TAG", written, StringComparison.Ordinal))
            );
            Assert.Equal(
                CallbackRejectionReason.DecryptionFailed,
                Refusal(plain, ciphertext, tag.Replace("TAG", written, StringComparison.Ordinal))
            );
        }

        static string InBody(string filter) =>
            $$"""
                "decrypt": {
                  "algorithm": "aes-gcm",
                  "key": "cipher",
                  "ciphertext": "{body:/data|base64decode}",
                  "nonce": "{body:/nonce}",
                  "tag": "{body:/tag{{filter}}}"
                }
                """;

        static CallbackRejectionReason? Refusal(CompiledProject project, byte[] ciphertext, string tag)
        {
            var body = $$"""{"data":"{{Convert.ToBase64String(ciphertext)}}","nonce":"{{Nonce}}"{{tag}}}""";
            return project
                .Feed.VerifyMessage(Requests.Json(body).Signed("X-Signature", body), Keys(project), FixedClock.AtNoon)
                .Rejection?.Reason;
        }
    }

    [Theory]
    [InlineData("\"{header:X-Nonce}.{header:X-Tag}.{rawBody}\"", CallbackTrust.Verified)]
    [InlineData("\"{header:X-Nonce}.{rawBody}\"", CallbackTrust.Authenticated)]
    [InlineData("\"{header:X-Tag}.{rawBody}\"", CallbackTrust.Authenticated)]
    [InlineData("\"{header:X-Nonce}.{header:X-Tag}\"", CallbackTrust.Authenticated)]
    public void The_payload_is_covered_when_all_that_decides_it_is_signed(string message, CallbackTrust trust)
    {
        using var project = Feed(Apart, FeedSchema.Hmac(message), "POST text");

        Assert.Equal(trust, project.Feed.Trust);
    }

    /// <summary>
    /// A successful decryption does not authenticate the sender, because encryption keys are used for more than one purpose.
    /// </summary>
    [Fact]
    public void Encryption_alone_is_no_proof()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """ "id": { "type": "string" } """,
                Keys = """ "cipher": { "encoding": "utf8" } """,
                Callback = Appended,
            }
        );
        var keys = CallbackKeys.Create(project.Feed, "cipher", CipherKey);

        Assert.Equal(CallbackTrust.Received, project.Feed.Trust);
        Assert.True(project.Feed.VerifyMessage(Requests.Json(Sealed(Order)), keys).IsSuccess);
        Assert.Equal(
            CallbackRejectionReason.DecryptionFailed,
            project.Feed.VerifyMessage(Requests.Json(Sealed(Order, new string('x', 32))), keys).Rejection!.Reason
        );
    }

    private static CallbackResult<CallbackMessage> Verify(CompiledProject project, string body, string key = CipherKey) =>
        Verify(project, body, Keys(project, key));

    private static CallbackResult<CallbackMessage> Verify(CompiledProject project, string body, CallbackKeys keys) =>
        project.Feed.VerifyMessage(Requests.Json(body, ("X-Signature", Requests.Hex($"..{body}"))), keys, FixedClock.AtNoon);

    private static CallbackKeys Keys(CompiledProject project, string cipher = CipherKey) =>
        CallbackKeys.Create(project.Feed, [new("secret", FeedSchema.Secret), new("cipher", cipher)]);

    private static string Sealed(string plaintext, string key = CipherKey) => Body(Encrypt(plaintext, key), Nonce, "transaction");

    private static string Body(byte[] encrypted, string nonce, string associated) =>
        $$"""{"resource":{"algorithm":"AEAD_AES_256_GCM","ciphertext":"{{Convert.ToBase64String(encrypted)}}","""
        + $"\"nonce\":\"{nonce}\",\"associated_data\":\"{associated}\"}}}}";

    private static byte[] Encrypt(string plaintext, string key = CipherKey, string associated = "transaction")
    {
        var plain = Encoding.UTF8.GetBytes(plaintext);
        var encrypted = new byte[plain.Length + 16];
        using var cipher = new AesGcm(Encoding.UTF8.GetBytes(key), 16);
        cipher.Encrypt(
            Encoding.UTF8.GetBytes(Nonce),
            plain,
            encrypted.AsSpan(0, plain.Length),
            encrypted.AsSpan(plain.Length),
            Encoding.UTF8.GetBytes(associated)
        );
        return encrypted;
    }

    private static byte[] Flip(byte[] bytes, int fromEnd)
    {
        bytes[^fromEnd] ^= 1;
        return bytes;
    }
}
