namespace CallbackGen.Inbox;

/// <summary>
/// Where callbacks are kept between their acknowledgement and their handling. An implementation promises that whatever a method
/// says has happened is on disk when its task ends, and that callbacks that are accepted at the same time get one row for one
/// identity. Times are those of the store's own clock, so that no other one has to agree with it.
/// </summary>
/// <remarks>
/// A callback's way: <see cref="AcceptAsync"/> makes it <see cref="CallbackState.Waiting"/>, or
/// <see cref="CallbackState.Queued"/> behind one of the same order; <see cref="ClaimAsync"/> lends it to a worker;
/// <see cref="CommitAsync(CallbackClaim, CallbackEffect, CancellationToken)"/> ends it, or <see cref="FailAsync"/> sends it back or makes it <see cref="CallbackState.Dead"/>.
/// One that cannot be read is <see cref="CallbackState.Quarantined"/> until a person releases it by <see cref="ReplayAsync"/>. What
/// a worker does under a lease that is not its own any more has no effect.
/// </remarks>
public interface ICallbackStore
{
    /// <summary>Makes the tables, if they are not there, and checks that the store keeps what it is given.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>A task that ends when the store can be used.</returns>
    Task PrepareAsync(CancellationToken cancellationToken);

    /// <summary>
    /// Stores the callbacks of a request, all or none. It ends when they are on disk. When one is over its quota, none is stored, and
    /// <see cref="CallbackAcceptance.OverQuota"/> is what became of each.
    /// </summary>
    /// <param name="request">The request.</param>
    /// <param name="callbacks">Its callbacks, in their order.</param>
    /// <param name="cancellationToken">Ends the waiting. Whether they are stored is not known then.</param>
    /// <returns>What became of each.</returns>
    Task<IReadOnlyList<CallbackAcceptance>> AcceptAsync(
        StoredRequest request,
        IReadOnlyList<NewCallback> callbacks,
        CancellationToken cancellationToken
    );

    /// <summary>Lends callbacks that are due to a worker, earliest first, and takes back those whose lease has run out.</summary>
    /// <param name="limit">How many at most.</param>
    /// <param name="lease">For how long.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The callbacks; none when nothing is due.</returns>
    Task<IReadOnlyList<ClaimedCallback>> ClaimAsync(int limit, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Makes a lease last longer.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="lease">How long from now.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>False when the lease has run out: somebody else may have the callback by now.</returns>
    Task<bool> RenewAsync(CallbackClaim claim, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Ends a callback, together with what its handler writes to the same database, in one transaction.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="effect">Writes what the handler has to write; null when that is nothing.</param>
    /// <param name="cancellationToken">Ends the waiting. Whether the transaction has ended well is not known then.</param>
    /// <returns>False when the lease has run out: nothing was written.</returns>
    /// <exception cref="TimeoutException">The effect took longer than the store lets it; nothing was written.</exception>
    Task<bool> CommitAsync(CallbackClaim claim, CallbackEffect? effect, CancellationToken cancellationToken);

    /// <summary>
    /// Ends a callback, together with what its handler writes to the same database and with the id of the event, in one transaction. An
    /// effect runs once for an id: of the callback that was first, and again when a person replays that callback.
    /// </summary>
    /// <param name="claim">The claim.</param>
    /// <param name="confirmed">
    /// The event, of a feed whose callbacks are told apart by their content. A callback that a person has released from a conflict has its
    /// effect under <see cref="ConfirmedEvent.ConflictId"/>.
    /// </param>
    /// <param name="effect">Writes what the handler has to write.</param>
    /// <param name="cancellationToken">Ends the waiting. Whether the transaction has ended well is not known then.</param>
    /// <returns>What became of it.</returns>
    /// <exception cref="TimeoutException">The effect took longer than the store lets it; nothing was written.</exception>
    Task<CallbackCommit> CommitAsync(
        CallbackClaim claim,
        ConfirmedEvent confirmed,
        CallbackEffect effect,
        CancellationToken cancellationToken
    );

    /// <summary>
    /// Has the effect of an event for which no callback is in hand, as when reconciliation finds a payment whose callback never came. Where
    /// the event's callback is stored and not handled yet, whoever has it included, it is handled by this.
    /// </summary>
    /// <param name="confirmed">The event.</param>
    /// <param name="effect">Writes what has to be written.</param>
    /// <param name="cancellationToken">Ends the waiting. Whether the transaction has ended well is not known then.</param>
    /// <returns>What became of it: anything but <see cref="CallbackCommit.LeaseLost"/>. On a conflict nothing was changed.</returns>
    /// <exception cref="TimeoutException">The effect took longer than the store lets it; nothing was written.</exception>
    Task<CallbackCommit> CommitAsync(ConfirmedEvent confirmed, CallbackEffect effect, CancellationToken cancellationToken);

    /// <summary>Sends a callback back, to be handled again later, or sets it aside until a person acts.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="wait">How long from now it is handled again at the earliest; null when it is not.</param>
    /// <param name="reason">What happened, for operators: no text of the callback.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>False when the lease has run out: nothing was changed.</returns>
    Task<bool> FailAsync(CallbackClaim claim, TimeSpan? wait, string reason, CancellationToken cancellationToken);

    /// <summary>Gives a callback back that nobody has tried to handle, so that the attempt does not count.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="wait">How long from now it is claimed again at the earliest.</param>
    /// <param name="reason">What happened, for operators: no text of the callback.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>False when the lease has run out: nothing was changed.</returns>
    Task<bool> ReturnAsync(CallbackClaim claim, TimeSpan wait, string reason, CancellationToken cancellationToken);

    /// <summary>
    /// Parks a callback for which this program has no handler, so that the attempt does not count. It is claimed again when it is due and
    /// nothing <see cref="CallbackState.Waiting"/> is. Of an order, it holds up those behind it.
    /// </summary>
    /// <param name="claim">The claim.</param>
    /// <param name="wait">How long from now it is claimed again at the earliest.</param>
    /// <param name="reason">What happened, for operators: no text of the callback.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>False when the lease has run out: nothing was changed.</returns>
    Task<bool> ParkAsync(CallbackClaim claim, TimeSpan wait, string reason, CancellationToken cancellationToken);

    /// <summary>
    /// Has what is <see cref="CallbackState.Parked"/> of some feeds due now, in the order in which it was accepted, as a program that handles
    /// them has started. It stays parked, so that what waits goes first, and nobody takes it for late.
    /// </summary>
    /// <param name="feeds">The names of the feeds.</param>
    /// <param name="cancellationToken">Ends the waiting. What is due by then stays due.</param>
    /// <returns>How many were not due before.</returns>
    Task<long> WakeAsync(IReadOnlyCollection<string> feeds, CancellationToken cancellationToken);

    /// <summary>Sets a callback that does not verify aside, until a person acts. Like a dead one, it holds up its order.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="reason">What is wrong, for operators: no text of the callback.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>False when the lease has run out: nothing was changed.</returns>
    Task<bool> QuarantineAsync(CallbackClaim claim, string reason, CancellationToken cancellationToken);

    /// <summary>
    /// Ends a callback that nobody had read (<see cref="ClaimedCallback.IsUnread"/>) as handled, and stores what it turned out to be, in one
    /// transaction: each as <see cref="AcceptAsync"/> stores it, with the same request. Quotas are not asked, as a person has let them in.
    /// </summary>
    /// <param name="claim">The claim.</param>
    /// <param name="callbacks">The callbacks that it turned out to be: at least one.</param>
    /// <param name="cancellationToken">Ends the waiting. Whether they are stored is not known then.</param>
    /// <returns>What became of each; null when the lease has run out: nothing was changed.</returns>
    Task<IReadOnlyList<CallbackAcceptance>?> ReleaseAsync(
        CallbackClaim claim,
        IReadOnlyList<NewCallback> callbacks,
        CancellationToken cancellationToken
    );

    /// <summary>Has a callback handled again: one that is dead or in quarantine, a conflict that a person releases, or one that was handled.</summary>
    /// <param name="id">The callback's <see cref="NewCallback.Id"/>.</param>
    /// <param name="by">Who wants it, as the record says.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>False when there is none, or it is waiting or being handled already.</returns>
    Task<bool> ReplayAsync(string id, string by, CancellationToken cancellationToken);

    /// <summary>Gives a callback up: one that is dead or in quarantine, or a conflict. What waits behind it goes on.</summary>
    /// <param name="id">The callback's <see cref="NewCallback.Id"/>.</param>
    /// <param name="by">Who wants it, as the record says.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>False when there is none, or it is none of these.</returns>
    Task<bool> DiscardAsync(string id, string by, CancellationToken cancellationToken);

    /// <summary>Looks a callback up.</summary>
    /// <param name="id">The callback's <see cref="NewCallback.Id"/>.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>What is known of it, or null when there is none.</returns>
    Task<CallbackRow?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Lists callbacks of a state, such as the dead ones that wait for a person, in the order in which they were accepted.</summary>
    /// <param name="state">The state.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>What is known of them.</returns>
    Task<IReadOnlyList<CallbackRow>> ListAsync(CallbackState state, int limit, CancellationToken cancellationToken);

    /// <summary>Counts the callbacks of each state.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>How many there are; a state of which there is none may be missing.</returns>
    Task<IReadOnlyDictionary<CallbackState, long>> CountAsync(CancellationToken cancellationToken);

    /// <summary>Measures what has not ended. It is cheap however many callbacks have, as it is asked every few seconds.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>How much there is, and for how long the oldest has been due.</returns>
    Task<CallbackBacklog> MeasureAsync(CancellationToken cancellationToken);

    /// <summary>Keeps requests that were refused, and forgets the oldest of more than there may be.</summary>
    /// <param name="requests">The requests, oldest first.</param>
    /// <param name="keep">How many of all that were ever added are kept.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>A task that ends when they are kept.</returns>
    Task AddRefusedAsync(IReadOnlyList<RefusedRequest> requests, int keep, CancellationToken cancellationToken);

    /// <summary>Lists requests that were refused, the last one first.</summary>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The requests.</returns>
    Task<IReadOnlyList<RefusedRequest>> ListRefusedAsync(int limit, CancellationToken cancellationToken);

    /// <summary>Keeps a value under a name, unless one is there, whoever else does at the same time.</summary>
    /// <param name="name">The name.</param>
    /// <param name="value">The value.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The value that is there.</returns>
    Task<ReadOnlyMemory<byte>> KeepSecretAsync(string name, ReadOnlyMemory<byte> value, CancellationToken cancellationToken);

    /// <summary>
    /// Keeps keys, for a day at the least and for as long as a request has their id as its <see cref="StoredRequest.KeysId"/>. Keys that are kept
    /// already stay as they are, for another day. Those among whose fingerprints one was revoked, by whatever keys it was known then, are revoked.
    /// </summary>
    /// <param name="keys">The keys, not revoked.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>A task that ends when they are on disk.</returns>
    Task KeepKeysAsync(KeptKeys keys, CancellationToken cancellationToken);

    /// <summary>Looks kept keys up.</summary>
    /// <param name="id">Their id.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The keys, or null when there are none.</returns>
    Task<KeptKeys?> FindKeysAsync(string id, CancellationToken cancellationToken);

    /// <summary>
    /// Revokes a fingerprint for ever: the kept keys among whose fingerprints it is, those that are deleted and kept again, and those that are
    /// kept later. Makes the callbacks that they verified and that wait for a worker <see cref="CallbackState.Quarantined"/>. Those that wait for
    /// others are left to the worker.
    /// </summary>
    /// <param name="fingerprint">The fingerprint, one, whether there are keys that have it or not.</param>
    /// <param name="by">Who wants it, as the record says of each callback.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>How many callbacks were set aside.</returns>
    Task<long> RevokeKeysAsync(string fingerprint, string by, CancellationToken cancellationToken);

    /// <summary>Deletes the requests, headers and bodies included, of which all callbacks were handled or given up before a time, and the keys that no request has any more. Their ids stay, and so do revocations.</summary>
    /// <param name="before">The time.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>How many requests were deleted.</returns>
    Task<long> PurgeAsync(DateTimeOffset before, CancellationToken cancellationToken);

    /// <summary>
    /// Forgets the ids of callbacks and of confirmed events that ended before a time, with their requests and their history. Whatever comes again
    /// is new then.
    /// </summary>
    /// <param name="before">The time, by the store's clock.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>How many ids were forgotten.</returns>
    Task<long> ForgetAsync(DateTimeOffset before, CancellationToken cancellationToken);
}
