namespace CallbackGen.Inbox.Tests.Compliance;

/// <summary>A store with a single fault.</summary>
/// <param name="Name">The fault.</param>
/// <param name="Alter">Adds the fault to a correct store.</param>
/// <param name="Checks">The checks that must detect it.</param>
public sealed record WrongStore(string Name, Func<ICallbackStore, ICallbackStore> Alter, params string[] Checks)
{
    public override string ToString() => Name;
}

/// <summary>Faulty stores, such that each check fails for at least one of them.</summary>
internal static class WrongStores
{
    private static readonly Func<Task<bool>> Pretend = () => Task.FromResult(true);

    public static IReadOnlyList<WrongStore> All { get; } =
    [.. OfAccepting(), .. OfHandling(), .. OfConfirming(), .. OfBacklogs(), .. OfQuarantine(), .. OfOperating(), .. OfKeeping()];

    private static IEnumerable<WrongStore> OfAccepting() =>
        [
            new(
                "It loses bytes of a request",
                store => Accepting(store, callback => callback, request => request with { Content = request.Content[1..] }),
                "A callback that was accepted is claimed as it was stored"
            ),
            new("It acknowledges before it commits", AcknowledgeFirst, "What was accepted is there when the store is opened again"),
            new(
                "It forgets duplicates",
                store => Accepting(store, callback => callback with { Id = New() }),
                "A callback that was accepted before is a duplicate",
                "Of callbacks that come at the same time one is stored"
            ),
            new(
                "It loses the places of items",
                store => Accepting(store, callback => callback with { Item = 0 }),
                "The callbacks of a request are stored together"
            ),
            new(
                "It compares no facts",
                store => new AlteredStore(store)
                {
                    Accept = (request, callbacks) =>
                        store.AcceptAsync(request, [.. callbacks.Select(callback => callback with { Facts = "" })], default),
                    Confirm = (claim, confirmed, effect) => store.CommitAsync(claim, confirmed with { Facts = "" }, effect, default),
                    Reconcile = (confirmed, effect) => store.CommitAsync(confirmed with { Facts = "" }, effect, default),
                },
                "Other facts of one event are a conflict, handled when a person releases it",
                "A confirmed event with other facts is a conflict, and its order goes on",
                "An event that is reconciled with other facts than its callback is a conflict, and changes nothing"
            ),
            new(
                "It compares facts as texts",
                store => Accepting(store, callback => callback with { Facts = callback.Facts.Replace('\n', ',') }),
                "What one of two does not say contradicts nothing"
            ),
            new(
                "It ignores quotas",
                store => Accepting(store, callback => callback with { Quota = null }),
                "A request with a callback over its quota leaves nothing",
                "A conflict is one more of its quota",
                "The callbacks of one request count among themselves",
                "Of callbacks that come at the same time no more are stored than their quota lets"
            ),
            new("It counts duplicates", RefuseDuplicates, "A duplicate is none more of its quota"),
            new(
                "It tells of any duplicate alike",
                store => new AlteredStore(store)
                {
                    Accept = async (request, callbacks) =>
                        [
                            .. (await store.AcceptAsync(request, callbacks, default)).Select(outcome =>
                                outcome == CallbackAcceptance.SetAside ? CallbackAcceptance.Duplicate : outcome
                            ),
                        ],
                    Reconcile = async (confirmed, effect) =>
                        await store.CommitAsync(confirmed, effect, default) is var commit && commit == CallbackCommit.Discarded
                            ? CallbackCommit.Duplicate
                            : commit,
                },
                "What cannot be read is stored in quarantine, and claimed when a person releases it",
                "What comes again of what is set aside is told from other duplicates",
                "An event whose callback was handled or given up has no other effect"
            ),
            new(
                "It counts for ever",
                store =>
                    Accepting(
                        store,
                        callback =>
                            callback with
                            {
                                Quota = callback.Quota is { } quota ? quota with { Per = TimeSpan.FromDays(365) } : null,
                            }
                    ),
                "What was stored before its quota's time does not count"
            ),
            new(
                "It loses the order",
                store => Accepting(store, callback => callback with { OrderKey = null }),
                "Callbacks of one order are claimed one at a time, as they were accepted",
                "A callback that fails or is dead holds up its own order and no other"
            ),
        ];

    private static IEnumerable<WrongStore> OfHandling() =>
        [
            new("It lends twice", LendTwice, "No callback is claimed by two workers"),
            new(
                "It lends for ever",
                store => new AlteredStore(store) { Claim = (limit, _) => store.ClaimAsync(limit, TimeSpan.FromDays(365), default) },
                "A callback is claimed again when its lease has run out"
            ),
            new(
                "It renews nothing",
                store => new AlteredStore(store) { Renew = (_, _) => Pretend() },
                "A lease that is renewed does not run out"
            ),
            new(
                "It has no fence",
                store => new AlteredStore(store)
                {
                    Commit = async (claim, effect) => await store.CommitAsync(claim, effect, default) || await WriteAsync(store, effect),
                    Confirm = async (claim, confirmed, effect) =>
                        await store.CommitAsync(claim, confirmed, effect, default) is var commit && commit != CallbackCommit.LeaseLost
                            ? commit
                            : await store.CommitAsync(confirmed, effect, default),
                },
                "Nothing is done under a lease that has run out",
                "A confirmed event has no effect under a lease that has run out, and its id is not kept"
            ),
            new(
                "It ends nothing",
                store => new AlteredStore(store) { Commit = (_, _) => Pretend() },
                "A callback that was committed is not claimed again"
            ),
            new(
                "It has effects twice",
                store => new AlteredStore(store)
                {
                    Commit = (claim, effect) => store.CommitAsync(claim, effect is null ? null : Twice(effect), default),
                    Confirm = (claim, confirmed, effect) => store.CommitAsync(claim, confirmed, Twice(effect), default),
                },
                "An effect is there when its callback was committed",
                "A confirmed event has its effect and ends its callback"
            ),
            new(
                "It ends callbacks before their effects",
                store => new AlteredStore(store)
                {
                    Commit = async (claim, effect) => await store.CommitAsync(claim, null, default) && await WriteAsync(store, effect),
                },
                "An effect that fails leaves nothing and its callback unhandled"
            ),
            new(
                "It has no time limit",
                store => new AlteredStore(store)
                {
                    Commit = async (claim, effect) => await WithoutLimitAsync(() => store.CommitAsync(claim, effect, default)),
                    Confirm = async (claim, confirmed, effect) =>
                        await WithoutLimitAsync(() => store.CommitAsync(claim, confirmed, effect, default)),
                },
                "An effect that takes too long leaves nothing and the store working",
                "A confirmed event whose effect takes too long leaves no id and the store working"
            ),
            new(
                "It counts an attempt that was none",
                store => new AlteredStore(store) { Return = (claim, wait, reason) => store.FailAsync(claim, wait, reason, default) },
                "A callback that was given back is claimed when it is due, and no attempt is counted"
            ),
            new(
                "It tries again at once",
                store => new AlteredStore(store) { Fail = (claim, _, reason) => store.FailAsync(claim, TimeSpan.Zero, reason, default) },
                "A callback that failed is claimed when it is due",
                "A callback that is dead is claimed when a person replays it"
            ),
        ];

    private static IEnumerable<WrongStore> OfConfirming() =>
        [
            new(
                "It keeps no ids of events",
                store => new AlteredStore(store)
                {
                    Confirm = (claim, confirmed, effect) => store.CommitAsync(claim, confirmed with { Id = New() }, effect, default),
                    Reconcile = (confirmed, effect) => store.CommitAsync(confirmed with { Id = New() }, effect, default),
                },
                "A confirmed event of which two callbacks tell has one effect",
                "Of a confirmed event that is committed at the same time there is one effect",
                "An event of which no callback came has one effect",
                "An event that is told apart by its confirmation has one effect, reconciled first or last"
            ),
            new(
                "It has the effect of what was released under the event's id",
                store => new AlteredStore(store)
                {
                    Confirm = (claim, confirmed, effect) =>
                        store.CommitAsync(claim, confirmed with { ConflictId = confirmed.Id }, effect, default),
                },
                "A conflict that a person has released has its effect under its own id, once"
            ),
            new("It knows no replays", RefuseReplays, "A confirmed event has its effect again when a person replays its callback"),
            new(
                "It keeps ids of effects that failed",
                store => new AlteredStore(store)
                {
                    Confirm = (claim, confirmed, effect) => KeepAsync(effect, kept => store.CommitAsync(claim, confirmed, kept, default)),
                    Reconcile = (confirmed, effect) => KeepAsync(effect, kept => store.CommitAsync(confirmed, kept, default)),
                },
                "A confirmed event whose effect fails leaves no id and its callback unhandled",
                "A reconciliation whose effect fails leaves nothing"
            ),
            new(
                "It reconciles beside the callbacks",
                store => new AlteredStore(store)
                {
                    Reconcile = (confirmed, effect) => store.CommitAsync(confirmed with { IsCallbackId = false }, effect, default),
                },
                "An event of which no callback came has its effect, and its callback is a duplicate",
                "An event whose callback waits is handled by its reconciliation",
                "A worker who has the callback of an event that was reconciled has lost it",
                "An event whose callback is dead is handled by its reconciliation, and its order goes on",
                "An event whose callback waits for its turn is handled by its reconciliation, and not in its turn",
                "An event whose callback is a conflict is handled by its reconciliation",
                "An event whose callback was handled or given up has no other effect",
                "An event that is reconciled while its callback is handled has one effect"
            ),
        ];

    private static IEnumerable<WrongStore> OfBacklogs() =>
        [
            new(
                "It parks nothing",
                store => new AlteredStore(store) { Park = (claim, wait, reason) => store.ReturnAsync(claim, wait, reason, default) },
                "A callback that was parked is claimed when it is due, behind those that wait, and no attempt is counted"
            ),
            new(
                "It lets an order pass what is parked",
                store => new AlteredStore(store) { Park = (claim, _, _) => store.CommitAsync(claim, null, default) },
                "A parked callback holds up its own order and no other"
            ),
            new(
                "It wakes nothing",
                store => new AlteredStore(store) { Wake = _ => Task.FromResult(0L) },
                "Parked callbacks of a feed are due when a program that handles it wakes them, in the order in which they were accepted"
            ),
            new(
                "It wakes other feeds too",
                store => new AlteredStore(store) { Wake = feeds => store.WakeAsync([.. feeds, "acme.refund"], default) },
                "Parked callbacks of a feed are due when a program that handles it wakes them, in the order in which they were accepted"
            ),
            new(
                "It counts what has ended",
                store => new AlteredStore(store) { Measure = async () => new(await store.CountAsync(default), null) },
                "What has not ended is counted, and what is parked, ended or tried later is not due",
                "What is due has an age, also when its worker has lost it"
            ),
        ];

    private static IEnumerable<WrongStore> OfQuarantine() =>
        [
            new(
                "It handles what cannot be read",
                store => Accepting(store, callback => callback with { Quarantine = null }),
                "What cannot be read is stored in quarantine, and claimed when a person releases it"
            ),
            new(
                "It gives up what does not verify",
                store => new AlteredStore(store) { Quarantine = (claim, _) => store.CommitAsync(claim, null, default) },
                "A callback in quarantine holds up its own order until a person acts"
            ),
            new(
                "It releases beside the request",
                store => new AlteredStore(store)
                {
                    Release = async (claim, callbacks) =>
                        await store.CommitAsync(claim, null, default)
                            ? await store.AcceptAsync(new() { Feed = "acme.payment", Content = default }, callbacks, default)
                            : null,
                },
                "What was in quarantine ends when it is released, and what it turned out to be is handled"
            ),
            new(
                "It releases without a fence",
                store => new AlteredStore(store)
                {
                    Release = async (claim, callbacks) =>
                        await store.ReleaseAsync(claim, callbacks, default)
                        ?? await store.AcceptAsync(new() { Feed = "acme.payment", Content = default }, callbacks, default),
                },
                "Nothing is released under a lease that has run out"
            ),
        ];

    private static IEnumerable<WrongStore> OfOperating() =>
        [
            new(
                "It keeps whether refused requests are proven to itself",
                store => new AlteredStore(store)
                {
                    AddRefused = (requests, keep) =>
                        store.AddRefusedAsync([.. requests.Select(request => request with { IsProven = false })], keep, default),
                },
                "Refused requests are listed as they were added, the last one first"
            ),
            new(
                "It keeps all refused requests",
                store => new AlteredStore(store) { AddRefused = (requests, _) => store.AddRefusedAsync(requests, int.MaxValue, default) },
                "Of refused requests no more are kept than there may be"
            ),
            new(
                "It replays nothing",
                store => new AlteredStore(store) { Replay = (_, _) => Pretend() },
                "A callback that was handled is claimed when a person replays it"
            ),
            new(
                "It discards nothing",
                store => new AlteredStore(store) { Discard = (_, _) => Pretend() },
                "A conflict that a person gives up is not handled"
            ),
            new(
                "It purges nothing",
                store => new AlteredStore(store) { Purge = _ => Task.FromResult(0L) },
                "A request is purged when all of it was handled, and its callbacks stay duplicates",
                "A request in quarantine is purged when all that it turned out to be was handled"
            ),
            new(
                "It lists all",
                store => new AlteredStore(store) { List = (state, _) => store.ListAsync(state, int.MaxValue, default) },
                "Callbacks of a state are listed as they were accepted, up to a limit"
            ),
            new("It forgets what waits", ForgetWaiting, "Callbacks that have ended are forgotten, and no others"),
            new(
                "It forgets nothing",
                store => new AlteredStore(store) { Forget = _ => Task.FromResult(0L) },
                "What is told again when it was forgotten is new",
                "Ids of confirmed events are forgotten, but not of callbacks that a person replays"
            ),
        ];

    private static IEnumerable<WrongStore> OfKeeping() =>
        [
            new(
                "It keeps the last secret",
                store => new AlteredStore(store) { KeepSecret = (_, value) => Task.FromResult(value) },
                "A secret that is kept stays"
            ),
            new(
                "It keeps no keys",
                store => new AlteredStore(store) { KeepKeys = _ => Task.CompletedTask },
                "Keys are kept as they were given, with their request"
            ),
            new(
                "It revokes nothing",
                store => new AlteredStore(store) { RevokeKeys = (_, _) => Task.FromResult(1L) },
                "What a revoked key verified is set aside, and the key stays revoked",
                "A revocation holds for what comes later, and each claim says it"
            ),
            new(
                "It does not say of a claim that its keys were revoked",
                store => new AlteredStore(store)
                {
                    Claim = async (limit, lease) =>
                        [.. (await store.ClaimAsync(limit, lease, default)).Select(claimed => claimed with { IsRevoked = false })],
                },
                "A revocation holds for what comes later, and each claim says it"
            ),
            new(
                "It revokes what it has and nothing else",
                store => new AlteredStore(store)
                {
                    FindKeys = async id =>
                        await store.FindKeysAsync(id, default) is { } kept
                            ? kept with
                            {
                                IsRevoked = kept.IsRevoked && id == "known",
                            }
                            : null,
                },
                "What a revoked key verified is set aside, and the key stays revoked",
                "A revocation holds for what comes later, and each claim says it"
            ),
        ];

    private static AlteredStore Accepting(
        ICallbackStore store,
        Func<NewCallback, NewCallback> alter,
        Func<StoredRequest, StoredRequest>? alterRequest = null
    ) =>
        new(store)
        {
            Accept = (request, callbacks) =>
                store.AcceptAsync(alterRequest?.Invoke(request) ?? request, [.. callbacks.Select(alter)], default),
        };

    private static AlteredStore AcknowledgeFirst(ICallbackStore store) =>
        new(store)
        {
            // Callbacks that were acknowledged but not yet written when another program takes over.
            Accept = (_, callbacks) =>
                Task.FromResult<IReadOnlyList<CallbackAcceptance>>([.. callbacks.Select(_ => CallbackAcceptance.Stored)]),
        };

    private static AlteredStore RefuseDuplicates(ICallbackStore store) =>
        new(store)
        {
            Accept = async (request, callbacks) =>
            {
                foreach (var callback in callbacks)
                {
                    if (await store.FindAsync(callback.Id, default) is not null)
                        return [.. callbacks.Select(_ => CallbackAcceptance.OverQuota)];
                }

                return await store.AcceptAsync(request, callbacks, default);
            },
        };

    private static AlteredStore LendTwice(ICallbackStore store)
    {
        IReadOnlyList<ClaimedCallback> lent = [];
        return new(store)
        {
            Claim = async (limit, lease) =>
            {
                if (Interlocked.Exchange(ref lent, []) is { Count: > 0 } again)
                    return again;
                var claimed = await store.ClaimAsync(limit, lease, default);
                Interlocked.Exchange(ref lent, claimed);
                return claimed;
            },
        };
    }

    private static AlteredStore RefuseReplays(ICallbackStore store)
    {
        var committed = new HashSet<string>();
        return new(store)
        {
            Confirm = async (claim, confirmed, effect) =>
            {
                if (!committed.Add(claim.Id))
                    return await store.CommitAsync(claim, null, default) ? CallbackCommit.Duplicate : CallbackCommit.LeaseLost;
                return await store.CommitAsync(claim, confirmed, effect, default);
            },
        };
    }

    private static AlteredStore ForgetWaiting(ICallbackStore store) =>
        new(store)
        {
            Forget = async before =>
            {
                foreach (var row in await store.ListAsync(CallbackState.Waiting, int.MaxValue, default))
                    await store.CommitAsync(
                        new ConfirmedEvent
                        {
                            Feed = row.Feed,
                            Id = row.Id,
                            ConflictId = New(),
                            IsCallbackId = true,
                        },
                        (_, _) => default,
                        default
                    );
                return await store.ForgetAsync(before, default);
            },
        };

    /// <summary>Runs an effect without a callback.</summary>
    private static async Task<bool> WriteAsync(ICallbackStore store, CallbackEffect? effect) =>
        effect is null
        || await store.CommitAsync(
            new ConfirmedEvent
            {
                Feed = "acme.payment",
                Id = New(),
                ConflictId = New(),
            },
            effect,
            default
        ) == CallbackCommit.Committed;

    private static CallbackEffect Twice(CallbackEffect effect) =>
        async (transaction, token) =>
        {
            await effect(transaction, token);
            await effect(transaction, token);
        };

    private static async Task<T?> WithoutLimitAsync<T>(Func<Task<T>> commit)
    {
        try
        {
            return await commit();
        }
        catch (TimeoutException)
        {
            return default;
        }
    }

    /// <summary>Commits the writes of a failed effect, then rethrows its exception.</summary>
    private static async Task<CallbackCommit> KeepAsync(CallbackEffect effect, Func<CallbackEffect, Task<CallbackCommit>> commit)
    {
        Exception? failure = null;
        var outcome = await commit(
            async (transaction, token) =>
            {
                try
                {
                    await effect(transaction, token);
                }
                catch (InvalidOperationException thrown)
                {
                    failure = thrown;
                }
            }
        );
        return failure is null ? outcome : throw failure;
    }

    private static string New() => Guid.NewGuid().ToString("N");
}
