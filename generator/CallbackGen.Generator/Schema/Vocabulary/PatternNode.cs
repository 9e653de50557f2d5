namespace CallbackGen.Generator.Schema.Vocabulary;

/// <summary>A pattern as a tree, which determines the texts that it matches and the number of ways in which it does.</summary>
internal abstract record PatternNode;

/// <summary>One code point.</summary>
/// <param name="Text">The .NET expression that matches it.</param>
/// <param name="Points">The code points that it matches.</param>
internal sealed record PatternAtom(string Text, PointSet Points) : PatternNode;

internal sealed record PatternSequence(IReadOnlyList<PatternNode> Items) : PatternNode;

internal sealed record PatternChoice(IReadOnlyList<PatternNode> Items) : PatternNode;

internal sealed record PatternRepeat(PatternNode Item, int Minimum, int? Maximum) : PatternNode;

/// <summary>A look-around, whose content is matched separately.</summary>
internal sealed record PatternLook(PatternNode Item) : PatternNode;

/// <summary>The start of the text.</summary>
internal sealed record PatternStart : PatternNode;

/// <summary>The end of the text.</summary>
internal sealed record PatternEnd : PatternNode;

/// <summary>The growth of the work when a backtracking matcher runs a pattern.</summary>
internal enum PatternRunaway
{
    /// <summary>The work is linear in the length of the text.</summary>
    None,

    /// <summary>Polynomial: a long text can be divided at many positions.</summary>
    ByLength,

    /// <summary>Exponential: a few dozen characters suffice, each of which doubles the number of ways.</summary>
    ByFew,
}
