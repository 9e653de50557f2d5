using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>CBG1047: a timer, a job or the start of a program releases or discards callbacks that wait for a person.</summary>
public sealed class ReleasedByMachineAnalyzer : HandlerAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.ReleasedByMachine];

    private protected override bool SparesTests => true;

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        // A project that does not reference the inbox cannot call it.
        if (context.Compilation.GetTypesByMetadataName("CallbackGen.Inbox.ICallbackStore").IsEmpty)
            return;
        context.RegisterOperationAction(
            operation =>
            {
                var call = (IInvocationOperation)operation.Operation;
                if (ReleasedByMachine.StateOf(call, operation.ContainingSymbol, symbols, operation.CancellationToken) is { } state)
                    operation.ReportDiagnostic(
                        Diagnostic.Create(
                            HandlerRules.ReleasedByMachine,
                            call.Syntax.GetLocation(),
                            call.TargetMethod.Name,
                            state == "Conflict" ? "contradict their events" : "could not be read"
                        )
                    );
            },
            OperationKind.Invocation
        );
    }
}
