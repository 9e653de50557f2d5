using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>
/// CBG1040: the function that <c>CommitAsync</c> receives has other effects than writing by the given transaction, or does not write by
/// it.
/// </summary>
public sealed class CommitEffectAnalyzer : HandlerAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.CommitEffect];

    private protected override bool SparesTests => true;

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        var parts = new CallbackParts(symbols);
        context.RegisterOperationAction(
            operation =>
            {
                var call = (IInvocationOperation)operation.Operation;
                if (CommitEffects.IsCommit(call.TargetMethod))
                    Report(operation, Effects(operation).Of(call));
            },
            OperationKind.Invocation
        );
        // An editor drops diagnostics outside of the analyzed operation, so this action reports the handler's writes outside of a commit.
        new CallbackFunctions(symbols).Register(
            context,
            (operation, _, body) =>
                Report(operation, Effects(operation).Beside(body).Concat(new OwnTransactions(DecidingWords.Of(operation), parts).In(body)))
        );

        CommitEffects Effects(OperationAnalysisContext operation) =>
            new(DecidingWords.Of(operation), parts, operation.Compilation, operation.CancellationToken);
    }

    private static void Report(OperationAnalysisContext context, IEnumerable<(string What, string Advice, IOperation Place)> found)
    {
        foreach (var (what, advice, place) in found)
            context.ReportDiagnostic(Diagnostic.Create(HandlerRules.CommitEffect, place.Syntax.GetLocation(), what, advice));
    }
}
