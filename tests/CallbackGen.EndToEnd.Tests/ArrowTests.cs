using CallbackGen.EndToEnd.Tests.Support;

namespace CallbackGen.EndToEnd.Tests;

/// <summary>The folders of the ASP.NET Core package use each other as <c>generator/README.md</c> states, and in no circle.</summary>
public sealed class ArrowTests
{
    private static readonly string Repository = Above(AppContext.BaseDirectory);

    private static readonly IReadOnlyDictionary<string, string[]> Stated = SourceArrows.ReadStated(File.ReadAllText(Path.Combine(Repository, "generator", "README.md")));

    private static readonly IReadOnlyList<(string Path, string Text)> Sources =
        SourceArrows.ReadProject(Path.Combine(Repository, "runtime", "CallbackGen.AspNetCore"));

    [Fact]
    public void No_folder_uses_one_that_the_page_does_not_state() => Assert.Empty(SourceArrows.FindUnstated(Sources, Stated));

    [Fact]
    public void Every_arrow_that_the_page_states_is_in_use_and_every_folder_has_its_line()
    {
        Assert.Equal(
            Sources.Where(source => source.Path.Contains('/', StringComparison.Ordinal)).Select(source => source.Path.Split('/')[0]).Distinct().Order(StringComparer.Ordinal),
            Stated.Keys.Order(StringComparer.Ordinal));
        Assert.Equal(
            Stated.SelectMany(line => line.Value.Select(to => $"{line.Key} -> {to}")).Order(StringComparer.Ordinal),
            SourceArrows.Find(Sources).Select(arrow => $"{arrow.From} -> {arrow.To}").Distinct().Order(StringComparer.Ordinal));
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
    [InlineData("Telemetry/Planted.cs", "internal sealed class Planted(CallbackPipeline pipeline);", "Telemetry -> Pipeline: Telemetry/Planted.cs uses CallbackPipeline")]
    [InlineData("Keys/Planted.cs", "file static class Planted { const string Name = nameof(AspNetCore.KeySlot); }", "Keys -> Configuration: Keys/Planted.cs uses KeySlot")]
    [InlineData("Answers/Planted.cs", "// a comment\nclass Planted { string A = \"http://a\"; Sender b; }", "Answers -> Requests: Answers/Planted.cs uses Sender")]
    [InlineData("Requests/Planted.cs", "class Planted { void A() => CallbackEndpointRouteBuilderExtensions.WithKeySet(null); }", "Requests -> the root: Requests/Planted.cs uses CallbackEndpointRouteBuilderExtensions")]
    [InlineData("Storing/Planted.cs", "class Planted { BodyBuffer body; }", "Storing -> Requests: Storing/Planted.cs uses BodyBuffer")]
    public void A_planted_use_is_found(string path, string text, string expected) =>
        Assert.Equal([expected], SourceArrows.FindUnstated([.. Sources, (path, text)], Stated));

    [Theory]
    [InlineData("Telemetry/Planted.cs", "/// <see cref=\"CallbackPipeline\"/>\nclass Planted { /* CallbackPipeline */ }")]
    [InlineData("Telemetry/Planted.cs", "class Planted { object a = other.CallbackPipeline; int CallbackPipelined; }")]
    [InlineData("Planted.cs", "class Planted(CallbackPipeline pipeline, AddressBook book);")]
    public void A_comment_a_member_and_the_root_are_no_use(string path, string text) =>
        Assert.Empty(SourceArrows.FindUnstated([.. Sources, (path, text)], Stated));

    private static string Above(string folder) => File.Exists(Path.Combine(folder, "CallbackGen.sln"))
        ? folder
        : Above(Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("CallbackGen.sln is in no folder above the tests."));
}
