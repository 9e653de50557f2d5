using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Microsoft.CodeAnalysis;

namespace CallbackGen.Generator.Tests.Verification;

/// <summary>Tokens that are signed with a public-key algorithm, with the payload in the token and detached.</summary>
public sealed class PublicKeyTokenTests
{
    private const string Body = """{ "id": "7", "amount": "1.00" }""";

    private static readonly RSA Rsa = RSA.Create(2048);
    private static readonly ECDsa Ec = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    private static string Verify(string algorithms, string more = "") =>
        $$"""{ "scheme": "jwt", "from": "header:X-Token", "algorithms": {{algorithms}}, "key": "bank"{{more}} }""";

    private static FeedSchema Schema(string verify, string encoding, string? callback = null) =>
        new()
        {
            Properties = """ "id": { "type": "string" }, "amount": { "type": "string" } """,
            Required = ["id"],
            Keys = $$""" "bank": { "encoding": "{{encoding}}" } """,
            Verify = verify,
            Callback = callback,
        };

    private static CompiledProject Claims() =>
        CompiledProject.Of(
            Schema(Verify("""["RS256", "ES256"]""", """, "claims": { "aud": { "equals": "me" } }"""), "jwks", """ "payload": "jwt" """)
        );

    private static CallbackKeys Set(CompiledProject project)
    {
        var (rsa, ec) = (Rsa.ExportParameters(false), Ec.ExportParameters(false).Q);
        return CallbackKeys.Create(
            project.Feed,
            "bank",
            $$"""
            { "keys": [
              { "kty": "RSA", "kid": "r", "n": "{{Base64Url.EncodeToString(rsa.Modulus)}}", "e": "{{Base64Url.EncodeToString(
                rsa.Exponent
            )}}" },
              { "kty": "OKP", "crv": "Ed25519", "kid": "o", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo" },
              { "kty": "EC", "crv": "P-256", "kid": "e", "x": "{{Base64Url.EncodeToString(ec.X)}}", "y": "{{Base64Url.EncodeToString(
                ec.Y
            )}}" }
            ] }
            """
        );
    }

    [Theory]
    [InlineData("RS256", "r", "r", null)]
    [InlineData("ES256", "e", "e", null)]
    [InlineData("RS256", "r", "e", CallbackRejectionReason.KeyNotConfigured)]
    [InlineData("ES256", "e", "x", CallbackRejectionReason.KeyNotConfigured)]
    [InlineData("PS256", "r", "r", CallbackRejectionReason.AlgorithmNotAllowed)]
    public void A_set_of_keys_verifies_the_tokens_that_name_one_of_it(
        string algorithm,
        string key,
        string kid,
        CallbackRejectionReason? expected
    )
    {
        using var project = Claims();
        var token = Token($$"""{"alg":"{{algorithm}}","kid":"{{kid}}"}""", """{"id":"7","amount":"1.00","aud":["you","me"]}""", key);

        Assert.Equal(expected, Refusal(project, token));
        Assert.Equal(
            expected ?? CallbackRejectionReason.SignatureMismatch,
            Refusal(project, token[..^4] + (token[^4] == 'A' ? "B" : "A") + token[^3..])
        );
    }

    [Theory]
    [InlineData("\"me\"", null)]
    [InlineData("[\"me\"]", null)]
    [InlineData("\"you\"", CallbackRejectionReason.ClaimMismatch)]
    [InlineData("[]", CallbackRejectionReason.ClaimMismatch)]
    [InlineData("[\"you\"]", CallbackRejectionReason.ClaimMismatch)]
    [InlineData("[[\"me\"]]", CallbackRejectionReason.ClaimInvalid)]
    [InlineData("[\"me\", 1]", CallbackRejectionReason.ClaimInvalid)]
    [InlineData("{\"me\":1}", CallbackRejectionReason.ClaimInvalid)]
    [InlineData("null", CallbackRejectionReason.ClaimInvalid)]
    public void A_token_must_be_meant_for_the_audience(string audience, CallbackRejectionReason? expected)
    {
        using var project = Claims();
        Assert.Equal(expected, Refusal(project, Token("""{"alg":"RS256"}""", $$"""{"id":"7","aud":{{audience}}}""", "r")));
    }

    [Theory]
    [InlineData("")]
    [InlineData(""", "unencoded": true""")]
    public void A_token_without_its_payload_covers_the_body_that_it_signs(string more)
    {
        using var project = CompiledProject.Of(
            Schema(Verify("""["PS256"]""", """, "message": "{rawBody}", "joseHeader": { "iss": { "equals": "bank" } }""" + more), "pem")
        );
        var keys = CallbackKeys.Create(project.Feed, "bank", Rsa.ExportSubjectPublicKeyInfoPem());
        var extension = more.Length > 0 ? ",\"b64\":false,\"crit\":[\"b64\",\"iss\"]" : "";
        var token = Sign($$"""{"alg":"PS256","iss":"bank"{{extension}}}""");

        Assert.Equal(CallbackTrust.Verified, project.Feed.Trust);
        Assert.Null(Refusal(Body, token));
        Assert.Equal(CallbackRejectionReason.SignatureMismatch, Refusal(Body.Replace("1.00", "9.00", StringComparison.Ordinal), token));
        Assert.Equal(CallbackRejectionReason.ClaimMismatch, Refusal(Body, Sign($$"""{"alg":"PS256","iss":"other"{{extension}}}""")));
        Assert.Equal(
            CallbackRejectionReason.AlgorithmNotAllowed,
            Refusal(Body, Sign("""{"alg":"PS256","iss":"bank","exp":1,"crit":["exp"]}"""))
        );

        string Sign(string header)
        {
            var encoded = Encode(header);
            var input = $"{encoded}.{(more.Length > 0 ? Body : Encode(Body))}";
            var signature = Rsa.SignData(Encoding.UTF8.GetBytes(input), HashAlgorithmName.SHA256, RSASignaturePadding.Pss);
            return $"{encoded}..{Base64Url.EncodeToString(signature)}";
        }

        CallbackRejectionReason? Refusal(string body, string value) =>
            project.Feed.VerifyMessage(Requests.Json(body, ("X-Token", value)), keys).Rejection?.Reason;
    }

    [Fact]
    public void A_claim_that_equals_the_digest_of_the_body_covers_it()
    {
        using var project = CompiledProject.Of(
            Schema(
                Verify(
                    """["ES256"]""",
                    """, "claims": { "request_body_sha256": { "equals": "{rawBody|sha256}" }, "iat": { "required": """
                        + """true, "maxAge": "PT5M" } }"""
                ),
                "pem"
            )
        );
        var keys = CallbackKeys.Create(project.Feed, "bank", Ec.ExportSubjectPublicKeyInfoPem());
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Body)));
        var token = Token(
            """{"alg":"ES256"}""",
            $$"""{"request_body_sha256":"{{digest}}","iat":{{FixedClock.Noon.ToUnixTimeSeconds()}}}""",
            "e"
        );

        Assert.Equal(CallbackTrust.Verified, project.Feed.Trust);
        Assert.True(project.Feed.VerifyMessage(Requests.Json(Body, ("X-Token", token)), keys, FixedClock.AtNoon).IsSuccess);
        Assert.Equal(
            CallbackRejectionReason.ClaimMismatch,
            project.Feed.VerifyMessage(Requests.Json(Body + " ", ("X-Token", token)), keys, FixedClock.AtNoon).Rejection!.Reason
        );
        Assert.Equal(
            CallbackRejectionReason.Expired,
            project.Feed.VerifyMessage(Requests.Json(Body, ("X-Token", token)), keys, TimeProvider.System).Rejection!.Reason
        );
    }

    [Fact]
    public void A_key_says_where_it_is_fetched_or_how_it_is_looked_up()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """ "id": { "type": "string" } """,
                Keys = """
                "fixed": { "encoding": "jwks", "fetch": { "url": "https://api.acme.example/jwks" } },
                "named": {
                  "encoding": "pem",
                  "fetch": {
                    "from": "header:X-Cert-Url",
                    "hosts": ["a.acme.example", "b.acme.example"],
                    "path": "/certs/"
                  }
                },
                "own": { "encoding": "utf8", "lookup": "body:/data/id" }
                """,
                Verify = """
                {
                  "scheme": "anyOf",
                  "schemes": [
                    {
                      "scheme": "jwt",
                      "from": "header:X-Token",
                      "algorithms": ["RS256"],
                      "key": "fixed",
                      "message": "{rawBody}"
                    },
                    {
                      "scheme": "signature",
                      "algorithm": "rsa-sha256",
                      "key": "named",
                      "signature": { "from": "header:X-Sign", "encoding": "base64" },
                      "message": "{rawBody}"
                    },
                    {
                      "scheme": "hmac",
                      "algorithm": "sha256",
                      "key": "own",
                      "signature": { "from": "header:X-Sign", "encoding": "hex" },
                      "message": "{rawBody}"
                    }
                  ]
                }
                """,
                Callback = """ "payload": "body:/data" """,
            }
        );

        var keys = project.Feed.Definition.Keys;

        Assert.Equal("https://api.acme.example/jwks", keys[0].Fetch!.Url);
        Assert.Equal(("header:X-Cert-Url", "/certs/"), (keys[1].Fetch!.From, keys[1].Fetch!.Path));
        Assert.Equal(["a.acme.example", "b.acme.example"], keys[1].Fetch!.Hosts);
        Assert.Equal("body:/data/id", keys[2].Lookup);
        Assert.Equal(
            CallbackRejectionReason.KeyNotConfigured,
            project.Feed.VerifyMessage(Requests.Json("{}", ("X-Sign", "AAAA")), CallbackKeys.Create(project.Feed, [])).Rejection!.Reason
        );
    }

    [Fact]
    public void Without_the_package_the_project_compiles_and_refuses_everything()
    {
        var state = TestState.Of(Schema(Verify("""["RS256"]"""), "pem", """ "payload": "jwt" """));
        state.References = References.All;
        using var project = CompiledProject.Of(state);
        var keys = CallbackKeys.Create(project.Feed, "bank", Rsa.ExportSubjectPublicKeyInfoPem());

        var rejection = project
            .Feed.VerifyMessage(Requests.Json(Body, ("X-Token", Token("""{"alg":"RS256"}""", """{"id":"7"}""", "r"))), keys)
            .Rejection!;

        Assert.Equal(
            (CallbackRejectionReason.SchemaInvalid, "the project lacks CallbackGen.IdentityModel"),
            (rejection.Reason, rejection.Detail)
        );
    }

    [Fact]
    public void Adding_the_package_prints_the_verifiers_that_need_it_and_no_other()
    {
        var state = TestState.Of(
            Schema(Verify("""["RS256"]"""), "pem", """ "payload": "jwt" """),
            new FeedSchema
            {
                Feed = "Other",
                Verify = FeedSchema.Hmac("\"{rawBody}\""),
                Properties = """ "id": { "type": "string" } """,
            }
        );
        state.References = References.All;
        var run = GeneratorRun.Of(state);
        var before = run.Result.GeneratedSources.ToDictionary(source => source.HintName, source => source.SourceText.ToString());

        state.References = References.WithTokenLibrary;
        var after = GeneratorRun.Texts(GeneratorRun.ResultOf(run.Driver.RunGenerators(state.CreateCompilation())));

        Assert.Equal(["AcmePayment.Verifier.g.cs"], after.Where(file => before[file.Key] != file.Value).Select(file => file.Key));
        Assert.Contains(
            "[JwsAlgorithm.RS256], key: \"bank\", signatures: global::CallbackGen.IdentityModel.IdentityModelSignatures.Instance",
            after["AcmePayment.Verifier.g.cs"],
            StringComparison.Ordinal
        );
    }

    private static CallbackRejectionReason? Refusal(CompiledProject project, string token) =>
        project.Feed.VerifyMessage(Requests.Json("{}", ("X-Token", token)), Set(project), FixedClock.AtNoon).Rejection?.Reason;

    private static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    private static string Token(string header, string payload, string key)
    {
        var input = $"{Encode(header)}.{Encode(payload)}";
        var bytes = Encoding.UTF8.GetBytes(input);
        var signature =
            key == "e"
                ? Ec.SignData(bytes, HashAlgorithmName.SHA256)
                : Rsa.SignData(bytes, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return $"{input}.{Base64Url.EncodeToString(signature)}";
    }
}
