using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Compares the reads of a handler's amount and currency with the position where it marks an order as paid.</summary>
internal static class AmountReads
{
    /// <summary>Whether a read is on a path without the mark: in the other branch, or in a branch that leaves before the mark.</summary>
    public static bool IsAside(IOperation read, IOperation mark)
    {
        var inner = read;
        for (var outer = read.Parent; outer is not null; inner = outer, outer = outer.Parent)
        {
            switch (outer)
            {
                case IConditionalOperation choice
                    when choice.Condition != inner
                        && !Holds(inner, mark)
                        && (Holds(choice, mark) || Guards.Leaves(inner) && mark.Syntax.SpanStart > choice.Syntax.Span.End):
                case ISwitchCaseOperation { Parent: ISwitchOperation all } when !Holds(outer, mark) && Holds(all, mark):
                case ISwitchExpressionArmOperation { Parent: ISwitchExpressionOperation arms }
                    when !Holds(outer, mark) && Holds(arms, mark):
                    return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Returns the comparison of an amount with a member to which the amount was assigned before, and the member's name; null when there
    /// is none.
    /// </summary>
    public static (IOperation Comparison, string Member)? ComparedWithItself(IReadOnlyList<IOperation> amounts)
    {
        foreach (var assignment in amounts.Select(AssignmentOf).OfType<ISimpleAssignmentOperation>())
        {
            if (
                assignment.Target
                    is not IPropertyReferenceOperation { Instance: ILocalReferenceOperation or IParameterReferenceOperation } target
                || BlockOf(assignment) is not { } block
            )
                continue;
            var comparison = block
                .Descendants()
                .OfType<IBinaryOperation>()
                .FirstOrDefault(candidate =>
                    candidate.Syntax.SpanStart > assignment.Syntax.Span.End
                    && Comparing.Compares(candidate.OperatorKind)
                    && (
                        IsSame(candidate.LeftOperand, target) && IsAmount(candidate.RightOperand, amounts)
                        || IsSame(candidate.RightOperand, target) && IsAmount(candidate.LeftOperand, amounts)
                    )
                );
            if (comparison is not null)
                return (comparison, target.Property.Name);
        }

        return null;
    }

    private static bool Holds(IOperation part, IOperation deed) => part.Syntax.Span.Contains(deed.Syntax.Span);

    private static ISimpleAssignmentOperation? AssignmentOf(IOperation read)
    {
        var value = read;
        while (value.Parent is IConversionOperation or IParenthesizedOperation)
            value = value.Parent;
        return value.Parent is ISimpleAssignmentOperation assignment && assignment.Value == value ? assignment
            : Locals.InitializedBy(value) is { } local
                ? Locals
                    .References(local, Values.Root(read))
                    .Select(reference =>
                        reference.Parent as ISimpleAssignmentOperation ?? reference.Parent?.Parent as ISimpleAssignmentOperation
                    )
                    .FirstOrDefault(found => found?.Target is IPropertyReferenceOperation)
            : null;
    }

    private static IBlockOperation? BlockOf(IOperation operation) =>
        operation.Parent is IExpressionStatementOperation { Parent: IBlockOperation block } ? block : null;

    private static bool IsAmount(IOperation value, IReadOnlyList<IOperation> amounts) =>
        Values.Bare(value) switch
        {
            ILocalReferenceOperation local => Values.WrittenTo(local) is [var only] && amounts.Contains(Values.Bare(only)),
            var bare => amounts.Contains(bare),
        };

    private static bool IsSame(IOperation value, IPropertyReferenceOperation target) =>
        Values.Bare(value) is IPropertyReferenceOperation read
        && SymbolEqualityComparer.Default.Equals(read.Property, target.Property)
        && (read.Instance, target.Instance) switch
        {
            (ILocalReferenceOperation left, ILocalReferenceOperation right) => SymbolEqualityComparer.Default.Equals(
                left.Local,
                right.Local
            ),
            (IParameterReferenceOperation left, IParameterReferenceOperation right) => SymbolEqualityComparer.Default.Equals(
                left.Parameter,
                right.Parameter
            ),
            _ => false,
        };
}
