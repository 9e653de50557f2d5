using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>CBG1037: an endpoint without authorization operates the inbox, or shows the stored content of a callback.</summary>
public sealed class OpenOperationsAnalyzer : HandlerAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.OpenOperations];

    private protected override bool SparesTests => true;

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        OpenContent.Register(context, symbols);
        // A project without the inbox has no operations of it.
        if (context.Compilation.GetTypesByMetadataName("CallbackGen.Inbox.ICallbackStore").IsEmpty)
            return;
        var operations = new InboxOperations(context.Compilation);
        var logins = new Logins(context.Compilation);
        context.RegisterOperationAction(operation => Analyze(operation, operations, logins), OperationKind.Invocation);
    }

    private static void Analyze(OperationAnalysisContext context, InboxOperations operations, Logins logins)
    {
        var call = (IInvocationOperation)context.Operation;
        if (!operations.Is(call, context.CancellationToken))
            return;
        var function = ServingFunction.Of(call, context.ContainingSymbol);
        if (
            (function.IsEndpoint || logins.IsMapped(function, context.CancellationToken))
            && !logins.Guard(function, context.CancellationToken)
        )
            context.ReportDiagnostic(
                Diagnostic.Create(HandlerRules.OpenOperations, call.Syntax.GetLocation(), call.TargetMethod.Name, "operates the inbox")
            );
    }
}
