namespace CallbackGen.Generator.Tests.Payloads;

/// <summary>
/// Half of a surrogate pair, which remains when a text is cut inside an emoji (RFC 8259, section 8.2). It becomes U+FFFD where the
/// payload is signed as received and nothing uses the member; elsewhere it is rejected with the member's name.
/// </summary>
public sealed class HalfPairTests
{
    private const string Members = """
        "id": { "type": "string", "coerce": true },
        "note": { "type": ["string", "null"] },
        "any": {},
        "kind": { "type": ["string", "null"], "enum": ["a"] },
        "box": { "type": ["object", "null"], "properties": { "text": { "type": "string", "maxLength": 5 } } },
        "map": { "type": ["object", "null"], "additionalProperties": { "type": "string" } },
        "amount": { "type": ["number", "null"] }
        """;

    [Theory]
    [InlineData("""{"id":"cut \ud83d"}""", "cut \uFFFD")]
    [InlineData("""{"id":"\ud83d\ud83d\ude00"}""", "\uFFFD\U0001F600")]
    [InlineData("""{"id":"\ude00\ud83d"}""", "\uFFFD\uFFFD")] // the wrong way round
    [InlineData("""{"id":"\ud83d\u0041 \\ud83d \uD83D"}""", "\uFFFDA \\ud83d \uFFFD")] // an escaped backslash begins no escape
    [InlineData("""{"id":"a","note":"\ud83d"}""", "a")]
    public void A_text_that_nothing_uses_has_the_replacement_character(string body, string id)
    {
        using var project = Whole();

        Assert.Equal(id, Outcome.ValueOf(project.Accepts(Signed(body)), "Payload.Id"));
        project.Refuses(
            Requests.Json(body, ("X-Signature", Requests.Hex(body.Replace("\\ud83d", "\\ufffd", StringComparison.Ordinal)))),
            CallbackRejectionReason.SignatureMismatch
        );
    }

    [Fact]
    public void Names_values_of_any_type_and_undeclared_members_can_be_read_and_written_again()
    {
        using var project = Whole();
        const string Body =
            """{"id":"1","any":{"a\ud83d":["\ude00"]},"kind":"\ud83d","box":"""
            + """{"text":"1234\ud83d"},"map":{"k\ud83d":"v\ud83d"},"new\ud83d":"x\ud83d","amount":1.5}""";

        var message = project.Accepts(Signed(Body));
        var payload = Outcome.ValueOf(message, "Payload")!;
        var unknown = (UnknownMembers)Outcome.ValueOf(payload, "UnknownMembers")!;

        Assert.Equal(("new\uFFFD", "x\uFFFD"), (Assert.Single(unknown).Key, unknown["new\uFFFD"].GetString()));
        Assert.Equal(
            ("\uFFFD", "1234\uFFFD", 1.5m),
            (Outcome.ValueOf(payload, "Kind.Text"), Outcome.ValueOf(payload, "Box.Text"), Outcome.ValueOf(payload, "Amount"))
        );
        Assert.Equal(project.WriteJson(payload), project.WriteJson(project.FromJson(project.WriteJson(payload))!));
    }

    [Fact]
    public void A_value_of_another_form_is_kept_with_the_replacement_character()
    {
        using var project = Whole();

        Assert.Equal("\uFFFD", project.Accepts(Signed("""{"id":"1","amount":"\ud83d"}""")).Receipt.UnfitMembers["/amount"].GetString());
    }

    /// <summary>Attack: two different texts become equal in a member that identifies an event or decides about it.</summary>
    [Theory]
    [InlineData("\"roles\": { \"reference\": \"/note\" }", "/note")]
    [InlineData("\"roles\": { \"status\": \"/kind\" }", "/kind")]
    [InlineData("\"idempotencyKey\": [\"/id\", \"/note\"]", "/note")]
    [InlineData("\"roles\": { \"reference\": \"/box/text\" }", "/box/text")]
    public void A_member_that_something_uses_is_refused_by_its_name(string uses, string where)
    {
        using var project = Whole(uses);
        var name = where.Split('/')[^1];
        var body = where.StartsWith("/box", StringComparison.Ordinal)
            ? """{"id":"1","box":{"text":"\ud83d"}}"""
            : $$"""{"id":"1","{{name}}":"\ud83d"}""";

        Refuses(project, Signed(body), CallbackRejectionReason.Malformed, where);
    }

    [Theory]
    [InlineData("""{"id":"1","note":"\ud83d"}""", "/note", """[{ "members": ["id"], "join": "|" }]""", "1")]
    [InlineData("""{"id":"1","box":{"text":"\ud83d"}}""", "/box", """[{ "members": ["id"], "join": "|" }]""", "1")]
    [InlineData("""{"id":"\ud83d"}""", "/id", """[{ "members": ["id"], "join": "|" }]""", "\uFFFD")]
    public void Where_not_all_is_signed_it_is_refused_by_the_name_of_its_member(string body, string where, string message, string signed)
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = Members,
                Required = ["id"],
                Verify = FeedSchema.Hmac(message),
            }
        );

        var rejection = project
            .Feed.VerifyMessage(Requests.Json(body, ("X-Signature", Requests.Hex(signed))), project.Keys(), FixedClock.AtNoon)
            .Rejection!;

        Assert.Equal(where, rejection.Where);
        Assert.Contains(rejection.Reason, new[] { CallbackRejectionReason.Malformed, CallbackRejectionReason.SignatureMalformed });
    }

    [Fact]
    public void A_message_that_takes_all_members_refuses_one()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = Members,
                Required = ["id"],
                Verify = FeedSchema.Hmac("""[{ "members": "*", "each": "{name}={value}", "join": "&" }]"""),
            }
        );

        project.Refuses(
            Requests.Json("""{"id":"1","note":"\ud83d"}""", ("X-Signature", Requests.Hex("id=1&note=\uFFFD"))),
            CallbackRejectionReason.Malformed
        );
    }

    [Fact]
    public void A_token_is_read_alike_and_a_claim_that_is_compared_is_refused()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """ "id": { "type": "string" }, "note": { "type": ["string", "null"] } """,
                Required = ["id"],
                Verify = FeedSchema.Jwt("body:/token", """ "claims": { "id": { "equals": "{body:/id}" } } """),
                Callback = """ "payload": "jwt" """,
            }
        );

        Assert.Equal(
            "\uFFFD",
            Outcome.ValueOf(
                project.Accepts(Requests.Json($$"""{"id":"1","token":"{{Requests.Token("""{"id":"1","note":"\ud83d"}""")}}"}""")),
                "Payload.Note"
            )
        );
        Assert.False(
            project
                .Feed.VerifyMessage(
                    Requests.Json($$"""{"id":"\ufffd","token":"{{Requests.Token("""{"id":"\ud83d"}""")}}"}"""),
                    project.Keys(),
                    FixedClock.AtNoon
                )
                .IsSuccess
        );
    }

    [Fact]
    public void What_tells_an_event_is_refused()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Root = """
                "oneOf": [
                  {
                    "type": "object",
                    "required": ["kind"],
                    "properties": { "kind": { "type": "string", "const": "a" }, "note": { "type": "string" } }
                  },
                  {
                    "type": "object",
                    "required": ["kind"],
                    "properties": { "kind": { "type": "string", "const": "b" } }
                  }
                ]
                """,
                Verify = FeedSchema.Hmac("\"{rawBody}\""),
            }
        );

        Refuses(project, Signed("""{"kind":"a\ud83d"}"""), CallbackRejectionReason.Malformed, "/kind");
        Assert.Equal("\uFFFD", Outcome.ValueOf(project.Accepts(Signed("""{"kind":"a","note":"\ud83d"}""")), "Payload.Note"));
    }

    /// <summary>A signature or a time in the body is found by an index, which does not read such a text.</summary>
    [Fact]
    public void A_body_whose_members_are_looked_up_may_hold_one_elsewhere()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """ "id": { "type": "string" }, "note": { "type": ["string", "null"] } """,
                Required = ["id"],
                Verify = FeedSchema.Hmac("\"{rawBody}\""),
                Callback = """ "select": { "body:/id": ["a", "b"] } """,
            }
        );

        Assert.Equal("\uFFFD", Outcome.ValueOf(project.Accepts(Signed("""{"id":"a","note":"\ud83d"}""")), "Payload.Note"));
        project.Refuses(Signed("""{"id":"a\ud83d"}"""), CallbackRejectionReason.NotSelected);
    }

    private static CompiledProject Whole(string? callback = null) =>
        CompiledProject.Of(
            new FeedSchema
            {
                Properties = Members,
                Required = ["id"],
                Verify = FeedSchema.Hmac("\"{rawBody}\""),
                Callback = callback,
            }
        );

    private static CallbackRequest Signed(string body) => Requests.Json(body, ("X-Signature", Requests.Hex(body)));

    private static void Refuses(CompiledProject project, CallbackRequest request, CallbackRejectionReason reason, string where)
    {
        var rejection = project.Feed.VerifyMessage(request, project.Keys(), FixedClock.AtNoon).Rejection;
        Assert.NotNull(rejection);
        Assert.Equal((reason, where), (rejection.Reason, rejection.Where));
    }
}
