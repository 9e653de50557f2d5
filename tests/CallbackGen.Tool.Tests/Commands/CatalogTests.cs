using System.Text.Json;
using CallbackGen.Tool.Feeds;
using CallbackGen.Tool.Tests.Harness;

namespace CallbackGen.Tool.Tests.Commands;

public sealed class CatalogTests : IDisposable
{
    private readonly ToolFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task List_shows_every_feed()
    {
        var run = await _folder.RunAsync("catalog", "list");

        Assert.Equal((ExitCode.Good, ""), (run.ExitCode, run.Error));
        Assert.Equal(Catalogue.Names, run.Lines.Skip(1).Select(line => line.Split(' ')[0]));
        Assert.Contains(
            run.Lines,
            line => line.Contains("POST json", StringComparison.Ordinal) && line.EndsWith("Verified", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task List_takes_a_part_of_the_name_and_writes_JSON()
    {
        var run = await _folder.RunAsync("catalog", "list", "stripe", "--format", "json");

        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal(["stripe.event"], json.RootElement.EnumerateArray().Select(feed => feed.GetProperty("feed").GetString()));
    }

    [Fact]
    public async Task Show_says_what_to_configure()
    {
        var run = await _folder.RunAsync("catalog", "show", "Stripe.Event");

        Assert.Equal(ExitCode.Good, run.ExitCode);
        Assert.Contains("Callbacks:Stripe:", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Show_prints_the_file_itself()
    {
        var run = await _folder.RunAsync("catalog", "show", "stripe.event", "--schema");

        Assert.Equal(Catalogue.Find("stripe.event")!.Text, run.Output);
    }

    [Fact]
    public async Task Add_copies_the_file_and_replaces_none_by_itself()
    {
        var added = await _folder.RunAsync("catalog", "add", "stripe.event");
        _folder.Write("schemas/stripe.event.callback.json", "changed");
        var again = await _folder.RunAsync("catalog", "add", "stripe.event");
        var kept = File.ReadAllText(_folder.PathOf("schemas/stripe.event.callback.json"));
        var forced = await _folder.RunAsync("catalog", "add", "stripe.event", "--force");

        Assert.Equal((ExitCode.Good, ExitCode.Usage, ExitCode.Good), (added.ExitCode, again.ExitCode, forced.ExitCode));
        Assert.Equal("changed", kept);
        Assert.Contains("--force", again.Error, StringComparison.Ordinal);
        Assert.Equal(Catalogue.Find("stripe.event")!.Text, File.ReadAllText(_folder.PathOf("schemas/stripe.event.callback.json")));
    }

    [Theory]
    [InlineData("show")]
    [InlineData("add")]
    public async Task A_name_that_is_not_there_gives_those_that_are_near(string command)
    {
        var run = await _folder.RunAsync("catalog", command, "stripe.payment\u001b[2J");

        Assert.Equal(ExitCode.Unreadable, run.ExitCode);
        Assert.Contains("stripe.event", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Error);
    }
}
