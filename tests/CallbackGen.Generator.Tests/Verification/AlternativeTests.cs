using CallbackGen.Generator.Schema;

namespace CallbackGen.Generator.Tests.Verification;

/// <summary>Several messages that one provider signs: each is a scheme of <c>anyOf</c>, without a loss of protection.</summary>
public sealed class AlternativeTests
{
    private const string Members = """ "id": { "type": "string" }, "amount": { "type": "string" } """;

    private static string Several(params string[] schemes) =>
        new FeedSchema
        {
            Properties = Members,
            Keys = """ "secret": { "encoding": "utf8" } """,
            Verify = $$"""{ "scheme": "anyOf", "schemes": [{{string.Join(", ", schemes)}}] }""",
        };

    [Fact]
    public void A_body_signed_with_or_without_a_line_break_is_one_message()
    {
        using var project = CompiledProject.Of(Several(FeedSchema.Hmac("\"{rawBody}\""), FeedSchema.Hmac("\"{rawBody}\\n\"")));
        const string Body = """{"id":"1","amount":"5"}""";

        Assert.Equal(CallbackTrust.Verified, project.Feed.Trust);
        project.Accepts(Requests.Json(Body).Signed("X-Signature", Body));
        project.Accepts(Requests.Json(Body).Signed("X-Signature", Body + "\n"));
        project.Accepts(Requests.Json(Body + "\n").Signed("X-Signature", Body + "\n"));
        project.Refuses(Requests.Json(Body).Signed("X-Signature", Body + "\n\n"), CallbackRejectionReason.SignatureMismatch);
        project.Refuses(
            Requests.Json(Body.Replace("5", "9", StringComparison.Ordinal)).Signed("X-Signature", Body + "\n"),
            CallbackRejectionReason.SignatureMismatch
        );
    }

    [Fact]
    public void Two_versions_of_a_concatenation_cover_what_both_cover()
    {
        using var project = CompiledProject.Of(
            Several(FeedSchema.Hmac("\"v1|{body:/id}\""), FeedSchema.Hmac("\"v2|{body:/id}|{body:/amount}\""))
        );

        Assert.Equal(["/amount"], project.Feed.Definition.UnsignedMembers);
        project.Accepts(Requests.Json("""{"id":"1","amount":"5"}""").Signed("X-Signature", "v1|1"));
        project.Accepts(Requests.Json("""{"id":"1","amount":"5"}""").Signed("X-Signature", "v2|1|5"));
        project.Refuses(
            Requests.Json("""{"id":"2","amount":"5"}""").Signed("X-Signature", "v2|1|5"),
            CallbackRejectionReason.SignatureMismatch
        );
        project.Refuses(Requests.Json("""{"id":"1|5"}""").Signed("X-Signature", "v2|1|5"), CallbackRejectionReason.AmbiguousMessage);
    }

    /// <summary>A provider sends one signature for live and one for test payments; the one that does not apply is empty.</summary>
    [Theory]
    [InlineData("live=,test={0}")]
    [InlineData("live={0},test=")]
    public void A_key_that_is_not_configured_is_reported_although_the_other_signature_is_empty(string header)
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = Members,
                Keys = """ "live": { "encoding": "utf8" }, "test": { "encoding": "utf8" } """,
                Verify = $$"""{ "scheme": "anyOf", "schemes": [{{Picked("live")}}, {{Picked("test")}}] }""",
            }
        );
        var signature = header.Replace("{0}", new string('a', 64), StringComparison.Ordinal);

        var result = project.Feed.VerifyMessage(
            Requests.Json("""{"id":"1"}""", ("X-Signature", signature)),
            CallbackKeys.Empty,
            FixedClock.AtNoon
        );

        Assert.Equal(CallbackRejectionReason.KeyNotConfigured, result.Rejection!.Reason);
    }

    private static string Picked(string name) =>
        $$"""
            {
              "scheme": "hmac", "algorithm": "sha256", "key": "{{name}}", "message": "{rawBody}",
              "signature": { "from": "header:X-Signature", "format": "pairs", "pick": "{{name}}", "encoding": "hex" }
            }
            """;

    /// <summary>One signature for two payloads: the compiler reports it, because no request could be rejected for it.</summary>
    [Theory]
    [InlineData("{body:/id}|{body:/amount}", "{body:/amount}|{body:/id}")]
    [InlineData("{body:/id}|{body:/amount}", "{body:/id}")]
    [InlineData("{header:X-Time}.{rawBody}", "{rawBody}")]
    [InlineData("v{body:/id}|{body:/amount}", "v1{body:/amount}|{body:/id}")]
    [InlineData("{rawBody|sha256}\\n", "{rawBody|sha256}")]
    public void A_text_that_two_alternatives_sign_is_reported(string first, string second) =>
        Assert.Contains(Rules(Several(FeedSchema.Hmac($"\"{first}\""), FeedSchema.Hmac($"\"{second}\""))), rule => rule == "CBG0071");

    [Theory]
    [InlineData("v1:{body:/id}", "v2:{body:/amount}")]
    [InlineData("{body:/id}|{body:/amount}.v1", "{body:/amount}|{body:/id}.v2")]
    [InlineData("{body:/id}", "{body:/id}")]
    public void Texts_that_cannot_be_the_same_are_not(string first, string second) =>
        Assert.DoesNotContain(
            Rules(Several(FeedSchema.Hmac($"\"{first}\""), FeedSchema.Hmac($"\"{second}\"", from: "header:X-Other"))),
            rule => rule == "CBG0071"
        );

    [Fact]
    public void One_message_that_is_read_as_two_payloads_is_reported() =>
        Assert.Contains(
            Rules(
                Several(
                    FeedSchema.Hmac("\"{rawBody}\"", "\"payload\": \"body:/data\""),
                    FeedSchema.Hmac("\"{rawBody}\"", "\"payload\": \"body:/text|json\"", from: "header:X-Other")
                )
            ),
            rule => rule == "CBG0071"
        );

    private static IEnumerable<string> Rules(string schema) => SchemaReader.Read(schema).Problems.Select(problem => problem.Rule.Id);
}
