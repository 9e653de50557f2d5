using System.Net;
using System.Text;
using CallbackGen.Inbox.Tests.Support;
using CallbackGen.Testing;
using Microsoft.AspNetCore.Builder;

namespace CallbackGen.Inbox.Tests;

/// <summary>Events that a header names: the inbox keeps the header with the request, and reads the same event from it.</summary>
public sealed class NamedEventTests : IAsyncTests
{
    private readonly InboxApp _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_stored_callback_is_the_event_that_it_was()
    {
        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaNamed>(
                        "/in",
                        (Verified<NovaNamed> message) =>
                            it.Handled.Enqueue(
                                message.Payload switch
                                {
                                    NovaNamedPaid paid => $"paid {paid.PaidAt} {paid.EventName}",
                                    NovaNamedLost lost => $"lost {lost.Reason} {lost.EventName}",
                                    _ => $"unknown {message.Payload.EventName}",
                                }
                            )
                    )
                    .StoreFirst()
        );

        Assert.Equal(HttpStatusCode.OK, await SendAsync("""{"paid_at":"today"}""", "settled"));
        Assert.Equal(HttpStatusCode.OK, await SendAsync("""{"reason":"declined"}""", "lost"));
        Assert.Equal(HttpStatusCode.OK, await SendAsync("""{"reason":"other"}""", "moved"));
        // Genuine, and unreadable as that event: it is kept for a person, and the provider repeats it.
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await SendAsync("""{"paid_at":"tomorrow"}""", "paid", sentAs: "lost"));

        await _app.UntilCountAsync(CallbackState.Done, 3);
        Assert.Equal(["lost declined lost", "paid today settled", "unknown moved"], _app.Handled.Order(StringComparer.Ordinal));
    }

    /// <summary>Sends a genuine body, under its own name or another.</summary>
    private async Task<HttpStatusCode> SendAsync(string body, string name, string? sentAs = null)
    {
        var signed = new CallbackSigner(InboxApp.Keys.Of(NovaNamed.Feed)).Sign(
            CallbackRequest.Post(Encoding.UTF8.GetBytes(body), "application/json", [KeyValuePair.Create("X-Nova-Event", name)])
        );
        using var message = signed.ToHttpRequestMessage("/in");
        if (sentAs is not null)
        {
            message.Headers.Remove("X-Nova-Event");
            message.Headers.Add("X-Nova-Event", sentAs);
        }

        using var response = await _app.Client.SendAsync(message);
        return response.StatusCode;
    }
}
