using System.Net;
using System.Text;
using CallbackGen.Inbox.Tests.Support;
using CallbackGen.Receiver;
using CallbackGen.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.Inbox.Tests;

/// <summary>A stored callback is handled only after the verifier that accepted it has verified it again, as of its arrival.</summary>
public sealed class VerifiedAgainTests : IAsyncTests
{
    private readonly InboxApp _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    /// <summary>The signature is valid for five minutes.</summary>
    [Fact]
    public async Task What_waited_for_days_verifies_as_of_its_arrival()
    {
        var signed = new CallbackSigner(InboxApp.Keys.Of(StripeEvent.Feed)).Sign(
            CallbackRequest.Post(
                Encoding.UTF8.GetBytes("""{"id":"evt_1","type":"charge.succeeded","data":{"object":{ } } }"""),
                "application/json"
            )
        );
        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<StripeEvent>("/in", (Verified<StripeEvent> _) => Task.FromException(new InvalidOperationException()))
                    .StoreFirst(),
            KeepTrying
        );
        await AnswerAsync(HttpStatusCode.OK, signed);
        await _app.StopAsync();

        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<StripeEvent>("/in", (Verified<StripeEvent> message) => it.Handled.Enqueue(message.Payload.Id)).StoreFirst(),
            services: services => services.AddSingleton<TimeProvider>(new Later(TimeSpan.FromDays(3)))
        );

        await _app.UntilCountAsync(CallbackState.Done, 1);
        Assert.Equal(["evt_1"], _app.Handled);
        // A new request with that time is late by that clock: it is quarantined.
        await AnswerAsync(HttpStatusCode.ServiceUnavailable, signed);
    }

    [Theory]
    [InlineData("UPDATE callback_request SET content = unhex(replace(hex(content), hex('10.00'), hex('99.00')))")]
    [InlineData("UPDATE callback_request SET content = unhex(replace(hex(content), hex('X-Signature'), hex('X-Something')))")]
    [InlineData("UPDATE callback SET item = 1")]
    public async Task What_somebody_has_written_into_the_table_is_not_handled(string sql)
    {
        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaPayment>("/in", (Verified<NovaPayment> _) => Task.FromException(new InvalidOperationException()))
                    .StoreFirst(),
            KeepTrying
        );
        await AnswerAsync(HttpStatusCode.OK, InboxApp.Sign(NovaPayment.Feed, """{"id":"a","status":"paid","amount":"10.00"}"""));
        await _app.StopAsync();
        SqliteFile.Execute(_app.File, sql);

        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaPayment>("/in", (Verified<NovaPayment> payment) => it.Handled.Enqueue(payment.Payload.Id)).StoreFirst()
        );

        await _app.UntilCountAsync(CallbackState.Quarantined, 1);
        Assert.Empty(_app.Handled);
        Assert.StartsWith(
            "its seal is invalid",
            Assert.Single(await _app.Store.ListAsync(CallbackState.Quarantined, 10, default)).LastFailure,
            StringComparison.Ordinal
        );
    }

    /// <summary>It must still wait when the program stops.</summary>
    private static void KeepTrying(CallbackInboxOptions options) => options.Attempts = int.MaxValue;

    private async Task AnswerAsync(HttpStatusCode status, CallbackRequest request)
    {
        using var response = await _app.Client.SendCallbackAsync("/in", request);
        Assert.Equal(status, response.StatusCode);
    }
}
