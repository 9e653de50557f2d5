using System.Net;
using CallbackGen.Inbox.Tests.Support;
using Microsoft.AspNetCore.Builder;

namespace CallbackGen.Inbox.Tests;

/// <summary>The identity of callbacks: repetitions, different callbacks and conflicts, sent over HTTP and read from the store.</summary>
public sealed class IdentityTests : IAsyncTests
{
    private readonly InboxApp _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task One_event_with_another_amount_is_kept_and_not_handled()
    {
        await StartAsync();

        await AcceptAsync("""{"id":"a","order":"o","status":"paid","amount":"10.00"}""");
        await AcceptAsync("""{"id":"a","order":"o","status":"paid","amount":"98765.43"}""");

        await _app.UntilCountAsync(CallbackState.Done, 1);
        Assert.Equal(1, (await _app.CountAsync())[CallbackState.Conflict]);
        Assert.Equal(["10.00"], _app.Handled);
        Assert.DoesNotContain(_app.Log, line => line.Contains("98765", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_conflict_that_comes_again_with_another_time_is_the_same_conflict()
    {
        await StartAsync();
        await AcceptAsync("""{"id":"a","order":"o","status":"paid","amount":"10.00","sentAt":"1"}""");

        await AcceptAsync("""{"id":"a","order":"o","status":"paid","amount":"99.00","sentAt":"2"}""");
        await AcceptAsync("""{"id":"a","order":"o","status":"paid","amount":"99.00","sentAt":"3"}""");

        var conflict = Assert.Single(await _app.Store.ListAsync(CallbackState.Conflict, 10, default));
        Assert.Equal(1, conflict.Duplicates);
    }

    [Theory]
    [InlineData("\"10\"")]
    [InlineData("\"10.00\"")]
    public async Task The_same_event_is_a_duplicate_however_its_amount_is_written_and_whenever_it_was_sent(string amount)
    {
        await StartAsync();
        await AcceptAsync("""{"id":"a","order":"o","status":"paid","amount":"10.0","sentAt":"1"}""");

        await AcceptAsync($$"""{"id":"a","order":"o","status":"paid","amount":{{amount}},"sentAt":"2"}""");

        await _app.UntilCountAsync(CallbackState.Done, 1);
        Assert.Equal([KeyValuePair.Create(CallbackState.Done, 1L)], await _app.CountAsync());
    }

    /// <summary>The schema declares the role, so an absent value differs from a present one.</summary>
    [Theory]
    [InlineData("""{"id":"a","order":"o","status":"paid"}""")]
    [InlineData("""{"id":"a","status":"paid","amount":"10.00"}""")]
    public async Task An_event_that_loses_its_amount_or_reference_is_a_conflict(string later)
    {
        await StartAsync();
        await AcceptAsync("""{"id":"a","order":"o","status":"paid","amount":"10.00"}""");

        await AcceptAsync(later);

        Assert.Single(await _app.Store.ListAsync(CallbackState.Conflict, 10, default));
    }

    [Fact]
    public async Task A_released_conflict_is_handled_under_its_own_id()
    {
        await StartAsync();
        await AcceptAsync("""{"id":"a","order":"o","status":"paid","amount":"10.00"}""");
        await AcceptAsync("""{"id":"a","order":"o","status":"paid","amount":"99.00"}""");
        await _app.UntilCountAsync(CallbackState.Done, 1);
        var conflict = Assert.Single(await _app.Store.ListAsync(CallbackState.Conflict, 10, default));

        Assert.True(await _app.Store.ReplayAsync(conflict.Id, "a person", default));

        await _app.UntilCountAsync(CallbackState.Done, 2);
        Assert.Equal(["10.00", "99.00"], _app.Handled);
    }

    [Fact]
    public async Task What_a_provider_signs_anew_while_it_waits_is_the_same_content()
    {
        var gate = new TaskCompletionSource();
        await _app.StartAsync(
            (app, it) => app.MapCallback<NovaNotice>("/in", async (Authenticated<NovaNotice> notice) => await gate.Task).StoreFirst(),
            options => options.Concurrency = 1
        );
        (await _app.SendAsync(NovaNotice.Feed, """{"invoice":"before","status":"paid","token":"-"}""")).Dispose();
        await _app.UntilCountAsync(CallbackState.Claimed, 1);
        const string Notice = """{"invoice":"i","status":"paid","amount":"10.00","token":"-"}""";
        var (first, second) = (InboxApp.Sign(NovaNotice.Feed, Notice), await SignLaterAsync(Notice));

        foreach (var request in (CallbackRequest[])[first, second])
            (await Testing.CallbackHttpClientExtensions.SendCallbackAsync(_app.Client, "/in", request)).Dispose();

        Assert.Equal(1, Assert.Single(await _app.Store.ListAsync(CallbackState.Waiting, 10, default)).Duplicates);
        gate.SetResult();
        await _app.UntilCountAsync(CallbackState.Done, 2);
    }

    /// <summary>An attacker must not cause the genuine callback to be treated as a repetition.</summary>
    [Fact]
    public async Task What_differs_outside_the_signature_is_another_callback()
    {
        await _app.StartAsync((app, it) => app.MapCallback<NovaNotice>("/in", (Authenticated<NovaNotice> notice) => { }).StoreFirst());

        foreach (var status in (string[])["pending", "paid"])
            (await _app.SendAsync(NovaNotice.Feed, $$"""{"invoice":"i","status":"{{status}}","token":"-"}""")).Dispose();

        await _app.UntilCountAsync(CallbackState.Done, 2);
    }

    /// <summary>A new token has another time, in whole seconds.</summary>
    private static async Task<CallbackRequest> SignLaterAsync(string json)
    {
        var first = InboxApp.Sign(NovaNotice.Feed, json).Body.ToArray();
        CallbackRequest later;
        do
        {
            await Task.Delay(100);
            later = InboxApp.Sign(NovaNotice.Feed, json);
        } while (later.Body.Span.SequenceEqual(first));
        return later;
    }

    private Task StartAsync() =>
        _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaPayment>("/in", (Verified<NovaPayment> payment) => it.Handled.Enqueue($"{payment.Payload.Amount}"))
                    .StoreFirst()
        );

    private async Task AcceptAsync(string json)
    {
        using var response = await _app.SendAsync(NovaPayment.Feed, json);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
