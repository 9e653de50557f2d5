using System.Diagnostics.Metrics;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using CallbackGen.AspNetCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallbackGen.Inbox.Tests;

/// <summary>The page about operations lists exactly the inbox's operations.</summary>
public class OperationsPageTests
{
    private static readonly string Page = ReadPage();

    [Fact]
    public void Every_instrument_is_on_the_page_with_its_kind_and_unit()
    {
        var instruments = new List<Instrument>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == CallbackInboxTelemetry.MeterName)
                    instruments.Add(instrument);
            },
        };
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        _ = new CallbackInboxTelemetry(services.GetRequiredService<IMeterFactory>(), new(Options.Create(new CallbackInboxOptions())));
        listener.Start();

        var rows = Rows("instrument");
        Assert.Equal(
            instruments
                .Select(instrument => $"`{instrument.Name}` {KindOf(instrument)} `{instrument.Unit}`")
                .Distinct()
                .Order(StringComparer.Ordinal),
            rows.Select(row => $"{row[0]} {row[1]} {row[2]}").Order(StringComparer.Ordinal)
        );
        Assert.Contains($"The meter is `{CallbackInboxTelemetry.MeterName}`", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_tag_and_its_values_are_on_the_page()
    {
        var rows = Rows("tag").ToDictionary(row => row[0].Trim('`'), row => row[1]);

        Assert.Equal(
            ConstantsOf(typeof(InboxTags))
                .Concat([TelemetryTags.Feed, TelemetryTags.Outcome, TelemetryTags.Reason])
                .Order(StringComparer.Ordinal),
            rows.Keys.Order(StringComparer.Ordinal)
        );
        foreach (var (tag, values) in new[] { (TelemetryTags.Outcome, typeof(InboxOutcomes)), (TelemetryTags.Reason, typeof(InboxLimits)) })
            Assert.Equal(
                ConstantsOf(values).Order(StringComparer.Ordinal),
                Regex.Matches(rows[tag], "`([a-z_]+)`").Select(match => match.Groups[1].Value).Order(StringComparer.Ordinal)
            );
    }

    [Fact]
    public void The_activity_is_on_the_page()
    {
        Assert.Contains($"The activity source is `{CallbackInboxTelemetry.ActivitySourceName}`", Page, StringComparison.Ordinal);
        Assert.Contains($"an activity `{CallbackInboxTelemetry.ActivityName}`", Page, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_event_is_on_the_page()
    {
        var events = typeof(InboxReporter)
            .GetMethods(BindingFlags.Static | BindingFlags.NonPublic)
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>();

        Assert.Equal(
            events.OrderBy(logged => logged.EventId).Select(logged => $"{logged.EventId} `{logged.EventName}` {logged.Level}"),
            Rows("id").Select(row => string.Join(' ', row))
        );
    }

    [Fact]
    public void Every_state_is_on_the_page_with_what_to_do()
    {
        var rows = Rows("state");

        Assert.Equal(Enum.GetNames<CallbackState>().Select(state => $"`{state}`"), rows.Select(row => row[0]));
        Assert.All(rows, row => Assert.All(row, cell => Assert.NotEqual("", cell)));
    }

    [Theory]
    [InlineData(typeof(CallbackInboxOptions), "`CallbackInboxOptions`")]
    [InlineData(typeof(CallbackStoreOptions), "`CallbackStoreOptions`, of `StoreFirst`")]
    [InlineData(typeof(CallbackInboxHealthOptions), "`CallbackInboxHealthOptions`, of `AddCallbackInbox`")]
    public void Every_setting_is_on_the_page_with_its_default(Type options, string heading)
    {
        var rows = Rows(heading);
        var defaults = Activator.CreateInstance(options, nonPublic: true)!;
        var properties = options.GetProperties().Select(property => $"`{property.Name}` {Default(property.GetValue(defaults))}");
        var methods = options
            .GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly)
            .Where(method => !method.IsSpecialName)
            .Select(method => $"`{method.Name}(…)`")
            .Distinct();

        Assert.Equal(
            properties.Order(StringComparer.Ordinal),
            rows.Where(row => !row[0].Contains('(', StringComparison.Ordinal))
                .Select(row => $"{row[0]} {row[1]}")
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            methods.Order(StringComparer.Ordinal),
            rows.Select(row => row[0]).Where(name => name.Contains('(', StringComparison.Ordinal)).Order(StringComparer.Ordinal)
        );
        Assert.All(rows, row => Assert.NotEqual("", row[2]));
    }

    private static string Default(object? value) => $"`{FormattableString.Invariant($"{value ?? "none"}")}`";

    private static string KindOf(Instrument instrument) =>
        instrument.GetType().Name.Split('`')[0] switch
        {
            "Counter" => "counter",
            "Histogram" => "histogram",
            "ObservableGauge" => "gauge",
            var other => other,
        };

    private static IEnumerable<string> ConstantsOf(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static)
            .Where(field => field.IsLiteral)
            .Select(field => (string)field.GetRawConstantValue()!);

    /// <summary>The rows of the table whose first column has the given heading.</summary>
    private static List<string[]> Rows(string heading)
    {
        var table = Regex.Match(Page, $@"^\| {Regex.Escape(heading)} \|.*\n\|---.*\n((?:\|.*\n)+)", RegexOptions.Multiline).Groups[1].Value;
        Assert.NotEqual("", table);
        return
        [
            .. table
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(row => row[1..^1].Split('|', StringSplitOptions.TrimEntries)),
        ];
    }

    private static string ReadPage([CallerFilePath] string file = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(file)!, "../../runtime/docs/operations.md")).ReplaceLineEndings("\n");
}
