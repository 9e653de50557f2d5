using CallbackGen.Generator.Schema.Vocabulary;

namespace CallbackGen.Generator.Schema.Security;

/// <summary>
/// The texts in which a pattern is found, or more: look-arounds and anchors within it are taken to hold, and what is told by a
/// category of Unicode is taken for any character.
/// </summary>
internal static class PatternLanguage
{
    private const int MostStates = 1024;

    /// <summary>The texts of a pattern (ECMA-262) that can be translated.</summary>
    public static TextLanguage Of(string pattern)
    {
        var node = EcmaPattern.Parse(pattern);
        return TextLanguage.Either([.. (node is PatternChoice choice ? choice.Items : [node]).Select(Anchored)]);
    }

    /// <summary>A branch of the whole pattern: what is not tied to an end may stand anywhere.</summary>
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

    /// <summary>A repetition. Beyond what is worth counting, any number is taken.</summary>
    private static TextLanguage Of(PatternRepeat repeat)
    {
        var item = Of(repeat.Item);
        var most = Math.Max(1, MostStates / item.States);
        return TextLanguage.Repeat(item, Math.Min(repeat.Minimum, most), repeat.Maximum > most ? null : repeat.Maximum);
    }
}
