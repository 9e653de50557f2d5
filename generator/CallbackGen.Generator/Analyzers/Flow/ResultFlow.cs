using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.FlowAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Flow;

/// <summary>
/// Follows verification results along every path of a function, to a fixed point, and then reports their uses to a listener. A lambda
/// starts with the knowledge where it is created, a local function with the knowledge common to all its calls.
/// </summary>
internal sealed class ResultFlow(FlowFunction function, ResultListener listener)
{
    // Far more visits than any handwritten function needs; the analysis skips a function that needs more.
    private const int MostVisits = 4000;

    // The largest number of counter states per block that are followed separately.
    private const int MostCounts = 12;

    private readonly Dictionary<IMethodSymbol, List<FlowState>> _localCalls = new(SymbolEqualityComparer.Default);

    private ResultListener Listener => listener;

    /// <summary>Whether the analysis reached a fixed point for every function.</summary>
    public bool IsComplete { get; private set; } = true;

    /// <summary>Analyzes the function of a graph, and the functions that it declares inside.</summary>
    public void Analyze(ControlFlowGraph graph, FlowState entry) => Analyze(graph, entry, isInner: false);

    private void Analyze(ControlFlowGraph graph, FlowState entry, bool isInner)
    {
        if (Solve(graph, entry) is not { } points)
        {
            IsComplete = false;
            return;
        }

        foreach (var point in points)
            Run(point.Block, point.State, new Reporting(this, graph, isInner));

        var waiting = graph.LocalFunctions.ToList();
        while (waiting.Count > 0)
        {
            // A function that only calls itself recursively starts without knowledge.
            var next = waiting.FirstOrDefault(_localCalls.ContainsKey) ?? waiting[0];
            waiting.Remove(next);
            var known = _localCalls.TryGetValue(next, out var calls) ? FlowState.Join(-1, calls) : FlowState.Empty;
            Analyze(
                graph.GetLocalFunctionControlFlowGraph(next, function.Cancellation),
                ResultSteps.Enter(next, known, _ => false),
                isInner: true
            );
        }
    }

    /// <summary>
    /// Returns the reachable blocks, each with the state at its start for every counter state of its loops; null when
    /// there is no fixed point in time.
    /// </summary>
    private List<Point>? Solve(ControlFlowGraph graph, FlowState entry)
    {
        var points = new List<Point> { new(graph.Blocks[0], 0, entry, isEntry: true) };
        var work = new SortedSet<Point>(points);
        for (var visits = 0; work.Count > 0; visits++)
        {
            if (visits > MostVisits)
                return null;
            function.Cancellation.ThrowIfCancellationRequested();
            var point = work.Min;
            work.Remove(point);
            var leaving = new Leaving();
            Run(point.Block, point.State, leaving);
            foreach (
                var target in leaving
                    .Targets.SelectMany(target =>
                        target.Value.Select(state => (Point: PointOf(points, graph.Blocks[target.Key], state), State: state))
                    )
                    .GroupBy(way => way.Point)
            )
            {
                if (target.Key.Reach(point, [.. target.Select(way => target.Key.Fit(way.State))]))
                    work.Add(target.Key);
            }
        }

        points.Sort();
        return points;
    }

    private static Point PointOf(List<Point> points, BasicBlock block, FlowState state)
    {
        var known = points.Where(point => point.Block == block).ToList();
        var same = known.FirstOrDefault(point => point.Fits(state));
        if (same is not null)
            return same;
        // The last point receives all further counter states.
        var last =
            known.FirstOrDefault(point => point.TakesAll) ?? new Point(block, points.Count, state, takesAll: known.Count >= MostCounts);
        if (!points.Contains(last))
            points.Add(last);
        return last;
    }

    /// <summary>Runs a block's operations and reports the transfers of control from it.</summary>
    private void Run(BasicBlock block, FlowState start, Observer observer)
    {
        var steps = new ResultSteps(function, start, observer);
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
            Leave(block.ConditionalSuccessor, condition, steps.State, observer);
            Leave(block.FallThroughSuccessor, condition, steps.State, observer);
            return;
        }

        var jumps = block.ConditionKind == ControlFlowConditionKind.WhenTrue ? known : known.Negated;
        if (jumps.WhenTrue is { } taken && !steps.State.Facts.Contradicts(taken))
            Leave(block.ConditionalSuccessor, null, steps.State.With(taken), observer);
        if (jumps.WhenFalse is { } passed && !steps.State.Facts.Contradicts(passed))
            Leave(block.FallThroughSuccessor, null, steps.State.With(passed), observer);
    }

    private static void Leave(ControlFlowBranch? branch, FlowValue? value, FlowState state, Observer observer)
    {
        // A counter inside a loop has no meaning outside.
        var left = branch is null ? [] : branch.LeavingRegions.SelectMany(region => region.Locals).ToList();
        observer.Go(
            branch,
            left.Count == 0
                ? state
                : state.Without(
                    (variable, known) =>
                        FlowState.IsCounter(variable, known)
                        && variable is ILocalSymbol local
                        && left.Contains(local, SymbolEqualityComparer.Default)
                )
        );
        if (
            branch
            is { Semantics: ControlFlowBranchSemantics.Return }
                or { Semantics: ControlFlowBranchSemantics.Regular, Destination.Kind: BasicBlockKind.Exit }
        )
            observer.Return(value, state);
    }

    /// <summary>Returns the ordinals of the first blocks of the handlers to which an exception in a block leads.</summary>
    private static IEnumerable<int> Handlers(BasicBlock block)
    {
        // The root region of a lambda's graph is nested in a region of the enclosing function, whose handlers are not blocks of this
        // graph.
        for (
            var region = block.EnclosingRegion;
            region is not null and not { Kind: ControlFlowRegionKind.Root };
            region = region.EnclosingRegion
        )
        {
            if (region.Kind != ControlFlowRegionKind.Try)
                continue;
            foreach (var handler in region.EnclosingRegion!.NestedRegions.Where(nested => nested.Kind != ControlFlowRegionKind.Try))
                yield return handler.FirstBlockOrdinal;
        }
    }

    /// <summary>Observes the operations while they run.</summary>
    internal abstract class Observer : ResultListener
    {
        public virtual void Go(ControlFlowBranch? branch, FlowState state) { }

        public virtual void Throw(IReadOnlyList<int> handlers, FlowState state) { }

        public virtual void Lambda(IFlowAnonymousFunctionOperation lambda, FlowState state) { }

        public virtual void LocalFunction(IMethodSymbol local, FlowState state) { }
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

    private sealed class Reporting(ResultFlow flow, ControlFlowGraph graph, bool isInner) : Observer
    {
        public override void Use(IOperation use, object result, bool isRefused) => flow.Listener.Use(use, result, isRefused);

        public override void Call(IInvocationOperation call, IReadOnlyList<FlowValue> given, FlowState state) =>
            flow.Listener.Call(call, given, state);

        public override void Return(FlowValue? value, FlowState state)
        {
            if (!isInner)
                flow.Listener.Return(value, state);
        }

        public override void Lambda(IFlowAnonymousFunctionOperation lambda, FlowState state) => flow.EnterLambda(graph, lambda, state);

        public override void LocalFunction(IMethodSymbol local, FlowState state) => flow.EnterLocal(local, state);
    }

    private void EnterLambda(ControlFlowGraph graph, IFlowAnonymousFunctionOperation lambda, FlowState state) =>
        Analyze(
            graph.GetAnonymousFunctionControlFlowGraph(lambda, function.Cancellation),
            ResultSteps.Enter(lambda.Symbol, state, parameter => function.IsGivenUnchecked(lambda, parameter)),
            isInner: true
        );

    private void EnterLocal(IMethodSymbol local, FlowState state)
    {
        if (!_localCalls.TryGetValue(local, out var calls))
            _localCalls.Add(local, calls = []);
        calls.Add(state);
    }

    /// <summary>The start of a block, for one counter state of the loops around it.</summary>
    private sealed class Point(BasicBlock block, int order, FlowState first, bool isEntry = false, bool takesAll = false)
        : IComparable<Point>
    {
        private readonly SortedDictionary<int, List<FlowState>> _ways = [];
        private readonly FlowState _counted = first;
        private bool _isReached = isEntry;

        public BasicBlock Block => block;

        public bool TakesAll => takesAll;

        public FlowState State { get; private set; } = first;

        private int Order => order;

        public bool Fits(FlowState other) => !takesAll && _counted.CountsAs(other);

        /// <summary>Returns a state as it is stored in this point.</summary>
        public FlowState Fit(FlowState other) => takesAll ? other.Without(FlowState.IsCounter) : other;

        /// <summary>Joins the states from another point into this one. Returns whether this changed the state.</summary>
        public bool Reach(Point from, List<FlowState> states)
        {
            _ways[from.Order] = states;
            var joined = FlowState.Join(block.Ordinal, [.. _ways.Values.SelectMany(way => way)]);
            if (_isReached && joined.Equals(State))
                return false;
            _isReached = true;
            State = joined;
            return true;
        }

        public int CompareTo(Point other) => (Block.Ordinal, Order).CompareTo((other.Block.Ordinal, other.Order));
    }
}
