using System.Buffers.Text;
using System.Text;

namespace CallbackGen.Generator.Tests.Verification;

/// <summary>The locations and encodings of a signature. Every accepted request has a tampered twin that is rejected.</summary>
public sealed class SignatureTests
{
    private const string Body = """{ "amount": "1.00" }""";
    private const string Other = """{ "amount": "9.00" }""";
    private const string Amount = """ "amount": { "type": "string" } """;

    private static CompiledProject Feed(string verify, string properties = Amount, params string[] receive) =>
        CompiledProject.Of(
            new FeedSchema
            {
                Properties = properties,
                Verify = verify,
                Receive = receive.Length == 0 ? ["POST json"] : receive,
            }
        );

    [Theory]
    [InlineData("hex")]
    [InlineData("base64")]
    [InlineData("base64url")]
    [InlineData("base64hex")]
    public void A_signature_in_a_header_is_compared_in_its_encoding(string encoding)
    {
        using var project = Feed(FeedSchema.Hmac("\"{rawBody}\"", encoding: encoding));
        var mac = Requests.Mac(Body);
        var signature = encoding switch
        {
            "hex" => Convert.ToHexStringLower(mac),
            "base64" => Convert.ToBase64String(mac),
            "base64url" => Base64Url.EncodeToString(mac),
            _ => Convert.ToBase64String(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(mac))),
        };

        project.Accepts(Requests.Json(Body, ("X-Signature", signature)));
        project.Refuses(Requests.Json(Other, ("X-Signature", signature)), CallbackRejectionReason.SignatureMismatch);
        project.Refuses(Requests.Json(Body), CallbackRejectionReason.SignatureMissing);
        project.Refuses(Requests.Json(Body, ("X-Signature", "")), CallbackRejectionReason.SignatureMissing);
        project.Refuses(Requests.Json(Body, ("X-Signature", "?!")), CallbackRejectionReason.SignatureMalformed);
    }

    [Fact]
    public void A_hexadecimal_signature_may_be_of_either_case()
    {
        using var project = Feed(FeedSchema.Hmac("\"{rawBody}\""));

        project.Accepts(Requests.Json(Body, ("X-Signature", Requests.Hex(Body).ToUpperInvariant())));
    }

    [Fact]
    public void A_part_of_a_mac_is_no_mac()
    {
        using var project = Feed(FeedSchema.Hmac("\"{rawBody}\""));

        foreach (var length in new[] { 2, 32, 62 })
            project.Refuses(Requests.Json(Body, ("X-Signature", Requests.Hex(Body)[..length])), CallbackRejectionReason.SignatureMalformed);
    }

    [Fact]
    public void A_signature_that_stands_twice_is_refused()
    {
        using var project = Feed(FeedSchema.Hmac("\"{rawBody}\""));

        project.Refuses(
            Requests.Json(Body, ("X-Signature", Requests.Hex(Body)), ("x-signature", Requests.Hex(Body))),
            CallbackRejectionReason.SignatureMalformed
        );
    }

    [Fact]
    public void A_signature_in_the_body_signs_the_other_members()
    {
        using var project = Feed(
            FeedSchema.Hmac("[{ \"members\": [\"amount\"] }]", from: "body:/sign"),
            """ "amount": { "type": "string" }, "sign": { "type": "string" } """
        );

        project.Accepts(Requests.Json($$"""{ "amount": "1.00", "sign": "{{Requests.Hex("1.00")}}" }"""));
        project.Refuses(
            Requests.Json($$"""{ "amount": "9.00", "sign": "{{Requests.Hex("1.00")}}" }"""),
            CallbackRejectionReason.SignatureMismatch
        );
        Assert.Equal(CallbackTrust.Verified, project.Feed.Trust);
    }

    [Fact]
    public void A_signature_in_the_query_is_found_there()
    {
        using var project = Feed(FeedSchema.Hmac("\"{rawBody}\"", from: "query:sign"));

        project.Accepts(WithQuery(Body, "sign=" + Requests.Hex(Body)));
        project.Refuses(WithQuery(Other, "sign=" + Requests.Hex(Body)), CallbackRejectionReason.SignatureMismatch);
        project.Refuses(WithQuery(Body, "sign=" + Requests.Hex(Body) + "&sign=0"), CallbackRejectionReason.DuplicateMember);
    }

    [Fact]
    public void A_signature_has_its_prefix()
    {
        using var project = Feed(FeedSchema.Hmac("\"{rawBody}\"", signature: """ "prefix": "sha256=" """));

        project.Accepts(Requests.Json(Body, ("X-Signature", "sha256=" + Requests.Hex(Body))));
        project.Refuses(Requests.Json(Body, ("X-Signature", Requests.Hex(Body))), CallbackRejectionReason.SignatureMalformed);
        project.Refuses(Requests.Json(Body, ("X-Signature", "sha1=" + Requests.Hex(Body))), CallbackRejectionReason.SignatureMalformed);
    }

    [Fact]
    public void Of_a_list_of_signatures_one_must_fit()
    {
        using var project = Feed(FeedSchema.Hmac("\"{rawBody}\"", signature: """ "format": "list", "separator": " " """));

        project.Accepts(Requests.Json(Body, ("X-Signature", $"junk {Requests.Hex(Other)} {Requests.Hex(Body)}")));
        project.Refuses(Requests.Json(Body, ("X-Signature", $"junk {Requests.Hex(Other)}")), CallbackRejectionReason.SignatureMismatch);
    }

    [Fact]
    public void Of_pairs_the_named_ones_are_signatures_and_the_others_can_be_signed()
    {
        using var project = Feed(FeedSchema.Hmac("\"{signature:t}.{rawBody}\"", signature: """ "format": "pairs", "pick": "v1" """));

        project.Accepts(Requests.Json(Body, ("X-Signature", $"t=7, v0={Requests.Hex("x")}, v1={Requests.Hex("7." + Body)}")));
        project.Refuses(
            Requests.Json(Body, ("X-Signature", $"t=8,v1={Requests.Hex("7." + Body)}")),
            CallbackRejectionReason.SignatureMismatch
        );
        project.Refuses(
            Requests.Json(Body, ("X-Signature", $"t=7,v0={Requests.Hex("7." + Body)}")),
            CallbackRejectionReason.SignatureMalformed
        );
    }

    [Theory]
    [InlineData("md5")]
    [InlineData("sha1")]
    [InlineData("sha384")]
    [InlineData("sha512")]
    public void The_algorithm_is_the_schemas(string algorithm)
    {
        using var project = Feed(FeedSchema.Hmac("\"{rawBody}\"").Replace("\"sha256\"", $"\"{algorithm}\"", StringComparison.Ordinal));
        var key = Encoding.UTF8.GetBytes(FeedSchema.Secret);
        var body = Encoding.UTF8.GetBytes(Body);
#pragma warning disable CA5350, CA5351 // providers require them
        var mac = algorithm switch
        {
            "md5" => System.Security.Cryptography.HMACMD5.HashData(key, body),
            "sha1" => System.Security.Cryptography.HMACSHA1.HashData(key, body),
            "sha384" => System.Security.Cryptography.HMACSHA384.HashData(key, body),
            _ => System.Security.Cryptography.HMACSHA512.HashData(key, body),
        };
#pragma warning restore CA5350, CA5351

        project.Accepts(Requests.Json(Body, ("X-Signature", Convert.ToHexStringLower(mac))));
        project.Refuses(Requests.Json(Body, ("X-Signature", Requests.Hex(Body))), CallbackRejectionReason.SignatureMalformed);
    }

    [Theory]
    [InlineData("hex", "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff")]
    [InlineData("base64", "ABEiM0RVZneImaq7zN3u/wARIjNEVWZ3iJmqu8zd7v8=")]
    public void A_keys_encoding_is_the_schemas(string encoding, string key)
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = Amount,
                Verify = FeedSchema.Hmac("\"{rawBody}\""),
                Keys = $$""" "secret": { "encoding": "{{encoding}}" } """,
            }
        );
        var mac = System.Security.Cryptography.HMACSHA256.HashData(
            Convert.FromHexString("00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"),
            Encoding.UTF8.GetBytes(Body)
        );
        var keys = CallbackKeys.Create(project.Feed, "secret", key);

        Assert.True(project.Feed.VerifyMessage(Requests.Json(Body, ("X-Signature", Convert.ToHexStringLower(mac))), keys).IsSuccess);
        Assert.False(project.Feed.VerifyMessage(Requests.Json(Other, ("X-Signature", Convert.ToHexStringLower(mac))), keys).IsSuccess);
    }

    [Fact]
    public void Each_of_several_keys_is_tried_and_the_one_that_fits_is_named()
    {
        using var project = Feed(FeedSchema.Hmac("\"{rawBody}\""));
        var request = Requests.Json(Body, ("X-Signature", Requests.Hex(Body)));
        var rotated = CallbackKeys.Create(project.Feed, "secret", "an-old-key-of-at-least-32-bytes-long", FeedSchema.Secret);
        var wrong = CallbackKeys.Create(project.Feed, "secret", "an-old-key-of-at-least-32-bytes-long");

        Assert.Equal("secret[1]", project.Feed.VerifyMessage(request, rotated).Value!.Receipt.KeyId);
        var refused = project.Feed.VerifyMessage(request, wrong).Rejection!;
        Assert.Equal(["secret[0]"], refused.KeysTried);
        Assert.StartsWith("does not match the configured key: ", refused.Detail, StringComparison.Ordinal);
        Assert.EndsWith("signature-never-matches.md)", refused.Detail, StringComparison.Ordinal);
        var both = CallbackKeys.Create(
            project.Feed,
            "secret",
            "an-old-key-of-at-least-32-bytes-long",
            "another-key-of-at-least-32-bytes-too"
        );
        Assert.StartsWith(
            "matches none of the 2 configured keys: ",
            project.Feed.VerifyMessage(request, both).Rejection!.Detail,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Every_flipped_bit_of_body_or_signature_is_refused()
    {
        using var project = Feed(FeedSchema.Hmac("\"{rawBody}\""));
        var keys = project.Keys();
        var body = Encoding.UTF8.GetBytes(Body);
        var mac = Requests.Mac(Body);

        for (var bit = 0; bit < body.Length * 8; bit++)
            Assert.False(
                project
                    .Feed.VerifyMessage(
                        CallbackRequest.Post(
                            Flip(body, bit),
                            "application/json",
                            [KeyValuePair.Create("X-Signature", Convert.ToHexStringLower(mac))]
                        ),
                        keys
                    )
                    .IsSuccess
            );
        for (var bit = 0; bit < mac.Length * 8; bit++)
            Assert.False(
                project.Feed.VerifyMessage(Requests.Json(Body, ("X-Signature", Convert.ToHexStringLower(Flip(mac, bit)))), keys).IsSuccess
            );
    }

    private static byte[] Flip(byte[] bytes, int bit)
    {
        var flipped = bytes.ToArray();
        flipped[bit / 8] ^= (byte)(1 << (bit % 8));
        return flipped;
    }

    private static CallbackRequest WithQuery(string body, string query) =>
        new()
        {
            Method = "POST",
            ContentType = "application/json",
            Query = query,
            Body = Encoding.UTF8.GetBytes(body),
        };
}
