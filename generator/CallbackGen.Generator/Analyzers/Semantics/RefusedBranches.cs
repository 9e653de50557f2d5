using CallbackGen.Generator.Model;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>The code that runs when a verification has refused a callback.</summary>
/// <param name="Parts">The statements, or the expression.</param>
/// <param name="Passed">The condition of the accepted case, when the function ends without any action for a refused
/// callback; otherwise null.</param>
internal sealed record RefusedBranch(IReadOnlyList<IOperation> Parts, IOperation? Passed = null);

/// <summary>Finds the branches for refused callbacks.</summary>
internal sealed class RefusedBranches(CallbackSymbols symbols)
{
    /// <summary>Returns the branches of an operation for refused callbacks; empty for most operations.</summary>
    public IEnumerable<RefusedBranch> Of(IOperation operation) =>
        operation switch
        {
            IConditionalOperation choice => OfChoice(choice),
            ISwitchExpressionOperation choice => OfArms(choice),
            ICatchClauseOperation { ExceptionType.Name: "CallbackRejectedException", Handler: var handler } => [new([handler])],
            _ => [],
        };

    /// <summary>Whether an operation reads the value of a result.</summary>
    public bool IsValue(IOperation operation) =>
        operation is IPropertyReferenceOperation { Property: { Name: "Value", ContainingType: var result } } && IsResult(result);

    /// <summary>Whether a type is the result of a verification. A failed confirmation is not the refusal of a request.</summary>
    private bool IsResult(ITypeSymbol? type) =>
        symbols.IsResult(type)
        && type is INamedTypeSymbol { TypeArguments: [var message] }
        && symbols.LevelOf(message) != TrustLevel.Confirmed;

    private IEnumerable<RefusedBranch> OfChoice(IConditionalOperation choice)
    {
        switch (RefusedWhen(choice.Condition))
        {
            case true:
                yield return new([choice.WhenTrue, .. Ends(choice.WhenTrue) || choice.WhenFalse is not null ? [] : After(choice)]);
                break;
            case false when choice.WhenFalse is { } otherwise:
                yield return new([otherwise, .. Ends(otherwise) ? [] : After(choice)]);
                break;
            case false:
                yield return new([.. After(choice)], IsLast(choice) ? choice.Condition : null);
                break;
        }
    }

    /// <summary>Whether a condition is true (true) or false (false) for refused callbacks; null when it tests anything else.</summary>
    public bool? RefusedWhen(IOperation condition)
    {
        var bare = Values.Bare(condition);
        return bare switch
        {
            IUnaryOperation { OperatorKind: UnaryOperatorKind.Not } not => !RefusedWhen(not.Operand),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either => RefusedWhen(either.LeftOperand) == true
            || RefusedWhen(either.RightOperand) == true
                ? true
                : null,
            // With a further requirement, the condition is true for some refused callbacks only.
            IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both => RefusedWhen(both.LeftOperand) == false
            || RefusedWhen(both.RightOperand) == false
                ? false
                : null,
            IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals } binary => OfComparison(binary),
            IPropertyReferenceOperation { Property: { Name: "IsSuccess", ContainingType: var result } } => IsResult(result) ? false : null,
            IInvocationOperation { TargetMethod: { Name: "TryGetValue", ContainingType: var result } } => IsResult(result) ? false : null,
            IIsPatternOperation match => OfPattern(match),
            ILocalReferenceOperation { Type.SpecialType: SpecialType.System_Boolean } local when Values.WrittenTo(local) is [var written] =>
                OfFlag(written),
            _ => null,
        };
    }

    // A flag that is computed from another flag is not followed.
    private bool? OfFlag(IOperation written) =>
        written.DescendantsAndSelf().Any(part => part is ILocalReferenceOperation { Type.SpecialType: SpecialType.System_Boolean })
            ? null
            : RefusedWhen(written);

    private bool? OfComparison(IBinaryOperation binary)
    {
        var (value, constant) = binary.LeftOperand.ConstantValue.HasValue
            ? (binary.RightOperand, binary.LeftOperand)
            : (binary.LeftOperand, binary.RightOperand);
        var isEqual = binary.OperatorKind == BinaryOperatorKind.Equals;
        return Values.Bare(constant).ConstantValue switch
        {
            { HasValue: true, Value: bool flag } => RefusedWhen(value) is { } refused ? refused == (flag == isEqual) : null,
            { HasValue: true, Value: null } => MissingMeansRefused(value) is { } isMissing ? isMissing == isEqual : null,
            _ => null,
        };
    }

    /// <summary>
    /// Whether null in a member of a result means that it was refused (true), or that it was not (false); null for any other value.
    /// </summary>
    private bool? MissingMeansRefused(IOperation value) =>
        Values.Bare(value) is IPropertyReferenceOperation { Property: { Name: var name, ContainingType: var result } } && IsResult(result)
            ? name switch
            {
                "Value" => true,
                "Rejection" => false,
                _ => null,
            }
            : null;

    private bool? OfPattern(IIsPatternOperation match)
    {
        if (IsResult(Values.Bare(match.Value).Type))
            return Takes(match.Pattern);
        return match.Pattern switch
        {
            IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: bool flag } } => RefusedWhen(match.Value)
                is { } refused
                ? refused == flag
                : null,
            IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } } => MissingMeansRefused(match.Value),
            INegatedPatternOperation { Pattern: IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } } } =>
                !MissingMeansRefused(match.Value),
            IDeclarationPatternOperation or IRecursivePatternOperation { PropertySubpatterns.Length: 0 } => !MissingMeansRefused(
                match.Value
            ),
            _ => null,
        };
    }

    /// <summary>
    /// Whether a pattern matches the refused results (true) or the successful ones (false); null when it tests anything else.
    /// </summary>
    private static bool? Takes(IPatternOperation pattern) =>
        pattern switch
        {
            INegatedPatternOperation not => !Takes(not.Pattern),
            IRecursivePatternOperation recursive => recursive
                .PropertySubpatterns.Select(OfMember)
                .FirstOrDefault(taken => taken is not null),
            _ => null,
        };

    private static bool? OfMember(IPropertySubpatternOperation part) =>
        part.Member is IPropertyReferenceOperation { Property.Name: var name }
            ? (name, part.Pattern) switch
            {
                ("IsSuccess", IConstantPatternOperation { Value.ConstantValue.Value: bool flag }) => !flag,
                ("Value", IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } }) => true,
                ("Value", not IConstantPatternOperation) => false,
                ("Rejection", IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: null } }) => false,
                // A refusal for one reason may be a case of its own.
                ("Rejection", INegatedPatternOperation or IRecursivePatternOperation { PropertySubpatterns.Length: 0 }) => true,
                _ => null,
            }
            : null;

    private IEnumerable<RefusedBranch> OfArms(ISwitchExpressionOperation choice)
    {
        var isResult = IsResult(Values.Bare(choice.Value).Type);
        var refusedWhen = isResult ? null : RefusedWhen(choice.Value);
        if (!isResult && refusedWhen is null)
            yield break;
        var hasPassed = false;
        foreach (var arm in choice.Arms)
        {
            var taken = arm.Pattern switch
            {
                IConstantPatternOperation { Value.ConstantValue: { HasValue: true, Value: bool flag } } when refusedWhen is { } refused =>
                    refused == flag,
                IDiscardPatternOperation => hasPassed,
                _ => isResult ? Takes(arm.Pattern) : null,
            };
            hasPassed |= taken == false;
            if (taken == true && arm.Guard is null)
                yield return new([arm.Value]);
        }
    }

    /// <summary>Whether the code after a branch does not run after it.</summary>
    public static bool Ends(IOperation branch) =>
        branch switch
        {
            IReturnOperation or IThrowOperation or IBranchOperation => true,
            IExpressionStatementOperation { Operation: IThrowOperation } => true,
            IBlockOperation { Operations: [.., var last] } => Ends(last),
            _ => false,
        };

    /// <summary>Returns the code after an <c>if</c> without an answer in it: the answer at the end of its block.</summary>
    private static IEnumerable<IOperation> After(IConditionalOperation choice) =>
        choice is { Type: null, Parent: IBlockOperation block }
        && block.Operations.SkipWhile(statement => statement != choice).Skip(1).ToList() is { Count: > 0 } after
        && after.TrueForAll(IsPlain)
            ? after.Where(statement => statement is IReturnOperation)
            : [];

    /// <summary>Whether an <c>if</c> is the last statement of a function.</summary>
    private static bool IsLast(IConditionalOperation choice) =>
        choice.Parent
            is IBlockOperation { Parent: IMethodBodyBaseOperation or IAnonymousFunctionOperation or ILocalFunctionOperation } block
        && block.Operations.Last(statement => !statement.IsImplicit) == choice;

    // After another condition, it is not known which callbacks reach the statement.
    private static bool IsPlain(IOperation statement) =>
        statement is IReturnOperation or IExpressionStatementOperation or ILocalFunctionOperation or IVariableDeclarationGroupOperation;
}
