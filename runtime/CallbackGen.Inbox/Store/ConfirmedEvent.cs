namespace CallbackGen.Inbox;

/// <summary>An event that the provider's own API confirmed. Its id is unique together with its effect, whatever callbacks tell of it.</summary>
public sealed record ConfirmedEvent
{
    /// <summary>The feed's name.</summary>
    public required string Feed { get; init; }

    /// <summary>The event's identity: lower-case hexadecimal SHA-256 (RFC 6234) of the key that the confirmed payload makes.</summary>
    public required string Id { get; init; }

    /// <summary>
    /// The identity under which it has its effect when a person has released a callback that was in conflict with <see cref="Id"/>: an id
    /// of the same form, made of that one and the facts.
    /// </summary>
    public required string ConflictId { get; init; }

    /// <summary>What the provider's API said, as <see cref="NewCallback.Facts"/>.</summary>
    public string Facts { get; init; } = "";

    /// <summary>
    /// Whether <see cref="Id"/> is the <see cref="NewCallback.Id"/> of the event's callbacks too, as of feeds whose signature proves the
    /// event. Of all others the callbacks are told apart by their content.
    /// </summary>
    public bool IsCallbackId { get; init; }
}

/// <summary>What became of an effect.</summary>
public enum CallbackCommit
{
    /// <summary>It happened, and is on disk.</summary>
    Committed = 1,

    /// <summary>The event has had its effect before. This one did not run, and the callback is handled.</summary>
    Duplicate,

    /// <summary>
    /// The event has had its effect before, with other facts. This one did not run; the callback is set aside until a person
    /// releases or discards it.
    /// </summary>
    Conflict,

    /// <summary>The lease has run out: somebody else may have the callback by now. Nothing was written.</summary>
    LeaseLost,

    /// <summary>A person has discarded the event's callback. This one did not run, and nothing was changed.</summary>
    Discarded,
}
