namespace CallbackGen.Generator.Tests.Verification;

/// <summary>The trust level of a payload, derived from the signed message and enforced by types.</summary>
public sealed class TrustTests
{
    private const string Properties = """
        "id": { "type": "string" }, "amount": { "type": "string" },
        "order": { "type": "object", "properties": { "id": { "type": "string" }, "note": { "type": "string" } } }
        """;

    private const string IdOnly = """[{ "members": ["id", "/order/id"], "join": "|" }]""";

    private const string Confirmation = """
        namespace Shop;

        internal static class Probe
        {
            public static string Confirm(global::CallbackGen.CallbackMessage message, string id, string? amount) =>
                Tell(
                    ((global::CallbackGen.RUNG<AcmePayment>)message)
                        .ConfirmAsync(
                            (payload, _) =>
                                global::System.Threading.Tasks.Task.FromResult<AcmePayment?>(
                                    amount is null ? null : payload with { Id = id, Amount = amount }
                                )
                        )
                        .GetAwaiter()
                        .GetResult()
                );

            /// <summary>The provider answers with what the payload has no place for.</summary>
            public static string ConfirmState(
                global::CallbackGen.CallbackMessage message,
                string? id,
                string state
            ) =>
                ((global::CallbackGen.RUNG<AcmePayment>)message)
                    .ConfirmAsync(
                        (payload, _) =>
                            global::System.Threading.Tasks.Task.FromResult(
                                id is null ? null : new Invoice(id, state)
                            ),
                        (payload, invoice) => payload with { Id = invoice.Id }
                    )
                    .GetAwaiter()
                    .GetResult()
                    is { IsSuccess: true, Value: var confirmed }
                    ? $"{confirmed} {confirmed.Payload.Id} {confirmed.Payload.Amount} {confirmed.Answer.State}"
                    : "NotConfirmed";

            private sealed record Invoice(string Id, string State);

            private static string Tell(
                global::CallbackGen.CallbackResult<global::CallbackGen.Confirmed<AcmePayment>> result
            ) =>
                result.TryGetValue(out var confirmed, out var rejection)
                    ? $"Confirmed {confirmed.Payload.Amount}"
                    : $"{rejection.Reason}";
        }
        """;

    [Theory]
    [InlineData("\"{rawBody}\"", CallbackTrust.Verified, "")]
    [InlineData("\"{rawBody|sha256}\"", CallbackTrust.Verified, "")]
    [InlineData("\"{header:X-Id}.{rawBody}\"", CallbackTrust.Verified, "")]
    [InlineData("\"{rawBody|crc32}\"", CallbackTrust.Authenticated, "/id /amount /order/id /order/note")]
    [InlineData("\"{body:/id}\"", CallbackTrust.Authenticated, "/amount /order/id /order/note")]
    [InlineData("\"{body:/id|slice:0:4}\"", CallbackTrust.Authenticated, "/id /amount /order/id /order/note")]
    [InlineData("\"{header:X-Id}\"", CallbackTrust.Authenticated, "/id /amount /order/id /order/note")]
    [InlineData(IdOnly, CallbackTrust.Authenticated, "/amount /order/note")]
    [InlineData("""[{ "members": ["id", "amount", "/order/id", "/order/note"], "join": "|" }]""", CallbackTrust.Verified, "")]
    public void Coverage_is_derived_from_the_message(string message, CallbackTrust trust, string unsigned)
    {
        using var project = CompiledProject.Of(new FeedSchema { Properties = Properties, Verify = FeedSchema.Hmac(message) });

        Assert.Equal((trust, unsigned), (project.Feed.Trust, string.Join(' ', project.Feed.Definition.UnsignedMembers)));
        Assert.Equal(unsigned.Contains("/amount", StringComparison.Ordinal), IsUnsigned(project, "AcmePayment", "Amount"));
        Assert.Equal(unsigned.Contains("/order/note", StringComparison.Ordinal), IsUnsigned(project, "AcmePaymentOrder", "Note"));
    }

    [Fact]
    public void A_raw_body_does_not_cover_a_payload_in_the_query()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """ "id": { "type": "string" } """,
                Receive = ["POST query"],
                Verify = FeedSchema.Hmac("\"{rawBody}\""),
            }
        );

        Assert.Equal(CallbackTrust.Authenticated, project.Feed.Trust);
    }

    [Theory]
    [InlineData("Verified", "\"{rawBody}\"", true)]
    [InlineData("Verified", IdOnly, false)]
    [InlineData("Authenticated", IdOnly, true)]
    [InlineData("Authenticated", "\"{rawBody}\"", false)]
    [InlineData("Received", IdOnly, false)]
    [InlineData("Received", null, true)]
    [InlineData("Verified", null, false)]
    [InlineData("Confirmed", null, true)]
    [InlineData("Confirmed", IdOnly, true)]
    [InlineData("Confirmed", "\"{rawBody}\"", true)] // the API reported a callback that never arrived
    public void Only_the_level_that_a_feed_reaches_compiles(string level, string? message, bool compiles)
    {
        var schema = new FeedSchema { Properties = Properties };
        if (message is not null)
            schema = schema with { Verify = FeedSchema.Hmac(message) };

        var run = GeneratorRun.Of(
            TestState.Of(schema).With($"interface IHandler {{ void Handle(CallbackGen.{level}<Shop.AcmePayment> message); }}")
        );

        Assert.Equal(compiles ? [] : ["CS0311"], run.Diagnostics.Select(diagnostic => diagnostic.Id));
    }

    [Theory]
    [InlineData("new CallbackGen.Verified<Shop.AcmePayment>(payload, null!)", "CS1729")]
    [InlineData("(CallbackGen.Verified<Shop.AcmePayment>)(object)payload", "")]
    public void Nobody_makes_a_verified_payload_by_hand(string expression, string error)
    {
        var source = $"class Forger {{ object Forge(Shop.AcmePayment payload) => {expression}; }}";

        var run = GeneratorRun.Of(
            TestState.Of(new FeedSchema { Properties = Properties, Verify = FeedSchema.Hmac("\"{rawBody}\"") }).With(source)
        );

        Assert.Equal(error.Length == 0 ? [] : [error], run.Diagnostics.Select(diagnostic => diagnostic.Id));
    }

    [Fact]
    public void The_documented_postback_that_covers_only_an_id_is_never_verified()
    {
        var schema = RepositoryFiles
            .Schemas()
            .Select(File.ReadAllText)
            .Single(text => text.Contains("\"CryptoCloud\"", StringComparison.Ordinal));

        var run = GeneratorRun.Of(
            TestState.Of(schema).With("class Handler { CallbackGen.Verified<Shop.CryptoCloudPostback>? Postback => null; }")
        );

        Assert.Equal(["CS0311"], run.Diagnostics.Select(diagnostic => diagnostic.Id));
    }

    [Theory]
    [InlineData("7", "2.00", "Confirmed 2.00")]
    [InlineData("8", "2.00", "NotConfirmed")]
    [InlineData("7", null, "NotConfirmed")]
    public void The_providers_answer_confirms_when_it_agrees_on_what_was_signed(string id, string? amount, string expected)
    {
        using var project = CompiledProject.Of(
            new FeedSchema { Properties = Properties, Verify = FeedSchema.Hmac(IdOnly) },
            Confirmation.Replace("RUNG", "Authenticated", StringComparison.Ordinal)
        );

        var message = project.Accepts(Requests.Json("""{ "id": "7", "amount": "1.00" }""", ("X-Signature", Requests.Hex("7|"))));

        Assert.Equal(expected, project.Call<string>("Probe", "Confirm", message, id, amount));
    }

    [Theory]
    [InlineData("Authenticated", "7", "7 1.00 settled")]
    [InlineData("Authenticated", "8", null)]
    [InlineData("Authenticated", null, null)]
    [InlineData("Received", "7", "7 1.00 settled")]
    [InlineData("Received", "8", "8 1.00 settled")]
    [InlineData("Received", null, null)]
    public void What_the_provider_says_is_kept_where_the_payload_has_no_place_for_it(string level, string? id, string? expected)
    {
        var schema =
            level == "Received"
                ? new FeedSchema { Properties = Properties }
                : new FeedSchema { Properties = Properties, Verify = FeedSchema.Hmac(IdOnly) };
        using var project = CompiledProject.Of(schema, Confirmation.Replace("RUNG", level, StringComparison.Ordinal));
        var message = project.Accepts(Requests.Json("""{ "id": "7", "amount": "1.00" }""", ("X-Signature", Requests.Hex("7|"))));

        var told = project.Call<string>("Probe", "ConfirmState", message, id, "settled");

        if (expected is null)
        {
            Assert.Equal("NotConfirmed", told);
            return;
        }

        Assert.StartsWith("Confirmed acme.payment at ", told, StringComparison.Ordinal);
        Assert.EndsWith($" {expected}", told, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("8", "2.00", "Confirmed 2.00")]
    [InlineData("7", null, "NotConfirmed")]
    public void A_received_callback_is_confirmed_by_the_provider_alone(string id, string? amount, string expected)
    {
        using var project = CompiledProject.Of(
            new FeedSchema { Properties = Properties },
            Confirmation.Replace("RUNG", "Received", StringComparison.Ordinal)
        );

        var message = project.Accepts(Requests.Json("""{ "id": "7", "amount": "1.00" }"""));

        Assert.Equal(typeof(Received<>), message.GetType().GetGenericTypeDefinition());
        Assert.Equal(expected, project.Call<string>("Probe", "Confirm", message, id, amount));
    }

    [Fact]
    public void Undeclared_members_outside_the_signature_are_kept_apart_from_the_payload()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """ "id": { "type": "string" }, "order": { "type": "object", "properties": { "a": { "type": "string" } } } """,
                Verify = FeedSchema.Hmac("\"{body:/id}\""),
            }
        );

        var message = project.Accepts(
            Requests.Json("""{ "id": "7", "new": 1, "order": { "new": 2 } }""", ("X-Signature", Requests.Hex("7")))
        );

        Assert.Equal(2, message.Receipt.UnknownMemberCount);
        Assert.Equal(["new"], message.Receipt.UnsignedMembers.Keys);
        Assert.Empty((UnknownMembers)Outcome.ValueOf(message, "Payload.UnknownMembers")!);
        Assert.Empty((UnknownMembers)Outcome.ValueOf(message, "Payload.Order.UnknownMembers")!);
    }

    /// <summary>
    /// The message includes all members except one, and the declared members of that one; its other members are unsigned.
    /// </summary>
    [Fact]
    public void Undeclared_members_of_an_object_that_the_message_leaves_out_are_kept_apart_too()
    {
        using var project = CompiledProject.Of(
            new FeedSchema
            {
                Properties = """
                "id": { "type": "string" },
                "order": { "type": ["object", "null"], "properties": { "a": { "type": ["string", "null"] } } }
                """,
                Verify = FeedSchema.Hmac(
                    """
                    [
                      "{body:/order/a}|",
                      {
                        "members": "*",
                        "except": ["order"],
                        "sort": "name",
                        "each": "{name}={value}",
                        "join": "&"
                      }
                    ]
                    """
                ),
            }
        );

        var message = project.Accepts(
            Requests.Json("""{ "id": "7", "order": { "a": "1", "new": 2 } }""", ("X-Signature", Requests.Hex("1|id=7")))
        );

        Assert.Equal(CallbackTrust.Verified, project.Feed.Trust);
        Assert.Equal((1, 0), (message.Receipt.UnknownMemberCount, message.Receipt.UnsignedMembers.Count));
        Assert.Empty((UnknownMembers)Outcome.ValueOf(message, "Payload.Order.UnknownMembers")!);
    }

    [Fact]
    public void Undeclared_members_inside_the_signature_are_part_of_the_payload()
    {
        const string Body = """{ "id": "7", "new": 1 }""";
        using var project = CompiledProject.Of(
            new FeedSchema { Properties = """ "id": { "type": "string" } """, Verify = FeedSchema.Hmac("\"{rawBody}\"") }
        );

        var message = project.Accepts(Requests.Json(Body, ("X-Signature", Requests.Hex(Body))));

        Assert.Equal(["new"], ((UnknownMembers)Outcome.ValueOf(message, "Payload.UnknownMembers")!).Keys);
    }

    [Theory]
    [InlineData(""" "idempotencyKey": ["/amount"] """, "CBG0037")]
    [InlineData(""" "idempotencyKey": ["/id"] """, null)]
    public void An_idempotency_key_stands_on_signed_members(string callback, string? problem) =>
        Assert.Equal(
            problem,
            Schema
                .SchemaReader.Read(
                    new FeedSchema
                    {
                        Properties = Properties,
                        Required = ["id", "amount"],
                        Verify = FeedSchema.Hmac(IdOnly),
                        Callback = callback,
                    }
                )
                .Problems.Where(found => found.Rule.DefaultSeverity == Microsoft.CodeAnalysis.DiagnosticSeverity.Error)
                .Select(found => found.Rule.Id)
                .FirstOrDefault()
        );

    private static bool IsUnsigned(CompiledProject project, string type, string member) =>
        project.Type(type).GetProperty(member)!.IsDefined(typeof(UnsignedAttribute), inherit: false);
}
