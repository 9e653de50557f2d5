using System.Text.Json;
using CallbackGen.Tests;

namespace CallbackGen.Runtime.Tests.Support;

/// <summary>Public conformance data, which is next to the repository, not in it.</summary>
internal static class SharedData
{
    public const string Missing = "the conformance data is not there: put it at ../shared or name its folder in CALLBACKGEN_SHARED";

    public static string? Root { get; } =
        TestFolders.FindShared("corpora") is { } folder && Directory.Exists(Path.Combine(folder, "corpora")) ? folder : null;

    public static string Corpus(params string[] path) =>
        Path.Combine([Root ?? throw new InvalidOperationException(Missing), "corpora", .. path]);

    public static JsonDocument Json(params string[] path) => JsonDocument.Parse(File.ReadAllBytes(Corpus(path)));
}

/// <summary>A test that needs the conformance data.</summary>
internal sealed class CorpusFactAttribute : FactAttribute
{
    public CorpusFactAttribute() => Skip = SharedData.Root is null ? SharedData.Missing : null;
}

/// <summary>A theory with a case for each item of the conformance data.</summary>
internal sealed class CorpusTheoryAttribute : TheoryAttribute
{
    public CorpusTheoryAttribute() => Skip = SharedData.Root is null ? SharedData.Missing : null;
}
