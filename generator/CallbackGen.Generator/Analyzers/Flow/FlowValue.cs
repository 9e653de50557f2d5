using System.Collections.Immutable;

namespace CallbackGen.Generator.Analyzers.Flow;

/// <summary>What a variable or expression holds, as far as verification results are concerned.</summary>
internal abstract record FlowValue
{
    public static FlowValue Unknown { get; } = new UnknownValue();

    public static FlowValue Null { get; } = new NullValue();

    public static FlowValue Present { get; } = new PresentValue();

    public static BoolValue True { get; } = new(Facts.None, null);

    public static BoolValue False { get; } = new(null, Facts.None);
}

internal sealed record UnknownValue : FlowValue;

internal sealed record NullValue : FlowValue;

/// <summary>Something else that is there.</summary>
internal sealed record PresentValue : FlowValue;

/// <summary>A number that is known, as one that counts attempts.</summary>
internal sealed record NumberValue(int Number) : FlowValue;

/// <summary>Something else that may be null: what is known when it is there, and when it is not. <c>result.Rejection?.Reason</c> is one.</summary>
internal sealed record OptionalValue(BoolValue IsThere) : FlowValue;

/// <summary>A tuple, which a pattern takes apart.</summary>
internal sealed record TupleValue(ImmutableArray<FlowValue> Items) : FlowValue
{
    public bool Equals(TupleValue? other) => other is not null && Items.SequenceEqual(other.Items);

    public override int GetHashCode() => Items.Length;
}

/// <summary>A verification result.</summary>
internal sealed record ResultValue(object Result) : FlowValue;

/// <summary>The <c>Value</c> of a result: not null when it succeeded, and, when exact, only then.</summary>
internal sealed record MessageValue(object Result, bool IsExact = true) : FlowValue;

/// <summary>The <c>Rejection</c> of a result.</summary>
internal sealed record RejectionValue(object Result) : FlowValue;

/// <summary>A condition: what is known when it is true, and when it is false; null where it cannot be so.</summary>
internal sealed record BoolValue(Facts? WhenTrue, Facts? WhenFalse) : FlowValue
{
    public static BoolValue Of(object result) => new(Facts.Of(result, true), Facts.Of(result, false));

    public BoolValue Negated => new(WhenFalse, WhenTrue);

    public static BoolValue Nothing { get; } = new(Facts.None, Facts.None);

    /// <summary>Both hold when it is true.</summary>
    public BoolValue And(BoolValue other) => new(Both(WhenTrue, other.WhenTrue), Either(WhenFalse, other.WhenFalse));

    /// <summary>One of them holds when it is true.</summary>
    public BoolValue Or(BoolValue other) => new(Either(WhenTrue, other.WhenTrue), Both(WhenFalse, other.WhenFalse));

    /// <summary>The condition without anything about a result.</summary>
    public BoolValue Without(object result) => new(WhenTrue?.Without(result), WhenFalse?.Without(result));

    /// <summary>The condition where something else holds too.</summary>
    public static BoolValue Both(Facts facts, BoolValue condition) =>
        new(Both(facts, condition.WhenTrue), Both(facts, condition.WhenFalse));

    /// <summary>The condition as one or the other way has it.</summary>
    public static BoolValue Either(BoolValue left, BoolValue right) =>
        new(Either(left.WhenTrue, right.WhenTrue), Either(left.WhenFalse, right.WhenFalse));

    public static Facts? Both(Facts? left, Facts? right) => left is null || right is null ? null : left.And(right);

    public static Facts? Either(Facts? left, Facts? right) =>
        left is null ? right
        : right is null ? left
        : left.Or(right);
}
