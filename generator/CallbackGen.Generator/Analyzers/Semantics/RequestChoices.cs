using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>The origins of a value in a function that serves a callback.</summary>
[Flags]
internal enum Origins
{
    None = 0,

    /// <summary>A part of the request outside the message: its route, a header, a cookie, the session.</summary>
    Request = 1,

    /// <summary>Data of the message about its own event. The amount and the paid status do not identify an event.</summary>
    Message = 2,

    /// <summary>The event's key, which identifies a repetition and not an order.</summary>
    Key = 4,
}

/// <summary>
/// Determines the values that a function reads from parts of the request outside its message. Not the body, the form and the query, nor
/// parameters that an attribute binds to them: another rule covers these.
/// </summary>
/// <param name="symbols">The runtime's symbols.</param>
/// <param name="words">The word lists that apply.</param>
/// <param name="parameters">The parameters that are bound from the request.</param>
/// <param name="isStep">Whether this analyzes a called function, where the form and the query count too; calls inside it are not
/// followed.</param>
internal sealed class RequestChoices(
    CallbackSymbols symbols,
    DecidingWords words,
    IReadOnlyCollection<IParameterSymbol> parameters,
    bool isStep = false
)
{
    private static readonly string[] Areas = ["Headers", "Cookies", "RouteValues", "Session"];

    private static readonly string[] ValueTypes = ["Guid", "DateTime", "DateTimeOffset", "DateOnly", "StringValues", "Ulid"];

    /// <summary>Returns the parameters of an endpoint that its route or an implicit binding binds to a simple value.</summary>
    public static List<IParameterSymbol> ParametersOf(IMethodSymbol function, DecidingWords words) =>
        [.. function.Parameters.Where(parameter => IsFilled(parameter) && !words.IsScope(parameter.Name))];

    /// <summary>Returns the origins of a value, through locals and calls.</summary>
    public Origins Of(IOperation? value) => Of(value, new Trail());

    /// <summary>Returns the name of the first request value from which a value is computed, as written in the source.</summary>
    public string? NameIn(IOperation value) => NameIn(value, new Trail());

    private Origins Of(IOperation? value, Trail trail)
    {
        if (value is null || !trail.Goes())
            return Origins.None;
        switch (value)
        {
            case IParameterReferenceOperation { Parameter: var parameter }
                when parameters.Contains(parameter, SymbolEqualityComparer.Default):
                return Origins.Request;
            case IPropertyReferenceOperation { Property: var member } when CallbackSymbols.IsPayloadMember(member):
                return IsOfAmount(member) ? Origins.None : Origins.Message;
            case IPropertyReferenceOperation { Property: { Name: var name, ContainingType: var owner } }
                when CallbackSymbols.Is(owner, symbols.Receipt):
                return name.Contains("IdempotencyKey") ? Origins.Key : Origins.None;
            case IInvocationOperation { TargetMethod.Name: "GetRole" } role:
                return role.Arguments is [{ Value.ConstantValue: { HasValue: true, Value: int and not (int)Role.Reference } }]
                    ? Origins.None
                    : Origins.Message;
            case IPropertyReferenceOperation { Property.Name: "Payload" or "Receipt" }
            or IParameterReferenceOperation
            or ILocalReferenceOperation when IsWhole(value.Type):
                return Origins.Message;
        }

        if (Asked(value) is (true, var asked))
            return asked is not null && words.IsScope(asked) ? Origins.None : Origins.Request;
        if (value is ILocalReferenceOperation local)
            return trail.WrittenTo(local).Aggregate(Origins.None, (found, written) => found | Of(written, trail));
        // The right operand of ?? applies where the request has no value, and a sender that repeats the request can add one.
        if (value is ICoalesceOperation coalesce && Of(coalesce.Value, trail) == Origins.Request)
            return Origins.Request;
        if (GivenBack(value, trail) is var given and not Origins.None)
            return given == Origins.Request ? given : value.ChildOperations.Aggregate(given, (found, part) => found | Of(part, trail));
        return value.ChildOperations.Aggregate(Origins.None, (found, part) => found | Of(part, trail));
    }

    /// <summary>Whether a value is the result of an application's function that reads the request itself.</summary>
    public bool IsStep(IOperation value) => GivenBack(value, new Trail()) != Origins.None;

    /// <summary>Returns the origins of the return value of an application's function.</summary>
    private Origins GivenBack(IOperation value, Trail trail)
    {
        if (isStep || value is IInvocationOperation call && Values.FirstConstant(call.Arguments) is { } name && words.IsScope(name))
            return Origins.None;
        var inside = new RequestChoices(symbols, words, parameters, isStep: true);
        return RequestSteps.Returned(value).Aggregate(Origins.None, (found, answer) => found | inside.Of(answer, trail));
    }

    private string? NameIn(IOperation value, Trail trail)
    {
        if (!trail.Goes())
            return null;
        if (
            value is IParameterReferenceOperation { Parameter: var parameter }
            && parameters.Contains(parameter, SymbolEqualityComparer.Default)
        )
            return parameter.Name;
        if (Asked(value) is (true, var name))
            return name ?? "the request";
        var parts = value is ILocalReferenceOperation local ? trail.WrittenTo(local) : value.ChildOperations;
        if (parts.Select(part => NameIn(part, trail)).FirstOrDefault(found => found is not null) is { } named)
            return named;
        var inside = new RequestChoices(symbols, words, parameters, isStep: true);
        return isStep
            ? null
            : RequestSteps.Returned(value).Select(answer => inside.NameIn(answer, trail)).FirstOrDefault(found => found is not null);
    }

    /// <summary>Whether a value is read from a part of the request, and by which name.</summary>
    private (bool IsArea, string? Name) Asked(IOperation value) =>
        value switch
        {
            IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } container, Arguments: [var index] }
                when IsNamed(container) => (true, Values.Constant(index.Value)),
            IInvocationOperation call when RequestData.Receiver(call) is { } container && IsNamed(container) => (
                true,
                Values.FirstConstant(call.Arguments)
            ),
            IInvocationOperation { TargetMethod.Name: "GetRouteValue" } call => (true, Values.FirstConstant(call.Arguments)),
            IPropertyReferenceOperation header when header.Instance is { } container && IsNamed(container) => (true, header.Property.Name),
            _ => (IsNamed(value), null),
        };

    private bool IsNamed(IOperation value) => IsArea(value) || isStep && RequestSteps.IsArea(value);

    /// <summary>Whether a value is a part of the request that has named values.</summary>
    public static bool IsArea(IOperation? value) =>
        value is not null
        && Values.Bare(value) is IPropertyReferenceOperation { Property: { Name: var name, ContainingType.Name: var owner } }
        && (
            Areas.Contains(name) && owner is "HttpRequest" or "HttpContext"
            || name == "Values" && owner == "RouteData"
            || name == "TempData" && owner is "Controller" or "PageModel"
        );

    private bool IsWhole(ITypeSymbol? type) =>
        symbols.PayloadInside(type) is not null
        || symbols.PayloadOf(type) is not null
        || CallbackSymbols.Is(type, symbols.Message)
        || CallbackSymbols.Is(type, symbols.Receipt)
        || symbols.IsResult(type)
        || CallbackSymbols.IsPayloadRecord(type);

    private bool IsOfAmount(IPropertySymbol member) =>
        symbols.Plays(member, Role.Amount) || symbols.Plays(member, Role.Currency) || symbols.Plays(member, Role.Status);

    private static bool IsFilled(IParameterSymbol parameter) =>
        !EndpointMethods.IsService(parameter)
            && UnverifiedReadAnalyzer.BoundPart(parameter) is null
            && IsPlain(parameter.Type)
            && !parameter.HasExplicitDefaultValue
        || EndpointMethods.Has(parameter, "AsParametersAttribute");

    private static bool IsPlain(ITypeSymbol type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T, TypeArguments: [var inner] }
            ? IsPlain(inner)
            : type.SpecialType
                is SpecialType.System_String
                    or SpecialType.System_Int32
                    or SpecialType.System_Int64
                    or SpecialType.System_UInt32
                    or SpecialType.System_UInt64
                    or SpecialType.System_Int16
                || type.TypeKind == TypeKind.Enum
                || ValueTypes.Contains(type.Name);
}
