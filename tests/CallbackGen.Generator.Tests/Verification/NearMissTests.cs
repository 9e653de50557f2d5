using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CallbackGen.Generator.Tests.Verification;

/// <summary>
/// Where a schema requires a text, that text is accepted and every similar text is rejected: longer, shorter, with other letters, or
/// with surrounding text. Everything else in these requests is genuine.
/// </summary>
public sealed class NearMissTests
{
    private const string Text = "shop";

    private const string Members = """ "id": { "type": "string" }, "type": { "type": "string" } """;

    /// <summary>
    /// The last three look like the text and consist of other letters; the difference of the one before them is invisible.
    /// </summary>
    private static readonly string[] NearTexts =
    [
        "shop2",
        "shops",
        "xshop",
        "my-shop",
        "sho",
        "hop",
        "s",
        "p",
        "ho",
        "shopshop",
        "shop,shop",
        "shop,other",
        "other,shop",
        "other shop",
        "shop/",
        "shop.",
        "shop#",
        "SHOP",
        "Shop",
        "shoP",
        "pohs",
        "s\u0000hop",
        "shop\u0000",
        "\u0000shop",
        "shop ",
        " shop",
        "sh op",
        "shop\t",
        "shop\n",
        "\"shop\"",
        "%73hop",
        "*",
        "",
        "null",
        "true",
        "0",
        "shop\u200b",
        "\u0455hop",
        "sh\u043ep",
        "\uff53hop",
    ];

    [Fact]
    public void A_token_is_for_its_audience_and_no_other()
    {
        using var project = Token(""" "aud": { "equals": "shop" } """);

        Demand(project, "\"shop\"", "[\"shop\"]", "[\"other\",\"shop\"]", "[\"shop\",\"other\"]", "[\"shop\",\"shop\"]", "\"s\\u0068op\"");
        foreach (var near in NearTexts)
        {
            var text = JsonSerializer.Serialize(near);
            foreach (
                var audience in new[]
                {
                    text,
                    $"[{text}]",
                    $"[{text},\"other\"]",
                    $"[\"other\",{text},\"\"]",
                    $"[{string.Join(',', NearTexts.Select(other => JsonSerializer.Serialize(other)))}]",
                }
            )
                Refuse(project, audience, CallbackRejectionReason.ClaimMismatch);
        }

        foreach (
            var audience in new[]
            {
                "null",
                "1",
                "true",
                "{}",
                "{\"shop\":\"shop\"}",
                "[[\"shop\"]]",
                "[\"shop\",1]",
                "[1,\"shop\"]",
                "[\"shop\",null]",
                "[\"shop\",[\"shop\"]]",
                "[{\"aud\":\"shop\"},\"shop\"]",
            }
        )
            Refuse(project, audience, CallbackRejectionReason.ClaimInvalid);

        void Demand(CompiledProject project, params string[] audiences)
        {
            foreach (var audience in audiences)
                project.Accepts(Bearer($$"""{"id":"7","aud":{{audience}}}"""));
        }

        void Refuse(CompiledProject project, string audience, CallbackRejectionReason reason) =>
            project.Refuses(Bearer($$"""{"id":"7","aud":{{audience}}}"""), reason);
    }

    [Theory]
    [InlineData("iss")]
    [InlineData("sub")]
    [InlineData("jti")]
    [InlineData("https://acme.example/event")]
    public void A_claim_is_equal_to_what_the_schema_says_to_the_letter(string claim)
    {
        using var project = Token($$""" {{JsonSerializer.Serialize(claim)}}: { "equals": "shop" } """);

        project.Accepts(Bearer(Claims(claim, Text)));
        foreach (var near in NearTexts)
            project.Refuses(Bearer(Claims(claim, near)), CallbackRejectionReason.ClaimMismatch);
        foreach (var other in new[] { claim + "2", claim.ToUpperInvariant(), claim[..^1], $" {claim}" })
            project.Refuses(Bearer(Claims(other, Text)), CallbackRejectionReason.ClaimInvalid);
        project.Refuses(Bearer("""{"id":"7"}"""), CallbackRejectionReason.ClaimInvalid);
    }

    [Fact]
    public void A_claim_that_names_the_request_names_it_to_the_letter()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = Members,
                Verify = FeedSchema.Jwt("header:X-Token", """ "claims": { "sub": { "equals": "{body:/id}" } } """),
            }
        );

        project.Accepts(Requests.Json("""{"id":"shop"}""", ("X-Token", Requests.Token(Claims("sub", Text)))));
        foreach (var near in NearTexts)
        {
            var body = $$"""{"id":{{JsonSerializer.Serialize(near)}}}""";
            project.Refuses(Requests.Json(body, ("X-Token", Requests.Token(Claims("sub", Text)))), CallbackRejectionReason.ClaimMismatch);
            project.Refuses(
                Requests.Json("""{"id":"shop"}""", ("X-Token", Requests.Token(Claims("sub", near)))),
                CallbackRejectionReason.ClaimMismatch
            );
        }
    }

    [Fact]
    public void A_member_of_a_tokens_header_is_equal_to_what_the_schema_says_to_the_letter()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = Members,
                Verify = FeedSchema.Jwt("header:X-Token", """ "joseHeader": { "iss": { "equals": "shop" } } """),
                Callback = """ "payload": "jwt" """,
            }
        );

        project.Accepts(Bearer("""{"id":"7"}""", """{"alg":"HS256","iss":"shop"}"""));
        project.Accepts(Bearer("""{"id":"7"}""", """{"alg":"HS256","crit":["iss"],"iss":"shop"}"""));
        foreach (var near in NearTexts)
            project.Refuses(
                Bearer("""{"id":"7"}""", $$"""{"alg":"HS256","iss":{{JsonSerializer.Serialize(near)}}}"""),
                CallbackRejectionReason.ClaimMismatch
            );
        foreach (var critical in new[] { "is", "issu", "ISS", "s", "", "alg", "iss ", "kid" })
        {
            var name = JsonSerializer.Serialize(critical);
            var member = critical == "alg" ? "" : $",{name}:\"shop\"";
            project.Refuses(
                Bearer("""{"id":"7"}""", $$"""{"alg":"HS256","iss":"shop","crit":[{{name}}]{{member}}}"""),
                CallbackRejectionReason.AlgorithmNotAllowed
            );
        }
    }

    [Fact]
    public void A_key_of_a_set_has_the_id_that_a_token_names_to_the_letter()
    {
        using var rsa = RSA.Create(2048);
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = Members,
                Keys = """ "bank": { "encoding": "jwks" } """,
                Verify = """{ "scheme": "jwt", "from": "header:X-Token", "algorithms": ["RS256"], "key": "bank" }""",
                Callback = """ "payload": "jwt" """,
            }
        );
        var numbers = rsa.ExportParameters(includePrivateParameters: false);
        var keys = CallbackKeys.Create(
            project.Feed,
            "bank",
            $$"""{"keys":[{"kty":"RSA","kid":"shop","n":"{{Base64Url.EncodeToString(numbers.Modulus)}}","e":"AQAB"}]}"""
        );

        Assert.Null(Refusal(Text));
        foreach (var near in NearTexts)
            Assert.Equal((near, CallbackRejectionReason.KeyNotConfigured), (near, Refusal(near)));

        CallbackRejectionReason? Refusal(string kid)
        {
            var input = $"{Encode($$"""{"alg":"RS256","kid":{{JsonSerializer.Serialize(kid)}}}""")}.{Encode("""{"id":"7"}""")}";
            var signature = rsa.SignData(Encoding.UTF8.GetBytes(input), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
            var token = $"{input}.{Base64Url.EncodeToString(signature)}";
            return project.Feed.VerifyMessage(Requests.Json("{}", ("X-Token", token)), keys, FixedClock.AtNoon).Rejection?.Reason;
        }
    }

    [Fact]
    public void A_value_that_must_be_equal_to_another_is_so_to_the_letter()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = Members,
                Verify = FeedSchema.Hmac("\"{body:/id}\"", """ "also": [ { "value": "{body:/type}", "equals": "{body:/id}" } ] """),
            }
        );

        project.Accepts(Sent(Text, Text));
        foreach (var near in NearTexts)
        {
            project.Refuses(Sent(Text, near), CallbackRejectionReason.SignatureMismatch);
            project.Refuses(Sent(near, Text), CallbackRejectionReason.SignatureMismatch);
        }

        project.Refuses(Sent("", ""), CallbackRejectionReason.SignatureMismatch);

        static CallbackRequest Sent(string id, string type) =>
            Requests
                .Json($$"""{"id":{{JsonSerializer.Serialize(id)}},"type":{{JsonSerializer.Serialize(type)}}}""")
                .Signed("X-Signature", id);
    }

    [Fact]
    public void A_token_that_is_the_secret_itself_is_compared_whole()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = Members,
                Verify = """{ "scheme": "token", "from": "body:/id", "prefix": "Bearer ", "key": "secret" }""",
            }
        );
        const string Secret = FeedSchema.Secret;

        project.Accepts(Sent("Bearer " + Secret));
        foreach (
            var near in new[]
            {
                Secret + "2",
                Secret + Secret,
                Secret + " ",
                Secret + "\0",
                Secret[..^1],
                Secret[1..],
                Secret[..16],
                Secret.ToUpperInvariant(),
                " " + Secret,
                "x" + Secret,
                Secret[..1],
                $"{Secret},{Secret}",
                "\0",
            }
        )
            project.Refuses(Sent("Bearer " + near), CallbackRejectionReason.SignatureMismatch);
        foreach (
            var near in new[]
            {
                Secret,
                "bearer " + Secret,
                "BEARER " + Secret,
                "Bearer" + Secret,
                "Bearer\t" + Secret,
                "Bearer",
                "Bearer ",
                "Basic " + Secret,
                " Bearer " + Secret,
                "Token Bearer " + Secret,
            }
        )
            project.Refuses(Sent(near), CallbackRejectionReason.SignatureMalformed);

        static CallbackRequest Sent(string token) => Requests.Json($$"""{"id":{{JsonSerializer.Serialize(token)}}}""");
    }

    [Fact]
    public void A_feed_is_selected_by_its_text_to_the_letter()
    {
        foreach (var values in new[] { "\"shop\"", "[\"other\", \"shop\"]" })
        {
            using var project = CompiledProject.Of(
                new FeedSchema
                {
                    Properties = Members,
                    Verify = FeedSchema.Hmac("\"{rawBody}\""),
                    Callback = $$""" "select": { "body:/type": {{values}} } """,
                }
            );

            project.Accepts(Sent(Text));
            foreach (var near in NearTexts)
                project.Refuses(Sent(near), CallbackRejectionReason.NotSelected);
        }

        static CallbackRequest Sent(string type)
        {
            var body = $$"""{"id":"7","type":{{JsonSerializer.Serialize(type)}}}""";
            return Requests.Json(body).Signed("X-Signature", body);
        }
    }

    [Fact]
    public void A_part_of_a_signature_has_the_name_that_is_picked_to_the_letter()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = Members,
                Verify = FeedSchema.Hmac("\"{signature:t}.{rawBody}\"", signature: """ "format": "pairs", "pick": "v1" """),
            }
        );
        var mac = Requests.Hex("7.{}");

        project.Accepts(Requests.Json("{}", ("X-Signature", $"t=7,v1={mac}")));
        foreach (var near in new[] { "v", "v11", "v12", "V1", "xv1", "1", "v1 x", "v1]", "" })
            project.Refuses(Requests.Json("{}", ("X-Signature", $"t=7,{near}={mac}")), CallbackRejectionReason.SignatureMalformed);
        foreach (var near in new[] { "tt", "T", "t1", "ts", "" })
            project.Refuses(Requests.Json("{}", ("X-Signature", $"{near}=7,v1={mac}")), CallbackRejectionReason.SignatureMismatch);
        foreach (var twice in new[] { $"t=7,v1={mac},t=7", $"t=7,t=8,v1={mac}", $"t=8,v1={mac},t=7" })
            project.Refuses(Requests.Json("{}", ("X-Signature", twice)), CallbackRejectionReason.SignatureMalformed);
    }

    private static CompiledProject Token(string claims) =>
        CompiledProject.Of(
            new FeedSchema
            {
                Properties = Members,
                Verify = FeedSchema.Jwt("header:X-Token", $"\"claims\": {{ {claims} }}"),
                Callback = """ "payload": "jwt" """,
            }
        );

    private static string Claims(string name, string value) =>
        $$"""{"id":"7",{{JsonSerializer.Serialize(name)}}:{{JsonSerializer.Serialize(value)}}}""";

    private static CallbackRequest Bearer(string claims, string header = """{"alg":"HS256"}""") =>
        Requests.Json("{}", ("X-Token", Requests.Token(claims, header)));

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));
}
