using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;

namespace CallbackGen.Inbox.Tests;

/// <summary>The page about logs lists exactly the inbox's log events.</summary>
public class TelemetryPageTests
{
    [Fact]
    public void Every_event_is_on_the_page_with_its_level_and_what_to_do()
    {
        var page = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "telemetry.md")).ReplaceLineEndings("\n");
        var table = Regex.Match(page, @"^\| inbox \|.*\n\|---.*\n((?:\|.*\n)+)", RegexOptions.Multiline).Groups[1].Value;
        var rows = table
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(row => row.Trim('|').Split('|', StringSplitOptions.TrimEntries))
            .ToList();
        var events = typeof(InboxReporter)
            .GetMethods(BindingFlags.Static | BindingFlags.NonPublic)
            .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>())
            .OfType<LoggerMessageAttribute>()
            .ToList();

        Assert.NotEmpty(events);
        Assert.Equal(
            events.OrderBy(logged => logged.EventId).Select(logged => $"{logged.EventId} `{logged.EventName}` {logged.Level}"),
            rows.Select(row => $"{row[0]} {row[1]} {row[2]}")
        );
        Assert.All(rows, row => Assert.NotEqual("", row[3]));
    }
}
