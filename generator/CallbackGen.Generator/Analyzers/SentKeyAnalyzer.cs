using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>CBG1019: the key that a request is verified with, or the time at which it is, comes from the request; or a handshake replaces the key.</summary>
public sealed class SentKeyAnalyzer : HandlerAnalyzer
{
    // What a function of one's own calls the time that it takes for now.
    private static readonly string[] Clocks = ["now", "utcNow", "currentTime", "clock", "timeProvider"];

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.SentKey];

    private protected override bool SparesTests => true;

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        var keys = symbols.Find("CallbackKeys");
        var verification = new OwnVerification(symbols);
        var code = new CallbackCode(symbols);

        // A block as a whole: a value may be read in another statement than the one that uses it.
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

    /// <summary>The values that keys of callbacks are made of.</summary>
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

    /// <summary>What a verification is given as its clock, or as the time that it is.</summary>
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
