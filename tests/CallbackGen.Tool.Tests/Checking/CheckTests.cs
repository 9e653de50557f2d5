using System.Text.Json;
using System.Text.RegularExpressions;
using CallbackGen.Tests;
using CallbackGen.Tool.Checking;
using CallbackGen.Tool.Commands;
using CallbackGen.Tool.Feeds;
using CallbackGen.Tool.Tests.Harness;

namespace CallbackGen.Tool.Tests.Checking;

public sealed class CheckTests : IDisposable
{
    private const string File = "acme.payment.callback.json";

    private readonly ToolFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_schema_whose_tests_hold_is_good()
    {
        _folder.Write($"schemas/{File}", Schemas.SignedPayment);

        var run = await _folder.RunAsync("check");

        Assert.Equal((ExitCode.Good, ""), (run.ExitCode, run.Error));
        Assert.Matches(@"^1 schema, 1 test and \d+ tampered twins? of them: nothing is wrong\.$", Assert.Single(run.Lines));
    }

    [Fact]
    public async Task A_mistake_is_told_at_its_line_with_its_page()
    {
        _folder.Write(File, Schemas.SignedPayment.Replace("\"algorithm\"", "\"algoritm\"", StringComparison.Ordinal));

        var run = await _folder.RunAsync("check", File);

        Assert.Equal(ExitCode.Found, run.ExitCode);
        Assert.Matches(
            @"^acme\.payment\.callback\.json\(7,25\): error CBG0003: .*did you mean ""algorithm"".* \(https://.*#cbg0003-.*\)$",
            run.Lines[0]
        );
        Assert.EndsWith("error.", run.Lines[^1].Replace("errors.", "error.", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_test_that_does_not_hold_is_told_at_its_name()
    {
        _folder.Write(File, Schemas.SignedPayment.Replace(Schemas.Signature, new string('0', 64), StringComparison.Ordinal));

        var run = await _folder.RunAsync("check", File, "--format", "json");

        Assert.Equal(ExitCode.Found, run.ExitCode);
        using var json = JsonDocument.Parse(run.Output);
        var finding = Assert.Single(json.RootElement.EnumerateArray(), finding => finding.GetProperty("severity").GetString() == "error");
        Assert.Equal("CBG3001", finding.GetProperty("rule").GetString());
        Assert.StartsWith("\"a payment\" is refused: ", finding.GetProperty("message").GetString(), StringComparison.Ordinal);
        var line = Schemas.SignedPayment.Split('\n')[finding.GetProperty("line").GetInt32() - 1];
        Assert.Equal(
            "\"a payment\"",
            line[(finding.GetProperty("column").GetInt32() - 1)..(finding.GetProperty("endColumn").GetInt32() - 1)]
        );
    }

    [Theory]
    [InlineData("text")]
    [InlineData("json")]
    [InlineData("sarif")]
    [InlineData("github")]
    public async Task No_signature_that_would_be_accepted_is_printed(string format)
    {
        _folder.Write(File, Schemas.SignedPayment.Replace(Schemas.Signature, new string('0', 64), StringComparison.Ordinal));

        var run = await _folder.RunAsync("check", File, "--format", format, "--notes");

        Assert.Equal(ExitCode.Found, run.ExitCode);
        Assert.DoesNotContain(Schemas.Signature, run.Output + run.Error, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(
            Convert.ToBase64String(Convert.FromHexString(Schemas.Signature))[..40],
            run.Output + run.Error,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(Schemas.Key, run.Output + run.Error, StringComparison.Ordinal);
    }

    /// <summary>
    /// Anyone can change a member that the message omits; a test that expects the change to be accepted does not justify that.
    /// </summary>
    [Fact]
    public async Task A_twin_that_is_taken_is_an_error()
    {
        _folder.Write(
            File,
            Schemas.SignedPayment.Replace(
                "\"expect\": \"verified\"",
                "\"expect\": \"verified\", \"tamper\": [[\"from=\", \"form=\"]]",
                StringComparison.Ordinal
            )
        );

        var run = await _folder.RunAsync("check", File);

        Assert.Equal(ExitCode.Found, run.ExitCode);
        Assert.Contains(
            run.Lines,
            line =>
                line.Contains("'from=' became 'form='", StringComparison.Ordinal)
                && line.Contains("is taken, and must be refused", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task A_schema_without_tests_is_a_note_that_is_asked_for()
    {
        _folder.Write(File, Regex.Replace(Schemas.Payment, "\"tests\": \\[.*?\\n    \\]", "\"tests\": []", RegexOptions.Singleline));

        var quiet = await _folder.RunAsync("check", File);
        var told = await _folder.RunAsync("check", File, "--notes");

        Assert.Equal((ExitCode.Good, ExitCode.Good), (quiet.ExitCode, told.ExitCode));
        Assert.Single(quiet.Lines);
        Assert.Contains(told.Lines, line => line.Contains("note CBG3002", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("error", ExitCode.Good)]
    [InlineData("warning", ExitCode.Found)]
    public async Task Warnings_fail_where_that_is_asked_for(string failOn, int exitCode)
    {
        // A member that may or may not be an object.
        _folder.Write(
            File,
            Schemas.SignedPayment.Replace(
                "{ \"id\": {",
                "{ \"extra\": { \"properties\": { \"a\": { \"type\": \"string\" } } }, \"id\": {",
                StringComparison.Ordinal
            )
        );

        var run = await _folder.RunAsync("check", File, "--fail-on", failOn);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(run.Lines, line => line.Contains("): warning CBG", StringComparison.Ordinal));
        Assert.EndsWith("1 warning.", run.Lines[^1], StringComparison.Ordinal);
    }

    /// <summary>The same feed in two projects is not an error of either.</summary>
    [Fact]
    public async Task Schemas_of_each_project_are_checked_by_themselves()
    {
        foreach (var project in (string[])["Shop", "Desk"])
        {
            _folder.Write($"{project}/{project}.csproj", "<Project />");
            _folder.Write($"{project}/schemas/{File}", Schemas.SignedPayment);
        }

        var apart = await _folder.RunAsync("check");
        System.IO.File.Delete(_folder.PathOf("Shop/Shop.csproj"));
        System.IO.File.Delete(_folder.PathOf("Desk/Desk.csproj"));
        var together = await _folder.RunAsync("check");

        Assert.Equal((ExitCode.Good, ExitCode.Found), (apart.ExitCode, together.ExitCode));
    }

    [Fact]
    public async Task The_catalogue_is_good()
    {
        var run = await _folder.RunAsync(["check", .. Catalogue.Names, "--fail-on", "warning"]);

        Assert.Equal(ExitCode.Good, run.ExitCode);
        Assert.StartsWith($"{Catalogue.Names.Count} schemas, ", Assert.Single(run.Lines), StringComparison.Ordinal);
    }

    /// <summary>SARIF 2.1.0, sections 3.13 to 3.30: the parts on which a reader relies.</summary>
    [Fact]
    public async Task SARIF_leads_to_the_place_from_the_root_of_a_checkout()
    {
        _folder.Write($"a folder/{File}", Schemas.SignedPayment.Replace(Schemas.Signature, "00", StringComparison.Ordinal));

        var run = await _folder.RunAsync("check", "a folder", "--format", "sarif");

        Assert.Equal(ExitCode.Found, run.ExitCode);
        using var json = JsonDocument.Parse(run.Output);
        var log = json.RootElement.GetProperty("runs")[0];
        var rules = log.GetProperty("tool").GetProperty("driver").GetProperty("rules");
        Assert.All(
            log.GetProperty("results").EnumerateArray(),
            result =>
            {
                var place = result.GetProperty("locations")[0].GetProperty("physicalLocation");
                Assert.Equal($"a%20folder/{File}", place.GetProperty("artifactLocation").GetProperty("uri").GetString());
                Assert.True(place.GetProperty("region").GetProperty("startLine").GetInt32() > 0);
                Assert.Equal(
                    result.GetProperty("ruleId").GetString(),
                    rules[result.GetProperty("ruleIndex").GetInt32()].GetProperty("id").GetString()
                );
            }
        );
        Assert.Contains(
            rules.EnumerateArray(),
            rule =>
                rule.GetProperty("id").GetString() == "CBG3001"
                && rule.GetProperty("helpUri").GetString()!.Contains("tool.md#cbg3001-", StringComparison.Ordinal)
        );
    }

    [Theory]
    [InlineData("sarif")]
    [InlineData("json")]
    public async Task What_is_watched_is_told_as_text(string format)
    {
        var run = await _folder.RunAsync("check", "--watch", "--format", format);

        Assert.Equal(ExitCode.Usage, run.ExitCode);
        Assert.Contains("--watch", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("check", "--fail-on", "never")]
    [InlineData("check", "--format", "xml")]
    public async Task Words_that_an_option_does_not_know_are_wrong_usage(params string[] args) =>
        Assert.Equal(ExitCode.Usage, (await _folder.RunAsync(args)).ExitCode);

    [Theory]
    [InlineData("text")]
    [InlineData("sarif")]
    [InlineData("github")]
    public async Task A_file_that_cannot_be_read_keeps_no_other_from_being_checked(string format)
    {
        _folder.Write($"schemas/{File}", Schemas.SignedPayment.Replace("sha256", "sha257", StringComparison.Ordinal));
        _folder.Write("schemas/a.callback.json", [0xFF, 0xFE, 0, (byte)'x']);

        var run = await _folder.RunAsync("check", "schemas", "--format", format);

        Assert.Equal((ExitCode.Found, ""), (run.ExitCode, run.Error));
        Assert.Contains("CBG3003", run.Output, StringComparison.Ordinal);
        Assert.Contains("not in UTF-8", run.Output, StringComparison.Ordinal);
        Assert.Contains("CBG0007", run.Output, StringComparison.Ordinal);
        Assert.Contains(
            format == "text" ? "schemas/a.callback.json(1,1): error" : "schemas/a.callback.json",
            run.Output,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(_folder.Path, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_pipe_that_is_named_like_a_schema_is_not_waited_for()
    {
        if (OperatingSystem.IsWindows())
            return;
        using (var made = System.Diagnostics.Process.Start("mkfifo", _folder.PathOf(File)))
            await made.WaitForExitAsync();

        Assert.Equal(ExitCode.Found, (await _folder.RunAsync("check")).ExitCode);
    }

    [Fact]
    public async Task A_folder_without_schemas_cannot_be_checked() =>
        Assert.Equal(ExitCode.Unreadable, (await _folder.RunAsync("check")).ExitCode);

    /// <summary>The task of Visual Studio Code in a new program: its command, and its patterns applied to the output.</summary>
    [Fact]
    public async Task A_watch_tells_an_editor_what_every_change_left()
    {
        using var tasks = JsonDocument.Parse(
            System.IO.File.ReadAllText(RepositoryPath("runtime/CallbackGen.Templates/content/callback-receiver/.vscode/tasks.json"))
        );
        var task = tasks
            .RootElement.GetProperty("tasks")
            .EnumerateArray()
            .Single(task => task.GetProperty("label").GetString() == "check schemas");
        var matcher = task.GetProperty("problemMatcher");
        var pattern = matcher.GetProperty("pattern");
        var line = new Regex(pattern.GetProperty("regexp").GetString()!);
        var command = task.GetProperty("args")
            .EnumerateArray()
            .Select(argument => argument.GetString()!)
            .SkipWhile(argument => argument != "--")
            .Skip(1)
            .ToArray();
        Assert.Matches(matcher.GetProperty("background").GetProperty("beginsPattern").GetString()!, SchemaWatch.Begins);
        Assert.Matches(matcher.GetProperty("background").GetProperty("endsPattern").GetString()!, SchemaWatch.Ends);

        _folder.Write($"schemas/{File}", Schemas.SignedPayment);
        using var output = new PushedText();
        using var ended = new CancellationTokenSource();
        var run = ToolProgram.RunAsync(command, _folder.CreateHost(output), ended.Token);
        var good = await output.TakeUntilAsync(SchemaWatch.Ends, run);
        _folder.Write($"schemas/{File}", Schemas.SignedPayment.Replace("\"algorithm\"", "\"algoritm\"", StringComparison.Ordinal));
        var wrong = await output.TakeUntilAsync(SchemaWatch.Ends, run);
        System.IO.File.Delete(_folder.PathOf($"schemas/{File}"));
        await output.TakeUntilAsync(SchemaWatch.Ends, run);
        _folder.Write($"schemas/{File}", Schemas.SignedPayment);
        var mended = await output.TakeUntilAsync(SchemaWatch.Ends, run);
        await ended.CancelAsync();

        Assert.Equal(ExitCode.Interrupted, await run);
        Assert.All((string[])[good, mended], round => Assert.Contains("nothing is wrong", round, StringComparison.Ordinal));
        var shown = wrong.Split('\n').Select(text => line.Match(text.TrimEnd('\r'))).Where(match => match.Success).ToList();
        var mistake = Assert.Single(shown, match => Part(match, "code") == "CBG0003");
        Assert.Equal(
            (System.IO.Path.Combine("schemas", File), "7", "25", "error"),
            (Part(mistake, "file"), Part(mistake, "line"), Part(mistake, "column"), Part(mistake, "severity"))
        );

        string Part(Match match, string name) => match.Groups[pattern.GetProperty(name).GetInt32()].Value;
    }

    private static string RepositoryPath(string path) => System.IO.Path.Combine(TestFolders.Repository, path);
}
