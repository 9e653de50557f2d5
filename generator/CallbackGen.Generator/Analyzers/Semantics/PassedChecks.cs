using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>A condition with which a request is accepted unchecked, and the value that it finds missing.</summary>
internal sealed record PassedCheck(IOperation Condition, IOperation Subject);

/// <summary>Finds where a verifying function accepts a request because a value is missing.</summary>
internal sealed class PassedChecks(OwnVerification verification)
{
    /// <summary>Returns the condition in an operation with which a check is skipped; null when there is none.</summary>
    public PassedCheck? Of(IOperation operation) =>
        operation switch
        {
            IConditionalOperation choice => OfChoice(choice),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalOr } either
                when EmptinessTest.Of(either.LeftOperand) is { WhenEmpty: true } test && IsPositiveCheck(either.RightOperand) => new(
                either.LeftOperand,
                test.Subject
            ),
            _ => null,
        };

    /// <summary>
    /// Whether a verifying function needs a value for its check: a key of its MAC, a side of its comparison, or a value with the name of
    /// either.
    /// </summary>
    public bool IsProof(IOperation subject, ServingFunction function)
    {
        if (!verification.IsIn(function))
            return false;
        if ((SignatureValues.Of(subject) & (SignatureTraits.Received | SignatureTraits.ReceivedDigest | SignatureTraits.Named)) != 0)
            return true;
        var bare = Values.Bare(subject);
        if (bare is IPropertyReferenceOperation { Property.IsIndexer: true, Arguments: [var index] })
            return Values.Constant(index.Value) is { } path && SignatureNames.IsKey(path.Split(':', '_').Last());
        if (MacSecrets.SymbolOf(bare) is not { } symbol)
            return false;
        return SignatureNames.IsKey(symbol.Name)
            || function
                .Operations.SelectMany(MacSecrets.In)
                .SelectMany(key => key.DescendantsAndSelf())
                .Any(part => SymbolEqualityComparer.Default.Equals(MacSecrets.SymbolOf(part), symbol));
    }

    private PassedCheck? OfChoice(IConditionalOperation choice)
    {
        foreach (var condition in Terms(choice.Condition, BinaryOperatorKind.ConditionalOr))
        {
            if (EmptinessTest.Of(condition) is { WhenEmpty: true } missing && Passes(choice.WhenTrue))
                return new(condition, missing.Subject);
        }

        foreach (var condition in Terms(choice.Condition, BinaryOperatorKind.ConditionalAnd))
        {
            if (
                EmptinessTest.Of(condition) is { WhenEmpty: false } present
                && (
                    verification.IsIn(choice.Condition)
                    || choice.WhenTrue.Descendants().Any(part => verification.IsCheck(part) && !IsKept(part))
                )
                && (choice.WhenFalse is { } otherwise ? Passes(otherwise) : PassesAfter(choice))
            )
                return new(condition, present.Subject);
        }

        return null;
    }

    /// <summary>Whether the outcome of a check is assigned, so that later code may test it.</summary>
    private static bool IsKept(IOperation check) => Surroundings.Ancestors(check).Any(ancestor => ancestor is ISimpleAssignmentOperation);

    private static IEnumerable<IOperation> Terms(IOperation condition, BinaryOperatorKind kind) =>
        Values.Bare(condition) is IBinaryOperation binary && binary.OperatorKind == kind
            ? Terms(binary.LeftOperand, kind).Concat(Terms(binary.RightOperand, kind))
            : [condition];

    /// <summary>Whether a condition is true when a check finds a request genuine.</summary>
    private bool IsPositiveCheck(IOperation condition) =>
        Values.Bare(condition) switch
        {
            IUnaryOperation => false,
            IBinaryOperation { OperatorKind: BinaryOperatorKind.ConditionalAnd } both => IsPositiveCheck(both.LeftOperand)
                || IsPositiveCheck(both.RightOperand),
            IBinaryOperation { OperatorKind: BinaryOperatorKind.NotEquals } => false,
            var bare => verification.IsCheck(bare),
        };

    /// <summary>Whether a branch declares a request genuine, or passes it on.</summary>
    private static bool Passes(IOperation branch) =>
        branch switch
        {
            IBlockOperation { Operations: [.., var last] } block => Passes(last)
                || block.Operations.Any(HandsOn) && last is IReturnOperation { ReturnedValue: null },
            IReturnOperation { ReturnedValue: { } answer } => Passes(answer),
            IExpressionStatementOperation statement => HandsOn(statement),
            _ => IsYes(branch) || Switches.IsAnywhereBut(branch) || HandsOn(branch) || Answers.IsSuccess(branch),
        };

    /// <summary>Whether an expression is <c>true</c>, directly or as a task.</summary>
    public static bool IsYes(IOperation value) =>
        Values.Bare(value) switch
        {
            { ConstantValue: { HasValue: true, Value: true } } => true,
            IInvocationOperation { TargetMethod.Name: "FromResult", Arguments: [var result] } => IsYes(result.Value),
            _ => false,
        };

    /// <summary>Whether an operation calls the next middleware or filter.</summary>
    public static bool HandsOn(IOperation operation) =>
        operation
            .DescendantsAndSelf()
            .Any(part =>
                part
                    is IInvocationOperation
                {
                    TargetMethod:
                    {
                        MethodKind: MethodKind.DelegateInvoke,
                        ContainingType.Name: "RequestDelegate"
                                or "ActionExecutionDelegate"
                                or "EndpointFilterDelegate"
                                or "ResourceExecutionDelegate"
                                or "Func"
                    },
                } call
                && (call.TargetMethod.ContainingType.Name != "Func" || MacSecrets.SymbolOf(call.Instance!)?.Name == "next")
            );

    /// <summary>Whether the code after a skipped check does not refuse.</summary>
    private static bool PassesAfter(IConditionalOperation choice)
    {
        if (choice.Parent is not IBlockOperation block)
            return false;
        var after = block.Operations.SkipWhile(statement => statement != choice).Skip(1).ToList();
        if (after.Exists(statement => statement is IThrowOperation or IExpressionStatementOperation { Operation: IThrowOperation }))
            return false;
        return after.LastOrDefault() switch
        {
            IReturnOperation { ReturnedValue: { } answer } => !Answers.IsRefusal(answer) && !IsUnknown(answer),
            null => block.Parent is IMethodBodyBaseOperation or IAnonymousFunctionOperation or ILocalFunctionOperation,
            _ => true,
        };
    }

    // The check may have assigned the local.
    private static bool IsUnknown(IOperation answer) => Values.Bare(answer) is ILocalReferenceOperation;
}
