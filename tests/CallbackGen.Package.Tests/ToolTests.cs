using System.Text.Json;
using System.Text.RegularExpressions;

namespace CallbackGen.Package.Tests;

/// <summary>The package of the command-line tool, installed without any other package of CallbackGen.</summary>
[Collection(SharedConsumers.Name)]
public sealed class ToolTests(Consumers consumers)
{
    private const string Schema = "initech.order.callback.json";

    private static readonly Lock Installing = new();

    [Fact]
    public void It_checks_schemas_and_says_what_is_wrong_at_its_place()
    {
        var (folder, wrong) = Schemas("tool-installed");

        var good = Tool(folder, "check", "good", "--fail-on", "warning");
        var found = Tool(folder, "check", wrong);

        Assert.True(good.Code == 0, good.Output);
        Assert.Matches("^1 schema, [1-9][0-9]* tests? and [1-9][0-9]* tampered twins? of them: nothing is wrong\\.$", good.Output);
        Assert.Equal(1, found.Code);
        Assert.Matches($"^{Regex.Escape(wrong)}\\([0-9]+,[0-9]+\\): error CBG0003: .*did you mean \"algorithm\"", found.Output);
    }

    [Fact]
    public void It_brings_the_catalogue_which_it_finds_good()
    {
        var (folder, _) = Schemas("tool-catalogue");

        var listed = Tool(folder, "catalog", "list", "--format", "json");
        var names = JsonDocument
            .Parse(listed.Output)
            .RootElement.EnumerateArray()
            .Select(feed => feed.GetProperty("feed").GetString() + ".callback.json")
            .ToList();

        Assert.Equal(
            Directory
                .GetFiles(Path.Combine(Packages.Repository, "schemas"), "*.callback.json")
                .Select(Path.GetFileName)
                .Order(StringComparer.Ordinal),
            names
        );
    }

    /// <summary>Without an SDK's precompiled compiler, as on a machine with only the runtime.</summary>
    [Fact]
    public void It_brings_a_compiler_and_the_generator()
    {
        using var package = consumers.Packages.Open("CallbackGen.Tool");
        var files = package.Entries.Select(entry => entry.FullName).ToList();

        Assert.Contains("tools/net10.0/any/generator/CallbackGen.Generator.dll", files);
        Assert.Contains("tools/net10.0/any/compiler/Microsoft.CodeAnalysis.CSharp.dll", files);
        Assert.Contains("tools/net10.0/any/compiler/Microsoft.CodeAnalysis.dll", files);
    }

    /// <summary>As the editor's task of a new program does.</summary>
    [Fact]
    public void It_runs_once_without_being_installed()
    {
        var (folder, wrong) = Schemas("tool-once");
        using var tasks = JsonDocument.Parse(File.ReadAllText(consumers.PathOf("Receiver", ".vscode", "tasks.json")));
        var task = tasks
            .RootElement.GetProperty("tasks")
            .EnumerateArray()
            .Single(task => task.GetProperty("label").GetString() == "check schemas");
        string[] command =
        [
            .. task.GetProperty("args").EnumerateArray().Select(argument => argument.GetString()!).TakeWhile(argument => argument != "--"),
            "--",
            "check",
            wrong,
        ];

        var run = Dotnet.Run(folder, consumers.Packages.Home, command);

        Assert.Equal("dotnet", task.GetProperty("command").GetString());
        Assert.True(run.Code == 1, run.Output);
        Assert.Contains("error CBG0003", run.Output, StringComparison.Ordinal);
    }

    private Finished Tool(string folder, params string[] arguments)
    {
        var tools = Path.Combine(consumers.Packages.Work, "tools");
        lock (Installing)
        {
            if (!Directory.Exists(tools))
                _ = Dotnet
                    .Run(consumers.Packages.Work, consumers.Packages.Home, "tool", "install", "CallbackGen.Tool", "--tool-path", tools)
                    .OrFail;
        }

        return Dotnet.RunProgram(
            Path.Combine(tools, OperatingSystem.IsWindows() ? "callbackgen.exe" : "callbackgen"),
            folder,
            consumers.Packages.Home,
            arguments
        );
    }

    /// <summary>A folder with the template's schema, and a schema with a misspelled word.</summary>
    private (string Folder, string Wrong) Schemas(string name)
    {
        var folder = Path.Combine(consumers.Packages.Work, name);
        var schema = File.ReadAllText(consumers.PathOf("Receiver", "schemas", Schema));
        var wrong = Path.Combine("wrong", Schema);
        foreach (
            var (path, text) in new[]
            {
                (Path.Combine("good", Schema), schema),
                (wrong, schema.Replace("\"algorithm\"", "\"algoritm\"", StringComparison.Ordinal)),
            }
        )
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(folder, path))!);
            File.WriteAllText(Path.Combine(folder, path), text);
        }

        return (folder, wrong);
    }
}
