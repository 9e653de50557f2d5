using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>A value that switches behavior, and the party that sets it, in words.</summary>
internal sealed record Switch(IOperation Place, string What);

/// <summary>Identifies the values that switch behavior: those from the sender and from the environment, settings and flags.</summary>
/// <param name="verification">Identifies checks, which are not switches.</param>
/// <param name="mayStep">Whether functions of the project are analyzed, one call away.</param>
internal sealed class Switches(OwnVerification verification, bool mayStep = true)
{
    private static readonly string[] Collections =
    [
        "IHeaderDictionary",
        "HeaderDictionary",
        "CallbackHeaders",
        "HttpHeadersCollection",
        "HttpRequestHeaders",
        "IQueryCollection",
        "IRequestCookieCollection",
        "RouteValueDictionary",
        "NameValueCollection",
    ];

    private static readonly string[] Lookups =
    [
        "TryGetValue",
        "ContainsKey",
        "Contains",
        "Get",
        "GetValues",
        "GetCommaSeparatedValues",
        "GetRouteValue",
    ];

    private static readonly string[] Environments = ["IsDevelopment", "IsStaging", "IsProduction", "IsEnvironment"];

    private static readonly string[] Features =
    [
        "IsEnabled",
        "IsEnabledAsync",
        "IsFeatureEnabled",
        "BoolVariation",
        "GetBooleanValueAsync",
        "TryGetSwitch",
    ];

    private static readonly string[] Modes = ["Sandbox", "Test", "Dev", "Demo", "Local", "Debug", "Mock", "Off", "None", "Disabled"];

    private static readonly string[] Options = ["Options", "Settings", "Config", "Configuration"];

    // Usual name parts of a flag about verification, or about tests.
    private static readonly string[] Words =
    [
        "skip",
        "bypass",
        "disable",
        "enable",
        "verif",
        "validat",
        "checksig",
        "requiresig",
        "signature",
        "insecure",
        "unsafe",
        "trust",
        "test",
        "debug",
        "isdev",
        "devmode",
        "development",
        "mock",
        "fake",
        "sandbox",
        "demo",
        "simulat",
        "local",
        "noauth",
        "strict",
        "enforce",
        "dryrun",
    ];

    // Name parts for the outcome of a verification.
    private static readonly string[] Outcomes = ["verified", "validated", "trusted", "valid", "authenticated", "matches", "signed"];

    // The format of a request does not show who sent it.
    private static readonly string[] Formats = ["content-", "accept", "host", "connection"];

    // Methods that test a value or parse it, whose result still depends on the value.
    private static readonly string[] Readings =
    [
        "Equals",
        "StartsWith",
        "EndsWith",
        "Contains",
        "IsNullOrEmpty",
        "IsNullOrWhiteSpace",
        "TryParse",
        "Parse",
        "ToBoolean",
        "ToInt32",
        "ToString",
        "ToLower",
        "ToLowerInvariant",
        "ToUpper",
        "ToUpperInvariant",
        "Trim",
        "Any",
        "First",
        "FirstOrDefault",
        "Compare",
    ];

    private readonly ConcurrentDictionary<IMethodSymbol, string?> _helpers = new(SymbolEqualityComparer.Default);

    /// <summary>Returns the first switch among the terms of a condition, or null.</summary>
    public Switch? In(IOperation condition) => Terms(condition).Select(Of).FirstOrDefault(found => found is not null);

    /// <summary>Returns the switch that one term of a condition tests, or null.</summary>
    public Switch? Of(IOperation term) => Of(term, new Trail()) is { } what ? new Switch(term, what) : null;

    /// <summary>Whether a condition tests the environment in which the program runs.</summary>
    public static bool AsksEnvironment(IOperation condition) =>
        condition
            .DescendantsAndSelf()
            .Any(part =>
                IsEnvironment(part)
                || part is ILocalReferenceOperation local
                    && Values.WrittenTo(local).Any(written => written.DescendantsAndSelf().Any(IsEnvironment))
            );

    /// <summary>Whether an operation runs in certain environments only.</summary>
    public static bool IsInEnvironment(IOperation operation) =>
        Surroundings
            .Ancestors(operation)
            .Any(ancestor =>
                ancestor switch
                {
                    IConditionalOperation choice => !Holds(choice.Condition, operation) && AsksEnvironment(choice.Condition),
                    ISwitchExpressionOperation choice => AsksEnvironment(choice.Value),
                    ISwitchOperation choice => AsksEnvironment(choice.Value),
                    _ => false,
                }
            );

    /// <summary>Returns the terms that a condition combines by <c>&amp;&amp;</c>, <c>||</c> and <c>!</c>.</summary>
    public static IEnumerable<IOperation> Terms(IOperation condition) =>
        Values.Bare(condition) switch
        {
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not
                when Values.Bare(not.Operand) is IBinaryOperation or IUnaryOperation => Terms(not.Operand),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr } both => Terms(
                    both.LeftOperand
                )
                .Concat(Terms(both.RightOperand)),
            _ => [condition],
        };

    private static bool Holds(IOperation part, IOperation operation) => part.Syntax.Span.Contains(operation.Syntax.Span);

    /// <summary>Whether a value is true in every environment except a named one, so that it is true in production.</summary>
    public static bool IsAnywhereBut(IOperation value) =>
        Surroundings.Unwrap(value) is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var asked }
        && Surroundings.Unwrap(asked) is IInvocationOperation { TargetMethod.Name: not "IsProduction" } call
        && IsEnvironment(call)
        && !call.Arguments.Any(argument => Values.Constant(argument.Value)?.StartsWith("Prod", StringComparison.OrdinalIgnoreCase) == true);

    private static bool IsEnvironment(IOperation part) =>
        part switch
        {
            IInvocationOperation call => Environments.Contains(call.TargetMethod.Name)
                && EndpointMethods.IsIn(call.TargetMethod.ContainingType, "Microsoft"),
            IPropertyReferenceOperation property => property.Property
                is { Name: "EnvironmentName" }
                    or { Name: "IsAttached", ContainingType.Name: "Debugger" },
            _ => false,
        };

    private string? Of(IOperation term, Trail trail)
    {
        if (!trail.Goes())
            return null;
        var bare = Values.Bare(term);
        if (IsEnvironment(bare))
            return "The environment";
        return bare switch
        {
            IUnaryOperation not => Of(not.Operand, trail),
            IBinaryOperation binary => OfSides(binary, trail),
            IIsPatternOperation match => Of(match.Value, trail),
            ICoalesceOperation coalesce => Of(coalesce.Value, trail),
            IConditionalAccessOperation access => Of(access.WhenNotNull, trail) ?? Of(access.Operation, trail),
            IConditionalOperation { WhenFalse: { } otherwise } choice => Of(choice.WhenTrue, trail) ?? Of(otherwise, trail),
            ILocalReferenceOperation local => OfLocal(local, trail),
            IInvocationOperation call => OfCall(call, trail),
            IPropertyReferenceOperation property => OfProperty(property, trail),
            IFieldReferenceOperation field => IsFlag(field.Field.Name, field.Type) ? $"\"{field.Field.Name}\"" : OfMember(field, trail),
            IParameterReferenceOperation parameter => OfParameter(parameter),
            _ => null,
        };
    }

    private string? OfSides(IBinaryOperation binary, Trail trail)
    {
        if (binary.OperatorKind is BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.ConditionalOr)
            return Of(binary.LeftOperand, trail) ?? Of(binary.RightOperand, trail);
        if (
            binary.OperatorKind == BinaryOperatorKind.Equals
            && (IsMaster(binary.LeftOperand, binary.RightOperand) || IsMaster(binary.RightOperand, binary.LeftOperand))
        )
            return "A constant instead of the signature";
        if (verification.IsCheck(binary))
            return null;
        if (
            binary.OperatorKind is BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals
            && (IsMode(binary.LeftOperand, binary.RightOperand) || IsMode(binary.RightOperand, binary.LeftOperand))
        )
            return "A mode";
        return Values.IsConstant(binary.RightOperand) ? Of(binary.LeftOperand, trail)
            : Values.IsConstant(binary.LeftOperand) ? Of(binary.RightOperand, trail)
            : null;
    }

    private string? OfLocal(ILocalReferenceOperation local, Trail trail)
    {
        var written = trail.WrittenTo(local).ToList();
        // The result of a check is not a switch.
        return written.Exists(verification.IsIn)
            ? null
            : written.Select(value => Of(value, trail)).FirstOrDefault(what => what is not null);
    }

    private string? OfCall(IInvocationOperation call, Trail trail)
    {
        var method = call.TargetMethod;
        if (verification.IsCheck(call))
            return null;
        if (method is { Name: "GetEnvironmentVariable", ContainingType.Name: "Environment" })
            return Values.FirstConstant(call.Arguments) is { } variable && SignatureNames.IsKey(variable.Split('_').Last())
                ? null
                : "An environment variable";
        if (
            Features.Contains(method.Name)
            && call.Arguments.Any(argument => Values.Constant(argument.Value) is { } feature && HasWord(feature))
        )
            return "A feature flag";
        var source = call.Instance ?? call.Arguments.FirstOrDefault()?.Value;
        var type = source is null ? null : Values.Bare(source).Type?.Name;
        if (Collections.Contains(type) && Lookups.Contains(method.Name))
            return OfSender(call.Arguments);
        if (source is not null && Configurations.Is(source) && method.Name is "GetValue" or "Get" or "Exists")
            return OfSetting(call.Arguments);
        if (type is "JsonElement" or "JsonNode" or "JObject" && Values.FirstConstant(call.Arguments) is { } member && HasWord(member))
            return "A value of the request";
        if (source is not null && Readings.Contains(method.Name) && EndpointMethods.IsIn(method.ContainingType, "System"))
            return Of(source, trail)
                ?? (
                    call.Instance is null
                        ? call
                            .Arguments.Skip(1)
                            .Where(argument => argument.Parameter?.RefKind != RefKind.Out)
                            .Select(argument => Of(argument.Value, trail))
                            .FirstOrDefault(what => what is not null)
                        : null
                );
        return method is { Name: "IsLoopback", ContainingType.Name: "IPAddress" } ? "The sender's address" : OfHelper(call);
    }

    /// <summary>Returns the switch that a function of the project tests itself and returns as a boolean.</summary>
    private string? OfHelper(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        return
            mayStep
            && method.ReturnType.SpecialType == SpecialType.System_Boolean
            && !method.DeclaringSyntaxReferences.IsEmpty
            && call.SemanticModel?.Compilation is { } compilation
            ? _helpers.GetOrAdd(method.OriginalDefinition, asked => InHelper(asked, compilation))
            : null;
    }

    private string? InHelper(IMethodSymbol method, Compilation compilation) =>
        MethodBodies.Of(method, compilation, CancellationToken.None) is { } body && !verification.IsIn(body)
            ? Values.Returned(body).Select(new Switches(verification, mayStep: false).In).FirstOrDefault(found => found is not null)?.What
            : null;

    private string? OfProperty(IPropertyReferenceOperation property, Trail trail)
    {
        var (member, instance) = (property.Property, property.Instance);
        var type = instance is null ? null : Values.Bare(instance).Type;
        if (member.IsIndexer && Collections.Contains(type?.Name))
            return OfSender(property.Arguments);
        if (member.IsIndexer && Configurations.Is(type))
            return OfSetting(property.Arguments);
        if (
            member.IsIndexer
            && instance is IPropertyReferenceOperation { Property: { Name: "Items", ContainingType.Name: "HttpContext" } }
            && Values.FirstConstant(property.Arguments) is { } item
            && HasWord(item)
        )
            return "A value of the context";
        if (
            RequestData.IsRequest(type)
            && (member.Name is "Host" or "QueryString" || member.Name == "Query" && property.Type?.SpecialType == SpecialType.System_String)
        )
            return "A value of the request";
        if (member.ContainingType.Name == "IHeaderDictionary")
            return member.Name is "ContentType" or "ContentLength" or "Accept" or "Authorization" ? null : "A value of the request";
        if (member.Name == "RemoteIpAddress")
            return "The sender's address";
        if (CallbackSymbols.IsPayloadMember(member))
            return null;
        if (
            member.ContainingType.Name == "Environment"
            && EndpointMethods.IsIn(member.ContainingType, "System")
            && member.Name is "MachineName" or "UserName" or "UserInteractive"
        )
            return "The machine";
        if (IsOptions(member.ContainingType) && !SignatureNames.IsKey(member.Name))
            return $"\"{member.Name}\"";
        if (IsFlag(member.Name, property.Type))
            return $"\"{member.Name}\"";
        if (instance is IInstanceReferenceOperation && property.Type?.SpecialType == SpecialType.System_Boolean)
            return OfMember(property, trail);
        return
            instance is not null
            && member.Name is "Value" or "Count" or "Length" or "HasValue" or "Host"
            && Values.Bare(instance) is IPropertyReferenceOperation or IInvocationOperation or ILocalReferenceOperation
            ? Of(instance!, trail)
            : null;
    }

    /// <summary>
    /// Returns the switch from which a member of the type was computed: by its declaration, or where the type assigns it.
    /// </summary>
    private string? OfMember(IMemberReferenceOperation reference, Trail trail)
    {
        var member = reference.Member;
        if (
            !mayStep
            || reference.Type
                is not ({ SpecialType: SpecialType.System_Boolean or SpecialType.System_String } or { TypeKind: TypeKind.Enum })
            || !trail.Enters(member)
            || member.DeclaringSyntaxReferences.IsEmpty
            || reference.SemanticModel?.Compilation is not { } compilation
        )
            return null;
        var declared =
            member is IPropertySymbol
                ? DeclaredValues.Of(member, compilation, CancellationToken.None)
                : DeclaredValues.Initializer(member, compilation, CancellationToken.None);
        var assigned = (MethodBodies.UsesOf(member, compilation, CancellationToken.None) ?? [])
            .Select(use => use.Parent)
            .OfType<ISimpleAssignmentOperation>()
            .Where(assignment =>
                assignment.Target is IMemberReferenceOperation target && SymbolEqualityComparer.Default.Equals(target.Member, member)
            )
            .Select(assignment => assignment.Value);
        return declared.Concat(assigned).SelectMany(Terms).Select(value => Of(value, trail)).FirstOrDefault(what => what is not null);
    }

    /// <summary>
    /// Whether a value is compared with the name of a mode, such as a sandbox. A payload's own mode is a subject of another rule.
    /// </summary>
    private static bool IsMode(IOperation value, IOperation constant)
    {
        var name = Surroundings.Unwrap(constant)
            is IFieldReferenceOperation { Field: { IsConst: true, ContainingType.TypeKind: TypeKind.Enum, Name: var named } }
            ? named
            : null;
        return name is not null
                && Modes.Any(mode => name.StartsWith(mode, StringComparison.OrdinalIgnoreCase))
                && Values.Bare(value) is IPropertyReferenceOperation { Property: var property }
                && !CallbackSymbols.IsPayloadMember(property)
            || name is not null && HasWord(name) && Values.Bare(value) is IFieldReferenceOperation or IParameterReferenceOperation;
    }

    /// <summary>Whether a constant in the source is accepted in place of the signature from a request.</summary>
    private static bool IsMaster(IOperation sent, IOperation constant) =>
        Values.Constant(constant) is { Length: > 0 }
        && (SignatureValues.Of(sent) & (SignatureTraits.Received | SignatureTraits.Named)) != 0;

    private static bool IsOptions(INamedTypeSymbol type) =>
        !type.DeclaringSyntaxReferences.IsEmpty && Options.Any(end => type.Name.EndsWith(end, StringComparison.Ordinal));

    private static string? OfParameter(IParameterReferenceOperation reference)
    {
        var parameter = reference.Parameter;
        if (
            EndpointMethods.HasAny(parameter, ["FromBodyAttribute", "FromFormAttribute"])
            || SignatureNames.IsHeader(EndpointMethods.HeaderOf(parameter) ?? parameter.Name)
            || SignatureNames.IsField(parameter.Name)
        )
            return null;
        if (SentValues.IsSent(reference) && SignatureNames.IsFree(EndpointMethods.HeaderOf(parameter) ?? "", Formats))
            return "A value of the request";
        return IsFlag(parameter.Name, parameter.Type) ? $"\"{parameter.Name}\"" : null;
    }

    private static string? OfSender(IEnumerable<IArgumentOperation> arguments) =>
        Values.FirstConstant(arguments) is { } name
        && (SignatureNames.IsHeader(name) || SignatureNames.IsField(name) || !SignatureNames.IsFree(name, Formats))
            ? null
            : "A value of the request";

    private static string? OfSetting(IEnumerable<IArgumentOperation> arguments) =>
        Values.FirstConstant(arguments) is { } path && SignatureNames.IsKey(path.Split(':', '_').Last()) ? null : "A setting";

    /// <summary>Whether a member is a boolean with the name of a switch for verification.</summary>
    private static bool IsFlag(string name, ITypeSymbol? type) =>
        type
            is { SpecialType: SpecialType.System_Boolean }
                or INamedTypeSymbol
            {
                OriginalDefinition.SpecialType: SpecialType.System_Nullable_T,
                TypeArguments: [{ SpecialType: SpecialType.System_Boolean }]
            }
        && HasWord(name)
        && !Outcomes.Any(outcome => name.EndsWith(outcome, StringComparison.OrdinalIgnoreCase));

    private static bool HasWord(string name) => Words.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);
}
