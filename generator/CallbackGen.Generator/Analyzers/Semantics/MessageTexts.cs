using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>One part of a composed text.</summary>
/// <param name="Constant">The literal text in the source, or null.</param>
/// <param name="Read">The read of a callback's member, or null.</param>
internal readonly record struct TextPart(string? Constant, IOperation? Read);

/// <summary>
/// Decomposes texts into literals of the source, values of a callback, and other values. A member of a payload counts when its type is
/// text: numbers, dates, listed values and the like cannot contain arbitrary text. The return value of an unknown method does not count as
/// the callback's text, because applications encode, look up and hash by methods.
/// </summary>
/// <param name="symbols">The runtime's symbols.</param>
/// <param name="given">The parameters with known values, when a helper's body is analyzed; otherwise null.</param>
internal sealed class MessageTexts(CallbackSymbols symbols, IReadOnlyDictionary<IParameterSymbol, IReadOnlyList<TextPart>>? given = null)
{
    // Methods of the platform that return the whole text.
    private static readonly string[] Transforms =
    [
        "ToString",
        "Concat",
        "Trim",
        "TrimStart",
        "TrimEnd",
        "ToLower",
        "ToLowerInvariant",
        "ToUpper",
        "ToUpperInvariant",
        "PadLeft",
        "PadRight",
        "Substring",
        "Remove",
        "Insert",
        "Normalize",
        "Split",
        "GetString",
        "GetBytes",
        "GetRawText",
        "GetProperty",
        "GetValueOrDefault",
        "TryGetValue",
        "Create",
        "ToArray",
        "AsSpan",
        "AsMemory",
        "Append",
        "AppendLine",
        "AppendFormat",
        "AppendJoin",
        "FromResult",
    ];

    // A helper of such a name makes a text harmless, regardless of its implementation.
    private static readonly string[] Encoders =
    [
        "Escape",
        "Encode",
        "Sanitize",
        "Sanitise",
        "Quote",
        "Clean",
        "Safe",
        "Slug",
        "Mask",
        "Redact",
        "Hash",
        "Strip",
    ];

    private static readonly Regex Holes = new(@"\{(\d+)[^{}]*\}", RegexOptions.CultureInvariant);

    /// <summary>Returns the parts of a text in order.</summary>
    public List<TextPart> Of(IOperation value)
    {
        var parts = new List<TextPart>();
        Add(value, new Trail(), parts);
        return parts;
    }

    /// <summary>Whether a type is text, or a list of texts, into which a callback's sender may write anything.</summary>
    public static bool IsText(ITypeSymbol? type) =>
        type switch
        {
            { SpecialType: SpecialType.System_String } => true,
            IArrayTypeSymbol array => IsText(array.ElementType),
            INamedTypeSymbol { Name: "JsonElement" or "JsonNode" } json => EndpointMethods.IsIn(json, "System.Text.Json"),
            INamedTypeSymbol { TypeArguments: [.., var item] } list => list.AllInterfaces.Any(CallbackSymbols.IsEnumerable) && IsText(item),
            _ => false,
        };

    private void Add(IOperation? value, Trail trail, List<TextPart> parts)
    {
        if (value is null || !trail.Goes())
            return;
        var bare = Values.Bare(value);
        if (bare.ConstantValue is { HasValue: true, Value: var constant })
        {
            parts.Add(new(constant?.ToString() ?? "", null));
            return;
        }

        switch (bare)
        {
            case IPropertyReferenceOperation property:
                AddProperty(property, trail, parts);
                break;
            case IInvocationOperation call:
                AddCall(call, trail, parts);
                break;
            case IParameterReferenceOperation parameter when given is not null && given.TryGetValue(parameter.Parameter, out var known):
                parts.AddRange(known);
                break;
            case IParameterReferenceOperation parameter when Selected(parameter) is { } source && IsText(source.Type):
                Add(source, trail, parts);
                break;
            case ILocalReferenceOperation local when !IsWhole(local):
                AddAll(trail.WrittenTo(local), trail, parts);
                break;
            case IObjectCreationOperation { Type.Name: "StringBuilder" or "Uri" or "UriBuilder" or "StringValues" } creation:
                AddAll(creation.Arguments.Select(argument => argument.Value), trail, parts);
                break;
            default:
                if (Inner(bare) is { } inner)
                    AddAll(inner, trail, parts);
                else
                    parts.Add(new(null, IsWhole(bare) ? bare : null));
                break;
        }
    }

    /// <summary>Returns the values that an expression composes or selects from; null when it does neither.</summary>
    private static IEnumerable<IOperation?>? Inner(IOperation value) =>
        value switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum => [sum.LeftOperand, sum.RightOperand],
            IInterpolatedStringOperation text => text.Parts.Select(Part),
            IInterpolatedStringHandlerCreationOperation handler => [handler.Content],
            IInterpolatedStringAdditionOperation sum => [sum.Left, sum.Right],
            IConditionalAccessOperation access => [access.WhenNotNull],
            IConditionalAccessInstanceOperation instance => [Leaks.Accessed(instance)],
            ICoalesceOperation coalesce => [coalesce.Value, coalesce.WhenNull],
            IConditionalOperation { WhenFalse: { } otherwise } choice => [choice.WhenTrue, otherwise],
            ISwitchExpressionOperation choice => choice.Arms.Select(arm => arm.Value),
            IArrayCreationOperation { Initializer: { } elements } => elements.ElementValues,
            ICollectionExpressionOperation collection => collection.Elements.Select(element =>
                element is ISpreadOperation spread ? spread.Operand : element
            ),
            IArrayElementReferenceOperation element => [element.ArrayReference],
            IImplicitIndexerReferenceOperation slice => [slice.Instance],
            _ => null,
        };

    private static IOperation? Part(IOperation part) =>
        part switch
        {
            IInterpolationOperation interpolation => interpolation.Expression,
            IInterpolatedStringTextOperation text => text.Text,
            IInterpolatedStringAppendOperation { AppendCall: IInvocationOperation { Arguments: [var first, ..] } } => first.Value,
            _ => null,
        };

    private void AddAll(IEnumerable<IOperation?> values, Trail trail, List<TextPart> parts)
    {
        foreach (var value in values)
            Add(value, trail, parts);
    }

    private void AddProperty(IPropertyReferenceOperation reference, Trail trail, List<TextPart> parts)
    {
        var property = reference.Property;
        var isRead = CallbackSymbols.IsPayloadMember(property)
            ? IsText(property.Type) || CallbackSymbols.IsPayloadRecord(property.Type)
            : property.Name == "Text" && CallbackSymbols.Is(property.ContainingType, symbols.OpenEnum)
                || CallbackSymbols.Is(property.ContainingType, symbols.Receipt)
                    && property.Name.EndsWith("IdempotencyKey", StringComparison.Ordinal);
        if (isRead)
            parts.Add(new(null, reference));
        else if (
            property
                is { Name: "Host" or "Authority" or "AbsoluteUri" or "OriginalString", ContainingType.Name: "Uri" }
                    or { Name: "Uri", ContainingType.Name: "UriBuilder" }
            || property.IsIndexer && IsText(reference.Instance?.Type) && reference.Instance?.Type?.SpecialType != SpecialType.System_String
        )
            Add(reference.Instance, trail, parts);
        else if (Member(reference, trail) is { } written)
            Add(written, trail, parts);
        else
            parts.Add(new(null, IsWhole(reference) ? reference : null));
    }

    /// <summary>Returns the value that a member received when its object was assigned to a local.</summary>
    private static IOperation? Member(IPropertyReferenceOperation reference, Trail trail)
    {
        if (
            reference.Instance is not ILocalReferenceOperation local
            || CallbackSymbols.IsPayloadMember(reference.Property)
            || Values.WrittenTo(local).Select(Values.Bare).OfType<IObjectCreationOperation>().FirstOrDefault() is not { } creation
            || !trail.Enters(reference.Property)
        )
            return null;
        return creation
                .Initializer?.Initializers.OfType<ISimpleAssignmentOperation>()
                .FirstOrDefault(member =>
                    member.Target is IPropertyReferenceOperation target
                    && SymbolEqualityComparer.Default.Equals(target.Property, reference.Property)
                )
                ?.Value
            ?? creation
                .Arguments.FirstOrDefault(argument =>
                    string.Equals(argument.Parameter?.Name, reference.Property.Name, StringComparison.OrdinalIgnoreCase)
                )
                ?.Value;
    }

    private void AddCall(IInvocationOperation call, Trail trail, List<TextPart> parts)
    {
        var method = call.TargetMethod;
        var values = call.Arguments.Select(argument => argument.Value);
        if (method.Name == "GetRole" && call.Instance is { } message && symbols.LevelOf(message.Type) is not null)
            parts.Add(new(null, call));
        else if (method is { Name: "Format", ContainingType.SpecialType: SpecialType.System_String })
            AddFormat(call, trail, parts);
        else if (method is { Name: "Join", ContainingType.SpecialType: SpecialType.System_String })
            AddAll(values.Skip(1), trail, parts);
        else if (
            method is { Name: "Replace", ContainingType: { Name: "String" or "StringBuilder" } }
            && values.ToList() is [_, var filled, ..]
        )
            AddFilled(call.Instance, filled, trail, parts);
        else if (EndpointMethods.IsIn(method.ContainingType, "System.Linq"))
            AddAll(Chosen(call), trail, parts);
        else if (
            Transforms.Contains(method.Name)
            && EndpointMethods.IsIn(method.ContainingType, "System")
            && (method.Name != "ToString" || IsText(call.Instance?.Type) || call.Instance?.Type?.Name is "StringBuilder" or "Uri")
        )
            AddAll(values.Prepend(method.ContainingType.Name == "Encoding" ? null : call.Instance), trail, parts);
        else if (!AddReturned(call, trail, parts))
            parts.Add(new(null, null));
    }

    /// <summary>Adds a template with one filled placeholder. A callback's value in the replaced text counts as harmless.</summary>
    private void AddFilled(IOperation? template, IOperation filled, Trail trail, List<TextPart> parts)
    {
        var before = parts.Count;
        Add(template, trail, parts);
        for (var i = before; i < parts.Count; i++)
            parts[i] = parts[i] with { Read = null };
        Add(filled, trail, parts);
    }

    private void AddFormat(IInvocationOperation call, Trail trail, List<TextPart> parts)
    {
        var values = call.Arguments.SkipWhile(argument => argument.Parameter?.Name != "format").Select(argument => argument.Value).ToList();
        if (values.Count == 0 || Values.Constant(values[0]) is not { } format)
        {
            AddAll(values, trail, parts);
            return;
        }

        List<IOperation> holes =
        [
            .. values
                .Skip(1)
                .SelectMany(value =>
                    value is IArrayCreationOperation { Initializer: { } elements } ? elements.ElementValues.AsEnumerable() : [value]
                ),
        ];
        var at = 0;
        foreach (Match hole in Holes.Matches(format))
        {
            parts.Add(new(format.Substring(at, hole.Index - at), null));
            if (int.TryParse(hole.Groups[1].Value, out var index) && index < holes.Count)
                Add(holes[index], trail, parts);
            at = hole.Index + hole.Length;
        }

        parts.Add(new(format.Substring(at), null));
    }

    /// <summary>Returns the elements of a LINQ call's result: the lambda's return value, or the source.</summary>
    private static IEnumerable<IOperation?> Chosen(IInvocationOperation call) =>
        call.TargetMethod.Name is "Select" or "SelectMany" or "Aggregate"
        && call.Arguments.Select(argument => Values.Bare(argument.Value)).OfType<IAnonymousFunctionOperation>().LastOrDefault()
            is { } lambda
            ? Values.Directly(lambda).OfType<IReturnOperation>().Select(answer => answer.ReturnedValue)
            : [call.Instance ?? call.Arguments.FirstOrDefault()?.Value];

    /// <summary>Adds the parts of a helper's return value, computed from the call's arguments.</summary>
    private bool AddReturned(IInvocationOperation call, Trail trail, List<TextPart> parts)
    {
        var method = call.TargetMethod;
        if (
            given is not null
            || method.DeclaringSyntaxReferences.IsEmpty
            || !IsText(OwnVerification.Answer(method.ReturnType))
            || IsEncoder(method)
            || MethodBodies.Written(method, symbols.Compilation, CancellationToken.None) is not { } written
            || MethodBodies.Of(written, symbols.Compilation, CancellationToken.None) is not { } body
        )
            return false;
        var known = new Dictionary<IParameterSymbol, IReadOnlyList<TextPart>>(SymbolEqualityComparer.Default);
        foreach (var argument in call.Arguments.Where(argument => argument.Parameter is not null))
        {
            var handed = new List<TextPart>();
            Add(argument.Value, trail, handed);
            known[written.Parameters[argument.Parameter!.Ordinal]] = handed;
        }

        // The call is reported for payload members that the body itself reads.
        var inside = new MessageTexts(symbols, known);
        foreach (var returned in Values.Returned(body))
            parts.AddRange(
                inside
                    .Of(returned)
                    .Select(part =>
                        part.Read is { Syntax: var read }
                        && read.SyntaxTree == body.Syntax.SyntaxTree
                        && body.Syntax.Span.Contains(read.Span)
                            ? part with
                            {
                                Read = call,
                            }
                            : part
                    )
            );
        return true;
    }

    /// <summary>Whether the name of a method shows that it makes a text harmless.</summary>
    public static bool IsEncoder(IMethodSymbol method) => Encoders.Any(word => method.Name.Contains(word));

    /// <summary>Returns the value with which LINQ calls a lambda.</summary>
    private static IOperation? Selected(IParameterReferenceOperation reference)
    {
        var lambda = Surroundings
            .Ancestors(reference)
            .OfType<IAnonymousFunctionOperation>()
            .FirstOrDefault(around => SymbolEqualityComparer.Default.Equals(around.Symbol, reference.Parameter.ContainingSymbol));
        return
            lambda?.Parent is IDelegateCreationOperation { Parent: IArgumentOperation { Parent: IInvocationOperation call } }
            && EndpointMethods.IsIn(call.TargetMethod.ContainingType, "System.Linq")
            ? call.Arguments.FirstOrDefault()?.Value
            : null;
    }

    /// <summary>Whether a value is a payload, a record inside one or a message, whose text contains its members.</summary>
    private bool IsWhole(IOperation value) =>
        symbols.PayloadOf(value.Type) is not null || symbols.LevelOf(value.Type) is not null || CallbackSymbols.IsPayloadRecord(value.Type);
}
