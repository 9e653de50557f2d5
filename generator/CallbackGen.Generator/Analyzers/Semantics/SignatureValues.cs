using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>The known facts about the origin of a value.</summary>
[Flags]
internal enum SignatureTraits
{
    None = 0,

    /// <summary>The value has the name of a signature.</summary>
    Named = 1,

    /// <summary>The value has the name of a signature or a checksum.</summary>
    NamedDigest = 2,

    /// <summary>The name of the value shows that it was computed for a comparison.</summary>
    Made = 4,

    /// <summary>The value is the result of an unkeyed hash.</summary>
    Digest = 8,

    /// <summary>A request contains the value, under the name of a proof.</summary>
    Received = 16,

    /// <summary>The value is the result of a MAC.</summary>
    Mac = 32,

    /// <summary>A request contains the value, under the name of a digest. It is a proof only if the digest includes a secret.</summary>
    ReceivedDigest = 64,
}

/// <summary>Distinguishes signatures from other texts and bytes, by their origin first and by their names second.</summary>
internal static class SignatureValues
{
    // Types whose methods return their arguments in another form.
    private static readonly string[] Transforms =
    [
        "String",
        "Convert",
        "BitConverter",
        "Encoding",
        "Enumerable",
        "MemoryExtensions",
        "StringBuilder",
        "Base64Url",
        "WebEncoders",
        "Array",
        "StringValues",
        "Span",
        "ReadOnlySpan",
        "Memory",
        "ReadOnlyMemory",
        "Byte",
        "Char",
        "HexConverter",
        "AuthenticationHeaderValue",
        "List",
    ];

    private static readonly string[] MacMethods =
    [
        "HashData",
        "HashDataAsync",
        "TryHashData",
        "ComputeHash",
        "ComputeHashAsync",
        "TryComputeHash",
        "GetHashAndReset",
        "GetCurrentHash",
        "TransformFinalBlock",
        "TryGetHashAndReset",
        "TryGetCurrentHash",
    ];

    // Types that hold text or bytes, or several texts.
    private static readonly string[] Holders =
    [
        "Span",
        "ReadOnlySpan",
        "Memory",
        "ReadOnlyMemory",
        "Nullable",
        "Task",
        "ValueTask",
        "IEnumerable",
        "IReadOnlyList",
        "IList",
        "List",
        "ICollection",
        "IReadOnlyCollection",
        "HashSet",
        "ISet",
        "IReadOnlySet",
        "SortedSet",
        "FrozenSet",
        "ImmutableHashSet",
        "IImmutableSet",
        "ImmutableArray",
    ];

    // Whether a method mentions a MAC is computed once, however often it is called.
    private static readonly ConditionalWeakTable<IMethodSymbol, object> Makers = new();

    private static readonly string[] OneShotMacs = ["HmacData", "HmacDataAsync", "TryHmacData"];

    /// <summary>Returns the known facts about a value.</summary>
    public static SignatureTraits Of(IOperation value) => Of(value, new Trail());

    private static SignatureTraits Of(IOperation value, Trail trail)
    {
        var bare = Values.Bare(value);
        if (!trail.Goes() || bare.ConstantValue.HasValue)
            return SignatureTraits.None;
        return bare switch
        {
            IInvocationOperation call => OfCall(call, trail),
            IPropertyReferenceOperation property => OfProperty(property, trail),
            ILocalReferenceOperation local => OfName(local.Local.Name) | Any(trail.WrittenTo(local), trail),
            IParameterReferenceOperation parameter => OfParameter(parameter.Parameter),
            IFieldReferenceOperation field => OfName(field.Field.Name),
            IArrayElementReferenceOperation element => IsLabel(element) ? SignatureTraits.None : Of(element.ArrayReference, trail),
            IImplicitIndexerReferenceOperation slice => Of(slice.Instance, trail),
            IConditionalAccessOperation access => Of(access.WhenNotNull, trail)
                | (IsText(access.Type) ? Of(access.Operation, trail) : SignatureTraits.None),
            ICoalesceOperation coalesce => Of(coalesce.Value, trail) | Of(coalesce.WhenNull, trail),
            IConditionalOperation { WhenFalse: { } otherwise } choice => Of(choice.WhenTrue, trail) | Of(otherwise, trail),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum => Of(sum.LeftOperand, trail) | Of(sum.RightOperand, trail),
            IInterpolatedStringOperation text => Any(text.Parts.OfType<IInterpolationOperation>().Select(part => part.Expression), trail),
            IArrayCreationOperation { Initializer: { } elements } => Any(elements.ElementValues, trail),
            ICollectionExpressionOperation collection => Any(collection.Elements, trail),
            IObjectCreationOperation creation when IsText(creation.Type) => Any(
                creation.Arguments.Select(argument => argument.Value),
                trail
            ),
            _ => SignatureTraits.None,
        };
    }

    /// <summary>Whether an element is the part before the first equals sign or space, as in <c>v1=abc</c> and <c>Bearer abc</c>.</summary>
    private static bool IsLabel(IArrayElementReferenceOperation element)
    {
        if (element.Indices is not [{ ConstantValue: { HasValue: true, Value: 0 } }])
            return false;
        var source = Values.Bare(element.ArrayReference);
        var made = source is ILocalReferenceOperation local ? Values.WrittenTo(local) : [source];
        return made.Any(value =>
            Values.Bare(value)
                is IInvocationOperation
            {
                TargetMethod.Name: "Split",
                Arguments: [{ Value.ConstantValue: { HasValue: true, Value: '=' or ' ' or ':' or "=" or " " or ":" } }, ..]
            }
        );
    }

    private static SignatureTraits Any(IEnumerable<IOperation> values, Trail trail) =>
        values.Aggregate(SignatureTraits.None, (traits, value) => traits | Of(value, trail));

    private static SignatureTraits OfCall(IInvocationOperation call, Trail trail)
    {
        var method = call.TargetMethod;
        if (OfHash(call) is var hash and not SignatureTraits.None)
            return hash;
        if (RequestField(call.Instance ?? call.Arguments.FirstOrDefault()?.Value, call.Arguments) is { } field)
            return field;
        if (
            Transforms.Contains(method.ContainingType.Name)
            && EndpointMethods.IsIn(
                method.ContainingType,
                method.ContainingType.Name is "StringValues" or "WebEncoders" ? "Microsoft" : "System"
            )
        )
            return (call.Instance is { } instance ? Of(instance, trail) : SignatureTraits.None)
                | Any(call.Arguments.Select(argument => argument.Value), trail);
        return ReturnsMac(method) ? SignatureTraits.Mac : OfMaker(method);
    }

    private static SignatureTraits OfHash(IInvocationOperation call)
    {
        if (
            call.TargetMethod.ContainingType is { Name: "CryptographicOperations" } oneShot
            && EndpointMethods.IsIn(oneShot, "System.Security.Cryptography")
        )
            return OneShotMacs.Contains(call.TargetMethod.Name) ? SignatureTraits.Mac
                : MacMethods.Contains(call.TargetMethod.Name) ? SignatureTraits.Digest
                : SignatureTraits.None;
        if (!MacMethods.Contains(call.TargetMethod.Name))
            return SignatureTraits.None;
        var type = call.Instance is null ? call.TargetMethod.ContainingType : Values.Bare(call.Instance).Type;
        if (type?.Name == "IncrementalHash")
            return
                call.Instance is ILocalReferenceOperation local
                && Values.WrittenTo(local).Any(made => made is IInvocationOperation { TargetMethod.Name: "CreateHMAC" })
                ? SignatureTraits.Mac
                : SignatureTraits.Digest;
        return OfHashType(type);
    }

    private static SignatureTraits OfHashType(ITypeSymbol? type)
    {
        if (type is null || !EndpointMethods.IsIn(type, "System.Security.Cryptography"))
            return SignatureTraits.None;
        for (var ancestor = type; ancestor is not null; ancestor = ancestor.BaseType)
        {
            if (ancestor.Name is "HMAC" or "KeyedHashAlgorithm" || ancestor.Name.StartsWith("Kmac", StringComparison.Ordinal))
                return SignatureTraits.Mac;
            if (ancestor.Name == "HashAlgorithm")
                return SignatureTraits.Digest;
        }

        return SignatureTraits.None;
    }

    /// <summary>Whether a call computes a MAC or a digest.</summary>
    public static bool Makes(IInvocationOperation call) => OfHash(call) != SignatureTraits.None;

    /// <summary>Whether a call computes an unkeyed digest.</summary>
    public static bool IsUnkeyed(IInvocationOperation call) => OfHash(call) == SignatureTraits.Digest;

    /// <summary>Whether a type computes MACs.</summary>
    public static bool IsMac(ITypeSymbol? type) => OfHashType(type) == SignatureTraits.Mac;

    /// <summary>Whether a method of the project returns text or bytes and uses a MAC.</summary>
    public static bool ReturnsMac(IMethodSymbol method) =>
        IsText(method.ReturnType)
        && method.DeclaringSyntaxReferences is [var reference]
        && (bool)
            Makers.GetValue(
                method.OriginalDefinition,
                _ =>
                    reference.GetSyntax().DescendantNodes().OfType<IdentifierNameSyntax>().Any(name => IsMacName(name.Identifier.ValueText))
            );

    private static bool IsMacName(string name) =>
        name.StartsWith("HMACSHA", StringComparison.Ordinal) || name is "HMACMD5" or "CreateHMAC" || OneShotMacs.Contains(name);

    private static SignatureTraits OfMaker(IMethodSymbol method)
    {
        if (
            !IsText(method.ReturnType)
            || !(
                SignatureNames.IsValue(method.Name)
                || SignatureNames.IsMade(method.Name) && SignatureNames.IsValue(method.ContainingType.Name)
            )
        )
            return SignatureTraits.None;
        return SignatureTraits.Named
            | SignatureTraits.NamedDigest
            | (method.Name.StartsWith("Get", StringComparison.Ordinal) ? SignatureTraits.None : SignatureTraits.Made);
    }

    private static SignatureTraits OfProperty(IPropertyReferenceOperation property, Trail trail)
    {
        if (RequestField(property.Instance, property.Arguments) is { } brought)
            return brought;
        if (property.Property is { Name: "Authorization", ContainingType.Name: "IHeaderDictionary" })
            return SignatureTraits.Received;
        if (property.Property.Name == "Hash" && OfHashType(property.Property.ContainingType) != SignatureTraits.None)
            return OfHashType(property.Instance?.Type);
        if (
            property.Instance is { } instance
            && (property.Property.IsIndexer || property.Property.Name is "Span" or "Value" or "Result" or "Parameter")
            && IsText(property.Type)
        )
            return Of(instance, trail);
        return property.Property.IsIndexer ? SignatureTraits.None : OfName(property.Property.Name);
    }

    private static SignatureTraits OfParameter(IParameterSymbol parameter) =>
        EndpointMethods.HeaderOf(parameter) is not { } name ? OfName(parameter.Name)
        : SignatureNames.IsHeader(name) ? Received(name)
        : SignatureTraits.None;

    private static SignatureTraits Received(string name) =>
        SignatureNames.IsDigest(name) ? SignatureTraits.ReceivedDigest : SignatureTraits.Received;

    private static SignatureTraits OfName(string name) =>
        (SignatureNames.IsValue(name) ? SignatureTraits.Named : SignatureTraits.None)
        | (SignatureNames.IsDigestedValue(name) ? SignatureTraits.NamedDigest : SignatureTraits.None)
        | (SignatureNames.IsMade(name) ? SignatureTraits.Made : SignatureTraits.None);

    /// <summary>
    /// Returns the facts about a value that an expression reads from the headers, the form or the query of a request under the name of
    /// a proof; null when it reads none.
    /// </summary>
    private static SignatureTraits? RequestField(IOperation? source, IEnumerable<IArgumentOperation> arguments)
    {
        var type = source is null ? null : Values.Bare(source).Type?.Name;
        var isHeader =
            type
            is "IHeaderDictionary"
                or "HeaderDictionary"
                or "CallbackHeaders"
                or "HttpHeaders"
                or "HttpRequestHeaders"
                or "HttpHeadersCollection"
                or "WebHeaderCollection";
        if (!isHeader && type is not ("IQueryCollection" or "IFormCollection" or "FormCollection" or "NameValueCollection"))
            return null;
        foreach (var argument in arguments)
        {
            if (Name(argument.Value) is { } name)
                return (isHeader ? SignatureNames.IsHeader(name) : SignatureNames.IsField(name)) ? Received(name) : SignatureTraits.None;
        }

        return null;
    }

    /// <summary>Returns the name in an argument: the constant, or else the name of the member that holds it.</summary>
    private static string? Name(IOperation argument) =>
        Values.Constant(argument)
        ?? Values.Bare(argument) switch
        {
            IFieldReferenceOperation field => Trimmed(field.Field.Name),
            IPropertyReferenceOperation property => Trimmed(property.Property.Name),
            ILocalReferenceOperation local => Trimmed(local.Local.Name),
            IParameterReferenceOperation parameter => Trimmed(parameter.Parameter.Name),
            _ => null,
        };

    // SignatureHeaderName names the header of a signature.
    private static string Trimmed(string name)
    {
        foreach (var end in new[] { "Name", "Header", "Key" })
        {
            if (name.Length > end.Length && name.EndsWith(end, StringComparison.Ordinal))
                name = name.Substring(0, name.Length - end.Length);
        }

        return name;
    }

    /// <summary>Whether values of a type are text or bytes.</summary>
    public static bool IsText(ITypeSymbol? type) =>
        type switch
        {
            { SpecialType: SpecialType.System_String or SpecialType.System_Char or SpecialType.System_Byte } => true,
            IArrayTypeSymbol array => IsText(array.ElementType),
            { Name: "StringValues" } => true,
            INamedTypeSymbol { TypeArguments: [var item], Name: var holder } => Holders.Contains(holder) && IsText(item),
            _ => false,
        };
}
