namespace CallbackGen.Generator.Tests.Verification;

/// <summary>Several record types of one provider at one URL: the selection of each, and that none is accepted as another.</summary>
public sealed class SelectionTests
{
    private const string Joined = """[{ "members": ["type", "id", "refund"], "join": "|" }]""";

    private static string Feed(
        string name,
        string select,
        string message = "\"{rawBody}\"",
        string[]? receive = null,
        string from = "header:X-Signature"
    ) =>
        new FeedSchema
        {
            Feed = name,
            Receive = receive ?? ["POST json"],
            Properties = """
                "type": { "type": "string" },
                "id": { "type": "string" },
                "refund": { "type": ["string", "null"] },
                "sign": { "type": "string" }
                """,
            Verify = FeedSchema.Hmac(message, from: from),
            Callback = $$""" "select": { {{select}} } """,
        };

    private static CallbackResult<CallbackMessage> Verify(CallbackFeed feed, CallbackRequest request) =>
        feed.VerifyMessage(request, CallbackKeys.Create(feed, "secret", FeedSchema.Secret), FixedClock.AtNoon);

    [Theory]
    [InlineData("""{"type":"paid","id":"1"}""", "acme.paid")]
    [InlineData("""{"type":"settled","id":"1"}""", "acme.paid")]
    [InlineData("""{"type":"paid","id":"1","refund":"2"}""", "acme.refund")]
    [InlineData("""{"type":"paid","id":"1","refund":null}""", "acme.paid")]
    [InlineData("""{"type":"paid","id":"1","refund":""}""", "acme.paid")]
    [InlineData("""{"type":"absent","id":"1"}""", "acme.word")]
    public void A_request_goes_to_the_feed_whose_conditions_it_satisfies(string body, string expected)
    {
        using var project = CompiledProject.Of(
            TestState.Of(
                Feed("Paid", """ "body:/type": ["paid", "settled"], "body:/refund": "absent" """),
                Feed("Refund", """ "body:/refund": "present" """),
                Feed("Word", """ "body:/type": ["absent"] """)
            )
        );

        foreach (var feeds in new[] { project.Feeds, [.. project.Feeds.Reverse()] })
        {
            var request = Requests.Json(body).Signed("X-Signature", body);
            var chosen = new CallbackFeedGroup(feeds).Select(request, out var rejection);

            Assert.Equal((expected, null), (chosen?.Name, rejection));
            Assert.True(Verify(chosen!, request).IsSuccess);
            Assert.True(chosen!.Definition.HasSelection);
            Assert.All(
                feeds.Where(feed => feed != chosen),
                feed => Assert.Equal(CallbackRejectionReason.NotSelected, Verify(feed, request).Rejection?.Reason)
            );
        }
    }

    [Fact]
    public void A_genuine_record_of_one_type_is_refused_as_another_whatever_is_changed_about_it()
    {
        // Both sign the same members in the same order with the same key: only their conditions distinguish them.
        using var project = CompiledProject.Of(
            TestState.Of(
                Feed("Paid", """ "body:/type": "paid", "body:/refund": "absent" """, Joined),
                Feed("Refund", """ "body:/type": "paid", "body:/refund": "present" """, Joined)
            )
        );
        var paid = project.Feeds.Single(feed => feed.Name == "acme.paid");
        var refund = project.Feeds.Single(feed => feed.Name == "acme.refund");
        CallbackRequest Sent(string body, string signed) => Requests.Json(body).Signed("X-Signature", signed);

        Assert.True(Verify(paid, Sent("""{"type":"paid","id":"1"}""", "paid|1|")).IsSuccess);
        Assert.True(Verify(refund, Sent("""{"type":"paid","id":"1","refund":"2"}""", "paid|1|2")).IsSuccess);

        // A refund that imitates a payment: without the member, or with a member that a list of members writes in the same way.
        foreach (
            var body in new[]
            {
                """{"type":"paid","id":"1"}""",
                """{"type":"paid","id":"1","refund":null}""",
                """{"type":"paid","id":"1","refund":""}""",
            }
        )
            Assert.Equal(CallbackRejectionReason.SignatureMismatch, Verify(paid, Sent(body, "paid|1|2")).Rejection?.Reason);

        // A payment that imitates a refund: with a member, or with an empty one, which counts as absent.
        Assert.Equal(
            CallbackRejectionReason.SignatureMismatch,
            Verify(refund, Sent("""{"type":"paid","id":"1","refund":"2"}""", "paid|1|")).Rejection?.Reason
        );
        Assert.Equal(
            CallbackRejectionReason.NotSelected,
            Verify(refund, Sent("""{"type":"paid","id":"1","refund":""}""", "paid|1|")).Rejection?.Reason
        );
        Assert.Equal(
            CallbackRejectionReason.InvalidMember,
            Verify(refund, Sent("""{"type":"paid","id":"1","refund":[]}""", "paid|1|")).Rejection?.Reason
        );
    }

    [Fact]
    public void A_member_that_stands_twice_selects_nothing()
    {
        using var project = CompiledProject.Of(Feed("Paid", """ "body:/type": "paid" """, receive: ["POST json", "POST form"]));

        Assert.Equal(
            CallbackRejectionReason.DuplicateMember,
            Verify(project.Feed, Requests.Json("""{"type":"due","type":"paid"}""").Signed("X-Signature", "x")).Rejection?.Reason
        );
        Assert.Equal(
            CallbackRejectionReason.DuplicateMember,
            Verify(project.Feed, Requests.Form("type=paid&type=due").Signed("X-Signature", "x")).Rejection?.Reason
        );
    }

    [Fact]
    public void A_form_a_query_and_a_header_select_as_a_body_does()
    {
        using var form = CompiledProject.Of(
            Feed("Paid", """ "body:/type": "paid", "body:/refund": "absent" """, Joined, ["POST form", "GET query"], "body:/sign")
        );
        var fields = $"type=paid&id=1&refund=&sign={Requests.Hex("paid|1|")}";
        Assert.True(Verify(form.Feed, Requests.Form(fields)).IsSuccess);
        Assert.True(Verify(form.Feed, CallbackRequest.Get(fields)).IsSuccess);
        Assert.Equal(
            CallbackRejectionReason.NotSelected,
            Verify(form.Feed, CallbackRequest.Get(fields.Replace("paid&", "due&", StringComparison.Ordinal))).Rejection?.Reason
        );

        using var header = CompiledProject.Of(Feed("Paid", """ "header:X-Event": "paid" """, "\"{header:X-Event}.{rawBody}\""));
        Assert.True(Verify(header.Feed, Requests.Json("{}").With(("x-event", "paid"), ("X-Signature", Requests.Hex("paid.{}")))).IsSuccess);
        Assert.Equal(
            CallbackRejectionReason.NotSelected,
            Verify(header.Feed, Requests.Json("{}").With(("X-Event", "due"), ("X-Signature", Requests.Hex("due.{}")))).Rejection?.Reason
        );
    }

    [Fact]
    public void Each_item_of_a_feed_of_items_is_selected_on()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """ "type": { "type": "string" } """,
                Verify = FeedSchema.Hmac("\"{payload:/type}\"", from: "payload:/sign"),
                Callback = """ "payload": "body:/items/*", "select": { "payload:/type": "paid" } """,
            }
        );
        string Item(string type) => $$"""{"type":"{{type}}","sign":"{{Requests.Hex(type)}}"}""";
        CallbackRequest Sent(params string[] types) => Requests.Json($$"""{"items":[{{string.Join(',', types.Select(Item))}}]}""");
        var keys = CallbackKeys.Create(project.Feed, "secret", FeedSchema.Secret);

        Assert.Equal(2, project.Feed.VerifyMessages(Sent("paid", "paid"), keys).Value!.Count);
        var rejection = project.Feed.VerifyMessages(Sent("paid", "due"), keys).Rejection!;
        Assert.Equal((CallbackRejectionReason.NotSelected, "item:1"), (rejection.Reason, rejection.Where));
    }

    [Fact]
    public void The_verifier_shows_what_is_selected_on()
    {
        using var project = CompiledProject.Of(
            Feed("Paid", """ "body:/type": ["paid", "x"], "body:/refund": "absent", "body:/id": "present" """)
        );

        Assert.Contains(
            """
                public static bool Selects(CallbackVerification verification) =>
                    verification.IsOneOf(verification.Body("/type"), "paid", "x")
                    && verification.IsAbsent(verification.Body("/refund"))
                    && verification.IsPresent(verification.Body("/id"));
            """.ReplaceLineEndings("\n"),
            project.Run.Source("AcmePaid.Verifier.g.cs"),
            StringComparison.Ordinal
        );
    }
}
