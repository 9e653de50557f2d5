using CallbackGen.Tool.Captures;
using CallbackGen.Tool.Keys;

namespace CallbackGen.Tool.Infer;

/// <summary>The input of an inference.</summary>
internal sealed record InferenceTask
{
    public required string Provider { get; init; }

    public required string Feed { get; init; }

    public required IReadOnlyList<Capture> Captures { get; init; }

    /// <summary>The given keys; without any, no scheme is searched.</summary>
    public IReadOnlyList<KeyValue> Keys { get; init; } = [];

    /// <summary>The provider's page as text, or null.</summary>
    public string? Documentation { get; init; }

    /// <summary>The public URL that the provider calls, if it is configured.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>Whether the tests contain the keys.</summary>
    public bool PublishesKeys { get; init; }

    /// <summary>The path of the schema file.</summary>
    public required string Path { get; init; }
}

/// <summary>An inferred schema.</summary>
/// <param name="Text">The schema.</param>
/// <param name="Proven">The proof of its <c>verify</c>; null when <c>verify</c> is left to a person.</param>
/// <param name="Guess">The proven scheme.</param>
/// <param name="Failures">Guesses that were dropped; the one that fits most captures first.</param>
internal sealed record InferredSchema(string Text, ProvenSchema? Proven, SchemeGuess? Guess, IReadOnlyList<UnprovenGuess> Failures)
{
    /// <summary>Captures whose bodies differ in kind from the others, such as JSON that cannot be parsed.</summary>
    public IReadOnlyList<Capture> Unread { get; init; } = [];
}

/// <summary>
/// Infers a schema from captured requests: the payload from all of them, and, when keys are given and it can be proven, the
/// scheme.
/// </summary>
internal static class Inference
{
    /// <summary>The largest number of guesses whose proof is attempted.</summary>
    private const int MaxProofs = 24;

    /// <summary>The largest number of captures that are searched without finding a scheme: one of them may be forged.</summary>
    private const int MaxSearched = 3;

    public static InferredSchema Run(ToolHost host, InferenceTask task, CancellationToken cancellationToken)
    {
        List<CapturedContent> contents = [.. task.Captures.Select(CapturedContent.Of)];
        var draft = new SchemaDraft(task, contents);
        List<Capture> unread = contents.Exists(content => content.Json is not null)
            ? [.. contents.Where(content => content.Content == "text").Select(content => content.Capture)]
            : [];
        var failures = new List<UnprovenGuess>();
        var proof = new SchemeProof(host, draft, new CapturedTests(task, contents, host.Clock), task);
        foreach (var content in task.Keys.Count > 0 ? contents.Take(MaxSearched) : [])
        {
            foreach (
                var guess in SchemeSearch.Find(new SearchedRequest(content, task.Keys, task.PublicUrl), task.Documentation).Take(MaxProofs)
            )
            {
                cancellationToken.ThrowIfCancellationRequested();
                var (proven, unproven) = proof.Prove(guess, cancellationToken);
                if (proven is not null)
                    return new(proven.Text, proven, guess, []) { Unread = unread };
                failures.Add(unproven!);
            }

            if (failures.Count > 0)
                break;
        }

        List<UnprovenGuess> ordered = [.. failures.OrderByDescending(failure => failure.Fits)];
        var suggestion = ordered is [{ Fits: > 0 } best, ..] ? Undecided.Suggestion(best, contents.Count) : null;
        return new(draft.Write(null, null, suggestion: suggestion), null, null, ordered) { Unread = unread };
    }
}
