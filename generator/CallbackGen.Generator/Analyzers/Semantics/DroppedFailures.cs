using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds the calls that turn a task into one that always succeeds, regardless of the work's outcome.</summary>
internal static class DroppedFailures
{
    // Members of a task that report or throw its failure.
    private static readonly string[] Told =
    [
        "Exception",
        "IsFaulted",
        "Status",
        "Result",
        "IsCompletedSuccessfully",
        "Wait",
        "GetAwaiter",
        "WaitAsync",
    ];

    /// <summary>Whether a call drops the failure of the work that it continues, where the handler awaits the call.</summary>
    public static bool Is(IInvocationOperation call, Effects effects, IOperation handler) =>
        call switch
        {
            { TargetMethod: { Name: "ContinueWith", ContainingType.Name: "Task" }, Instance: { } task } => IsAwaited(call)
                && IsWork(task, effects)
                && Continuation(call) is { } continuation
                && !Tells(continuation)
                && !IsFiltered(call),
            { TargetMethod.Name: "ConfigureAwait", Instance: { } task, Arguments: [{ Value: var options }] } => Suppresses(options)
                && IsAwaited(call)
                && IsWork(task, effects)
                && !IsAskedLater(task, call, handler),
            _ => false,
        };

    private static bool IsAwaited(IInvocationOperation call)
    {
        var outer = call.Parent;
        while (outer is IConversionOperation || outer is IInvocationOperation { TargetMethod.Name: "ConfigureAwait" or "Unwrap" })
            outer = outer.Parent;
        return outer is IAwaitOperation or IReturnOperation;
    }

    private static bool IsWork(IOperation task, Effects effects) =>
        Values.Bare(task) switch
        {
            IInvocationOperation work => effects.IsEffect(work),
            ILocalReferenceOperation local => Values
                .WrittenTo(local)
                .Any(written => Values.Bare(written) is IInvocationOperation work && effects.IsEffect(work)),
            _ => false,
        };

    private static IAnonymousFunctionOperation? Continuation(IInvocationOperation call) =>
        call.Arguments is [{ Value: var first }, ..] ? Values.Bare(first) as IAnonymousFunctionOperation : null;

    /// <summary>Whether a continuation throws, has an effect, returns a value, or reads the task's outcome other than for a log.</summary>
    private static bool Tells(IAnonymousFunctionOperation continuation)
    {
        var task = continuation.Symbol.Parameters.FirstOrDefault();
        return continuation
            .Body.Descendants()
            .Any(operation =>
                operation switch
                {
                    IThrowOperation or IAwaitOperation => true,
                    IReturnOperation { ReturnedValue: { } value } => !Swallowing.IsSuccess(value),
                    IParameterReferenceOperation parameter when SymbolEqualityComparer.Default.Equals(parameter.Parameter, task) =>
                        !Surroundings.IsInSink(parameter) && !IsTested(parameter),
                    _ => false,
                }
            );
    }

    /// <summary>Whether a condition only tests whether a task failed.</summary>
    private static bool IsTested(IOperation task) =>
        task.Parent
            is IPropertyReferenceOperation { Property.Name: "IsFaulted" or "IsCanceled" or "Exception" or "IsCompletedSuccessfully" }
        && Surroundings
            .Ancestors(task)
            .Any(ancestor => ancestor is IConditionalOperation choice && choice.Condition.Syntax.Span.Contains(task.Syntax.Span));

    // Options such as OnlyOnRanToCompletion cancel the continuation when the work fails.
    private static bool IsFiltered(IInvocationOperation call) =>
        call.Arguments.Any(argument =>
            argument.Parameter?.Type.Name == "TaskContinuationOptions" && argument.ArgumentKind != ArgumentKind.DefaultValue
        );

    private static bool Suppresses(IOperation options) =>
        options
            .DescendantsAndSelf()
            .Any(operation =>
                operation is IFieldReferenceOperation { Field: { Name: "SuppressThrowing", ContainingType.Name: "ConfigureAwaitOptions" } }
            );

    private static bool IsAskedLater(IOperation task, IInvocationOperation call, IOperation handler) =>
        Values.Bare(task) is ILocalReferenceOperation local
        && Locals
            .References(local.Local, handler)
            .Any(reference =>
                !call.Syntax.Span.Contains(reference.Syntax.Span)
                && (
                    reference.Parent is IMemberReferenceOperation member && Told.Contains(member.Member.Name)
                    || reference.Parent is IInvocationOperation asked && Told.Contains(asked.TargetMethod.Name)
                    || reference.Parent is IAwaitOperation
                )
            );
}
