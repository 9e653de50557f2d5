namespace CallbackGen.Generator.Tests.Verification;

/// <summary>Signed tokens (RFC 7515, RFC 7519), as the payload and in addition to it.</summary>
public sealed class TokenTests
{
    private static readonly long Now = FixedClock.Noon.ToUnixTimeSeconds();

    private static CompiledProject Envelope(string? claims = null) =>
        CompiledProject.Of(
            new FeedSchema
            {
                Properties = """ "id": { "type": "string" }, "amount": { "type": "string" } """,
                Required = ["id"],
                Verify = FeedSchema.Jwt("body:/data", claims is null ? null : $"\"claims\": {{ {claims} }}"),
                Callback = """ "payload": "jwt" """,
            }
        );

    private static CallbackRequest Wrapped(string token) => Requests.Json($$"""{ "data": "{{token}}", "response_code": 1 }""");

    [Fact]
    public void The_claims_of_a_token_in_the_body_are_the_payload()
    {
        using var project = Envelope();

        var message = project.Accepts(Wrapped(Requests.Token("""{ "id": "7", "amount": "1.00", "new": true }""")));

        Assert.Equal("1.00", Outcome.ValueOf(message, "Payload.Amount"));
        Assert.Equal((CallbackTrust.Verified, 1), (project.Feed.Trust, message.Receipt.UnknownMemberCount));
        project.Refuses(
            Wrapped(Requests.Token("""{ "id": "7" }""", secret: "another-key-of-at-least-32-bytes")),
            CallbackRejectionReason.SignatureMismatch
        );
        project.Refuses(Wrapped(Requests.Token("""{ "amount": "1.00" }""")), CallbackRejectionReason.MissingMember);
        project.Refuses(Requests.Json("""{ "response_code": 1 }"""), CallbackRejectionReason.SignatureMissing);
    }

    [Theory]
    [InlineData("""{"alg":"none"}""", CallbackRejectionReason.AlgorithmNotAllowed)]
    [InlineData("""{"alg":"HS512"}""", CallbackRejectionReason.AlgorithmNotAllowed)]
    [InlineData("""{"alg":"hs256"}""", CallbackRejectionReason.AlgorithmNotAllowed)]
    [InlineData("""{"alg":"HS256","crit":["exp"]}""", CallbackRejectionReason.AlgorithmNotAllowed)]
    [InlineData("""{"alg":"HS256","b64":false}""", CallbackRejectionReason.AlgorithmNotAllowed)]
    public void An_algorithm_that_was_not_pinned_is_refused(string header, CallbackRejectionReason reason)
    {
        using var project = Envelope();

        project.Refuses(Wrapped(Requests.Token("""{ "id": "7" }""", header)), reason);
    }

    [Theory]
    [InlineData("""{"alg":"HS256","alg":"none"}""")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("")]
    public void A_header_that_is_none_is_refused(string header)
    {
        using var project = Envelope();

        Assert.False(project.Feed.VerifyMessage(Wrapped(Requests.Token("""{ "id": "7" }""", header)), project.Keys()).IsSuccess);
    }

    [Theory]
    [InlineData("""{ "id": "7", "id": "8" }""")]
    [InlineData("[]")]
    [InlineData("7")]
    [InlineData("{")]
    public void Claims_that_are_no_strict_object_are_refused(string claims)
    {
        using var project = Envelope();

        Assert.False(project.Feed.VerifyMessage(Wrapped(Requests.Token(claims)), project.Keys()).IsSuccess);
    }

    [Theory]
    [InlineData("""{ "id": "7", "exp": NOW }""", CallbackRejectionReason.Expired)]
    [InlineData("""{ "id": "7", "exp": "never" }""", CallbackRejectionReason.ClaimInvalid)]
    [InlineData("""{ "id": "7", "nbf": LATER }""", CallbackRejectionReason.NotYetValid)]
    public void Times_in_a_token_count_even_where_the_schema_is_silent(string claims, CallbackRejectionReason reason)
    {
        using var project = Envelope();

        project.Accepts(Wrapped(Requests.Token(Fill("""{ "id": "7", "exp": LATER, "nbf": NOW }"""))));
        project.Refuses(Wrapped(Requests.Token(Fill(claims))), reason);
    }

    [Theory]
    [InlineData("""{ "id": "7" }""", CallbackRejectionReason.ClaimInvalid)]
    [InlineData("""{ "id": "7", "exp": FAR }""", CallbackRejectionReason.Expired)]
    public void A_required_time_must_be_there_and_near(string claims, CallbackRejectionReason reason)
    {
        using var project = Envelope(""" "exp": { "required": true, "maxAge": "PT5M" } """);

        project.Accepts(Wrapped(Requests.Token(Fill("""{ "id": "7", "exp": SOON }"""))));
        project.Refuses(Wrapped(Requests.Token(Fill(claims))), reason);
    }

    [Theory]
    [InlineData("""{ "id": "7", "iat": OLD }""", CallbackRejectionReason.Expired)]
    [InlineData("""{ "id": "7", "iat": LATER }""", CallbackRejectionReason.NotYetValid)]
    public void A_token_must_be_young(string claims, CallbackRejectionReason reason)
    {
        using var project = Envelope(""" "iat": { "required": true, "maxAge": "PT5M" } """);

        project.Accepts(Wrapped(Requests.Token(Fill("""{ "id": "7", "iat": NOW }"""))));
        project.Refuses(Wrapped(Requests.Token(Fill(claims))), reason);
    }

    [Fact]
    public void A_claim_that_must_be_there_or_be_equal_is_checked()
    {
        using var project = Envelope(""" "iss": { "equals": "acme" }, "jti": { "required": true } """);

        project.Accepts(Wrapped(Requests.Token("""{ "id": "7", "iss": "acme", "jti": "1" }""")));
        project.Refuses(Wrapped(Requests.Token("""{ "id": "7", "iss": "other", "jti": "1" }""")), CallbackRejectionReason.ClaimMismatch);
        project.Refuses(Wrapped(Requests.Token("""{ "id": "7", "jti": "1" }""")), CallbackRejectionReason.ClaimInvalid);
        project.Refuses(Wrapped(Requests.Token("""{ "id": "7", "iss": "acme" }""")), CallbackRejectionReason.ClaimInvalid);
    }

    [Fact]
    public void A_bearer_token_beside_the_payload_signs_what_its_claims_name()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """ "id": { "type": "string" }, "amount": { "type": "string" } """,
                Verify = FeedSchema.Jwt(
                    "header:Authorization",
                    """ "prefix": "Bearer ", "claims": { "sub": { "equals": "{body:/id}", "filters": ["strip-prefix:INV-"] } } """
                ),
            }
        );
        const string Body = """{ "id": "7", "amount": "1.00" }""";
        var token = Requests.Token("""{ "sub": "INV-7" }""");

        project.Accepts(Requests.Json(Body, ("Authorization", "Bearer " + token)));
        project.Refuses(
            Requests.Json(Body.Replace("7", "8", StringComparison.Ordinal), ("Authorization", "Bearer " + token)),
            CallbackRejectionReason.ClaimMismatch
        );
        project.Refuses(Requests.Json(Body, ("Authorization", token)), CallbackRejectionReason.SignatureMalformed);
        project.Refuses(Requests.Json(Body), CallbackRejectionReason.SignatureMissing);
        Assert.Equal(CallbackTrust.Authenticated, project.Feed.Trust);
        Assert.Equal(["/amount"], project.Feed.Definition.UnsignedMembers);
    }

    [Fact]
    public void A_claim_that_is_a_digest_of_the_body_signs_all_of_it()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """ "id": { "type": "string" } """,
                Verify = FeedSchema.Jwt("header:Authorization", """ "claims": { "body_sha256": { "equals": "{rawBody|sha256}" } } """),
            }
        );
        const string Body = """{ "id": "7" }""";
        var digest = System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(Body));
        var token = Requests.Token($$"""{ "body_sha256": "{{Convert.ToHexStringLower(digest)}}" }""");

        project.Accepts(Requests.Json(Body, ("Authorization", token)));
        project.Refuses(Requests.Json(Body + " ", ("Authorization", token)), CallbackRejectionReason.ClaimMismatch);
        Assert.Equal(CallbackTrust.Verified, project.Feed.Trust);
    }

    private static string Fill(string claims) =>
        claims
            .Replace("NOW", $"{Now}", StringComparison.Ordinal)
            .Replace("SOON", $"{Now + 240}", StringComparison.Ordinal)
            .Replace("LATER", $"{Now + 600}", StringComparison.Ordinal)
            .Replace("FAR", $"{Now + 86400}", StringComparison.Ordinal)
            .Replace("OLD", $"{Now - 600}", StringComparison.Ordinal);
}
