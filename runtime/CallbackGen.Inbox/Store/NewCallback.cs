namespace CallbackGen.Inbox;

/// <summary>A callback that is to be stored, with its identity, its order and its quota.</summary>
public sealed record NewCallback
{
    /// <summary>
    /// The identity of the callback; there is one row per id. Lower-case hexadecimal SHA-256 (RFC 6234) of the event's key if a
    /// signature proves it, otherwise of the content.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>
    /// The id of this callback's row if the row of <see cref="Id"/> contradicts it: the same event with other <see cref="Facts"/>.
    /// It has the same form and is computed from both.
    /// </summary>
    public required string ConflictId { get; init; }

    /// <summary>
    /// Reference, status, amount and currency as values, in a text of <see cref="CallbackFacts"/>. Two callbacks of one id that do
    /// not agree are in conflict; if they agree, the store merges the facts. Empty when no facts are compared.
    /// </summary>
    public string Facts { get; init; } = "";

    /// <summary>
    /// The callback's index among the items of its request; 0 if the request is one callback, and -1 if a row in quarantine
    /// represents the whole request.
    /// </summary>
    public int Item { get; init; }

    /// <summary>A MAC that binds the row of <see cref="Id"/> to its request. A store returns it byte for byte.</summary>
    public ReadOnlyMemory<byte> Seal { get; init; }

    /// <summary>The MAC of the row of <see cref="ConflictId"/>, which has it instead. It is stored with no other row.</summary>
    public ReadOnlyMemory<byte> ConflictSeal
    {
        get => SealConflict is { } seal ? seal() : field;
        init;
    }

    /// <summary>Computes the <see cref="ConflictSeal"/> on demand, because it is rarely needed and costs a second HMAC.</summary>
    internal Func<byte[]>? SealConflict { get; init; }

    /// <summary>
    /// The ordering key: callbacks of one feed and one key are handled one at a time, in the order of acceptance. Null when order
    /// does not matter.
    /// </summary>
    public string? OrderKey { get; init; }

    /// <summary>The quota of the row, if a sender could forge any number of rows; null when the signature prevents that.</summary>
    public CallbackQuota? Quota { get; init; }

    /// <summary>
    /// Why the callback is unreadable, for operators: no text of it. It is then stored as <see cref="CallbackState.Quarantined"/>,
    /// and claimed when an operator has released it. Null for a callback that is to be handled.
    /// </summary>
    public string? Quarantine { get; init; }
}

/// <summary>Bounds the number of stored rows of a group, so that unproven callbacks cannot fill a store.</summary>
/// <param name="Group">
/// The group: a digest, in lower-case hexadecimal digits, of the feed, its account and the signed members.
/// </param>
/// <param name="Rows">The most rows that may be stored in the period.</param>
/// <param name="Per">The length of the period, which ends now.</param>
public sealed record CallbackQuota(string Group, int Rows, TimeSpan Per);

/// <summary>The outcome of storing a callback.</summary>
public enum CallbackAcceptance
{
    /// <summary>The callback is stored and will be handled.</summary>
    Stored = 1,

    /// <summary>The callback was stored before. This redelivery was counted.</summary>
    Duplicate,

    /// <summary>The event is stored with other facts. The callback is stored, and handled only when an operator releases it.</summary>
    Conflict,

    /// <summary>The callback would exceed its <see cref="CallbackQuota"/>. Nothing of its request was stored.</summary>
    OverQuota,

    /// <summary>
    /// The callback was stored before, and is <see cref="CallbackState.Quarantined"/> or <see cref="CallbackState.Discarded"/>, so that it
    /// has no effect until an operator acts. This redelivery was counted, and has no effect either.
    /// </summary>
    SetAside,
}

/// <summary>The state of a stored callback.</summary>
public enum CallbackState
{
    /// <summary>The callback waits for an earlier callback of the same order to end.</summary>
    Queued = 1,

    /// <summary>The callback waits for a worker.</summary>
    Waiting,

    /// <summary>A worker has claimed the callback.</summary>
    Claimed,

    /// <summary>The callback was handled.</summary>
    Done,

    /// <summary>The callback failed too often. An operator replays or discards it.</summary>
    Dead,

    /// <summary>The callback contradicts another callback. An operator releases or discards it.</summary>
    Conflict,

    /// <summary>An operator discarded the callback.</summary>
    Discarded,

    /// <summary>
    /// The callback is genuine and unreadable, or it verified when it arrived and no longer does. An operator releases or discards it.
    /// </summary>
    Quarantined = 8,

    /// <summary>
    /// The program that claimed it has no handler for it, or is configured to park it. It waits for a program that handles it.
    /// </summary>
    Parked = 9,
}
