using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Flow;

/// <content>Conditions: comparisons and patterns.</content>
internal sealed partial class ResultSteps
{
    private static FlowValue IsNull(FlowValue value) =>
        value switch
        {
            MessageValue { IsExact: true } message => BoolValue.Of(message.Result).Negated,
            MessageValue message => new BoolValue(Facts.None, Facts.Of(message.Result, true)),
            RejectionValue rejection => BoolValue.Of(rejection.Result),
            OptionalValue optional => optional.IsThere.Negated,
            NullValue => FlowValue.True,
            PresentValue or NumberValue => FlowValue.False,
            _ => FlowValue.Unknown,
        };

    private FlowValue Compare(IBinaryOperation binary)
    {
        var left = Evaluate(binary.LeftOperand);
        var right = Evaluate(binary.RightOperand);
        if (left is NumberValue { Number: var number } && right is NumberValue { Number: var second })
            return Calculate(binary.OperatorKind, number, second);
        switch (binary.OperatorKind)
        {
            case BinaryOperatorKind.Equals:
                return AreEqual(left, right);
            case BinaryOperatorKind.NotEquals:
                return AreEqual(left, right) is BoolValue equal ? equal.Negated : FlowValue.Unknown;
            case BinaryOperatorKind.GreaterThan
            or BinaryOperatorKind.GreaterThanOrEqual
            or BinaryOperatorKind.LessThan
            or BinaryOperatorKind.LessThanOrEqual when left is OptionalValue optional:
                return new BoolValue(optional.IsThere.WhenTrue, Facts.None);
            case BinaryOperatorKind.And when (left, right) is (BoolValue, _) or (_, BoolValue):
                return Condition(left).And(Condition(right));
            case BinaryOperatorKind.Or when (left, right) is (BoolValue, _) or (_, BoolValue):
                return Condition(left).Or(Condition(right));
            default:
                return FlowValue.Unknown;
        }
    }

    private static FlowValue Calculate(BinaryOperatorKind kind, int left, int right) =>
        kind switch
        {
            BinaryOperatorKind.Equals => Constant(left == right),
            BinaryOperatorKind.NotEquals => Constant(left != right),
            BinaryOperatorKind.LessThan => Constant(left < right),
            BinaryOperatorKind.LessThanOrEqual => Constant(left <= right),
            BinaryOperatorKind.GreaterThan => Constant(left > right),
            BinaryOperatorKind.GreaterThanOrEqual => Constant(left >= right),
            BinaryOperatorKind.Add => new NumberValue(unchecked(left + right)),
            BinaryOperatorKind.Subtract => new NumberValue(unchecked(left - right)),
            _ => FlowValue.Unknown,
        };

    private static BoolValue Constant(bool value) => value ? FlowValue.True : FlowValue.False;

    private static FlowValue AreEqual(FlowValue left, FlowValue right)
    {
        if (left is NumberValue && right is NumberValue)
            return Constant(left.Equals(right));
        if (right is NullValue)
            return IsNull(left);
        if (left is NullValue)
            return IsNull(right);
        // A value that equals a value which is not null is not null itself.
        if (left is OptionalValue optional && right is PresentValue or NumberValue or BoolValue)
            return new BoolValue(optional.IsThere.WhenTrue, Facts.None);
        if (left is not BoolValue condition || right is not BoolValue other)
            return FlowValue.Unknown;
        if (other.WhenFalse is null)
            return condition;
        if (other.WhenTrue is null)
            return condition.Negated;
        return condition.WhenFalse is null ? other
            : condition.WhenTrue is null ? other.Negated
            : FlowValue.Unknown;
    }

    private static BoolValue Condition(FlowValue value) => value as BoolValue ?? BoolValue.Nothing;

    private BoolValue Match(FlowValue value, IPatternOperation pattern)
    {
        switch (pattern)
        {
            case IDiscardPatternOperation:
                return FlowValue.True;
            case IConstantPatternOperation constant:
                return Condition(AreEqual(value, Evaluate(constant.Value)));
            case INegatedPatternOperation negated:
                return Match(value, negated.Pattern).Negated;
            case IBinaryPatternOperation { OperatorKind: BinaryOperatorKind.And } both:
                return Match(value, both.LeftPattern).And(Match(value, both.RightPattern));
            case IBinaryPatternOperation either:
                return Match(value, either.LeftPattern).Or(Match(value, either.RightPattern));
            case IDeclarationPatternOperation declaration:
                Bind(declaration.DeclaredSymbol, value);
                return declaration.MatchesNull ? FlowValue.True : IsThere(value);
            case ITypePatternOperation:
                return IsThere(value);
            case IRecursivePatternOperation recursive:
                return Match(value, recursive);
            default:
                return BoolValue.Nothing;
        }
    }

    private BoolValue Match(FlowValue value, IRecursivePatternOperation pattern)
    {
        Bind(pattern.DeclaredSymbol, value);
        // A result is a struct and never null.
        var match = value is ResultValue or TupleValue ? FlowValue.True : IsThere(value);
        if (value is TupleValue tuple && tuple.Items.Length == pattern.DeconstructionSubpatterns.Length)
            return tuple.Items.Zip(pattern.DeconstructionSubpatterns, Match).Aggregate(match, (all, part) => all.And(part));
        foreach (var part in pattern.PropertySubpatterns)
            match = match.And(Match(MemberOf(value, part.Member), part.Pattern));
        foreach (var part in pattern.DeconstructionSubpatterns)
            match = match.And(new BoolValue(Match(FlowValue.Unknown, part).WhenTrue, Facts.None));
        return match;
    }

    private static FlowValue MemberOf(FlowValue value, IOperation member) =>
        value is not ResultValue { Result: var result } || member is not IPropertyReferenceOperation property
            ? FlowValue.Unknown
            : property.Property.Name switch
            {
                "IsSuccess" => BoolValue.Of(result),
                "Value" => new MessageValue(result),
                "Rejection" => new RejectionValue(result),
                _ => FlowValue.Unknown,
            };

    private static BoolValue IsThere(FlowValue value) => IsNull(value) is BoolValue isNull ? isNull.Negated : BoolValue.Nothing;

    private void Bind(ISymbol? variable, FlowValue value)
    {
        if (variable is not null)
            Set(variable, value);
    }
}
