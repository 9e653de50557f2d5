using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>A JSON member, or a field of a form or query, that code reads by its name on the wire.</summary>
internal sealed record NamedRead(string Name, IOperation Place);

/// <summary>Finds the values that a function reads by name from the body, form or query of its request.</summary>
/// <param name="function">The function.</param>
/// <param name="callers">The endpoints that call it with data of their request.</param>
internal sealed class NamedReads(
    ServingFunction function,
    IReadOnlyList<(IInvocationOperation Call, ServingFunction Caller)>? callers = null
)
{
    private static readonly string[] Readers =
    [
        "GetProperty",
        "TryGetProperty",
        "TryGetPropertyValue",
        "GetValue",
        "TryGetValue",
        "SelectToken",
        "Value",
        "Property",
        "Get",
        "GetValues",
    ];

    private static readonly string[] Containers =
    [
        "JsonElement",
        "JsonNode",
        "JsonObject",
        "JObject",
        "JToken",
        "IFormCollection",
        "FormCollection",
        "IQueryCollection",
        "NameValueCollection",
        "Dictionary",
        "IDictionary",
        "IReadOnlyDictionary",
        "ExpandoObject",
    ];

    private static readonly string[] BoundTypes =
    [
        "JsonElement",
        "JsonDocument",
        "JsonNode",
        "JsonObject",
        "JObject",
        "JToken",
        "IFormCollection",
        "FormCollection",
        "Dictionary",
        "IDictionary",
    ];

    /// <summary>Whether an operation reads a value by a name, from any source.</summary>
    public static bool MayBe(IOperation operation) =>
        operation
            is IInvocationOperation
                or IPropertyReferenceOperation { Property.IsIndexer: true }
                or IDynamicMemberReferenceOperation
                or IDynamicIndexerAccessOperation
        && Named(operation) is not null;

    /// <summary>Returns every such read of the function's own request.</summary>
    public IEnumerable<NamedRead> OfRequest() => function.Operations.Select(Of).OfType<NamedRead>();

    /// <summary>Returns the reads from which a value is computed.</summary>
    public IEnumerable<NamedRead> In(IOperation value) => In(value, new Trail());

    private IEnumerable<NamedRead> In(IOperation value, Trail trail)
    {
        if (!trail.Goes())
            return [];
        var own = value.DescendantsAndSelf().Select(Of).OfType<NamedRead>();
        return own.Concat(
            value
                .DescendantsAndSelf()
                .OfType<ILocalReferenceOperation>()
                .SelectMany(trail.WrittenTo)
                .SelectMany(written => In(written, trail))
        );
    }

    private NamedRead? Of(IOperation operation) =>
        Named(operation) is var (name, container) && IsSent(container, new Trail()) ? new NamedRead(name, operation) : null;

    private static (string Name, IOperation Container)? Named(IOperation operation)
    {
        switch (operation)
        {
            case IInvocationOperation { Arguments.Length: > 0 } call when Readers.Contains(call.TargetMethod.Name):
                var isStatic = call.Instance is null;
                var container = call.Instance ?? call.Arguments[0].Value;
                var name = call.Arguments.Length > (isStatic ? 1 : 0) ? Values.Constant(call.Arguments[isStatic ? 1 : 0].Value) : null;
                return name is not null && IsContainer(container) ? (Last(name), container) : null;
            case IPropertyReferenceOperation { Property.IsIndexer: true, Arguments: [var index], Instance: { } indexed }:
                return Values.Constant(index.Value) is { } key && IsContainer(indexed) ? (key, indexed) : null;
            case IDynamicMemberReferenceOperation { Instance: { } instance } member when member.Parent is not IDynamicInvocationOperation:
                return (member.MemberName, instance);
            case IDynamicIndexerAccessOperation { Arguments: [var argument] } access:
                return Values.Constant(argument) is { } text ? (text, access.Operation) : null;
            default:
                return null;
        }
    }

    /// <summary>Returns the last member of a path such as <c>data.object.id</c>.</summary>
    private static string Last(string path) => path.Substring(path.LastIndexOf('.') + 1);

    private static bool IsContainer(IOperation container) =>
        Values.Bare(container).Type is { } type
        && (
            Containers.Contains(type.Name)
            || type.AllInterfaces.Any(contract => contract.Name == "IFormCollection")
            || type is { BaseType.Name: "JToken" or "JContainer" }
        );

    /// <summary>Whether a value came with the request that the function serves.</summary>
    private bool IsSent(IOperation? value, Trail trail)
    {
        if (value is null || !trail.Goes())
            return false;
        var bare = Values.Bare(value);
        if (bare.Type?.Name is "HttpResponseMessage" or "HttpClient")
            return false;
        return RequestData.IsFrom(bare)
            || bare switch
            {
                ILocalReferenceOperation local => trail.WrittenTo(local).Any(written => IsSent(written, trail)),
                IParameterReferenceOperation parameter => IsBound(parameter.Parameter) || IsHanded(parameter.Parameter),
                IInvocationOperation call => IsSent(call.Instance ?? call.Arguments.FirstOrDefault()?.Value, trail),
                IPropertyReferenceOperation property => IsSent(property.Instance, trail),
                IArrayElementReferenceOperation element => IsSent(element.ArrayReference, trail),
                IConditionalAccessOperation access => IsSent(access.Operation, trail),
                IConditionalAccessInstanceOperation instance => IsSent(Leaks.Accessed(instance), trail),
                IDynamicMemberReferenceOperation member => IsSent(member.Instance, trail),
                IDynamicIndexerAccessOperation access => IsSent(access.Operation, trail),
                IDynamicInvocationOperation call => IsSent(call.Operation, trail),
                ICoalesceOperation coalesce => IsSent(coalesce.Value, trail),
                _ => false,
            };
    }

    /// <summary>Whether an endpoint passes data of the request to a parameter of its own function.</summary>
    private bool IsHanded(IParameterSymbol parameter) =>
        callers is not null
        && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, function.Symbol)
        && callers.Any(found =>
            found.Call.Arguments.FirstOrDefault(argument => argument.Parameter?.Ordinal == parameter.Ordinal) is { } argument
            && new NamedReads(found.Caller).IsSent(argument.Value, new Trail())
        );

    /// <summary>Whether a host binds a parameter to the body or the form.</summary>
    private bool IsBound(IParameterSymbol parameter) =>
        SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, function.Symbol)
        && function.IsEndpoint
        && (
            BoundTypes.Contains(parameter.Type.Name)
            || EndpointMethods.Has(parameter, "FromBodyAttribute")
            || EndpointMethods.Has(parameter, "FromFormAttribute")
        );
}
