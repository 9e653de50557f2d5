using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>CBG1016: an application's own verification accepts a request when its secret, or the signature, is missing or empty.</summary>
public sealed class EmptySecretAnalyzer : HandlerAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.EmptySecret];

    private protected override bool SparesTests => true;

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        var verification = new OwnVerification(symbols);
        var passes = new PassedChecks(verification);
        var code = new CallbackCode(symbols);

        // The whole block is analyzed, because one statement may read a key and another one use it.
        context.RegisterOperationBlockAction(block =>
        {
            var reported = new HashSet<SyntaxNode>();
            foreach (var operation in block.OperationBlocks.SelectMany(root => root.DescendantsAndSelf()))
            {
                foreach (var fallback in MacSecrets.In(operation).SelectMany(MacSecrets.Fallbacks))
                {
                    if (
                        IsUsedToVerify(ServingFunction.Of(operation, block.OwningSymbol), fallback, verification, code)
                        && reported.Add(fallback.Syntax)
                    )
                        Report(block, fallback, "A missing key is treated as an empty one here");
                }

                if (
                    passes.Of(operation) is { } test
                    && passes.IsProof(test.Subject, ServingFunction.Of(operation, block.OwningSymbol))
                    && reported.Add(test.Condition.Syntax)
                )
                    Report(block, test.Condition, $"The check is skipped when {NameOf(test.Subject)} is missing");
            }
        });
    }

    /// <summary>Whether a MAC under a key is compared with the received signature, without a test whether the key is empty.</summary>
    private static bool IsUsedToVerify(ServingFunction function, IOperation fallback, OwnVerification verification, CallbackCode code)
    {
        var holders = Holders(fallback).ToList();
        if (
            function.Operations.Any(operation =>
                Asked(operation) is { } subject
                && MacSecrets.SymbolOf(subject) is { } symbol
                && holders.Exists(holder => SymbolEqualityComparer.Default.Equals(holder, symbol))
            )
        )
            return false;
        // The result of a helper that computes the MAC is compared elsewhere in its type.
        return verification.IsIn(function) || function.Symbol is { } helper && SignatureValues.ReturnsMac(helper) && code.Serves(function);
    }

    /// <summary>Returns the value that is required to be neither missing nor empty, by a test or by a method that throws.</summary>
    private static IOperation? Asked(IOperation operation) =>
        operation
            is IInvocationOperation { TargetMethod.Name: "ThrowIfNullOrEmpty" or "ThrowIfNullOrWhiteSpace", Arguments: [var argument, ..] }
            ? argument.Value
        : operation is IInvocationOperation or IBinaryOperation or IIsPatternOperation ? EmptinessTest.Of(operation)?.Subject
        : null;

    /// <summary>Returns the symbols that hold the value that may be empty: the local that is assigned, or the member itself.</summary>
    private static IEnumerable<ISymbol> Holders(IOperation fallback)
    {
        if (MacSecrets.SymbolOf(fallback) is { } member)
            yield return member;
        foreach (var ancestor in Surroundings.Ancestors(fallback))
        {
            if (ancestor is IVariableDeclaratorOperation declarator)
                yield return declarator.Symbol;
            else if (ancestor is ISimpleAssignmentOperation { Target: ILocalReferenceOperation local })
                yield return local.Local;
        }
    }

    private static string NameOf(IOperation subject) =>
        Values.Bare(subject) switch
        {
            ILocalReferenceOperation local => $"\"{local.Local.Name}\"",
            IParameterReferenceOperation parameter => $"\"{parameter.Parameter.Name}\"",
            IMemberReferenceOperation { Member: { Name: not "this[]" and var name } } => $"\"{name}\"",
            _ => "the tested value",
        };

    private static void Report(OperationBlockAnalysisContext context, IOperation place, string what) =>
        context.ReportDiagnostic(Diagnostic.Create(HandlerRules.EmptySecret, place.Syntax.GetLocation(), what));
}
