using System.ComponentModel;

namespace CallbackGen.Reading;

/// <summary>A position of a payload reader. For generated code.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public readonly ref struct PayloadMark
{
    internal PayloadMark(PayloadPlace place) => Place = place;

    /// <summary>The position among the schema's members.</summary>
    internal PayloadPlace Place { get; }

    /// <summary>The position in a JSON text.</summary>
    internal JsonScanner Json { get; init; }

    /// <summary>The index of the current field.</summary>
    internal int Field { get; init; }
}

/// <summary>A position among the schema's members, with the counts of members found up to it.</summary>
internal readonly ref struct PayloadPlace(int depth, int member, ReadOnlySpan<string> names, int unknownMemberCount, int unfitCount)
{
    public readonly int Depth = depth;
    public readonly int Member = member;
    public readonly ReadOnlySpan<string> Names = names;
    public readonly int UnknownMemberCount = unknownMemberCount;
    public readonly int UnfitCount = unfitCount;
}
