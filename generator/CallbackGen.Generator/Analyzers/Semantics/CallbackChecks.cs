using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Decides whether a MAC or a token's key belongs to callbacks, by the function around it. A function serves callbacks in three cases: it
/// has access to a message, payload, result or request of the runtime; it reads a proof from the request's headers, form or query; or it
/// compares a MAC with a value that is named a signature. A method or local function also serves callbacks when one of the same type that
/// calls it does. Other functions sign and verify for other reasons.
/// </summary>
internal sealed class CallbackChecks(CallbackSymbols symbols)
{
    // Methods that write a proof into the headers of the application's own request or answer.
    private static readonly string[] Writes = ["Add", "TryAdd", "Append", "Set", "Remove"];

    /// <summary>Whether an operation that receives a key is in a function that serves callbacks.</summary>
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

    /// <summary>Returns the functions of the same type that call a function, or name it.</summary>
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

    /// <summary>
    /// Whether the function's own code serves callbacks. Nested functions are excluded, because they may serve another purpose.
    /// </summary>
    private bool Serves(IMethodSymbol function, IOperation operation, bool isToken) =>
        function.Parameters.Any(parameter => IsOfCallback(parameter.Type))
        || Values
            .Directly(operation)
            .Any(part => IsOfCallback(part.Type) || (isToken ? ValidatesContent(part) : ReadsProof(part) || ComparesMac(part)));

    private bool IsOfCallback(ITypeSymbol? type) =>
        type is not null
        && (
            symbols.PayloadIn(type) is not null
            || symbols.LevelOf(type) is not null
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

    // A token in the header may belong to the application's own users.
    private static bool ValidatesContent(IOperation part) =>
        part is IInvocationOperation { TargetMethod.Name: "ValidateToken" or "ValidateTokenAsync" } validation
        && validation.Arguments.Any(argument => RequestData.IsFrom(argument.Value));
}
