using System.Net;
using CallbackGen.Inbox.Tests.Support;
using CallbackGen.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CallbackGen.Inbox.Tests.Operations;

/// <summary>Beyond its limits the inbox refuses new callbacks, which the provider redelivers.</summary>
public sealed class LimitTests : IAsyncTests
{
    private static readonly string[] Ids = ["a", "b", "c"];

    private readonly InboxApp _app = new();
    private CallbackBacklog _backlog = new(new Dictionary<CallbackState, long>(), null);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task Beyond_its_size_callbacks_are_answered_503_until_one_has_ended()
    {
        await _app.StartAsync(Fail, options => (options.MaxRows, options.Attempts) = (2, 1));
        await MeasureAsync();

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable], await SendAllAsync());

        await _app.UntilCountAsync(CallbackState.Dead, 2);
        Assert.Equal(2, (await _app.CountAsync()).Values.Sum());
        Assert.Contains(
            "rows",
            Assert.Single(_app.Log, line => line.StartsWith("InboxFull", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );
        var dead = await _app.Store.ListAsync(CallbackState.Dead, 1, default);
        await _app.Store.DiscardAsync(dead[0].Id, "a person", default);
        await MeasureAsync();
        using var again = await SendAsync("c");
        Assert.Equal(HttpStatusCode.OK, again.StatusCode);
    }

    [Fact]
    public async Task Beyond_its_age_callbacks_are_answered_503_and_told_of_once()
    {
        await StartMeasuredAsync(options => options.MaxAge = TimeSpan.FromMinutes(10));
        _backlog = new(
            new Dictionary<CallbackState, long> { [CallbackState.Waiting] = 1 },
            TimeSpan.FromMinutes(10) + TimeSpan.FromTicks(1)
        );
        await MeasureAsync();

        using (var answer = await SendAsync("a"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
            Assert.NotNull(answer.Headers.RetryAfter);
        }

        using var second = await SendAsync("b");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
        Assert.Empty(await _app.CountAsync());
        Assert.Contains(
            "age",
            Assert.Single(_app.Log, line => line.StartsWith("InboxFull", StringComparison.Ordinal)),
            StringComparison.Ordinal
        );
        _backlog = _backlog with { OldestDue = TimeSpan.FromMinutes(10) };
        await MeasureAsync();
        using var third = await SendAsync("c");
        Assert.Equal(HttpStatusCode.OK, third.StatusCode);
    }

    [Fact]
    public async Task Without_limits_whatever_is_genuine_is_stored()
    {
        await StartMeasuredAsync(options => { });
        _backlog = new(new Dictionary<CallbackState, long> { [CallbackState.Waiting] = long.MaxValue }, TimeSpan.FromDays(365));
        await MeasureAsync();

        using var answer = await SendAsync("a");

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task A_forged_callback_is_answered_401_by_a_full_inbox_too()
    {
        await _app.StartAsync(Fail, options => (options.MaxRows, options.Attempts) = (1, 1));
        await MeasureAsync();
        using (await SendAsync("a")) { }

        using var answer = await _app.Client.SendCallbackAsync(
            "/in",
            new CallbackSigner(CallbackTestKeys.Generate(NovaPayment.Feed)).Sign(
                CallbackRequest.Post("""{"id":"b","status":"paid"}"""u8.ToArray(), "application/json")
            )
        );

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
    }

    public static TheoryData<string, Action<CallbackInboxOptions>> Mistakes =>
        new()
        {
            { "MaxAge", options => options.MaxAge = TimeSpan.Zero },
            {
                "MaxAge is no longer than PollInterval",
                options => (options.MaxAge, options.PollInterval) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1))
            },
            { "MaxRows", options => options.MaxRows = 0 },
            {
                "FirstRetry is longer than LongestRetry",
                options => (options.FirstRetry, options.LongestRetry) = (TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1))
            },
            { "KeepRefused is less than 0", options => options.KeepRefused = -1 },
            { "KeepRefusedBodies has no effect", options => options.KeepRefusedBodies = true },
        };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_setting_that_cannot_be_stops_the_start(string says, Action<CallbackInboxOptions> configure)
    {
        var failure = await Assert.ThrowsAsync<OptionsValidationException>(() => _app.StartAsync(Fail, configure));

        Assert.Contains($"CallbackInboxOptions.{says}", failure.Message, StringComparison.Ordinal);
    }

    private static void Fail(WebApplication app, InboxApp it) =>
        app.MapCallback<NovaPayment>("/in", (Verified<NovaPayment> payment) => Task.FromException(new InvalidOperationException()))
            .StoreFirst();

    /// <summary>Starts a program whose store reports a load that the test sets.</summary>
    private Task StartMeasuredAsync(Action<CallbackInboxOptions> configure) =>
        _app.StartAsync(
            Fail,
            configure,
            services: services =>
                services.AlterStore(store => new Compliance.AlteredStore(store) { Measure = () => Task.FromResult(_backlog) })
        );

    private Task MeasureAsync() => _app.Services.GetRequiredService<InboxLoad>().MeasureAsync(_app.Store, default);

    private async Task<List<HttpStatusCode>> SendAllAsync()
    {
        var statuses = new List<HttpStatusCode>();
        foreach (var id in Ids)
        {
            using var answer = await SendAsync(id);
            statuses.Add(answer.StatusCode);
        }

        return statuses;
    }

    private Task<HttpResponseMessage> SendAsync(string id) => _app.SendAsync(NovaPayment.Feed, $$"""{"id":"{{id}}","status":"paid"}""");
}
