using System.Net;
using System.Text;
using CallbackGen.Inbox.Tests.Support;
using Microsoft.AspNetCore.Builder;

namespace CallbackGen.Inbox.Tests.Operations;

/// <summary>Refused requests are stored for operators if configured, and do not affect other requests.</summary>
public sealed class RefusedTests : IAsyncTests
{
    private readonly InboxApp _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_refused_request_is_kept_without_what_was_sent()
    {
        await StartAsync(options => options.KeepRefused = 10);

        await ForgeAsync("/in?token=secret", "a-body");

        var kept = Assert.Single(await UntilKeptAsync(1));
        Assert.Equal(
            ("nova.payment", CallbackRejectionReason.SignatureMismatch, false, "POST", "/in", 6L),
            (kept.Feed, kept.Reason, kept.IsProven, kept.Method, kept.Path, kept.Length)
        );
        Assert.Equal("header:X-Signature", kept.Where);
        Assert.Equal(0, kept.Body.Length);
    }

    [Fact]
    public async Task Bodies_are_kept_where_somebody_wants_them_and_of_long_ones_the_beginning()
    {
        await StartAsync(options => (options.KeepRefused, options.KeepRefusedBodies) = (10, true));

        await ForgeAsync("/in", new string('x', 70_000));

        var kept = Assert.Single(await UntilKeptAsync(1));
        Assert.Equal((70_000L, 64 * 1024), (kept.Length, kept.Body.Length));
    }

    /// <summary>Otherwise a reader of the tables would see content that stored requests hide.</summary>
    [Fact]
    public async Task Bodies_of_feeds_with_secrets_are_not_kept()
    {
        await _app.StartAsync(
            (app, it) => app.MapCallback<NovaCard>("/in", (Verified<NovaCard> card) => { }).StoreFirst(),
            options => (options.KeepRefused, options.KeepRefusedBodies) = (10, true)
        );

        await ForgeAsync("/in", """{"id":"a","status":"paid","card":"4111"}""");

        var kept = Assert.Single(await UntilKeptAsync(1));
        Assert.Equal(("nova.card", 40L, 0), (kept.Feed, kept.Length, kept.Body.Length));
    }

    [Fact]
    public async Task Nothing_is_kept_unless_somebody_wants_it()
    {
        var added = 0;
        await StartAsync(
            options => { },
            inner => new Compliance.AlteredStore(inner)
            {
                AddRefused = (requests, keep) =>
                {
                    Interlocked.Increment(ref added);
                    return Task.CompletedTask;
                },
            }
        );

        await ForgeAsync("/in", "a-body");
        using var genuine = await _app.SendAsync(NovaPayment.Feed, """{"id":"a","status":"paid"}""");

        await _app.UntilCountAsync(CallbackState.Done, 1);
        Assert.Equal(0, added);
    }

    /// <summary>While the store writes, or hangs, requests beyond the limit are dropped and counted.</summary>
    [Fact]
    public async Task A_flood_keeps_nothing_genuine_from_being_stored()
    {
        var hangs = new TaskCompletionSource();
        var writes = 0;
        await StartAsync(
            options => options.KeepRefused = 10,
            inner => new Compliance.AlteredStore(inner)
            {
                AddRefused = async (requests, keep) =>
                {
                    Interlocked.Increment(ref writes);
                    await hangs.Task;
                    await inner.AddRefusedAsync(requests, keep, default);
                },
            }
        );

        await ForgeAsync("/in", "a-body");
        await InboxApp.UntilAsync(() => Task.FromResult(writes == 1));
        await Task.WhenAll(Enumerable.Range(0, 300).Select(number => ForgeAsync("/in", "a-body")));
        using (var genuine = await _app.SendAsync(NovaPayment.Feed, """{"id":"a","status":"paid"}"""))
            Assert.Equal(HttpStatusCode.OK, genuine.StatusCode);

        await _app.UntilCountAsync(CallbackState.Done, 1);
        await InboxApp.UntilAsync(() =>
            Task.FromResult(_app.Log.Any(line => line.StartsWith("RefusedRequestsDropped", StringComparison.Ordinal)))
        );
        Assert.Equal(1, writes);
        hangs.SetResult();
        Assert.Equal(10, (await UntilKeptAsync(10)).Count);
    }

    private Task StartAsync(Action<CallbackInboxOptions> configure, Func<ICallbackStore, ICallbackStore>? store = null) =>
        _app.StartAsync(
            (app, it) => app.MapCallback<NovaPayment>("/in", (Verified<NovaPayment> payment) => { }).WithMaxBodyBytes(100_000).StoreFirst(),
            configure,
            services: services =>
            {
                if (store is not null)
                    services.AlterStore(store);
            }
        );

    private async Task ForgeAsync(string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("X-Signature", new string('0', 64));
        using var answer = await _app.Client.SendAsync(request);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    private async Task<IReadOnlyList<RefusedRequest>> UntilKeptAsync(int count)
    {
        IReadOnlyList<RefusedRequest> kept = [];
        await InboxApp.UntilAsync(async () => (kept = await _app.Store.ListRefusedAsync(1000, default)).Count == count);
        return kept;
    }
}
