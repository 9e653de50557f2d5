using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds the literal texts and bytes of the source in a value that is used as a key.</summary>
internal static class KeyTexts
{
    // Methods that return their source, possibly in another form.
    private static readonly string[] Transforms =
    [
        "Trim",
        "TrimStart",
        "TrimEnd",
        "ToArray",
        "ToList",
        "AsEnumerable",
        "Concat",
        "Append",
        "Prepend",
        "Reverse",
        "ToString",
        "Replace",
        "Substring",
        "ToUpper",
        "ToLower",
        "ToUpperInvariant",
        "ToLowerInvariant",
        "ToCharArray",
        "AsSpan",
        "AsMemory",
        "Slice",
        "FromResult",
        "GetBytes",
        "GetString",
        "FromBase64String",
        "FromHexString",
        "ToBase64String",
        "ToHexString",
        "ToHexStringLower",
        "Base64UrlDecode",
        "DecodeFromChars",
        "DecodeBytes",
    ];

    // Names of a helper's parameters for looking up a key. A helper that returns such a parameter is a substitute for a key store.
    private static readonly string[] Names = ["name", "path", "variable", "setting"];

    private static readonly string[] Namespaces = ["System", "Microsoft.AspNetCore.WebUtilities", "Microsoft.IdentityModel.Tokens"];

    /// <summary>
    /// Returns the expressions in a value that are literal texts or bytes of the source. The names of values do not count.
    /// </summary>
    public static IEnumerable<IOperation> In(IOperation value) => Sources(value).Where(source => !IsParameter(source));

    /// <summary>Returns the same, and the parameters from which the value is computed.</summary>
    public static IEnumerable<IOperation> Sources(IOperation value) => new Search(mayStep: true).In(value);

    /// <summary>Returns the name of a key that is written next to its value, such as in a pair, or null.</summary>
    public static string? NameBeside(IOperation text)
    {
        for (var parent = text.Parent; parent is not null and not IExpressionStatementOperation; parent = parent.Parent)
        {
            var name = parent switch
            {
                IObjectCreationOperation { Type.Name: "KeyValuePair", Arguments: [var first, _] } => Values.Constant(first.Value),
                IInvocationOperation { TargetMethod.Name: "Create" or "Add", Arguments: [var first, _] } => Values.Constant(first.Value),
                ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Arguments: [var index] } } => Values.Constant(
                    index.Value
                ),
                _ => null,
            };
            if (name is not null)
                return name;
        }

        return null;
    }

    private static bool IsParameter(IOperation source) => source is IParameterReferenceOperation;

    /// <summary>Follows one value back: inside its own member, and through one member or helper.</summary>
    private sealed class Search(bool mayStep)
    {
        private readonly Trail _trail = new();

        public IEnumerable<IOperation> In(IOperation value)
        {
            var bare = Values.Bare(value);
            if (!_trail.Goes())
                return [];
            if (bare.ConstantValue.HasValue)
                return bare.ConstantValue.Value is string text && text.Trim().Length > 0 ? [bare] : [];
            return bare switch
            {
                IUtf8StringOperation { Value: var text } => text.Trim().Length > 0 ? [bare] : [],
                IParameterReferenceOperation => [bare],
                ICoalesceOperation coalesce => In(coalesce.Value).Concat(In(coalesce.WhenNull)),
                IConditionalOperation { WhenFalse: { } otherwise } choice => In(choice.WhenTrue).Concat(In(otherwise)),
                ISwitchExpressionOperation choice => choice.Arms.SelectMany(arm => In(arm.Value)),
                IBinaryOperation { OperatorKind: BinaryOperatorKind.Add } sum => Joined(bare, [sum.LeftOperand, sum.RightOperand]),
                IInterpolatedStringOperation text => Joined(bare, text.Parts.Select(Part)),
                ILocalReferenceOperation local => _trail.WrittenTo(local).SelectMany(In),
                IFieldReferenceOperation field => Declared(bare, field.Field),
                IPropertyReferenceOperation { Property.IsIndexer: false } property => Declared(bare, property.Property),
                IArrayCreationOperation { Initializer: { } elements } => InElements(bare, elements.ElementValues),
                ICollectionExpressionOperation collection => InElements(bare, collection.Elements),
                IObjectCreationOperation creation => InCreation(creation),
                IInvocationOperation call => InCall(call),
                _ => [],
            };
        }

        private static IOperation Part(IInterpolatedStringContentOperation part) =>
            part switch
            {
                IInterpolationOperation hole => hole.Expression,
                IInterpolatedStringTextOperation text => text.Text,
                _ => part,
            };

        /// <summary>
        /// Returns a composed text when all of it is from the source. A literal prefix before a value from elsewhere does not count.
        /// </summary>
        private IEnumerable<IOperation> Joined(IOperation whole, IEnumerable<IOperation> parts)
        {
            var found = parts.Select(part => (IsConstant: Values.Bare(part).ConstantValue.HasValue, Sources: In(part).ToList())).ToList();
            return
                found.All(part => part.IsConstant || part.Sources.Count > 0 && !part.Sources.Any(IsParameter))
                && found.Any(part => part.Sources.Count > 0)
                ? [whole]
                : found.SelectMany(part => part.Sources.Where(IsParameter));
        }

        private IEnumerable<IOperation> InElements(IOperation whole, ImmutableArray<IOperation> elements) =>
            IsBytes(elements) ? [whole] : elements.SelectMany(element => In(element is ISpreadOperation spread ? spread.Operand : element));

        // An array of zeros is a buffer for a key that is assigned later.
        private static bool IsBytes(ImmutableArray<IOperation> elements) =>
            elements.All(element => element.ConstantValue is { HasValue: true, Value: byte or char })
            && elements.Any(element => element.ConstantValue.Value is not ((byte)0 or '\0'));

        private IEnumerable<IOperation> Declared(IOperation reference, ISymbol member) =>
            mayStep
            && _trail.Enters(member)
            && reference.SemanticModel is { } model
            && DeclaredValues
                .Of(member, model.Compilation, CancellationToken.None)
                .Any(value => new Search(mayStep: false).In(value).Any(source => !IsParameter(source)))
                ? [reference]
                : [];

        private IEnumerable<IOperation> InCreation(IObjectCreationOperation creation)
        {
            if (creation is { Type.Name: "KeyValuePair", Arguments: [_, var value] })
                return In(value.Value);
            var arguments = creation
                .Arguments.Where(argument => argument.Parameter?.Type.SpecialType != SpecialType.System_String)
                .SelectMany(argument => In(argument.Value));
            return creation.Initializer is { } initializer ? arguments.Concat(initializer.Initializers.SelectMany(InMember)) : arguments;
        }

        private IEnumerable<IOperation> InMember(IOperation member) =>
            member switch
            {
                ISimpleAssignmentOperation assignment => In(assignment.Value),
                IInvocationOperation { Arguments: [.., var last] } => In(last.Value),
                _ => [],
            };

        private IEnumerable<IOperation> InCall(IInvocationOperation call)
        {
            var method = call.TargetMethod;
            if (method is { Name: "Create", ContainingType.Name: "KeyValuePair" })
                return call.Arguments is [_, var value] ? In(value.Value) : [];
            if (method is { Name: "Concat" or "Join" or "Format", ContainingType.SpecialType: SpecialType.System_String })
                return Joined(
                    call,
                    call.Arguments.Where(argument => argument.Parameter?.Type.Name != "IFormatProvider").SelectMany(Elements)
                );
            if (!Transforms.Contains(method.Name) || !Namespaces.Any(@namespace => EndpointMethods.IsIn(method.ContainingType, @namespace)))
                return mayStep ? InHelper(call) : [];
            if (call.Instance is { } instance && method.Name is not ("GetString" or "GetBytes" or "DecodeBytes"))
                return In(instance);
            // A pattern and its replacement are not parts of a key.
            return (method.ContainingType.Name == "Regex" ? call.Arguments.Take(1) : call.Arguments).SelectMany(argument =>
                In(argument.Value)
            );
        }

        private static IEnumerable<IOperation> Elements(IArgumentOperation argument) =>
            argument.Value switch
            {
                IArrayCreationOperation { Initializer: { } elements } => elements.ElementValues,
                ICollectionExpressionOperation collection => collection.Elements,
                var value => [value],
            };

        /// <summary>Returns the sources of a helper that returns a literal of the source, or its argument.</summary>
        private IEnumerable<IOperation> InHelper(IInvocationOperation call)
        {
            if (
                call.SemanticModel?.Compilation is not { } compilation
                || MethodBodies.Written(call.TargetMethod, compilation, CancellationToken.None) is not { } written
                || !_trail.Enters(written)
            )
                return [];
            var returned = DeclaredValues
                .Of(written, compilation, CancellationToken.None)
                .SelectMany(new Search(mayStep: false).In)
                .ToList();
            var handedOn = returned
                .OfType<IParameterReferenceOperation>()
                .Where(parameter => !Names.Any(name => parameter.Parameter.Name.EndsWith(name, StringComparison.OrdinalIgnoreCase)))
                .SelectMany(parameter =>
                    call.Arguments.Where(argument =>
                        SymbolEqualityComparer.Default.Equals(parameter.Parameter.ContainingSymbol, written)
                        && argument.Parameter?.Ordinal == parameter.Parameter.Ordinal
                    )
                )
                .SelectMany(argument => In(argument.Value));
            return returned.Any(source => !IsParameter(source)) ? handedOn.Prepend(call) : handedOn;
        }
    }
}
