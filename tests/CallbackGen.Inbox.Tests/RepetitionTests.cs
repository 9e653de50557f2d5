using System.Net;
using CallbackGen.Inbox.Tests.Support;
using CallbackGen.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.Inbox.Tests;

/// <summary>Repeated content of a handled callback is handled again if the provider confirms its event, up to a limit.</summary>
public sealed class RepetitionTests : IAsyncTests
{
    private readonly InboxApp _app = new();
    private readonly Provider _provider = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task What_comes_again_too_fast_is_asked_for_again_and_no_quota_is_said_to_be_full()
    {
        var captured = InboxApp.Sign(NovaNotice.Feed, """{"invoice":"secret","status":"paid","amount":"10","token":"-"}""");
        var clock = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        await _app.StartAsync(
            (app, it) =>
                app.MapCallback<NovaNotice>(
                        "/in",
                        async (Authenticated<NovaNotice> notice, ICallbackDelivery delivery, CancellationToken token) =>
                        {
                            var confirmed = (await notice.ConfirmAsync(_provider.FindAsync, token)).GetValueOrThrow();
                            await delivery.CommitAsync(confirmed, Provider.Write("paid"), token);
                        }
                    )
                    .StoreFirst(),
            services: services => services.AddSingleton<TimeProvider>(clock)
        );
        _provider.Say("secret", NovaNoticeStatus.Paid, 10);

        for (var replay = 0; replay < 6; replay++)
        {
            Assert.Equal(HttpStatusCode.OK, await ReplayAsync());
            await _app.UntilCountAsync(CallbackState.Done, replay + 1);
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, await ReplayAsync());
        var line = Assert.Single(_app.Log, line => line.StartsWith("CallbackTooOften", StringComparison.Ordinal));
        Assert.DoesNotContain("secret", line, StringComparison.Ordinal);
        Assert.DoesNotContain(_app.Log, line => line.StartsWith("CallbackOverQuota", StringComparison.Ordinal));
        Assert.Equal(6, (await _app.CountAsync()).Values.Sum());
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(HttpStatusCode.OK, await ReplayAsync());
        await _app.UntilCountAsync(CallbackState.Done, 7);
        Assert.Equal(["paid"], Provider.Read(_app.File));

        async Task<HttpStatusCode> ReplayAsync()
        {
            using var response = await _app.Client.SendCallbackAsync("/in", captured);
            return response.StatusCode;
        }
    }
}
