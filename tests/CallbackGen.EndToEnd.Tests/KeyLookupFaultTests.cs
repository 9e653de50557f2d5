using CallbackGen.AspNetCore;
using CallbackGen.EndToEnd.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallbackGen.EndToEnd.Tests;

/// <summary>
/// A failed key lookup is an error of the application: the callback is not handled, not reported as a forgery, and is redelivered.
/// </summary>
public sealed class KeyLookupFaultTests
{
    private const string Order = """{"order_id":"A-1","amount":"10.00"}""";

    private static readonly Dictionary<string, Func<Exception>> Failures = new()
    {
        ["io"] = () => new IOException(),
        ["file"] = () => new FileNotFoundException(),
        ["data"] = () => new InvalidDataException(),
        ["cancelled"] = () => new OperationCanceledException(),
        ["timeout"] = () => new TimeoutException(),
        ["operation"] = () => new InvalidOperationException(),
        ["request"] = () => new Microsoft.AspNetCore.Http.BadHttpRequestException("of the store's own API"),
        ["http"] = () => new HttpRequestException(),
        ["null"] = () => new NullReferenceException(),
    };

    public static TheoryData<string, bool> Cases
    {
        get
        {
            var cases = new TheoryData<string, bool>();
            foreach (var failure in Failures.Keys)
            {
                cases.Add(failure, false);
                cases.Add(failure, true);
            }

            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_lookup_that_throws_is_answered_as_a_failure(string failure, bool isLate)
    {
        var seen = new List<string>();
        await using var app = await TestApp.StartAsync(
            app =>
                app.MapCallback<AcmeAccount>(
                    "/account",
                    (Verified<AcmeAccount> order) =>
                    {
                        seen.Add(order.Payload.OrderId);
                    }
                ),
            builder => builder.Services.AddSingleton<ICallbackKeyLookup>(new FailingLookup(Failures[failure], isLate)).AddCallbacks(),
            ("Callbacks:Unused", null)
        );
        using var measured = Measurements.Of(app);

        using var response = await app.PostAsync("/account", Order);
        await app.StopAsync();

        // A server may answer an exception that represents a bad request itself.
        Assert.Equal(failure == "request" ? 400 : 500, (int)response.StatusCode);
        Assert.Empty(seen);
        Assert.Equal(LogLevel.Error, Assert.Single(app.Logs.Named("CallbackRequestFailed")).Level);
        Assert.Empty(app.Logs.Named("CallbackRejected"));
        Assert.Contains(
            measured.Lines,
            line => line.StartsWith("callbackgen.callbacks.failed 1 remote.account verification ", StringComparison.Ordinal)
        );
    }

    private sealed class FailingLookup(Func<Exception> failure, bool isLate) : ICallbackKeyLookup
    {
        public async ValueTask<IReadOnlyList<string>> FindAsync(CallbackKeyLookupRequest request, CancellationToken cancellationToken)
        {
            if (isLate)
                await Task.Yield();
            throw failure();
        }
    }
}
