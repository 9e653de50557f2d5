using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds where a handler turns its own failure into a success.</summary>
internal sealed class Swallowing(DecidingWords words)
{
    // What a second try repairs. A database's own exception may be the duplicate that a handler should pass over.
    private static readonly string[] Transient = ["HttpRequestException", "TimeoutException", "IOException", "SocketException"];

    private static readonly string[] Successes =
        ["Ok", "NoContent", "Accepted", "Created", "Text", "Content", "Json", "OkResult", "OkObjectResult", "NoContentResult", "AcceptedResult", "EmptyResult", "ContentResult", "JsonResult"];

    private readonly Effects _effects = new(words);

    /// <summary>
    /// The catch clauses that lose a callback: everything that the handler does stands in their <c>try</c>, they catch
    /// everything, do nothing but log, and the handler goes on to a success.
    /// </summary>
    public IEnumerable<ICatchClauseOperation> In(IOperation handler)
    {
        foreach (var attempt in Values.Directly(handler).OfType<ITryOperation>())
        {
            // Work that stands outside is safe, and what is tried beside it may be meant to fail.
            if (!_effects.In(attempt.Body).Any() || _effects.In(handler).Any(effect => !attempt.Syntax.Span.Contains(effect.Syntax.Span)) || FailsAfter(attempt, handler))
                continue;
            foreach (var clause in attempt.Catches)
            {
                if (CatchesAll(clause) && OnlyLogs(clause.Handler))
                    yield return clause;
            }
        }
    }

    private static bool CatchesAll(ICatchClauseOperation clause)
    {
        var type = clause.ExceptionType;
        var isBroad = type is null or { SpecialType: SpecialType.System_Object }
            || type.Name is "Exception" or "SystemException" && type.ContainingNamespace?.ToDisplayString() == "System" || Transient.Contains(type.Name);
        return isBroad && (clause.Filter is null || clause.Filter is IIsPatternOperation { Pattern: INegatedPatternOperation });
    }

    private bool OnlyLogs(IOperation handler)
    {
        foreach (var operation in Values.Directly(handler))
        {
            var isQuiet = operation switch
            {
                ISimpleAssignmentOperation { Parent: IAnonymousObjectCreationOperation or IObjectOrCollectionInitializerOperation } => true,
                IAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "StatusCode" }, Value: var status } => IsSuccessStatus(status),
                IThrowOperation or IAssignmentOperation or IIncrementOrDecrementOperation => false,
                IInvocationOperation call => Sinks.Of(call) is not null || Surroundings.IsLog(call.TargetMethod, words) || IsSuccess(call) || IsAside(call),
                IReturnOperation { ReturnedValue: { } value } => IsSuccess(value),
                _ => true,
            };
            if (!isQuiet)
                return false;
        }

        return true;
    }

    /// <summary>Whether the handler says after a try that it failed, because the catch left word of it.</summary>
    private static bool FailsAfter(ITryOperation attempt, IOperation handler) =>
        Values.Directly(handler).Any(operation => operation.Syntax.SpanStart >= attempt.Syntax.Span.End
            && (operation is IThrowOperation || operation is IReturnOperation { ReturnedValue: { } value } && !IsSuccess(value) || operation is IAssignmentOperation { Target: IPropertyReferenceOperation { Property.Name: "StatusCode" } }));

    // Reading, formatting and telling an error tracker change nothing about the answer.
    private static bool IsAside(IInvocationOperation call) =>
        call.TargetMethod.Name is "ToString" or "CaptureException" or "TrackException" or "AddException" or "RecordException" or "GetBaseException"
        || call.TargetMethod.ContainingType.SpecialType == SpecialType.System_String;

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
