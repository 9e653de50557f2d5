using System.Data.Common;

namespace CallbackGen.Inbox;

/// <summary>A worker's right to a callback.</summary>
/// <param name="Id">The callback's id.</param>
/// <param name="Fence">A number that grows with each claim, so that what is done under an older one has no effect.</param>
public readonly record struct CallbackClaim(string Id, long Fence);

/// <summary>A callback that was lent to a worker.</summary>
/// <param name="Claim">The worker's right to it.</param>
/// <param name="Attempt">Which attempt this is, counted from 1.</param>
/// <param name="Item">Its place among the items of the request.</param>
/// <param name="Number">A number of the request in the store: those of one request have the same.</param>
/// <param name="Request">The request that it came in.</param>
public sealed record ClaimedCallback(CallbackClaim Claim, int Attempt, int Item, long Number, StoredRequest Request)
{
    /// <summary>The row's <see cref="NewCallback.Seal"/>, or <see cref="NewCallback.ConflictSeal"/> where its id is the <see cref="NewCallback.ConflictId"/>.</summary>
    public ReadOnlyMemory<byte> Seal { get; init; }

    /// <summary>Whether somebody has revoked a key that verified its request before it was lent: it is not handled then.</summary>
    public required bool IsRevoked { get; init; }

    /// <summary>What it is ordered by, or null.</summary>
    public string? OrderKey { get; init; }

    /// <summary>The id of the row that it contradicted before a person released it, or null.</summary>
    public string? ConflictsWith { get; init; }

    /// <summary>
    /// Whether it was stored with <see cref="NewCallback.Quarantine"/>, so that nobody has read it yet: its id says nothing of an event. It
    /// is not handled, but ends by <see cref="ICallbackStore.ReleaseAsync"/>.
    /// </summary>
    public bool IsUnread { get; init; }
}

/// <summary>What is known of a stored callback.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Feed">The feed's name.</param>
/// <param name="State">Where it is on its way.</param>
/// <param name="Attempts">How often a worker had it.</param>
/// <param name="Duplicates">How often it came again.</param>
/// <param name="AcceptedAt">When it was stored.</param>
/// <param name="LastFailure">What its last failure was, for operators; null when there was none.</param>
/// <param name="ConflictsWith">The id of the row that it contradicts, or null.</param>
public sealed record CallbackRow(
    string Id,
    string Feed,
    CallbackState State,
    int Attempts,
    long Duplicates,
    DateTimeOffset AcceptedAt,
    string? LastFailure,
    string? ConflictsWith
)
{
    /// <summary>
    /// The fingerprint of the key that verified it, by which it can be revoked; empty where no key did, and null where the request is not
    /// kept any more. It is a code of the inbox's, and tells nothing of the key.
    /// </summary>
    public string? KeyFingerprint { get; init; }
}

/// <summary>
/// Writes what a handler has to write, within the transaction that ends its callback: either both are there afterwards or
/// neither is. It should be short, and wait for nothing but the database.
/// </summary>
/// <param name="transaction">The transaction. It is committed when the effect has returned, by the store and by nobody else.</param>
/// <param name="cancellationToken">Is cancelled when the effect takes longer than the store lets it.</param>
/// <returns>A task that ends when all is written.</returns>
public delegate ValueTask CallbackEffect(DbTransaction transaction, CancellationToken cancellationToken);
