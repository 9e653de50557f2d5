using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Finds work that a handler starts and does not await, where the handler awaits no other work either.</summary>
internal sealed class Forgetting(Effects effects, CallbackParts parts)
{
    /// <summary>
    /// Returns the operations that start work which may fail after the answer: statements, locals that are never read, awaits of
    /// another task than that of the work.
    /// </summary>
    public List<IOperation> In(IOperation body)
    {
        var started = Values
            .Directly(body)
            .Where(operation =>
                operation switch
                {
                    IExpressionStatementOperation
                    {
                        Operation: ISimpleAssignmentOperation { Target: IFieldReferenceOperation field, Value: var task }
                    } => Effects.IsTask(task.Type) && Started(task) && !IsReadLater(field, body),
                    IExpressionStatementOperation statement => Started(statement.Operation),
                    IVariableDeclaratorOperation declarator => declarator.GetVariableInitializer()?.Value is { } task
                        && Effects.IsTask(task.Type)
                        && Started(task)
                        && !Locals.References(declarator.Symbol, body).Any(),
                    IDelegateCreationOperation
                    {
                        Target: IAnonymousFunctionOperation { Symbol: { IsAsync: true, ReturnsVoid: true } },
                        Parent: not IEventAssignmentOperation
                    } => true,
                    IAwaitOperation awaited => IsTaskOfTask(awaited.Operation.Type)
                        && IsThrownAway(awaited, body)
                        && HasWork(awaited, body),
                    IReturnOperation { ReturnedValue: { } value } => IsTaskOfTask(Surroundings.Unwrap(value).Type) && HasWork(value, body),
                    _ => false,
                }
            )
            .ToList();
        // Where an earlier effect has stored data, the remaining work need not be awaited.
        var spans = started.SelectMany(start => WorkOf(start, body)).Select(work => work.Syntax.Span).ToList();
        var isStored = effects
            .In(body)
            .Any(effect =>
                !effects.Tells(effect)
                && !parts.TakesKeyOnly(effect)
                && !Effects.IsQuestion(effect)
                && !spans.Any(span => span.Contains(effect.Syntax.Span) || effect.Syntax.Span.Contains(span))
                && started.Exists(start => Guards.IsOnTheWay(effect, start))
            );
        return isStored ? [] : started;
    }

    private static bool IsReadLater(IFieldReferenceOperation field, IOperation body) =>
        body.Descendants()
            .Any(operation =>
                operation is IFieldReferenceOperation other
                && other != field
                && SymbolEqualityComparer.Default.Equals(other.Field, field.Field)
            );

    /// <summary>Returns the location at which to report an operation that starts work.</summary>
    public static Location PlaceOf(IOperation started) =>
        started switch
        {
            IVariableDeclaratorOperation declarator => declarator.Symbol.Locations[0],
            IReturnOperation { ReturnedValue: { } value } => value.Syntax.GetLocation(),
            _ => started.Syntax.GetLocation(),
        };

    private bool Started(IOperation expression) =>
        expression switch
        {
            ISimpleAssignmentOperation { Target: IDiscardOperation, Value: var value } => Effects.IsTask(value.Type) && Started(value),
            IInvocationOperation
            {
                TargetMethod: { Name: "QueueUserWorkItem" or "UnsafeQueueUserWorkItem", ContainingType.Name: "ThreadPool" }
            } => true,
            IInvocationOperation { TargetMethod: { Name: "Start", ContainingType.Name: "Thread" } } => true,
            IInvocationOperation
            {
                TargetMethod:
                {
                    Name: "Run" or "StartNew" or "ContinueWith" or "Start" or "WhenAll" or "WhenAny",
                    ContainingType.Name: "Task" or "TaskFactory"
                }
            } => true,
            IInvocationOperation { TargetMethod: { IsAsync: true, ReturnsVoid: true } } => true,
            IInvocationOperation { TargetMethod: { Name: "OnCompleted", ContainingType.Name: "HttpResponse" } } => true,
            IInvocationOperation { TargetMethod: { ReturnsVoid: true, Name: var name } } call
                when name.EndsWith("Forget", StringComparison.Ordinal) => Effects.IsTask(
                (call.Instance ?? call.Arguments.FirstOrDefault()?.Value)?.Type
            ),
            IInvocationOperation call => Effects.IsTask(call.Type) && effects.IsEffect(call),
            IConditionalAccessOperation { WhenNotNull: IInvocationOperation call } => Effects.IsTask(call.Type) && effects.IsEffect(call),
            IConversionOperation conversion => Started(conversion.Operand),
            _ => false,
        };

    /// <summary>
    /// Whether a task completes with another task that has its own completion: the task of <c>WhenAny</c>, or of
    /// <c>StartNew</c> with an async function.
    /// </summary>
    private static bool IsTaskOfTask(ITypeSymbol? type) =>
        type is INamedTypeSymbol { TypeArguments: [var inner] } && Effects.IsTask(type) && Effects.IsTask(inner);

    /// <summary>Whether no code awaits the inner task that an await returns: it is dropped, or only compared with another.</summary>
    private static bool IsThrownAway(IAwaitOperation awaited, IOperation body) =>
        Outer(awaited) switch
        {
            IExpressionStatementOperation or ISimpleAssignmentOperation { Target: IDiscardOperation } => true,
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => Locals
                .References(declarator.Symbol, body)
                .All(IsTold),
            var outer => IsEquality(outer),
        }
        && TasksIn(awaited)
            .All(task =>
                Locals.References(task, body).All(reference => awaited.Syntax.Span.Contains(reference.Syntax.Span) || IsTold(reference))
            );

    private bool HasWork(IOperation started, IOperation body) =>
        WorkOf(started, body).SelectMany(work => work.DescendantsAndSelf()).OfType<IInvocationOperation>().Any(effects.IsEffect);

    /// <summary>Returns the calls that start work, and the initializers of its tasks.</summary>
    private static IEnumerable<IOperation> WorkOf(IOperation started, IOperation body)
    {
        var tasks = TasksIn(started).ToList();
        return body.Descendants()
            .OfType<IVariableDeclaratorOperation>()
            .Where(declarator => tasks.Contains(declarator.Symbol, SymbolEqualityComparer.Default))
            .Prepend(started);
    }

    private static IEnumerable<ILocalSymbol> TasksIn(IOperation operation) =>
        operation
            .Descendants()
            .OfType<ILocalReferenceOperation>()
            .Where(reference => Effects.IsTask(reference.Type))
            .Select(reference => reference.Local);

    private static bool IsTold(IOperation task) => IsEquality(Outer(task));

    private static bool IsEquality(IOperation? operation) =>
        operation is IBinaryOperation { OperatorKind: BinaryOperatorKind.Equals or BinaryOperatorKind.NotEquals };

    private static IOperation? Outer(IOperation operation)
    {
        var outer = operation.Parent;
        while (outer is IConversionOperation or IParenthesizedOperation)
            outer = outer.Parent;
        return outer;
    }
}
