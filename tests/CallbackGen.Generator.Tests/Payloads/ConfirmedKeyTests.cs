namespace CallbackGen.Generator.Tests.Payloads;

/// <summary>A confirmed key identifies the event as the provider's API stated it, independent of the callback's claims.</summary>
public sealed class ConfirmedKeyTests
{
    private const string Members = """
        "id": { "type": "string" },
        "amount": { "type": "string", "format": "decimal", "coerce": true },
        "state": { "type": ["string", "null"] }
        """;

    /// <summary>Confirms a callback with an API that returns this amount and state.</summary>
    private const string Api = """
        namespace Shop;
        using global::System.Threading.Tasks;
        using CallbackGen;

        internal static class Probe
        {
            public static string? Key(CallbackMessage message, string amount, string? state) => Confirm(message, amount, state).Key;

            public static string? IdempotencyKey(CallbackMessage message, string amount, string? state) =>
                Confirm(message, amount, state).Receipt.IdempotencyKey;

            private static Confirmed<AcmePayment> Confirm(CallbackMessage message, string amount, string? state) =>
                ((RUNG<AcmePayment>)message).ConfirmAsync((claim, _) => Task.FromResult<AcmePayment?>(claim with
                {
                    Amount = decimal.Parse(amount, global::System.Globalization.CultureInfo.InvariantCulture), State = state,
                }))
                .GetAwaiter().GetResult().GetValueOrThrow();
        }
        """;

    private static readonly FeedSchema Partly = new()
    {
        Properties = Members,
        Required = ["id"],
        Receive = ["POST json", "POST form"],
        Verify = FeedSchema.Hmac("\"{body:/id}\""),
        Callback = """ "idempotencyKey": ["/id"], "confirmedKey": ["/id", "/amount", "/state"] """,
    };

    private static readonly Lazy<CompiledProject> Project = new(() =>
        CompiledProject.Of(Partly, Api.Replace("RUNG", "Authenticated", StringComparison.Ordinal))
    );

    /// <summary>Attack: someone who has a callback sends it again with another status, before or after the genuine one.</summary>
    [Fact]
    public void What_a_callback_claims_changes_nothing_about_its_key()
    {
        var forged = Json("""{"id":"7","amount":"9999","state":"refunded"}""");
        var genuine = Json("""{"id":"7","amount":"10.50","state":"paid"}""");

        Assert.Equal("acme.payment:acme:7/10.5/paid", Key(forged, "10.50", "paid"));
        Assert.Equal(Key(genuine, "10.50", "paid"), Key(forged, "10.50", "paid"));
        Assert.NotEqual(Key(genuine, "10.50", "pending"), Key(genuine, "10.50", "paid"));
        Assert.Equal("acme.payment:acme:7", genuine.Receipt.IdempotencyKey);
    }

    [Theory]
    [InlineData("10", "10.00")]
    [InlineData("0.10", "0.1")]
    [InlineData("0", "-0.00")]
    public void A_value_that_the_API_spells_otherwise_is_one_event(string one, string other) =>
        Assert.Equal(Key(Json("""{"id":"7"}"""), one, "paid"), Key(Json("""{"id":"7"}"""), other, "paid"));

    [Theory]
    [InlineData("7", "a/b", "acme.payment:acme:7/10/a%2Fb")]
    [InlineData("a:b c", "Paid out", "acme.payment:acme:a%3Ab%20c/10/Paid%20out")]
    [InlineData("7", null, "acme.payment:acme:7/10/")]
    public void Each_member_is_encoded_and_stays_in_its_place(string id, string? state, string key)
    {
        Assert.Equal(key, Key(Json($$"""{"id":"{{id}}"}"""), "10", state));
        var form = $"id={Uri.EscapeDataString(id)}&amount=1";
        Assert.Equal(key, Key(Project.Value.Accepts(Requests.Form(form).Signed("X-Signature", id)), "10.0", state));
    }

    [Fact]
    public void The_account_is_part_of_it() =>
        Assert.Equal(
            "acme.payment:sandbox:7/1/paid",
            Key(
                Project
                    .Value.Feed.VerifyMessage(
                        Requests.Json("""{"id":"7"}""").Signed("X-Signature", "7"),
                        Project.Value.Keys().WithName("Sandbox")
                    )
                    .GetValueOrThrow(),
                "1",
                "paid"
            )
        );

    [Fact]
    public void A_feed_that_names_no_such_members_has_none_even_where_it_has_an_idempotency_key()
    {
        using var project = CompiledProject.Of(
            Partly with
            {
                Callback = """ "idempotencyKey": ["/id"] """,
            },
            Api.Replace("RUNG", "Authenticated", StringComparison.Ordinal)
        );
        var message = project.Accepts(Requests.Json("""{"id":"7"}""").Signed("X-Signature", "7"));

        Assert.Null(project.Call<string?>("Probe", "Key", message, "1", "paid"));
        Assert.Equal("acme.payment:acme:7", project.Call<string?>("Probe", "IdempotencyKey", message, "1", "paid"));
    }

    [Theory]
    [InlineData("""{ "scheme": "none", "reason": "The provider signs nothing." }""", "Received")]
    [InlineData("""{ "scheme": "token", "from": "header:X-Token", "key": "secret" }""", "Authenticated")]
    public void A_feed_that_signs_nothing_has_one_of_what_the_API_stated(string verify, string level)
    {
        using var project = CompiledProject.Of(
            Partly with
            {
                Verify = verify,
                Callback = """ "confirmedKey": ["/state"] """,
                Required = ["state"],
                Properties = Members.Replace("[\"string\", \"null\"]", "\"string\"", StringComparison.Ordinal),
            },
            Api.Replace("RUNG", level, StringComparison.Ordinal).Replace("State = state", "State = state ?? \"\"", StringComparison.Ordinal)
        );
        var message = project.Accepts(Requests.Json("""{"id":"7","state":"paid"}""", ("X-Token", FeedSchema.Secret)));

        Assert.Equal("acme.payment:acme:failed", project.Call<string?>("Probe", "Key", message, "1", "failed"));
        Assert.Null(project.Call<string?>("Probe", "Key", message, "1", null)); // all members are empty
        Assert.Null(message.Receipt.IdempotencyKey);
    }

    private static CallbackMessage Json(string json) =>
        Project.Value.Accepts(
            Requests.Json(json).Signed("X-Signature", System.Text.Json.JsonDocument.Parse(json).RootElement.GetProperty("id").GetString()!)
        );

    private static string? Key(CallbackMessage message, string amount, string? state) =>
        Project.Value.Call<string?>("Probe", "Key", message, amount, state);
}
