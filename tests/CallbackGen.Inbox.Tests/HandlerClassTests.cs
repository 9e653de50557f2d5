using System.Net;
using CallbackGen.Inbox.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.Inbox.Tests;

/// <summary>A handler class of each trust level is called with the stored message, in its own scope.</summary>
public sealed class HandlerClassTests : IAsyncTests
{
    private readonly InboxApp _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_class_handles_what_was_stored_with_the_delivery_of_its_scope()
    {
        await _app.StartAsync(
            (app, it) =>
            {
                app.MapCallback<NovaPayment>("/payment").StoreFirst();
                app.MapCallback<NovaPartial>("/partial").StoreFirst();
                app.MapCallback<NovaPing>("/ping").StoreFirst(store => store.Quota(10, TimeSpan.FromHours(1)));
            },
            services: services =>
                services
                    .AddSingleton(_app)
                    .AddScoped<ICallbackHandler<NovaPayment>, Handler>()
                    .AddScoped<IAuthenticatedCallbackHandler<NovaPartial>, Handler>()
                    .AddScoped<IReceivedCallbackHandler<NovaPing>, Handler>()
        );

        await AcceptAsync(NovaPayment.Feed, """{"id":"a","status":"paid"}""", "/payment");
        await AcceptAsync(NovaPartial.Feed, """{"id":"b","total":1,"sign":""}""", "/partial");
        using var ping = await _app.Client.PostAsync("/ping", new StringContent("""{"id":"c"}""", null, "application/json"));

        await _app.UntilCountAsync(CallbackState.Done, 3);
        Assert.Equal(["nova.partial 1", "nova.payment 1", "nova.ping 1"], _app.Handled.Order());
    }

    private async Task AcceptAsync(CallbackFeed feed, string json, string path)
    {
        using var response = await _app.SendAsync(feed, json, path);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    private sealed class Handler(InboxApp app, ICallbackDelivery delivery)
        : ICallbackHandler<NovaPayment>,
            IAuthenticatedCallbackHandler<NovaPartial>,
            IReceivedCallbackHandler<NovaPing>
    {
        public Task HandleAsync(Verified<NovaPayment> callback, CancellationToken cancellationToken) => Note(callback);

        public Task HandleAsync(Authenticated<NovaPartial> callback, CancellationToken cancellationToken) => Note(callback);

        public Task HandleAsync(Received<NovaPing> callback, CancellationToken cancellationToken) => Note(callback);

        private Task Note(CallbackMessage message)
        {
            app.Handled.Enqueue($"{message.Receipt.Feed} {delivery.Attempt}");
            return Task.CompletedTask;
        }
    }
}
