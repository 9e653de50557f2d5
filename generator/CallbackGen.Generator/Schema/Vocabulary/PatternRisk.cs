namespace CallbackGen.Generator.Schema.Vocabulary;

/// <summary>
/// Whether a text can make a pattern run away. A matcher that tries one way after another tries all of them before it gives
/// up, so the question is in how many ways a text may be divided among the repetitions (Weideman et al., "Analyzing Matching
/// Time Behavior of Backtracking Regular Expression Matchers by Using Ambiguity of NFA", 2016). What cannot be decided here counts as a risk.
/// </summary>
internal static class PatternRisk
{
    // Ways within them multiply without any unbounded repetition; no pattern that people write has so many.
    private const int MostChoices = 16;

    // A repetition that is bounded by less repeats nothing often enough to matter.
    private const int FewRepetitions = 5;

    // Each character may cost a step for each state: more than this, and the longest text would take a second.
    private const int MostStates = 500;

    private static readonly string[] LookArounds = ["(?=", "(?!", "(?<=", "(?<!"];

    /// <summary>How a text can make the pattern run away under backtracking.</summary>
    public static PatternRunaway Of(PatternNode shape)
    {
        var isAnchored = IsAnchored(shape);
        var looks = Below(shape).OfType<PatternLook>().ToList();
        var worst = OfOne(shape, isAnchored);
        foreach (var look in looks)
            worst = Worse(worst, OfOne(look.Item, isAnchored: true));

        // A look-around of any length that is tried at any place.
        var isTriedOften =
            !isAnchored
            || Below(shape).OfType<PatternRepeat>().Any(repeat => repeat.Maximum is null && Below(repeat).OfType<PatternLook>().Any());
        return isTriedOften && looks.Any(look => Below(look.Item).OfType<PatternRepeat>().Any(repeat => repeat.Maximum is null))
            ? Worse(worst, PatternRunaway.ByLength)
            : worst;
    }

    /// <summary>Why a translated pattern can be matched by backtracking only; null when it can be matched without.</summary>
    public static string? NeedsBacktracking(string translated, PatternNode shape) =>
        translated.Contains("(?#beyond ") ? "a category of Unicode"
        : LookArounds.Any(translated.Contains) ? "a look-around or word boundary"
        : States(shape) > MostStates ? "a pattern of this size"
        : null;

    private static PatternRunaway OfOne(PatternNode shape, bool isAnchored)
    {
        var nodes = Below(shape).ToList();
        if (
            nodes.Count(node => node is PatternChoice or PatternRepeat { Minimum: 0, Maximum: 1 }) > MostChoices
            || nodes.OfType<PatternRepeat>().Any(repeat => repeat.Maximum > FewRepetitions && PatternAmbiguity.MayBeEmpty(repeat.Item))
        )
            return PatternRunaway.ByFew;
        return new PatternAmbiguity(shape).Find(isAnchored);
    }

    /// <summary>A node and all below it, but for what stands in look-arounds.</summary>
    private static IEnumerable<PatternNode> Below(PatternNode node)
    {
        IEnumerable<PatternNode> inner = node switch
        {
            PatternSequence sequence => sequence.Items,
            PatternChoice choice => choice.Items,
            PatternRepeat repeat => [repeat.Item],
            _ => [],
        };
        return inner.SelectMany(item => item is PatternLook look ? [look, .. Below(look.Item)] : Below(item)).Prepend(node);
    }

    private static bool IsAnchored(PatternNode node) =>
        node switch
        {
            PatternStart => true,
            PatternSequence sequence => sequence.Items.SkipWhile(item => item is PatternLook).FirstOrDefault() is { } first
                && IsAnchored(first),
            PatternChoice choice => choice.Items.All(IsAnchored),
            PatternRepeat { Minimum: > 0 } repeat => IsAnchored(repeat.Item),
            _ => false,
        };

    private static long States(PatternNode node) =>
        node switch
        {
            PatternAtom atom => atom.Text.StartsWith("(?:", StringComparison.Ordinal) ? 3 : 1,
            PatternSequence sequence => sequence.Items.Sum(States),
            PatternChoice choice => choice.Items.Sum(States),
            PatternRepeat repeat => States(repeat.Item) * Math.Max(1, repeat.Maximum ?? repeat.Minimum + 1L),
            _ => 0,
        };

    private static PatternRunaway Worse(PatternRunaway left, PatternRunaway right) => left > right ? left : right;
}
