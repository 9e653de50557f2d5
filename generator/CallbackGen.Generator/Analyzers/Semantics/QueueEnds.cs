using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds where a callback from a queue is removed from it before its handling is known to have succeeded.</summary>
internal sealed class QueueEnds(CallbackSymbols symbols, DecidingWords words, Compilation compilation, CancellationToken cancellationToken)
{
    private static readonly string[] Ends =
    [
        "Delete",
        "DeleteAsync",
        "DeleteMessage",
        "DeleteMessageAsync",
        "Complete",
        "CompleteAsync",
        "CompleteMessageAsync",
        "Ack",
        "AckAsync",
        "BasicAck",
        "BasicAckAsync",
        "Acknowledge",
        "AcknowledgeAsync",
        "RemoveAsync",
        "Remove",
        "Commit",
        "StoreOffset",
        "StreamAcknowledgeAsync",
        "DequeueAsync",
    ];

    private static readonly string[] Queues =
    [
        "Queue",
        "Receiver",
        "Consumer",
        "Sqs",
        "SQS",
        "ServiceBus",
        "ProcessMessage",
        "Broker",
        "Subscriber",
    ];

    // For interfaces that queues share with other libraries: the methods that only queues have.
    private static readonly string[] Unmistakable =
    [
        "BasicAck",
        "BasicAckAsync",
        "StreamAcknowledgeAsync",
        "DeleteMessage",
        "DeleteMessageAsync",
        "CompleteMessageAsync",
        "StoreOffset",
    ];

    private static readonly string[] Aside =
    [
        "DeadLetter",
        "PutAside",
        "Park",
        "Abandon",
        "Poison",
        "Quarantine",
        "Move",
        "Nack",
        "Reject",
        "Retry",
        "Requeue",
        "Send",
        "Publish",
        "Enqueue",
        "Store",
        "Save",
        "Insert",
    ];

    private readonly Effects _effects = new(words);

    /// <summary>
    /// Returns the reason why an operation removes a message from its queue too early, and whether that is certain; null where it does
    /// not.
    /// </summary>
    public (string What, bool IsCertain)? Of(IOperation end)
    {
        var body = Values.Root(end);
        return WhyLost(end, body) is { } found && Handles(body) ? found : null;
    }

    /// <summary>Whether an operation may remove a message from a queue, by its name.</summary>
    public static bool MayBe(IOperation operation) =>
        operation is IInvocationOperation call && IsEnd(call) || operation is IArgumentOperation argument && IsAutomatic(argument);

    private static bool IsEnd(IInvocationOperation call) =>
        Ends.Contains(call.TargetMethod.Name)
        && call.Instance is not null
        && (
            Unmistakable.Contains(call.TargetMethod.Name)
            || Queues.Any(word => call.TargetMethod.ContainingType.Name.IndexOf(word, StringComparison.Ordinal) >= 0)
        );

    private static bool IsAutomatic(IArgumentOperation argument) =>
        argument is { Parameter.Name: "autoAck" or "noAck", Value.ConstantValue: { HasValue: true, Value: true } };

    /// <summary>Whether a function verifies a callback, or handles one, itself or by a function of its class.</summary>
    private bool Handles(IOperation body) =>
        body.Descendants().Any(IsOfCallback)
        || body.Descendants()
            .OfType<IInvocationOperation>()
            .Any(call =>
                call.TargetMethod.DeclaredAccessibility == Accessibility.Private
                && MethodBodies.Of(call.TargetMethod, compilation, cancellationToken) is { } own
                && own.Descendants().Any(IsOfCallback)
            );

    private bool IsOfCallback(IOperation operation) =>
        operation is IInvocationOperation or IParameterReferenceOperation or ILocalReferenceOperation
        && (
            symbols.LevelOf(operation.Type) is not null || symbols.IsResult(operation.Type) || symbols.PayloadOf(operation.Type) is not null
        );

    private (string What, bool IsCertain)? WhyLost(IOperation end, IOperation body)
    {
        if (end is IArgumentOperation)
            return ("The queue forgets each message as soon as it has sent it", false);
        var inner = end;
        foreach (var ancestor in Surroundings.Ancestors(end))
        {
            switch (ancestor)
            {
                case ITryOperation attempt when attempt.Finally == inner:
                    return IsAsked(end, attempt.Finally!) || !Works(attempt.Body)
                        ? null
                        : ("This takes the message off its queue whether or not it was handled", true);
                case ICatchClauseOperation clause:
                    return IsPutAside(clause.Handler) || IsAsked(end, clause.Handler) || !Works(((ITryOperation)clause.Parent!).Body)
                        ? null
                        : ("This takes a message off its queue whose handling failed", false);
                case IBlockOperation block when Swallowed(block, inner) && !IsAsked(end, block):
                    return ("This takes the message off its queue although a failure before it was swallowed", false);
                case IBlockOperation block when IsBeforeWork(block, inner):
                    return ("This takes the message off its queue before it is handled", false);
                case IAnonymousFunctionOperation or ILocalFunctionOperation:
                    return null;
            }

            if (ancestor == body)
                return null;
            inner = ancestor;
        }

        return null;
    }

    /// <summary>Whether a condition decides about the removal: a flag, a number of attempts.</summary>
    private static bool IsAsked(IOperation end, IOperation scope) =>
        Surroundings
            .Ancestors(end)
            .TakeWhile(ancestor => ancestor != scope)
            .Any(ancestor => ancestor is IConditionalOperation or ISwitchOperation or ISwitchExpressionOperation);

    private static bool IsPutAside(IOperation handler) =>
        handler
            .Descendants()
            .OfType<IInvocationOperation>()
            .Any(call => Aside.Any(word => call.TargetMethod.Name.IndexOf(word, StringComparison.Ordinal) >= 0));

    private bool Works(IOperation part) =>
        part.Descendants().Any(IsOfCallback) || _effects.In(part).Any(call => !IsEnd(call) && !_effects.Tells(call));

    /// <summary>Whether a statement before the removal tried the work, and continued when it failed.</summary>
    private bool Swallowed(IBlockOperation block, IOperation end) =>
        block
            .Operations.TakeWhile(statement => statement != end)
            .OfType<ITryOperation>()
            .Any(attempt =>
                Works(attempt.Body)
                && attempt.Catches.Any(clause =>
                    !RefusedBranches.Ends(clause.Handler)
                    && !IsPutAside(clause.Handler)
                    && clause.Handler.Syntax is BlockSyntax
                    && !clause.Handler.Descendants().Any(part => part is IThrowOperation)
                )
            );

    /// <summary>Whether the work comes after the removal, in the same block.</summary>
    private bool IsBeforeWork(IBlockOperation block, IOperation end)
    {
        var before = block.Operations.TakeWhile(statement => statement != end).ToList();
        return !before.Exists(IsWork) && block.Operations.SkipWhile(statement => statement != end).Skip(1).Any(IsWork);

        bool IsWork(IOperation statement) =>
            statement.DescendantsAndSelf().Any(part => part is IInvocationOperation call && symbols.IsResult(call.Type))
            || _effects.In(statement).Any(call => !IsEnd(call) && (_effects.Orders(call) || _effects.MustHappenOnce(call)));
    }
}
