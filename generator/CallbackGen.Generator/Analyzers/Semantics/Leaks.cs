using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>A value that must not be disclosed: the expression, its description, and the member of the schema, if any.</summary>
/// <param name="Place">The expression.</param>
/// <param name="What">A description of the value, in words.</param>
/// <param name="Member">The member of the schema that contains the value; null for other values.</param>
internal sealed record Leak(IOperation Place, string What, IPropertySymbol? Member = null)
{
    /// <summary>Whether the value is a whole payload, or a whole body.</summary>
    public bool IsWhole { get; init; }

    /// <summary>The parameter that holds the value, where the analysis is about a function's use of its argument.</summary>
    public IParameterSymbol? Handed { get; init; }

    /// <summary>Whether the value may not be a secret.</summary>
    public bool IsDoubtful { get; init; }
}

/// <summary>
/// Finds values that must not be written out among the parts of a text. Messages, receipts, rejections and payloads are safe:
/// their <c>ToString()</c> omits sensitive members. The return value of an application's function is safe too, because
/// applications mask values by functions.
/// </summary>
/// <param name="symbols">The runtime's symbols.</param>
/// <param name="places">The locations of the schema's members.</param>
/// <param name="handed">A parameter of which every part counts as a leak too; null where there is none.</param>
internal sealed class Leaks(CallbackSymbols symbols, SchemaPlaces places, IParameterSymbol? handed = null)
{
    // Methods of the platform that return the whole text.
    private static readonly string[] Transforms =
    [
        "ToString",
        "Concat",
        "Format",
        "Join",
        "Trim",
        "TrimStart",
        "TrimEnd",
        "ToLower",
        "ToLowerInvariant",
        "ToUpper",
        "ToUpperInvariant",
        "GetString",
        "GetBytes",
        "ToHexString",
        "ToBase64String",
        "Create",
        "ToArray",
        "Write",
        "WriteLine",
        "Append",
        "AppendLine",
        "AppendFormat",
        "AppendJoin",
        "Insert",
        "ToJsonString",
        "GetRawText",
    ];

    /// <summary>The description of a serialized payload, in words.</summary>
    public const string WholePayload = "A whole payload, sensitive and undeclared members included,";

    /// <summary>Returns the leaks of a value that is formatted as text.</summary>
    public IEnumerable<Leak> In(IOperation value) => In(value, new Trail());

    /// <summary>Returns the leaks of the application's own object that is destructured, though not by its text.</summary>
    public IEnumerable<Leak> TakenApart(IOperation value) => TakenApart(value, new Trail());

    /// <summary>Whether a value has content of a callback that its <c>ToString()</c> would omit.</summary>
    public bool HoldsContent(ITypeSymbol? type) =>
        symbols.LevelOf(type) is not null
        || symbols.PayloadOf(type) is not null
        || CallbackSymbols.Is(type, symbols.Receipt)
        || CallbackSymbols.Is(type, symbols.Request)
        || CallbackSymbols.Is(type, symbols.Message)
        || CallbackSymbols.Is(type, symbols.Trusted)
        || IsRejected(type)
        || CallbackSymbols.IsPayloadRecord(type);

    /// <summary>
    /// Whether a value of a type can disclose data: text, numbers and types derived from them, content of a callback, a record.
    /// </summary>
    public bool CanHold(ITypeSymbol? type) =>
        type switch
        {
            null or { SpecialType: SpecialType.System_Boolean } or { TypeKind: TypeKind.Enum or TypeKind.Delegate or TypeKind.Error } =>
                false,
            { SpecialType: not SpecialType.None }
            or { TypeKind: not (TypeKind.Class or TypeKind.Struct or TypeKind.Interface) }
            or { IsRecord: true }
            or { IsAnonymousType: true } => true,
            _ => EndpointMethods.IsIn(type, "System")
                || EndpointMethods.IsIn(type, "Microsoft.Extensions.Primitives")
                || HoldsContent(type),
        };

    private IEnumerable<Leak> In(IOperation value, Trail trail)
    {
        var bare = Values.Bare(value);
        if (!trail.Goes() || bare.ConstantValue.HasValue)
            return [];
        if (ConfiguredSecrets.In(bare) is { } configured)
            return [configured];
        if (ConfiguredSecrets.IsWalked(bare))
            return [];
        return bare switch
        {
            IPropertyReferenceOperation property => InProperty(property, trail),
            IInvocationOperation call => InCall(call, trail),
            ILocalReferenceOperation local => trail
                .WrittenTo(local)
                .Concat(Filled(local))
                .SelectMany(written => In(written, trail))
                .Select(leak => leak with { Place = local })
                .Take(1),
            IParameterReferenceOperation parameter when SymbolEqualityComparer.Default.Equals(parameter.Parameter, handed) =>
            [
                new(parameter, "") { Handed = handed },
            ],
            IParameterReferenceOperation parameter => Proof(parameter),
            IConditionalAccessOperation access => In(access.WhenNotNull, trail),
            IConditionalAccessInstanceOperation instance when Accessed(instance) is { } accessed => In(accessed, trail),
            ICoalesceOperation coalesce => Any(trail, coalesce.Value, coalesce.WhenNull),
            IConditionalOperation { WhenFalse: { } otherwise } choice => Any(trail, choice.WhenTrue, otherwise),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum => Any(trail, sum.LeftOperand, sum.RightOperand),
            IInterpolatedStringOperation text => Any(trail, [.. text.Parts.Select(Part).OfType<IOperation>()]),
            IInterpolatedStringHandlerCreationOperation handler => In(handler.Content, trail),
            IInterpolatedStringAdditionOperation sum => Any(trail, sum.Left, sum.Right),
            IArrayCreationOperation { Initializer: { } elements } => Any(trail, [.. elements.ElementValues]),
            ICollectionExpressionOperation collection => Any(trail, [.. collection.Elements]),
            IAnonymousObjectCreationOperation anonymous => Any(
                trail,
                [.. anonymous.Initializers.OfType<ISimpleAssignmentOperation>().Select(member => member.Value)]
            ),
            ITupleOperation tuple => Any(trail, [.. tuple.Elements]),
            IObjectCreationOperation { Type.Name: "KeyValuePair" } pair => Any(
                trail,
                [.. pair.Arguments.Select(argument => argument.Value)]
            ),
            IObjectCreationOperation { Type.Name: "ActivityEvent" or "ActivityTagsCollection" } traced => Any(
                trail,
                [.. traced.Arguments.Select(argument => argument.Value), .. Assigned(traced.Initializer)]
            ),
            IObjectCreationOperation { Type: { } type, Initializer: { } items } when EndpointMethods.IsIn(type, "System.Collections") =>
                Any(trail, [.. items.Initializers.SelectMany(Items)]),
            IObjectCreationOperation { Type: { IsRecord: true } type } creation when PrintsMembers(type) => Any(
                trail,
                [.. MembersOf(creation)]
            ),
            IWithOperation { Type: { IsRecord: true } type } copy when PrintsMembers(type) => Any(
                trail,
                [copy.Operand, .. Assigned(copy.Initializer)]
            ),
            _ => [],
        };
    }

    private IEnumerable<Leak> TakenApart(IOperation value, Trail trail)
    {
        var bare = Values.Bare(value);
        return !trail.Goes()
            ? []
            : bare switch
            {
                ILocalReferenceOperation local => trail
                    .WrittenTo(local)
                    .SelectMany(written => TakenApart(written, trail))
                    .Select(leak => leak with { Place = local })
                    .Take(1),
                IObjectCreationOperation { Type: { } type } creation when !PrintsMembers(type) && !type.DeclaringSyntaxReferences.IsEmpty =>
                    Any(trail, [.. MembersOf(creation)]),
                _ => [],
            };
    }

    /// <summary>
    /// Returns the values that code adds to a local collection after its creation: <c>tags["email"] = …</c>, <c>tags.Add("email", …)</c>.
    /// </summary>
    private static IEnumerable<IOperation> Filled(ILocalReferenceOperation local) =>
        local.Type is not { } type || !EndpointMethods.IsIn(type, "System.Collections")
            ? []
            : Locals
                .References(local.Local, Values.Root(local))
                .Select(reference =>
                    reference.Parent switch
                    {
                        IPropertyReferenceOperation { Property.IsIndexer: true, Parent: ISimpleAssignmentOperation entry } target
                            when entry.Target == target => entry.Value,
                        IInvocationOperation { TargetMethod.Name: "Add" or "TryAdd", Arguments: [.., var item] } add
                            when add.Instance == reference => item.Value,
                        _ => null,
                    }
                )
                .OfType<IOperation>();

    /// <summary>Whether the compiler generates a record's <c>ToString()</c>, with every member in it.</summary>
    private static bool PrintsMembers(ITypeSymbol type) =>
        type is { IsRecord: true, DeclaringSyntaxReferences.IsEmpty: false }
        && !type.GetMembers()
            .OfType<IMethodSymbol>()
            .Any(method => method is { Name: "ToString" or "PrintMembers", IsImplicitlyDeclared: false });

    /// <summary>Returns the values that an object receives for its members, by parameters and by its initializer.</summary>
    private static IEnumerable<IOperation> MembersOf(IObjectCreationOperation creation) =>
        creation
            .Arguments.Where(argument =>
                argument.Parameter is { } parameter
                && creation
                    .Type!.GetMembers()
                    .Any(member =>
                        member is IPropertySymbol { GetMethod: not null } or IFieldSymbol
                        && member.Name.Equals(parameter.Name, StringComparison.OrdinalIgnoreCase)
                    )
            )
            .Select(argument => argument.Value)
            .Concat(Assigned(creation.Initializer));

    private static IEnumerable<IOperation> Assigned(IObjectOrCollectionInitializerOperation? initializer) =>
        initializer is null ? [] : initializer.Initializers.OfType<ISimpleAssignmentOperation>().Select(member => member.Value);

    private IEnumerable<Leak> Any(Trail trail, params IOperation[] values) => values.SelectMany(value => In(value, trail));

    private static IEnumerable<IOperation> Items(IOperation item) =>
        item switch
        {
            ISimpleAssignmentOperation entry => [entry.Value],
            IInvocationOperation { TargetMethod.Name: "Add" } add => add.Arguments.Select(argument => argument.Value),
            _ => [],
        };

    /// <summary>Returns the expression before the question mark of a conditional access.</summary>
    public static IOperation? Accessed(IConditionalAccessInstanceOperation instance)
    {
        IOperation child = instance;
        while (child.Parent is { } parent)
        {
            if (parent is IConditionalAccessOperation access && access.WhenNotNull == child)
                return access.Operation;
            child = parent;
        }

        return null;
    }

    private static IOperation? Part(IOperation part) =>
        part switch
        {
            IInterpolationOperation interpolation => interpolation.Expression,
            IInterpolatedStringAppendOperation { AppendCall: IInvocationOperation { Arguments: [var first, ..] } } => first.Value,
            _ => null,
        };

    private IEnumerable<Leak> InProperty(IPropertyReferenceOperation reference, Trail trail)
    {
        var property = reference.Property;
        if (symbols.IsSensitive(property))
            return [new(reference, $"{property.Name}, which the schema marks as sensitive,", property)];
        if (CallbackSymbols.IsPayloadMember(property) && places.IsProof(property))
            return [new(reference, $"{property.Name}, by which a callback proves itself,", property)];
        if (CallbackSymbols.Is(property.ContainingType, symbols.Request) && property.Name is "Query" or "Url")
            return [new(reference, "The query of a callback, which may carry its payload,")];
        if (IsConfiguredKey(reference))
            return [new(reference, "A key")];
        if (property.Name == "QueryString" && RequestData.IsRequest(reference.Instance?.Type) && IsAboutCallbacks(reference))
            return [new(reference, "The query of a callback, which may carry its payload,")];
        if (property.Name == "Headers" && RequestData.IsRequest(reference.Instance?.Type) && IsAboutCallbacks(reference))
            return [new(reference, "Every header of a callback, its signature among them,")];
        if (
            property is { Name: "Value", ContainingType.OriginalDefinition.SpecialType: SpecialType.System_Nullable_T }
            && reference.Instance is { } nullable
        )
            return In(nullable, trail);
        return Proof(reference);
    }

    private IEnumerable<Leak> InCall(IInvocationOperation call, Trail trail)
    {
        var method = call.TargetMethod;
        var values = call.Arguments.Select(argument => argument.Value);
        if (
            method.ContainingType.Name == "JsonSerializer" && method.Name.StartsWith("Serialize", StringComparison.Ordinal)
            || method is { Name: "SerializeObject", ContainingType.Name: "JsonConvert" }
        )
            return Serialized(call, trail);
        // With a separate trail: a local that is no body may be a payload, and is visited a second time.
        if (
            method.Name is "GetString" or "ToHexString" or "ToBase64String" or "ToArray"
            && values.Concat([call.Instance]).OfType<IOperation>().Any(value => IsBody(value, new Trail()))
        )
            return [new(call, "The body of a callback") { IsWhole = true }];
        if (
            method.Name is "ReadToEnd" or "ReadToEndAsync"
                && call.Instance is { } reader
                && ReadsRequest(reader, trail)
                && IsAboutCallbacks(call)
            || method.Name is "ReadAsString" or "ReadAsStringAsync"
                && values.FirstOrDefault() is { } request
                && RequestData.IsRequest(Values.Bare(request).Type)
                && IsAboutCallbacks(call)
        )
            return [new(call, "The body of a callback") { IsWhole = true }];
        if (
            method is { Name: "GetDisplayUrl" or "GetEncodedUrl" or "GetEncodedPathAndQuery", ContainingType.Name: "UriHelper" }
            && IsAboutCallbacks(call)
        )
            return [new(call, "The query of a callback, which may carry its payload,")];
        if (method is { Name: "ToString", IsOverride: true } && call.Instance is { } instance && HoldsContent(instance.Type))
            return [];
        if (method.Name == "ToJson" && call.Instance is { } message && HoldsContent(message.Type))
            return [new(call, WholePayload) { IsWhole = true }];
        // PrintableText makes a value safe to print, and still discloses it.
        if (
            Transforms.Contains(method.Name) && EndpointMethods.IsIn(method.ContainingType, "System")
            || CallbackSymbols.Is(method.ContainingType, symbols.PrintableText)
        )
            return values.Concat([call.Instance]).OfType<IOperation>().SelectMany(value => In(value, trail));
        return Proof(call);
    }

    /// <summary>Returns the leak of a serialized value: a whole payload, or an object with callback content in its members.</summary>
    private IEnumerable<Leak> Serialized(IInvocationOperation call, Trail trail)
    {
        var values = call.Arguments.Select(argument => Values.Bare(argument.Value)).ToList();
        if (
            values.Exists(value =>
                HoldsContent(value.Type)
                || value is IAnonymousObjectCreationOperation anonymous
                    && anonymous
                        .Initializers.OfType<ISimpleAssignmentOperation>()
                        .Any(member => HoldsContent(Values.Bare(member.Value).Type))
            )
        )
            return [new Leak(call, WholePayload) { IsWhole = true }];
        if (values.Select(ConfiguredSecrets.Bound).FirstOrDefault(leak => leak is not null) is { } bound)
            return [bound with { Place = call, IsWhole = true }];
        return values.SelectMany(value => In(value, trail).Concat(TakenApart(value, trail))).Select(leak => leak with { IsWhole = true });
    }

    /// <summary>Returns the leak of a request's value with the name of a proof.</summary>
    private static IEnumerable<Leak> Proof(IOperation value) =>
        MayBeReceived(value) && SignatureValues.IsText(value.Type) && SignatureValues.Of(value).HasFlag(SignatureTraits.Received)
            ? [new(value, "The signature or token of a request")]
            : [];

    /// <summary>
    /// Whether an expression can name a header or field of a request at all. Most cannot, which is found without comparing names.
    /// </summary>
    private static bool MayBeReceived(IOperation value) =>
        value switch
        {
            IParameterReferenceOperation { Parameter: var parameter } => !parameter.GetAttributes().IsEmpty,
            IPropertyReferenceOperation { Property: var property } => property.IsIndexer
                || property.Name is "Authorization" or "Span" or "Value" or "Result" or "Parameter",
            _ => true,
        };

    /// <summary>Whether a type is the refused request that <c>OnRejected</c> receives.</summary>
    private static bool IsRejected(ITypeSymbol? type) =>
        type is { Name: "CallbackRejected", ContainingNamespace: { Name: "CallbackGen", ContainingNamespace.IsGlobalNamespace: true } };

    private bool IsBody(IOperation value, Trail trail) =>
        Values.Bare(value) switch
        {
            IPropertyReferenceOperation { Property.Name: "Body" } body => CallbackSymbols.Is(body.Property.ContainingType, symbols.Request)
                || IsRejected(body.Property.ContainingType),
            IPropertyReferenceOperation { Property.Name: "Span", Instance: { } memory } => IsBody(memory, trail),
            IInvocationOperation { TargetMethod.Name: "ToArray" or "AsSpan", Instance: { } source } => IsBody(source, trail),
            IInvocationOperation { TargetMethod.Name: "CopyTo" or "CopyToAsync", Instance: { } source } copy => IsRequestBody(source)
                && IsAboutCallbacks(copy),
            ILocalReferenceOperation local => trail.WrittenTo(local).Any(written => IsBody(written, trail)),
            _ => false,
        };

    private static bool IsRequestBody(IOperation stream) =>
        Values.Bare(stream) is IPropertyReferenceOperation { Property.Name: "Body", Instance: { } request }
        && RequestData.IsRequest(request.Type);

    private static bool ReadsRequest(IOperation reader, Trail trail) =>
        Values.Bare(reader) switch
        {
            IObjectCreationOperation { Type.Name: "StreamReader", Arguments: [var stream, ..] } => IsRequestBody(stream.Value),
            ILocalReferenceOperation local => trail.WrittenTo(local).Any(written => ReadsRequest(written, trail)),
            _ => false,
        };

    /// <summary>
    /// Whether a member deals with callbacks: it receives or verifies one, or reads a proof. This rule does not cover other bodies.
    /// </summary>
    private bool IsAboutCallbacks(IOperation operation)
    {
        if (Middleware.Spares(operation))
            return false;
        for (
            var symbol = operation.SemanticModel?.GetEnclosingSymbol(operation.Syntax.SpanStart);
            symbol is IMethodSymbol method;
            symbol = symbol.ContainingSymbol
        )
        {
            if (method.Parameters.Any(parameter => symbols.LevelOf(parameter.Type) is not null))
                return true;
        }

        return Values
            .Root(operation)
            .Descendants()
            .Any(descendant =>
                symbols.LevelOf(descendant.Type) is not null
                || symbols.IsResult(descendant.Type)
                || CallbackSymbols.Is(descendant.Type, symbols.Request)
                || descendant is IPropertyReferenceOperation or IInvocationOperation
                    && SignatureValues.IsText(descendant.Type)
                    && SignatureValues.Of(descendant).HasFlag(SignatureTraits.Received)
            );
    }

    private static bool IsConfiguredKey(IPropertyReferenceOperation reference) =>
        reference is { Property: { IsIndexer: true, ContainingType: var configuration }, Arguments: [var index] }
        && Configurations.IsWhole(configuration)
        && Values.Constant(index.Value) is { } path
        && path.StartsWith("Callbacks:", StringComparison.OrdinalIgnoreCase)
        && path.Split(':') is { Length: >= 3 } parts
        && !parts[2].Equals("AllowWeakKey", StringComparison.OrdinalIgnoreCase);
}
