using System.Net;
using CallbackGen.Inbox.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.Inbox.Tests;

/// <summary>If unsigned content alone distinguishes effects, the log warns and states the remedy.</summary>
public sealed class NamelessEffectTests : IAsyncTests
{
    private readonly InboxApp _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private string[] Warnings => [.. _app.Log.Where(line => line.StartsWith("CallbackEffectsNameless", StringComparison.Ordinal))];

    [Fact]
    public async Task A_handler_that_takes_the_delivery_of_a_feed_that_is_not_signed_as_a_whole_is_warned_of_when_it_is_mapped()
    {
        await _app.StartAsync(
            (app, it) =>
            {
                app.MapCallback<NovaPartial>("/in", (Authenticated<NovaPartial> partial, ICallbackDelivery delivery) => { }).StoreFirst();
                app.MapCallback<NovaPartial>("/other", (Authenticated<NovaPartial> partial, ICallbackDelivery delivery) => { })
                    .WithKeySet("Other")
                    .StoreFirst();
                app.MapCallback<NovaPing>("/ping", (Received<NovaPing> ping, ICallbackDelivery delivery) => { })
                    .StoreFirst(store => store.Quota(1, TimeSpan.FromDays(1)));
            },
            services: services => services.AddCallbacks(options => options.RequireKeys = false)
        );

        Assert.Collection(
            Warnings.Order(),
            line => Assert.Contains("nova.partial: ", line, StringComparison.Ordinal),
            line => Assert.Contains("nova.ping: ", line, StringComparison.Ordinal)
        );
        Assert.All(Warnings, line => Assert.Contains("\"confirmedKey\"", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_said_where_the_event_has_a_name_or_the_handler_commits_nothing()
    {
        await _app.StartAsync(
            (app, it) =>
            {
                app.MapCallback<NovaPayment>(
                        "/payment",
                        (Verified<NovaPayment> payment, ICallbackDelivery delivery, CancellationToken token) =>
                            delivery.CommitAsync(Provider.Write("paid"), token)
                    )
                    .StoreFirst();
                app.MapCallback<NovaNotice>("/notice", (Authenticated<NovaNotice> notice, ICallbackDelivery delivery) => { }).StoreFirst();
                app.MapCallback<NovaPartial>("/partial", (Authenticated<NovaPartial> partial) => { }).StoreFirst();
            }
        );

        await AcceptAsync(NovaPayment.Feed, """{"id":"i","status":"paid"}""", "/payment");
        await AcceptAsync(NovaPartial.Feed, """{"id":"i","total":1,"sign":"-"}""", "/partial");

        await _app.UntilCountAsync(CallbackState.Done, 2);
        Assert.Empty(Warnings);
    }

    [Fact]
    public async Task A_handler_among_the_services_is_warned_of_when_it_commits_for_the_first_time()
    {
        await _app.StartAsync(
            (app, it) => app.MapCallback<NovaPartial>("/in").StoreFirst(),
            services: services => services.AddScoped<IAuthenticatedCallbackHandler<NovaPartial>, Handler>()
        );
        Assert.Empty(Warnings);

        await AcceptAsync(NovaPartial.Feed, """{"id":"a","total":1,"sign":"-"}""", "/in");
        await AcceptAsync(NovaPartial.Feed, """{"id":"b","total":1,"sign":"-"}""", "/in");

        await _app.UntilCountAsync(CallbackState.Done, 2);
        Assert.Contains("nova.partial: ", Assert.Single(Warnings), StringComparison.Ordinal);
    }

    private async Task AcceptAsync(CallbackFeed feed, string json, string path)
    {
        using var response = await _app.SendAsync(feed, json, path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private sealed class Handler(ICallbackDelivery delivery) : IAuthenticatedCallbackHandler<NovaPartial>
    {
        public Task HandleAsync(Authenticated<NovaPartial> callback, CancellationToken cancellationToken) =>
            delivery.CommitAsync(Provider.Write(callback.Payload.Id), cancellationToken);
    }
}
