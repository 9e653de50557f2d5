using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>The parties that determine a value.</summary>
[Flags]
internal enum ValueSources
{
    /// <summary>No party: the value is a constant.</summary>
    None = 0,

    /// <summary>The sender of the request.</summary>
    Request = 1,

    /// <summary>Another source: configuration, a store, a clock, a secret.</summary>
    Elsewhere = 2,
}

/// <summary>Identifies values that the sender of a request chooses completely: headers, query, route, form, body.</summary>
internal static class SentValues
{
    // Namespaces whose methods convert their arguments to another form.
    private static readonly string[] Transforms =
    [
        "System",
        "Microsoft.AspNetCore.Http",
        "Microsoft.AspNetCore.WebUtilities",
        "Microsoft.Extensions.Primitives",
        "Microsoft.IdentityModel.Tokens",
        "Newtonsoft.Json",
    ];

    // Namespaces of lookups, which return another value, and of hashes, which may be under a secret that the sender does not know.
    private static readonly string[] Lookups =
    [
        "System.Collections",
        "System.Net.Http",
        "System.IO",
        "System.Security.Cryptography",
        "System.Data",
    ];

    private static readonly string[] FromRequest =
    [
        "FromHeaderAttribute",
        "FromQueryAttribute",
        "FromFormAttribute",
        "FromBodyAttribute",
        "FromRouteAttribute",
    ];

    /// <summary>Whether a value is computed only from the request and constants.</summary>
    public static bool IsSent(IOperation value) => Of(value, new Trail()) == ValueSources.Request;

    /// <summary>
    /// Whether a value, or one of its alternatives, is computed only from the request, such as a header with a configured default.
    /// </summary>
    public static bool MayBeSent(IOperation value) => MayBeSent(value, new Trail());

    private static bool MayBeSent(IOperation value, Trail trail) =>
        IsSent(value)
        || trail.Goes()
            && Values.Bare(value) switch
            {
                ICoalesceOperation coalesce => MayBeSent(coalesce.Value, trail) || MayBeSent(coalesce.WhenNull, trail),
                IConditionalOperation { WhenFalse: { } otherwise } choice => MayBeSent(choice.WhenTrue, trail)
                    || MayBeSent(otherwise, trail),
                ILocalReferenceOperation local when Values.WrittenTo(local) is [var written] => trail.Enters(local.Local)
                    && MayBeSent(written, trail),
                IInvocationOperation
                {
                    TargetMethod: { Name: "GetBytes", ContainingType.Name: "Encoding" or "UTF8Encoding" },
                    Arguments: [var text]
                } => MayBeSent(text.Value, trail),
                _ => false,
            };

    private static ValueSources Of(IOperation? value, Trail trail)
    {
        if (value is null || !trail.Goes())
            return ValueSources.None;
        var bare = Values.Bare(value);
        if (bare.ConstantValue.HasValue)
            return ValueSources.None;
        if (RequestData.IsRequest(bare.Type))
            return ValueSources.Request;
        return bare switch
        {
            IPropertyReferenceOperation property => OfProperty(property, trail),
            IParameterReferenceOperation parameter => OfParameter(parameter, trail),
            ILocalReferenceOperation local => Any(trail.WrittenTo(local), trail),
            IInvocationOperation call => OfCall(call, trail),
            IObjectCreationOperation creation => Any(creation.Arguments.Select(argument => argument.Value), trail)
                | Initialized(creation.Initializer, trail),
            IArrayElementReferenceOperation element => Of(element.ArrayReference, trail),
            IImplicitIndexerReferenceOperation slice => Of(slice.Instance, trail),
            IArrayCreationOperation { Initializer: { } elements } => Any(elements.ElementValues, trail),
            ICollectionExpressionOperation collection => Any(
                collection.Elements.Select(element => element is ISpreadOperation spread ? spread.Operand : element),
                trail
            ),
            IConditionalAccessOperation access => Of(access.WhenNotNull, trail),
            IConditionalAccessInstanceOperation instance => Of(Leaks.Accessed(instance), trail),
            ICoalesceOperation coalesce => Of(coalesce.Value, trail) | Of(coalesce.WhenNull, trail),
            IConditionalOperation { WhenFalse: { } otherwise } choice => Of(choice.WhenTrue, trail) | Of(otherwise, trail),
            IBinaryOperation binary => Of(binary.LeftOperand, trail) | Of(binary.RightOperand, trail),
            IInterpolatedStringOperation text => Any(text.Parts.OfType<IInterpolationOperation>().Select(part => part.Expression), trail),
            IDefaultValueOperation or IThrowOperation => ValueSources.None,
            _ => ValueSources.Elsewhere,
        };
    }

    private static ValueSources Any(IEnumerable<IOperation> values, Trail trail) =>
        values.Aggregate(ValueSources.None, (sources, value) => sources | Of(value, trail));

    private static ValueSources Initialized(IObjectOrCollectionInitializerOperation? initializer, Trail trail) =>
        initializer is null
            ? ValueSources.None
            : Any(
                initializer.Initializers.SelectMany<IOperation, IOperation>(member =>
                    member switch
                    {
                        ISimpleAssignmentOperation assignment => [assignment.Value],
                        IInvocationOperation add => add.Arguments.Select(argument => argument.Value),
                        _ => [],
                    }
                ),
                trail
            );

    private static ValueSources OfProperty(IPropertyReferenceOperation property, Trail trail)
    {
        if (RequestData.IsRequest(property.Instance?.Type))
            return ValueSources.Request;
        if (property.Instance is not { } instance)
            // Encoding.UTF8, CultureInfo.InvariantCulture.
            return property.Property.ContainingType.Name is "Encoding" or "CultureInfo" ? ValueSources.None : ValueSources.Elsewhere;
        return Of(instance, trail);
    }

    private static ValueSources OfCall(IInvocationOperation call, Trail trail)
    {
        var method = call.TargetMethod;
        var isTransform =
            Transforms.Any(name => EndpointMethods.IsIn(method.ContainingType, name))
            && !Lookups.Any(name => EndpointMethods.IsIn(method.ContainingType, name));
        // A header collection is queried by a name, and its values still come from the request.
        if (call.Instance is { } instance && !(isTransform && method.ContainingType.Name == "Encoding"))
            return Of(instance, trail) | (isTransform ? Any(Inputs(call), trail) : ValueSources.None);
        if (RequestData.IsFrom(call))
            return ValueSources.Request;
        return isTransform || method is { Name: "Create", ContainingType.Name: "KeyValuePair" }
            ? Any(Inputs(call), trail)
            : ValueSources.Elsewhere;
    }

    // The arguments for parsing a text do not affect who wrote it.
    private static IEnumerable<IOperation> Inputs(IInvocationOperation call) =>
        call
            .Arguments.Where(argument =>
                argument.Parameter
                    is
                {
                    RefKind: not RefKind.Out,
                    Type.Name: not ("CancellationToken" or "IFormatProvider" or "JsonSerializerOptions" or "FormOptions")
                }
            )
            .Select(argument => argument.Value);

    private static ValueSources OfParameter(IParameterReferenceOperation reference, Trail trail)
    {
        var parameter = reference.Parameter;
        if (EndpointMethods.HasAny(parameter, FromRequest))
            return ValueSources.Request;
        if (parameter.ContainingSymbol is not IMethodSymbol method || !IsPlain(parameter.Type))
            return ValueSources.Elsewhere;
        if (Handed(reference, method).ToList() is { Count: > 0 } handed && trail.Enters(parameter))
            return Any(handed, trail);
        // A lambda in a query receives the items of the query's source.
        if (method.MethodKind == MethodKind.AnonymousFunction && Queried(reference) is { } source)
            return Of(source, trail);
        return
            EndpointMethods.IsAction(method)
            || ServingFunction.Of(reference, method) is { Mapping: not null, Symbol: var lambda }
                && SymbolEqualityComparer.Default.Equals(lambda, method)
            ? ValueSources.Request
            : ValueSources.Elsewhere;
    }

    /// <summary>Returns the arguments for a parameter of a private or local function in its calls.</summary>
    private static IEnumerable<IOperation> Handed(IParameterReferenceOperation reference, IMethodSymbol method) =>
        method.MethodKind is MethodKind.Ordinary or MethodKind.LocalFunction
        && reference.SemanticModel?.Compilation is { } compilation
        && MethodBodies.UsesOf(method, compilation, CancellationToken.None) is { } uses
        && uses.All(use => use is IInvocationOperation)
            ? uses.OfType<IInvocationOperation>()
                .SelectMany(call => call.Arguments)
                .Where(argument => argument.Parameter?.Ordinal == reference.Parameter.Ordinal)
                .Select(argument => argument.Value)
            : [];

    private static IOperation? Queried(IOperation inside) =>
        Surroundings.Ancestors(inside).OfType<IAnonymousFunctionOperation>().FirstOrDefault()?.Parent
            is IDelegateCreationOperation
        {
            Parent: IArgumentOperation
            {
                Parent: IInvocationOperation { TargetMethod.ContainingType.Name: "Enumerable", Arguments: [var source, ..] }
            }
        }
            ? source.Value
            : null;

    /// <summary>Whether a framework binds a parameter of a type to a text of the route or the query.</summary>
    private static bool IsPlain(ITypeSymbol type) =>
        type.SpecialType != SpecialType.None && type.SpecialType != SpecialType.System_Object
        || type
            is { Name: "DateTimeOffset" or "Guid" or "StringValues" or "Nullable" }
                or IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_String };
}
