using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>A function that a route maps, and the argument with it.</summary>
internal sealed record RouteHandler(IMethodSymbol Method, IOperation Argument);

/// <summary>Finds the functions that <c>MapPost</c>, <c>MapCallback</c> and similar methods map.</summary>
internal static class RouteHandlers
{
    /// <summary>Returns the function that a call maps, or null when no function is known.</summary>
    public static RouteHandler? Of(IInvocationOperation call)
    {
        if (!MapsRoutes(call.TargetMethod))
            return null;
        foreach (var argument in call.Arguments)
        {
            if (IsDelegate(argument.Parameter?.Type) && Function(argument.Value) is { } function)
                return new RouteHandler(function, argument.Value);
        }

        return null;
    }

    /// <summary>Whether a method maps a delegate to a route, as every extension of route builders with a delegate parameter does.</summary>
    public static bool MapsRoutes(IMethodSymbol method)
    {
        if (IsGroupFeed(method))
            return true;
        if (!method.Name.StartsWith("Map", StringComparison.Ordinal))
            return false;
        var declared = method.ReducedFrom ?? method;
        return declared.Parameters is [{ Type.Name: "IEndpointRouteBuilder" }, ..]
            && declared.Parameters.Any(parameter => IsDelegate(parameter.Type));
    }

    /// <summary>Whether a method adds a feed and its handler to the feeds of one address.</summary>
    public static bool IsGroupFeed(IMethodSymbol method) =>
        method
            is
        {
            Name: "Feed",
            IsStatic: false,
            Parameters: [{ Type: var handler }],
            ContainingType: { Name: "CallbackGroupBuilder", ContainingNamespace.Name: "CallbackGen" }
        }
        && IsDelegate(handler);

    /// <summary>Returns the function of a delegate expression: a lambda, a method group, or a local with one of them.</summary>
    private static IMethodSymbol? Function(IOperation value) =>
        value switch
        {
            IConversionOperation conversion => Function(conversion.Operand),
            IDelegateCreationOperation creation => Function(creation.Target),
            IParenthesizedOperation parenthesized => Function(parenthesized.Operand),
            IAnonymousFunctionOperation lambda => lambda.Symbol,
            IMethodReferenceOperation group => group.Method,
            ILocalReferenceOperation local => (Initializer(local) is { } initial ? Function(initial) : null)
                ?? (local.Type as INamedTypeSymbol)?.DelegateInvokeMethod,
            _ => (value.Type as INamedTypeSymbol)?.DelegateInvokeMethod,
        };

    private static IOperation? Initializer(ILocalReferenceOperation reference)
    {
        if (
            reference.Local.DeclaringSyntaxReferences is not [var declaration]
            || reference.SemanticModel is not { } model
            || declaration.SyntaxTree != model.SyntaxTree
        )
            return null;
        return (model.GetOperation(declaration.GetSyntax()) as IVariableDeclaratorOperation)?.GetVariableInitializer()?.Value;
    }

    private static bool IsDelegate(ITypeSymbol? type) => type?.SpecialType == SpecialType.System_Delegate;
}
