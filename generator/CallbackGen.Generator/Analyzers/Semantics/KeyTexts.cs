using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds the texts of the source among what is given as a key.</summary>
internal static class KeyTexts
{
    // They hand on their source, or a trimmed one.
    private static readonly string[] Transforms = ["Trim", "ToArray", "ToList", "AsEnumerable", "Concat", "Append", "Prepend", "ToString", "Replace"];

    /// <summary>The expressions in a value that are texts of the source. Names beside values are none.</summary>
    public static IEnumerable<IOperation> In(IOperation value) => In(value, Values.Steps);

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

    private static IEnumerable<IOperation> In(IOperation value, int steps)
    {
        var bare = Values.Bare(value);
        if (steps == 0)
            return [];
        if (bare.ConstantValue.HasValue)
            return bare.ConstantValue.Value is string text && text.Trim().Length > 0 ? [bare] : [];
        return bare switch
        {
            ICoalesceOperation coalesce => In(coalesce.Value, steps - 1).Concat(In(coalesce.WhenNull, steps - 1)),
            IConditionalOperation { WhenFalse: { } otherwise } choice => In(choice.WhenTrue, steps - 1).Concat(In(otherwise, steps - 1)),
            ILocalReferenceOperation local => Values.WrittenTo(local).SelectMany(written => In(written, steps - 1)),
            IFieldReferenceOperation field => Values.DeclaredText(field.Field) is { Length: > 0 } ? [bare] : [],
            IPropertyReferenceOperation { Property.IsIndexer: false } property => Values.DeclaredText(property.Property) is { Length: > 0 } ? [bare] : [],
            IArrayCreationOperation { Initializer: { } elements } => elements.ElementValues.SelectMany(element => In(element, steps - 1)),
            ICollectionExpressionOperation collection => collection.Elements.SelectMany(element => In(element is ISpreadOperation spread ? spread.Operand : element, steps - 1)),
            IObjectCreationOperation creation => InCreation(creation, steps - 1),
            IInvocationOperation call => InCall(call, steps - 1),
            _ => [],
        };
    }

    private static IEnumerable<IOperation> InCreation(IObjectCreationOperation creation, int steps)
    {
        if (creation is { Type.Name: "KeyValuePair", Arguments: [_, var value] })
            return In(value.Value, steps);
        var arguments = creation.Arguments.Where(argument => argument.Parameter?.Type.SpecialType != SpecialType.System_String).SelectMany(argument => In(argument.Value, steps));
        return creation.Initializer is { } initializer ? arguments.Concat(initializer.Initializers.SelectMany(member => InMember(member, steps))) : arguments;
    }

    private static IEnumerable<IOperation> InMember(IOperation member, int steps) => member switch
    {
        ISimpleAssignmentOperation assignment => In(assignment.Value, steps),
        IInvocationOperation { Arguments: [.., var last] } => In(last.Value, steps),
        _ => [],
    };

    private static IEnumerable<IOperation> InCall(IInvocationOperation call, int steps)
    {
        if (call.TargetMethod is { Name: "Create", ContainingType.Name: "KeyValuePair" })
            return call.Arguments is [_, var value] ? In(value.Value, steps) : [];
        if (!Transforms.Contains(call.TargetMethod.Name) || !EndpointMethods.IsIn(call.TargetMethod.ContainingType, "System"))
            return [];
        return call.Instance is { } instance ? In(instance, steps) : call.Arguments.SelectMany(argument => In(argument.Value, steps));
    }
}
