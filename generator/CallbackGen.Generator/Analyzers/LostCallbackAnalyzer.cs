using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>
/// CBG1010: a handler tells the provider that a callback was handled although it failed or has not happened yet, so that
/// nobody sends it again; or it blocks a thread until it has.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LostCallbackAnalyzer : HandlerAnalyzer
{
    /// <summary>The property of a diagnostic that says what is wrong.</summary>
    internal const string Kind = "Kind";

    internal const string Swallows = "swallows", Forgets = "forgets", Blocks = "blocks";

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.LostCallback];

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        var functions = new CallbackFunctions(symbols);
        context.RegisterOperationAction(
            operation =>
            {
                if (functions.Of(operation.Operation, operation.ContainingSymbol) is var (function, body))
                    Analyze(operation, function, body);
            },
            OperationKind.MethodBody, OperationKind.AnonymousFunction, OperationKind.LocalFunction);
    }

    private static void Analyze(OperationAnalysisContext context, IMethodSymbol function, IOperation body)
    {
        var words = DecidingWords.Of(context);
        var effects = new Effects(words);
        foreach (var clause in new Swallowing(words).In(body))
        {
            var place = clause.Syntax is CatchClauseSyntax syntax ? syntax.CatchKeyword.GetLocation() : clause.Syntax.GetLocation();
            Report(place, Swallows, "The provider is told that the callback was handled although it failed here, and never sends it again; rethrow, or answer with an error");
        }

        foreach (var forgotten in Forgotten(body, effects))
            Report(PlaceOf(forgotten), forgotten is IExpressionStatementOperation ? Forgets : "", "The provider is told that the callback was handled before this has happened, and never sends it again if it fails; await it");
        if (function is { IsAsync: true, ReturnsVoid: true } && ReturnType(function, context.CancellationToken) is { } type)
            Report(type.GetLocation(), Forgets, "Nobody can wait for an async void handler: the provider is answered before it has done anything; return a Task");
        foreach (var blocking in Blocking(body))
            Report(blocking.Syntax.GetLocation(), Blocks, "This blocks a thread until the task has ended, and callbacks come in bursts; await it");

        void Report(Location location, string kind, string message) => context.ReportDiagnostic(Diagnostic.Create(
            HandlerRules.LostCallback, location, ImmutableDictionary<string, string?>.Empty.Add(Kind, kind), message));
    }

    /// <summary>What starts work and does not wait for it, where the handler waits for no work at all.</summary>
    private static List<IOperation> Forgotten(IOperation body, Effects effects)
    {
        var started = Values.Directly(body).Where(operation => operation switch
        {
            IExpressionStatementOperation statement => Started(statement.Operation, effects),
            IVariableDeclaratorOperation declarator => declarator.GetVariableInitializer()?.Value is { } task && Effects.IsTask(task.Type) && Started(task, effects) && !IsRead(declarator.Symbol, body),
            IDelegateCreationOperation { Target: IAnonymousFunctionOperation { Symbol: { IsAsync: true, ReturnsVoid: true } }, Parent: not IEventAssignmentOperation } => true,
            _ => false,
        }).ToList();
        // Where something was stored first, the rest may be done at leisure.
        var isStored = effects.In(body).Any(effect => !started.Any(start => start.Syntax.Span.Contains(effect.Syntax.Span) || effect.Syntax.Span.Contains(start.Syntax.Span)));
        return isStored ? [] : started;
    }

    private static bool IsRead(ILocalSymbol local, IOperation body) =>
        body.Descendants().Any(operation => operation is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local));

    private static Location PlaceOf(IOperation started) => started is IVariableDeclaratorOperation declarator ? declarator.Symbol.Locations[0] : started.Syntax.GetLocation();

    private static bool Started(IOperation expression, Effects effects) => expression switch
    {
        ISimpleAssignmentOperation { Target: IDiscardOperation, Value: var value } => Effects.IsTask(value.Type) && Started(value, effects),
        IInvocationOperation { TargetMethod: { Name: "QueueUserWorkItem" or "UnsafeQueueUserWorkItem", ContainingType.Name: "ThreadPool" } } => true,
        IInvocationOperation { TargetMethod: { Name: "Start", ContainingType.Name: "Thread" } } => true,
        IInvocationOperation { TargetMethod: { Name: "Run" or "StartNew" or "ContinueWith" or "Start", ContainingType.Name: "Task" or "TaskFactory" } } => true,
        IInvocationOperation { TargetMethod: { IsAsync: true, ReturnsVoid: true } } => true,
        IInvocationOperation { TargetMethod: { Name: "OnCompleted", ContainingType.Name: "HttpResponse" } } => true,
        IInvocationOperation { TargetMethod: { ReturnsVoid: true, Name: var name } } call when name.EndsWith("Forget", StringComparison.Ordinal) => Effects.IsTask((call.Instance ?? call.Arguments.FirstOrDefault()?.Value)?.Type),
        IInvocationOperation call => Effects.IsTask(call.Type) && effects.IsEffect(call),
        IConditionalAccessOperation { WhenNotNull: IInvocationOperation call } => Effects.IsTask(call.Type) && effects.IsEffect(call),
        IConversionOperation conversion => Started(conversion.Operand, effects),
        _ => false,
    };

    private static IEnumerable<IOperation> Blocking(IOperation body) => body.Descendants().Where(operation => Awaitable(operation) is { } task && !IsDone(task, body));

    /// <summary>The task that an expression blocks on, or null.</summary>
    private static IOperation? Awaitable(IOperation operation) => operation switch
    {
        IPropertyReferenceOperation { Property.Name: "Result", Instance: { } task } when Effects.IsTask(task.Type) => task,
        IInvocationOperation { TargetMethod.Name: "Wait", Instance: { } task } when Effects.IsTask(task.Type) => task,
        IInvocationOperation { TargetMethod: { Name: "WaitAll", ContainingType.Name: "Task" } } wait => wait,
        IInvocationOperation { TargetMethod.Name: "GetResult", Instance: IInvocationOperation { TargetMethod.Name: "GetAwaiter", Instance: { } task } }
            when Effects.IsTask(Values.Bare(task).Type) || task.Type is { Name: "ConfiguredTaskAwaitable" or "ConfiguredValueTaskAwaitable" } => Values.Bare(task),
        _ => null,
    };

    /// <summary>Whether a task in a local was awaited before, or is known to have ended.</summary>
    private static bool IsDone(IOperation task, IOperation body)
    {
        if (Values.Bare(task) is not ILocalReferenceOperation local)
            return false;
        return body.Descendants().Any(operation => operation switch
        {
            IAwaitOperation awaited => awaited.Syntax.SpanStart < task.Syntax.SpanStart && awaited.Descendants().Any(IsLocal),
            IPropertyReferenceOperation { Property.Name: "IsCompleted" or "IsCompletedSuccessfully", Instance: { } instance } => IsLocal(instance),
            _ => false,
        });

        bool IsLocal(IOperation operation) => operation is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local.Local);
    }

    private static TypeSyntax? ReturnType(IMethodSymbol function, CancellationToken cancellationToken) =>
        function.DeclaringSyntaxReferences is [var reference]
            ? reference.GetSyntax(cancellationToken) switch
            {
                MethodDeclarationSyntax method => method.ReturnType,
                LocalFunctionStatementSyntax local => local.ReturnType,
                _ => null,
            }
            : null;
}
