namespace CallbackGen.EndToEnd.Tests.Support;

/// <summary>
/// The public corpora that hostile input is taken from. They lie beside the project, in <c>shared/corpora</c> of a
/// folder above it, or where the environment variable <c>CALLBACKGEN_SHARED</c> says.
/// </summary>
internal static class SharedData
{
    private static readonly string? Root = Find();

    /// <summary>The folder of a corpus, or null where it is absent.</summary>
    public static string? Corpus(string name) =>
        Root is not null && Path.Combine(Root, "corpora", name) is var folder && Directory.Exists(folder) ? folder : null;

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("CALLBACKGEN_SHARED") is { Length: > 0 } told)
            return told;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (Directory.Exists(Path.Combine(folder.FullName, "shared", "corpora")))
                return Path.Combine(folder.FullName, "shared");
        }

        return null;
    }
}

/// <summary>A fact over a corpus; skipped, with the reason, where the corpus is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CorpusFactAttribute : FactAttribute
{
    public CorpusFactAttribute(string corpus)
    {
        Corpus = corpus;
        if (SharedData.Corpus(corpus) is null)
            Skip = $"The corpus {corpus} is not here: put it into shared/corpora above the project, or name its parent folder in CALLBACKGEN_SHARED.";
    }

    public string Corpus { get; }
}
