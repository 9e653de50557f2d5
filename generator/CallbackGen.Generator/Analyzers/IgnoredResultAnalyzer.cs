using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CallbackGen.Generator.Analyzers;

/// <summary>CBG1039: a handler ignores the return value of a call that reports success or failure.</summary>
public sealed class IgnoredResultAnalyzer : HandlerAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.IgnoredResult];

    private protected override bool SparesTests => true;

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places) =>
        new CallbackFunctions(symbols).Register(
            context,
            (operation, _, body) =>
            {
                var results = new IgnoredResults(DecidingWords.Of(operation), symbols);
                foreach (var (call, name, told) in results.In(body, operation.ContainingSymbol))
                    operation.ReportDiagnostic(Diagnostic.Create(HandlerRules.IgnoredResult, call.Syntax.GetLocation(), name, told));
            }
        );
}
