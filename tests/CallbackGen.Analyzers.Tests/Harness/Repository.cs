namespace CallbackGen.Analyzers.Tests.Harness;

/// <summary>Files that the tests read: those of the repository, and the public corpora next to it.</summary>
internal static class Repository
{
    /// <summary>The folder with the solution.</summary>
    public static string Root => TestFolders.Repository;

    public static string MetaSchema => File.ReadAllText(Path.Combine(Root, "schemas", "callback.schema.json"));

    /// <summary>Every feed of the repository, by file name.</summary>
    public static IReadOnlyList<(string Name, string Text)> Feeds { get; } =
    [
        .. Directory
            .GetFiles(Path.Combine(Root, "schemas"), "*.callback.json")
            .Order(StringComparer.Ordinal)
            .Select(path => (Path.GetFileName(path), File.ReadAllText(path))),
    ];

    public static TheoryData<string> FeedNames => [.. Feeds.Select(feed => feed.Name)];

    public static string Feed(string name) => Feeds.Single(feed => feed.Name == name).Text;

    /// <summary>The folder of a public corpus, or null if it is absent.</summary>
    public static string? Corpus(string name) =>
        TestFolders.FindShared("corpora") is { } shared && Path.Combine(shared, "corpora", name) is var folder && Directory.Exists(folder)
            ? folder
            : null;
}

/// <summary>A theory over a corpus; skipped, with the reason, if the corpus is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CorpusTheoryAttribute : TheoryAttribute
{
    public CorpusTheoryAttribute(string corpus)
    {
        Corpus = corpus;
        if (Repository.Corpus(corpus) is null)
            Skip =
                $"The corpus {corpus} is not here: put it into shared/corpora above the project, or name the folder shared in "
                + "CALLBACKGEN_SHARED.";
    }

    public string Corpus { get; }
}
