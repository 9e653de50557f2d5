using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>CBG1019: the request supplies the key or the time with which it is verified; or a handshake replaces the key.</summary>
public sealed class SentKeyAnalyzer : HandlerAnalyzer
{
    // Names of parameters that receive the current time in an application's own functions.
    private static readonly string[] Clocks = ["now", "utcNow", "currentTime", "clock", "timeProvider"];

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.SentKey];

    private protected override bool SparesTests => true;

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        var keys = symbols.Find("CallbackKeys");
        var verification = new OwnVerification(symbols);
        var code = new CallbackCode(symbols);

        // The whole block is analyzed, because one statement may read a value and another one use it.
        context.RegisterOperationBlockAction(block =>
        {
            foreach (var operation in block.OperationBlocks.SelectMany(root => root.DescendantsAndSelf()))
            {
                foreach (var key in KeysOf(operation, keys).Where(SentValues.MayBeSent))
                    Report(block, key, "key");
                foreach (var key in MacSecrets.In(operation).Where(SentValues.MayBeSent))
                {
                    if (verification.IsIn(ServingFunction.Of(operation, block.OwningSymbol)))
                        Report(block, key, "key");
                }

                if (
                    HandshakeSecrets.In(operation, context.Compilation, block.CancellationToken) is var (sent, isKey)
                    && (isKey || code.Serves(ServingFunction.Of(operation, block.OwningSymbol)))
                )
                    Report(block, sent, "key", isKey ? DiagnosticSeverity.Warning : DiagnosticSeverity.Info);
                foreach (var clock in ClocksOf(operation, symbols, verification))
                {
                    if (SentValues.IsSent(clock) || SentClocks.IsStep(clock))
                        Report(block, clock, "time");
                    else if (SentClocks.IsKept(clock, (IInvocationOperation)operation))
                        Report(block, clock, "time", DiagnosticSeverity.Info);
                }
            }
        });
    }

    /// <summary>Returns the values from which keys of callbacks are created.</summary>
    private static IEnumerable<IOperation> KeysOf(IOperation operation, INamedTypeSymbol? keys) =>
        operation is IInvocationOperation { TargetMethod.Name: "Create" or "TryCreate" } call
        && CallbackSymbols.Is(call.TargetMethod.ContainingType, keys)
            ? call
                .Arguments.Where(argument => argument.Parameter?.Name == "values")
                .SelectMany(argument =>
                    argument is { ArgumentKind: ArgumentKind.ParamArray, Value: IArrayCreationOperation { Initializer: { } several } }
                        ? several.ElementValues
                        : [argument.Value]
                )
            : [];

    /// <summary>Returns the values that a verification receives as its clock, or as the current time.</summary>
    private static IEnumerable<IOperation> ClocksOf(IOperation operation, CallbackSymbols symbols, OwnVerification verification)
    {
        if (operation is not IInvocationOperation call)
            return [];
        var clocks = call
            .Arguments.Where(argument =>
                argument is { ArgumentKind: ArgumentKind.Explicit, Parameter: { } parameter }
                && (parameter.Type.Name == "TimeProvider" || Clocks.Contains(parameter.Name))
            )
            .ToList();
        return
            clocks.Count > 0
            && (
                EndpointMethods.IsIn(call.TargetMethod.ContainingType, "CallbackGen")
                || symbols.PayloadOf(call.TargetMethod.ContainingType) is not null
                || verification.IsCheck(call)
            )
            ? clocks.Select(argument => argument.Value)
            : [];
    }

    private static void Report(
        OperationBlockAnalysisContext context,
        IOperation place,
        string what,
        DiagnosticSeverity severity = DiagnosticSeverity.Warning
    ) => context.ReportDiagnostic(Diagnostic.Create(HandlerRules.SentKey, place.Syntax.GetLocation(), severity, null, null, what));
}
