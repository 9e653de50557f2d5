using System.Text.Json;

namespace CallbackGen.Generator.Tests.Payloads;

/// <summary>
/// A member that only the handler uses never causes the rejection of a callback that is signed as received: where its value does not
/// fit the schema's type, it reads as null, and the receipt stores the received value.
/// </summary>
public sealed class UnfitMemberTests
{
    /// <summary>The shape of a payment event whose notes are an array when they are empty.</summary>
    private const string Payment = """
        "event": { "type": "string" },
        "payload": { "type": "object", "properties": {
          "payment": { "type": ["object", "null"], "properties": {
            "entity": { "type": ["object", "null"], "properties": {
              "id": { "type": ["string", "null"] },
              "amount": { "type": ["number", "null"] },
              "notes": { "type": ["object", "null"], "properties": { "merchant_order_id": { "type": ["string", "null"] } } } } } } } } }
        """;

    private const string Members = """
        "id": { "type": "string" }, "amount": { "type": ["string", "null"], "format": "decimal" },
        "status": { "type": ["string", "null"] },
        "note": { "type": ["string", "null"] },
        "request": { "type": ["object", "null"], "properties": { "id": { "type": "string" } }, "required": ["id"] },
        "loose": { "type": ["object", "string", "null"], "minLength": 1 },
        "count": { "type": "integer" },
        "at": { "type": ["string", "null"], "format": "date-time" },
        "tags": { "type": ["array", "null"], "items": { "type": "string" } },
        "meta": { "type": ["object", "null"], "additionalProperties": { "type": "integer" } },
        "live": { "type": ["boolean", "null"] },
        "kind": { "type": ["string", "null"], "enum": ["a", "b"] },
        "rows": {
          "type": ["array", "null"],
          "items": { "type": "object", "properties": { "n": { "type": ["integer", "null"] } } }
        }
        """;

    [Fact]
    public void An_empty_array_for_an_object_deep_in_the_payload_reads_as_null_and_is_kept()
    {
        using var project = Whole(Payment, ["event", "payload"], """ "roles": { "status": "/event" } """);
        const string Body = """{"event":"payment.captured","payload":{"payment":{"entity":{"id":"pay_T1","amount":50000,"notes":[]}}}}""";

        var message = project.Accepts(Signed(Body));

        Assert.Equal(
            ("pay_T1", (object)50000m, null),
            (
                Outcome.ValueOf(message, "Payload.Payload.Payment.Entity.Id"),
                Outcome.ValueOf(message, "Payload.Payload.Payment.Entity.Amount"),
                Outcome.ValueOf(message, "Payload.Payload.Payment.Entity.Notes")
            )
        );
        Assert.Equal(1, message.Receipt.UnfitMemberCount);
        Assert.Equal("[]", message.Receipt.UnfitMembers["/payload/payment/entity/notes"].GetRawText());
        Assert.Equal(0, message.Receipt.UnknownMemberCount);
    }

    [Theory]
    [InlineData("\"request\":\"req_1\"", "/request", "\"req_1\"")] // an older version contained the id alone
    [InlineData("\"request\":{\"id\":5}", "/request", "{\"id\":5}")] // a required member of an optional object
    [InlineData("\"request\":{\"id\":null}", "/request", "{\"id\":null}")]
    [InlineData("\"note\":{\"a\":[1,{\"b\":2}]}", "/note", "{\"a\":[1,{\"b\":2}]}")]
    [InlineData("\"note\":5", "/note", "5")]
    [InlineData("\"loose\":5", "/loose", "5")] // not one of the types
    [InlineData("\"count\":\"5\"", "/count", "\"5\"")] // not required, and so null in C#
    [InlineData("\"count\":null", "/count", "null")]
    [InlineData("\"count\":1.5", "/count", "1.5")]
    [InlineData("\"count\":99999999999999999999", "/count", "99999999999999999999")]
    [InlineData("\"amount\":\"1,50\"", "/amount", "\"1,50\"")]
    [InlineData("\"at\":\"yesterday\"", "/at", "\"yesterday\"")]
    [InlineData("\"at\":\"0000-00-00 00:00:00\"", "/at", "\"0000-00-00 00:00:00\"")]
    [InlineData("\"tags\":{}", "/tags", "{}")]
    [InlineData("\"tags\":[\"a\",5]", "/tags", "[\"a\",5]")] // an item of an optional array
    [InlineData("\"meta\":[]", "/meta", "[]")]
    [InlineData("\"meta\":{\"a\":1,\"b\":\"x\"}", "/meta", "{\"a\":1,\"b\":\"x\"}")]
    [InlineData("\"live\":\"yes\"", "/live", "\"yes\"")]
    [InlineData("\"kind\":1", "/kind", "1")]
    [InlineData("\"rows\":[{\"n\":1},{\"n\":\"x\"}]", "/rows/1/n", "\"x\"")] // the null is that of the item's member
    [InlineData("\"rows\":[{\"n\":1},7]", "/rows", "[{\"n\":1},7]")]
    public void A_value_of_another_form_is_null_and_the_rest_is_read(string member, string pointer, string kept)
    {
        using var project = Whole(Members, ["id"]);

        var message = project.Accepts(Signed($$"""{"id":"1",{{member}},"last":true}"""));

        Assert.Equal("1", Outcome.ValueOf(message, "Payload.Id"));
        var only = Assert.Single(message.Receipt.UnfitMembers);
        Assert.Equal(
            (pointer, kept, 1, 1),
            (only.Key, only.Value.GetRawText(), message.Receipt.UnfitMemberCount, message.Receipt.UnknownMemberCount)
        );
    }

    [Fact]
    public void What_did_not_fit_within_a_value_that_does_not_fit_itself_is_told_once()
    {
        using var project = Whole(Members, ["id"]);

        var message = project.Accepts(Signed("""{"id":"1","rows":[{"n":"x","new":1},7],"note":[]}"""));

        Assert.Equal(["/rows", "/note"], message.Receipt.UnfitMembers.Keys);
        Assert.Equal(0, message.Receipt.UnknownMemberCount);
    }

    /// <summary>Attack: an attacker gives a signed value another JSON type to hide it from the handler. The bytes are signed.</summary>
    [Theory]
    [InlineData("\"amount\":\"10.00\"", "\"amount\":10.00")]
    [InlineData("\"note\":\"refused\"", "\"note\":[]")]
    [InlineData("\"live\":true", "\"live\":\"true\"")]
    public void A_signed_value_cannot_be_hidden_by_another_form(string signed, string sent)
    {
        using var project = Whole(Members, ["id"]);

        project.Refuses(
            Requests.Json($$"""{"id":"1",{{sent}}}""", ("X-Signature", Requests.Hex($$"""{"id":"1",{{signed}}}"""))),
            CallbackRejectionReason.SignatureMismatch
        );
    }

    /// <summary>Attack: a member that decides something becomes null, and a handler that compares it with null accepts it.</summary>
    [Theory]
    [InlineData("\"roles\": { \"status\": \"/status\" }", "\"status\":5", "/status")]
    [InlineData("\"roles\": { \"amount\": \"/amount\" }", "\"amount\":5", "/amount")]
    [InlineData("\"idempotencyKey\": [\"/id\", \"/note\"]", "\"note\":[]", "/note")]
    [InlineData("\"select\": { \"body:/note\": \"present\" }", "\"note\":{}", "/note")]
    [InlineData("\"roles\": { \"reference\": \"/request/id\" }", "\"request\":\"x\"", "/request")] // it contains a used member
    [InlineData("\"roles\": { \"reference\": \"/request/id\" }", "\"request\":{\"id\":5}", "/request/id")]
    public void A_member_that_something_uses_is_refused_in_another_form(string uses, string member, string where)
    {
        using var project = Whole(Members, ["id"], uses);

        Refuses(project, $$"""{"id":"1",{{member}}}""", CallbackRejectionReason.InvalidMember, where);
    }

    [Theory]
    [InlineData(""" "a": { "type": ["string", "null"], "const": "x" } """, "\"a\":5", "/a")]
    [InlineData(""" "a": { "type": ["string", "null"], "enum": ["x"], "closed": true } """, "\"a\":5", "/a")]
    [InlineData(""" "a": { "type": ["string", "null"], "pattern": "^x$" } """, "\"a\":\"y\"", "/a")]
    [InlineData(""" "a": { "type": ["string", "null"], "maxLength": 2 } """, "\"a\":\"yyy\"", "/a")]
    [InlineData(""" "a": { "type": ["integer", "null"], "minimum": 2 } """, "\"a\":1", "/a")]
    [InlineData(""" "a": { "type": ["array", "null"], "items": {}, "minItems": 2 } """, "\"a\":[]", "/a")]
    [InlineData(""" "a": { "type": ["object", "string"], "minLength": 2 } """, "\"a\":\"x\"", "/a")]
    [InlineData(""" "a": { "type": ["string", "null"], "not": { "const": "y" } } """, "\"a\":\"y\"", "/a")]
    [InlineData(
        """ "a": { "type": ["object", "null"], "required": ["b"], "properties": { "b": { "type": "string", "const": "x" } } } """,
        "\"a\":{\"b\":5}",
        "/a/b"
    )]
    public void What_the_author_asserts_is_refused(string schema, string member, string where)
    {
        using var project = Whole("\"id\": { \"type\": \"string\" }, " + schema, ["id"]);

        Refuses(project, $$"""{"id":"1",{{member}}}""", CallbackRejectionReason.InvalidMember, where);
    }

    [Theory]
    [InlineData("{\"id\":5}", CallbackRejectionReason.InvalidMember, "/id")]
    [InlineData("{\"id\":null}", CallbackRejectionReason.InvalidMember, "/id")]
    [InlineData("{}", CallbackRejectionReason.MissingMember, "/id")]
    [InlineData("{\"id\":\"1\",\"request\":{}}", CallbackRejectionReason.MissingMember, "/request/id")]
    [InlineData("{\"id\":\"1\",\"note\":1,\"note\":2}", CallbackRejectionReason.DuplicateMember, "/note")]
    [InlineData("{\"id\":\"1\",\"note\":{\"a\":1,\"a\":2}}", CallbackRejectionReason.DuplicateMember, "/note")]
    [InlineData("{\"id\":\"1\",\"note\":{\"a\":}}", CallbackRejectionReason.Malformed, null)]
    [InlineData("[]", CallbackRejectionReason.InvalidMember, "")]
    public void What_is_required_twice_or_no_JSON_is_refused(string body, CallbackRejectionReason reason, string? where)
    {
        using var project = Whole(Members, ["id"]);

        Refuses(project, body, reason, where);
    }

    /// <summary>
    /// Attack: in a message of texts, <c>5</c> and <c>"5"</c> are equal, so that an attacker can change the JSON
    /// type. Such a feed rejects it.
    /// </summary>
    [Theory]
    [InlineData("""[{ "members": "*", "each": "{name}={value}", "join": "&" }]""", "count=5&id=1")]
    [InlineData("""[{ "members": ["id", "count"], "join": "&" }]""", "1&5")]
    public void A_form_that_the_message_does_not_tell_is_refused(string message, string signed)
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """ "id": { "type": "string" }, "count": { "type": ["integer", "null"] } """,
                Required = ["id"],
                Verify = FeedSchema.Hmac(message.Replace("\"join\"", "\"sort\": \"name\", \"join\"", StringComparison.Ordinal)),
            }
        );

        Assert.Equal(
            5L,
            Outcome.ValueOf(
                project.Accepts(Requests.Json("""{"id":"1","count":5}""").Signed("X-Signature", Sorted(signed))),
                "Payload.Count"
            )
        );
        project.Refuses(
            Requests.Json("""{"id":"1","count":"5"}""").Signed("X-Signature", Sorted(signed)),
            CallbackRejectionReason.InvalidMember
        );

        static string Sorted(string text) => text == "1&5" ? "5&1" : text;
    }

    [Fact]
    public void In_fields_that_are_all_signed_a_text_that_does_not_fit_is_null()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Receive = ["POST form"],
                Properties = """ "id": { "type": "string" }, "count": { "type": ["integer", "null"], "coerce": true } """,
                Required = ["id"],
                Verify = FeedSchema.Hmac("""[{ "members": "*", "each": "{name}={value}", "join": "&", "sort": "name" }]"""),
            }
        );

        var message = project.Accepts(Requests.Form("id=1&count=n/a").Signed("X-Signature", "count=n/a&id=1"));

        Assert.Equal(
            ("1", null, "\"n/a\""),
            (
                Outcome.ValueOf(message, "Payload.Id"),
                Outcome.ValueOf(message, "Payload.Count"),
                message.Receipt.UnfitMembers["/count"].GetRawText()
            )
        );
        project.Refuses(Requests.Form("id=1&count=7").Signed("X-Signature", "count=n/a&id=1"), CallbackRejectionReason.SignatureMismatch);
    }

    [Fact]
    public void The_claims_of_a_token_are_read_alike()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """
                "id": { "type": "string" },
                "note": { "type": ["object", "null"], "properties": { "a": { "type": ["string", "null"] } } },
                "token": { "type": ["string", "null"] }
                """,
                Required = ["id"],
                Verify = FeedSchema.Jwt("body:/token"),
                Callback = """ "payload": "jwt" """,
            }
        );

        var message = project.Accepts(Requests.Json($$"""{"token":"{{Requests.Token("""{"id":"1","note":[]}""")}}"}"""));

        Assert.Equal(
            ("1", null, "/note"),
            (
                Outcome.ValueOf(message, "Payload.Id"),
                Outcome.ValueOf(message, "Payload.Note"),
                Assert.Single(message.Receipt.UnfitMembers.Keys)
            )
        );
        project.Refuses(
            Requests.Json(
                $$"""{"token":"{{Requests.Token("""{"id":"1","note":[]}""", secret: "another-test-key-of-at-least-32-bytes")}}"}"""
            ),
            CallbackRejectionReason.SignatureMismatch
        );
    }

    [Fact]
    public void Of_an_unsigned_feed_nothing_is_forgiven()
    {
        using var project = CompiledProject.Of(new FeedSchema { Properties = Members, Required = ["id"] });

        project.Refuses(Requests.Json("""{"id":"1","note":[]}"""), CallbackRejectionReason.InvalidMember);
    }

    [Fact]
    public void What_read_as_null_is_written_and_read_again_by_the_context()
    {
        using var project = Whole(Payment, ["event", "payload"]);
        var payload = Outcome.ValueOf(
            project.Accepts(Signed("""{"event":"e","payload":{"payment":{"entity":{"notes":[]}}}}""")),
            "Payload"
        )!;

        var json = project.WriteJson(payload);

        Assert.Equal(
            JsonValueKind.Null,
            JsonElement.Parse(json).GetProperty("payload").GetProperty("payment").GetProperty("entity").GetProperty("notes").ValueKind
        );
        Assert.Equal(payload, project.FromJson(json));
    }

    [Fact]
    public void More_than_a_thousand_are_counted_and_not_kept()
    {
        using var project = Whole(Members, ["id"]);

        var receipt = project
            .Accepts(Signed($$"""{"id":"1","rows":[{{string.Join(',', Enumerable.Repeat("{\"n\":\"\"}", 1500))}}]}"""))
            .Receipt;

        Assert.Equal((1500, 1000), (receipt.UnfitMemberCount, receipt.UnfitMembers.Count));
    }

    private static CompiledProject Whole(string properties, string[] required, string? callback = null) =>
        CompiledProject.Of(
            new FeedSchema
            {
                Properties = properties,
                Required = required,
                Verify = FeedSchema.Hmac("\"{rawBody}\""),
                Callback = callback,
            }
        );

    private static CallbackRequest Signed(string body) => Requests.Json(body, ("X-Signature", Requests.Hex(body)));

    private static void Refuses(CompiledProject project, string body, CallbackRejectionReason reason, string? where)
    {
        var rejection = project.Feed.VerifyMessage(Signed(body), project.Keys(), FixedClock.AtNoon).Rejection;
        Assert.NotNull(rejection);
        Assert.Equal((reason, where ?? rejection.Where), (rejection.Reason, rejection.Where));
    }
}
