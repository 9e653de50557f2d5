using CallbackGen.Inbox;
using static CallbackGen.Testing.StoreExpectations;
using static CallbackGen.Testing.StoreSamples;

namespace CallbackGen.Testing;

/// <summary>
/// Checks of the quarantine: an unreadable callback waits for an operator, and the callbacks that it contains are stored with its request.
/// </summary>
internal static class QuarantineChecks
{
    public static IReadOnlyList<CallbackStoreCheck> All { get; } =
    [
        new("What cannot be read is stored in quarantine, and claimed when a person releases it", StoreAsync),
        new("A callback in quarantine holds up its own order until a person acts", HoldUpAsync),
        new("What comes again of what is set aside is told from other duplicates", RepeatAsync),
        new("What was in quarantine ends when it is released, and what it turned out to be is handled", ReleaseAsync),
        new("Nothing is released under a lease that has run out", LoseLeaseAsync),
        new("A request in quarantine is purged when all that it turned out to be was handled", PurgeAsync),
    ];

    private static async Task StoreAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        SameList(
            [CallbackAcceptance.Stored, CallbackAcceptance.Stored],
            await store.AcceptAsync(Request(), [Callback("read"), Unread("unread") with { Item = 7 }], default)
        );
        SameList([CallbackAcceptance.SetAside], await store.AcceptAsync(Request(), [Unread("unread")], default));

        Same(
            (Hash("read"), false),
            Single(await store.ClaimAsync(10, TimeSpan.FromMinutes(5), default)) is var read ? (read.Claim.Id, read.IsUnread) : default
        );
        var row = Single(await store.ListAsync(CallbackState.Quarantined, 10, default));
        Same(
            (Hash("unread"), CallbackState.Quarantined, "an amount that is none", 1L),
            (row.Id, row.State, row.LastFailure, row.Duplicates)
        );
        Same(1L, (await store.CountAsync(default)).GetValueOrDefault(CallbackState.Quarantined));

        Same(true, await store.ReplayAsync(Hash("unread"), "a person", default));
        Same(
            (Hash("unread"), true, 7),
            Single(await store.ClaimAsync(10, Lease, default)) is var claimed ? (claimed.Claim.Id, claimed.IsUnread, claimed.Item) : default
        );
    }

    private static async Task HoldUpAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        var claim = await ClaimNewAsync(store, "one", "order");
        Same(true, await store.QuarantineAsync(claim, "it does not verify", default));
        Same(false, await store.QuarantineAsync(claim, "it does not verify", default));
        Same(
            (CallbackState.Quarantined, "it does not verify"),
            await FindAsync(store, "one") is var row ? (row.State, row.LastFailure) : default
        );
        await store.AcceptAsync(Request(), [Callback("two", order: "order")], default);
        Same(0, (await store.ClaimAsync(10, Lease, default)).Count);

        Same(true, await store.ReplayAsync(Hash("one"), "a person", default));
        var again = Single(await store.ClaimAsync(10, TimeSpan.FromMinutes(5), default));
        Same((Hash("one"), false), (again.Claim.Id, again.IsUnread));
        await store.QuarantineAsync(again.Claim, "it does not verify", default);
        Same(true, await store.DiscardAsync(Hash("one"), "a person", default));
        Same(Hash("two"), Single(await store.ClaimAsync(10, Lease, default)).Claim.Id);
    }

    private static async Task RepeatAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        await store.QuarantineAsync(await ClaimNewAsync(store, "apart"), "it does not verify", default);
        await store.FailAsync(await ClaimNewAsync(store, "given up"), null, "failed", default);
        SameList([CallbackAcceptance.Duplicate], await store.AcceptAsync(Request(), [Callback("given up")], default));
        await store.DiscardAsync(Hash("given up"), "a person", default);

        SameList(
            [CallbackAcceptance.SetAside, CallbackAcceptance.Stored, CallbackAcceptance.SetAside],
            await store.AcceptAsync(Request(), [Callback("apart"), Callback("new", item: 1), Callback("given up", item: 2)], default)
        );

        Same((CallbackState.Quarantined, 1L), await FindAsync(store, "apart") is var apart ? (apart.State, apart.Duplicates) : default);
        Same(
            (CallbackState.Discarded, 2L),
            await FindAsync(store, "given up") is var discarded ? (discarded.State, discarded.Duplicates) : default
        );
        // After an operator has replayed it, it is a duplicate like any other.
        await store.ReplayAsync(Hash("apart"), "a person", default);
        SameList([CallbackAcceptance.Duplicate], await store.AcceptAsync(Request(), [Callback("apart")], default));
    }

    private static async Task ReleaseAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        await store.AcceptAsync(Request("known"), [Callback("known", "=1"), Callback("first", order: "order")], default);
        var claim = await ClaimUnreadAsync(store, "unread", already: 2);
        var quota = new CallbackQuota(Hash("quota"), 1, TimeSpan.FromDays(1));

        SameList(
            [
                CallbackAcceptance.Stored,
                CallbackAcceptance.Duplicate,
                CallbackAcceptance.Conflict,
                CallbackAcceptance.Stored,
                CallbackAcceptance.Stored,
            ],
            await store.ReleaseAsync(
                claim,
                [
                    Callback("new", item: 3) with
                    {
                        Quota = quota,
                    },
                    Callback("known", "=1") with
                    {
                        Quota = quota,
                    },
                    Callback("known", "=2"),
                    Callback("second", order: "order"),
                    Unread("still"),
                ],
                default
            ) ?? []
        );

        Same(CallbackState.Done, (await FindAsync(store, "unread")).State);
        Same(CallbackState.Queued, (await FindAsync(store, "second")).State);
        Same(CallbackState.Quarantined, (await FindAsync(store, "still")).State);
        var claimed = Single(await store.ClaimAsync(10, Lease, default));
        Same((Hash("new"), 3, false), (claimed.Claim.Id, claimed.Item, claimed.IsUnread));
        Same(true, claimed.Request.Content.Span.SequenceEqual("unread"u8));
        Same(true, claimed.Seal.Span.SequenceEqual("seal of new"u8));
    }

    private static async Task LoseLeaseAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        var claim = await ClaimUnreadAsync(store, "unread");
        Same(true, await store.RenewAsync(claim, Lease, default));
        await harness.WaitAsync(Longer);

        Same(null, await store.ReleaseAsync(claim, [Callback("new")], default));

        Same(null, await store.FindAsync(Hash("new"), default));
        Same(Hash("unread"), Single(await store.ClaimAsync(10, Lease, default)).Claim.Id);
    }

    private static async Task PurgeAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        var claim = await ClaimUnreadAsync(store, "unread");
        await store.QuarantineAsync(claim, "still not", default);
        await harness.WaitAsync(Longer);
        Same(0L, await store.PurgeAsync(Later(harness), default));
        await store.ReplayAsync(Hash("unread"), "a person", default);
        claim = Single(await store.ClaimAsync(10, TimeSpan.FromMinutes(5), default)).Claim;
        await store.ReleaseAsync(claim, [Callback("new")], default);
        await harness.WaitAsync(Longer);
        Same(0L, await store.PurgeAsync(Later(harness), default));
        await store.CommitAsync(Single(await store.ClaimAsync(10, TimeSpan.FromMinutes(5), default)).Claim, null, default);
        await harness.WaitAsync(Longer);

        Same(1L, await store.PurgeAsync(Later(harness), default));
    }

    private static NewCallback Unread(string name) => Callback(name, item: -1) with { Quarantine = "an amount that is none" };

    /// <summary>Stores an unreadable callback, releases it, and claims it with a long lease.</summary>
    private static async Task<CallbackClaim> ClaimUnreadAsync(ICallbackStore store, string name, int already = 0)
    {
        if (already > 0)
            Same(already, (await store.ClaimAsync(already, TimeSpan.FromMinutes(5), default)).Count);
        await store.AcceptAsync(Request(name), [Unread(name)], default);
        await store.ReplayAsync(Hash(name), "a person", default);
        return Single(await store.ClaimAsync(10, TimeSpan.FromMinutes(5), default)).Claim;
    }
}
