using System.Data.Common;

namespace CallbackGen.Inbox;

/// <summary>A worker's claim to a callback.</summary>
/// <param name="Id">The callback's id.</param>
/// <param name="Fence">A number that grows with each claim, so that actions under an older claim have no effect.</param>
public readonly record struct CallbackClaim(string Id, long Fence);

/// <summary>A callback that a worker has claimed.</summary>
/// <param name="Claim">The claim.</param>
/// <param name="Attempt">The number of this attempt, counted from 1.</param>
/// <param name="Item">The callback's index among the items of the request.</param>
/// <param name="Number">A number of the request in the store, equal for all callbacks of one request.</param>
/// <param name="Request">The request that contained the callback.</param>
public sealed record ClaimedCallback(CallbackClaim Claim, int Attempt, int Item, long Number, StoredRequest Request)
{
    /// <summary>
    /// The row's <see cref="NewCallback.Seal"/>, or <see cref="NewCallback.ConflictSeal"/> if its id is the
    /// <see cref="NewCallback.ConflictId"/>.
    /// </summary>
    public ReadOnlyMemory<byte> Seal { get; init; }

    /// <summary>Whether a key that verified the request was revoked before the claim, so that it must not be handled.</summary>
    public required bool IsRevoked { get; init; }

    /// <summary>The ordering key of the callback, or null.</summary>
    public string? OrderKey { get; init; }

    /// <summary>The id of the row that it contradicted before an operator released it, or null.</summary>
    public string? ConflictsWith { get; init; }

    /// <summary>
    /// Whether it was stored with <see cref="NewCallback.Quarantine"/>, so that its event is unknown. It is not handled, but ended
    /// by <see cref="ICallbackStore.ReleaseAsync"/>.
    /// </summary>
    public bool IsUnread { get; init; }
}

/// <summary>Describes a stored callback.</summary>
/// <param name="Id">The id of the callback.</param>
/// <param name="Feed">The feed's name.</param>
/// <param name="State">The state of the callback.</param>
/// <param name="Attempts">The number of attempts.</param>
/// <param name="Duplicates">The number of redeliveries.</param>
/// <param name="AcceptedAt">When it was stored.</param>
/// <param name="LastFailure">The most recent failure, for operators; null when there was none.</param>
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
    /// The fingerprint of the key that verified it, by which it can be revoked; empty when no key did, and null when the request is
    /// deleted. It is computed with the inbox's own key, and reveals nothing about the key.
    /// </summary>
    public string? KeyFingerprint { get; init; }
}

/// <summary>
/// Writes the effect of a handler in the transaction that ends its callback: both are committed or neither is. It should be short,
/// and wait only for the database.
/// </summary>
/// <param name="transaction">The transaction. Only the store commits it, after the effect has returned.</param>
/// <param name="cancellationToken">Is cancelled when the effect exceeds the store's time limit.</param>
/// <returns>A task that completes when all is written.</returns>
public delegate ValueTask CallbackEffect(DbTransaction transaction, CancellationToken cancellationToken);
