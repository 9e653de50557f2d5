using System.CommandLine;
using System.Diagnostics;
using CallbackGen.Tool.Commands;
using CallbackGen.Tool.Tests.Harness;

namespace CallbackGen.Tool.Tests.Commands;

public sealed class CommandLineTests : IDisposable
{
    private readonly ToolFolder _folder = new();

    /// <summary>The command lines of all commands.</summary>
    public static TheoryData<string> Commands =>
        [
            .. Below(
                ToolProgram.CreateRoot(
                    new()
                    {
                        Out = TextWriter.Null,
                        Error = TextWriter.Null,
                        Folder = "/",
                    }
                ),
                ""
            ),
        ];

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task The_help_of_every_command_has_an_example_of_it(string command)
    {
        var run = await _folder.RunAsync([.. command.Split(' '), "--help"]);

        Assert.Equal(ExitCode.Good, run.ExitCode);
        Assert.Contains(
            $"  callbackgen {command}",
            run.Output[run.Output.IndexOf("Examples:", StringComparison.Ordinal)..],
            StringComparison.Ordinal
        );
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void The_examples_of_every_command_can_be_typed(string command)
    {
        var root = ToolProgram.CreateRoot(_folder.CreateHost());
        var examples = ((ToolCommand)root.Parse(command.Split(' ')).CommandResult.Command).Examples;

        Assert.All(examples, example => Assert.Empty(root.Parse(example["callbackgen ".Length..]).Errors));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void The_examples_name_feeds_that_there_are(string command)
    {
        var root = ToolProgram.CreateRoot(_folder.CreateHost());
        var examples = ((ToolCommand)root.Parse(command.Split(' ')).CommandResult.Command).Examples;

        Assert.All(
            examples
                .SelectMany(example => example.Split(' '))
                .Where(word => System.Text.RegularExpressions.Regex.IsMatch(word, @"^[a-z]+\.[a-z]+$")),
            word =>
                Assert.True(
                    CallbackGen.Tool.Feeds.Catalogue.Find(word) is not null
                        || word.EndsWith(".http", StringComparison.Ordinal)
                        || word.EndsWith(".yaml", StringComparison.Ordinal)
                        || word.EndsWith(".sarif", StringComparison.Ordinal),
                    word
                )
        );
    }

    [Theory]
    [InlineData("check", "--format", "xml")]
    [InlineData("capture", "--count", "0")]
    [InlineData("explain", "a.http", "--feed", "stripe.event", "--seconds", "abc")]
    [InlineData("infer", "a.http")]
    public async Task What_is_wrong_is_not_buried_under_the_help(params string[] args)
    {
        var run = await _folder.RunAsync(args);

        Assert.Equal((ExitCode.Usage, ""), (run.ExitCode, run.Output));
        Assert.InRange(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length, 2, 8);
        Assert.DoesNotContain("System.", run.Error, StringComparison.Ordinal);
        Assert.Contains($"callbackgen {args[0]} --help", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistake_of_the_tool_asks_to_be_reported_and_quotes_nothing()
    {
        using var error = new StringWriter();
        var host = new ToolHost
        {
            Out = TextWriter.Null,
            Error = error,
            Folder = _folder.Path,
            OpenInput = () => throw new InvalidTimeZoneException("secret-of-the-message"),
        };

        var code = await ToolProgram.RunAsync(["replay", "-", "--to", "http://localhost:1"], host, CancellationToken.None);

        Assert.Equal(ExitCode.Bug, code);
        Assert.Contains("/issues", error.ToString(), StringComparison.Ordinal);
        Assert.Contains(nameof(InvalidTimeZoneException), error.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret-of-the-message", error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("catalog", "list", "--format", "yaml")]
    [InlineData("catalog", "lst")]
    [InlineData("catalog", "show")]
    [InlineData("--what")]
    [InlineData("@file")]
    public async Task Wrong_arguments_end_with_2(params string[] args)
    {
        var run = await _folder.RunAsync(args);

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.NotEmpty(run.Error);
    }

    [Fact]
    public async Task A_command_that_waits_for_a_pipe_ends_when_it_is_to()
    {
        using var ended = new CancellationTokenSource();
        using var opened = new SemaphoreSlim(0);
        using var pipe = new ManualResetEventSlim();
        var host = new ToolHost
        {
            Out = TextWriter.Null,
            Error = TextWriter.Null,
            Folder = _folder.Path,
            OpenInput = () =>
            {
                opened.Release();
                pipe.Wait();
                return Stream.Null;
            },
        };

        var run = ToolProgram.RunAsync(["explain", "-", "--feed", "stripe.event"], host, ended.Token);
        await opened.WaitAsync();
        await ended.CancelAsync();

        Assert.Equal(ExitCode.Interrupted, await run);
        pipe.Set();
    }

    [Fact]
    public async Task The_process_runs_and_tells_the_shell()
    {
        var (listed, output, _) = await StartAsync("catalog", "list", "stripe");
        var (wrong, _, error) = await StartAsync("catalog", "show", "none.such");

        Assert.Equal((ExitCode.Good, ExitCode.Unreadable), (listed, wrong));
        Assert.Contains("stripe.event", output, StringComparison.Ordinal);
        Assert.Contains("catalog list", error, StringComparison.Ordinal);
    }

    private async Task<(int ExitCode, string Output, string Error)> StartAsync(params string[] args)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet"
        )
        {
            WorkingDirectory = _folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var arg in (string[])[typeof(ToolProgram).Assembly.Location, .. args])
            start.ArgumentList.Add(arg);
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    private static IEnumerable<string> Below(Command command, string path) =>
        command.Subcommands.SelectMany(child => (string[])[$"{path} {child.Name}".Trim(), .. Below(child, $"{path} {child.Name}")]);
}
