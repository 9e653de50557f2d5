using CallbackGen.Generator.Schema;

namespace CallbackGen.Generator.Tests.Payloads;

/// <summary>A callback that never arrived, and that the provider's API reports, has the same key that it would have had.</summary>
public sealed class ReconcileTests
{
    private const string Body = """{"id":"a/7","amount":10.50,"state":"paid","shop":"N1"}""";

    /// <summary>A shop's reconciliation, with an API that knows one payment.</summary>
    private const string Shop = """
        namespace Shop;
        using global::System;
        using global::System.Threading;
        using global::System.Threading.Tasks;
        using CallbackGen;

        internal static class Probe
        {
            public static CallbackMessage Found(string? keySet, string? lookedUpBy, TimeProvider? clock) =>
                AcmePayment.Feed.ReconcileAsync(AskAsync, keySet, lookedUpBy, clock).GetAwaiter().GetResult().GetValueOrThrow();

            public static string? KeyOf(CallbackMessage message) => ((Confirmed<AcmePayment>)message).Key;

            public static string? Answered(string? answer) =>
                AcmePayment.Feed.ReconcileAsync(
                    _ => Task.FromResult(answer),
                    id => id.Length == 0 ? null : new AcmePayment { Id = id, Amount = 1, State = "paid", Shop = "N1" }
                ).GetAwaiter().GetResult() is { } result && result.TryGetValue(out var confirmed, out var rejection)
                    ? confirmed.Answer + " " + confirmed.Key
                    : rejection!.ToString();

            public static CallbackRejection? Unknown() =>
                AcmePayment.Feed.ReconcileAsync(_ => Task.FromResult<AcmePayment?>(null)).GetAwaiter().GetResult().Rejection;

            public static bool SawToken()
            {
                using var source = new CancellationTokenSource();
                var seen = default(CancellationToken);
                AcmePayment.Feed.ReconcileAsync(
                    token =>
                    {
                        seen = token;
                        return Task.FromResult<AcmePayment?>(null);
                    },
                    cancellationToken: source.Token).GetAwaiter().GetResult();
                return seen == source.Token;
            }

            private static async Task<AcmePayment?> AskAsync(CancellationToken cancellationToken)
            {
                await Task.Yield();
                return new AcmePayment { Id = "a/7", Amount = 10.5m, State = "paid", Shop = "N1" };
            }
        }
        """;

    private static readonly FeedSchema Schema = new()
    {
        Properties =
            """ "id": { "type": "string" }, "amount": { "type": "number" }, "state": { "type": "string" }, "shop": { "type": "string" } """,
        Required = ["id", "amount", "state", "shop"],
        Verify = FeedSchema.Hmac("\"{rawBody}\""),
        Keys = """ "secret": { "encoding": "utf8", "lookup": "body:/shop" } """,
        Callback = """ "event": "Settlement", "idempotencyKey": ["/id", "/amount", "/state"] """,
    };

    private static readonly Lazy<CompiledProject> Project = new(() => CompiledProject.Of(Schema, Shop));

    [Theory]
    [InlineData(null, null, "acme.settlement:acme:a%2F7/10.5/paid")]
    [InlineData("Sandbox", null, "acme.settlement:sandbox:a%2F7/10.5/paid")]
    [InlineData(null, "N1", "acme.settlement:acme/N1:a%2F7/10.5/paid")]
    [InlineData("Sand box", "n/1", "acme.settlement:sand%20box/n%2F1:a%2F7/10.5/paid")]
    public void Its_key_is_the_callbacks_own(string? keySet, string? lookedUpBy, string key)
    {
        var keys = Project.Value.Keys();
        if (keySet is not null)
            keys = keys.WithName(keySet);
        if (lookedUpBy is not null)
            keys = keys.With("secret", keys.Get("secret"), lookedUpBy);
        var callback = Project.Value.Feed.VerifyMessage(Requests.Json(Body).Signed("X-Signature", Body), keys).GetValueOrThrow();
        var reconciled = Found(keySet, lookedUpBy);

        Assert.Equal(key, reconciled.Receipt.IdempotencyKey);
        Assert.Equal(callback.Receipt.IdempotencyKey, reconciled.Receipt.IdempotencyKey);
        Assert.Equal(key, Project.Value.Call<string?>("Probe", "KeyOf", reconciled));
    }

    [Fact]
    public void Its_receipt_says_whose_it_is_and_when()
    {
        var receipt = Found("Sandbox", null).Receipt;

        Assert.Equal(
            ("acme.payment", "Sandbox", FixedClock.AtNoon.GetUtcNow(), (string?)null),
            (receipt.Feed, receipt.KeySet, receipt.VerifiedAt, receipt.KeyId)
        );
        Assert.Equal("Acme", Found(null, null).Receipt.KeySet);
    }

    [Fact]
    public void What_the_provider_does_not_know_is_not_confirmed()
    {
        Assert.Equal(CallbackRejectionReason.NotConfirmed, Project.Value.Call<CallbackRejection?>("Probe", "Unknown")!.Reason);
        Assert.True(Project.Value.Call<bool>("Probe", "SawToken"));
    }

    [Fact]
    public void An_answer_of_another_type_is_kept_beside_what_it_states()
    {
        Assert.Equal("p-1 acme.settlement:acme:p-1/1/paid", Project.Value.Call<string?>("Probe", "Answered", "p-1"));
        Assert.StartsWith("NotConfirmed", Project.Value.Call<string?>("Probe", "Answered", [null]), StringComparison.Ordinal);
        Assert.StartsWith("NotConfirmed", Project.Value.Call<string?>("Probe", "Answered", ""), StringComparison.Ordinal);
    }

    [Fact]
    public void A_feed_with_unsigned_members_has_its_confirmed_key()
    {
        using var project = CompiledProject.Of(
            Schema with
            {
                Verify = FeedSchema.Hmac("\"{body:/id}|{body:/shop}\""),
                Callback = """ "idempotencyKey": ["/id"], "confirmedKey": ["/id", "/state"] """,
            },
            Shop
        );
        var message = project.Call<CallbackMessage>("Probe", "Found", null, "N1", null);

        Assert.Equal("acme.payment:acme/N1:a%2F7/paid", project.Call<string?>("Probe", "KeyOf", message));
        Assert.Equal("acme.payment:acme/N1:a%2F7", message.Receipt.IdempotencyKey);
    }

    [Fact]
    public void A_schema_with_errors_names_nothing()
    {
        var schema = Schema with { Callback = """ "idempotencyKey": ["/id", "/nowhere"] """ };
        Assert.NotEmpty(SchemaReader.Read(schema).Problems);
        using var project = CompiledProject.Of(schema, Shop);

        Assert.Equal(CallbackRejectionReason.SchemaInvalid, project.Call<CallbackRejection?>("Probe", "Unknown")!.Reason);
    }

    [Theory]
    [InlineData("", null)]
    [InlineData(" ", null)]
    public void A_key_set_has_a_name(string keySet, string? lookedUpBy) =>
        Assert.ThrowsAny<ArgumentException>(() => Bare(() => Found(keySet, lookedUpBy)));

    [Fact]
    public void A_feed_whose_key_is_configured_has_no_text_that_finds_it()
    {
        using var project = CompiledProject.Of(Schema with { Keys = null }, Shop);

        var thrown = Assert.Throws<ArgumentException>(() => Bare(() => project.Call<CallbackMessage>("Probe", "Found", null, "N1", null)));
        Assert.Contains("No key of acme.payment is looked up", thrown.Message, StringComparison.Ordinal);
    }

    private static CallbackMessage Found(string? keySet, string? lookedUpBy) =>
        Project.Value.Call<CallbackMessage>("Probe", "Found", keySet, lookedUpBy, FixedClock.AtNoon);

    /// <summary>Rethrows the exception of the method, instead of the one of reflection.</summary>
    private static void Bare(Action call)
    {
        try
        {
            call();
        }
        catch (System.Reflection.TargetInvocationException thrown)
        {
            throw thrown.InnerException!;
        }
    }
}
