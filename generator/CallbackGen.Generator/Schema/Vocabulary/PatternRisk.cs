namespace CallbackGen.Generator.Schema.Vocabulary;

/// <summary>
/// Determines whether a text can cause catastrophic backtracking. A backtracking matcher tries every way before it fails, so the number
/// of ways in which a text can be divided among the repetitions decides (Weideman et al., "Analyzing Matching Time Behavior of
/// Backtracking Regular Expression Matchers by Using Ambiguity of NFA", 2016). An undecided pattern counts as a risk.
/// </summary>
internal static class PatternRisk
{
    // Choices multiply the number of ways without any unbounded repetition. Hand-written patterns do not have more choices than this.
    private const int MostChoices = 16;

    // A repetition with this bound or a lower one does not repeat often enough to matter.
    private const int FewRepetitions = 5;

    // Each character may cost one step for each state; with more states than this, the longest text would take a second.
    private const int MostStates = 500;

    private static readonly string[] LookArounds = ["(?=", "(?!", "(?<=", "(?<!"];

    /// <summary>Returns the kind of backtracking that a text can cause.</summary>
    public static PatternRunaway Of(PatternNode shape)
    {
        var isAnchored = IsAnchored(shape);
        var looks = Below(shape).OfType<PatternLook>().ToList();
        var worst = OfOne(shape, isAnchored);
        foreach (var look in looks)
            worst = Worse(worst, OfOne(look.Item, isAnchored: true));

        // A look-around of unbounded length that is tried at any position.
        var isTriedOften =
            !isAnchored
            || Below(shape).OfType<PatternRepeat>().Any(repeat => repeat.Maximum is null && Below(repeat).OfType<PatternLook>().Any());
        return isTriedOften && looks.Any(look => Below(look.Item).OfType<PatternRepeat>().Any(repeat => repeat.Maximum is null))
            ? Worse(worst, PatternRunaway.ByLength)
            : worst;
    }

    /// <summary>Returns the reason why a translated pattern needs backtracking; null when it does not.</summary>
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

    /// <summary>Returns a node and all nodes below it, without the content of look-arounds.</summary>
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
