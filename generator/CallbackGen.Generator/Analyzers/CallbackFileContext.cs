using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CallbackGen.Generator.Analyzers;

/// <summary>
/// The start of a compilation, shared by several rules. Their actions run only in files that may deal with callbacks. The compiler calls
/// one action for each kind of operation: dispatching a separate action of each rule would take longer than most of the rules.
/// </summary>
// The rules that receive this context register the actions.
#pragma warning disable RS1012
internal sealed class CallbackFileContext(CompilationStartAnalysisContext start)
    : CompilationStartAnalysisContext(start.Compilation, start.Options, start.CancellationToken)
#pragma warning restore RS1012
{
    private readonly CallbackFiles _files = CallbackFiles.Of(start.Compilation);
    private readonly Dictionary<OperationKind, List<Action<OperationAnalysisContext>>> _operations = [];
    private readonly Dictionary<SymbolKind, List<Action<SymbolAnalysisContext>>> _symbols = [];
    private readonly List<Action<OperationBlockAnalysisContext>> _blocks = [];

    /// <summary>Registers the collected actions with the compiler.</summary>
    public void End()
    {
        foreach (var kind in _operations)
        {
            var actions = kind.Value.ToArray();
            start.RegisterOperationAction(
                Only<OperationAnalysisContext>(context => context.Operation.Syntax.SyntaxTree, context => Run(actions, context)),
                kind.Key
            );
        }

        foreach (var kind in _symbols)
        {
            var actions = kind.Value.ToArray();
            start.RegisterSymbolAction(context => OfSymbol(actions, context), kind.Key);
        }

        if (_blocks.Count == 0)
            return;
        var blocks = _blocks.ToArray();
        start.RegisterOperationBlockAction(
            Only<OperationBlockAnalysisContext>(context => context.OperationBlocks[0].Syntax.SyntaxTree, context => Run(blocks, context))
        );
    }

    public override void RegisterOperationAction(Action<OperationAnalysisContext> action, ImmutableArray<OperationKind> operationKinds) =>
        Add(_operations, operationKinds, action);

    public override void RegisterSymbolAction(Action<SymbolAnalysisContext> action, ImmutableArray<SymbolKind> symbolKinds) =>
        Add(_symbols, symbolKinds, action);

    public override void RegisterOperationBlockAction(Action<OperationBlockAnalysisContext> action) => _blocks.Add(action);

    public override void RegisterOperationBlockStartAction(Action<OperationBlockStartAnalysisContext> action) =>
        start.RegisterOperationBlockStartAction(
            Only<OperationBlockStartAnalysisContext>(context => context.OperationBlocks[0].Syntax.SyntaxTree, action)
        );

    public override void RegisterSyntaxNodeAction<TLanguageKindEnum>(
        Action<SyntaxNodeAnalysisContext> action,
        ImmutableArray<TLanguageKindEnum> syntaxKinds
    ) => start.RegisterSyntaxNodeAction(Only<SyntaxNodeAnalysisContext>(context => context.Node.SyntaxTree, action), syntaxKinds);

    public override void RegisterSemanticModelAction(Action<SemanticModelAnalysisContext> action) =>
        start.RegisterSemanticModelAction(Only<SemanticModelAnalysisContext>(context => context.SemanticModel.SyntaxTree, action));

    public override void RegisterSyntaxTreeAction(Action<SyntaxTreeAnalysisContext> action) =>
        start.RegisterSyntaxTreeAction(Only<SyntaxTreeAnalysisContext>(context => context.Tree, action));

    public override void RegisterCodeBlockAction(Action<CodeBlockAnalysisContext> action) =>
        start.RegisterCodeBlockAction(Only<CodeBlockAnalysisContext>(context => context.CodeBlock.SyntaxTree, action));

    public override void RegisterCodeBlockStartAction<TLanguageKindEnum>(Action<CodeBlockStartAnalysisContext<TLanguageKindEnum>> action) =>
        start.RegisterCodeBlockStartAction(
            Only<CodeBlockStartAnalysisContext<TLanguageKindEnum>>(context => context.CodeBlock.SyntaxTree, action)
        );

    public override void RegisterCompilationEndAction(Action<CompilationAnalysisContext> action) =>
        start.RegisterCompilationEndAction(action);

    private static void Add<TKind, TContext>(
        Dictionary<TKind, List<Action<TContext>>> actions,
        ImmutableArray<TKind> kinds,
        Action<TContext> action
    )
        where TKind : struct
    {
        foreach (var kind in kinds)
        {
            if (!actions.TryGetValue(kind, out var several))
                actions.Add(kind, several = []);
            several.Add(action);
        }
    }

    private static void Run<TContext>(Action<TContext>[] actions, TContext context)
    {
        foreach (var action in actions)
            action(context);
    }

    /// <summary>Runs the actions once for a symbol, which may be declared in several files.</summary>
    private void OfSymbol(Action<SymbolAnalysisContext>[] actions, SymbolAnalysisContext context)
    {
        foreach (var location in context.Symbol.Locations)
        {
            if (location.SourceTree is { } tree && _files.MayConcern(tree))
            {
                Run(actions, context);
                return;
            }
        }
    }

    private Action<TContext> Only<TContext>(Func<TContext, SyntaxTree> treeOf, Action<TContext> action) =>
        context =>
        {
            if (_files.MayConcern(treeOf(context)))
                action(context);
        };
}
