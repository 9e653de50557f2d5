using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>A condition that tests whether a value is missing or empty.</summary>
/// <param name="Subject">The value.</param>
/// <param name="WhenEmpty">The value of the condition when the tested value is missing or empty.</param>
internal sealed record EmptinessTest(IOperation Subject, bool WhenEmpty)
{
    /// <summary>Returns the test that a condition makes, or null.</summary>
    public static EmptinessTest? Of(IOperation condition) =>
        Values.Bare(condition) switch
        {
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => Of(not.Operand) is { } test
                ? test with
                {
                    WhenEmpty = !test.WhenEmpty,
                }
                : null,
            IInvocationOperation { TargetMethod.Name: "IsNullOrEmpty" or "IsNullOrWhiteSpace", Arguments: [var argument, ..] } => new(
                argument.Value,
                true
            ),
            IIsPatternOperation match => MatchesEmpty(match.Pattern) is { } matches
                ? new(Measured(match.Value) ?? match.Value, matches)
                : null,
            IBinaryOperation binary => OfComparison(binary),
            _ => null,
        };

    /// <summary>Whether a value is the empty text or an empty sequence.</summary>
    public static bool IsEmpty(IOperation value) =>
        Values.Bare(value) switch
        {
            { ConstantValue: { HasValue: true, Value: "" } } => true,
            IFieldReferenceOperation { Field: { Name: "Empty", ContainingType.SpecialType: SpecialType.System_String } } => true,
            IInvocationOperation { TargetMethod: { Name: "Empty", ContainingType.Name: "Array" or "Enumerable" } } => true,
            IInvocationOperation { TargetMethod: { Name: "GetBytes", ContainingType.Name: "Encoding" }, Arguments: [var text] } => IsEmpty(
                text.Value
            ),
            ICollectionExpressionOperation { Elements.Length: 0 } => true,
            IArrayCreationOperation { DimensionSizes: [{ ConstantValue: { HasValue: true, Value: 0 } }] } => true,
            _ => false,
        };

    private static EmptinessTest? OfComparison(IBinaryOperation binary)
    {
        var (value, other, kind) = IsFixed(binary.LeftOperand)
            ? (binary.RightOperand, binary.LeftOperand, Comparing.Mirrored(binary.OperatorKind))
            : (binary.LeftOperand, binary.RightOperand, binary.OperatorKind);
        if (!IsFixed(other))
            return null;
        if (Measured(value) is { } measured)
        {
            return (kind, Values.Bare(other).ConstantValue.Value) switch
            {
                (BinaryOperatorKind.Equals or BinaryOperatorKind.LessThanOrEqual, 0) or (BinaryOperatorKind.LessThan, 1) => new(
                    measured,
                    true
                ),
                (BinaryOperatorKind.NotEquals or BinaryOperatorKind.GreaterThan, 0) or (BinaryOperatorKind.GreaterThanOrEqual, 1) => new(
                    measured,
                    false
                ),
                _ => null,
            };
        }

        return Values.Bare(other) is { ConstantValue: { HasValue: true, Value: null } } || IsEmpty(other)
            ? kind switch
            {
                BinaryOperatorKind.Equals => new(value, true),
                BinaryOperatorKind.NotEquals => new(value, false),
                _ => null,
            }
            : null;
    }

    private static bool IsFixed(IOperation value) => Values.Bare(value).ConstantValue.HasValue || IsEmpty(value);

    /// <summary>Returns the value whose length an expression reads, or null.</summary>
    private static IOperation? Measured(IOperation value) =>
        Values.Bare(value) switch
        {
            IPropertyReferenceOperation { Property.Name: "Length" or "Count", Instance: { } measured } => measured,
            IConditionalAccessOperation { WhenNotNull: IPropertyReferenceOperation { Property.Name: "Length" or "Count" } } access =>
                access.Operation,
            _ => null,
        };

    /// <summary>Whether a pattern matches only missing values (true), or all others (false); null where it tests anything else.</summary>
    private static bool? MatchesEmpty(IPatternOperation pattern) =>
        pattern switch
        {
            IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null or "" or 0 } } => true,
            INegatedPatternOperation not => !MatchesEmpty(not.Pattern),
            IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.Or } either => MatchesEmpty(either.LeftPattern) == true
            && MatchesEmpty(either.RightPattern) == true
                ? true
                : null,
            IBinaryPatternOperation both => MatchesEmpty(both.LeftPattern) == false && MatchesEmpty(both.RightPattern) == false
                ? false
                : null,
            IRecursivePatternOperation { PropertySubpatterns: [] } => false,
            IRecursivePatternOperation
            {
                PropertySubpatterns: [{ Member: IPropertyReferenceOperation { Property.Name: "Length" or "Count" }, Pattern: var length }]
            } => length switch
            {
                IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: 0 } } => true,
                IRelationalPatternOperation { OperatorKind: BinaryOperatorKind.GreaterThan or BinaryOperatorKind.GreaterThanOrEqual } =>
                    false,
                _ => null,
            },
            IListPatternOperation { Patterns.Length: 0 } => true,
            IDeclarationPatternOperation { MatchesNull: false } or ITypePatternOperation => false,
            _ => null,
        };
}
