using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Follows a value one step into a function or property of the application that reads the request: a member of the class, a local
/// function, or a function that receives the request.
/// </summary>
internal static class RequestSteps
{
    // The body, the form and the query count too, because the rule about reading them covers only the function that receives the message.
    private static readonly string[] Areas = ["Headers", "Cookies", "RouteValues", "Session", "Query", "Form"];

    private static readonly string[] Handed =
    [
        "HttpRequest",
        "HttpContext",
        "IQueryCollection",
        "IFormCollection",
        "IHeaderDictionary",
        "RouteValueDictionary",
        "ISession",
    ];

    /// <summary>Returns the return values of such a function; nothing for any other value.</summary>
    public static IEnumerable<IOperation> Returned(IOperation value) =>
        Body(value) is { } body && body.Descendants().Any(IsArea) ? Values.Returned(body) : [];

    /// <summary>Whether a value is a part of the request that has named values.</summary>
    public static bool IsArea(IOperation? value) =>
        value is not null
        && Values.Bare(value) switch
        {
            IPropertyReferenceOperation { Property: { Name: var name, ContainingType.Name: var owner } } => Areas.Contains(name)
                && owner is "HttpRequest" or "HttpContext"
                || name == "Values" && owner == "RouteData",
            IParameterReferenceOperation { Type.Name: var type } => type
                is "IQueryCollection"
                    or "IFormCollection"
                    or "IHeaderDictionary"
                    or "RouteValueDictionary",
            _ => false,
        };

    private static IOperation? Body(IOperation value) =>
        value switch
        {
            IInvocationOperation { TargetMethod: { DeclaringSyntaxReferences.IsEmpty: false, ReturnsVoid: false } method } call
                when IsOwn(method, call.Instance) || call.Arguments.Any(argument => Handed.Contains(argument.Parameter?.Type.Name)) => Body(
                method,
                value
            ),
            IPropertyReferenceOperation
            {
                Property: { IsIndexer: false, DeclaringSyntaxReferences.IsEmpty: false, GetMethod: { } getter }
            } property when IsOwn(getter, property.Instance) => Body(getter, value),
            _ => null,
        };

    private static bool IsOwn(IMethodSymbol method, IOperation? instance) =>
        method is { IsVirtual: false, IsAbstract: false, IsOverride: false } && instance is null or IInstanceReferenceOperation;

    private static IOperation? Body(IMethodSymbol method, IOperation value) =>
        value.SemanticModel?.Compilation is { } compilation ? MethodBodies.Of(method, compilation, CancellationToken.None) : null;
}
