namespace CallbackGen.Tool.Explain;

/// <summary>Everything that is told of a request.</summary>
/// <param name="Subject">The request, the feed and the keys.</param>
/// <param name="Seen">What the verifier makes of it.</param>
/// <param name="Parts">What of it is signed.</param>
/// <param name="Secret">Which bytes of the messages are a key's.</param>
/// <param name="Search">What a search found; null where the signature matches.</param>
internal sealed record Explanation(
    Subject Subject,
    Observation Seen,
    IReadOnlyList<SignedPart> Parts,
    IReadOnlyList<bool[]> Secret,
    SearchResult? Search
)
{
    /// <summary>Sentences about the keys and the capture that may matter.</summary>
    public IReadOnlyList<string> Doubts { get; init; } = [];

    /// <summary>Texts that are secrets wherever they stand: keys, and what stands where a shared secret is expected.</summary>
    public IReadOnlyList<string> SecretTexts =>
        [
            .. Subject
                .Values.Where(value =>
                    Subject.Feed.Definition.Keys.Any(key => key.Name == value.Name && key is { Secret: true, IsPublicKey: false })
                )
                .Select(value => value.Text),
            .. RequestFields
                .Texts(Subject.Sent)
                .Where(text =>
                    Subject.Feed.Definition.Proofs.Any(proof =>
                        proof.Scheme == "token" && proof.From.Equals(text.From, StringComparison.OrdinalIgnoreCase)
                    )
                )
                .Select(text => text.Text),
        ];

    /// <summary>Whether the signature that came is one that the feed accepts, with this request or with one that the search found.</summary>
    public bool HasAccepted => Seen.IsMatch || Search is { Answers.Count: > 0 };

    /// <summary>The signatures that stand where the schema looks for them.</summary>
    public IEnumerable<ReceivedSignature> Received =>
        SignatureTable
            .Of(Subject.Sent)
            .All.Where(signature =>
                Subject.Feed.Definition.Proofs.Any(proof =>
                    proof.Encoding == signature.Encoding && proof.From.Equals(signature.From, StringComparison.OrdinalIgnoreCase)
                )
            );
}
