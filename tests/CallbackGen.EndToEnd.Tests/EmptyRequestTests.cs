using System.Net;
using CallbackGen.EndToEnd.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.EndToEnd.Tests;

/// <summary>Genuine requests without a callback, such as a provider's test of the address.</summary>
public sealed class EmptyRequestTests
{
    [Theory]
    [InlineData("""{"events":[]}""", "")]
    [InlineData("""{"account":"7","events":[]}""", "OK 7")]
    public async Task It_is_acknowledged_and_no_handler_runs_and_the_log_says_so(string body, string answer)
    {
        var seen = new List<string>();
        await using var app = await TestApp.StartAsync(app =>
            app.MapCallback<AcmeEvents>(
                "/events",
                (Verified<AcmeEvents> order) =>
                {
                    seen.Add(order.Payload.OrderId);
                }
            )
        );
        using var measured = Measurements.Of(app);

        using var response = await app.PostAsync("/events", body);
        await app.StopAsync();

        Assert.Equal((HttpStatusCode.OK, answer), (response.StatusCode, await response.Content.ReadAsStringAsync()));
        Assert.Empty(seen);
        Assert.Contains("acme.events", Assert.Single(app.Logs.Named("CallbackEmpty")).Message, StringComparison.Ordinal);
        Assert.Empty(app.Logs.Named("CallbackAccepted"));
        Assert.Equal(["callbackgen.verification.duration acme.events empty"], measured.Lines);
    }

    /// <summary>Attack: an unsigned, empty request asks for a success.</summary>
    [Fact]
    public async Task One_that_is_not_signed_is_refused()
    {
        await using var app = await TestApp.StartAsync(app => app.MapCallback<AcmeEvents>("/events", (Verified<AcmeEvents> order) => { }));

        using var forged = await app.PostAsync("/events", """{"events":[]}""", TestApp.Sign("""{"events":[{}]}"""));
        using var unsigned = await app.PostAsync("/events", """{"events":[]}""", "");
        await app.StopAsync();

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (forged.StatusCode, unsigned.StatusCode));
        Assert.Empty(app.Logs.Named("CallbackEmpty"));
    }

    [Fact]
    public async Task One_at_a_shared_address_is_its_feeds()
    {
        await using var app = await TestApp.StartAsync(
            app => app.MapCallbacks([AcmeSale.Feed, AcmeEvents.Feed], "/all", (message, context) => Task.CompletedTask),
            builder => builder.Services.AddCallbacks()
        );

        using var response = await app.PostAsync("/all", """{"events":[]}""");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
