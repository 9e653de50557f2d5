using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Testing;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Generator.Tests.Harness;

/// <summary>
/// Roslyn's test of the generator's diagnostics, which are marked in the source: <c>{|CBG1013:Verified&lt;AcmePayment&gt;|}</c>.
/// </summary>
/// <remarks>
/// <see cref="GeneratorRun"/> tests what this package cannot: that a second run computes nothing again, and that the generated code
/// compiles and works. <c>BaselineTests</c> compare the generated text.
/// </remarks>
internal sealed class GeneratorReportTest : CSharpSourceGeneratorTest<CallbackGenerator, DefaultVerifier>
{
    private GeneratorReportTest()
    {
        // The references below include the SDK's reference assemblies. By default, the package would download others.
        ReferenceAssemblies = new ReferenceAssemblies("net10.0");
        TestState.AdditionalReferences.AddRange(References.WithTokenLibrary);
        TestState.AnalyzerConfigFiles.Add(("/shop/.globalconfig", "is_global = true\nbuild_property.RootNamespace = Shop\n"));
        TestBehaviors = TestBehaviors.SkipGeneratedSourcesCheck;
        CompilerDiagnostics = CompilerDiagnostics.None;
    }

    protected override string DefaultFilePathPrefix => "/shop/File";

    /// <summary>Checks that exactly the marked diagnostics are reported. Returns a run over the same files.</summary>
    /// <param name="schema">A schema file, which may contain marks.</param>
    /// <param name="marked">A C# file with marks.</param>
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
