using System.Collections.Immutable;

namespace CallbackGen.Generator.Analyzers.Flow;

/// <summary>
/// The known outcomes of verification results: each succeeded or failed. A result is identified by the operation that returned it.
/// </summary>
internal sealed class Facts : IEquatable<Facts>
{
    private readonly ImmutableDictionary<object, bool> _outcomes;

    private Facts(ImmutableDictionary<object, bool> outcomes) => _outcomes = outcomes;

    public static Facts None { get; } = new(ImmutableDictionary<object, bool>.Empty);

    public static Facts Of(object result, bool succeeded) => new(ImmutableDictionary<object, bool>.Empty.Add(result, succeeded));

    public bool Succeeded(object result) => _outcomes.TryGetValue(result, out var succeeded) && succeeded;

    public bool? OutcomeOf(object result) => _outcomes.TryGetValue(result, out var succeeded) ? succeeded : null;

    /// <summary>Returns the facts of both; where they differ, the other's.</summary>
    public Facts And(Facts other) => other._outcomes.IsEmpty ? this : new(_outcomes.SetItems(other._outcomes));

    /// <summary>Returns the facts that both have in common.</summary>
    public Facts Or(Facts other) =>
        ReferenceEquals(this, other) ? this : new(_outcomes.Where(fact => other.OutcomeOf(fact.Key) == fact.Value).ToImmutableDictionary());

    /// <summary>Whether some result has different outcomes in the two.</summary>
    public bool Contradicts(Facts other) => other._outcomes.Any(fact => OutcomeOf(fact.Key) is { } outcome && outcome != fact.Value);

    public Facts Without(object result) => _outcomes.ContainsKey(result) ? new(_outcomes.Remove(result)) : this;

    public bool Equals(Facts? other) =>
        other is not null && _outcomes.Count == other._outcomes.Count && _outcomes.All(fact => other.OutcomeOf(fact.Key) == fact.Value);

    public override bool Equals(object? obj) => Equals(obj as Facts);

    public override int GetHashCode() => _outcomes.Count;
}
