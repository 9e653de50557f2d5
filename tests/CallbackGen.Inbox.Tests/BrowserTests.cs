using System.Net;
using CallbackGen.Inbox.Tests.Support;
using CallbackGen.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace CallbackGen.Inbox.Tests;

/// <summary>The payer's browser delivers the callback, and is redirected after it is stored.</summary>
public sealed class BrowserTests : IAsyncTests
{
    private readonly InboxApp _app = new();
    private readonly HttpClient _browser = new(new HttpClientHandler { AllowAutoRedirect = false });

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task It_is_sent_on_when_the_callback_is_stored_and_again_when_it_comes_again()
    {
        await StartAsync();

        for (var visit = 0; visit < 2; visit++)
        {
            using var response = await VisitAsync();
            Assert.Equal(HttpStatusCode.Redirect, response.StatusCode);
            Assert.Equal("/thanks?order=o-1", response.Headers.Location?.OriginalString);
        }

        await _app.UntilCountAsync(CallbackState.Done, 1);
        Assert.Equal(["o-1"], _app.Handled);
        Assert.Equal(1, (await _app.CountAsync()).Values.Sum());
    }

    [Fact]
    public async Task It_is_not_sent_on_when_nothing_was_stored()
    {
        await StartAsync(inbox => inbox.UseSqlite("/nowhere/at/all.db"));

        using var response = await VisitAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter);
        Assert.Null(response.Headers.Location);
    }

    [Fact]
    public async Task It_is_not_sent_on_when_what_it_brings_is_forged()
    {
        await StartAsync();
        var signed = Signed();

        using var response = await _browser.GetAsync(Address(signed.Query.Replace("o-1", "o-2", StringComparison.Ordinal)));

        Assert.Equal(HttpStatusCode.Unauthorized, response.StatusCode);
        Assert.Empty(await _app.CountAsync());
    }

    [Fact]
    public async Task The_answer_may_be_made_of_the_whole_message()
    {
        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaReturn>("/in", (Verified<NovaReturn> payment) => { })
                    .StoreFirst(store => store.AnswerWith(message => Results.Text($"thank you: {message.Receipt.Feed}")))
        );

        using var response = await VisitAsync();

        Assert.Equal("thank you: nova.return", await response.Content.ReadAsStringAsync());
    }

    private static CallbackRequest Signed() =>
        new CallbackSigner(InboxApp.Keys.Of(NovaReturn.Feed)).Sign(CallbackRequest.Get("order=o-1&status=paid&sign="));

    private Uri Address(string query) => new(_app.Client.BaseAddress!, $"/in?{query}");

    private Task StartAsync(Action<Microsoft.Extensions.DependencyInjection.CallbackInboxBuilder>? store = null) =>
        _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaReturn>("/in", (Verified<NovaReturn> payment) => it.Handled.Enqueue(payment.Payload.Order))
                    .StoreFirst(stored => stored.AnswerWith(payment => Results.Redirect($"/thanks?order={payment.Order}"))),
            store: store
        );

    private Task<HttpResponseMessage> VisitAsync() => _browser.GetAsync(Address(Signed().Query));
}
