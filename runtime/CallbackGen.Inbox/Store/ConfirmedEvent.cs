namespace CallbackGen.Inbox;

/// <summary>
/// An event that the provider's own API confirmed. Its id is unique together with its effect, whatever callbacks report it.
/// </summary>
public sealed record ConfirmedEvent
{
    /// <summary>The feed's name.</summary>
    public required string Feed { get; init; }

    /// <summary>
    /// The event's identity: lower-case hexadecimal SHA-256 (RFC 6234) of the event key in the confirmed payload.
    /// </summary>
    public required string Id { get; init; }

    /// <summary>
    /// The identity of its effect when an operator has released a callback that was in conflict with <see cref="Id"/>: an id of the
    /// same form, computed from that id and the facts.
    /// </summary>
    public required string ConflictId { get; init; }

    /// <summary>The facts in the response of the provider's API, as <see cref="NewCallback.Facts"/>.</summary>
    public string Facts { get; init; } = "";

    /// <summary>
    /// Whether <see cref="Id"/> is also the <see cref="NewCallback.Id"/> of the event's callbacks, as for feeds whose signature
    /// proves the event. For all other feeds, the callbacks' content determines their id.
    /// </summary>
    public bool IsCallbackId { get; init; }
}

/// <summary>The outcome of a commit.</summary>
public enum CallbackCommit
{
    /// <summary>The effect ran, and is on disk.</summary>
    Committed = 1,

    /// <summary>The event has already had its effect. This effect did not run, and the callback is handled.</summary>
    Duplicate,

    /// <summary>
    /// The event has already had its effect, with other facts. This effect did not run; the callback is set aside until an operator
    /// releases or discards it.
    /// </summary>
    Conflict,

    /// <summary>The lease has expired: another worker may have claimed the callback. Nothing was written.</summary>
    LeaseLost,

    /// <summary>An operator has discarded the event's callback. This effect did not run, and nothing was changed.</summary>
    Discarded,
}
