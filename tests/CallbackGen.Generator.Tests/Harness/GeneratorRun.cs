using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CallbackGen.Generator.Tests.Harness;

/// <summary>A run of the generator over a project. Every run is repeated: the second run must not compute anything again.</summary>
internal sealed class GeneratorRun
{
    private GeneratorRun(
        GeneratorDriver driver,
        ImmutableArray<AdditionalText> texts,
        GeneratorRunResult result,
        CSharpCompilation compilation
    )
    {
        Driver = driver;
        AdditionalTexts = texts;
        Result = result;
        Compilation = compilation;
    }

    public GeneratorDriver Driver { get; }

    /// <summary>Gets the additional files that <see cref="Driver"/> has seen.</summary>
    public ImmutableArray<AdditionalText> AdditionalTexts { get; }

    public GeneratorRunResult Result { get; }

    /// <summary>Gets the project with the generated sources.</summary>
    public CSharpCompilation Compilation { get; }

    public IEnumerable<string> HintNames => Result.GeneratedSources.Select(source => source.HintName);

    /// <summary>Gets the compiler's diagnostics for the whole project, without hidden and informational ones.</summary>
    public ImmutableArray<Diagnostic> Diagnostics =>
        [.. Compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning)];

    public static GeneratorRun Of(TestState state)
    {
        var compilation = state.CreateCompilation();
        var driver = state.CreateDriver().RunGenerators(compilation);
        var first = ResultOf(driver);

        // The same files and sources as new objects, which an editor passes after every keystroke.
        var texts = state.CreateAdditionalTexts();
        var again = driver.ReplaceAdditionalTexts(texts).RunGenerators(state.CreateCompilation());
        AssertNothingIsDoneAgain(ResultOf(again));
        Assert.Equal(Texts(first), Texts(ResultOf(again)));

        return new GeneratorRun(
            again,
            texts,
            first,
            compilation.AddSyntaxTrees(first.GeneratedSources.Select(source => source.SyntaxTree))
        );
    }

    /// <summary>Returns the text of a generated file.</summary>
    public string Source(string hintName) => Result.GeneratedSources.Single(source => source.HintName == hintName).SourceText.ToString();

    public static GeneratorRunResult ResultOf(GeneratorDriver driver)
    {
        var run = driver.GetRunResult();
        Assert.All(
            run.Diagnostics,
            diagnostic =>
                Assert.True(
                    diagnostic.Location.Kind == LocationKind.ExternalFile
                        && (diagnostic.Id.StartsWith("CBG0", StringComparison.Ordinal) || diagnostic.Id == "CBG1013"),
                    diagnostic.ToString()
                )
        );
        var result = Assert.Single(run.Results);
        Assert.Null(result.Exception);
        return result;
    }

    /// <summary>Returns the text of every generated file by its name.</summary>
    public static SortedDictionary<string, string> Texts(GeneratorRunResult result) =>
        new(
            result.GeneratedSources.ToDictionary(source => source.HintName, source => source.SourceText.ToString()),
            StringComparer.Ordinal
        );

    public static void AssertNothingIsDoneAgain(GeneratorRunResult result)
    {
        Assert.All(result.TrackedOutputSteps.SelectMany(step => step.Value).SelectMany(step => step.Outputs), AssertNotDone);
        Assert.All(OwnSteps(result).SelectMany(step => step.Outputs), AssertNotDone);
    }

    public static IEnumerable<IncrementalGeneratorRunStep> OwnSteps(GeneratorRunResult result) =>
        new[]
        {
            CallbackGenerator.FeedsStep,
            CallbackGenerator.LibraryStep,
            CallbackGenerator.NamesStep,
            CallbackGenerator.EmittedStep,
            CallbackGenerator.ProblemsStep,
            CallbackGenerator.TrustStep,
            WrongLevelReport.FoundStep,
        }.SelectMany(name => result.TrackedSteps.TryGetValue(name, out var steps) ? steps : []);

    private static void AssertNotDone((object Value, IncrementalStepRunReason Reason) output) =>
        Assert.True(
            output.Reason is IncrementalStepRunReason.Cached or IncrementalStepRunReason.Unchanged,
            $"a step of the second run is {output.Reason}"
        );
}
