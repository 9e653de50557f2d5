using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Net;
using CallbackGen.Inbox.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.Inbox.Tests.Operations;

/// <summary>The metrics of the inbox, and the traces of its attempts.</summary>
public sealed class MetricsTests : IAsyncTests
{
    private readonly InboxApp _app = new();
    private readonly ConcurrentQueue<string> _counted = [];
    private readonly MeterListener _meters = new();

    public async ValueTask DisposeAsync()
    {
        _meters.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task What_becomes_of_callbacks_is_counted()
    {
        await _app.StartAsync(Map, options => options.Attempts = 2);
        Listen();

        await SendAsync("""{"id":"a","status":"paid","amount":"1"}""");
        await SendAsync("""{"id":"a","status":"paid","amount":"1"}""");
        await SendAsync("""{"id":"a","status":"paid","amount":"2"}""");
        await SendAsync("""{"id":"fails","status":"paid"}""");

        await _app.UntilCountAsync(CallbackState.Dead, 1);
        await _app.UntilCountAsync(CallbackState.Done, 1);
        await InboxApp.UntilAsync(() => Task.FromResult(_counted.Count >= 11));
        Assert.Equal(
            [
                "accepted nova.payment",
                "accepted nova.payment",
                "conflict nova.payment",
                "dead nova.payment",
                "duplicate nova.payment",
                "failed nova.payment",
                "failed nova.payment",
                "handled nova.payment",
                "handling.duration nova.payment failed",
                "handling.duration nova.payment failed",
                "handling.duration nova.payment handled",
            ],
            _counted.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task The_store_is_measured_in_the_background()
    {
        await _app.StartAsync(Map, options => options.Attempts = 1);
        await SendAsync("""{"id":"fails","status":"paid"}""");
        await _app.UntilCountAsync(CallbackState.Dead, 1);
        await _app.Services.GetRequiredService<InboxLoad>().MeasureAsync(_app.Store, default);
        Listen();

        _meters.RecordObservableInstruments();

        Assert.Contains("rows dead 1", _counted);
        Assert.Contains("rows waiting 0", _counted);
        Assert.Contains("oldest_due 0", _counted);
    }

    [Fact]
    public async Task The_monitor_measures_by_itself_and_knows_nothing_while_the_store_fails()
    {
        var fails = false;
        await _app.StartAsync(
            Map,
            store: inbox => inbox.UseMemory(),
            services: services =>
                services.AlterStore(inner => new Compliance.AlteredStore(inner)
                {
                    Measure = () => fails ? throw new IOException() : inner.MeasureAsync(default),
                })
        );
        var load = _app.Services.GetRequiredService<InboxLoad>();

        await InboxApp.UntilAsync(() => Task.FromResult(load.Last is not null));
        fails = true;
        await Assert.ThrowsAsync<IOException>(() => load.MeasureAsync(_app.Store, default));
        Listen();
        _meters.RecordObservableInstruments();

        Assert.Empty(_counted);
    }

    /// <summary>The id of the request's activity, and those of the attempts' links.</summary>
    [Fact]
    public async Task An_attempt_is_linked_to_the_request_that_brought_its_callback()
    {
        var ended = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name is CallbackInboxTelemetry.ActivitySourceName or "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await _app.StartAsync(Map, options => options.Attempts = 2);
        var trace = ActivityTraceId.CreateRandom();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/in");
        var signed = InboxApp.Sign(NovaPayment.Feed, """{"id":"fails","status":"paid"}""");
        request.Content = new ByteArrayContent(signed.Body.ToArray()) { Headers = { { "Content-Type", "application/json" } } };
        request.Headers.Add("X-Signature", signed.Headers.GetValues("X-Signature")[0]);
        request.Headers.Add("traceparent", $"00-{trace}-00f067aa0ba902b7-01");
        request.Headers.Add("baggage", "user=a-person");

        using var answer = await _app.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await _app.UntilCountAsync(CallbackState.Dead, 1);
        await InboxApp.UntilAsync(() => Task.FromResult(Attempts().Count == 2));
        Assert.All(
            Attempts(),
            activity =>
            {
                Assert.Equal(default, activity.ParentSpanId);
                Assert.Equal((ActivityKind.Consumer, ActivityStatusCode.Error), (activity.Kind, activity.Status));
                Assert.Empty(activity.Baggage);
                Assert.Equal("failed", activity.GetTagItem("callbackgen.outcome"));
                Assert.Equal("nova.payment", activity.GetTagItem("callbackgen.feed"));
            }
        );
        Assert.Equal([1, 2], Attempts().Select(activity => activity.GetTagItem("callbackgen.attempt")).Order());
        var row = Assert.Single(await _app.Store.ListAsync(CallbackState.Dead, 10, default));
        Assert.All(Attempts(), activity => Assert.Equal(row.Id, activity.GetTagItem("callbackgen.id")));

        List<Activity> Attempts() =>
            [
                .. ended.Where(activity =>
                    activity.OperationName == CallbackInboxTelemetry.ActivityName
                    && activity.Links.Any(link => link.Context.TraceId == trace)
                ),
            ];
    }

    private static void Map(WebApplication app, InboxApp it) =>
        app.MapCallback<NovaPayment>(
                "/in",
                (Verified<NovaPayment> payment) =>
                    payment.Payload.Id == "fails" ? Task.FromException(new InvalidOperationException()) : Task.CompletedTask
            )
            .StoreFirst();

    private async Task SendAsync(string json)
    {
        using var answer = await _app.SendAsync(NovaPayment.Feed, json);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    /// <summary>Records the measurements of this program only, because other tests run programs at the same time.</summary>
    private void Listen()
    {
        var factory = _app.Services.GetRequiredService<IMeterFactory>();
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == CallbackInboxTelemetry.MeterName && instrument.Meter.Scope == factory)
                listener.EnableMeasurementEvents(instrument);
        };
        _meters.SetMeasurementEventCallback<long>(
            (instrument, value, tags, _) => Note(instrument, instrument.IsObservable ? $" {value}" : "", tags)
        );
        _meters.SetMeasurementEventCallback<double>(
            (instrument, value, tags, _) => Note(instrument, instrument.IsObservable ? FormattableString.Invariant($" {value}") : "", tags)
        );
        _meters.Start();
    }

    private void Note(Instrument instrument, string value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _counted.Enqueue(
            $"{instrument.Name["callbackgen.inbox.".Length..]}{string.Concat(tags.ToArray().Select(tag => $" {tag.Value}"))}{value}"
        );
}
