namespace CallbackGen.Inbox;

/// <summary>A callback that is to be stored: what tells it from others, and what has to wait for it.</summary>
public sealed record NewCallback
{
    /// <summary>
    /// The identity of what is told: there is one row of an id. Lower-case hexadecimal SHA-256 (RFC 6234), of the event's key
    /// where a signature proves it, otherwise of the content.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>
    /// The identity of the row that holds this callback when the row of <see cref="Id"/> tells another story: the same event with
    /// other <see cref="Facts"/>. It is an id of the same form, made of both.
    /// </summary>
    public required string ConflictId { get; init; }

    /// <summary>
    /// Reference, status, amount and currency as values, in a text of <see cref="CallbackFacts"/>: where two of one id do not
    /// agree, they are in conflict, and where they do, the store keeps what both say. Empty where nothing is compared.
    /// </summary>
    public string Facts { get; init; } = "";

    /// <summary>
    /// The callback's place among the items of its request; 0 where the request is one callback, and -1 where a row in quarantine stands
    /// for the whole request.
    /// </summary>
    public int Item { get; init; }

    /// <summary>What binds the row of <see cref="Id"/> to its request. It comes back byte for byte.</summary>
    public ReadOnlyMemory<byte> Seal { get; init; }

    /// <summary>The same of the row of <see cref="ConflictId"/>, which has it instead. It is stored with no other row.</summary>
    public ReadOnlyMemory<byte> ConflictSeal
    {
        get => SealConflict is { } seal ? seal() : field;
        init;
    }

    /// <summary>Makes the <see cref="ConflictSeal"/> when it is asked for, which is seldom and takes as long as the other one.</summary>
    internal Func<byte[]>? SealConflict { get; init; }

    /// <summary>
    /// Callbacks of one feed and one text are handled one at a time, in the order in which they were accepted. Null where order
    /// does not matter.
    /// </summary>
    public string? OrderKey { get; init; }

    /// <summary>How many rows like this one there may be, where a sender could make up any number; null where the signature bounds them.</summary>
    public CallbackQuota? Quota { get; init; }

    /// <summary>
    /// Why the callback cannot be read, for operators: no text of it. It is stored in <see cref="CallbackState.Quarantined"/> then, and
    /// claimed when a person has released it. Null for a callback that is to be handled.
    /// </summary>
    public string? Quarantine { get; init; }
}

/// <summary>How many rows may be stored that count together, so that nobody fills a store with what proves nothing.</summary>
/// <param name="Group">What they have in common: a code, in lower-case hexadecimal digits, of the feed, its account and the signed members.</param>
/// <param name="Rows">How many of them may be stored in the time.</param>
/// <param name="Per">The time, up to now.</param>
public sealed record CallbackQuota(string Group, int Rows, TimeSpan Per);

/// <summary>What became of a callback that was to be stored.</summary>
public enum CallbackAcceptance
{
    /// <summary>It is stored and will be handled.</summary>
    Stored = 1,

    /// <summary>It was stored before. This one was counted.</summary>
    Duplicate,

    /// <summary>It tells of an event that is stored with other facts. It is kept, and handled only when a person releases it.</summary>
    Conflict,

    /// <summary>It would be one more row than its <see cref="CallbackQuota"/> lets there be. Nothing of its request was stored.</summary>
    OverQuota,

    /// <summary>
    /// It was stored before, and is <see cref="CallbackState.Quarantined"/> or <see cref="CallbackState.Discarded"/>, so that it has no effect
    /// until a person acts. This one was counted, and has none either.
    /// </summary>
    SetAside,
}

/// <summary>Where a stored callback is on its way.</summary>
public enum CallbackState
{
    /// <summary>It waits for one of the same order to end.</summary>
    Queued = 1,

    /// <summary>It waits for a worker.</summary>
    Waiting,

    /// <summary>A worker has it.</summary>
    Claimed,

    /// <summary>It was handled.</summary>
    Done,

    /// <summary>It failed too often. A person replays or discards it.</summary>
    Dead,

    /// <summary>It contradicts another one. A person releases or discards it.</summary>
    Conflict,

    /// <summary>A person gave it up.</summary>
    Discarded,

    /// <summary>It is genuine and cannot be read, or it was read when it came and does not verify any more. A person releases or discards it.</summary>
    Quarantined = 8,

    /// <summary>The program that had it has no handler for it, or was told to keep it. It waits for a program that handles it.</summary>
    Parked = 9,
}
