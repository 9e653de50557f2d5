namespace CallbackGen.Tool.Explain;

/// <summary>The explanation of a request's verification.</summary>
/// <param name="Subject">The request, the feed and the keys.</param>
/// <param name="Seen">The verifier's observation.</param>
/// <param name="Parts">The parts of the request with their signed bytes.</param>
/// <param name="Secret">For each message, which of its bytes come from a key.</param>
/// <param name="Search">The result of the search; null when the signature matches.</param>
internal sealed record Explanation(
    Subject Subject,
    Observation Seen,
    IReadOnlyList<SignedPart> Parts,
    IReadOnlyList<bool[]> Secret,
    SearchResult? Search
)
{
    /// <summary>Sentences about possible faults of the keys and the capture.</summary>
    public IReadOnlyList<string> Doubts { get; init; } = [];

    /// <summary>Texts that are masked everywhere: keys, and the values at the source of a shared secret.</summary>
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

    /// <summary>Whether the feed accepts the received signature, for this request or for one that the search found.</summary>
    public bool HasAccepted => Seen.IsMatch || Search is { Answers.Count: > 0 };

    /// <summary>The signatures at the sources that the schema declares.</summary>
    public IEnumerable<ReceivedSignature> Received =>
        SignatureTable
            .Of(Subject.Sent)
            .All.Where(signature =>
                Subject.Feed.Definition.Proofs.Any(proof =>
                    proof.Encoding == signature.Encoding && proof.From.Equals(signature.From, StringComparison.OrdinalIgnoreCase)
                )
            );
}
