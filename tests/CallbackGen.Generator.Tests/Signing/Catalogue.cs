namespace CallbackGen.Generator.Tests.Signing;

/// <summary>Every schema file of the repository, compiled once, with the requests that its own tests accept.</summary>
internal static class Catalogue
{
    private static readonly Lazy<CompiledProject> LazyAll = new(() =>
        CompiledProject.Of(TestState.Of([.. RepositoryFiles.Schemas().Select(File.ReadAllText)]))
    );

    public static CompiledProject Project => LazyAll.Value;

    public static IEnumerable<string> Names =>
        RepositoryFiles.Schemas().Select(path => System.IO.Path.GetFileName(path).Replace(".callback.json", "", StringComparison.Ordinal));

    public static CallbackFeed Feed(string name) => LazyAll.Value.Feeds.Single(feed => feed.Name == name);

    public static string Path(string name) => System.IO.Path.Combine(RepositoryFiles.Root, "schemas", name + ".callback.json");

    public static string Schema(string name) => File.ReadAllText(Path(name));

    /// <summary>Returns the feed's tests of callbacks that are accepted.</summary>
    public static IReadOnlyList<FeedTest> Accepted(string name) =>
        [.. FeedTest.Of(Schema(name)).Where(test => test is { IsGenuine: true, IsHandshake: false })];
}
