using System.Collections.Immutable;

namespace CallbackGen.Generator.Analyzers.Flow;

/// <summary>The value of a variable or expression, as far as it concerns verification results.</summary>
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

/// <summary>Any other value that is not null.</summary>
internal sealed record PresentValue : FlowValue;

/// <summary>A known number, such as a counter of attempts.</summary>
internal sealed record NumberValue(int Number) : FlowValue;

/// <summary>
/// Any other value that may be null, with the facts when it is not null and when it is null.
/// <c>result.Rejection?.Reason</c> is an example.
/// </summary>
internal sealed record OptionalValue(BoolValue IsThere) : FlowValue;

/// <summary>A tuple, which a pattern may deconstruct.</summary>
internal sealed record TupleValue(ImmutableArray<FlowValue> Items) : FlowValue
{
    public bool Equals(TupleValue? other) => other is not null && Items.SequenceEqual(other.Items);

    public override int GetHashCode() => Items.Length;
}

/// <summary>A verification result.</summary>
internal sealed record ResultValue(object Result) : FlowValue;

/// <summary>The <c>Value</c> of a result: not null when the result succeeded, and, when exact, only then.</summary>
internal sealed record MessageValue(object Result, bool IsExact = true) : FlowValue;

/// <summary>The <c>Rejection</c> of a result.</summary>
internal sealed record RejectionValue(object Result) : FlowValue;

/// <summary>A condition, with the facts when it is true and when it is false; null where it cannot have that outcome.</summary>
internal sealed record BoolValue(Facts? WhenTrue, Facts? WhenFalse) : FlowValue
{
    public static BoolValue Of(object result) => new(Facts.Of(result, true), Facts.Of(result, false));

    public BoolValue Negated => new(WhenFalse, WhenTrue);

    public static BoolValue Nothing { get; } = new(Facts.None, Facts.None);

    /// <summary>Returns the conjunction of two conditions.</summary>
    public BoolValue And(BoolValue other) => new(Both(WhenTrue, other.WhenTrue), Either(WhenFalse, other.WhenFalse));

    /// <summary>Returns the disjunction of two conditions.</summary>
    public BoolValue Or(BoolValue other) => new(Either(WhenTrue, other.WhenTrue), Both(WhenFalse, other.WhenFalse));

    /// <summary>Returns the condition without any fact about a result.</summary>
    public BoolValue Without(object result) => new(WhenTrue?.Without(result), WhenFalse?.Without(result));

    /// <summary>Returns the condition with further facts for either outcome.</summary>
    public static BoolValue Both(Facts facts, BoolValue condition) =>
        new(Both(facts, condition.WhenTrue), Both(facts, condition.WhenFalse));

    /// <summary>Returns the condition for a point that either of two paths reaches.</summary>
    public static BoolValue Either(BoolValue left, BoolValue right) =>
        new(Either(left.WhenTrue, right.WhenTrue), Either(left.WhenFalse, right.WhenFalse));

    public static Facts? Both(Facts? left, Facts? right) => left is null || right is null ? null : left.And(right);

    public static Facts? Either(Facts? left, Facts? right) =>
        left is null ? right
        : right is null ? left
        : left.Or(right);
}
