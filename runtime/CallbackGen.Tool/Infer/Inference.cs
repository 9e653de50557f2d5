using CallbackGen.Tool.Captures;
using CallbackGen.Tool.Keys;

namespace CallbackGen.Tool.Infer;

/// <summary>What is asked of captured requests.</summary>
internal sealed record InferenceTask
{
    public required string Provider { get; init; }

    public required string Feed { get; init; }

    public required IReadOnlyList<Capture> Captures { get; init; }

    /// <summary>The keys that were given; without any no scheme is searched.</summary>
    public IReadOnlyList<KeyValue> Keys { get; init; } = [];

    /// <summary>The provider's page as text, or null.</summary>
    public string? Documentation { get; init; }

    /// <summary>The public URL that the provider calls, where it is configured.</summary>
    public string? PublicUrl { get; init; }

    /// <summary>Whether the tests hold the keys.</summary>
    public bool PublishesKeys { get; init; }

    /// <summary>Where the schema will stand.</summary>
    public required string Path { get; init; }
}

/// <summary>A schema that was inferred.</summary>
/// <param name="Text">The schema.</param>
/// <param name="Proven">What proves its <c>verify</c>; null when that is left to a person.</param>
/// <param name="Guess">The scheme that is proven.</param>
/// <param name="Failures">Why guesses were dropped.</param>
internal sealed record InferredSchema(string Text, ProvenSchema? Proven, SchemeGuess? Guess, IReadOnlyList<string> Failures)
{
    /// <summary>Captures that are no tests.</summary>
    public IReadOnlyList<UntestedCapture> Untested { get; init; } = [];
}

/// <summary>Makes a schema of captured requests: the payload of all of them, and the scheme, where keys are given and one is found and proven.</summary>
internal static class Inference
{
    /// <summary>Of guesses that do not hold, how many are tried.</summary>
    private const int MaxProofs = 24;

    public static InferredSchema Run(ToolHost host, InferenceTask task, CancellationToken cancellationToken)
    {
        List<CapturedContent> contents = [.. task.Captures.Select(CapturedContent.Of)];
        var draft = new SchemaDraft(task, contents);
        var failures = new List<string>();
        if (task.Keys.Count > 0)
        {
            var proof = new SchemeProof(host, draft, task);
            var request = new SearchedRequest(contents[0], task.Keys, task.PublicUrl);
            foreach (var guess in SchemeSearch.Find(request, task.Documentation).Take(MaxProofs))
            {
                cancellationToken.ThrowIfCancellationRequested();
                var (proven, why) = proof.Prove(guess, cancellationToken);
                if (proven is not null)
                    return new(proven.Text, proven, guess, failures) { Untested = draft.Untested(guess) };
                failures.Add(why);
            }
        }

        return new(draft.Write(null, null), null, null, failures);
    }
}
