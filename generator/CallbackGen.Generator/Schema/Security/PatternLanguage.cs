using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.Security;

/// <summary>
/// Returns the texts in which a pattern matches, or a superset: look-arounds and inner anchors count as satisfied, and a Unicode
/// category counts as any character.
/// </summary>
internal static class PatternLanguage
{
    private const int MostStates = 1024;

    /// <summary>Returns the texts of a pattern (ECMA-262) that can be translated.</summary>
    public static TextLanguage Of(string pattern)
    {
        var node = EcmaPattern.Parse(pattern);
        return TextLanguage.Either([.. (node is PatternChoice choice ? choice.Items : [node]).Select(Anchored)]);
    }

    /// <summary>Returns the texts of a branch of the whole pattern. A branch without an anchor may match at any position.</summary>
    private static TextLanguage Anchored(PatternNode branch)
    {
        var items = ((PatternSequence)branch).Items;
        return TextLanguage.Sequence(
            items is [PatternStart, ..] ? TextLanguage.Empty : TextLanguage.Any,
            Of(branch),
            items is [.., PatternEnd] ? TextLanguage.Empty : TextLanguage.Any
        );
    }

    private static TextLanguage Of(PatternNode node) =>
        node switch
        {
            PatternAtom atom => PointTexts.Of(atom.Points),
            PatternSequence sequence => TextLanguage.Sequence([.. sequence.Items.Select(Of)]),
            PatternChoice choice => TextLanguage.Either([.. choice.Items.Select(Of)]),
            PatternRepeat repeat => Of(repeat),
            _ => TextLanguage.Empty,
        };

    /// <summary>Returns the texts of a repetition. Large counts become an unbounded repetition.</summary>
    private static TextLanguage Of(PatternRepeat repeat)
    {
        var item = Of(repeat.Item);
        var most = Math.Max(1, MostStates / item.States);
        return TextLanguage.Repeat(item, Math.Min(repeat.Minimum, most), repeat.Maximum > most ? null : repeat.Maximum);
    }
}
