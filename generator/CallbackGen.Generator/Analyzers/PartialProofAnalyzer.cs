using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>
/// CBG1035: an application's own verification proves only a part of a callback: a part of its MAC or of its body, or only an address.
/// </summary>
public sealed class PartialProofAnalyzer : HandlerAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.PartialProof];

    private protected override bool SparesTests => true;

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        var verification = new OwnVerification(symbols);
        var addresses = new SenderAddresses(symbols);
        context.RegisterOperationAction(operation => AnalyzeComparison(operation), OperationKind.Invocation, OperationKind.Binary);
        context.RegisterOperationAction(AnalyzeLoop, OperationKind.CompoundAssignment);
        context.RegisterOperationAction(operation => AnalyzeMessage(operation, verification), OperationKind.Invocation);
        context.RegisterOperationAction(operation => AnalyzeCondition(operation, addresses), OperationKind.Conditional);
    }

    private static void AnalyzeComparison(OperationAnalysisContext context)
    {
        if (CutProofs.Of(context.Operation) is { } what)
            Report(context, context.Operation, what, isCertain: true);
    }

    private static void AnalyzeLoop(OperationAnalysisContext context)
    {
        if (CutProofs.OfLoop((ICompoundAssignmentOperation)context.Operation) is { } what)
            Report(context, context.Operation, what, isCertain: true);
    }

    private static void AnalyzeMessage(OperationAnalysisContext context, OwnVerification verification)
    {
        var call = (IInvocationOperation)context.Operation;
        if (MacMessages.Of(call, WithCallers) is { } partial)
            Report(context, call, partial.What, partial.IsCertain);
        else if (MacMessages.OfHash(call, Around) is { } hash)
            Report(context, call, hash.What, hash.IsCertain);
        else if (
            MacMessages.OfCalled(
                call,
                context.Compilation,
                () => ServingFunction.Of(call, context.ContainingSymbol),
                context.CancellationToken
            ) is
            { IsCertain: false } away
        )
            Report(context, call, away.What, isCertain: false);

        ServingFunction? Around() =>
            ServingFunction.Of(call, context.ContainingSymbol) is var function && verification.IsIn(function) ? function : null;

        (ServingFunction, IReadOnlyList<(IInvocationOperation, ServingFunction)>)? WithCallers()
        {
            var function = ServingFunction.Of(call, context.ContainingSymbol);
            var callers = function.Calls(context.Compilation, context.CancellationToken);
            return verification.IsIn(function) || callers.Any(found => verification.IsIn(found.Caller)) ? (function, callers) : null;
        }
    }

    private static void AnalyzeCondition(OperationAnalysisContext context, SenderAddresses addresses)
    {
        if (addresses.Deciding((IConditionalOperation)context.Operation, context.ContainingSymbol, DecidingWords.Of(context)) is { } asked)
            Report(
                context,
                asked,
                "Only the sender's address is checked here, which proxies and forwarded headers determine",
                isCertain: true
            );
    }

    private static void Report(OperationAnalysisContext context, IOperation place, string what, bool isCertain) =>
        context.ReportDiagnostic(
            Diagnostic.Create(
                HandlerRules.PartialProof,
                place.Syntax.GetLocation(),
                isCertain ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info,
                null,
                null,
                what
            )
        );
}
