using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>
/// A handler acknowledges a callback although its work has not happened yet (CBG1010, CBG1021) or failed (CBG1020), so that the provider
/// does not send it again; or it blocks a thread until the work is done (CBG1022).
/// </summary>
public sealed class LostCallbackAnalyzer : HandlerAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } =
    [HandlerRules.ForgottenWork, HandlerRules.SwallowedFailure, HandlerRules.AsyncVoid, HandlerRules.BlockedThread];

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        var functions = new CallbackFunctions(symbols);
        var parts = new CallbackParts(symbols);
        context.RegisterOperationAction(
            operation =>
            {
                if (functions.Of(operation.Operation, operation.ContainingSymbol) is var (function, body))
                    Analyze(operation, function, body, parts);
                else if (operation.Operation is not IAnonymousFunctionOperation)
                    AnalyzeHelper(operation, functions);
            },
            OperationKind.MethodBody,
            OperationKind.AnonymousFunction,
            OperationKind.LocalFunction
        );
    }

    private static void Analyze(OperationAnalysisContext context, IMethodSymbol function, IOperation body, CallbackParts parts)
    {
        var words = DecidingWords.Of(context);
        var effects = new Effects(words);
        var swallowing = new Swallowing(words, parts);
        var forgetting = new Forgetting(effects, parts);
        foreach (var failure in swallowing.In(body))
            Report(
                HandlerRules.SwallowedFailure,
                failure.Syntax is CatchClauseSyntax syntax ? syntax.CatchKeyword.GetLocation() : failure.Syntax.GetLocation(),
                SeverityOf(failure)
            );
        var forgotten = forgetting.In(body);
        foreach (var started in forgotten)
            Report(HandlerRules.ForgottenWork, Forgetting.PlaceOf(started));
        // A handler that does all its work by one function of its class fails as that function does.
        if (SoleWork.Of(body, effects, parts, context) is { } work)
        {
            if ((work.IsIgnored || work.IsAnswer) && swallowing.In(work.Body, work.IsIgnored).FirstOrDefault() is { } lost)
                Report(HandlerRules.SwallowedFailure, work.Call.Syntax.GetLocation(), SeverityOf(lost));
            // Where the call itself is reported, the work that it starts is covered by that report.
            if (forgotten.Count == 0 && forgetting.In(work.Body).Count > 0)
                Report(HandlerRules.ForgottenWork, work.Call.Syntax.GetLocation());
        }
        else
        {
            foreach (var call in new SwallowedSteps(swallowing, effects, context.Compilation, context.CancellationToken).In(body))
                Report(HandlerRules.SwallowedFailure, call.Syntax.GetLocation(), DiagnosticSeverity.Info);
        }

        if (function is { IsAsync: true, ReturnsVoid: true } && ReturnType(function, context.CancellationToken) is { } type)
            Report(HandlerRules.AsyncVoid, type.GetLocation());
        foreach (var blocking in Blocking(body))
            Report(HandlerRules.BlockedThread, blocking.Syntax.GetLocation());

        void Report(DiagnosticDescriptor rule, Location location, DiagnosticSeverity? severity = null) =>
            context.ReportDiagnostic(Diagnostic.Create(rule, location, severity ?? rule.DefaultSeverity, null, null));
    }

    // A database failure may be a duplicate, which a handler may ignore.
    private static DiagnosticSeverity? SeverityOf(IOperation lost) =>
        lost is ICatchClauseOperation clause && !CaughtFailures.Has(clause) ? DiagnosticSeverity.Info : null;

    /// <summary>Analyzes a private or local function that a handler calls: it must not lose a callback or block a thread either.</summary>
    private static void AnalyzeHelper(OperationAnalysisContext context, CallbackFunctions functions)
    {
        var (helper, isInside) = context.Operation is ILocalFunctionOperation local
            ? (local.Symbol, functions.IsIn(local))
            : (context.ContainingSymbol as IMethodSymbol, false);
        if (
            helper
            is not { MethodKind: MethodKind.LocalFunction }
                and not { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Private }
        )
            return;
        var isVoid = helper is { IsAsync: true, ReturnsVoid: true };
        // Code inside a handler is analyzed with the handler.
        var blocking = isInside ? [] : Blocking(context.Operation).ToList();
        if (!isVoid && blocking.Count == 0 || !functions.Call(helper, context.Compilation, context.CancellationToken))
            return;
        if (isVoid && ReturnType(helper, context.CancellationToken) is { } type)
            context.ReportDiagnostic(Diagnostic.Create(HandlerRules.AsyncVoid, type.GetLocation()));
        foreach (var wait in blocking)
            context.ReportDiagnostic(Diagnostic.Create(HandlerRules.BlockedThread, wait.Syntax.GetLocation()));
    }

    private static IEnumerable<IOperation> Blocking(IOperation body) =>
        body.Descendants().Where(operation => Awaitable(operation) is { } task && !IsDone(task, body));

    /// <summary>Returns the task on which an expression blocks, or null.</summary>
    private static IOperation? Awaitable(IOperation operation) =>
        operation switch
        {
            IPropertyReferenceOperation { Property.Name: "Result", Instance: { } task } when Effects.IsTask(task.Type) => task,
            IInvocationOperation { TargetMethod.Name: "Wait", Instance: { } task } when Effects.IsTask(task.Type) => task,
            IInvocationOperation { TargetMethod: { Name: "WaitAll" or "WaitAny", ContainingType.Name: "Task" } } wait => wait,
            IInvocationOperation
            {
                TargetMethod.Name: "GetResult",
                Instance: IInvocationOperation { TargetMethod.Name: "GetAwaiter", Instance: { } task }
            }
                when Effects.IsTask(Values.Bare(task).Type)
                    || task.Type is { Name: "ConfiguredTaskAwaitable" or "ConfiguredValueTaskAwaitable" } => Values.Bare(task),
            _ => null,
        };

    /// <summary>Whether a task in a local was awaited before, or is known to be completed.</summary>
    private static bool IsDone(IOperation task, IOperation body)
    {
        if (Values.Bare(task) is not ILocalReferenceOperation local)
            return false;
        return body.Descendants()
            .Any(operation =>
                operation switch
                {
                    IAwaitOperation awaited => awaited.Syntax.SpanStart < task.Syntax.SpanStart && awaited.Descendants().Any(IsLocal),
                    IPropertyReferenceOperation { Property.Name: "IsCompleted" or "IsCompletedSuccessfully", Instance: { } instance } =>
                        IsLocal(instance),
                    _ => false,
                }
            );

        bool IsLocal(IOperation operation) =>
            operation is ILocalReferenceOperation reference && SymbolEqualityComparer.Default.Equals(reference.Local, local.Local);
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
