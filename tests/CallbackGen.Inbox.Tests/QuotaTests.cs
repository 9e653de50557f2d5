using System.Net;
using System.Text;
using CallbackGen.Inbox.Tests.Support;
using CallbackGen.Testing;
using Microsoft.AspNetCore.Builder;

namespace CallbackGen.Inbox.Tests;

/// <summary>A sender cannot fill a store with forged content.</summary>
public sealed class QuotaTests : IAsyncTests
{
    private readonly InboxApp _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_feed_that_nobody_signs_is_refused_without_a_quota()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            _app.StartAsync((app, it) => app.MapCallback<NovaPing>("/in", (Received<NovaPing> ping) => { }).StoreFirst())
        );

        Assert.Contains("nova.ping", failure.Message, StringComparison.Ordinal);
        Assert.Contains("store.Quota(", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_feed_whose_token_is_always_the_same_is_refused_without_a_quota()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            _app.StartAsync((app, it) => app.MapCallback<NovaKnock>("/in", (Authenticated<NovaKnock> knock) => { }).StoreFirst())
        );

        Assert.Contains("store.Quota(", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    public void A_quota_of_nothing_is_refused(int rows, int hours)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new CallbackStoreOptions().Quota(rows, TimeSpan.FromHours(hours)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new CallbackStoreOptions().QuotaPerSignedValue(rows, TimeSpan.FromHours(hours)));
    }

    [Fact]
    public async Task What_is_over_the_quota_is_not_stored_and_asked_for_again()
    {
        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaPing>("/in", (Received<NovaPing> ping) => { })
                    .StoreFirst(store => store.Quota(2, TimeSpan.FromHours(1)))
        );
        await AnswerAsync(HttpStatusCode.OK, Ping("one"));
        await AnswerAsync(HttpStatusCode.OK, Ping("two"));

        using var over = await SendAsync(Ping("secret-three"));

        Assert.Equal(HttpStatusCode.ServiceUnavailable, over.StatusCode);
        Assert.NotNull(over.Headers.RetryAfter);
        Assert.Equal(2, (await _app.CountAsync()).Values.Sum());
        Assert.Contains(_app.Log, line => line.StartsWith("CallbackOverQuota", StringComparison.Ordinal));
        Assert.DoesNotContain(_app.Log, line => line.Contains("secret-three", StringComparison.Ordinal));
        // A repetition adds no row.
        await AnswerAsync(HttpStatusCode.OK, Ping("one"));
    }

    /// <summary>The holder of one captured token can choose all content that the token does not cover.</summary>
    [Fact]
    public async Task A_captured_token_fills_no_store()
    {
        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaNotice>("/in", (Authenticated<NovaNotice> notice) => { })
                    .StoreFirst(store => store.QuotaPerSignedValue(3, TimeSpan.FromDays(1)))
        );
        var captured = InboxApp.Sign(NovaNotice.Feed, """{"invoice":"victim","status":"paid","amount":"0","token":"-"}""");
        var answers = new List<HttpStatusCode>();

        for (var forged = 0; forged < 6; forged++)
        {
            var body = Encoding
                .UTF8.GetString(captured.Body.Span)
                .Replace("\"amount\":\"0\"", $"\"amount\":\"{forged}\"", StringComparison.Ordinal);
            using var response = await SendAsync(CallbackRequest.Post(Encoding.UTF8.GetBytes(body), "application/json"));
            answers.Add(response.StatusCode);
        }

        Assert.Equal([.. Enumerable.Repeat(HttpStatusCode.OK, 3), .. Enumerable.Repeat(HttpStatusCode.ServiceUnavailable, 3)], answers);
        // Other senders are not affected.
        await AnswerAsync(
            HttpStatusCode.OK,
            InboxApp.Sign(NovaNotice.Feed, """{"invoice":"another","status":"paid","amount":"1","token":"-"}""")
        );
    }

    /// <summary>Members of nested objects, absent ones and empty ones are unsigned too.</summary>
    [Fact]
    public async Task A_captured_signature_fills_no_store_by_members_within_members()
    {
        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaPartial>("/in", (Authenticated<NovaPartial> partial) => { })
                    .StoreFirst(store => store.QuotaPerSignedValue(2, TimeSpan.FromDays(1)))
        );
        var captured = Encoding.UTF8.GetString(InboxApp.Sign(NovaPartial.Feed, """{"id":"i","total":10,"sign":"-"}""").Body.Span);
        var answers = new List<HttpStatusCode>();

        foreach (
            var more in (string[])
                [
                    "",
                    ",\"more\":{\"note\":\"1\"}",
                    ",\"more\":{\"note\":\"2\"}",
                    ",\"more\":{\"note\":\"\"}",
                    ",\"more\":{}",
                    ",\"note\":\"3\"",
                    ",\"undeclared\":1,\"note\":\"4\"",
                ]
        )
        {
            using var response = await SendAsync(
                CallbackRequest.Post(Encoding.UTF8.GetBytes(captured[..^1] + more + "}"), "application/json")
            );
            answers.Add(response.StatusCode);
        }

        Assert.Equal(2, answers.Count(answer => answer == HttpStatusCode.OK));
        Assert.Equal(5, answers.Count(answer => answer == HttpStatusCode.ServiceUnavailable));
    }

    [Fact]
    public async Task A_hundred_callbacks_a_day_are_stored_under_one_signed_value_unless_the_mapping_says_otherwise()
    {
        await _app.StartAsync((app, it) => app.MapCallback<NovaPartial>("/in", (Authenticated<NovaPartial> partial) => { }).StoreFirst());
        var captured = Encoding.UTF8.GetString(InboxApp.Sign(NovaPartial.Feed, """{"id":"i","total":10,"sign":"-"}""").Body.Span);

        for (var note = 0; note < 100; note++)
            await AnswerAsync(
                HttpStatusCode.OK,
                CallbackRequest.Post(Encoding.UTF8.GetBytes($"{captured[..^1]},\"note\":\"{note}\"}}"), "application/json")
            );

        await AnswerAsync(
            HttpStatusCode.ServiceUnavailable,
            CallbackRequest.Post(Encoding.UTF8.GetBytes($"{captured[..^1]},\"note\":\"more\"}}"), "application/json")
        );
    }

    [Fact]
    public async Task Callbacks_that_are_signed_as_a_whole_need_no_quota()
    {
        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaPayment>("/in", (Verified<NovaPayment> payment) => { })
                    .StoreFirst(store => store.Quota(1, TimeSpan.FromDays(1)).QuotaPerSignedValue(1, TimeSpan.FromDays(1)))
        );

        foreach (var id in (string[])["a", "b", "c"])
            await AnswerAsync(HttpStatusCode.OK, InboxApp.Sign(NovaPayment.Feed, $$"""{"id":"{{id}}","status":"paid"}"""));
    }

    private static CallbackRequest Ping(string id) =>
        CallbackRequest.Post(Encoding.UTF8.GetBytes($$"""{"id":"{{id}}"}"""), "application/json");

    private Task<HttpResponseMessage> SendAsync(CallbackRequest request) => _app.Client.SendCallbackAsync("/in", request);

    private async Task AnswerAsync(HttpStatusCode status, CallbackRequest request)
    {
        using var response = await SendAsync(request);
        Assert.Equal(status, response.StatusCode);
    }
}
