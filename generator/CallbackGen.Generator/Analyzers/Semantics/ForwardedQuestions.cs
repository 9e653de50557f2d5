using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds the function to which the lambda of a confirmation hands its question, and whose answer it gives back as it is.</summary>
internal static class ForwardedQuestions
{
    /// <summary>The body of that function; null where the lambda answers by itself, or asks anything else.</summary>
    public static IOperation? Of(IAnonymousFunctionOperation lambda, Compilation compilation)
    {
        if (
            Values.Returned(lambda.Body).ToList() is not [var returned]
            || Call(returned) is not { } call
            || !call.Arguments.Any(argument => IsClaim(argument.Value, lambda))
        )
            return null;
        // What else the lambda asks is looked at as a part of it.
        return lambda.Body.Descendants().OfType<IInvocationOperation>().All(other => other == call || SelfAnswer.IsQuiet(other))
            ? MethodBodies.Of(call.TargetMethod, compilation, CancellationToken.None)
            : null;
    }

    /// <summary>Whether a function takes one claim beside what it asks with, and answers for it.</summary>
    public static bool Answers(IMethodSymbol function, CallbackSymbols symbols) =>
        function is { MethodKind: MethodKind.Ordinary or MethodKind.LocalFunction, ReturnsVoid: false }
        && function.ReturnType is not INamedTypeSymbol { Name: "Task" or "ValueTask", IsGenericType: false }
        && function.Parameters.Count(parameter => symbols.PayloadOf(parameter.Type) is not null) == 1
        && !function.Parameters.Any(parameter =>
            symbols.RungOf(parameter.Type) is not null || CallbackSymbols.Is(parameter.Type, symbols.Message)
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

    /// <summary>Whether a value is what the lambda was handed to ask about, or a member of it.</summary>
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
