using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds the function to which the lambda of a confirmation forwards the query, and whose answer it returns unchanged.</summary>
internal static class ForwardedQuestions
{
    /// <summary>Returns the body of that function; null where the lambda answers itself, or queries anything else.</summary>
    public static IOperation? Of(IAnonymousFunctionOperation lambda, Compilation compilation)
    {
        if (
            Values.Returned(lambda.Body).ToList() is not [var returned]
            || Call(returned) is not { } call
            || !call.Arguments.Any(argument => IsClaim(argument.Value, lambda))
        )
            return null;
        // Any other query of the lambda is analyzed as a part of it.
        return lambda.Body.Descendants().OfType<IInvocationOperation>().All(other => other == call || SelfAnswer.IsQuiet(other))
            ? MethodBodies.Of(call.TargetMethod, compilation, CancellationToken.None)
            : null;
    }

    /// <summary>Whether a function receives exactly one claim, in addition to clients, and returns the answer for it.</summary>
    public static bool Answers(IMethodSymbol function, CallbackSymbols symbols) =>
        function is { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction, ReturnsVoid: false }
        && function.ReturnType is not INamedTypeSymbol { Name: "Task" or "ValueTask", IsGenericType: false }
        && function.Parameters.Count(parameter => symbols.PayloadOf(parameter.Type) is not null) == 1
        && !function.Parameters.Any(parameter =>
            symbols.LevelOf(parameter.Type) is not null || CallbackSymbols.Is(parameter.Type, symbols.Message)
        );

    private static IInvocationOperation? Call(IOperation returned) =>
        Values.Result(returned) switch
        {
            IInvocationOperation call => call,
            ILocalReferenceOperation local => Values.WrittenTo(local) is [var written]
                ? Values.Result(written) as IInvocationOperation
                : null,
            _ => null,
        };

    /// <summary>Whether a value is the lambda's parameter with the claim, or a member of it.</summary>
    private static bool IsClaim(IOperation value, IAnonymousFunctionOperation lambda) =>
        Values.Bare(value) switch
        {
            IParameterReferenceOperation { Parameter: var parameter } => SymbolEqualityComparer.Default.Equals(
                parameter,
                lambda.Symbol.Parameters.FirstOrDefault()
            ),
            IPropertyReferenceOperation { Instance: { } owner } => IsClaim(owner, lambda),
            _ => false,
        };
}
