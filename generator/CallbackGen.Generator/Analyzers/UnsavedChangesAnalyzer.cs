using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CallbackGen.Generator.Analyzers;

/// <summary>
/// CBG1045: a handler never saves its changes, never commits its transaction, or removes its message from the queue before the work is
/// done.
/// </summary>
public sealed class UnsavedChangesAnalyzer : HandlerAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.UnsavedChanges];

    private protected override bool SparesTests => true;

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        QueuedCallbacks.Register(context, symbols);
        new CallbackFunctions(symbols).Register(
            context,
            (operation, _, body) =>
            {
                var changes = new UnsavedChanges(DecidingWords.Of(operation), operation.Compilation, operation.CancellationToken);
                foreach (var (what, advice, place, isCertain) in changes.In(body))
                    operation.ReportDiagnostic(
                        Diagnostic.Create(
                            HandlerRules.UnsavedChanges,
                            place.Syntax.GetLocation(),
                            isCertain ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info,
                            null,
                            null,
                            what,
                            advice
                        )
                    );
            }
        );
    }
}
