using CallbackGen.Analyzers.Tests.Harness;
using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.NoIdempotencyKeyAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1030: a handler uses an idempotency key that the schema does not declare.</summary>
public sealed class NoIdempotencyKeyTests
{
    [Theory]
    [InlineData("(Verified<AcmeEvent> callback, Orders orders) => orders.ShipAsync({|CBG1030:callback.Receipt.IdempotencyKey|}!)")]
    [InlineData(
        "(Verified<AcmeEvent> callback, Orders orders) => orders.ShipAsync({|CBG1030:callback.Receipt.IdempotencyKey|}!.ToUpperInvariant())"
    )]
    [InlineData("(Verified<AcmeEvent> callback, Ledger ledger) => ledger.TryBookAsync(\"1\", {|CBG1030:callback.Receipt.IdempotencyKey|})")]
    [InlineData(
        """
            (Verified<AcmeEvent> callback, Ledger ledger) =>
            {
                var key = {|CBG1030:callback.Receipt.IdempotencyKey|};
                return ledger.TryBookAsync("1", key);
            }
            """
    )]
    [InlineData(
        """
            (Verified<AcmeEvent> callback, Ledger ledger) =>
                ledger.AddAsync(new Row("1") { Key = {|CBG1030:callback.Receipt.IdempotencyKey|} })
            """
    )]
    [InlineData(
        """
            (Verified<AcmeEvent> callback, Ledger ledger) =>
                ledger.ExecuteAsync(
                    "insert into events values (@key)",
                    new { key = {|CBG1030:callback.Receipt.IdempotencyKey|} }
                )
            """
    )]
    public Task A_key_that_the_feed_never_has_is_reported(string handler) =>
        Verify.VerifyAnalyzerAsync(Program($"""app.MapCallback<AcmeEvent>("/x", {handler});"""), Types);

    [Theory]
    [InlineData("AcmePayment", "(Verified<AcmePayment> payment, Orders orders) => orders.ShipAsync(payment.Receipt.IdempotencyKey!)")]
    [InlineData(
        "AcmeEvent",
        """
            async (Verified<AcmeEvent> callback, Orders orders) =>
            {
                if (callback.Receipt.IdempotencyKey is { } key)
                    await orders.ShipAsync(key);
            }
            """
    )]
    [InlineData("AcmeEvent", "(Verified<AcmeEvent> callback, Orders orders) => orders.ShipAsync(callback.Receipt.Feed!)")]
    [InlineData(
        "AcmePayment",
        "(Verified<AcmePayment> callback, Ledger ledger) => ledger.TryBookAsync(\"1\", callback.Receipt.IdempotencyKey)"
    )]
    [InlineData(
        "AcmeEvent",
        """
            (Verified<AcmeEvent> callback, Ledger ledger) =>
                ledger.TryBookAsync("1", callback.Receipt.IdempotencyKey ?? callback.Payload.ToString())
            """
    )]
    [InlineData(
        "AcmeEvent",
        """
            (Verified<AcmeEvent> callback, Ledger ledger) =>
            {
                var key = callback.Receipt.IdempotencyKey;
                return key is null ? ledger.TryBookAsync("1", "none") : ledger.TryBookAsync("1", key);
            }
            """
    )]
    [InlineData(
        "AcmeEvent",
        "(Verified<AcmeEvent> callback, ILogger<Ledger> logger) => logger.LogInformation(\"{Key}\", callback.Receipt.IdempotencyKey)"
    )]
    [InlineData("AcmeEvent", "(Verified<AcmeEvent> callback, Ledger ledger) => ledger.NoteAsync(callback.Receipt.IdempotencyKey)")]
    [InlineData(
        "AcmeEvent",
        """
            (Verified<AcmeEvent> callback, Ledger ledger) =>
                string.IsNullOrEmpty(callback.Receipt.IdempotencyKey) ? ledger.NoteAsync(null) : Task.CompletedTask
            """
    )]
    public Task A_key_that_it_may_have_is_not(string feed, string handler) =>
        Verify.VerifyAnalyzerAsync(Program($"""app.MapCallback<{feed}>("/x", {handler});"""), Types);

    /// <summary>The message tells a reader of the handler what the author of the schema knew about the provider.</summary>
    [Fact]
    public async Task The_reason_of_the_schema_is_in_the_message()
    {
        const string Schema = """
            {
              "callback": {
                "provider": "Acme", "feed": "Push",
                "receive": [ { "method": "POST", "content": "json" } ],
                "keys": { "secret": { "encoding": "utf8" } },
                "verify": {
                  "scheme": "hmac", "algorithm": "sha256", "key": "secret",
                  "signature": { "from": "header:X-Sign", "encoding": "hex" }, "message": "{rawBody}"
                },
                "idempotencyKey": { "none": "The id of the delivery is in an unsigned header." }
              },
              "type": "object", "properties": { "ref": { "type": "string" } }
            }
            """;
        var test = new HandlerTest<Generator.Analyzers.NoIdempotencyKeyAnalyzer>
        {
            Schemas = [("/shop/schemas/acme.push.callback.json", Schema)],
            Sources =
            [
                Program(
                    """
                    app.MapCallback<AcmePush>(
                        "/x",
                        (Verified<AcmePush> push, Orders orders) => orders.ShipAsync({|CBG1030:push.Receipt.IdempotencyKey|}!)
                    );
                    """
                ),
                Types,
            ],
        };

        Assert.Contains(
            "has no \"idempotencyKey\" (it says: The id of the delivery is in an unsigned header); name",
            Assert.Single((await test.RunAsync()).Reported).GetMessage(System.Globalization.CultureInfo.InvariantCulture),
            StringComparison.Ordinal
        );
    }

    private const string Types = """
        namespace Shop;
        public record Row(string Id) { public string? Key { get; init; } }
        public sealed class Ledger
        {
            public Task TryBookAsync(string id, string? key) => Task.CompletedTask;
            public Task AddAsync(Row row) => Task.CompletedTask;
            public Task NoteAsync(string? text) => Task.CompletedTask;
            public Task ExecuteAsync(string sql, object values) => Task.CompletedTask;
        }
        """;
}
