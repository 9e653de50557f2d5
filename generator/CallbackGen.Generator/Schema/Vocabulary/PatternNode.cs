namespace CallbackGen.Generator.Schema.Vocabulary;

/// <summary>A pattern as a tree: what it matches, and in how many ways.</summary>
internal abstract record PatternNode;

/// <summary>One code point.</summary>
/// <param name="Text">The expression that matches it, for .NET.</param>
/// <param name="Points">The code points that it may be.</param>
internal sealed record PatternAtom(string Text, PointSet Points) : PatternNode;

internal sealed record PatternSequence(IReadOnlyList<PatternNode> Items) : PatternNode;

internal sealed record PatternChoice(IReadOnlyList<PatternNode> Items) : PatternNode;

internal sealed record PatternRepeat(PatternNode Item, int Minimum, int? Maximum) : PatternNode;

/// <summary>A look-around: what is in it is matched by itself.</summary>
internal sealed record PatternLook(PatternNode Item) : PatternNode;

/// <summary>The beginning of the text.</summary>
internal sealed record PatternStart : PatternNode;

/// <summary>The end of the text.</summary>
internal sealed record PatternEnd : PatternNode;

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
