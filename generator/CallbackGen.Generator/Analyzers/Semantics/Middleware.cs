using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Identifies the functions that a host runs around every request: middleware, filters, enrichers of its logs and traces.
/// </summary>
internal static class Middleware
{
    private static readonly string[] Registering =
    [
        "Use",
        "UseWhen",
        "AddEndpointFilter",
        "AddEndpointFilterFactory",
        "UseExceptionHandler",
        "Run",
    ];

    private static readonly string[] Enriching =
    [
        "EnrichDiagnosticContext",
        "EnrichWithHttpRequest",
        "EnrichWithHttpResponse",
        "OnHttpRequest",
        "RequestFilter",
        "GetMessageTemplateProperties",
    ];

    private static readonly string[] Contexts =
    [
        "HttpContext",
        "EndpointFilterInvocationContext",
        "ActionExecutingContext",
        "ActionExecutedContext",
        "ResourceExecutingContext",
        "ResourceExecutedContext",
        "ResultExecutingContext",
        "ResultExecutedContext",
        "AuthorizationFilterContext",
        "ExceptionContext",
        "HttpLoggingInterceptorContext",
    ];

    // Methods by which a function determines the endpoint around which it runs.
    private static readonly string[] Choosing = ["StartsWithSegments", "GetEndpoint", "GetMetadata", "MapWhen", "UseWhen"];

    /// <summary>
    /// Returns the function that contains an operation and runs around every request, including callbacks; null when there is none.
    /// </summary>
    public static IOperation? Around(IOperation operation) => Of(operation) is { } function && !Chooses(function) ? function : null;

    /// <summary>Whether an operation is in a function that tests the target of a request, so that it may skip callbacks.</summary>
    public static bool Spares(IOperation operation) => Of(operation) is { } function && Chooses(function);

    private static IOperation? Of(IOperation operation)
    {
        foreach (var ancestor in Surroundings.Ancestors(operation))
        {
            var isOne = ancestor switch
            {
                IAnonymousFunctionOperation lambda => IsRegistered(lambda),
                IMethodBodyOperation body => body.SemanticModel?.GetDeclaredSymbol(body.Syntax) is IMethodSymbol method && IsOne(method),
                _ => false,
            };
            if (isOne)
                return ancestor;
        }

        return null;
    }

    /// <summary>Whether a host runs a method around requests, or the method is in the same type as one that it runs.</summary>
    private static bool IsOne(IMethodSymbol method) =>
        IsCalled(method)
        || method.MethodKind == MethodKind.Ordinary
            && !EndpointMethods.IsAction(method)
            && method.ContainingType.GetMembers().OfType<IMethodSymbol>().Any(IsCalled);

    private static bool IsCalled(IMethodSymbol method) =>
        method.Name is "Invoke" or "InvokeAsync" && method.Parameters is [{ Type.Name: var first }, ..] && Contexts.Contains(first)
        || method.Name is "TryHandleAsync" or "OnRequestAsync"
            && method.Parameters is [{ Type.Name: var handled }, ..]
            && Contexts.Contains(handled)
        || method.Name.StartsWith("On", StringComparison.Ordinal)
            && method.Parameters is [{ Type.Name: var filtered }, ..]
            && filtered != "HttpContext"
            && Contexts.Contains(filtered)
        || method.Parameters.Any(parameter => parameter.Type.Name == "IDiagnosticContext");

    private static bool IsRegistered(IAnonymousFunctionOperation lambda)
    {
        var parent = lambda.Parent;
        while (parent is IConversionOperation or IDelegateCreationOperation or IParenthesizedOperation or IArgumentOperation)
            parent = parent.Parent;
        return parent switch
        {
            IInvocationOperation call => Registering.Contains(call.TargetMethod.Name)
                && EndpointMethods.IsIn(call.TargetMethod.ContainingType, "Microsoft.AspNetCore"),
            ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: var name } } => Enriching.Contains(name),
            _ => false,
        };
    }

    private static bool Chooses(IOperation function) =>
        function is IMethodBodyOperation && IsMentioned(function)
        || function
            .Descendants()
            .Any(operation =>
                operation switch
                {
                    IInvocationOperation call => Choosing.Contains(call.TargetMethod.Name),
                    IPropertyReferenceOperation { Property: { Name: "Path", ContainingType.Name: "HttpRequest" } } path => Surroundings
                        .Ancestors(path)
                        .TakeWhile(ancestor => ancestor is not IBlockOperation)
                        .Any(ancestor =>
                            ancestor
                                is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals }
                                    or IIsPatternOperation
                                    or IInvocationOperation { TargetMethod.ReturnType.SpecialType: SpecialType.System_Boolean }
                        ),
                    _ => false,
                }
            )
        || Surroundings.Ancestors(function).OfType<IInvocationOperation>().Any(call => Choosing.Contains(call.TargetMethod.Name));

    /// <summary>Whether the type of a method, any of whose methods may call it, reads the endpoint or the path.</summary>
    private static bool IsMentioned(IOperation body) =>
        body.Syntax.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } type
        && type.DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && Choosing.Contains(token.ValueText));

    /// <summary>
    /// Returns the content of the surrounding requests in a value: the body, the form, the query, all headers, an action's
    /// arguments; null when it contains none.
    /// </summary>
    public static (IOperation Place, string What)? ContentOf(IOperation value) => ContentOf(value, new Trail());

    private static (IOperation Place, string What)? ContentOf(IOperation value, Trail trail)
    {
        var bare = Values.Bare(value);
        if (!trail.Goes() || bare.ConstantValue.HasValue)
            return null;
        switch (bare)
        {
            case IPropertyReferenceOperation { Property.Name: "Headers", Instance: { } request } when RequestData.IsRequest(request.Type):
                return (bare, "Every header of a request, a callback's signature among them,");
            case IPropertyReferenceOperation { Property.Name: "QueryString" or "Form", Instance: { } request }
                when RequestData.IsRequest(request.Type):
                return (bare, "The content of every request, callbacks among them,");
            case IPropertyReferenceOperation { Property.Name: "ActionArguments" or "Arguments" } arguments
                when Contexts.Contains(arguments.Property.ContainingType.Name):
                return (bare, "What every action is called with, callbacks among them,");
            case ILocalReferenceOperation local
                when trail.WrittenTo(local).Select(written => ContentOf(written, trail)).FirstOrDefault(found => found is not null)
                    is { } found:
                return (local, found.What);
            case IInvocationOperation call when SignatureValues.IsText(call.Type) && !IsOfQuery(call) && RequestData.IsFrom(call):
            case IParameterReferenceOperation parameter when SignatureValues.IsText(parameter.Type) && RequestData.IsFrom(parameter):
                return (bare, "The content of every request, callbacks among them,");
            case IInvocationOperation { TargetMethod: var method } call
                when method.ContainingType.Name is "JsonSerializer" or "JsonConvert" or "String" or "Enumerable"
                    || method.Name is "ToString" or "ToDictionary":
                return First(call.Arguments.Select(argument => argument.Value).Append(call.Instance!));
            case IObjectCreationOperation creation:
                return First(
                    creation
                        .Arguments.Select(argument => argument.Value)
                        .Concat(
                            creation.Initializer?.Initializers.OfType<ISimpleAssignmentOperation>().Select(member => member.Value) ?? []
                        )
                );
            default:
                return
                    bare
                        is IInterpolatedStringOperation
                            or IInterpolatedStringHandlerCreationOperation
                            or IInterpolatedStringAdditionOperation
                            or IInterpolatedStringAppendOperation
                            or IInterpolationOperation
                            or IArrayCreationOperation
                            or IArrayInitializerOperation
                            or ICollectionExpressionOperation
                            or IAnonymousObjectCreationOperation
                            or IBinaryOperation { OperatorKind: BinaryOperatorKind.Add }
                            or ICoalesceOperation
                            or IConditionalOperation
                    ? First(
                        bare is IInterpolatedStringAppendOperation { AppendCall: IInvocationOperation { Arguments: [var hole, ..] } }
                            ? [hole.Value]
                            : bare.ChildOperations.Select(child => child is ISimpleAssignmentOperation member ? member.Value : child)
                    )
                    : null;
        }

        (IOperation Place, string What)? First(IEnumerable<IOperation> values) =>
            values.Where(part => part is not null).Select(part => ContentOf(part, trail)).FirstOrDefault(found => found is not null);
    }

    // A single field of a query is usually only a page or a filter.
    private static bool IsOfQuery(IInvocationOperation call) =>
        call.DescendantsAndSelf().Any(operation => operation is IPropertyReferenceOperation { Property.Name: "Query" });
}
