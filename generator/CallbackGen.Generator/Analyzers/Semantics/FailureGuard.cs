using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds what takes every status for paid that is not one failed value: <c>status != Failed</c> lets pending ones through, and those that
/// no schema lists yet.
/// </summary>
internal static class FailureGuard
{
    /// <summary>Whether all that is asked of a status is whether it has one failed value, and something is done where it has not.</summary>
    /// <param name="reads">Everything that is read of a status.</param>
    /// <param name="deeds">What the handler does.</param>
    /// <param name="words">The words that apply.</param>
    public static bool Decides(IReadOnlyList<IOperation> reads, IReadOnlyList<IOperation> deeds, DecidingWords words)
    {
        var tests = reads.Select(TestOf).ToList();
        return tests.Count > 0 && tests.All(test => test is not null && words.IsFailed(test.Value.Name))
            && tests.Select(test => test!.Value.Name).Distinct(StringComparer.Ordinal).Count() == 1
            && tests.Any(test => deeds.Any(deed => IsWhereNot(test!.Value.Test, test.Value.IsEqual, deed)));
    }

    /// <summary>The test of a status against one constant: its operation, the constant's name, and whether it is true of that constant.</summary>
    private static (IOperation Test, string Name, bool IsEqual)? TestOf(IOperation read)
    {
        var value = read;
        while (value.Parent is IConversionOperation or IParenthesizedOperation or IPropertyReferenceOperation { Property.Name: "Known" or "Text" or "Value" })
            value = value.Parent;
        return value.Parent switch
        {
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } comparison
                when NameOf(comparison.LeftOperand == value ? comparison.RightOperand : comparison.LeftOperand) is { } name => (comparison, name, comparison.OperatorKind == BinaryOperatorKind.Equals),
            IIsPatternOperation { Pattern: IConstantPatternOperation constant } match when NameOf(constant.Value) is { } name => (match, name, true),
            IIsPatternOperation { Pattern: INegatedPatternOperation { Pattern: IConstantPatternOperation constant } } match when NameOf(constant.Value) is { } name => (match, name, false),
            IInvocationOperation { TargetMethod.Name: "Is" or "Equals", Arguments: [var argument, ..] } call when NameOf(argument.Value) is { } name => (call, name, true),
            _ => null,
        };
    }

    /// <summary>The name of a constant of an enum, or a constant text with its first letter as names have it.</summary>
    private static string? NameOf(IOperation value) => Surroundings.Unwrap(value) switch
    {
        IFieldReferenceOperation { Field: { IsConst: true, ContainingType.TypeKind: TypeKind.Enum, Name: var name } } => name,
        { ConstantValue: { HasValue: true, Value: string { Length: > 0 } text } } => char.ToUpperInvariant(text[0]) + text.Substring(1).ToLowerInvariant(),
        _ => null,
    };

    /// <summary>Whether something runs where a test says that the status is not the constant, and wherever it says so.</summary>
    private static bool IsWhereNot(IOperation test, bool isEqual, IOperation deed)
    {
        while (true)
        {
            switch (test.Parent)
            {
                case IParenthesizedOperation or IConversionOperation:
                    test = test.Parent;
                    continue;
                case IUnaryOperation { OperatorKind: UnaryOperatorKind.Not }:
                    (test, isEqual) = (test.Parent, !isEqual);
                    continue;
                // Further conditions leave fewer callbacks, of the same statuses.
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } when !isEqual:
                case IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } when isEqual:
                    test = test.Parent;
                    continue;
                case IConditionalOperation choice when choice.Condition == test:
                    return isEqual
                        ? Holds(choice.WhenFalse, deed) || Leaves(choice.WhenTrue) && deed.Syntax.SpanStart >= choice.Syntax.Span.End
                        : Holds(choice.WhenTrue, deed);
                default:
                    return false;
            }
        }
    }

    private static bool Holds(IOperation? part, IOperation deed) => part is not null && part.Syntax.Span.Contains(deed.Syntax.Span);

    /// <summary>Whether nothing after a statement runs when the statement has run.</summary>
    private static bool Leaves(IOperation statement) => statement switch
    {
        IBlockOperation block => block.Operations.LastOrDefault() is { } last && Leaves(last),
        IReturnOperation or IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation } => true,
        IBranchOperation { BranchKind: BranchKind.Continue or BranchKind.Break } => true,
        _ => false,
    };
}
