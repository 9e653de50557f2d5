using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Tells whether a MAC or a token's key is that of callbacks: by the function in which it stands. A function serves
/// callbacks when it has a message, a payload, a result or a request of the runtime in its hands; when it reads a proof out
/// of the request's headers, form or query; or when it compares a MAC with what is called a signature. A method or local
/// function does when one of the same type that calls it does. Other functions sign and check for other reasons.
/// </summary>
internal sealed class CallbackChecks(CallbackSymbols symbols)
{
    // What puts a proof into the headers of a request or an answer of one's own.
    private static readonly string[] Writes = ["Add", "TryAdd", "Append", "Set", "Remove"];

    /// <summary>Whether an operation that is given a key stands in such a function.</summary>
    public bool AreAround(IOperation mac, CancellationToken cancellationToken)
    {
        var isToken = MacKeys.IsTokenKey(mac);
        foreach (var (function, operation) in Surroundings.FunctionsAround(mac))
        {
            if (
                Serves(function, operation, isToken)
                || Users(function, cancellationToken).Any(around => Serves(around.Function, around.Operation, isToken))
            )
                return true;
        }

        return false;
    }

    /// <summary>The functions of the same type that call a function, or name it.</summary>
    private IEnumerable<(IMethodSymbol Function, IOperation Operation)> Users(
        IMethodSymbol function,
        CancellationToken cancellationToken
    ) =>
        (MethodBodies.UsesOf(function, symbols.Compilation, cancellationToken) ?? CallsInType(function, cancellationToken)).SelectMany(
            Surroundings.FunctionsAround
        );

    private IEnumerable<IOperation> CallsInType(IMethodSymbol function, CancellationToken cancellationToken) =>
        function is not { MethodKind: MethodKind.Ordinary }
            ? []
            : function
                .ContainingType.GetMembers()
                .OfType<IMethodSymbol>()
                .Where(method => !SymbolEqualityComparer.Default.Equals(method, function))
                .SelectMany(method => MethodBodies.Of(method, symbols.Compilation, cancellationToken)?.Descendants() ?? [])
                .Where(operation =>
                    operation is IInvocationOperation call
                    && SymbolEqualityComparer.Default.Equals(call.TargetMethod.OriginalDefinition, function.OriginalDefinition)
                );

    /// <summary>What the function does by itself: another function inside it may serve something else.</summary>
    private bool Serves(IMethodSymbol function, IOperation operation, bool isToken) =>
        function.Parameters.Any(parameter => IsOfCallback(parameter.Type))
        || Values
            .Directly(operation)
            .Any(part => IsOfCallback(part.Type) || (isToken ? ValidatesContent(part) : ReadsProof(part) || ComparesMac(part)));

    private bool IsOfCallback(ITypeSymbol? type) =>
        type is not null
        && (
            symbols.PayloadIn(type) is not null
            || symbols.RungOf(type) is not null
            || symbols.IsResult(type)
            || CallbackSymbols.Is(type, symbols.Request)
            || CallbackSymbols.Is(type, symbols.Message)
        );

    private static bool ReadsProof(IOperation part) =>
        part switch
        {
            IPropertyReferenceOperation property => property.Parent is not IAssignmentOperation assignment || assignment.Target != part,
            IInvocationOperation call => !Writes.Any(name => call.TargetMethod.Name.StartsWith(name, StringComparison.Ordinal)),
            _ => part is IParameterReferenceOperation,
        }
        && (SignatureValues.Of(part) & (SignatureTraits.Received | SignatureTraits.ReceivedDigest)) != 0;

    private static bool ComparesMac(IOperation part)
    {
        var traits =
            part is IInvocationOperation { TargetMethod.Name: "FixedTimeEquals", Arguments: [var first, var second] }
                ? SignatureValues.Of(first.Value) | SignatureValues.Of(second.Value)
            : Comparison.Of(part) is { } comparison ? SignatureValues.Of(comparison.Left) | SignatureValues.Of(comparison.Right)
            : SignatureTraits.None;
        return traits.HasFlag(SignatureTraits.Mac) && (traits & (SignatureTraits.Named | SignatureTraits.NamedDigest)) != 0;
    }

    // A token of the header may be that of the application's own users.
    private static bool ValidatesContent(IOperation part) =>
        part is IInvocationOperation { TargetMethod.Name: "ValidateToken" or "ValidateTokenAsync" } validation
        && validation.Arguments.Any(argument => RequestData.IsFrom(argument.Value));
}
