using CallbackGen.Generator.Json;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Generator.Schema.Vocabulary;

/// <summary>Chooses the span of a problem with a whole value, because a squiggle under a page of JSON is not useful.</summary>
internal static class Places
{
    /// <summary>Returns the opening bracket of an object or array, and the whole span of any other value.</summary>
    public static TextSpan Head(JsonNode node) =>
        node.Kind is JsonKind.Object or JsonKind.Array ? new TextSpan(node.Span.Start, Math.Min(1, node.Span.Length)) : node.Span;
}

internal static class Spelling
{
    private const string Question = "; did you mean \"";

    /// <summary>Returns the candidate that a misspelt word most probably means, or null.</summary>
    public static string? Nearest(string word, IEnumerable<string> candidates)
    {
        if (word.Length > 64)
            return null;
        var best = (Name: (string?)null, Distance: Math.Max(1, word.Length / 3) + 1);
        foreach (var candidate in candidates)
        {
            var distance = Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant());
            if (distance < best.Distance)
                best = (candidate, distance);
        }

        return best.Name;
    }

    /// <summary>Returns the end of a diagnostic that suggests a word; empty without one.</summary>
    public static string Guess(string? meant) => meant is null ? "" : $"{Question}{meant}\"?";

    /// <summary>Returns the word that the end of a diagnostic suggests; null without one.</summary>
    public static string? MeantBy(string message) =>
        message.LastIndexOf(Question, StringComparison.Ordinal) is >= 0 and var at && message.EndsWith("\"?", StringComparison.Ordinal)
            ? message.Substring(at + Question.Length, message.Length - at - Question.Length - 2)
            : null;

    /// <summary>
    /// Returns the number of letters that must be added, removed, replaced or swapped with their neighbour to
    /// change one word into the other.
    /// </summary>
    private static int Distance(string left, string right)
    {
        var beforePrevious = new int[right.Length + 1];
        var previous = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var current = new int[right.Length + 1];
            current[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var change = previous[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                current[j] = Math.Min(change, Math.Min(previous[j], current[j - 1]) + 1);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                    current[j] = Math.Min(current[j], beforePrevious[j - 2] + 1);
            }

            (beforePrevious, previous) = (previous, current);
        }

        return previous[right.Length];
    }
}
