namespace CallbackGen.Tool.Explain;

/// <summary>Changes that are tried together.</summary>
/// <param name="Requests">The changes of the request, in the order in which they are applied.</param>
/// <param name="Keys">The changes of keys.</param>
/// <param name="Schema">The compiled schema, with its changes.</param>
internal sealed record Candidate(IReadOnlyList<RequestChange> Requests, IReadOnlyList<KeyChange> Keys, SchemaVariant Schema)
{
    /// <summary>
    /// The signature that matches the message in a form other than the schema's; null when the verifier itself finds the
    /// signature.
    /// </summary>
    public CodeMatch? Match { get; init; }

    /// <summary>The changes of the schema's <c>signature</c> that this requires.</summary>
    public IReadOnlyList<SchemaChange> Reading { get; init; } = [];

    /// <summary>All changes.</summary>
    public IEnumerable<Change> Changes => [.. Requests, .. Keys, .. Schema.Changes, .. Reading];

    /// <summary>The changed properties, without their new values.</summary>
    public string Axes =>
        string.Join(' ', Changes.Select(change => $"{change.Kind}:{change.Axis}").Append(Match is null ? "" : "signature"));

    /// <summary>The edits of the schema that the changes require.</summary>
    public IReadOnlyList<SchemaEdit> Edits =>
        [
            .. Schema.Changes.SelectMany(change => change.Edits),
            .. Keys.SelectMany(change => change.Edits),
            .. Reading.SelectMany(change => change.Edits),
        ];

    /// <summary>The number of changes. While the changes of the signature are unknown, their number is estimated.</summary>
    public int Count =>
        Requests.Count
        + Keys.Count
        + Schema.Changes.Count
        + (Match is null || Reading.Count > 0 ? Reading.Count : SignatureReadings.Distance(Schema.Feed, Match));

    /// <summary>The total cost of the changes: the larger, the less likely.</summary>
    public int Cost =>
        Changes.Sum(change => change.Cost)
        + (Match is not null && Reading.Count == 0 ? SignatureReadings.Distance(Schema.Feed, Match) * 2 : 0);

    /// <summary>Returns the request with the changes applied; null when a change does not apply.</summary>
    public Sent? Apply(Sent sent)
    {
        foreach (var change in Requests)
        {
            if (change.Apply(sent) is not { } changed)
                return null;
            sent = changed;
        }

        return sent;
    }
}
