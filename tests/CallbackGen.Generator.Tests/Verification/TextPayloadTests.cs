using System.Security.Cryptography;
using System.Text;
using CallbackGen.Generator.Schema;

namespace CallbackGen.Generator.Tests.Verification;

/// <summary>A payload that is a JSON text within a value of the request: signed as received, and read from the same bytes.</summary>
public sealed class TextPayloadTests
{
    private const string Order = """{"order_id":"A-1","amount":5.50,"paid":true}""";

    private const string Members = """ "order_id": { "type": "string" }, "amount": { "type": "number" }, "paid": { "type": "boolean" } """;

    private static readonly string Encoded = Base64(Order);

    private static string Schema(string verify, string payload, params string[] receive) =>
        new FeedSchema
        {
            Properties = Members,
            Required = ["order_id", "amount"],
            Verify = verify,
            Receive = receive.Length == 0 ? ["POST form"] : receive,
            Keys = """ "secret": { "encoding": "utf8" } """,
            Callback = $""" "payload": "{payload}", "idempotencyKey": ["/order_id"] """,
        };

    [Fact]
    public void A_field_of_base64_is_signed_as_it_arrived_and_read_as_JSON()
    {
        using var project = CompiledProject.Of(
            Schema(FeedSchema.Hmac("\"{body:/data}\"", from: "body:/signature"), "body:/data|base64decode|json")
        );

        var message = project.Accepts(Form(Encoded, Encoded));

        Assert.Equal((CallbackTrust.Verified, 5.50m), (project.Feed.Trust, Outcome.ValueOf(message, "Payload.Amount")));
        project.Refuses(
            Form(Base64(Order.Replace("5.50", "0.50", StringComparison.Ordinal)), Encoded),
            CallbackRejectionReason.SignatureMismatch
        );
        project.Refuses(Form("", ""), CallbackRejectionReason.Malformed);
        project.Refuses(Requests.Form($"signature={Requests.Hex("")}"), CallbackRejectionReason.MissingMember);
    }

    [Fact]
    public void A_secret_around_the_field_hashed_to_bytes_covers_the_payload()
    {
        const string Verify = """
            { "scheme": "digest", "algorithm": "sha1", "weak": "The provider offers nothing else",
              "signature": { "from": "body:/signature", "encoding": "base64" }, "message": "{key:secret}{body:/data}{key:secret}" }
            """;
        using var project = CompiledProject.Of(Schema(Verify, "body:/data|base64decode|json"));
#pragma warning disable CA5350 // A schema may use SHA-1 only when it states the reason in "weak".
        var digest = Uri.EscapeDataString(
            Convert.ToBase64String(SHA1.HashData(Encoding.UTF8.GetBytes(FeedSchema.Secret + Encoded + FeedSchema.Secret)))
        );
#pragma warning restore CA5350

        Assert.Equal(CallbackTrust.Verified, project.Feed.Trust);
        project.Accepts(Requests.Form($"data={Uri.EscapeDataString(Encoded)}&signature={digest}"));
        project.Refuses(
            Requests.Form($"data={Uri.EscapeDataString(Base64("{}"))}&signature={digest}"),
            CallbackRejectionReason.SignatureMismatch
        );
    }

    /// <summary>A proof over the field is not sufficient: its content must satisfy every rule of a JSON body.</summary>
    [Theory]
    [InlineData("""{"order_id":"A","amount":1,"amount":2}""", CallbackRejectionReason.DuplicateMember)]
    [InlineData("""{"order_id":"A","amount":1,"\u0061mount":2}""", CallbackRejectionReason.DuplicateMember)]
    [InlineData("""{"order_id":"A","amount":1}x""", CallbackRejectionReason.Malformed)]
    [InlineData("""{"order_id":"A","amount":1,}""", CallbackRejectionReason.Malformed)]
    [InlineData("""{"order_id":"A"}""", CallbackRejectionReason.MissingMember)]
    [InlineData("""{"order_id":"A","amount":"1"}""", CallbackRejectionReason.InvalidMember)]
    [InlineData("\uFEFF{\"order_id\":\"A\",\"amount\":1}", CallbackRejectionReason.Malformed)]
    [InlineData("[]", CallbackRejectionReason.InvalidMember)]
    public void What_the_field_holds_is_read_strictly(string json, CallbackRejectionReason reason)
    {
        using var project = CompiledProject.Of(
            Schema(FeedSchema.Hmac("\"{body:/data}\"", from: "body:/signature"), "body:/data|base64decode|json")
        );

        project.Refuses(Form(Base64(json), Base64(json)), reason);
    }

    /// <summary>Only one base64 text is accepted for the same bytes, so that a signed field has one interpretation.</summary>
    [Theory]
    [InlineData("e3")]
    [InlineData("e30 =")]
    [InlineData("e31=")]
    [InlineData("e30=\n")]
    [InlineData("e3-_")]
    [InlineData("eyJvcmRlcl9pZCI6IkEiLCJhbW91bnQiOjF9\n")]
    public void Base64_that_is_not_canonical_is_refused(string data)
    {
        using var project = CompiledProject.Of(
            Schema(FeedSchema.Hmac("\"{body:/data}\"", from: "body:/signature"), "body:/data|base64decode|json")
        );

        project.Refuses(Form(data, data), CallbackRejectionReason.Malformed);
    }

    [Theory]
    [InlineData("json", "{\"data\":{0},\"other\":1}")]
    [InlineData("base64urldecode|json", "{\"data\":{0}}")]
    [InlineData("hexdecode|json", "{\"data\":{0}}")]
    [InlineData("urldecode|base64decode|json", "{\"data\":{0}}")]
    public void A_member_of_a_JSON_body_may_hold_the_payload(string decoding, string body)
    {
        using var project = CompiledProject.Of(Schema(FeedSchema.Hmac("\"{rawBody}\""), $"body:/data|{decoding}", "POST json"));
        var text = decoding.Split('|')[0] switch
        {
            "json" => Order,
            "base64urldecode" => System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Order)),
            "hexdecode" => Convert.ToHexString(Encoding.UTF8.GetBytes(Order)),
            _ => Uri.EscapeDataString(Encoded),
        };
        var sent = body.Replace("{0}", System.Text.Json.JsonSerializer.Serialize(text), StringComparison.Ordinal);

        Assert.Equal("A-1", Outcome.ValueOf(project.Accepts(Requests.Json(sent).Signed("X-Signature", sent)), "Payload.OrderId"));
        project.Refuses(
            Requests.Json(sent.Replace("\"data\"", "\"Data\"", StringComparison.Ordinal)).Signed("X-Signature", sent),
            CallbackRejectionReason.SignatureMismatch
        );
    }

    [Theory]
    [InlineData("{\"data\":{\"order_id\":\"A\",\"amount\":1}}", CallbackRejectionReason.InvalidMember)]
    [InlineData("{\"data\":null}", CallbackRejectionReason.MissingMember)]
    [InlineData("{}", CallbackRejectionReason.MissingMember)]
    [InlineData("{\"data\":\"{}\",\"data\":\"{}\"}", CallbackRejectionReason.DuplicateMember)]
    public void A_member_that_is_no_text_is_not_read_as_one(string body, CallbackRejectionReason reason)
    {
        using var project = CompiledProject.Of(Schema(FeedSchema.Hmac("\"{rawBody}\""), "body:/data|json", "POST json"));

        project.Refuses(Requests.Json(body).Signed("X-Signature", body), reason);
    }

    [Theory]
    [InlineData("\"{body:/data}\"", true)]
    [InlineData("\"{body:/data|base64decode}\"", true)]
    [InlineData("\"{body:/data|sha256}\"", true)]
    [InlineData("\"{rawBody}\"", true)]
    [InlineData("""[{ "members": ["data", "x"], "join": "." }]""", true)]
    [InlineData("""[{ "members": "*", "except": ["signature"], "each": "{name}={value}", "join": "&" }]""", true)]
    [InlineData("""[{ "members": "*", "except": ["signature"], "format": "http-build-query" }]""", true)]
    [InlineData("""[{ "json": {}, "except": ["signature"] }]""", true)]
    [InlineData("""[{ "members": "*", "except": ["data"], "each": "{name}={value}", "join": "&" }]""", false)]
    [InlineData("""[{ "members": "*", "prefixes": ["x_"], "each": "{name}={value}", "join": "&" }]""", false)]
    [InlineData("""[{ "members": "*", "join": "&" }]""", false)]
    [InlineData("\"{body:/data|slice:0:9}\"", false)]
    [InlineData("\"{body:/data|lower}\"", false)]
    [InlineData("\"{body:/x}\"", false)]
    [InlineData("\"{header:X-Data}\"", false)]
    public void Coverage_follows_from_whether_the_value_is_signed(string message, bool covers)
    {
        var schema = Schema(FeedSchema.Hmac(message, from: "body:/signature"), "body:/data|base64decode|json");
        schema = covers ? schema : schema.Replace(""", "idempotencyKey": ["/order_id"] """, "", StringComparison.Ordinal);
        using var project = CompiledProject.Of(schema);

        Assert.Equal(covers ? CallbackTrust.Verified : CallbackTrust.Authenticated, project.Feed.Trust);
    }

    [Fact]
    public void A_token_that_equals_a_digest_of_the_field_covers_the_payload()
    {
        using var project = CompiledProject.Of(
            Schema(FeedSchema.Jwt("header:X-Token", """ "claims": { "hash": { "equals": "{body:/data|sha256}" } } """), "body:/data|json")
        );
        var token = Requests.Token($$"""{"hash":"{{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Order)))}}"}""");

        Assert.Equal(CallbackTrust.Verified, project.Feed.Trust);
        project.Accepts(Requests.Form($"data={Uri.EscapeDataString(Order)}", ("X-Token", token)));
        project.Refuses(Requests.Form("data={}", ("X-Token", token)), CallbackRejectionReason.ClaimMismatch);
    }

    [Theory]
    [InlineData("body:/data|base64|json")]
    [InlineData("body:/data|json|json")]
    [InlineData("body:/data|base64decode|base64decode|base64decode|json")]
    [InlineData("body:/items/*|json")]
    [InlineData("body:|json")]
    [InlineData("query:data|json")]
    [InlineData("jwt|json")]
    public void A_place_that_cannot_be_read_is_reported(string payload) =>
        Assert.Contains(
            SchemaReader.Read(Schema(FeedSchema.Hmac("\"{rawBody}\""), payload)).Problems,
            problem => problem.Rule.Id is "CBG0007"
        );

    private static CallbackRequest Form(string data, string signed) =>
        Requests.Form($"data={Uri.EscapeDataString(data)}&signature={Requests.Hex(signed)}");

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
