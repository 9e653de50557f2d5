using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds where money for an unknown order is acknowledged and ignored.</summary>
internal sealed class UnknownOrders(HandlerCode code, OrderLookups lookups)
{
    private readonly StatusReads _states = new(code);

    /// <summary>Whether an operation ignores such money.</summary>
    public bool AreForgotten(IOperation operation) =>
        operation switch
        {
            IConditionalOperation { Type: null } choice => Forgets(choice),
            IConditionalAccessOperation { Parent: IExpressionStatementOperation or IAwaitOperation } access => lookups.IsFound(
                access.Operation
            )
                && access.WhenNotNull is IInvocationOperation call
                && code.Effects.IsDeed(call),
            _ => false,
        };

    private bool Forgets(IConditionalOperation choice)
    {
        if (
            Surroundings.Unwrap(choice.Condition) is IUnaryOperation { OperatorKind: UnaryOperatorKind.Not, Operand: var asked }
            && Values.Bare(asked) is IInvocationOperation exists
            && Exists(exists)
        )
            return choice.WhenFalse is null && IsQuiet(choice.WhenTrue) && IsDoneAfter(choice);
        if (OrderLookups.NullTest(choice.Condition) is { } tested)
            return lookups.IsFound(tested) && choice.WhenFalse is null && IsQuiet(choice.WhenTrue) && IsDoneAfter(choice);
        // The code acts for a known order and does nothing for an unknown one. A condition that also tests the status skips other
        // callbacks, too.
        return choice.WhenFalse is null
            && OrderLookups.Known(choice.Condition) is { } known
            && lookups.IsFound(known)
            && !choice
                .Condition.DescendantsAndSelf()
                .Any(part => part is IPropertySubpatternOperation || _states.IsState(part) || _states.IsKind(part))
            && code.Deeds.Any(deed => choice.WhenTrue.Syntax.Span.Contains(deed.Syntax.Span))
            && choice.Parent is IBlockOperation block
            && block.Operations.SkipWhile(statement => statement != choice).Skip(1).All(IsEnd);
    }

    /// <summary>Whether a call tests whether there is an order that the callback names.</summary>
    private bool Exists(IInvocationOperation call) =>
        (DecidingWords.StartsWithWord(call.TargetMethod.Name, "Exists") || DecidingWords.StartsWithWord(call.TargetMethod.Name, "Any"))
        && RequestData.Receiver(call) is { } receiver
        && OrderLookups.NameOf(receiver) is { } name
        && OrderLookups.HasTable(name)
        && call.Arguments.SelectMany(argument => code.Leaves(argument.Value)).Any(MoneyReads.IsOfCallback);

    private bool IsDoneAfter(IConditionalOperation choice) =>
        code.Deeds.Any(deed => deed.Syntax.SyntaxTree == choice.Syntax.SyntaxTree && deed.Syntax.SpanStart > choice.Syntax.Span.End)
        && choice.Parent is IBlockOperation;

    /// <summary>Whether a statement ends a handler with a success, or saves the changes.</summary>
    private static bool IsEnd(IOperation statement) =>
        statement switch
        {
            IReturnOperation { ReturnedValue: null } => true,
            IReturnOperation { ReturnedValue: { } answer } => Swallowing.IsSuccess(answer),
            IExpressionStatementOperation { Operation: var one } => Values.Bare(one) is IInvocationOperation call
                && (
                    DecidingWords.StartsWithWord(call.TargetMethod.Name, "Save")
                    || DecidingWords.StartsWithWord(call.TargetMethod.Name, "Commit")
                ),
            _ => false,
        };

    /// <summary>Whether a branch only ends the handler with a success.</summary>
    private static bool IsQuiet(IOperation branch) =>
        branch switch
        {
            IBlockOperation block => block.Operations.Length > 0 && block.Operations.All(IsQuiet),
            IReturnOperation { ReturnedValue: null } => true,
            IReturnOperation { ReturnedValue: { } answer } => Swallowing.IsSuccess(answer),
            IBranchOperation { BranchKind: BranchKind.Continue } => true,
            _ => false,
        };
}
