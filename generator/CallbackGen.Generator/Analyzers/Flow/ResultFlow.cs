using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;

namespace CallbackGen.Generator.Analyzers.Flow;

/// <summary>
/// Follows verification results along every path of a function, to a fixed point, and then reports uses of their values
/// on paths where nothing has shown that they succeeded. Lambdas begin with what is known where they are made, local
/// functions with what is known wherever they are named.
/// </summary>
internal sealed class ResultFlow(ResultSymbols symbols, Action<IOperation, bool> report, CancellationToken cancellationToken)
{
    // Far beyond any function that people write; a function that needs more is left alone.
    private const int MostVisits = 4000;

    private readonly Dictionary<IMethodSymbol, List<FlowState>> _localCalls = new(SymbolEqualityComparer.Default);

    public void Analyze(ControlFlowGraph graph, FlowState entry)
    {
        if (Solve(graph, entry) is not { } states)
            return;
        foreach (var block in graph.Blocks)
        {
            if (states[block.Ordinal] is { } state)
                Run(block, state, new Reporting(this, graph));
        }

        var waiting = graph.LocalFunctions.ToList();
        while (waiting.Count > 0)
        {
            // A function that only its like call begins with nothing known.
            var next = waiting.FirstOrDefault(_localCalls.ContainsKey) ?? waiting[0];
            waiting.Remove(next);
            var known = _localCalls.TryGetValue(next, out var calls) ? FlowState.Join(-1, calls) : FlowState.Empty;
            Analyze(graph.GetLocalFunctionControlFlowGraph(next, cancellationToken), ResultSteps.Enter(next, known, symbols));
        }
    }

    /// <summary>The state at the start of each block that can be reached; null when there is no end to it.</summary>
    private FlowState?[]? Solve(ControlFlowGraph graph, FlowState entry)
    {
        var starts = new FlowState?[graph.Blocks.Length];
        var ways = new Dictionary<int, Dictionary<int, List<FlowState>>>();
        var work = new SortedSet<int> { 0 };
        starts[0] = entry;
        for (var visits = 0; work.Count > 0; visits++)
        {
            if (visits > MostVisits)
                return null;
            cancellationToken.ThrowIfCancellationRequested();
            var block = graph.Blocks[work.Min];
            work.Remove(block.Ordinal);
            var leaving = new Leaving();
            Run(block, starts[block.Ordinal]!, leaving);
            foreach (var target in leaving.Targets)
            {
                if (!ways.TryGetValue(target.Key, out var incoming))
                    ways.Add(target.Key, incoming = []);
                incoming[block.Ordinal] = target.Value;
                var joined = FlowState.Join(target.Key, [.. incoming.OrderBy(way => way.Key).SelectMany(way => way.Value)]);
                if (joined.Equals(starts[target.Key]))
                    continue;
                starts[target.Key] = joined;
                work.Add(target.Key);
            }
        }

        return starts;
    }

    /// <summary>Runs a block's operations and says where control goes from it.</summary>
    private void Run(BasicBlock block, FlowState start, Observer observer)
    {
        var steps = new ResultSteps(symbols, start, observer);
        var handlers = Handlers(block).ToList();
        observer.Throw(handlers, steps.State);
        foreach (var operation in block.Operations)
        {
            steps.Evaluate(operation);
            if (steps.IsDead)
                return;
            observer.Throw(handlers, steps.State);
        }

        var condition = block.BranchValue is { } value ? steps.Evaluate(value) : null;
        if (steps.IsDead)
            return;
        observer.Throw(handlers, steps.State);
        if (block.ConditionKind == ControlFlowConditionKind.None || condition is not BoolValue known)
        {
            observer.Go(block.ConditionalSuccessor, steps.State);
            observer.Go(block.FallThroughSuccessor, steps.State);
            return;
        }

        var jumps = block.ConditionKind == ControlFlowConditionKind.WhenTrue ? known : known.Negated;
        if (jumps.WhenTrue is { } taken && !steps.State.Facts.Contradicts(taken))
            observer.Go(block.ConditionalSuccessor, steps.State.With(taken));
        if (jumps.WhenFalse is { } passed && !steps.State.Facts.Contradicts(passed))
            observer.Go(block.FallThroughSuccessor, steps.State.With(passed));
    }

    /// <summary>The first blocks of the handlers that an exception in a block leads to.</summary>
    private static IEnumerable<int> Handlers(BasicBlock block)
    {
        // The root of a lambda's graph stands in a region of the function around it, whose handlers are none of its blocks.
        for (var region = block.EnclosingRegion; region is not null and not { Kind: ControlFlowRegionKind.Root }; region = region.EnclosingRegion)
        {
            if (region.Kind != ControlFlowRegionKind.Try)
                continue;
            foreach (var handler in region.EnclosingRegion!.NestedRegions.Where(nested => nested.Kind != ControlFlowRegionKind.Try))
                yield return handler.FirstBlockOrdinal;
        }
    }

    /// <summary>What looks on while operations run.</summary>
    internal abstract class Observer
    {
        public virtual void Go(ControlFlowBranch? branch, FlowState state)
        {
        }

        public virtual void Throw(IReadOnlyList<int> handlers, FlowState state)
        {
        }

        /// <summary>A value is used that nothing has shown to be there; or that is known not to be there, where the result was refused.</summary>
        public virtual void Report(IOperation use, bool isRefused)
        {
        }

        public virtual void Lambda(IFlowAnonymousFunctionOperation lambda, FlowState state)
        {
        }

        public virtual void LocalFunction(IMethodSymbol function, FlowState state)
        {
        }
    }

    private sealed class Leaving : Observer
    {
        public Dictionary<int, List<FlowState>> Targets { get; } = [];

        public override void Go(ControlFlowBranch? branch, FlowState state)
        {
            if (branch?.Destination is { } target)
                Add(target.Ordinal, state);
        }

        public override void Throw(IReadOnlyList<int> handlers, FlowState state)
        {
            foreach (var handler in handlers)
                Add(handler, state);
        }

        private void Add(int target, FlowState state)
        {
            if (!Targets.TryGetValue(target, out var states))
                Targets.Add(target, states = []);
            if (!states.Contains(state))
                states.Add(state);
        }
    }

    private sealed class Reporting(ResultFlow flow, ControlFlowGraph graph) : Observer
    {
        public override void Report(IOperation use, bool isRefused) => flow.Report(use, isRefused);

        public override void Lambda(IFlowAnonymousFunctionOperation lambda, FlowState state) => flow.EnterLambda(graph, lambda, state);

        public override void LocalFunction(IMethodSymbol function, FlowState state) => flow.Call(function, state);
    }

    private void Report(IOperation use, bool isRefused) => report(use, isRefused);

    private void EnterLambda(ControlFlowGraph graph, IFlowAnonymousFunctionOperation lambda, FlowState state) =>
        Analyze(graph.GetAnonymousFunctionControlFlowGraph(lambda, cancellationToken), ResultSteps.Enter(lambda.Symbol, state, symbols));

    private void Call(IMethodSymbol function, FlowState state)
    {
        if (!_localCalls.TryGetValue(function, out var calls))
            _localCalls.Add(function, calls = []);
        calls.Add(state);
    }
}
