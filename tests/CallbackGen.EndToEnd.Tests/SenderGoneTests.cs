using System.Text;
using CallbackGen.EndToEnd.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace CallbackGen.EndToEnd.Tests;

/// <summary>The sender disconnects while the handler runs: this is logged at the default level.</summary>
public sealed class SenderGoneTests
{
    private const string Order = """{"order_id":"A-1","amount":"10.00"}""";

    [Fact]
    public async Task A_handler_that_is_cancelled_is_logged_with_the_callback_and_how_long_it_ran()
    {
        var began = new TaskCompletionSource();
        await using var app = await TestApp.StartAsync(app =>
            app.MapCallback<AcmeOrder>(
                "/order",
                async (Verified<AcmeOrder> order, CancellationToken token) =>
                {
                    began.SetResult();
                    await Task.Delay(Timeout.Infinite, token);
                }
            )
        );
        using var measured = Measurements.Of(app);

        var line = await HangUpAsync(app, began, "CallbackHandlerCancelled");

        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.Contains("the handler of acme.order worked on the callback acme.order at ", line.Message, StringComparison.Ordinal);
        Assert.Contains($"IdempotencyKeyDigest={Digest("acme.order:acme:A-1")}", line.Everything, StringComparison.Ordinal);
        Assert.Matches("ElapsedSeconds=[0-9]", line.Everything);
        Assert.Contains("callbackgen.callbacks.aborted 1 acme.order handler", measured.Lines);
        Assert.Empty(app.Logs.Errors);
    }

    [Fact]
    public async Task A_handler_that_finishes_all_the_same_is_logged_as_one_whose_answer_nobody_gets()
    {
        var began = new TaskCompletionSource();
        await using var app = await TestApp.StartAsync(app =>
            app.MapCallback<AcmeOrder>(
                "/order",
                async (Verified<AcmeOrder> order, CancellationToken token) =>
                {
                    began.SetResult();
                    var gone = new TaskCompletionSource();
                    await using var registration = token.Register(gone.SetResult);
                    await gone.Task;
                }
            )
        );
        using var measured = Measurements.Of(app);

        var line = await HangUpAsync(app, began, "CallbackAnsweredTooLate");

        Assert.Equal(LogLevel.Warning, line.Level);
        Assert.Contains("the callback acme.order at ", line.Message, StringComparison.Ordinal);
        Assert.Contains("callbackgen.callbacks.aborted 1 acme.order answer", measured.Lines);
        Assert.Empty(app.Logs.Errors);
    }

    private static async Task<CapturedLog> HangUpAsync(TestApp app, TaskCompletionSource began, string eventName)
    {
        using (var connection = await RawConnection.OpenAsync(app.Address))
        {
            await connection.SendAsync(
                RawConnection.Head("/order", $"X-Signature: {TestApp.Sign(Order)}", $"Content-Length: {Order.Length}") + Order
            );
            await began.Task;
            connection.Reset();
        }

        while (!app.Logs.Named(eventName).Any())
            await Task.Delay(5);
        await app.StopAsync();
        return Assert.Single(app.Logs.Named(eventName));
    }

    private static string Digest(string key) =>
        Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(key)))[..16];
}
