using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Reports callbacks from a queue that are removed from it whether or not they were handled.</summary>
internal static class QueuedCallbacks
{
    private const string Advice =
        "complete the message when its work is done, and leave it on the queue, or put it aside, where the work failed";

    /// <summary>Registers the search.</summary>
    public static void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols) =>
        context.RegisterOperationAction(operation => Analyze(operation, symbols), OperationKind.Invocation, OperationKind.Argument);

    private static void Analyze(OperationAnalysisContext context, CallbackSymbols symbols)
    {
        var end = context.Operation;
        if (
            QueueEnds.MayBe(end)
            && new QueueEnds(symbols, DecidingWords.Of(context), context.Compilation, context.CancellationToken).Of(end)
                is var (what, isCertain)
        )
            context.ReportDiagnostic(
                Diagnostic.Create(
                    HandlerRules.UnsavedChanges,
                    end.Syntax.GetLocation(),
                    isCertain ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info,
                    null,
                    null,
                    what,
                    Advice
                )
            );
    }
}
