using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.NoIdempotencyKeyAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1030: a key is claimed that the schema does not name.</summary>
public sealed class NoIdempotencyKeyTests
{
    [Theory]
    [InlineData("(Verified<AcmeEvent> callback, Orders orders) => orders.ShipAsync({|CBG1030:callback.Receipt.IdempotencyKey|}!)")]
    [InlineData("(Verified<AcmeEvent> callback, Orders orders) => orders.ShipAsync({|CBG1030:callback.Receipt.IdempotencyKey|}!.ToUpperInvariant())")]
    public Task A_key_that_the_feed_never_has_is_reported(string handler) => Verify.VerifyAnalyzerAsync(Program($"""app.MapCallback<AcmeEvent>("/x", {handler});"""));

    [Theory]
    [InlineData("AcmePayment", "(Verified<AcmePayment> payment, Orders orders) => orders.ShipAsync(payment.Receipt.IdempotencyKey!)")]
    [InlineData("AcmeEvent", "async (Verified<AcmeEvent> callback, Orders orders) => { if (callback.Receipt.IdempotencyKey is { } key) await orders.ShipAsync(key); }")]
    [InlineData("AcmeEvent", "(Verified<AcmeEvent> callback, Orders orders) => orders.ShipAsync(callback.Receipt.Feed!)")]
    public Task A_key_that_it_may_have_is_not(string feed, string handler) => Verify.VerifyAnalyzerAsync(Program($"""app.MapCallback<{feed}>("/x", {handler});"""));
}
