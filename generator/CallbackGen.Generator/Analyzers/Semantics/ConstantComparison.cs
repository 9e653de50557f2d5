using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Distinguishes a value that is only compared with a constant, such as zero, from one that is compared with other values or passed on.
/// </summary>
internal static class ConstantComparison
{
    /// <summary>Whether all uses of a value are comparisons with a constant, or checks that throw.</summary>
    public static bool Is(IOperation value) => Is(value, new Trail());

    private static bool Is(IOperation value, Trail trail)
    {
        while (value.Parent is { } parent && trail.Goes())
        {
            switch (parent)
            {
                case IConversionOperation or IParenthesizedOperation or IUnaryOperation:
                case IConditionalAccessOperation access when access.Operation != value:
                case IPropertyReferenceOperation { Property.Name: "Value" }:
                case IBinaryOperation
                {
                    OperatorKind: BinaryOperatorKind.Multiply
                        or BinaryOperatorKind.Divide
                        or BinaryOperatorKind.Add
                        or BinaryOperatorKind.Subtract
                } scaled when Values.IsConstant(Comparing.Other(scaled, value)):
                    value = parent;
                    continue;
                case IPropertyReferenceOperation { Property.Name: "HasValue" }:
                    return true;
                case IBinaryOperation comparison:
                    return Values.IsConstant(Comparing.Other(comparison, value));
                case IIsPatternOperation match:
                    return IsConstant(match.Pattern, trail);
                case IPropertySubpatternOperation part:
                    return IsConstant(part.Pattern, trail);
                case ISwitchExpressionOperation choice:
                    return choice.Arms.All(arm => IsConstant(arm.Pattern, trail));
                case IInvocationOperation { TargetMethod.Name: "Equals" or "CompareTo" } call:
                    return call.Arguments.All(argument => Values.IsConstant(argument.Value));
                case IArgumentOperation { Parent: IInvocationOperation call }:
                    return call.TargetMethod.Name.StartsWith("ThrowIf", StringComparison.Ordinal)
                        || call.TargetMethod.Name is "Equals" or "Compare" or "CompareTo"
                            && call.Arguments.All(argument => argument == parent || Values.IsConstant(argument.Value));
                case IVariableInitializerOperation when Locals.InitializedBy(value) is { } local:
                    return AreUses(local, value, trail);
                default:
                    return false;
            }
        }

        return false;
    }

    private static bool IsConstant(IPatternOperation pattern, Trail trail) =>
        pattern switch
        {
            IConstantPatternOperation constant => Values.IsConstant(constant.Value),
            IRelationalPatternOperation relation => Values.IsConstant(relation.Value),
            INegatedPatternOperation negated => IsConstant(negated.Pattern, trail),
            IBinaryPatternOperation both => IsConstant(both.LeftPattern, trail) && IsConstant(both.RightPattern, trail),
            IDeclarationPatternOperation { DeclaredSymbol: ILocalSymbol local } => AreUses(local, pattern, trail),
            IRecursivePatternOperation recursive => recursive.PropertySubpatterns.IsEmpty
                && (recursive.DeclaredSymbol is not ILocalSymbol named || AreUses(named, pattern, trail)),
            IDiscardPatternOperation or ITypePatternOperation => true,
            _ => false,
        };

    /// <summary>Whether all uses of a local are such comparisons. Logging is not a comparison and does not count as a use.</summary>
    private static bool AreUses(ILocalSymbol local, IOperation at, Trail trail) =>
        !trail.Enters(local)
        || Locals.References(local, Values.Root(at)).All(reference => Surroundings.IsInSink(reference) || Is(reference, trail));
}
