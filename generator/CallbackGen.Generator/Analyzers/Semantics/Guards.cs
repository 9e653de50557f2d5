using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Determines the code that runs where a condition is true or false, from the statements around it.</summary>
internal static class Guards
{
    // Follows a flag that is assigned from another flag up to this depth.
    private const int MostFlags = 3;

    /// <summary>Whether code runs where a condition has a value, and nowhere else.</summary>
    /// <param name="deed">The operation that runs.</param>
    /// <param name="condition">The condition, or a case of a switch.</param>
    /// <param name="value">The value of the condition.</param>
    public static bool Decides(IOperation deed, IOperation condition, bool value) =>
        Runs(deed, condition, value, isOneOfSeveral: false, MostFlags);

    /// <summary>
    /// Whether code runs where a condition has a value, although other conditions combined with it may also run the code or
    /// stop it: <c>paid || pending</c>.
    /// </summary>
    public static bool LetsThrough(IOperation deed, IOperation condition, bool value) =>
        Runs(deed, condition, value, isOneOfSeveral: true, MostFlags);

    /// <summary>Whether no code after a statement runs when the statement has run.</summary>
    public static bool Leaves(IOperation? statement) =>
        statement switch
        {
            IBlockOperation block => block.Operations.LastOrDefault() is { } last && Leaves(last),
            IReturnOperation or IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation } => true,
            IBranchOperation { BranchKind: BranchKind.Continue or BranchKind.Break } => true,
            _ => false,
        };

    private static bool Runs(IOperation deed, IOperation condition, bool value, bool isOneOfSeveral, int flags)
    {
        while (true)
        {
            switch (condition)
            {
                case ISwitchCaseOperation section:
                    return value && section.Body.Any(statement => Holds(statement, deed));
                case ISwitchExpressionArmOperation { Value.ConstantValue: { HasValue: true, Value: bool said }, Parent: { } choice }
                    when value:
                    (condition, value) = (choice, said);
                    continue;
                case ISwitchExpressionArmOperation arm:
                    return value && Holds(arm.Value, deed);
            }

            switch (condition.Parent)
            {
                case IParenthesizedOperation or IConversionOperation or IAwaitOperation:
                    condition = condition.Parent;
                    continue;
                case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not }:
                    (condition, value) = (condition.Parent, !value);
                    continue;
                // A further condition in a conjunction excludes callbacks, but no statuses.
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd or BinaryOperatorKind.And }
                    when value || isOneOfSeveral:
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr or BinaryOperatorKind.Or }
                    when !value || isOneOfSeveral:
                    condition = condition.Parent;
                    continue;
                case IConditionalOperation choice when choice.Condition == condition:
                    var (then, otherwise) = value ? (choice.WhenTrue, choice.WhenFalse) : (choice.WhenFalse, choice.WhenTrue);
                    return Holds(then, deed) || Leaves(otherwise) && deed.Syntax.SpanStart >= choice.Syntax.Span.End;
                case ISwitchExpressionArmOperation arm when arm.Guard == condition:
                    return value && Holds(arm.Value, deed);
                case IPatternCaseClauseOperation { Parent: ISwitchCaseOperation section } clause when clause.Guard == condition:
                    return value && section.Body.Any(statement => Holds(statement, deed));
                case IVariableInitializerOperation when flags > 0 && Locals.InitializedBy(condition) is { } flag:
                    return Locals.References(flag, Values.Root(condition)).Any(use => Runs(deed, use, value, isOneOfSeveral, flags - 1));
                // The condition is assigned to a flag, or passed as an argument.
                case ISimpleAssignmentOperation or IArgumentOperation:
                    return value && (condition.Parent == deed || condition.Parent.Parent == deed);
                default:
                    return false;
            }
        }
    }

    /// <summary>
    /// Returns the value that a boolean function returns where a condition in it has a value, and whether it returns that value only
    /// there; null where more conditions decide.
    /// </summary>
    public static (bool Answer, bool IsOnly)? AnswerWhere(IOperation condition, bool value)
    {
        var isOnly = true;
        while (true)
        {
            if (
                condition is ISwitchExpressionArmOperation { Value.ConstantValue: { HasValue: true, Value: bool said }, Parent: { } choice }
            )
                (condition, value) = (choice, said);
            else if (condition is ISwitchCaseOperation section)
                return section.Body.Select(Answer).FirstOrDefault(answer => answer is not null) is { } decided ? (decided, isOnly) : null;
            switch (condition.Parent)
            {
                case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not }:
                    (condition, value) = (condition.Parent, !value);
                    continue;
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } when value:
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } when !value:
                    (condition, isOnly) = (condition.Parent, false);
                    continue;
                case IParenthesizedOperation or IConversionOperation or IBinaryOperation:
                    condition = condition.Parent;
                    continue;
                case IReturnOperation:
                    return (value, isOnly);
                case IConditionalOperation { WhenTrue: var then } branch when branch.Condition == condition && Answer(then) is { } yes:
                    return (value ? yes : !yes, isOnly);
                default:
                    return null;
            }
        }
    }

    private static bool? Answer(IOperation statement) =>
        statement switch
        {
            IBlockOperation { Operations: [var only] } => Answer(only),
            IReturnOperation { ReturnedValue.ConstantValue: { HasValue: true, Value: bool said } } => said,
            _ => null,
        };

    private static bool Holds(IOperation? part, IOperation deed) => part is not null && part.Syntax.Span.Contains(deed.Syntax.Span);

    /// <summary>
    /// Whether no branch around an operation excludes a position, so that the operation may run before or after it on one path.
    /// </summary>
    public static bool IsOnTheWay(IOperation operation, IOperation place)
    {
        for (var (inner, outer) = (operation, operation.Parent); outer is not null; inner = outer, outer = outer.Parent)
        {
            var branch = outer switch
            {
                IConditionalOperation choice when choice.Condition != inner => inner,
                ISwitchCaseOperation when inner is not ICaseClauseOperation => outer,
                ISwitchExpressionArmOperation arm when arm.Value == inner => inner,
                _ => null,
            };
            if (branch?.Syntax.Span.Contains(place.Syntax.Span) == false)
                return false;
        }

        return true;
    }
}
