using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds functions that query the provider, but return the callback's own claim when the provider gave no answer: in a <c>catch</c>,
/// after <c>??</c>, or where the status is not a success.
/// </summary>
internal sealed class ClaimFallback(SelfAnswer answers)
{
    private static readonly string[] Successes = ["IsSuccessStatusCode", "IsSuccess", "IsSuccessful", "Succeeded", "IsOk"];

    private static readonly string[] Failures = ["IsFailure", "IsFailed", "IsFaulted", "IsError", "HasError"];

    /// <summary>Returns the claim that a function returns when the provider gave no answer; null when it returns none.</summary>
    public IOperation? In(IOperation body) =>
        body.Descendants()
            .OfType<IReturnOperation>()
            .Where(returned => returned.ReturnedValue is not null)
            .Select(returned => In(returned, body))
            .FirstOrDefault(claim => claim is not null);

    private IOperation? In(IReturnOperation returned, IOperation body)
    {
        var value = Values.Result(returned.ReturnedValue!);
        if (value is ILocalReferenceOperation local && KeepsClaim(local))
            return value;
        var isFallback = IsWhereNothingWasTold(returned, body);
        return Leaves(value, isFallback).FirstOrDefault(leaf => leaf.IsFallback && answers.IsClaimed(leaf.Value)).Value;
    }

    /// <summary>Returns the possible values of an expression, and whether each is used only when the provider gave no answer.</summary>
    private IEnumerable<(IOperation Value, bool IsFallback)> Leaves(IOperation value, bool isFallback) =>
        Values.Result(value) switch
        {
            ICoalesceOperation coalesce => Leaves(coalesce.Value, isFallback).Concat(Leaves(coalesce.WhenNull, true)),
            IConditionalOperation { WhenFalse: { } otherwise } choice => Leaves(choice.WhenTrue, isFallback || SaysFailed(choice.Condition))
                .Concat(Leaves(otherwise, isFallback || SaysTold(choice.Condition))),
            ISwitchExpressionOperation choice when !answers.IsClaimed(choice.Value) && TellsNull(choice) => choice.Arms.SelectMany(arm =>
                Leaves(arm.Value, isFallback || IsNull(arm.Pattern) || arm.Pattern is IDiscardPatternOperation)
            ),
            var other => [(other, isFallback)],
        };

    private static bool TellsNull(ISwitchExpressionOperation choice) =>
        choice.Arms.Any(arm =>
            IsNull(arm.Pattern)
            || arm.Pattern is IRecursivePatternOperation { PropertySubpatterns.IsEmpty: true } or IDeclarationPatternOperation
        );

    private bool IsWhereNothingWasTold(IReturnOperation returned, IOperation body)
    {
        IOperation inner = returned;
        foreach (var ancestor in Surroundings.Ancestors(returned))
        {
            switch (ancestor)
            {
                case ICatchClauseOperation:
                case IConditionalOperation { Type: null } branch
                    when branch.WhenTrue == inner && SaysFailed(branch.Condition)
                        || branch.WhenFalse == inner && SaysTold(branch.Condition):
                    return true;
                case IBlockOperation block when block.Operations.TakeWhile(statement => statement != inner).Any(EndsWhenTold):
                    return true;
                case IAnonymousFunctionOperation or ILocalFunctionOperation:
                    return false;
            }

            if (ancestor == body)
                return false;
            inner = ancestor;
        }

        return false;
    }

    /// <summary>Whether the code after a statement runs only where the provider gave no answer.</summary>
    private bool EndsWhenTold(IOperation statement) =>
        statement switch
        {
            IConditionalOperation { WhenFalse: null } branch => SaysTold(branch.Condition) && Leaves(branch.WhenTrue),
            ITryOperation attempt => attempt.Body.Descendants().Any(operation => operation is IReturnOperation)
                && attempt.Catches.Any(clause => !Leaves(clause.Handler)),
            _ => false,
        };

    /// <summary>
    /// Whether a local is initialized with the claim and may keep it: it is reassigned only in a <c>try</c> whose failure is caught, or
    /// under the condition that the provider answered.
    /// </summary>
    private bool KeepsClaim(ILocalReferenceOperation local)
    {
        var written = Values.WrittenTo(local);
        return written.Count > 1
            && answers.IsClaimed(written[0])
            && written
                .Skip(1)
                .All(value =>
                    !answers.IsClaimed(value)
                    && Surroundings
                        .Ancestors(value)
                        .Any(ancestor =>
                            ancestor is ITryOperation attempt && attempt.Catches.Any(clause => !Leaves(clause.Handler))
                            || ancestor is IConditionalOperation { Type: null, WhenFalse: null } branch && SaysTold(branch.Condition)
                        )
                );
    }

    private static bool Leaves(IOperation statement) =>
        statement switch
        {
            IBlockOperation block => block.Operations.LastOrDefault() is { } last && Leaves(last),
            IReturnOperation or IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation } => true,
            _ => false,
        };

    /// <summary>Whether a condition is true where the provider's API gave no answer.</summary>
    private bool SaysFailed(IOperation condition) =>
        Surroundings.Unwrap(condition) switch
        {
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => SaysTold(not.Operand),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either => SaysFailed(either.LeftOperand)
                || SaysFailed(either.RightOperand),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } equality => IsToldNull(equality)
                || IsFalse(equality.RightOperand) && SaysTold(equality.LeftOperand),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals } difference => IsStatus(difference.LeftOperand),
            IIsPatternOperation match => IsNull(match.Pattern) && !answers.IsClaimed(match.Value)
                || IsFalse(match.Pattern) && SaysTold(match.Value)
                || match.Pattern is INegatedPatternOperation { Pattern: var pattern }
                    && (IsPresent(pattern) && IsAnswer(match.Value) || IsStatus(match.Value)),
            IPropertyReferenceOperation property => Failures.Contains(property.Property.Name),
            _ => false,
        };

    /// <summary>Whether a condition is true where the provider's API gave an answer.</summary>
    private bool SaysTold(IOperation condition) =>
        Surroundings.Unwrap(condition) switch
        {
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => SaysFailed(not.Operand),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals } difference => IsToldNull(difference),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals } equality => IsStatus(equality.LeftOperand),
            IIsPatternOperation match => IsAnswer(match.Value) && IsPresent(match.Pattern)
                || match.Pattern is IConstantPatternOperation && IsStatus(match.Value),
            IPropertyReferenceOperation property => Successes.Contains(property.Property.Name),
            _ => false,
        };

    private static bool IsPresent(IPatternOperation pattern) =>
        pattern is INegatedPatternOperation { Pattern: var inner }
            ? IsNull(inner)
            : pattern is IRecursivePatternOperation { PropertySubpatterns.IsEmpty: true } or IDeclarationPatternOperation;

    private bool IsToldNull(IBinaryOperation comparison) =>
        IsNull(comparison.RightOperand) && IsAnswer(comparison.LeftOperand)
        || IsNull(comparison.LeftOperand) && IsAnswer(comparison.RightOperand);

    /// <summary>Whether a value does not come from the claim: a null in the claim does not mean that the provider gave no answer.</summary>
    private bool IsAnswer(IOperation value)
    {
        for (var part = Values.Bare(value); ; part = Values.Bare(((IPropertyReferenceOperation)part).Instance!))
        {
            if (answers.IsClaimed(part))
                return false;
            if (part is not IPropertyReferenceOperation { Instance: not null })
                return true;
        }
    }

    private static bool IsStatus(IOperation value) =>
        Surroundings.Unwrap(value) is IPropertyReferenceOperation { Property.Type.Name: "HttpStatusCode" };

    private static bool IsNull(IPatternOperation pattern) => pattern is IConstantPatternOperation constant && IsNull(constant.Value);

    private static bool IsNull(IOperation value) => Surroundings.Unwrap(value).ConstantValue is { HasValue: true, Value: null };

    private static bool IsFalse(IPatternOperation pattern) => pattern is IConstantPatternOperation { Value: var value } && IsFalse(value);

    private static bool IsFalse(IOperation value) => Surroundings.Unwrap(value).ConstantValue is { HasValue: true, Value: false };
}
