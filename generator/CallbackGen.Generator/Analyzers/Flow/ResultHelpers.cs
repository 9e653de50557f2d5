using System.Collections.Concurrent;
using CallbackGen.Generator.Analyzers.Semantics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Flow;

/// <summary>
/// Extends the analysis of a function by one call: to the summaries of the methods that it calls, to the arguments that the callers of a
/// private method pass, and to the assignments of a private field. Each is computed on demand, and once.
/// </summary>
internal sealed class ResultHelpers
{
    private readonly ConcurrentDictionary<IMethodSymbol, ResultHelper?> _helpers = new(SymbolEqualityComparer.Default);
    private readonly ConcurrentDictionary<ISymbol, bool> _unchecked = new(SymbolEqualityComparer.Default);
    private readonly ResultSymbols _symbols;
    private readonly Compilation _compilation;

    public ResultHelpers(ResultSymbols symbols, Compilation compilation)
    {
        _symbols = symbols;
        _compilation = compilation;
        Sequences = new ResultSequences(symbols, this);
    }

    /// <summary>The analysis of sequences of results.</summary>
    public ResultSequences Sequences { get; }

    /// <summary>
    /// Returns the summary of a method's body; null where its source is not available, or where an override may run instead.
    /// </summary>
    public ResultHelper? Of(IMethodSymbol method, CancellationToken cancellationToken) =>
        !method.IsVirtual && MethodBodies.Written(method, _compilation, cancellationToken) is { } written
            ? _helpers.GetOrAdd(written, _ => Read(written, cancellationToken))
            : null;

    /// <summary>
    /// Whether a private field or property is assigned unchecked results, and its type never tests whether they succeeded.
    /// </summary>
    public bool IsUnchecked(ISymbol member, CancellationToken cancellationToken) =>
        _unchecked.GetOrAdd(
            member.OriginalDefinition,
            declared => IsGivenUnchecked(MethodBodies.UsesOf(declared, _compilation, cancellationToken), cancellationToken)
        );

    /// <summary>Whether some caller passes an unchecked result to a private method.</summary>
    public bool IsHandedUnchecked(IParameterSymbol parameter, CancellationToken cancellationToken) =>
        parameter.ContainingSymbol is IMethodSymbol method
        && MethodBodies.UsesOf(method, _compilation, cancellationToken) is { } uses
        && uses.Any(use =>
            use is IInvocationOperation call ? Hands(call, parameter, cancellationToken) : IsGivenUncheckedItems(use, cancellationToken)
        );

    private ResultHelper? Read(IMethodSymbol method, CancellationToken cancellationToken)
    {
        if (
            MethodBodies.Of(method, _compilation, cancellationToken) is not { } body
            || FlowFunction.GraphOf(body, cancellationToken) is not { } graph
        )
            return null;
        var returns = new Returns();
        var flow = new ResultFlow(new FlowFunction(_symbols, null, Values.Root(body), Counts: false, cancellationToken), returns);
        flow.Analyze(graph, ResultSteps.Enter(method, FlowState.Empty, parameter => _symbols.IsResult(parameter.Type)));
        return flow.IsComplete ? returns.Summary(method) : null;
    }

    private bool Hands(IInvocationOperation call, IParameterSymbol parameter, CancellationToken cancellationToken)
    {
        var root = Values.Root(call);
        if (FlowFunction.GraphOf(root, cancellationToken) is not { } graph)
            return false;
        var handing = new Handing(call, parameter);
        var entry = root.SemanticModel?.GetDeclaredSymbol(root.Syntax, cancellationToken) is IMethodSymbol caller
            ? ResultSteps.Enter(caller, FlowState.Empty, _symbols.IsOpen)
            : FlowState.Empty;
        new ResultFlow(new FlowFunction(_symbols, this, root, Counts: false, cancellationToken), handing).Analyze(graph, entry);
        return handing.IsUnchecked;
    }

    /// <summary>Whether a method group is called with the items of an unchecked sequence.</summary>
    private bool IsGivenUncheckedItems(IOperation group, CancellationToken cancellationToken) =>
        ResultSequences.CallOf(group) is { } call && Sequences.OutcomeOf(ResultSequences.SourceOf(call), cancellationToken) == false;

    private bool IsGivenUnchecked(IReadOnlyList<IOperation>? uses, CancellationToken cancellationToken)
    {
        if (uses is null)
            return false;
        var isGiven = false;
        foreach (var use in uses)
        {
            if (use.Parent is ISimpleAssignmentOperation assignment && assignment.Target == use)
            {
                if (!IsFresh(assignment.Value, cancellationToken))
                    return false;
                isGiven = true;
            }
            else if (!IsUse(use))
            {
                return false;
            }
        }

        return isGiven;
    }

    /// <summary>Whether a value is a result as a call returned it, which no code has checked.</summary>
    public bool IsFresh(IOperation value, CancellationToken cancellationToken) =>
        Values.Bare(value) switch
        {
            IInvocationOperation call => _symbols.Yields(call.TargetMethod.ReturnType)
                && Of(call.TargetMethod, cancellationToken)?.YieldsSuccess != true,
            ILocalReferenceOperation local => Values.WrittenTo(local) is { Count: > 0 } written
                && written.All(one => Values.Bare(one) is IInvocationOperation call && IsFresh(call, cancellationToken))
                && IsOnlyUsed(local.Local, local),
            _ => false,
        };

    /// <summary>Whether every read of a local uses the result's value unchecked, or assigns the local to another variable.</summary>
    private static bool IsOnlyUsed(ILocalSymbol local, IOperation place) =>
        Values
            .Root(place)
            .Descendants()
            .OfType<ILocalReferenceOperation>()
            .Where(reference => SymbolEqualityComparer.Default.Equals(reference.Local, local))
            .All(reference => reference.Parent is ISimpleAssignmentOperation || IsUse(reference));

    /// <summary>Whether code uses a result's value unchecked, or only names the result.</summary>
    private static bool IsUse(IOperation result) =>
        result.Parent switch
        {
            IPropertyReferenceOperation
            {
                Property.Name: "Value",
                Parent: IMemberReferenceOperation
                    or IInvocationOperation
                    or IArgumentOperation
                    or IReturnOperation
                    or ISimpleAssignmentOperation
                    or IVariableInitializerOperation
            } => true,
            IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator } => IsOnlyUsed(declarator.Symbol, result),
            INameOfOperation => true,
            _ => false,
        };

    /// <summary>Collects the facts at each return of a function.</summary>
    private sealed class Returns : ResultListener
    {
        private Facts? _known;
        private BoolValue? _answer;
        private bool _isAnswered = true;
        private bool _passes = true;

        public override void Return(FlowValue? value, FlowState state)
        {
            _known = BoolValue.Either(_known, state.Facts);
            _passes = _passes && value is ResultValue { Result: var result } && state.Facts.Succeeded(result);
            _isAnswered = _isAnswered && value is BoolValue;
            if (_isAnswered)
            {
                var answer = BoolValue.Both(state.Facts, (BoolValue)value!);
                _answer = _answer is null ? answer : BoolValue.Either(_answer, answer);
            }
        }

        public ResultHelper? Summary(IMethodSymbol method) =>
            _known is null ? null : new ResultHelper(method, _known, _isAnswered ? _answer : null, _passes);
    }

    /// <summary>Examines the argument of one call for one parameter.</summary>
    private sealed class Handing(IInvocationOperation meant, IParameterSymbol parameter) : ResultListener
    {
        public bool IsUnchecked { get; private set; }

        public override void Call(IInvocationOperation call, IReadOnlyList<FlowValue> given, FlowState state)
        {
            if (call.Syntax == meant.Syntax)
                IsUnchecked =
                    IsUnchecked
                    || ResultHelper
                        .Handed(call, given)
                        .Any(handed => handed.Ordinal == parameter.Ordinal && !state.Facts.Succeeded(handed.Result));
        }
    }
}
