using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds the texts of the source among what is given as a key.</summary>
internal static class KeyTexts
{
    // They hand on their source, or a trimmed one.
    private static readonly string[] Transforms = ["Trim", "ToArray", "ToList", "AsEnumerable", "Concat", "Append", "Prepend", "ToString", "Replace", "GetBytes", "GetString", "FromBase64String", "FromHexString"];

    /// <summary>The expressions in a value that are texts of the source. Names beside values are none.</summary>
    public static IEnumerable<IOperation> In(IOperation value) => In(value, new Trail());

    /// <summary>The name of a key beside its value, such as in a pair, or null.</summary>
    public static string? NameBeside(IOperation text)
    {
        for (var parent = text.Parent; parent is not null and not IExpressionStatementOperation; parent = parent.Parent)
        {
            var name = parent switch
            {
                IObjectCreationOperation { Type.Name: "KeyValuePair", Arguments: [var first, _] } => Values.Constant(first.Value),
                IInvocationOperation { TargetMethod.Name: "Create" or "Add", Arguments: [var first, _] } => Values.Constant(first.Value),
                ISimpleAssignmentOperation { Target: IPropertyReferenceOperation { Arguments: [var index] } } => Values.Constant(index.Value),
                _ => null,
            };
            if (name is not null)
                return name;
        }

        return null;
    }

    private static IEnumerable<IOperation> In(IOperation value, Trail trail)
    {
        var bare = Values.Bare(value);
        if (!trail.Goes())
            return [];
        if (bare.ConstantValue.HasValue)
            return bare.ConstantValue.Value is string text && text.Trim().Length > 0 ? [bare] : [];
        return bare switch
        {
            ICoalesceOperation coalesce => In(coalesce.Value, trail).Concat(In(coalesce.WhenNull, trail)),
            IConditionalOperation { WhenFalse: { } otherwise } choice => In(choice.WhenTrue, trail).Concat(In(otherwise, trail)),
            ISwitchExpressionOperation choice => choice.Arms.SelectMany(arm => In(arm.Value, trail)),
            ILocalReferenceOperation local => trail.WrittenTo(local).SelectMany(written => In(written, trail)),
            IFieldReferenceOperation field => Values.DeclaredText(field.Field) is { Length: > 0 } ? [bare] : [],
            IPropertyReferenceOperation { Property.IsIndexer: false } property => Values.DeclaredText(property.Property) is { Length: > 0 } ? [bare] : [],
            IArrayCreationOperation { Initializer: { } elements } => elements.ElementValues.SelectMany(element => In(element, trail)),
            ICollectionExpressionOperation collection => collection.Elements.SelectMany(element => In(element is ISpreadOperation spread ? spread.Operand : element, trail)),
            IObjectCreationOperation creation => InCreation(creation, trail),
            IInvocationOperation call => InCall(call, trail),
            _ => [],
        };
    }

    private static IEnumerable<IOperation> InCreation(IObjectCreationOperation creation, Trail trail)
    {
        if (creation is { Type.Name: "KeyValuePair", Arguments: [_, var value] })
            return In(value.Value, trail);
        var arguments = creation.Arguments.Where(argument => argument.Parameter?.Type.SpecialType != SpecialType.System_String).SelectMany(argument => In(argument.Value, trail));
        return creation.Initializer is { } initializer ? arguments.Concat(initializer.Initializers.SelectMany(member => InMember(member, trail))) : arguments;
    }

    private static IEnumerable<IOperation> InMember(IOperation member, Trail trail) => member switch
    {
        ISimpleAssignmentOperation assignment => In(assignment.Value, trail),
        IInvocationOperation { Arguments: [.., var last] } => In(last.Value, trail),
        _ => [],
    };

    private static IEnumerable<IOperation> InCall(IInvocationOperation call, Trail trail)
    {
        if (call.TargetMethod is { Name: "Create", ContainingType.Name: "KeyValuePair" })
            return call.Arguments is [_, var value] ? In(value.Value, trail) : [];
        if (!Transforms.Contains(call.TargetMethod.Name) || !EndpointMethods.IsIn(call.TargetMethod.ContainingType, "System"))
            return [];
        return call.Instance is { } instance && call.TargetMethod.Name is not ("GetString" or "GetBytes") ? In(instance, trail) : call.Arguments.SelectMany(argument => In(argument.Value, trail));
    }
}
