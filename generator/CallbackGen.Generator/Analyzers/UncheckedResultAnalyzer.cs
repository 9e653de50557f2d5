using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Flow;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers;

/// <summary>
/// CBG1003: a verification result is discarded, or its value is used on a path on which no check has shown that verification succeeded.
/// </summary>
public sealed class UncheckedResultAnalyzer : HandlerAnalyzer
{
    /// <summary>
    /// The diagnostic property which states that the result is known to be refused there: the check before it is inverted.
    /// </summary>
    internal const string IsRefused = "IsRefused";

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [HandlerRules.UncheckedResult];

    // A test that reads the value of a refused result fails, and a test may verify only to see that no exception is thrown.
    private protected override bool SparesTests => true;

    private protected override void Register(CompilationStartAnalysisContext context, CallbackSymbols symbols, SchemaPlaces places)
    {
        var results = new ResultSymbols(symbols);
        var helpers = new ResultHelpers(results, context.Compilation);
        context.RegisterOperationBlockAction(block =>
        {
            // Only code with a result in it is followed. This search takes less time than an action that is registered for each operation.
            var hasResult = false;
            foreach (var operation in block.OperationBlocks.SelectMany(root => root.DescendantsAndSelf()))
            {
                // The implicit statement of a lambda without a body, such as one that a test expects to throw, has no result to ignore.
                if (operation is IExpressionStatementOperation { IsImplicit: false } statement)
                    AnalyzeStatement(block, statement, results);
                hasResult = hasResult || HasResult(operation, symbols);
            }

            if (hasResult)
                AnalyzeBlocks(block, symbols, results, helpers);
        });
    }

    private static bool HasResult(IOperation operation, CallbackSymbols symbols) =>
        operation switch
        {
            IPropertyReferenceOperation property => symbols.IsResult(property.Property.ContainingType),
            IInvocationOperation call => symbols.IsResult(call.TargetMethod.ContainingType),
            IVariableDeclaratorOperation declarator => symbols.IsResult(declarator.Symbol.Type),
            _ => false,
        };

    /// <summary>Analyzes a statement that only verifies, or that assigns the result to the discard.</summary>
    private static void AnalyzeStatement(
        OperationBlockAnalysisContext context,
        IExpressionStatementOperation statement,
        ResultSymbols results
    )
    {
        var value = statement.Operation is ISimpleAssignmentOperation { Target: IDiscardOperation } assignment
            ? assignment.Value
            : statement.Operation;
        if (value is IAwaitOperation or IInvocationOperation && results.Yields(value.Type) && NameOf(value) is { } name)
            context.ReportDiagnostic(Ignored(value.Syntax.GetLocation(), name));
    }

    private static string? NameOf(IOperation value) =>
        value switch
        {
            IAwaitOperation wait => NameOf(wait.Operation),
            IInvocationOperation { TargetMethod.Name: "ConfigureAwait", Instance: { } task } => NameOf(task),
            IInvocationOperation call => call.TargetMethod.Name,
            _ => "the verification",
        };

    private static void AnalyzeBlocks(
        OperationBlockAnalysisContext context,
        CallbackSymbols symbols,
        ResultSymbols results,
        ResultHelpers helpers
    )
    {
        foreach (var block in context.OperationBlocks)
        {
            ReportUnread(context, block, symbols);
            if (
                block.Kind
                is not (
                    OperationKind.Block
                    or OperationKind.MethodBody
                    or OperationKind.FieldInitializer
                    or OperationKind.PropertyInitializer
                    or OperationKind.ParameterInitializer
                )
            )
                continue;
            foreach (var (use, isRefused) in UsesIn(context, block, results, helpers))
                ReportUse(context, use, isRefused);
        }
    }

    /// <summary>Returns the uses of values that no check has shown to be present, one for each result.</summary>
    private static IReadOnlyCollection<(IOperation Use, bool IsRefused)> UsesIn(
        OperationBlockAnalysisContext context,
        IOperation block,
        ResultSymbols results,
        ResultHelpers helpers
    )
    {
        var graph = context.GetControlFlowGraph(block);
        var method = context.OwningSymbol as IMethodSymbol;
        var isPrivate = method is { MethodKind: MethodKind.Ordinary, DeclaredAccessibility: Accessibility.Private };
        // The arguments of a private method's callers, and the counters of loops, are analyzed only where they decide.
        var uses = Follow(counts: false, parameter => results.IsOpen(parameter) || isPrivate && results.IsResult(parameter.Type)) ?? [];
        if (uses.Count > 0 && isPrivate && method!.Parameters.Any(parameter => results.IsResult(parameter.Type)))
            uses =
                Follow(
                    counts: false,
                    parameter => results.IsResult(parameter.Type) && helpers.IsHandedUnchecked(parameter, context.CancellationToken)
                ) ?? [];
        if (uses.Count > 0 && block.Descendants().Any(operation => operation is ILoopOperation))
            uses =
                Follow(
                    counts: true,
                    parameter =>
                        results.IsOpen(parameter)
                        || isPrivate && results.IsResult(parameter.Type) && helpers.IsHandedUnchecked(parameter, context.CancellationToken)
                ) ?? uses;
        return uses;

        IReadOnlyCollection<(IOperation Use, bool IsRefused)>? Follow(bool counts, Func<IParameterSymbol, bool> isUnchecked)
        {
            var found = new Uses();
            var flow = new ResultFlow(new FlowFunction(results, helpers, block, counts, context.CancellationToken), found);
            flow.Analyze(graph, method is null ? FlowState.Empty : ResultSteps.Enter(method, FlowState.Empty, isUnchecked));
            return flow.IsComplete || !counts ? found.First : null;
        }
    }

    /// <summary>Reports a local that holds a result and is never read.</summary>
    private static void ReportUnread(OperationBlockAnalysisContext context, IOperation block, CallbackSymbols symbols)
    {
        var held = block
            .Descendants()
            .OfType<IVariableDeclaratorOperation>()
            .Where(declarator => symbols.IsResult(declarator.Symbol.Type) && declarator.GetVariableInitializer() is not null)
            .ToList();
        if (held.Count == 0)
            return;
        var read = new HashSet<ISymbol>(
            block
                .Descendants()
                .OfType<ILocalReferenceOperation>()
                .Where(reference => reference.Parent is not ISimpleAssignmentOperation assignment || assignment.Target != reference)
                .Select(reference => reference.Local),
            SymbolEqualityComparer.Default
        );
        foreach (var declarator in held.Where(declarator => !read.Contains(declarator.Symbol)))
            context.ReportDiagnostic(Ignored(declarator.Symbol.Locations[0], declarator.Symbol.Name));
    }

    private static void ReportUse(OperationBlockAnalysisContext context, IOperation use, bool isRefused)
    {
        var syntax = use.Syntax.IsKind(SyntaxKind.SuppressNullableWarningExpression) ? use.Syntax.ChildNodes().First() : use.Syntax;
        context.ReportDiagnostic(
            Diagnostic.Create(
                HandlerRules.UncheckedResult,
                syntax.GetLocation(),
                isRefused ? ImmutableDictionary<string, string?>.Empty.Add(IsRefused, "") : null,
                $"\"{syntax}\" is used where nothing has shown that verification succeeded"
            )
        );
    }

    private static Diagnostic Ignored(Location location, string name) =>
        Diagnostic.Create(HandlerRules.UncheckedResult, location, $"The result of \"{name}\" is ignored");

    /// <summary>Stores the first use of each result.</summary>
    private sealed class Uses : ResultListener
    {
        private readonly Dictionary<object, (IOperation Use, bool IsRefused)> _first = [];
        private readonly HashSet<SyntaxNode> _places = [];

        public IReadOnlyCollection<(IOperation Use, bool IsRefused)> First => _first.Values;

        public override void Use(IOperation use, object result, bool isRefused)
        {
            if (!_first.ContainsKey(result) && _places.Add(use.Syntax))
                _first.Add(result, (use, isRefused));
        }
    }
}
