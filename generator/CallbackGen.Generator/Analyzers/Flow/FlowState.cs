using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace CallbackGen.Generator.Analyzers.Flow;

/// <summary>The knowledge at one point of a function: the values of its variables, and the outcomes of results.</summary>
internal sealed class FlowState : IEquatable<FlowState>
{
    private FlowState(ImmutableDictionary<object, FlowValue> variables, Facts facts)
    {
        Variables = variables;
        Facts = facts;
    }

    public static FlowState Empty { get; } = new(ImmutableDictionary<object, FlowValue>.Empty, Facts.None);

    public ImmutableDictionary<object, FlowValue> Variables { get; }

    public Facts Facts { get; }

    public FlowValue this[object variable] => Variables.TryGetValue(variable, out var value) ? value : FlowValue.Unknown;

    public FlowState With(object variable, FlowValue value) => new(Variables.SetItem(variable, value), Facts);

    public FlowState With(Facts facts) => new(Variables, Facts.And(facts));

    /// <summary>Returns the state without the variables that meet a condition.</summary>
    public FlowState Without(Func<object, FlowValue, bool> isMeant)
    {
        var forgotten = Variables.Where(variable => isMeant(variable.Key, variable.Value)).Select(variable => variable.Key).ToList();
        return forgotten.Count == 0 ? this : new FlowState(Variables.RemoveRange(forgotten), Facts);
    }

    /// <summary>Whether every counter has the same number in both states.</summary>
    public bool CountsAs(FlowState other) => Counts(this, other) && Counts(other, this);

    private static bool Counts(FlowState state, FlowState other) =>
        state.Variables.All(variable => !IsCounter(variable.Key, variable.Value) || variable.Value.Equals(other[variable.Key]));

    /// <summary>Whether a variable in the source has a known number.</summary>
    public static bool IsCounter(object variable, FlowValue value) => value is NumberValue && variable is ILocalSymbol or IParameterSymbol;

    /// <summary>
    /// Returns the state after the same expression returns a result again: knowledge about the earlier result does not apply to the new
    /// one.
    /// </summary>
    public FlowState Renew(object result)
    {
        var variables = Variables;
        foreach (var variable in Variables)
            variables = variables.SetItem(variable.Key, Without(variable.Value, result));
        return new FlowState(variables, Facts.Without(result));
    }

    private static FlowValue Without(FlowValue value, object result) =>
        value switch
        {
            ResultValue { Result: var known } when known.Equals(result) => FlowValue.Unknown,
            MessageValue { Result: var of } when of.Equals(result) => FlowValue.Unknown,
            RejectionValue { Result: var why } when why.Equals(result) => FlowValue.Unknown,
            BoolValue condition => condition.Without(result),
            OptionalValue optional => new OptionalValue(optional.IsThere.Without(result)),
            TupleValue tuple => new TupleValue([.. tuple.Items.Select(item => Without(item, result))]),
            _ => value,
        };

    /// <summary>Returns the knowledge that is true on every path into a block.</summary>
    public static FlowState Join(int block, IReadOnlyList<FlowState> ways)
    {
        if (ways.Count == 1)
            return ways[0];
        var facts = ways.Select(way => way.Facts).Aggregate((left, right) => left.Or(right));
        var variables = ImmutableDictionary.CreateBuilder<object, FlowValue>();
        foreach (var variable in ways.SelectMany(way => way.Variables.Keys).Distinct())
        {
            // A variable that has no value yet on some path cannot be read before it is assigned.
            var set = ways.Where(way => way.Variables.ContainsKey(variable)).ToList();
            variables[variable] = Join(block, variable, set, ref facts);
        }

        return new FlowState(variables.ToImmutable(), facts);
    }

    private static FlowValue Join(int block, object variable, List<FlowState> ways, ref Facts facts)
    {
        var values = ways.Select(way => way.Variables[variable]).ToList();
        if (values.All(value => value is BoolValue))
        {
            // When the variable is true, it came from a path on which it can be true, and so did that path's facts.
            return ways.Select(way => BoolValue.Both(way.Facts, (BoolValue)way.Variables[variable])).Aggregate(BoolValue.Either);
        }

        if (values.Distinct().Count() == 1)
            return values[0];
        var results = values.Select(ResultOf).ToList();
        if (values.All(value => value is ResultValue))
            return new ResultValue(JoinResults(block, variable, ways, results!, ref facts));
        if (!values.All(value => value is MessageValue or NullValue))
            return values.Any(value => value is NullValue or OptionalValue) ? JoinOptional(variable, ways) : FlowValue.Unknown;
        var named = results.Where(result => result is not null).Distinct().ToList();
        if (named.Count == 1)
            return new MessageValue(named[0]!, IsExact: false);
        return values.All(value => value is MessageValue)
            ? new MessageValue(
                JoinResults(block, variable, ways, results!, ref facts),
                values.All(value => value is MessageValue { IsExact: true })
            )
            : FlowValue.Unknown;
    }

    /// <summary>Joins a variable that is null on some paths: whether it is null shows which path was taken.</summary>
    private static OptionalValue JoinOptional(object variable, List<FlowState> ways) =>
        new(ways.Select(way => BoolValue.Both(way.Facts, Presence(way.Variables[variable]))).Aggregate(BoolValue.Either));

    private static BoolValue Presence(FlowValue value) =>
        value switch
        {
            NullValue => FlowValue.False,
            PresentValue or NumberValue => FlowValue.True,
            OptionalValue optional => optional.IsThere,
            MessageValue { IsExact: true } message => BoolValue.Of(message.Result),
            _ => BoolValue.Nothing,
        };

    private static object? ResultOf(FlowValue value) =>
        value switch
        {
            ResultValue result => result.Result,
            MessageValue message => message.Result,
            _ => null,
        };

    /// <summary>Joins several results into one, which succeeded when each of them did.</summary>
    private static JoinedResult JoinResults(int block, object variable, List<FlowState> ways, List<object> results, ref Facts facts)
    {
        var joined = new JoinedResult(block, variable);
        var outcomes = ways.Zip(results, (way, result) => way.Facts.OutcomeOf(result)).Distinct().ToList();
        facts = facts.Without(joined);
        if (outcomes.Count == 1 && outcomes[0] is { } outcome)
            facts = facts.And(Facts.Of(joined, outcome));
        return joined;
    }

    public bool Equals(FlowState? other) =>
        other is not null
        && Facts.Equals(other.Facts)
        && Variables.Count == other.Variables.Count
        && Variables.All(variable => other.Variables.TryGetValue(variable.Key, out var value) && value.Equals(variable.Value));

    public override bool Equals(object? obj) => Equals(obj as FlowState);

    public override int GetHashCode() => Variables.Count;

    private sealed record JoinedResult(int Block, object Variable);
}
