using System.Collections.Immutable;

namespace CallbackGen.Generator.Analyzers.Flow;

/// <summary>What is known of verification results: that one succeeded, or that it failed. Results are named by where they came from.</summary>
internal sealed class Facts : IEquatable<Facts>
{
    private readonly ImmutableDictionary<object, bool> _outcomes;

    private Facts(ImmutableDictionary<object, bool> outcomes) => _outcomes = outcomes;

    public static Facts None { get; } = new(ImmutableDictionary<object, bool>.Empty);

    public static Facts Of(object result, bool succeeded) => new(ImmutableDictionary<object, bool>.Empty.Add(result, succeeded));

    public bool Succeeded(object result) => _outcomes.TryGetValue(result, out var succeeded) && succeeded;

    public bool? OutcomeOf(object result) => _outcomes.TryGetValue(result, out var succeeded) ? succeeded : null;

    /// <summary>What either says; the other prevails where they differ.</summary>
    public Facts And(Facts other) => other._outcomes.IsEmpty ? this : new(_outcomes.SetItems(other._outcomes));

    /// <summary>What both say.</summary>
    public Facts Or(Facts other) =>
        ReferenceEquals(this, other) ? this : new(_outcomes.Where(fact => other.OutcomeOf(fact.Key) == fact.Value).ToImmutableDictionary());

    /// <summary>Whether both cannot be.</summary>
    public bool Contradicts(Facts other) => other._outcomes.Any(fact => OutcomeOf(fact.Key) is { } outcome && outcome != fact.Value);

    public Facts Without(object result) => _outcomes.ContainsKey(result) ? new(_outcomes.Remove(result)) : this;

    public bool Equals(Facts? other) =>
        other is not null && _outcomes.Count == other._outcomes.Count && _outcomes.All(fact => other.OutcomeOf(fact.Key) == fact.Value);

    public override bool Equals(object? obj) => Equals(obj as Facts);

    public override int GetHashCode() => _outcomes.Count;
}
