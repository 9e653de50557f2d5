using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>CBG1034: a switch accepts callbacks without verification, or code removes a condition on which verification relies.</summary>
public sealed class SwitchedOffAnalyzer : HandlerAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.SwitchedOff];

    private protected override bool SparesTests => true;

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        var skipped = new SkippedChecks(symbols);
        var safeguards = new Safeguards(symbols);
        context.RegisterOperationAction(
            operation => AnalyzeChoice(operation, skipped),
            OperationKind.Conditional,
            OperationKind.Binary,
            OperationKind.SwitchExpression,
            OperationKind.Switch,
            OperationKind.CatchClause
        );
        context.RegisterOperationAction(
            operation => Report(operation, safeguards.By((ISimpleAssignmentOperation)operation.Operation, operation.ContainingSymbol)),
            OperationKind.SimpleAssignment
        );
        context.RegisterOperationAction(
            operation => Report(operation, safeguards.By((IInvocationOperation)operation.Operation)),
            OperationKind.Invocation
        );
        context.RegisterOperationAction(AnalyzeMethod, OperationKind.MethodBody);
        context.RegisterSemanticModelAction(AnalyzeDirectives);
    }

    private static void AnalyzeChoice(OperationAnalysisContext context, SkippedChecks skipped)
    {
        if (skipped.Of(context.Operation, context.ContainingSymbol, DecidingWords.Of(context)) is { } found)
            context.ReportDiagnostic(
                Diagnostic.Create(
                    HandlerRules.SwitchedOff,
                    found.Place.Syntax.GetLocation(),
                    $"{found.What} has callbacks pass here that nothing has verified"
                )
            );
    }

    /// <summary>Reports a signature check that accepts every signature: <c>class NoVerification : ISignatureVerifier</c>.</summary>
    private static void AnalyzeMethod(OperationAnalysisContext context)
    {
        if (
            context.ContainingSymbol is IMethodSymbol { MethodKind: MethodKind.Ordinary, Parameters.IsEmpty: false } method
            && OwnVerification.SaysYesOrNo(method)
            && OwnVerification.IsCalledCheck(method.Name)
            && IsOfSignatures(method)
            && Safeguards.AlwaysYes(context.Operation)
        )
            context.ReportDiagnostic(
                Diagnostic.Create(HandlerRules.SwitchedOff, method.Locations[0], $"\"{method.Name}\" finds every signature genuine")
            );
    }

    private static bool IsOfSignatures(IMethodSymbol method) =>
        method.Parameters.Any(parameter => SignatureNames.IsValue(parameter.Name))
        || method.Name.IndexOf("Signature", StringComparison.Ordinal) >= 0
        || method
            .ContainingType.AllInterfaces.Select(contract => contract.Name)
            .Append(method.ContainingType.Name)
            .Any(name =>
                name.IndexOf("Signature", StringComparison.Ordinal) >= 0
                || (name.EndsWith("Verifier", StringComparison.Ordinal) || name.EndsWith("Validator", StringComparison.Ordinal))
                    && CallbackCode.IsOfCallbacks(name)
            );

    private static void AnalyzeDirectives(SemanticModelAnalysisContext context)
    {
        foreach (var directive in BuildSwitches.In(context.SemanticModel.SyntaxTree.GetRoot(context.CancellationToken)))
            context.ReportDiagnostic(
                Diagnostic.Create(
                    HandlerRules.SwitchedOff,
                    directive.Condition.GetLocation(),
                    $"\"{directive.Condition}\" has a build pass callbacks that nothing has verified"
                )
            );
    }

    private static void Report(OperationAnalysisContext context, LostSafeguard? lost)
    {
        if (lost is not null)
            context.ReportDiagnostic(
                Diagnostic.Create(
                    HandlerRules.SwitchedOff,
                    lost.Place.Syntax.GetLocation(),
                    lost.IsCertain ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info,
                    null,
                    null,
                    lost.What
                )
            );
    }
}
