namespace CallbackGen.Generator.Tests.Payloads;

public sealed class EventTests : IClassFixture<EventTests.Project>
{
    private readonly CompiledProject _project;

    public EventTests(Project project) => _project = project.Compiled;

    [Theory]
    [InlineData("""{ "kind": "paid", "amount": "1.00" }""", "AcmePaymentPaid")]
    [InlineData("""{ "reason": "changed", "kind": "refunded" }""", "AcmePaymentRefund")]
    public void An_event_is_the_record_that_its_constant_names(string json, string type) =>
        Assert.Equal(type, _project.ReadJson(json).Payload!.GetType().Name);

    [Fact]
    public void Every_event_is_one_type_below_the_feeds() =>
        Assert.Equal(
            ["AcmePaymentPaid", "AcmePaymentRefund", "AcmePaymentUnknown"],
            _project
                .Feed.PayloadType.Assembly.GetTypes()
                .Where(type => type.IsSubclassOf(_project.Feed.PayloadType))
                .Select(type => type.Name)
                .Order(StringComparer.Ordinal)
        );

    [Theory]
    [InlineData("""{"kind":"disputed","by":{"name":"Ali"}}""")]
    [InlineData("""{"kind":"Paid"}""")]
    public void An_event_that_the_schema_does_not_list_keeps_its_payload(string json)
    {
        var outcome = _project.ReadJson(json);

        Assert.Equal("AcmePaymentUnknown", outcome.Payload!.GetType().Name);
        Assert.Equal(json, ((System.Text.Json.JsonElement)outcome["Payload"]!).GetRawText());
        Assert.DoesNotContain("Ali", outcome.Payload!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "kind": null }""")]
    [InlineData("""{ "kind": { } }""")]
    [InlineData("""{ "kind": "paid" }""")]
    [InlineData("""{ "kind": "paid", "amount": 1 }""")]
    [InlineData("""{ "kind": "paid", "amount": "1", "kind": "refunded" }""")]
    [InlineData("""{ "kind": "disputed", "kind": "paid" }""")]
    [InlineData("[]")]
    public void An_event_that_is_not_told_apart_or_does_not_fit_is_refused(string json) =>
        Assert.NotNull(_project.ReadJson(json).Rejection);

    [Theory]
    [InlineData("""{"ping":true}""", CallbackRejectionReason.MissingMember, "/kind", "is required")]
    [InlineData("{}", CallbackRejectionReason.MissingMember, "/kind", "is required")]
    [InlineData("""{"kind":null}""", CallbackRejectionReason.InvalidMember, "/kind", "must be a text")]
    [InlineData("""{"kind":5}""", CallbackRejectionReason.InvalidMember, "/kind", "must be a text")]
    [InlineData("""{"kind":true}""", CallbackRejectionReason.InvalidMember, "/kind", "must be a text")]
    [InlineData("""{"kind":{"a":1}}""", CallbackRejectionReason.InvalidMember, "/kind", "must be a text")]
    [InlineData("""{"kind":[]}""", CallbackRejectionReason.InvalidMember, "/kind", "must be a text")]
    [InlineData("[]", CallbackRejectionReason.InvalidMember, "", "must be an object")]
    [InlineData("null", CallbackRejectionReason.InvalidMember, "", "must be an object")]
    [InlineData("5", CallbackRejectionReason.InvalidMember, "", "must be an object")]
    public void What_tells_an_event_is_a_text_or_the_refusal_says_where_it_is_not(
        string json,
        CallbackRejectionReason reason,
        string where,
        string detail
    )
    {
        var rejection = _project.ReadJson(json).Rejection!;

        Assert.Equal((reason, where, detail), (rejection.Reason, rejection.Where, rejection.Detail));
    }

    [Theory]
    [InlineData("ping=1", CallbackRejectionReason.MissingMember, "/kind")]
    [InlineData("kind=paid&kind=refunded&amount=1", CallbackRejectionReason.DuplicateMember, "/kind")]
    public void In_a_form_it_is_told_alike(string form, CallbackRejectionReason reason, string where)
    {
        using var project = CompiledProject.Of(Schema with { Receive = ["POST form"], Verify = FeedSchema.Hmac("\"{rawBody}\"") });

        var rejection = project
            .Feed.VerifyMessage(Requests.Form(form, ("X-Signature", Requests.Hex(form))), project.Keys(), FixedClock.AtNoon)
            .Rejection!;

        Assert.Equal((reason, where), (rejection.Reason, rejection.Where));
    }

    /// <summary>
    /// A signed test ping, array or number instead of the event type is rejected with its location, also in items and in a JSON text.
    /// </summary>
    [Theory]
    [InlineData("{\"ping\":true}", CallbackRejectionReason.MissingMember, "/kind")]
    [InlineData("[]", CallbackRejectionReason.InvalidMember, "")]
    [InlineData("{\"kind\":5}", CallbackRejectionReason.InvalidMember, "/kind")]
    public void A_signed_event_without_its_type_is_refused_at_its_place(string payload, CallbackRejectionReason reason, string where)
    {
        using var whole = CompiledProject.Of(Schema with { Verify = FeedSchema.Hmac("\"{rawBody}\"") });
        using var items = CompiledProject.Of(
            Schema with
            {
                Verify = FeedSchema.Hmac("\"{rawBody}\""),
                Callback = """ "payload": "body:/events/*" """,
            }
        );
        using var text = CompiledProject.Of(
            Schema with
            {
                Verify = FeedSchema.Hmac("\"{rawBody}\""),
                Callback = """ "payload": "body:/data|json" """,
            }
        );

        Refuses(whole, payload, where);
        Refuses(items, $"{{\"events\":[{payload}]}}", "item:0" + (where.Length > 0 ? " " + where : ""));
        Refuses(text, $"{{\"data\":{System.Text.Json.JsonSerializer.Serialize(payload)}}}", where);

        void Refuses(CompiledProject project, string body, string place)
        {
            var request = Requests.Json(body, ("X-Signature", Requests.Hex(body)));
            var rejection = project.Feed.Definition.HasItems
                ? project.Feed.VerifyMessages(request, project.Keys(), FixedClock.AtNoon).Rejection!
                : project.Feed.VerifyMessage(request, project.Keys(), FixedClock.AtNoon).Rejection!;
            Assert.Equal((reason, place), (rejection.Reason, rejection.Where));
            Assert.DoesNotContain("read to its end", rejection.Detail, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("""{"kind":"paid","amount":"1.00"}""")]
    [InlineData("""{"kind":"refunded","reason":"changed","new":1}""")]
    [InlineData("""{"kind":"disputed","by":{"name":"Ali"}}""")]
    public void The_context_reads_and_writes_every_event(string json)
    {
        Assert.Equal(json, _project.WriteJson(_project.ReadJson(json).Payload!));
        Assert.Equal(json, _project.WriteJson(_project.FromJson(json)!));
        Assert.Equal(
            json,
            System.Text.Encoding.UTF8.GetString(_project.Feed.VerifyMessage(Requests.Json(json), CallbackKeys.Empty).Value!.ToJson())
        );
    }

    [Fact]
    public void Roles_and_keys_find_their_member_in_every_event()
    {
        using var project = CompiledProject.Of(
            Schema with
            {
                Callback = """ "roles": { "amount": "/amount", "status": "/kind" }, "idempotencyKey": ["/kind"] """,
            }
        );

        var message = project.Feed.VerifyMessage(Requests.Json("""{ "kind": "paid", "amount": "1.00" }"""), CallbackKeys.Empty).Value!;
        var other = project.Feed.VerifyMessage(Requests.Json("""{ "kind": "refunded" }"""), CallbackKeys.Empty).Value!;

        Assert.Equal(
            ("1.00", "paid", "acme.payment:acme:paid"),
            (message.GetRole(CallbackRole.Amount), message.GetRole(CallbackRole.Status), message.Receipt.IdempotencyKey)
        );
        Assert.Equal((null, "refunded"), (other.GetRole(CallbackRole.Amount), other.GetRole(CallbackRole.Status)));
    }

    private static FeedSchema Schema { get; } =
        new()
        {
            Root = """
                "oneOf": [
                  { "$ref": "#/$defs/Paid" },
                  {
                    "title": "Refund",
                    "type": "object",
                    "required": ["kind"],
                    "properties": {
                      "kind": { "type": "string", "const": "refunded" },
                      "reason": { "type": "string" }
                    }
                  }
                ]
                """,
            More = """
                "$defs": {
                  "Paid": {
                    "type": "object",
                    "required": ["kind", "amount"],
                    "properties": {
                      "kind": { "type": "string", "const": "paid" },
                      "amount": { "type": "string", "format": "decimal" }
                    }
                  }
                }
                """,
        };

    public sealed class Project : IDisposable
    {
        internal CompiledProject Compiled { get; } = CompiledProject.Of(Schema);

        public void Dispose() => Compiled.Dispose();
    }
}
