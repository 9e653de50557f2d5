using System.Text;
using CallbackGen.Definitions;
using CallbackGen.Generator.Diagnostics;
using CallbackGen.Generator.Schema;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CallbackGen.Generator.Tests.Hostile;

/// <summary>Assertions that must be true of any text in a schema file.</summary>
internal static class Fuzzing
{
    /// <summary>
    /// Asserts that the generator does not throw, that its output compiles, and that every problem has a location in its file. A schema
    /// with errors must result in feeds that accept nothing; a schema without errors must compile.
    /// </summary>
    public static IReadOnlyList<Diagnostic> CompilesOrIsReported(params string[] schemas)
    {
        var state = TestState.Of(schemas);
        var run = GeneratorRun.Of(state);
        var problems = Analyze(state, run);

        Assert.DoesNotContain(problems, problem => problem.Id == "AD0001");
        AssertCompiles(run);
        foreach (var schema in schemas)
            AssertPlaces(schema, SchemaReader.Read(schema).Problems);
        return problems;
    }

    public static void AssertPlaces(string schema, IReadOnlyList<Problem> problems) =>
        Assert.All(
            problems,
            problem =>
            {
                Assert.InRange(problem.Span.Start, 0, schema.Length);
                Assert.InRange(problem.Span.End, problem.Span.Start, schema.Length);
            }
        );

    public static void AssertCompiles(GeneratorRun run)
    {
        var first = run.Diagnostics.FirstOrDefault();
        Assert.True(
            first is null,
            first is null
                ? ""
                : $"{first}\n{first.Location.SourceTree?.GetText().Lines[first.Location.GetLineSpan().StartLinePosition.Line]}"
        );
    }

    /// <summary>Asserts that the feeds of a broken schema accept no request.</summary>
    public static void AssertAcceptsNothing(CompiledProject project)
    {
        foreach (var feed in project.Feeds)
        {
            foreach (var transport in feed.Definition.Receive.DefaultIfEmpty(new CallbackTransport("POST", CallbackContent.Json)))
            {
                var request = new CallbackRequest
                {
                    Method = transport.Method,
                    ContentType = transport.Content switch
                    {
                        CallbackContent.Json => "application/json",
                        CallbackContent.Form => "application/x-www-form-urlencoded",
                        _ => null,
                    },
                    Body = transport.Content == CallbackContent.Json ? Encoding.UTF8.GetBytes("{}") : default,
                };
                var rejection = feed.VerifyMessage(request, CallbackKeys.Empty).Rejection;
                Assert.NotNull(rejection);
                Assert.Equal(CallbackRejectionReason.SchemaInvalid, rejection.Reason);
            }
        }
    }

    private static IReadOnlyList<Diagnostic> Analyze(TestState state, GeneratorRun run)
    {
        var options = new AnalyzerOptions(state.CreateAdditionalTexts(), new InMemoryOptions(state.GlobalOptions));
        var compilation = CSharpCompilation.Create("Analyzed", references: References.All, options: run.Compilation.Options);
        return
        [
            .. compilation.WithAnalyzers([new Analyzers.SchemaAnalyzer()], options).GetAllDiagnosticsAsync().GetAwaiter().GetResult(),
            .. run.Result.Diagnostics,
        ];
    }
}
