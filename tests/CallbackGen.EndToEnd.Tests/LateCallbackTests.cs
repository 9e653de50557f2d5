using System.Globalization;
using System.Net;
using CallbackGen.EndToEnd.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallbackGen.EndToEnd.Tests;

/// <summary>Callbacks that were delayed by a provider's queue or an outage.</summary>
public sealed class LateCallbackTests
{
    private const string Order = """{"order_id":"A-1","amount":"10.00"}""";

    [Fact]
    public async Task A_genuine_one_is_told_apart_from_a_forgery_and_from_what_does_not_fit_the_schema()
    {
        await using var app = await StartAsync();
        using var measured = Measurements.Of(app);

        var genuine = await PostAsync(app, KeyProvider.Noon.AddHours(-3));
        var forged = await PostAsync(app, KeyProvider.Noon.AddHours(-3), signed: KeyProvider.Noon);
        var early = await PostAsync(app, KeyProvider.Noon.AddHours(3));
        await app.StopAsync();

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (genuine, forged, early));
        var late = Assert.Single(app.Logs.Named("CallbackLate"));
        Assert.Equal((LogLevel.Warning, 25), (late.Level, late.Event.Id));
        Assert.Contains(
            "acme.timed callback is genuine and late: TimestampOutsideTolerance at 'header:X-Time'",
            late.Message,
            StringComparison.Ordinal
        );
        Assert.Equal(2, app.Logs.Named("CallbackRejected").Count());
        Assert.Empty(app.Logs.Named("CallbackUnreadable"));
        Assert.Equal(
            [
                "unreadable 1 acme.timed TimestampOutsideTolerance",
                "rejected 1 acme.timed SignatureMismatch",
                "rejected 1 acme.timed TimestampOutsideTolerance",
            ],
            measured
                .Lines.Where(line => line.StartsWith("callbackgen.callbacks.", StringComparison.Ordinal))
                .Select(line => line["callbackgen.callbacks.".Length..])
        );
    }

    [Fact]
    public async Task A_genuine_one_is_kept_apart_and_verifies_as_of_its_own_time()
    {
        var keeper = new RecordingKeeper();
        await using var app = await StartAsync(keeper);

        var late = await PostAsync(app, KeyProvider.Noon.AddHours(-3));
        var forged = await PostAsync(app, KeyProvider.Noon.AddHours(-3), signed: KeyProvider.Noon);
        var early = await PostAsync(app, KeyProvider.Noon.AddHours(3));

        Assert.Equal((HttpStatusCode.ServiceUnavailable, HttpStatusCode.Unauthorized, HttpStatusCode.Unauthorized), (late, forged, early));
        var (feed, rejection, request, keys) = Assert.Single(keeper.Quarantined);
        Assert.Equal((true, KeyProvider.Noon.AddHours(-3)), (rejection.IsProven, rejection.VerifiesAt));
        var then = new FakeTimeProvider(KeyProvider.Noon.AddHours(-3));
        Assert.True(feed.VerifyMessage(request, keys, then).IsSuccess);
    }

    /// <summary>Starts an application whose time is noon.</summary>
    private static Task<TestApp> StartAsync(RecordingKeeper? keeper = null) =>
        TestApp.StartAsync(
            app => app.MapCallback(AcmeTimed.Feed, "/timed", (_, _) => Task.CompletedTask).WithMetadata(keeper is null ? [] : [keeper]),
            builder => builder.Services.AddCallbacks().AddSingleton<TimeProvider>(new FakeTimeProvider(KeyProvider.Noon))
        );

    private static async Task<HttpStatusCode> PostAsync(TestApp app, DateTimeOffset at, DateTimeOffset? signed = null)
    {
        using var request = app.Request("/timed", new StringContent(Order), TestApp.Sign($"{Seconds(signed ?? at)}.{Order}"));
        request.Content!.Headers.ContentType = new("application/json");
        request.Headers.Add("X-Time", Seconds(at));
        using var response = await app.Client.SendAsync(request);
        return response.StatusCode;
    }

    private static string Seconds(DateTimeOffset time) => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
