using System.Text.RegularExpressions;
using CallbackGen.Tests;

namespace CallbackGen.EndToEnd.Tests;

/// <summary>
/// The dependencies between the folders of the ASP.NET Core package are those that <c>generator/README.md</c> states, without cycles.
/// </summary>
public sealed partial class ArrowTests
{
    private static readonly IReadOnlyDictionary<string, string[]> Stated = ReadStated(
        File.ReadAllText(Path.Combine(TestFolders.Repository, "generator", "README.md"))
    );

    private static readonly IReadOnlyList<(string Path, string Text)> Sources = SourceArrows.ReadProject(
        "runtime",
        "CallbackGen.AspNetCore"
    );

    [Fact]
    public void No_folder_uses_one_that_the_page_does_not_state() => Assert.Empty(FindUnstated(Sources));

    [Fact]
    public void Every_arrow_that_the_page_states_is_in_use_and_every_folder_has_its_line()
    {
        Assert.Equal(
            Sources
                .Select(source => SourceArrows.FolderOf(source.Path))
                .Where(folder => folder != SourceArrows.Root)
                .Distinct()
                .Order(StringComparer.Ordinal),
            Stated.Keys.Order(StringComparer.Ordinal)
        );
        Assert.Equal(
            Stated.SelectMany(line => line.Value.Select(to => $"{line.Key} -> {to}")).Order(StringComparer.Ordinal),
            SourceArrows.Find(Sources).Select(arrow => $"{arrow.From} -> {arrow.To}").Distinct().Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void The_arrows_make_no_circle()
    {
        var open = Stated.ToDictionary(line => line.Key, line => line.Value.ToHashSet());
        while (open.FirstOrDefault(folder => folder.Value.Count == 0).Key is { } leaf)
        {
            open.Remove(leaf);
            foreach (var uses in open.Values)
                uses.Remove(leaf);
        }

        Assert.Empty(open.Keys);
    }

    [Theory]
    [InlineData(
        "Telemetry/Planted.cs",
        "internal sealed class Planted(CallbackPipeline pipeline);",
        "Telemetry -> Pipeline: Telemetry/Planted.cs uses CallbackPipeline"
    )]
    [InlineData(
        "KeySources/Planted.cs",
        "file static class Planted { const string Name = nameof(AspNetCore.KeySlot); }",
        "KeySources -> Configuration: KeySources/Planted.cs uses KeySlot"
    )]
    [InlineData(
        "Answers/Planted.cs",
        "// a comment\nclass Planted { string A = \"http://a\"; Sender b; }",
        "Answers -> Requests: Answers/Planted.cs uses Sender"
    )]
    [InlineData(
        "Requests/Planted.cs",
        "class Planted { void A() => CallbackEndpointRouteBuilderExtensions.WithKeySet(null); }",
        "Requests -> the root: Requests/Planted.cs uses CallbackEndpointRouteBuilderExtensions"
    )]
    [InlineData("Storing/Planted.cs", "class Planted { BodyBuffer body; }", "Storing -> Requests: Storing/Planted.cs uses BodyBuffer")]
    public void A_planted_use_is_found(string path, string text, string expected) =>
        Assert.Equal([expected], FindUnstated([.. Sources, (path, text)]));

    [Theory]
    [InlineData("Telemetry/Planted.cs", "/// <see cref=\"CallbackPipeline\"/>\nclass Planted { /* CallbackPipeline */ }")]
    [InlineData("Telemetry/Planted.cs", "class Planted { object a = other.CallbackPipeline; int CallbackPipelined; }")]
    [InlineData("Planted.cs", "class Planted(CallbackPipeline pipeline, AddressBook book);")]
    public void A_comment_a_member_and_the_root_are_no_use(string path, string text) =>
        Assert.Empty(FindUnstated([.. Sources, (path, text)]));

    /// <summary>The dependencies that the page states in a code block, one per line: <c>Keys -> Telemetry</c>.</summary>
    private static Dictionary<string, string[]> ReadStated(string page) =>
        Block()
            .Match(page.ReplaceLineEndings("\n"))
            .Groups[1]
            .Value.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(" -> "))
            .ToDictionary(
                line => line[0].Trim(),
                line => line[1].Split(',', StringSplitOptions.TrimEntries).Where(folder => folder != "nothing").ToArray()
            );

    /// <summary>The dependencies in the source that the page does not state.</summary>
    private static List<string> FindUnstated(IReadOnlyList<(string Path, string Text)> sources) =>
        [
            .. SourceArrows
                .Find(sources)
                .Where(arrow => !Stated.TryGetValue(arrow.From, out var allowed) || !allowed.Contains(arrow.To))
                .Select(arrow =>
                    $"{arrow.From} -> {(arrow.To == SourceArrows.Root ? "the root" : arrow.To)}: {arrow.File} uses {arrow.Type}"
                ),
        ];

    [GeneratedRegex("```arrows\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex Block();
}
