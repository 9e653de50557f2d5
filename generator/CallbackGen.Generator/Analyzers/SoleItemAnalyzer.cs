using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CallbackGen.Generator.Analyzers;

/// <summary>CBG1046: of several messages, or items of a payload, a handler processes one, and all of them are acknowledged.</summary>
public sealed class SoleItemAnalyzer : HandlerAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.SoleItem];

    private protected override bool SparesTests => true;

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        var items = new SoleItems(symbols);
        context.RegisterOperationAction(
            operation =>
            {
                if (items.ListOf(operation.Operation) is not { } list)
                    return;
                var function = ServingFunction.Of(operation.Operation, operation.ContainingSymbol);
                if (SoleItems.IsSole(operation.Operation, list, function, DecidingWords.Of(operation)))
                    operation.ReportDiagnostic(
                        Diagnostic.Create(HandlerRules.SoleItem, operation.Operation.Syntax.GetLocation(), list.Syntax.ToString())
                    );
            },
            OperationKind.Invocation,
            OperationKind.PropertyReference,
            OperationKind.ArrayElementReference,
            OperationKind.ImplicitIndexerReference,
            OperationKind.ListPattern
        );
    }
}
