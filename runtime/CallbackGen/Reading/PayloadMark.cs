namespace CallbackGen.Reading;

/// <summary>Where a payload reader is. For generated code.</summary>
public readonly ref struct PayloadMark
{
    internal PayloadMark(PayloadPlace place) => Place = place;

    /// <summary>Where it is among the schema's members.</summary>
    internal PayloadPlace Place { get; }

    /// <summary>Where it is in a JSON text.</summary>
    internal JsonScanner Json { get; init; }

    /// <summary>The field where it is.</summary>
    internal int Field { get; init; }
}

/// <summary>Where a reading is among the schema's members, and what it had found by then.</summary>
internal readonly ref struct PayloadPlace(int depth, int member, ReadOnlySpan<string> names, int unknownMemberCount, int unfitCount)
{
    public readonly int Depth = depth;
    public readonly int Member = member;
    public readonly ReadOnlySpan<string> Names = names;
    public readonly int UnknownMemberCount = unknownMemberCount;
    public readonly int UnfitCount = unfitCount;
}
