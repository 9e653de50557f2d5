namespace CallbackGen.Generator.Schema;

/// <summary>The shape of a pattern, as far as it decides in how many ways a text may be matched.</summary>
internal abstract record PatternNode;

/// <summary>One code point.</summary>
/// <param name="Text">The set that it is of, translated.</param>
internal sealed record PatternAtom(string Text) : PatternNode;

internal sealed record PatternSequence(IReadOnlyList<PatternNode> Items) : PatternNode;

internal sealed record PatternChoice(IReadOnlyList<PatternNode> Items) : PatternNode;

internal sealed record PatternRepeat(PatternNode Item, int Minimum, int? Maximum) : PatternNode;

/// <summary>A look-around: what is in it is matched by itself.</summary>
internal sealed record PatternLook(PatternNode Item) : PatternNode;

/// <summary>The beginning of the text.</summary>
internal sealed record PatternStart : PatternNode;

/// <summary>How a text can make a pattern run away that is matched by trying one way after another.</summary>
internal enum PatternRunaway
{
    /// <summary>It cannot: the work grows with the text.</summary>
    None,

    /// <summary>By its length: a long text can be divided at many places.</summary>
    ByLength,

    /// <summary>By a few dozen characters, each of which doubles the ways.</summary>
    ByFew,
}
