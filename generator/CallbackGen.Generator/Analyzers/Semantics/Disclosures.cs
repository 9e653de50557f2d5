using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>A value that an answer discloses.</summary>
/// <param name="Place">The expression.</param>
/// <param name="What">A description of the value, in words.</param>
/// <param name="IsCertain">Whether an attacker with the value can forge a callback.</param>
internal sealed record Disclosure(IOperation Place, string What, bool IsCertain);

/// <summary>
/// Finds data that an answer, a health report or a log must not contain: keys, MACs, configuration, and the exact reason why a callback
/// was refused.
/// </summary>
internal sealed class Disclosures(CallbackSymbols symbols)
{
    private const string KeyOfCallbacks = "A key of callbacks";

    // Providers request a hash or MAC of these from an endpoint, to verify that the receiver owns it.
    private static readonly string[] Challenges = ["challenge", "crc", "plain", "nonce", "echo", "verify"];

    // Usual names of the local with an entry's name, which, unlike its value, is not secret.
    private static readonly string[] EntryNames = ["k", "key", "name", "path"];

    // Methods that return the same value in another form.
    private static readonly string[] Transforms =
    [
        "ToString",
        "Concat",
        "Format",
        "Join",
        "Trim",
        "ToLower",
        "ToLowerInvariant",
        "ToUpper",
        "ToUpperInvariant",
        "GetString",
        "GetBytes",
        "ToHexString",
        "ToHexStringLower",
        "ToBase64String",
        "ToArray",
        "ToList",
        "Serialize",
        "SerializeObject",
        "Replace",
        "Append",
        "FromResult",
    ];

    // Name ends of members that describe a secret and do not contain it.
    private static readonly string[] Labels = ["Name", "Header", "Id", "Path", "Url", "Hint", "Version", "Missing"];

    private static readonly string[] OptionNames = ["Options", "Settings", "Configuration", "Config"];

    // Entries of a callback section that are not keys.
    private static readonly string[] Settings = ["AllowWeakKey", "PublicUrl", "MaxBodyBytes"];

    private readonly OwnVerification _verification = new(symbols);
    private readonly CallbackCode _code = new(symbols);

    /// <summary>Returns the data that a value discloses in an answer.</summary>
    public IEnumerable<Disclosure> InAnswer(IOperation value, ServingFunction function)
    {
        foreach (var part in PartsOf(value, new Trail()))
        {
            if (!Switches.IsInEnvironment(part) && Of(part, function) is { } found)
                yield return found;
        }
    }

    /// <summary>Returns the data that a value discloses in a log or a health report.</summary>
    public IEnumerable<Disclosure> InReport(IOperation value, ServingFunction function) =>
        PartsOf(value, new Trail())
            .Where(part => !Switches.IsInEnvironment(part))
            .Select(part => OfConfiguration(part) ?? OfKey(part, function))
            .OfType<Disclosure>();

    /// <summary>Whether a value is an object whose text is only its type's name, unless it is destructured.</summary>
    public static bool IsTold(IOperation part) =>
        part.Type
            is INamedTypeSymbol { IsRecord: false, TypeKind: TypeKind.Class or TypeKind.Interface, SpecialType: SpecialType.None } type
        && type.Name.IndexOf("Dictionary", StringComparison.Ordinal) < 0
        && part is not IInvocationOperation;

    private Disclosure? Of(IOperation part, ServingFunction function) =>
        OfConfiguration(part)
        ?? OfKey(part, function)
        ?? OfRefusal(part)
        ?? OfException(part, function)
        ?? OfHelper(part, function)
        ?? OfHanded(part, function)
        ?? OfMac(part, function);

    /// <summary>Returns the disclosure by a function of the project, one call away, that formats a refusal or an exception.</summary>
    private Disclosure? OfHelper(IOperation part, ServingFunction function)
    {
        if (
            part is not IInvocationOperation call
            || call.TargetMethod.DeclaringSyntaxReferences.IsEmpty
            || !call.Arguments.Any(argument => IsRejection(argument.Parameter?.Type) || Sinks.IsException(argument.Parameter?.Type))
            || !SignatureValues.IsText(call.Type) && call.Type is not { DeclaringSyntaxReferences.IsEmpty: false }
            || MethodBodies.Of(call.TargetMethod, symbols.Compilation, CancellationToken.None) is not { } body
        )
            return null;
        return
            Values
                .Returned(body)
                .SelectMany(value => PartsOf(value, new Trail()))
                .Select(told => OfRefusal(told) ?? OfException(told, function))
                .FirstOrDefault(found => found is not null)
                is { } told
            ? told with
            {
                Place = part,
            }
            : null;
    }

    /// <summary>
    /// Returns the disclosure of a refusal, an exception or its text that a private function receives as an object or a string, a type
    /// which does not show the content.
    /// </summary>
    private Disclosure? OfHanded(IOperation part, ServingFunction function)
    {
        if (
            Told(part)
                is not IParameterReferenceOperation
                {
                    Parameter:
                    {
                        ContainingSymbol: IMethodSymbol method,
                        Type: { SpecialType: SpecialType.System_Object or SpecialType.System_String }
                            or { TypeKind: TypeKind.TypeParameter or TypeKind.Dynamic }
                    } parameter
                }
            || MethodBodies.UsesOf(method, symbols.Compilation, CancellationToken.None) is not { } uses
        )
            return null;
        return
            uses.OfType<IInvocationOperation>()
                .SelectMany(call => call.Arguments.Where(argument => argument.Parameter?.Ordinal == parameter.Ordinal))
                .SelectMany(argument => PartsOf(argument.Value, new Trail()))
                .Select(told => OfRefusal(told) ?? OfException(told, function))
                .FirstOrDefault(found => found is not null)
                is { } handed
            ? handed with
            {
                Place = part,
            }
            : null;
    }

    /// <summary>Returns the disclosure of the whole configuration, the section of the keys, or options that contain keys.</summary>
    private static Disclosure? OfConfiguration(IOperation part)
    {
        switch (part)
        {
            case IInvocationOperation { TargetMethod.Name: "GetDebugView" }:
                return new(part, "All of the configuration, keys included,", true);
            case IInvocationOperation { TargetMethod.Name: "AsEnumerable" or "GetChildren" or "Get" } call
                when RequestData.Receiver(call) is { } source && Configurations.Is(source):
                return IsKeys(source, new Trail()) is { } isKeys
                    ? new(part, isKeys ? "The section with the keys of callbacks" : "All of the configuration, keys included,", true)
                    : null;
            case IInvocationOperation { TargetMethod: { Name: "GetEnvironmentVariables", ContainingType.Name: "Environment" } }:
                return new(part, "All of the environment, keys included,", true);
            case IInvocationOperation
            {
                TargetMethod: { Name: "GetEnvironmentVariable", ContainingType.Name: "Environment" },
                Arguments: [var variable, ..]
            }:
                return Values.Constant(variable.Value) is { } named && IsKeyPath(named.Replace("__", ":"))
                    ? new(part, KeyOfCallbacks, true)
                    : null;
            case IPropertyReferenceOperation { Property.Name: "Value", Instance: ILocalReferenceOperation entry }
                when ListedIn(entry) is { } listed:
                return new(part, listed ? KeyOfCallbacks : "A value of the configuration, be it a key,", true);
            case IInvocationOperation { TargetMethod.Name: "UseDeveloperExceptionPage" }:
                return new(part, "Every exception with its stack", false);
            case IPropertyReferenceOperation { Property: { IsIndexer: true } }
            or IInvocationOperation { TargetMethod.Name: "GetValue" } when PathOf(part) is { } path:
                return IsKeyPath(path) ? new(part, KeyOfCallbacks, true) : null;
            default:
                return HoldsKeys(part) ? new(part, "An object with keys in it", true) : null;
        }
    }

    /// <summary>
    /// Whether an entry belongs to the section of the keys (true) or to the whole configuration (false); null when it belongs to neither.
    /// </summary>
    private static bool? ListedIn(ILocalReferenceOperation entry) =>
        Values
            .WrittenTo(entry)
            .Select(written => Values.Bare(written))
            .OfType<IInvocationOperation>()
            .Where(IsListed)
            .Select(call => RequestData.Receiver(call))
            .OfType<IOperation>()
            .Where(Configurations.Is)
            .Select(source => IsKeys(source, new Trail()))
            .FirstOrDefault(found => found is not null);

    /// <summary>Whether a configuration is the section of the keys (true) or the whole (false); null when it is another section.</summary>
    private static bool? IsKeys(IOperation source, Trail trail) =>
        !trail.Goes()
            ? null
            : Values.Bare(source) switch
            {
                IInvocationOperation { TargetMethod.Name: "GetSection" or "GetRequiredSection" } call => Values.FirstConstant(
                    call.Arguments
                )
                    is { } section
                    ? IsSection(section)
                        ? true
                        : null
                    : null,
                ILocalReferenceOperation local => trail
                    .WrittenTo(local)
                    .Select(written => IsKeys(written, trail))
                    .FirstOrDefault(found => found is not null),
                IParameterReferenceOperation
                or IFieldReferenceOperation
                or IPropertyReferenceOperation when Values.Bare(source).Type?.Name != "IConfigurationSection" => false,
                _ => null,
            };

    /// <summary>Whether a path is that of the section of the keys, or below it.</summary>
    public static bool IsSection(string path) =>
        path.Equals("Callbacks", StringComparison.OrdinalIgnoreCase) || path.StartsWith("Callbacks:", StringComparison.OrdinalIgnoreCase);

    private static string? PathOf(IOperation part) =>
        part switch
        {
            IPropertyReferenceOperation { Arguments: [var index], Instance: { } instance } when Configurations.Is(instance) => Below(
                instance,
                Values.Constant(index.Value)
            ),
            IInvocationOperation call when RequestData.Receiver(call) is { } source && Configurations.Is(source) => Below(
                source,
                Values.FirstConstant(call.Arguments)
            ),
            _ => null,
        };

    private static string? Below(IOperation configuration, string? path) =>
        path is not null
        && Values.Bare(configuration) is IInvocationOperation { TargetMethod.Name: "GetSection" or "GetRequiredSection" } call
            ? $"{Values.FirstConstant(call.Arguments)}:{path}"
            : path;

    private static bool IsKeyPath(string path) =>
        path.Split(':') is { Length: >= 3 } parts && IsSection(path) && !Settings.Contains(parts[2], StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether an object is the options of callbacks, or the application's own options with a secret.</summary>
    private static bool HoldsKeys(IOperation part)
    {
        if (part is IPropertyReferenceOperation { Property.IsIndexer: true, Instance: { } holder })
            return HoldsKeys(Values.Bare(holder));
        if (
            part
                is not (ILocalReferenceOperation or IParameterReferenceOperation or IPropertyReferenceOperation or IFieldReferenceOperation)
            || part.Type is not INamedTypeSymbol type
        )
            return false;
        if (type.Name is "CallbackOptions" or "CallbackKeySet" && EndpointMethods.IsIn(type, "CallbackGen"))
            return true;
        if (
            part is IPropertyReferenceOperation { Property: { Name: "KeySets" or "Keys", ContainingType: { } owner } }
            && EndpointMethods.IsIn(owner, "CallbackGen.AspNetCore")
        )
            return true;
        if (type is { TypeArguments: [INamedTypeSymbol held] } && type.Name.StartsWith("IOptions", StringComparison.Ordinal))
            type = held;
        if (type.Name is "CallbackOptions" && EndpointMethods.IsIn(type, "CallbackGen"))
            return true;
        return !type.DeclaringSyntaxReferences.IsEmpty
            && OptionNames.Any(end => type.Name.EndsWith(end, StringComparison.Ordinal))
            && type.GetMembers()
                .OfType<IPropertySymbol>()
                .Any(member =>
                    member.Type.SpecialType == SpecialType.System_String
                    && IsSecretName(member.Name)
                    && !EndpointMethods.Has(member, "JsonIgnoreAttribute")
                );
    }

    private static bool IsSecretName(string name) =>
        !Labels.Any(end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase)) && IsCalledSecret(name);

    private static bool IsCalledSecret(string name) =>
        SignatureNames.IsSecret(name)
        || name.EndsWith("SigningKey", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("WebhookKey", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("HmacKey", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Returns the disclosure of the key of the function's MAC, or of a secret by its name in a function that serves callbacks.
    /// </summary>
    private Disclosure? OfKey(IOperation part, ServingFunction function)
    {
        if (
            !SignatureValues.IsText(part.Type)
            || MacSecrets.SymbolOf(part) is not { } symbol
            || part is IInvocationOperation
            || SentValues.IsSent(part)
            || part.ConstantValue.HasValue
        )
            return null;
        if (IsSecretName(symbol.Name) && (_verification.IsIn(function) || _code.Serves(function)))
            return new(part, KeyOfCallbacks, true);
        return
            SignatureNames.IsKey(symbol.Name)
            && _verification.IsIn(function)
            && function
                .Operations.SelectMany(MacSecrets.In)
                .SelectMany(key => key.DescendantsAndSelf())
                .Any(key => SymbolEqualityComparer.Default.Equals(MacSecrets.SymbolOf(key), symbol))
            ? new(part, KeyOfCallbacks, true)
            : null;
    }

    private static Disclosure? OfRefusal(IOperation part)
    {
        if (
            part is IPropertyReferenceOperation { Property: { Name: "Detail" or "KeysTried", ContainingType: { } owner } property }
            && IsRejection(owner)
        )
            return new(part, $"The {property.Name} of a refusal", false);
        return part is not IObjectCreationOperation && IsRejection(Told(part).Type)
            ? new(part, "A refusal with all that was found wrong", false)
            : null;
    }

    /// <summary>Returns the value that an expression is, or is the text of.</summary>
    private static IOperation Told(IOperation part) =>
        part is IInvocationOperation { TargetMethod.Name: "ToString", Instance: { } told } ? Values.Bare(told) : part;

    private static bool IsRejection(ITypeSymbol? type) =>
        type is { Name: "CallbackRejection" } && EndpointMethods.IsIn(type, "CallbackGen");

    private Disclosure? OfException(IOperation part, ServingFunction function)
    {
        var isText =
            part
                is IPropertyReferenceOperation
            {
                Property: { Name: "Message" or "StackTrace" or "InnerException", ContainingType: { } owner }
            }
            && Sinks.IsException(owner);
        return
            (isText || Told(part) is ILocalReferenceOperation or IParameterReferenceOperation && Sinks.IsException(Told(part).Type))
            && (_code.Serves(function) || _verification.IsIn(function))
            ? new(part, "The text of an exception", false)
            : null;
    }

    /// <summary>Returns the disclosure of the expected MAC, or of a MAC of request data under a key of callbacks.</summary>
    private Disclosure? OfMac(IOperation part, ServingFunction function)
    {
        if (!SignatureValues.IsText(part.Type) || part.Parent is IPropertyReferenceOperation { Property.Name: "Length" })
            return null;
        var traits = SignatureValues.Of(part);
        if (!traits.HasFlag(SignatureTraits.Mac) && !traits.HasFlag(SignatureTraits.Named | SignatureTraits.Made))
            return null;
        var messages = function.Operations.SelectMany(Messages).ToList();
        if (messages.Exists(IsChallenge))
            return null;
        if (_verification.IsIn(function))
            return (traits & SignatureTraits.Received) == 0 ? new(part, "The signature that was expected", true) : null;
        if (!traits.HasFlag(SignatureTraits.Mac) || !function.IsEndpoint || !(_code.Serves(function) || SignsWithKey(function)))
            return null;
        return messages.Exists(message => IsSent(message, function)) ? new(part, "A signature over any value of the request", true) : null;
    }

    /// <summary>Whether a function computes a MAC under a key that is configured for callbacks.</summary>
    private static bool SignsWithKey(ServingFunction function) =>
        function
            .Operations.SelectMany(MacSecrets.In)
            .SelectMany(key => Followed(key, new Trail()))
            .Any(part => PathOf(part) is { } path && IsSection(path));

    private static IEnumerable<IOperation> Followed(IOperation value, Trail trail) =>
        !trail.Goes()
            ? []
            : value
                .DescendantsAndSelf()
                .SelectMany(part =>
                    part is ILocalReferenceOperation local ? trail.WrittenTo(local).SelectMany(written => Followed(written, trail)) : [part]
                );

    private static IEnumerable<IOperation> Messages(IOperation operation) =>
        operation is not IInvocationOperation call ? []
        : MacKeys.IsKeyed(call.TargetMethod)
            ? call.Arguments.Where(argument => argument.Parameter?.Name == "source").Select(argument => argument.Value)
        : SignatureValues.IsMac(call.Instance?.Type) && call.TargetMethod.Name.StartsWith("ComputeHash", StringComparison.Ordinal)
            ? call.Arguments.Take(1).Select(argument => argument.Value)
        : SignatureValues.ReturnsMac(call.TargetMethod)
            ? call
                .Arguments.Where(argument => argument.Parameter is { } parameter && !SignatureNames.IsKey(parameter.Name))
                .Select(argument => argument.Value)
        : [];

    private static bool IsSent(IOperation message, ServingFunction function) =>
        SentValues.IsSent(message)
        || RequestData.IsFrom(message)
        || Followed(message, new Trail())
            .Any(part =>
                part is IParameterReferenceOperation { Parameter: var parameter }
                && SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, function.Symbol)
                && !EndpointMethods.IsService(parameter)
                && parameter.Type is { TypeKind: not TypeKind.Interface } type
                && (type.SpecialType == SpecialType.System_String || type.IsRecord)
            );

    private static bool IsChallenge(IOperation message) =>
        Followed(message, new Trail())
            .Any(part =>
                part switch
                {
                    IParameterReferenceOperation parameter => IsChallenge(parameter.Parameter.Name),
                    IMemberReferenceOperation member => IsChallenge(member.Member.Name),
                    { ConstantValue: { HasValue: true, Value: string name } } => IsChallenge(name),
                    _ => false,
                }
            );

    private static bool IsChallenge(string name) => Challenges.Any(word => name.IndexOf(word, StringComparison.OrdinalIgnoreCase) >= 0);

    /// <summary>Returns the parts of a value that can each be read from it.</summary>
    private static IEnumerable<IOperation> PartsOf(IOperation value, Trail trail)
    {
        var bare = Values.Bare(value);
        if (!trail.Goes())
            return [];
        return bare switch
        {
            ILocalReferenceOperation local
                when EntryNames.Contains(local.Local.Name, StringComparer.OrdinalIgnoreCase)
                    && Values.WrittenTo(local).Any(written => IsListed(written)) => [],
            ILocalReferenceOperation local => trail.WrittenTo(local).SelectMany(written => PartsOf(written, trail)).Prepend(bare),
            IInterpolatedStringOperation text => text
                .Parts.OfType<IInterpolationOperation>()
                .SelectMany(part => PartsOf(part.Expression, trail)),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum => PartsOf(sum.LeftOperand, trail)
                .Concat(PartsOf(sum.RightOperand, trail)),
            ICoalesceOperation coalesce => PartsOf(coalesce.Value, trail).Concat(PartsOf(coalesce.WhenNull, trail)),
            IConditionalOperation { WhenFalse: { } otherwise } choice => PartsOf(choice.WhenTrue, trail).Concat(PartsOf(otherwise, trail)),
            IConditionalAccessOperation access => PartsOf(access.WhenNotNull, trail),
            IInvocationOperation
            {
                TargetMethod: { ContainingType.Name: "Enumerable", Name: not ("ToList" or "ToArray" or "AsEnumerable") }
            } query => query.Arguments is [var source, ..] && KeepsValues(query) ? PartsOf(source.Value, trail) : [],
            IAnonymousObjectCreationOperation anonymous => anonymous
                .Initializers.OfType<ISimpleAssignmentOperation>()
                .SelectMany(member => PartsOf(member.Value, trail)),
            IObjectCreationOperation creation => creation
                .Arguments.Select(argument => argument.Value)
                .Concat(Initialized(creation.Initializer))
                .SelectMany(part => PartsOf(part, trail)),
            IArrayCreationOperation { Initializer: { } elements } => elements.ElementValues.SelectMany(part => PartsOf(part, trail)),
            ICollectionExpressionOperation collection => collection.Elements.SelectMany(part => PartsOf(part, trail)),
            IInvocationOperation call
                when Transforms.Contains(call.TargetMethod.Name) && EndpointMethods.IsIn(call.TargetMethod.ContainingType, "System")
                    || Transforms.Contains(call.TargetMethod.Name)
                        && EndpointMethods.IsIn(call.TargetMethod.ContainingType, "Newtonsoft.Json")
                    || call.TargetMethod is { Name: "ToString", IsOverride: true } => Values
                .Operands(call)
                .SelectMany(part => PartsOf(part, trail))
                .Prepend(bare),
            _ => [bare],
        };
    }

    /// <summary>Whether a value is the entries of a section.</summary>
    private static bool IsListed(IOperation value) =>
        Values.Bare(value) is IInvocationOperation { TargetMethod.Name: "AsEnumerable" or "GetChildren" };

    /// <summary>Whether a query over entries returns their values.</summary>
    private static bool KeepsValues(IInvocationOperation query) =>
        query.TargetMethod.Name is "Where" or "OrderBy" or "OrderByDescending" or "Take" or "Skip"
        || query.Arguments.Any(argument =>
            argument
                .Value.Descendants()
                .Any(part =>
                    part is IPropertyReferenceOperation { Property.Name: "Value" } or IFieldReferenceOperation { Field.Name: "Value" }
                )
        );

    private static IEnumerable<IOperation> Initialized(IObjectOrCollectionInitializerOperation? initializer) =>
        initializer is null
            ? []
            : initializer.Initializers.SelectMany<IOperation, IOperation>(entry =>
                entry switch
                {
                    ISimpleAssignmentOperation assignment => [assignment.Value],
                    IInvocationOperation add => add.Arguments.Select(argument => argument.Value),
                    _ => [],
                }
            );
}
