using System.Text.Json;
using System.Text.RegularExpressions;

namespace CallbackGen.Package.Tests;

/// <summary>The program that <c>dotnet new callback-receiver</c> creates, with a second feed by <c>callback-schema</c>.</summary>
[Collection(SharedConsumers.Name)]
public sealed class TemplateTests(Consumers consumers)
{
    private const string Body = """{"id":"o-1","status":"paid","amount":"12.50","currency":"EUR"}""";

    [Fact]
    public void Names_and_files_are_those_that_were_asked_for()
    {
        Assert.Equal(
            ["callback.schema.json", "initech.order.callback.json", "initech.refund.callback.json"],
            Directory.GetFiles(consumers.PathOf("Receiver", "schemas")).Select(Path.GetFileName).Order(StringComparer.Ordinal)
        );
        var everything = Directory
            .GetFiles(consumers.PathOf("Receiver"))
            .Concat(Directory.GetFiles(consumers.PathOf("Receiver", "schemas"), "initech*"))
            .Select(File.ReadAllText);
        Assert.All(
            everything,
            text =>
            {
                Assert.DoesNotContain("Acme", text, StringComparison.OrdinalIgnoreCase);
                Assert.DoesNotContain("CALLBACK", text, StringComparison.Ordinal);
            }
        );
    }

    public static IEnumerable<object[]> Names =>
        Consumers.TemplateNames.Select(names => new object[] { names.Provider, names.Output, names.Type });

    /// <summary>
    /// Characters that a C# name cannot contain are removed, and the program uses the name of the generated type: it compiles.
    /// </summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Whatever_the_provider_is_called_the_program_is_built(string provider, string output, string type)
    {
        var assembly = consumers.PathOf("Names", output, "bin", "Debug", "net10.0", output + ".dll");

        Assert.True(File.Exists(assembly), $"{provider}:\n{consumers.Build.Output}");
        Assert.Contains(
            $"MapCallback<{type}>(",
            File.ReadAllText(consumers.PathOf("Names", output, "Program.cs")),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Without_a_key_it_does_not_start()
    {
        var run = consumers.Run("Receiver", "--urls", "http://127.0.0.1:0");

        Assert.NotEqual(0, run.Code);
        Assert.Contains("Callbacks:Initech:orderKey", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_handles_a_signed_callback_and_refuses_a_forged_one()
    {
        using var program = await RunningProgram.RunAsync(
            consumers,
            "Receiver",
            $"--Callbacks:Initech:orderKey={Consumers.Key}",
            $"--Callbacks:Initech:refundKey={Consumers.Key}x"
        );

        Assert.Equal("Development", program.Environment); // In other environments user secrets are not read.
        Assert.Equal("", await program.PostAsync("/callbacks/initech", Body, "X-Signature", RunningProgram.Sign(Body)));
        Assert.Equal(
            "401",
            await program.PostAsync(
                "/callbacks/initech",
                Body.Replace("12.50", "99.50", StringComparison.Ordinal),
                "X-Signature",
                RunningProgram.Sign(Body)
            )
        );
        Assert.Equal("401", await program.PostAsync("/callbacks/initech", Body, "X-Signature", null));
    }

    [Fact]
    public async Task With_an_inbox_in_a_file_it_handles_what_it_has_stored_and_refuses_a_forged_one()
    {
        using var program = await RunningProgram.RunAsync(consumers, "ReceiverSqlite", $"--Callbacks:Initech:orderKey={Consumers.Key}");

        Assert.Equal(
            "401",
            await program.PostAsync(
                "/callbacks/initech",
                Body.Replace("12.50", "99.50", StringComparison.Ordinal),
                "X-Signature",
                RunningProgram.Sign(Body)
            )
        );
        Assert.Equal("", await program.PostAsync("/callbacks/initech", Body, "X-Signature", RunningProgram.Sign(Body)));
        Assert.StartsWith("12.50 \"EUR\"", await program.LineAsync("\"o-1\" is paid: "), StringComparison.Ordinal);
        Assert.True(File.Exists(consumers.PathOf("ReceiverSqlite", "callbacks.db")));
    }

    [Fact]
    public void With_an_inbox_in_a_database_it_says_which_one_it_needs()
    {
        var run = consumers.Run("ReceiverPostgreSql", "--urls", "http://127.0.0.1:0", $"--Callbacks:Initech:orderKey={Consumers.Key}");

        Assert.NotEqual(0, run.Code);
        Assert.Contains("dotnet user-secrets set ConnectionStrings:Callbacks", run.Output, StringComparison.Ordinal);
    }

    /// <summary>The task of Visual Studio Code, run as the editor does: its command, and its pattern applied to the output.</summary>
    [Fact]
    public void The_editors_task_shows_a_mistake_of_a_schema_at_its_place()
    {
        const string Project = "Mistaken";
        _ = consumers.Sdk("", "new", "callback-receiver", "-o", Project, "--provider", "Initech", "--feed", "Order", "--no-restore").OrFail;
        var schema = consumers.PathOf(Project, "schemas", "initech.order.callback.json");
        File.WriteAllText(schema, File.ReadAllText(schema).Replace("\"algorithm\"", "\"algoritm\"", StringComparison.Ordinal));
        using var tasks = JsonDocument.Parse(File.ReadAllText(consumers.PathOf(Project, ".vscode", "tasks.json")));
        var task = tasks.RootElement.GetProperty("tasks").EnumerateArray().Single(task => task.GetProperty("label").GetString() == "build");
        var pattern = task.GetProperty("problemMatcher").GetProperty("pattern");

        var build = consumers.Sdk(Project, [.. task.GetProperty("args").EnumerateArray().Select(argument => argument.GetString()!)]);

        Assert.Equal("dotnet", task.GetProperty("command").GetString());
        // A build repeats all messages at its end; an editor shows each once.
        var shown = build
            .Output.ReplaceLineEndings("\n")
            .Split('\n')
            .Distinct()
            .Select(line => Regex.Match(line, pattern.GetProperty("regexp").GetString()!))
            .Where(match => match.Success);
        var mistake = Assert.Single(shown, match => Part(match, "code") == "CBG0003");
        Assert.Equal(
            (schema, "11", "7", "error"),
            (Part(mistake, "file"), Part(mistake, "line"), Part(mistake, "column"), Part(mistake, "severity"))
        );
        Assert.Contains("did you mean \"algorithm\"?", Part(mistake, "message"), StringComparison.Ordinal);
        Assert.DoesNotContain(Project, Part(mistake, "message"), StringComparison.Ordinal);

        string Part(Match match, string name) => match.Groups[pattern.GetProperty(name).GetInt32()].Value;
    }

    /// <summary>Each choice of the template has the references that it needs, and none of the others.</summary>
    [Theory]
    [InlineData("Receiver", "CallbackGen.AspNetCore")]
    [InlineData("ReceiverSqlite", "CallbackGen.Inbox")]
    [InlineData("ReceiverPostgreSql", "CallbackGen.Inbox.PostgreSql")]
    public void An_inbox_is_there_where_it_was_asked_for(string project, string package)
    {
        var text = File.ReadAllText(consumers.PathOf(project, project + ".csproj"));

        Assert.Equal([package], Regex.Matches(text, "PackageReference Include=\"([^\"]+)\"").Select(match => match.Groups[1].Value));
        Assert.Equal(project != "Receiver", File.Exists(consumers.PathOf(project, "Payments.cs")));
        Assert.All(
            Directory.GetFiles(consumers.PathOf(project), "*.cs").Append(consumers.PathOf(project, project + ".csproj")),
            file => Assert.DoesNotContain("#if", File.ReadAllText(file), StringComparison.Ordinal)
        );
    }
}
