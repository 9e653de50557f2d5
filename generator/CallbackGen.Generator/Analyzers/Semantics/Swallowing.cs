using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds where a handler turns its own failure into a success.</summary>
internal sealed class Swallowing(DecidingWords words, CallbackParts parts)
{
    private static readonly string[] Successes =
    [
        "Ok",
        "NoContent",
        "Accepted",
        "Created",
        "Text",
        "Content",
        "Json",
        "OkResult",
        "OkObjectResult",
        "NoContentResult",
        "AcceptedResult",
        "EmptyResult",
        "ContentResult",
        "JsonResult",
    ];

    private static readonly string[] Openings = ["Begin", "Open", "Connect", "Wait", "Enter"];

    private readonly Effects _effects = new(words);

    /// <summary>
    /// Returns the operations that lose a callback. One is a catch clause for all exceptions around all the handler's work that only logs
    /// and notifies, and is followed by a success. The other is a continuation that drops the failure of its task.
    /// </summary>
    /// <param name="handler">The analyzed code.</param>
    /// <param name="isIgnored">Whether its caller ignores the return value.</param>
    public IEnumerable<IOperation> In(IOperation handler, bool isIgnored = false)
    {
        foreach (var attempt in Values.Directly(handler).OfType<ITryOperation>())
        {
            // Work outside of the try block is not swallowed, and then the code in the block may be allowed to fail.
            if (
                !_effects.In(attempt.Body).Any()
                || _effects.In(handler).Any(effect => !attempt.Syntax.Span.Contains(effect.Syntax.Span) && IsWork(effect))
                || FailsAfter(attempt, handler, isIgnored)
            )
                continue;
            var isRepeated = Surroundings
                .Ancestors(attempt)
                .TakeWhile(ancestor => ancestor != handler)
                .Any(ancestor => ancestor is ILoopOperation);
            foreach (var clause in attempt.Catches)
            {
                if (
                    (CaughtFailures.Has(clause) || CaughtFailures.IsOfDatabase(clause) || IsUnaskedDuplicate(attempt, clause, handler))
                    && OnlyLogs(clause.Handler, isRepeated, isIgnored)
                )
                    yield return clause;
            }
        }

        foreach (
            var dropped in Values
                .Directly(handler)
                .OfType<IInvocationOperation>()
                .Where(call => DroppedFailures.Is(call, _effects, handler))
        )
            yield return dropped;
    }

    /// <summary>
    /// Whether rows with content of the callback are saved, and every failure of the database is silently ignored, as if it were a
    /// duplicate.
    /// </summary>
    private bool IsUnaskedDuplicate(ITryOperation attempt, ICatchClauseOperation clause, IOperation handler) =>
        CaughtFailures.IsSilent(clause)
        && attempt
            .Body.Descendants()
            .OfType<IInvocationOperation>()
            .Any(call =>
                DecidingWords.StartsWithWord(call.TargetMethod.Name, "SaveChanges")
                    && Values
                        .Directly(handler)
                        .OfType<IInvocationOperation>()
                        .Any(added =>
                            UnsavedChanges.IsPending(added) && added.Syntax.SpanStart < clause.Syntax.SpanStart && HasContent(added)
                        )
                || SqlTexts.WrittenBy(call) is not null && HasContent(call)
            );

    private bool HasContent(IInvocationOperation call) => (parts.InArguments(call) & CallbackPart.Content) != 0;

    /// <summary>Whether an effect does more than notify a person, record the event's key, or open a resource for the work.</summary>
    private bool IsWork(IInvocationOperation effect) =>
        !_effects.Tells(effect)
        && !parts.TakesKeyOnly(effect)
        && !UnsavedChanges.IsPending(effect)
        && !Effects.IsQuestion(effect)
        && !Openings.Any(verb => DecidingWords.StartsWithWord(effect.TargetMethod.Name, verb));

    /// <summary>Whether a catch block does nothing that saves the callback.</summary>
    /// <param name="handler">The clause's block.</param>
    /// <param name="isRepeated">Whether its <c>try</c> is in a loop, which may try again.</param>
    /// <param name="isIgnored">Whether the caller ignores the return value.</param>
    private bool OnlyLogs(IOperation handler, bool isRepeated, bool isIgnored)
    {
        foreach (var operation in Values.Directly(handler))
        {
            var isQuiet = operation switch
            {
                ISimpleAssignmentOperation { Parent: IAnonymousObjectCreationOperation or IObjectOrCollectionInitializerOperation } => true,
                IAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "StatusCode" }, Value: var status } =>
                    IsSuccessStatus(status),
                // A local may be tested after the try, where a failure would be answered.
                ISimpleAssignmentOperation { Target: ILocalReferenceOperation or IDiscardOperation } => !isRepeated,
                IIncrementOrDecrementOperation { Target: IFieldReferenceOperation } => true,
                IThrowOperation or IAssignmentOperation or IIncrementOrDecrementOperation => false,
                IInvocationOperation call => Sinks.Of(call) is not null
                    || Surroundings.IsLog(call.TargetMethod, words)
                    || IsSuccess(call)
                    || IsAside(call)
                    || Surroundings.IsInLog(call, words) && !_effects.IsEffect(call)
                    || _effects.IsEffect(call) && _effects.Tells(call),
                IReturnOperation { ReturnedValue: { } value } => isIgnored || IsSuccess(value),
                _ => true,
            };
            if (!isQuiet)
                return false;
        }

        return true;
    }

    /// <summary>Whether the handler reports a failure after a try, because the catch recorded it.</summary>
    private static bool FailsAfter(ITryOperation attempt, IOperation handler, bool isIgnored) =>
        Values
            .Directly(handler)
            .Any(operation =>
                operation.Syntax.SpanStart >= attempt.Syntax.Span.End
                && (
                    operation is IThrowOperation or IInvocationOperation { TargetMethod.Name: "Throw" or "Rethrow" }
                    || operation is IReturnOperation { ReturnedValue: { } value } && !isIgnored && !IsSuccess(value)
                    || operation is IAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "StatusCode" } }
                )
            );

    // Reading, formatting and reporting to an error tracker do not change the answer.
    private static bool IsAside(IInvocationOperation call) =>
        call.TargetMethod.Name
            is "ToString"
                or "Capture"
                or "CaptureException"
                or "TrackException"
                or "AddException"
                or "RecordException"
                or "GetBaseException"
        || call.TargetMethod.Name is "Rollback" or "RollbackAsync" or "Increment" or "TrackEvent"
        || MemoryQueues.Is(call)
        || IsText(call)
        || call.TargetMethod.ContainingType is { SpecialType: SpecialType.System_String } or { Name: "Interlocked" or "TimeProvider" };

    /// <summary>Whether a call writes the text of an answer, which does not set its status.</summary>
    private static bool IsText(IInvocationOperation call) =>
        call.TargetMethod.Name is "WriteAsync" or "WriteAsJsonAsync"
        && EndpointMethods.IsIn(call.TargetMethod.ContainingType, "Microsoft.AspNetCore.Http");

    public static bool IsSuccess(IOperation value)
    {
        var bare = Values.Bare(value);
        return bare switch
        {
            { ConstantValue: { HasValue: true, Value: null } } => true,
            IPropertyReferenceOperation { Property: { Name: "CompletedTask", ContainingType.Name: "Task" or "ValueTask" } } => true,
            IPropertyReferenceOperation { Property: { Name: "Empty", ContainingType.Name: "Results" or "TypedResults" } } => true,
            IDefaultValueOperation => Effects.IsTask(bare.Type),
            IInvocationOperation { TargetMethod.Name: "FromResult", Arguments: [var result] } => IsSuccess(result.Value),
            IInvocationOperation { TargetMethod.Name: "StatusCode", Arguments: [var status, ..] } => IsSuccessStatus(status.Value),
            IInvocationOperation call => Successes.Contains(call.TargetMethod.Name) && call.Arguments.All(IsSuccessArgument),
            IObjectCreationOperation { Type.Name: "StatusCodeResult", Arguments: [var status] } => IsSuccessStatus(status.Value),
            IObjectCreationOperation creation => creation.Type is { } type && Successes.Contains(type.Name) && creation.Initializer is null,
            _ => false,
        };
    }

    private static bool IsSuccessArgument(IArgumentOperation argument) =>
        argument.Parameter?.Name != "statusCode" || argument.ArgumentKind == ArgumentKind.DefaultValue || IsSuccessStatus(argument.Value);

    private static bool IsSuccessStatus(IOperation value) => value.ConstantValue is { HasValue: true, Value: >= 200 and < 300 };
}
