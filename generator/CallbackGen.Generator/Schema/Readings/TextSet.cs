namespace CallbackGen.Generator.Schema.Readings;

/// <summary>
/// A set of texts, as UTF-16 units. What is derived from a schema is never smaller than the texts that the run time takes:
/// a text too many costs a member its cover, a text too few would give it away.
/// </summary>
internal abstract record TextSet
{
    private static readonly UnitRange[] AllUnits = [new('\0', char.MaxValue)];

    /// <summary>The empty text alone.</summary>
    public static TextSet Empty { get; } = new Sequence([]);

    /// <summary>One UTF-16 unit, whichever.</summary>
    public static TextSet AnyUnit { get; } = new Unit(AllUnits);

    /// <summary>Every text.</summary>
    public static TextSet Any { get; } = new Repeat(AnyUnit, 0, null);

    public static TextSet Of(string text) => new Sequence([.. text.Select(unit => new Unit([new(unit, unit)]))]);

    public static TextSet OneOf(IEnumerable<TextSet> sets)
    {
        var items = sets.ToList();
        return items.Contains(Any) ? Any : items.Count == 1 ? items[0] : new Choice(items);
    }

    /// <summary>The set and the empty text.</summary>
    public TextSet OrEmpty() => OneOf([this, Empty]);

    /// <summary>One of the listed units.</summary>
    internal sealed record Unit(IReadOnlyList<UnitRange> Ranges) : TextSet;

    /// <summary>One set after the other.</summary>
    internal sealed record Sequence(IReadOnlyList<TextSet> Items) : TextSet;

    internal sealed record Choice(IReadOnlyList<TextSet> Items) : TextSet;

    /// <summary>A set repeated; without a maximum, as often as one likes.</summary>
    internal sealed record Repeat(TextSet Item, int Minimum, int? Maximum) : TextSet;

    /// <summary>Every text that does not hold a delimiter: the run time refuses those that do.</summary>
    internal sealed record Without(string Delimiter) : TextSet;

    /// <summary>A text that the sender does not know and cannot write.</summary>
    internal sealed record Secret : TextSet;
}

/// <summary>Units from one to another, both included.</summary>
internal readonly record struct UnitRange(char First, char Last);
