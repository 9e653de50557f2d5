using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>A description of the fault in the message of a MAC, and whether the fault is certain.</summary>
internal sealed record PartialMessage(string What, bool IsCertain);

/// <summary>Determines the parts of a request that a MAC covers: the whole body, or a part of it.</summary>
/// <param name="function">The function that computes the MAC.</param>
/// <param name="callers">The functions that call it, with their calls.</param>
internal sealed class MacMessages(
    ServingFunction function,
    IReadOnlyList<(IInvocationOperation Call, ServingFunction Caller)>? callers = null
)
{
    private static readonly string[] Cuts = ["Substring", "AsSpan", "AsMemory", "Slice", "Take", "Remove"];

    private static readonly string[] Serializers = ["JsonSerializer", "JsonConvert", "JsonNode", "JObject", "JToken"];

    private readonly Trail _trail = new();
    private readonly List<IPropertyReferenceOperation> _members = [];
    private readonly List<string> _names = [];
    private bool _hasCut,
        _hasBody,
        _hasQuery,
        _hasAside,
        _isWrittenAgain,
        _isUnknown;

    /// <summary>
    /// Returns the fault in the message of the MAC that an operation computes; null when there is none, or when it computes no MAC.
    /// </summary>
    public static PartialMessage? Of(
        IOperation operation,
        Func<(ServingFunction Function, IReadOnlyList<(IInvocationOperation Call, ServingFunction Caller)> Callers)?> around
    )
    {
        IOperation[] messages = [.. MessagesOf(operation)];
        return messages.Length == 0 || around() is not var (function, callers) ? null : new MacMessages(function, callers).Judge(messages);
    }

    /// <summary>
    /// Returns the fault in the message of a MAC in a function of another type, which returns a boolean and receives the object
    /// into which the request was read.
    /// </summary>
    public static PartialMessage? OfCalled(
        IInvocationOperation call,
        Compilation compilation,
        Func<ServingFunction> around,
        CancellationToken cancellationToken
    )
    {
        if (
            call.TargetMethod
                is not
                {
                    DeclaredAccessibility: not Accessibility.Private,
                    MethodKind: MethodKind.Ordinary,
                    DeclaringSyntaxReferences.IsEmpty: false
                } method
            || !OwnVerification.SaysYesOrNo(method)
            || !call.Arguments.Any(argument =>
                argument.Parameter is { Type: var type } && !type.DeclaringSyntaxReferences.IsEmpty && PayloadShapes.IsData(type)
            )
            || MethodBodies.Written(method, compilation, cancellationToken) is not { } written
            || MethodBodies.Of(written, compilation, cancellationToken) is not { } body
        )
            return null;
        IOperation[] messages = [.. body.Descendants().SelectMany(MessagesOf)];
        return messages.Length == 0 ? null : new MacMessages(new ServingFunction(written, body, null), [(call, around())]).Judge(messages);
    }

    /// <summary>Returns the fault of an unkeyed hash that replaces a MAC.</summary>
    public static PartialMessage? OfHash(IInvocationOperation hash, Func<ServingFunction?> around)
    {
        if (!SignatureValues.IsUnkeyed(hash) || around() is not { } function)
            return null;
        IOperation[] messages =
        [
            .. hash
                .Arguments.Where(argument => SignatureValues.IsText(argument.Parameter?.Type) || argument.Parameter?.Type.Name == "Stream")
                .Select(argument => argument.Value),
        ];
        if (messages.Any(message => HasSecret(message, new Trail())))
            return new("This is a hash with a secret in it and no MAC, which somebody may lengthen who never knew the secret", false);
        var look = new MacMessages(function);
        look.LookAll(messages);
        return look is { _hasBody: true, _isUnknown: false } && function.Operations.Any(IsProofOfHash)
            ? new("This is a hash without a key, which anyone can compute", true)
            : null;
    }

    /// <summary>Whether a hash is compared with the signature from a request.</summary>
    private static bool IsProofOfHash(IOperation operation)
    {
        var sides =
            operation is IInvocationOperation { TargetMethod.Name: "FixedTimeEquals", Arguments: [var first, var second, ..] }
                ? (first.Value, second.Value)
            : operation is IInvocationOperation or IBinaryOperation && Comparison.Of(operation) is { } comparison
                ? (comparison.Left, comparison.Right)
            : ((IOperation, IOperation)?)null;
        if (sides is not var (left, right))
            return false;
        var traits = SignatureValues.Of(left) | SignatureValues.Of(right);
        return traits.HasFlag(SignatureTraits.Digest) && !traits.HasFlag(SignatureTraits.Mac) && traits.HasFlag(SignatureTraits.Received);
    }

    /// <summary>
    /// Returns the message arguments of an operation that computes a MAC, by the platform or by a function of the project.
    /// </summary>
    private static IEnumerable<IOperation> MessagesOf(IOperation operation)
    {
        if (operation is not IInvocationOperation call)
            return [];
        var method = call.TargetMethod;
        if (MacKeys.IsKeyed(method))
            return call.Arguments.Where(argument => argument.Parameter?.Name is "source").Select(argument => argument.Value);
        if (SignatureValues.IsMac(call.Instance?.Type) && method.Name.StartsWith("ComputeHash", StringComparison.Ordinal))
            return
            [
                call.Arguments.Any(argument => argument is { Parameter.Name: "count", Value.ConstantValue.HasValue: true })
                    ? call
                    : call.Arguments[0].Value,
            ];
        return SignatureValues.ReturnsMac(method)
            ? call
                .Arguments.Where(argument =>
                    argument.Parameter is { } parameter && !SignatureNames.IsKey(parameter.Name) && SignatureValues.IsText(parameter.Type)
                )
                .Select(argument => argument.Value)
            : [];
    }

    private PartialMessage? Judge(IEnumerable<IOperation> messages)
    {
        foreach (var message in messages)
            Look(message);
        if (_hasCut)
            return new("The MAC is computed over a part of the body here, so an attacker can change the rest", true);
        if (_isWrittenAgain)
            return new(
                "The MAC is computed over a body that was parsed and serialized again here, which differs from the signed bytes",
                false
            );
        if (_hasBody || _isUnknown)
            return null;
        if (_members.Count + _names.Count > 0)
            return (_names.Count > 0 ? UncoveredName() : Uncovered()) is { } uncovered
                ? new($"The MAC is made over single members here, and \"{uncovered}\" is none of them", false)
                : null;
        if (!ReadsBody())
            return null;
        if (_hasQuery)
            return new("The MAC is computed over the query only here, so an attacker can change the body", false);
        // The function may hash the body separately and sign the hash as one of the headers.
        return _hasAside && !function.Operations.OfType<IInvocationOperation>().Any(SignatureValues.IsUnkeyed)
            ? new("The MAC is computed over headers only here, so an attacker can change the body", true)
            : null;
    }

    private void Look(IOperation value)
    {
        if (!_trail.Goes())
            return;
        var bare = Values.Bare(value);
        if (bare.ConstantValue.HasValue)
            return;
        switch (bare)
        {
            case ILocalReferenceOperation local:
                if (_trail.Enters(local.Local))
                    LookAll(Values.WrittenTo(local), isKnown: Values.WrittenTo(local).Count > 0);
                break;
            case IInterpolatedStringOperation text:
                LookAll(text.Parts.OfType<IInterpolationOperation>().Select(part => part.Expression));
                break;
            case IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum:
                LookAll([sum.LeftOperand, sum.RightOperand]);
                break;
            case ICoalesceOperation coalesce:
                LookAll([coalesce.Value, coalesce.WhenNull]);
                break;
            case IArrayCreationOperation { Initializer: { } elements }:
                LookAll(elements.ElementValues);
                break;
            case ICollectionExpressionOperation collection:
                LookAll(collection.Elements.Select(element => element is ISpreadOperation spread ? spread.Operand : element));
                break;
            case IArrayElementReferenceOperation { Indices: [var index] } element:
                LookCut(element.ArrayReference, IsCut(index));
                break;
            case IImplicitIndexerReferenceOperation element:
                LookCut(element.Instance, IsCut(element.Argument));
                break;
            case IInvocationOperation call:
                LookAtCall(call);
                break;
            case IPropertyReferenceOperation property:
                LookAtProperty(property);
                break;
            // A function that returns the MAC is analyzed at its call.
            case IParameterReferenceOperation parameter
                when function.Symbol is { } maker
                    && !SignatureValues.ReturnsMac(maker)
                    && HandedTo(parameter.Parameter) is [var (handed, _)]
                    && _trail.Enters(parameter.Parameter):
                Look(handed);
                break;
            case IFieldReferenceOperation field:
                _isUnknown |= !SignatureNames.IsKey(field.Field.Name);
                break;
            case IDefaultValueOperation or IThrowOperation:
                break;
            default:
                _isUnknown = true;
                break;
        }
    }

    private void LookAll(IEnumerable<IOperation> values, bool isKnown = true)
    {
        _isUnknown |= !isKnown;
        foreach (var value in values)
            Look(value);
    }

    private void LookCut(IOperation whole, bool isCut)
    {
        if (isCut && RequestData.IsFrom(Values.Bare(whole)))
            _hasCut = true;
        else if (isCut)
            _isUnknown = true;
        else
            Look(whole);
    }

    private void LookAtCall(IInvocationOperation call)
    {
        var method = call.TargetMethod;
        if (SignatureValues.IsMac(call.Instance?.Type))
        {
            // The arguments select some of the bytes.
            _hasCut = true;
            return;
        }

        if (
            Serializers.Contains(method.ContainingType.Name)
            && (method.Name.StartsWith("Serialize", StringComparison.Ordinal) || method.Name is "ToString" or "ToJsonString")
        )
            _isWrittenAgain |= IsOfRequest(call) && !IsSorted(call);
        else if (NameOf(call) is { } name)
            _names.Add(name);
        else if (Cuts.Contains(method.Name) && EndpointMethods.IsIn(method.ContainingType, "System") && HasEnd(call))
            LookCut(RequestData.Receiver(call) ?? call, isCut: true);
        else if (
            RequestData.IsRequest(call.Arguments.FirstOrDefault()?.Value.Type)
            || method.Name.StartsWith("ReadToEnd", StringComparison.Ordinal)
        )
            _hasBody = true;
        else if (method.Name is "ToArray" && call.Instance is { } buffer && Values.Bare(buffer).Type?.Name == "MemoryStream")
            _hasBody = true;
        else if (
            (EndpointMethods.IsIn(method.ContainingType, "System") || method.ContainingType.Name == "StringValues")
            && method.ContainingType.Name is not ("Enumerable" or "Queryable")
            && !EndpointMethods.IsIn(method.ContainingType, "System.Collections")
        )
            LookAll(
                call.Arguments.Where(argument =>
                        argument.Parameter?.RefKind != RefKind.Out
                        && argument.Parameter?.Type.Name is not ("IFormatProvider" or "CancellationToken")
                    )
                    .Select(argument => argument.Value)
                    .Concat(
                        call.Instance is { } instance && method.ContainingType.Name != "Encoding" && !IsNothing(instance) ? [instance] : []
                    )
            );
        else
            _isUnknown = true;
    }

    /// <summary>Returns the name of the JSON member that a call reads, or null.</summary>
    private static string? NameOf(IInvocationOperation call) =>
        call.TargetMethod
            is { Name: "GetProperty", ContainingType.Name: "JsonElement" }
                or { Name: "SelectToken" or "Value", ContainingType.Name: "JToken" or "JObject" }
        && call.Arguments is [var name, ..]
            ? Values.Constant(name.Value)
            : null;

    private static bool IsNothing(IOperation instance) =>
        Values.Bare(instance) is IPropertyReferenceOperation { Property.ContainingType.Name: "Encoding" or "CultureInfo" };

    private void LookAtProperty(IPropertyReferenceOperation property)
    {
        var type = property.Instance is null ? null : Values.Bare(property.Instance).Type;
        if (RequestData.IsRequest(type))
        {
            _hasQuery |= property.Property.Name is "Query" or "QueryString";
            _hasBody |= property.Property.Name is "Body" or "BodyReader" or "Form" or "RawBody";
            _hasAside |= property.Property.Name is "Path" or "Method" or "Host";
        }
        else if (
            property.Property.IsIndexer
            && type?.Name is "IFormCollection" or "JsonNode" or "JsonObject" or "JObject" or "JToken"
            && property.Arguments is [var index]
            && Values.Constant(index.Value) is { } name
        )
        {
            _names.Add(name);
        }
        else if (type?.Name is "IQueryCollection" or "QueryString")
        {
            _hasQuery = true;
        }
        else if (
            type?.Name is "IHeaderDictionary" or "CallbackHeaders"
            || property.Property.ContainingType.Name is "IHeaderDictionary" or "Encoding"
            || IsSetting(type)
        )
        {
            // A signed timestamp, or a key in another header.
            _hasAside |= property.Property.IsIndexer && !IsSetting(type);
        }
        else if (IsMember(property))
        {
            _members.Add(property);
        }
        else if (property.Property.Name is "Value" or "Span" or "Memory" && property.Instance is { } instance)
        {
            Look(instance);
        }
        else
        {
            _isUnknown = true;
        }
    }

    private static bool IsSetting(ITypeSymbol? type) =>
        Configurations.Is(type)
        || type?.Name.EndsWith("Options", StringComparison.Ordinal) == true
        || type?.Name.EndsWith("Settings", StringComparison.Ordinal) == true;

    /// <summary>Whether a property is a member of an object into which a request was read.</summary>
    private static bool IsMember(IPropertyReferenceOperation property) =>
        !property.Property.IsIndexer
        && property.Instance is { } instance
        && !EndpointMethods.IsIn(property.Property.ContainingType, "System")
        && !EndpointMethods.IsIn(property.Property.ContainingType, "Microsoft")
        && RootOf(instance) is ILocalSymbol or IParameterSymbol;

    private static ISymbol? RootOf(IOperation value) =>
        Values.Bare(value) switch
        {
            ILocalReferenceOperation local => local.Local,
            IParameterReferenceOperation parameter => parameter.Parameter,
            IPropertyReferenceOperation { Instance: { } instance } => RootOf(instance),
            IConditionalAccessOperation access => RootOf(access.Operation),
            IConditionalAccessInstanceOperation instance => Leaks.Accessed(instance) is { } accessed ? RootOf(accessed) : null,
            _ => null,
        };

    /// <summary>Returns the arguments for a parameter of the function in its calls.</summary>
    private IReadOnlyList<(IOperation Value, ServingFunction Caller)> HandedTo(IParameterSymbol parameter) =>
        callers is null || !SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, function.Symbol)
            ? []
            :
            [
                .. callers.SelectMany(found =>
                    found
                        .Call.Arguments.Where(argument => argument.Parameter?.Ordinal == parameter.Ordinal)
                        .Select(argument => (argument.Value, found.Caller))
                ),
            ];

    /// <summary>
    /// Returns the first member of the same object that the function, or its caller, passes to an action, and that the MAC does not cover.
    /// </summary>
    private string? Uncovered()
    {
        var root = RootOf(_members[0]);
        var handed = root is IParameterSymbol parameter ? HandedTo(parameter) : [];
        return new[] { function }
            .Concat(callers is null ? [] : callers.Select(found => found.Caller))
            .Select(whole => UncoveredIn(whole, root))
            .Concat(handed.Select(value => UncoveredIn(value.Caller, RootOf(value.Value))))
            .FirstOrDefault(name => name is not null);
    }

    private string? UncoveredIn(ServingFunction whole, ISymbol? root)
    {
        var covered = new HashSet<ISymbol>(_members.Select(member => member.Property), SymbolEqualityComparer.Default);
        return whole
            .Operations.OfType<IPropertyReferenceOperation>()
            .FirstOrDefault(read =>
                !covered.Contains(read.Property)
                && IsMember(read)
                && SymbolEqualityComparer.Default.Equals(RootOf(read), root)
                && !SignatureNames.IsValue(read.Property.Name)
                && !SignatureNames.IsField(read.Property.Name)
                && SymbolEqualityComparer.Default.Equals(read.Property.ContainingType, _members[0].Property.ContainingType)
                && Surroundings.Ancestors(read).OfType<IArgumentOperation>().FirstOrDefault() is { Parent: IInvocationOperation call }
                && Sinks.Of(call) is null
                && !EndpointMethods.IsIn(call.TargetMethod.ContainingType, "System")
                && !EndpointMethods.IsIn(call.TargetMethod.ContainingType, "Microsoft")
            )
            ?.Property.Name;
    }

    /// <summary>Returns the first name that the function reads from its request, and that the MAC does not cover.</summary>
    private string? UncoveredName() =>
        _members.Count > 0
            ? null
            : new NamedReads(function)
                .OfRequest()
                .Select(read => read.Name)
                .FirstOrDefault(name => !_names.Contains(name) && !SignatureNames.IsField(name) && !SignatureNames.IsHeader(name));

    private bool ReadsBody() =>
        function.Operations.Any(operation =>
            operation is IPropertyReferenceOperation property && RequestData.PartOf(property) is "the body" or "the form"
            || operation is IInvocationOperation { TargetMethod.Name: "ReadFromJsonAsync" or "ReadFormAsync" }
        )
        || function.Symbol?.Parameters.Any(parameter => EndpointMethods.Has(parameter, "FromBodyAttribute")) == true;

    private bool IsOfRequest(IInvocationOperation call) =>
        Values
            .Operands(call)
            .Any(value =>
                RequestData.IsFrom(Values.Bare(value))
                || RootOf(value) is IParameterSymbol parameter
                    && (SymbolEqualityComparer.Default.Equals(parameter.ContainingSymbol, function.Symbol) && function.IsEndpoint)
            );

    // Some providers sign the members in sorted order.
    private static bool IsSorted(IInvocationOperation call) => Mentions(call, new Trail());

    private static bool Mentions(IOperation value, Trail trail) =>
        trail.Goes()
        && value
            .DescendantsAndSelf()
            .Any(part =>
                part switch
                {
                    IInvocationOperation { TargetMethod.Name: var name } => name.IndexOf("Sort", StringComparison.Ordinal) >= 0
                        || name.IndexOf("OrderBy", StringComparison.Ordinal) >= 0
                        || name.IndexOf("Canonical", StringComparison.Ordinal) >= 0,
                    ILocalReferenceOperation local => local.Type?.Name.StartsWith("Sorted", StringComparison.Ordinal) == true
                        || trail.WrittenTo(local).Any(written => Mentions(written, trail)),
                    _ => part.Type?.Name.StartsWith("Sorted", StringComparison.Ordinal) == true,
                }
            );

    // A searched end may be the end of the signed part.
    private static bool IsCut(IOperation index) =>
        Values.Bare(index) is IRangeOperation { RightOperand: { } end } && Values.Bare(end).ConstantValue.HasValue;

    private static bool HasEnd(IInvocationOperation call) =>
        call.Arguments.Any(argument =>
            argument is { ArgumentKind: ArgumentKind.Explicit, Parameter.Name: "length" or "count", Value.ConstantValue.HasValue: true }
            || call.TargetMethod.Name == "Remove" && argument.Value.ConstantValue.HasValue
        );

    private static bool HasSecret(IOperation value, Trail trail) =>
        trail.Goes()
        && value
            .DescendantsAndSelf()
            .Any(part =>
                part switch
                {
                    ILocalReferenceOperation local => SignatureNames.IsSecret(local.Local.Name)
                        || trail.WrittenTo(local).Any(written => HasSecret(written, trail)),
                    IParameterReferenceOperation parameter => SignatureNames.IsSecret(parameter.Parameter.Name),
                    IFieldReferenceOperation field => SignatureNames.IsSecret(field.Field.Name),
                    IPropertyReferenceOperation { Property.IsIndexer: true, Arguments: [var index] } indexed => IsSetting(
                        indexed.Instance?.Type
                    )
                        && Values.Constant(index.Value) is { } path
                        && SignatureNames.IsKey(path.Split(':', '_').Last()),
                    IPropertyReferenceOperation property => SignatureNames.IsSecret(property.Property.Name),
                    _ => false,
                }
            );
}
