namespace CallbackGen.Tool.Explain;

/// <summary>Changes that are tried together.</summary>
/// <param name="Requests">What is changed of the request, in the order in which it is made.</param>
/// <param name="Keys">What is changed of keys.</param>
/// <param name="Schema">The schema as it is compiled, with what is changed of it.</param>
internal sealed record Candidate(IReadOnlyList<RequestChange> Requests, IReadOnlyList<KeyChange> Keys, SchemaVariant Schema)
{
    /// <summary>The signature that fits the message in another form than the schema says; null where the verifier itself finds it.</summary>
    public CodeMatch? Match { get; init; }

    /// <summary>What the schema must then say of the signature.</summary>
    public IReadOnlyList<SchemaChange> Reading { get; init; } = [];

    /// <summary>Everything that is changed.</summary>
    public IEnumerable<Change> Changes => [.. Requests, .. Keys, .. Schema.Changes, .. Reading];

    /// <summary>What is changed, whatever it is changed to.</summary>
    public string Axes =>
        string.Join(' ', Changes.Select(change => $"{change.Kind}:{change.Axis}").Append(Match is null ? "" : "signature"));

    /// <summary>The edits of the schema that are wanted.</summary>
    public IReadOnlyList<SchemaEdit> Edits =>
        [
            .. Schema.Changes.SelectMany(change => change.Edits),
            .. Keys.SelectMany(change => change.Edits),
            .. Reading.SelectMany(change => change.Edits),
        ];

    /// <summary>How many things are changed; the number of a signature's members before it is known which.</summary>
    public int Count =>
        Requests.Count
        + Keys.Count
        + Schema.Changes.Count
        + (Match is null || Reading.Count > 0 ? Reading.Count : SignatureReadings.Distance(Schema.Feed, Match));

    /// <summary>How unlikely they are.</summary>
    public int Cost =>
        Changes.Sum(change => change.Cost)
        + (Match is not null && Reading.Count == 0 ? SignatureReadings.Distance(Schema.Feed, Match) * 2 : 0);

    /// <summary>The request with the changes made; null where one does not apply.</summary>
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
