using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using CallbackGen.AspNetCore;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.EndToEnd.Tests.Support;

/// <summary>The measurements of one application's meter, one per line; other applications run at the same time.</summary>
internal sealed class Measurements : IDisposable
{
    private readonly MeterListener _listener = new();

    public ConcurrentQueue<string> Lines { get; } = [];

    public static Measurements Of(TestApp app)
    {
        var measurements = new Measurements();
        var factory = app.Services.GetRequiredService<IMeterFactory>();
        measurements._listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == CallbackTelemetry.MeterName && ReferenceEquals(instrument.Meter.Scope, factory))
                listener.EnableMeasurementEvents(instrument);
        };
        measurements._listener.SetMeasurementEventCallback<long>(
            (instrument, value, tags, _) => measurements.Lines.Enqueue($"{instrument.Name} {value} {Values(tags)}")
        );
        measurements._listener.SetMeasurementEventCallback<double>(
            (instrument, _, tags, _) => measurements.Lines.Enqueue($"{instrument.Name} {Values(tags)}")
        );
        measurements._listener.Start();
        return measurements;
    }

    public void Dispose() => _listener.Dispose();

    private static string Values(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var values = new List<object?>();
        foreach (var tag in tags)
            values.Add(tag.Value);
        return string.Join(' ', values);
    }
}
