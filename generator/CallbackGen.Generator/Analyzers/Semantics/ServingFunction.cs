using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>The function around an operation: the lambda that a route maps, a local function, or the member.</summary>
/// <param name="Symbol">The function; null for the initializer of a field or a property.</param>
/// <param name="Body">Its operations.</param>
/// <param name="Mapping">The call that maps a lambda to a route, or null.</param>
internal sealed record ServingFunction(IMethodSymbol? Symbol, IOperation Body, IInvocationOperation? Mapping)
{
    private List<IOperation>? _operations;

    /// <summary>Whether a host calls it with a request.</summary>
    public bool IsEndpoint =>
        Mapping is not null
        || Symbol is not null
            && (
                EndpointMethods.IsAction(Symbol)
                || EndpointMethods.IsPageHandler(Symbol)
                || EndpointMethods.IsHttpFunction(Symbol)
                || IsMiddleware(Symbol)
                || Symbol.MethodKind is MethodKind.Ordinary or MethodKind.LocalFunction && CallbackFunctions.MappedBeside(Symbol).Any()
            );

    /// <summary>The operations of the function, without the functions inside it that are analyzed by themselves.</summary>
    public IReadOnlyList<IOperation> Operations => _operations ??= [.. Inside(Body)];

    /// <summary>Returns the function around an operation.</summary>
    /// <param name="operation">The operation.</param>
    /// <param name="owner">The member that contains it.</param>
    public static ServingFunction Of(IOperation operation, ISymbol owner)
    {
        for (var ancestor = operation; ancestor is not null; ancestor = ancestor.Parent)
        {
            if (ancestor is ILocalFunctionOperation local)
                return new(local.Symbol, local, null);
            if (ancestor is IAnonymousFunctionOperation lambda && MappingOf(lambda) is { } mapping)
                return new(lambda.Symbol, lambda, mapping);
        }

        return new(owner as IMethodSymbol, Values.Root(operation), null);
    }

    /// <summary>
    /// Returns the endpoints that call a private or local function directly, with their calls of it; none where a host calls it itself.
    /// </summary>
    public IReadOnlyList<(IInvocationOperation Call, ServingFunction Caller)> Callers(
        Compilation compilation,
        CancellationToken cancellationToken
    ) => IsEndpoint ? [] : [.. Calls(compilation, cancellationToken).Where(found => found.Caller.IsEndpoint)];

    /// <summary>Returns all functions that call a private or local function directly, with their calls of it.</summary>
    public IReadOnlyList<(IInvocationOperation Call, ServingFunction Caller)> Calls(
        Compilation compilation,
        CancellationToken cancellationToken
    ) =>
        Symbol is null || MethodBodies.UsesOf(Symbol, compilation, cancellationToken) is not { } uses
            ? []
            : [.. uses.OfType<IInvocationOperation>().Select(call => (call, Around(call, cancellationToken)))];

    /// <summary>Returns the texts of its address: those of its route, of the groups around it, and of its attributes.</summary>
    public IEnumerable<string> Routes()
    {
        var mapped =
            Mapping?.Syntax is InvocationExpressionSyntax mapping ? [mapping]
            : Symbol is null ? []
            : CallbackFunctions.MappedBeside(Symbol);
        var routes = mapped
            .SelectMany(call => call.ArgumentList.Arguments.Select(argument => argument.Expression).Concat(Receivers(call)))
            .OfType<LiteralExpressionSyntax>()
            .Select(literal => literal.Token.ValueText);
        return routes.Concat(
            Symbol is null
                ? []
                : Symbol
                    .GetAttributes()
                    .Concat(Symbol.ContainingType?.GetAttributes() ?? [])
                    .SelectMany(attribute => attribute.ConstructorArguments)
                    .Select(argument => argument.Kind == TypedConstantKind.Array ? null : argument.Value as string)
                    .OfType<string>()
        );
    }

    /// <summary>Returns the literals of the calls on whose result a route is mapped, such as <c>MapGroup("/callbacks")</c>.</summary>
    private static IEnumerable<ExpressionSyntax> Receivers(InvocationExpressionSyntax call)
    {
        var receiver = (call.Expression as MemberAccessExpressionSyntax)?.Expression;
        while (receiver is InvocationExpressionSyntax inner)
        {
            foreach (var argument in inner.ArgumentList.Arguments)
                yield return argument.Expression;
            receiver = (inner.Expression as MemberAccessExpressionSyntax)?.Expression;
        }
    }

    private static ServingFunction Around(IInvocationOperation call, CancellationToken cancellationToken)
    {
        var owner = call.SemanticModel?.GetEnclosingSymbol(call.Syntax.SpanStart, cancellationToken);
        while (owner is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction })
            owner = owner.ContainingSymbol;
        return owner is null ? new(null, Values.Root(call), null) : Of(call, owner);
    }

    private static bool IsMiddleware(IMethodSymbol method) =>
        method.Name is "Invoke" or "InvokeAsync" && method.Parameters is [{ Type.Name: "HttpContext" }, ..];

    private static IEnumerable<IOperation> Inside(IOperation operation)
    {
        foreach (var child in operation.ChildOperations)
        {
            if (child is ILocalFunctionOperation || child is IAnonymousFunctionOperation lambda && MappingOf(lambda) is not null)
                continue;
            yield return child;
            foreach (var descendant in Inside(child))
                yield return descendant;
        }
    }

    private static IInvocationOperation? MappingOf(IAnonymousFunctionOperation lambda)
    {
        var parent = lambda.Parent;
        while (parent is IConversionOperation or IDelegateCreationOperation or IParenthesizedOperation or IArgumentOperation)
            parent = parent.Parent;
        return parent is IInvocationOperation call && Maps(call.TargetMethod) ? call : null;
    }

    /// <summary>Whether a method receives a function that answers requests.</summary>
    private static bool Maps(IMethodSymbol method) =>
        RouteHandlers.MapsRoutes(method)
        || (method.ReducedFrom ?? method).Parameters
            is [{ Type.Name: "IEndpointRouteBuilder" or "IApplicationBuilder" or "RouteGroupBuilder" }, ..]
            && (method.Name.StartsWith("Map", StringComparison.Ordinal) || method.Name is "Run" or "Use");
}
