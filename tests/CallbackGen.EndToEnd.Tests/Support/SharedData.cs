using CallbackGen.Tests;

namespace CallbackGen.EndToEnd.Tests.Support;

/// <summary>
/// The public corpora of hostile input. They are in <c>shared/corpora</c> of a folder above the project, or in the folder that the
/// environment variable <c>CALLBACKGEN_SHARED</c> names.
/// </summary>
internal static class SharedData
{
    private static readonly string? Root = TestFolders.FindShared("corpora");

    /// <summary>The folder of a corpus, or null if it is absent.</summary>
    public static string? Corpus(string name) =>
        Root is not null && Path.Combine(Root, "corpora", name) is var folder && Directory.Exists(folder) ? folder : null;
}

/// <summary>A fact over a corpus; skipped, with the reason, if the corpus is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class CorpusFactAttribute : FactAttribute
{
    public CorpusFactAttribute(string corpus)
    {
        Corpus = corpus;
        if (SharedData.Corpus(corpus) is null)
            Skip =
                $"The corpus {corpus} is not here: put it into shared/corpora above the project, or name its parent "
                + "folder in CALLBACKGEN_SHARED.";
    }

    public string Corpus { get; }
}
