using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Facts about an operation that follow from the operations around it.</summary>
internal static class Surroundings
{
    /// <summary>
    /// Whether an operation is in an argument of <c>ConfirmAsync</c> or <c>ReconcileAsync</c>, where the provider is queried.
    /// </summary>
    public static bool IsInConfirmation(IOperation operation) =>
        Ancestors(operation)
            .Any(ancestor => ancestor is IArgumentOperation { Parent: IInvocationOperation call } && IsConfirmation(call.TargetMethod));

    /// <summary>Whether a method creates a confirmed message from the provider's answer.</summary>
    public static bool IsConfirmation(IMethodSymbol method) =>
        method is { Name: "ConfirmAsync" or "ReconcileAsync", ContainingNamespace.Name: "CallbackGen" };

    /// <summary>Whether an operation only serves a log line, a metric or a trace.</summary>
    public static bool IsInLog(IOperation operation, DecidingWords words) =>
        Ancestors(operation)
            .Any(ancestor =>
                ancestor is IArgumentOperation { Parent: IInvocationOperation call }
                && (IsLog(call.TargetMethod, words) || Sinks.Of(call) is not null)
            );

    /// <summary>Whether an operation is an argument of a call that writes a log, a trace or another sink for operators.</summary>
    public static bool IsInSink(IOperation operation) =>
        Ancestors(operation)
            .Any(ancestor => ancestor is IArgumentOperation { Parent: IInvocationOperation call } && Sinks.Of(call) is not null);

    /// <summary>Returns a found operation when it is within another one; otherwise the other one, which only refers to it.</summary>
    public static IOperation Near(IOperation found, IOperation place) =>
        place.Syntax.SyntaxTree == found.Syntax.SyntaxTree && place.Syntax.Span.Contains(found.Syntax.Span) ? found : place;

    /// <summary>Whether a method writes a log line, a metric or a trace.</summary>
    public static bool IsLog(IMethodSymbol method, DecidingWords words) =>
        words.Log.Any(word => method.Name.StartsWith(word, StringComparison.Ordinal) || Names(method.ContainingType, word))
        || method.ContainingType is { Name: "Console" or "Debug" or "Activity" or "Meter" } type && EndpointMethods.IsIn(type, "System");

    public static IEnumerable<IOperation> Ancestors(IOperation operation)
    {
        for (var ancestor = operation.Parent; ancestor is not null; ancestor = ancestor.Parent)
            yield return ancestor;
    }

    /// <summary>Returns an expression with the awaits and conversions around it, whose parent uses the value.</summary>
    public static IOperation Awaited(IOperation value)
    {
        while (
            value.Parent
                is IAwaitOperation
                    or IConversionOperation
                    or IParenthesizedOperation
                    or IInvocationOperation { TargetMethod.Name: "ConfigureAwait" }
        )
            value = value.Parent;
        return value;
    }

    /// <summary>
    /// Returns the functions around an operation, innermost first: lambdas, local functions, the method. Top-level statements do not
    /// count.
    /// </summary>
    public static IEnumerable<(IMethodSymbol Function, IOperation Operation)> FunctionsAround(IOperation operation)
    {
        foreach (var ancestor in Ancestors(operation))
        {
            var function = ancestor switch
            {
                IAnonymousFunctionOperation lambda => lambda.Symbol,
                ILocalFunctionOperation local => local.Symbol,
                IMethodBodyOperation body => body.SemanticModel?.GetDeclaredSymbol(body.Syntax) as IMethodSymbol,
                _ => null,
            };
            if (function is { Name: not WellKnownMemberNames.TopLevelStatementsEntryPointMethodName })
                yield return (function, ancestor);
        }
    }

    /// <summary>Returns the operation without the conversions around it.</summary>
    public static IOperation Unwrap(IOperation operation) =>
        operation switch
        {
            IConversionOperation conversion => Unwrap(conversion.Operand),
            IParenthesizedOperation parenthesized => Unwrap(parenthesized.Operand),
            _ => operation,
        };

    /// <summary>
    /// Whether a type's name contains a word, with its capital letter: Catalog, Dialog and Prolog end in "log", which does not count.
    /// </summary>
    private static bool Names(INamedTypeSymbol? type, string word) =>
        type?.Name is { } name
        && name.IndexOf(word, StringComparison.Ordinal) is >= 0 and var at
        && (
            at + word.Length == name.Length
            || !char.IsLower(name[at + word.Length])
            || name.Substring(at).StartsWith("Logger", StringComparison.Ordinal)
            || name.Substring(at).StartsWith("Logging", StringComparison.Ordinal)
        );
}
