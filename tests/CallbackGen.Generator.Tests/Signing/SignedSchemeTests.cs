using System.Text;
using CallbackGen.Generator.Schema;
using CallbackGen.Testing;

namespace CallbackGen.Generator.Tests.Signing;

/// <summary>Every location and encoding of a proof, signed from a request without one.</summary>
public sealed class SignedSchemeTests
{
    private const string Hmac = """ "scheme": "hmac", "algorithm": "sha256", "key": "secret" """;

    public static TheoryData<string, string> Places =>
        new()
        {
            { """{ "from": "header:X-Signature", "encoding": "hex" }""", "header" },
            { """{ "from": "header:X-Signature", "encoding": "base64", "prefix": "v1=" }""", "header with a prefix" },
            { """{ "from": "header:X-Signature", "encoding": "base64url", "format": "list", "separator": " " }""", "list" },
            { """{ "from": "header:X-Signature", "encoding": "base64hex", "format": "pairs", "separator": ";", "pick": "v1" }""", "pairs" },
            { """{ "from": "query:signature", "encoding": "hex" }""", "query" },
            { """{ "from": "body:/proof/signature", "encoding": "hex" }""", "a member of an object that is absent" },
        };

    [Theory]
    [MemberData(nameof(Places))]
    public void A_signature_is_put_in_its_place(string signature, string place)
    {
        using var project = Project($$"""{ {{Hmac}}, "signature": {{signature}}, "message": "{body:/id}" }""");

        var signed = Sign(project, Requests.Json("""{"id":"1"}"""));

        Assert.True(place.Length > 0 && Verifies(project, signed));
    }

    [Fact]
    public void Nothing_but_the_signature_changes_in_a_body()
    {
        const string body = "{ \"id\" : \"\\u0041\",\t\"proof\":{\"signature\":\"old\" , \"n\":1.0e1}, \"x\":[ ] }";
        using var project = Project(FeedSchema.Hmac("\"{body:/id}\"", from: "body:/proof/signature"));

        var signed = Encoding.UTF8.GetString(Sign(project, Requests.Json(body)).Body.Span);

        Assert.Equal(
            body.Split("\"old\""),
            signed.Split($"\"{Convert.ToHexStringLower(Requests.Mac("A", KeysOf(project).Configured[0].Value))}\"")
        );
    }

    [Fact]
    public void A_field_of_a_form_is_replaced_and_the_others_keep_their_spelling()
    {
        using var project = Project(FeedSchema.Hmac("\"{body:/id}\"", from: "body:/sig"), receive: ["POST form"]);

        var signed = Encoding.UTF8.GetString(Sign(project, Requests.Form("id=a+%62&sig=old&x=%c3%a4")).Body.Span);

        Assert.StartsWith("id=a+%62&sig=", signed, StringComparison.Ordinal);
        Assert.EndsWith("&x=%c3%a4", signed, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("header:X-Time", "seconds", "{header:X-Time}.{rawBody}")]
    [InlineData("header:X-Time", "http-date", "{header:X-Time}.{rawBody}")]
    [InlineData("query:time", "iso8601", "{query:time}.{rawBody}")]
    [InlineData("body:/time", "milliseconds", "{rawBody}")]
    public void A_signed_time_is_that_of_the_clock(string from, string unit, string message)
    {
        using var project = Project(
            FeedSchema.Hmac($"\"{message}\"", $$""" "timestamp": { "from": "{{from}}", "unit": "{{unit}}", "tolerance": "PT5M" } """),
            """ "time": { "type": "integer" }, """
        );

        var signed = Sign(project, Requests.Json("""{"id":"1"}"""));

        Assert.True(Verifies(project, signed));
        Assert.Equal(CallbackRejectionReason.TimestampOutsideTolerance, ReasonAfter(project, signed, minutes: 6));
    }

    [Fact]
    public void A_time_within_the_signature_header_is_written_there()
    {
        using var project = Project(
            $$"""
            { {{Hmac}}, "signature": { "from": "header:X-Signature", "encoding": "hex", "format": "pairs", "pick": "v1" },
              "message": "{signature:t}.{rawBody}", "timestamp": { "from": "signature:t", "unit": "seconds", "tolerance": "PT5M" } }
            """
        );

        var signed = Sign(project, Requests.Json("""{"id":"1"}""", ("X-Signature", "t=1,v1=00,v0=abc")));

        Assert.StartsWith(
            $"t={FixedClock.Noon.ToUnixTimeSeconds()},v1=",
            signed.Headers.GetValues("x-signature")[0],
            StringComparison.Ordinal
        );
        Assert.EndsWith(",v0=abc", signed.Headers.GetValues("x-signature")[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_digest_that_a_signed_url_holds_is_made_first()
    {
        using var project = Project(
            FeedSchema.Hmac("\"{url}|{query:digest}\"", """ "also": [ { "value": "{query:digest}", "equals": "{rawBody|sha256}" } ] """)
        );

        var signed = Sign(
            project,
            new CallbackRequest
            {
                Method = "POST",
                Url = "https://shop.test/hook",
                ContentType = "application/json",
                Body = Encoding.UTF8.GetBytes("""{"id":"1"}"""),
            }
        );

        Assert.Matches("^https://shop.test/hook\\?digest=[0-9a-f]{64}$", signed.Url);
        Assert.True(Verifies(project, signed));
    }

    [Theory]
    [InlineData("header:Authorization", "Bearer ")]
    [InlineData("body:/token", "")]
    public void A_token_beside_the_payload_names_what_its_claims_must_equal(string from, string prefix)
    {
        using var project = Project(
            FeedSchema.Jwt(
                from,
                $$"""
                "prefix": "{{prefix}}",
                "claims": { "exp": { "required": true, "maxAge": "PT5M" }, "id": { "equals": "{body:/id}" } }
                """
            )
        );

        var signed = Sign(project, Requests.Json("""{"id":"a/b"}"""));

        Assert.True(Verifies(project, signed));
        Assert.Equal(CallbackRejectionReason.Expired, ReasonAfter(project, signed, minutes: 5));
    }

    [Fact]
    public void A_token_that_is_the_payload_takes_given_claims()
    {
        using var project = Project(FeedSchema.Jwt("body:/data"), callback: """ "payload": "jwt" """);

        var signed = new CallbackSigner(KeysOf(project), FixedClock.AtNoon).Sign(Requests.Json("{}"), """{"id":"17"}""");

        Assert.Equal(
            "17",
            Outcome.ValueOf(project.Feed.VerifyMessage(signed, KeysOf(project).Keys, FixedClock.AtNoon).Value, "Payload.Id")
        );
    }

    [Theory]
    [InlineData("RS256", "pem", "")]
    [InlineData("PS384", "jwks", "")]
    [InlineData("ES512", "jwk", "")]
    [InlineData("EdDSA", "jwk", "")]
    [InlineData("ES256", "jwks", """, "unencoded": true""")]
    public void A_token_without_its_payload_is_signed_by_a_pair(string algorithm, string encoding, string more)
    {
        using var project = Project(
            $$"""
            { "scheme": "jwt", "from": "header:X-Token", "algorithms": ["{{algorithm}}"], "key": "bank", "message": "{rawBody}",
              "joseHeader": { "iss": { "equals": "acme" }, "cty": { "required": true } }{{more}} }
            """,
            keys: $$""" "bank": { "encoding": "{{encoding}}" } """
        );

        var signed = Sign(project, Requests.Json("""{"id":"1"}"""));

        Assert.True(Verifies(project, signed));
        Assert.Contains("..", Assert.Single(signed.Headers.GetValues("X-Token")), StringComparison.Ordinal);
        Assert.False(Verifies(project, Requests.Json("""{"id":"2"}""", ("X-Token", signed.Headers.GetValues("X-Token")[0]!))));
    }

    [Fact]
    public void A_shared_token_is_put_behind_its_prefix()
    {
        using var project = Project("""{ "scheme": "token", "from": "header:Authorization", "prefix": "Basic ", "key": "secret" }""");

        var signed = Sign(project, Requests.Json("""{"id":"1"}"""));

        Assert.Equal(["Basic " + KeysOf(project).Configured[0].Value], signed.Headers.GetValues("Authorization"));
        Assert.True(Verifies(project, signed));
    }

    [Theory]
    [InlineData("rsa-sha1", "pem")]
    [InlineData("rsa-sha256", "jwk")]
    [InlineData("rsa-pss-sha384", "spki")]
    [InlineData("ecdsa-sha256", "pem")]
    [InlineData("ecdsa-raw-sha384", "jwk")]
    [InlineData("ecdsa-raw-sha512", "spki")]
    [InlineData("ed25519", "pem")]
    [InlineData("ed25519", "spki")]
    [InlineData("ed25519", "jwk")]
    [InlineData("ed25519", "jwks")]
    [InlineData("ed25519", "raw-hex")]
    [InlineData("ed25519", "raw-base64")]
    public void A_key_pair_of_the_right_kind_is_made_and_its_public_half_configured(string algorithm, string encoding)
    {
        var weak = algorithm == "rsa-sha1" ? """ "weak": "a test", """ : "";
        using var project = Project(
            $$"""
            {
              "scheme": "signature",
              "algorithm": "{{algorithm}}",
              {{weak}} "key": "secret",
              "signature": { "from": "header:X-Signature", "encoding": "base64" },
              "message": "{rawBody}"
            }
            """,
            keys: $$""" "secret": { "encoding": "{{encoding}}" } """
        );

        var signed = Sign(project, Requests.Json("""{"id":"1"}"""));

        Assert.True(Verifies(project, signed));
        Assert.DoesNotContain("PRIVATE", KeysOf(project).Configured[0].Value, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_item_of_a_list_is_signed()
    {
        using var project = Project(
            FeedSchema.Hmac("""[ { "members": ["id"], "join": "|" } ]""", from: "payload:/sig"),
            callback: """ "payload": "body:/items/*/item" """
        );

        var signed = Sign(
            project,
            Requests.Json("""{"items":[{"item":{"id":"1"}},{"item":{"id":"2","sig":"old"}},{"item":{"id":"3"}}]}""")
        );

        Assert.Equal(3, project.Feed.VerifyMessages(signed, KeysOf(project).Keys, FixedClock.AtNoon).Value!.Count);
    }

    [Theory]
    [InlineData(0, "header:X-New")]
    [InlineData(1, "header:X-Old")]
    public void Either_of_two_schemes_can_be_chosen(int proof, string where)
    {
        using var project = Project(
            """
            {
              "scheme": "anyOf",
              "schemes": [
                {
                  "scheme": "hmac",
                  "algorithm": "sha256",
                  "key": "secret",
                  "signature": { "from": "header:X-New", "encoding": "hex" },
                  "message": "{rawBody}"
                },
                { "scheme": "token", "from": "header:X-Old", "key": "secret" }
              ]
            }
            """
        );

        var signed = new CallbackSigner(KeysOf(project), FixedClock.AtNoon) { Proof = proof }.Sign(Requests.Json("""{"id":"1"}"""));

        Assert.Equal(where, project.Feed.Definition.Proofs[proof].From);
        Assert.Single(signed.Headers.GetValues(where[7..]));
        Assert.True(Verifies(project, signed));
    }

    [Fact]
    public void What_no_signature_makes_good_is_said()
    {
        using var project = Project(FeedSchema.Hmac("""[ { "members": ["id", "name"], "join": "|" } ]"""));

        var refused = Assert.Throws<CallbackSigningException>(() => Sign(project, Requests.Json("""{"id":"1|2"}""")));

        Assert.Equal(CallbackRejectionReason.AmbiguousMessage, refused.Rejection!.Reason);
    }

    [Fact]
    public void A_signature_over_itself_has_an_end()
    {
        using var project = Project(FeedSchema.Hmac("\"{rawBody}\"", from: "body:/sig"));

        Assert.Throws<CallbackSigningException>(() => Sign(project, Requests.Json("""{"id":"1"}""")));
    }

    [Fact]
    public void Nothing_is_signed_with_a_public_half()
    {
        using var project = Project(
            """
            {
              "scheme": "signature",
              "algorithm": "rsa-sha256",
              "key": "secret",
              "signature": { "from": "header:X-Signature", "encoding": "base64" },
              "message": "{rawBody}"
            }
            """,
            keys: """ "secret": { "encoding": "pem" } """
        );
        var keys = CallbackTestKeys.Create(project.Feed, CallbackTestKeys.Generate(project.Feed).Configured);

        var refused = Assert.Throws<CallbackSigningException>(() => new CallbackSigner(keys).Sign(Requests.Json("""{"id":"1"}""")));

        Assert.Null(refused.Rejection);
    }

    private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<CompiledProject, CallbackTestKeys> LazyKeys = [];

    private static CompiledProject Project(
        string verify,
        string more = "",
        string[]? receive = null,
        string? callback = null,
        string? keys = null
    )
    {
        string schema = new FeedSchema
        {
            Properties = more + """ "id": { "type": ["string", "null"] }, "name": { "type": ["string", "null"] } """,
            Receive = receive ?? ["POST json"],
            Verify = verify,
            Callback = callback,
            Keys = keys,
        };
        Assert.False(SchemaReader.Read(schema).Feed!.HasErrors);
        return CompiledProject.Of(schema);
    }

    private static CallbackTestKeys KeysOf(CompiledProject project) =>
        LazyKeys.GetValue(project, one => CallbackTestKeys.Generate(one.Feed));

    private static CallbackRequest Sign(CompiledProject project, CallbackRequest request) =>
        new CallbackSigner(KeysOf(project), FixedClock.AtNoon).Sign(request);

    private static CallbackRejectionReason? ReasonAfter(CompiledProject project, CallbackRequest request, int minutes) =>
        project
            .Feed.VerifyMessage(request, KeysOf(project).Keys, new FakeTimeProvider(FixedClock.Noon.AddMinutes(minutes)))
            .Rejection?.Reason;

    private static bool Verifies(CompiledProject project, CallbackRequest request) =>
        project.Feed.VerifyMessages(request, KeysOf(project).Keys, FixedClock.AtNoon).IsSuccess
        && !project.Feed.VerifyMessages(request, CallbackTestKeys.Generate(project.Feed).Keys, FixedClock.AtNoon).IsSuccess;
}
