using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Generator.Tests.Harness;

/// <summary>
/// Roslyn's test of what the generator reports, at the places that are marked: <c>{|CBG1013:Verified&lt;AcmePayment&gt;|}</c>.
/// </summary>
/// <remarks>
/// What it cannot say is said by <see cref="GeneratorRun"/>: that a second run does nothing again, and what the compiler and the
/// generated code do. The generated text is compared by <c>BaselineTests</c>.
/// </remarks>
internal sealed class GeneratorReportTest : CSharpSourceGeneratorTest<CallbackGenerator, DefaultVerifier>
{
    private GeneratorReportTest()
    {
        // Those of the SDK are among the references; the package would download others.
        ReferenceAssemblies = new ReferenceAssemblies("net10.0");
        TestState.AdditionalReferences.AddRange(References.WithTokenLibrary);
        TestState.AnalyzerConfigFiles.Add(("/shop/.globalconfig", "is_global = true\nbuild_property.RootNamespace = Shop\n"));
        TestBehaviors = TestBehaviors.SkipGeneratedSourcesCheck;
        CompilerDiagnostics = CompilerDiagnostics.None;
    }

    protected override string DefaultFilePathPrefix => "/shop/File";

    /// <summary>Demands that exactly what is marked is reported, and gives the run back.</summary>
    /// <param name="schema">A schema file, of which marks are taken out too.</param>
    /// <param name="marked">A C# file.</param>
    public static async Task<GeneratorRun> VerifyAsync(string schema, string marked = "")
    {
        var test = new GeneratorReportTest();
        test.TestState.AdditionalFiles.Add(("/shop/feed0000.callback.json", schema));
        test.TestState.Sources.Add(marked);
        await test.RunAsync();
        return GeneratorRun.Of(Harness.TestState.Of(TextOf(schema)).With(TextOf(marked)));
    }

    protected override ParseOptions CreateParseOptions() => Harness.TestState.ParseOptions;

    private static string TextOf(string marked)
    {
        TestFileMarkupParser.GetSpans(marked, out var text, out ImmutableArray<TextSpan> _);
        return text;
    }
}
