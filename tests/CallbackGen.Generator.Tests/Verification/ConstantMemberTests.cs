namespace CallbackGen.Generator.Tests.Verification;

/// <summary>A member with one value needs no signature: every accepted callback has the same value.</summary>
public sealed class ConstantMemberTests
{
    private const string Message = """[{ "members": "*", "except": ["kind"], "each": "{name}={value}", "join": "&" }]""";

    private static CompiledProject Project(string kind, bool isRequired = true, string? root = null) =>
        CompiledProject.Of(
            new FeedSchema
            {
                Properties = $$""" "id": { "type": "string" }, "kind": {{kind}} """,
                Required = isRequired ? ["id", "kind"] : ["id"],
                Root = root,
                Verify = FeedSchema.Hmac(Message),
            }
        );

    [Theory]
    [InlineData("""{ "type": "string", "const": "RSA2" }""", "\"RSA2\"", "\"RSA\"")]
    [InlineData("""{ "type": ["string", "null"], "const": "RSA2" }""", "\"RSA2\"", "\"RSA\"")]
    [InlineData("""{ "type": "integer", "const": 2 }""", "2", "1")]
    [InlineData("""{ "type": "boolean", "const": true }""", "true", "false")]
    [InlineData("""{ "type": "string", "enum": ["RSA2"], "closed": true }""", "\"RSA2\"", "\"RSA\"")]
    public void A_required_constant_that_the_message_leaves_out_keeps_the_feed_verified(string kind, string value, string other)
    {
        using var project = Project(kind);

        Assert.Equal((CallbackTrust.Verified, 0), (project.Feed.Trust, project.Feed.Definition.UnsignedMembers.Count));
        project.Accepts(Requests.Json($$"""{"id":"1","kind":{{value}}}""").Signed("X-Signature", "id=1"));
        // Attack: another value with a genuine signature, no value, or null.
        project.Refuses(
            Requests.Json($$"""{"id":"1","kind":{{other}}}""").Signed("X-Signature", "id=1"),
            CallbackRejectionReason.InvalidMember
        );
        project.Refuses(Requests.Json("""{"id":"1"}""").Signed("X-Signature", "id=1"), CallbackRejectionReason.MissingMember);
        Assert.False(
            project.Feed.VerifyMessage(Requests.Json("""{"id":"1","kind":null}""").Signed("X-Signature", "id=1"), project.Keys()).IsSuccess
        );
    }

    /// <summary>
    /// Attack: the member is left out, or has one of several values; a check in addition to the type may not detect this.
    /// </summary>
    [Theory]
    [InlineData("""{ "type": "string", "const": "RSA2" }""", false)]
    [InlineData("""{ "type": "string", "enum": ["RSA2"] }""", true)]
    [InlineData("""{ "type": "string", "enum": ["RSA2", "RSA"], "closed": true }""", true)]
    [InlineData("""{ "type": "string", "pattern": "^RSA2$" }""", true)]
    [InlineData("""{ "const": "RSA2" }""", true)]
    public void What_may_be_otherwise_is_unsigned(string kind, bool isRequired)
    {
        using var project = Project(kind, isRequired);

        Assert.Equal(
            (CallbackTrust.Authenticated, "/kind"),
            (project.Feed.Trust, string.Join(' ', project.Feed.Definition.UnsignedMembers))
        );
    }

    /// <summary>Attack: each of several events has another constant, so that a changed constant turns one event into another.</summary>
    [Fact]
    public void What_tells_events_apart_is_no_constant()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Root = """
                "oneOf": [
                  {
                    "type": "object",
                    "title": "Paid",
                    "required": ["kind", "id"],
                    "properties": { "kind": { "type": "string", "const": "paid" }, "id": { "type": "string" } }
                  },
                  {
                    "type": "object",
                    "title": "Failed",
                    "required": ["kind", "id"],
                    "properties": {
                      "kind": { "type": "string", "const": "failed" },
                      "id": { "type": "string" }
                    }
                  }
                ]
                """,
                Verify = FeedSchema.Hmac(Message),
            }
        );

        Assert.Equal(CallbackTrust.Authenticated, project.Feed.Trust);
    }

    /// <summary>A constant proves nothing by itself: where nothing is signed, the trust level of the feed stays the same.</summary>
    [Fact]
    public void A_constant_is_no_proof()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """ "kind": { "type": "string", "const": "RSA2" } """,
                Required = ["kind"],
                Verify = """{ "scheme": "token", "from": "header:X-Token", "key": "secret" }""",
            }
        );

        Assert.Equal(CallbackTrust.Authenticated, project.Feed.Trust);
    }
}
