using System.Diagnostics.Metrics;
using System.Reflection;
using System.Text.RegularExpressions;
using CallbackGen.AspNetCore;
using CallbackGen.EndToEnd.Tests.Support;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CallbackGen.EndToEnd.Tests;

/// <summary>The page about logs, metrics and traces lists exactly what the code emits.</summary>
public sealed class TelemetryPageTests
{
    private static readonly string Page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "telemetry.md")).ReplaceLineEndings("\n");

    [Fact]
    public async Task Every_instrument_is_on_the_page_with_its_kind_and_unit()
    {
        await using var app = await TestApp.StartAsync(app => app.MapCallback<AcmeOrder>("/order", (Verified<AcmeOrder> order) => { }));
        var factory = app.Services.GetRequiredService<IMeterFactory>();
        var instruments = new List<Instrument>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, factory) && instrument.Meter.Name == CallbackTelemetry.MeterName)
                    instruments.Add(instrument);
            },
        };
        listener.Start();

        Assert.NotEmpty(instruments);
        Assert.Equal(
            instruments.Select(instrument => $"{instrument.Name} {KindOf(instrument)} {instrument.Unit}").Order(StringComparer.Ordinal),
            Table("instrument").Select(row => $"{Code(row[0])} {row[1]} {Code(row[2])}").Order(StringComparer.Ordinal)
        );
        Assert.All(Table("instrument"), row => Assert.Equal([], Codes(row[3]).Except(Constants(typeof(TelemetryTags)))));
    }

    [Fact]
    public async Task Every_tag_that_is_measured_stands_in_its_instruments_row()
    {
        await using var app = await TestApp.StartAsync(app =>
        {
            app.MapCallback<AcmeOrder>("/order", (Verified<AcmeOrder> order) => { });
            app.MapCallback<AcmeOrder>("/throws", void (Verified<AcmeOrder> order) => throw new TimeZoneNotFoundException());
            app.MapCallback<AcmeOrder>(
                "/gone",
                (Verified<AcmeOrder> order, HttpContext context) =>
                {
                    context.RequestAborted = new(canceled: true);
                }
            );
        });
        var measured = new Dictionary<string, SortedSet<string>>();
        var factory = app.Services.GetRequiredService<IMeterFactory>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (ReferenceEquals(instrument.Meter.Scope, factory) && instrument.Meter.Name == CallbackTelemetry.MeterName)
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Note(measured, instrument, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Note(measured, instrument, tags));
        listener.Start();

        const string Order = """{"order_id":"A-1","amount":"10.00","payer":5,"more":1}""";
        foreach (var path in new[] { "/order", "/throws", "/gone" })
            (await app.PostAsync(path, Order)).Dispose();
        (await app.PostAsync("/order", Order, "00")).Dispose();
        (await app.PostAsync("/order", "{")).Dispose();
        app.Services.GetRequiredService<CallbackTelemetry>().KeysFetched("keys.example", "fetched");

        var rows = Table("instrument").ToDictionary(row => Code(row[0]), row => Codes(row[3]).Order(StringComparer.Ordinal));
        Assert.Equal(rows.Keys.Order(StringComparer.Ordinal), measured.Keys.Order(StringComparer.Ordinal));
        Assert.All(measured, instrument => Assert.Equal(rows[instrument.Key], instrument.Value));
    }

    [Fact]
    public void Every_tag_and_every_value_is_on_the_page()
    {
        var tags = Table("tag").ToDictionary(row => Code(row[0]), row => Codes(row[1]));

        Assert.Equal(Constants(typeof(TelemetryTags)).Order(StringComparer.Ordinal), tags.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(
            Constants(typeof(TelemetryOutcomes)).Order(StringComparer.Ordinal),
            tags[TelemetryTags.Outcome].Distinct().Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            Constants(typeof(TelemetryStages)).Order(StringComparer.Ordinal),
            tags[TelemetryTags.Stage].Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Every_reason_is_on_the_page_with_its_answer()
    {
        var answers = Table("reasons")
            .SelectMany(row =>
                Codes(row[0]).Select(reason => (reason, Status: int.Parse(row[1][..3], System.Globalization.CultureInfo.InvariantCulture)))
            )
            .ToList();

        Assert.Equal(
            Enum.GetNames<CallbackRejectionReason>().Order(StringComparer.Ordinal),
            answers.Select(answer => answer.reason).Order(StringComparer.Ordinal)
        );
        Assert.All(
            answers,
            answer => Assert.Equal((answer.reason, CallbackAnswers.StatusOf(Enum.Parse<CallbackRejectionReason>(answer.reason))), answer)
        );
    }

    [Fact]
    public void Every_event_is_on_the_page_with_its_level_and_what_to_do()
    {
        var events = typeof(CallbackLog)
            .GetMethods(BindingFlags.Static | BindingFlags.Public)
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>()
            .ToList();

        Assert.Equal(Constants<int>(typeof(CallbackEventIds)).Order(), events.Select(logged => logged.EventId).Order());
        Assert.Equal(
            events.OrderBy(logged => logged.EventId).Select(logged => $"{logged.EventId} {logged.EventName} {logged.Level}"),
            Table("id").Select(row => $"{row[0]} {Code(row[1])} {row[2]}")
        );
        Assert.All(Table("id"), row => Assert.NotEqual("", row[3]));
    }

    [Fact]
    public void The_names_of_meter_source_and_activity_are_on_the_page()
    {
        Assert.Contains($"The meter is `{CallbackTelemetry.MeterName}`.", Page, StringComparison.Ordinal);
        Assert.Contains($"The activity source is `{CallbackTelemetry.ActivitySourceName}`.", Page, StringComparison.Ordinal);
        Assert.Contains($"an activity `{CallbackTelemetry.ActivityName}`", Page, StringComparison.Ordinal);
    }

    private static string KindOf(Instrument instrument) => instrument is Histogram<double> ? "histogram" : "counter";

    private static void Note(
        Dictionary<string, SortedSet<string>> measured,
        Instrument instrument,
        ReadOnlySpan<KeyValuePair<string, object?>> tags
    )
    {
        if (!measured.TryGetValue(instrument.Name, out var names))
            measured[instrument.Name] = names = new(StringComparer.Ordinal);
        foreach (var tag in tags)
            names.Add(tag.Key);
    }

    /// <summary>The rows of the table whose first column has the given heading.</summary>
    private static List<string[]> Table(string first)
    {
        var table = Regex.Match(Page, $@"^\| {first} \|.*\n\|---.*\n((?:\|.*\n)+)", RegexOptions.Multiline);
        Assert.True(table.Success, first);
        return
        [
            .. table
                .Groups[1]
                .Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(row => row.Trim('|').Split('|', StringSplitOptions.TrimEntries)),
        ];
    }

    private static string Code(string cell) => Assert.Single(Codes(cell));

    private static IEnumerable<string> Codes(string cell) => Regex.Matches(cell, "`([^`]+)`").Select(match => match.Groups[1].Value);

    private static IEnumerable<string> Constants(Type type) => Constants<string>(type);

    private static IEnumerable<T> Constants<T>(Type type) =>
        type.GetFields(BindingFlags.Static | BindingFlags.Public)
            .Where(field => field.IsLiteral)
            .Select(field => (T)field.GetRawConstantValue()!);
}
