namespace CallbackGen.Inbox;

/// <summary>
/// Stores callbacks between their acknowledgement and their handling. An implementation guarantees that the result of a method is
/// on disk when its task completes, and that concurrent callbacks with one identity get one row. Times are those of the store's own
/// clock, so that no other clock needs to agree with it.
/// </summary>
/// <remarks>
/// The states of a callback: <see cref="AcceptAsync"/> stores it as <see cref="CallbackState.Waiting"/>, or as
/// <see cref="CallbackState.Queued"/> after another of the same order. <see cref="ClaimAsync"/> claims it for a worker.
/// <see cref="CommitAsync(CallbackClaim, CallbackEffect, CancellationToken)"/> ends it, or <see cref="FailAsync"/> returns it or
/// makes it <see cref="CallbackState.Dead"/>. An unreadable callback is <see cref="CallbackState.Quarantined"/> until an operator
/// releases it by <see cref="ReplayAsync"/>. An action under an expired or superseded claim has no effect.
/// </remarks>
public interface ICallbackStore
{
    /// <summary>Creates the tables if they do not exist, and checks that the store persists data.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when the store can be used.</returns>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Stores all callbacks of a request or none. The task completes when they are on disk. If one exceeds its quota, none is
    /// stored, and the outcome of each is <see cref="CallbackAcceptance.OverQuota"/>.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="callbacks">Its callbacks, in their order.</param>
    /// <param name="cancellationToken">Cancels the wait. It is then unknown whether they are stored.</param>
    /// <returns>The outcome of each.</returns>
    Task<IReadOnlyList<CallbackAcceptance>> AcceptAsync(
        StoredRequest request,
        IReadOnlyList<NewCallback> callbacks,
        CancellationToken cancellationToken
    );

    /// <summary>Claims due callbacks for a worker, earliest first, including those whose previous lease has expired.</summary>
    /// <param name="limit">The most callbacks.</param>
    /// <param name="lease">The duration of the lease.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The callbacks; none when none is due.</returns>
    Task<IReadOnlyList<ClaimedCallback>> ClaimAsync(int limit, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Extends a lease.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="lease">Its duration from now.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>False when the lease has expired: another worker may have claimed the callback.</returns>
    Task<bool> RenewAsync(CallbackClaim claim, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Ends a callback and writes its handler's effect to the same database, in one transaction.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="effect">Writes the handler's effect; null when there is none.</param>
    /// <param name="cancellationToken">Cancels the wait. It is then unknown whether the transaction was committed.</param>
    /// <returns>False when the lease has expired: nothing was written.</returns>
    /// <exception cref="TimeoutException">The effect exceeded the store's time limit; nothing was written.</exception>
    Task<bool> CommitAsync(CallbackClaim claim, CallbackEffect? effect, CancellationToken cancellationToken);

    /// <summary>
    /// Ends a callback, and writes its handler's effect to the same database with the id of the event, in one transaction. An
    /// effect runs once per id: for the first callback, and again when an operator replays that callback.
    /// </summary>
    /// <param name="claim">The claim.</param>
    /// <param name="confirmed">
    /// The event, of a feed whose callbacks are identified by their content. A callback that an operator has released from a
    /// conflict has its effect under <see cref="ConfirmedEvent.ConflictId"/>.
    /// </param>
    /// <param name="effect">Writes the handler's effect.</param>
    /// <param name="cancellationToken">Cancels the wait. It is then unknown whether the transaction was committed.</param>
    /// <returns>The outcome.</returns>
    /// <exception cref="TimeoutException">The effect exceeded the store's time limit; nothing was written.</exception>
    Task<CallbackCommit> CommitAsync(
        CallbackClaim claim,
        ConfirmedEvent confirmed,
        CallbackEffect effect,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Writes the effect of an event without a callback, for example when reconciliation finds a payment whose callback never
    /// arrived. If the event's callback is stored and not handled yet, claimed or not, it becomes handled.
    /// </summary>
    /// <param name="confirmed">The event.</param>
    /// <param name="effect">Writes the effect.</param>
    /// <param name="cancellationToken">Cancels the wait. It is then unknown whether the transaction was committed.</param>
    /// <returns>The outcome: any but <see cref="CallbackCommit.LeaseLost"/>. On a conflict nothing was changed.</returns>
    /// <exception cref="TimeoutException">The effect exceeded the store's time limit; nothing was written.</exception>
    Task<CallbackCommit> CommitAsync(ConfirmedEvent confirmed, CallbackEffect effect, CancellationToken cancellationToken);

    /// <summary>Returns a callback to be retried later, or sets it aside until an operator acts.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="wait">The delay before the next attempt; null when there is none.</param>
    /// <param name="reason">The failure, for operators: no text of the callback.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>False when the lease has expired: nothing was changed.</returns>
    Task<bool> FailAsync(CallbackClaim claim, TimeSpan? wait, string reason, CancellationToken cancellationToken);

    /// <summary>Returns a callback that was not tried, so that the attempt does not count.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="wait">The delay before the next claim.</param>
    /// <param name="reason">The reason, for operators: no text of the callback.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>False when the lease has expired: nothing was changed.</returns>
    Task<bool> ReturnAsync(CallbackClaim claim, TimeSpan wait, string reason, CancellationToken cancellationToken);

    /// <summary>
    /// Parks a callback for which this program has no handler, so that the attempt does not count. It is claimed again when it is
    /// due and no <see cref="CallbackState.Waiting"/> callback is. In an order, it holds up the later ones.
    /// </summary>
    /// <param name="claim">The claim.</param>
    /// <param name="wait">The delay before the next claim.</param>
    /// <param name="reason">The reason, for operators: no text of the callback.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>False when the lease has expired: nothing was changed.</returns>
    Task<bool> ParkAsync(CallbackClaim claim, TimeSpan wait, string reason, CancellationToken cancellationToken);

    /// <summary>
    /// Makes the <see cref="CallbackState.Parked"/> callbacks of some feeds due now, in the order of acceptance, because a program
    /// that handles them has started. They stay parked, so that waiting callbacks precede them and they do not count as late.
    /// </summary>
    /// <param name="feeds">The names of the feeds.</param>
    /// <param name="cancellationToken">Cancels the wait. Callbacks that are due by then stay due.</param>
    /// <returns>The number of callbacks that were not due before.</returns>
    Task<long> WakeAsync(IReadOnlyCollection<string> feeds, CancellationToken cancellationToken);

    /// <summary>
    /// Sets aside a callback that does not verify until an operator acts. Like a dead callback, it holds up its order.
    /// </summary>
    /// <param name="claim">The claim.</param>
    /// <param name="reason">The fault, for operators: no text of the callback.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>False when the lease has expired: nothing was changed.</returns>
    Task<bool> QuarantineAsync(CallbackClaim claim, string reason, CancellationToken cancellationToken);

    /// <summary>
    /// Ends an unreadable row (<see cref="ClaimedCallback.IsUnread"/>) as handled, and stores the callbacks that it contains, in
    /// one transaction: each as <see cref="AcceptAsync"/> does, with the same request. Quotas do not apply, because an operator has
    /// released them.
    /// </summary>
    /// <param name="claim">The claim.</param>
    /// <param name="callbacks">The callbacks that it contains: at least one.</param>
    /// <param name="cancellationToken">Cancels the wait. It is then unknown whether they are stored.</param>
    /// <returns>The outcome of each; null when the lease has expired: nothing was changed.</returns>
    Task<IReadOnlyList<CallbackAcceptance>?> ReleaseAsync(
        CallbackClaim claim,
        IReadOnlyList<NewCallback> callbacks,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Makes a callback due again: one that is dead or in quarantine, a conflict that an operator releases, or one that was handled.
    /// </summary>
    /// <param name="id">The callback's <see cref="NewCallback.Id"/>.</param>
    /// <param name="by">Who requests it, for the record.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>False when it does not exist, or is already waiting or being handled.</returns>
    Task<bool> ReplayAsync(string id, string by, CancellationToken cancellationToken);

    /// <summary>Discards a callback that is dead, in quarantine or in conflict. The next callback of its order continues.</summary>
    /// <param name="id">The callback's <see cref="NewCallback.Id"/>.</param>
    /// <param name="by">Who requests it, for the record.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>False when it does not exist, or is in another state.</returns>
    Task<bool> DiscardAsync(string id, string by, CancellationToken cancellationToken);

    /// <summary>Finds a callback.</summary>
    /// <param name="id">The callback's <see cref="NewCallback.Id"/>.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Its description, or null when it does not exist.</returns>
    Task<CallbackRow?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Lists callbacks of a state, such as the dead ones that wait for an operator, in the order of acceptance.</summary>
    /// <param name="state">The state.</param>
    /// <param name="limit">The most callbacks.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>Their descriptions.</returns>
    Task<IReadOnlyList<CallbackRow>> ListAsync(CallbackState state, int limit, CancellationToken cancellationToken);

    /// <summary>Counts the callbacks of each state.</summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The counts; a state without callbacks may be missing.</returns>
    Task<IReadOnlyDictionary<CallbackState, long>> CountAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Measures the callbacks that have not ended. Its cost must not depend on the number of ended ones, because it runs every few seconds.
    /// </summary>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The counts, and how long the oldest has been due.</returns>
    Task<CallbackBacklog> MeasureAsync(CancellationToken cancellationToken);

    /// <summary>Stores refused requests, and deletes the oldest above the limit.</summary>
    /// <param name="requests">The requests, oldest first.</param>
    /// <param name="keep">The most requests that stay stored.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when they are stored.</returns>
    Task AddRefusedAsync(IReadOnlyList<RefusedRequest> requests, int keep, CancellationToken cancellationToken);

    /// <summary>Lists refused requests, the last one first.</summary>
    /// <param name="limit">The most requests.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The requests.</returns>
    Task<IReadOnlyList<RefusedRequest>> ListRefusedAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Stores a value under a name, unless one exists, also with concurrent callers.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The stored value.</returns>
    Task<ReadOnlyMemory<byte>> KeepSecretAsync(string name, ReadOnlyMemory<byte> value, CancellationToken cancellationToken);

    /// <summary>
    /// Stores keys, for at least a day and for as long as a request has their id as its <see cref="StoredRequest.KeysId"/>. Keys
    /// that are already stored stay unchanged, for another day. Keys with a fingerprint that was revoked, by whatever keys, are
    /// stored as revoked.
    /// </summary>
    /// <param name="keys">The keys, not revoked.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>A task that completes when they are on disk.</returns>
    Task KeepKeysAsync(KeptKeys keys, CancellationToken cancellationToken);

    /// <summary>Finds stored keys.</summary>
    /// <param name="id">Their id.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The keys, or null when they do not exist.</returns>
    Task<KeptKeys?> FindKeysAsync(string id, CancellationToken cancellationToken);

    /// <summary>
    /// Revokes a fingerprint permanently: stored keys that have it, also if they are deleted and stored again, and keys that are
    /// stored later. The callbacks that they verified and that wait for a worker become <see cref="CallbackState.Quarantined"/>.
    /// The worker handles those that wait for others.
    /// </summary>
    /// <param name="fingerprint">One fingerprint, whether any keys have it or not.</param>
    /// <param name="by">Who requests it, for the record of each callback.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The number of callbacks that were set aside.</returns>
    Task<long> RevokeKeysAsync(string fingerprint, string by, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes the requests, with headers and bodies, whose callbacks were all handled or discarded before a time, and the keys
    /// that no request needs. The callbacks' ids and revocations stay.
    /// </summary>
    /// <param name="before">The time.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The number of deleted requests.</returns>
    Task<long> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>
    /// Deletes the ids of callbacks and of confirmed events that ended before a time, with their requests and their history. A
    /// later redelivery is then a new callback.
    /// </summary>
    /// <param name="before">The time, by the store's clock.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The number of deleted ids.</returns>
    Task<long> ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken);
}
