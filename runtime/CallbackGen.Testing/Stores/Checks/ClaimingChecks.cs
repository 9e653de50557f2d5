using CallbackGen.Inbox;
using static CallbackGen.Testing.StoreExpectations;
using static CallbackGen.Testing.StoreSamples;

namespace CallbackGen.Testing;

/// <summary>Checks of claims and leases.</summary>
internal static class ClaimingChecks
{
    public static IReadOnlyList<CallbackStoreCheck> All { get; } =
    [
        new("No callback is claimed by two workers", ClaimedOnceAsync),
        new("A callback is claimed again when its lease has run out", LeaseAsync),
        new("A lease that is renewed does not run out", RenewAsync),
        new("Nothing is done under a lease that has run out", FencedAsync),
        new("A callback that was committed is not claimed again", CommittedAsync),
        new("A callback that failed is claimed when it is due", RetriedAsync),
        new("A callback that was given back is claimed when it is due, and no attempt is counted", ReturnedAsync),
        new("A callback that is dead is claimed when a person replays it", DeadAsync),
        new("A callback that was handled is claimed when a person replays it", ReplayedAsync),
    ];

    private static async Task ClaimedOnceAsync(CallbackStoreHarness harness)
    {
        ICallbackStore[] stores = [await harness.OpenAsync(), await harness.OpenAsync()];
        for (var index = 0; index < 60; index++)
            await stores[0].AcceptAsync(Request(), [Callback($"{index}")], default);

        var claims = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(worker =>
                    Task.Run(async () =>
                    {
                        var mine = new List<string>();
                        while (await stores[worker % 2].ClaimAsync(5, TimeSpan.FromMinutes(5), default) is { Count: > 0 } claimed)
                            mine.AddRange(claimed.Select(callback => callback.Claim.Id));
                        return mine;
                    })
                )
        );

        var all = claims.SelectMany(ids => ids).ToList();
        Same(60, all.Count);
        Same(60, all.Distinct().Count());
    }

    private static async Task LeaseAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        await store.AcceptAsync(Request(), [Callback("one")], default);
        Single(await store.ClaimAsync(10, Lease, default));
        Same(0, (await store.ClaimAsync(10, Lease, default)).Count);

        await harness.WaitAsync(Longer);

        Same(2, Single(await store.ClaimAsync(10, Lease, default)).Attempt);
    }

    private static async Task RenewAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        await store.AcceptAsync(Request(), [Callback("one")], default);
        var claim = Single(await store.ClaimAsync(10, Lease, default)).Claim;

        Same(true, await store.RenewAsync(claim, TimeSpan.FromMinutes(5), default));
        await harness.WaitAsync(Longer);

        Same(0, (await store.ClaimAsync(10, Lease, default)).Count);
        Same(true, await store.CommitAsync(claim, null, default));
    }

    private static async Task FencedAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        await store.AcceptAsync(Request(), [Callback("one")], default);
        var late = Single(await store.ClaimAsync(10, Lease, default)).Claim;
        await harness.WaitAsync(Longer);

        // No worker has claimed it again, and the first worker's claim has expired.
        Same(false, await store.CommitAsync(late, harness.Write("late"), default));
        var next = Single(await store.ClaimAsync(10, TimeSpan.FromMinutes(5), default)).Claim;
        Same(false, await store.RenewAsync(late, Lease, default));
        Same(false, await store.CommitAsync(late, harness.Write("late"), default));
        Same(false, await store.CommitAsync(late, null, default));
        Same(false, await store.FailAsync(late, null, "late", default));

        Same(true, await store.CommitAsync(next, harness.Write("next"), default));
        SameList(["next"], await harness.ReadEffectsAsync());
    }

    private static async Task CommittedAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        await store.AcceptAsync(Request(), [Callback("one")], default);
        var claim = Single(await store.ClaimAsync(10, Lease, default)).Claim;

        Same(true, await store.CommitAsync(claim, null, default));
        Same(false, await store.CommitAsync(claim, null, default));
        await harness.WaitAsync(Longer);

        Same(0, (await store.ClaimAsync(10, Lease, default)).Count);
        Same(CallbackState.Done, (await FindAsync(store, "one")).State);
        SameList([CallbackAcceptance.Duplicate], await store.AcceptAsync(Request(), [Callback("one")], default));
        Same(1L, (await store.CountAsync(default)).GetValueOrDefault(CallbackState.Done));
    }

    private static async Task RetriedAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        await store.AcceptAsync(Request(), [Callback("one")], default);
        var claim = Single(await store.ClaimAsync(10, Lease, default)).Claim;

        Same(true, await store.FailAsync(claim, Moment, "the shop has failed", default));
        Same(0, (await store.ClaimAsync(10, Lease, default)).Count);
        Same("the shop has failed", (await FindAsync(store, "one")).LastFailure);
        await harness.WaitAsync(Longer);

        Same(2, Single(await store.ClaimAsync(10, Lease, default)).Attempt);
    }

    private static async Task ReturnedAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        await store.AcceptAsync(Request(), [Callback("one")], default);
        var claim = Single(await store.ClaimAsync(10, Lease, default)).Claim;

        Same(true, await store.ReturnAsync(claim, Moment, "nobody is there", default));
        Same(false, await store.ReturnAsync(claim, Moment, "nobody is there", default));
        Same(0, (await store.ClaimAsync(10, Lease, default)).Count);
        Same("nobody is there", (await FindAsync(store, "one")).LastFailure);
        await harness.WaitAsync(Longer);

        Same(1, Single(await store.ClaimAsync(10, Lease, default)).Attempt);
    }

    private static async Task DeadAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        await store.AcceptAsync(Request(), [Callback("one")], default);
        var claim = Single(await store.ClaimAsync(10, Lease, default)).Claim;

        Same(true, await store.FailAsync(claim, null, "the shop has failed", default));
        await harness.WaitAsync(Longer);
        Same(0, (await store.ClaimAsync(10, Lease, default)).Count);
        SameList([CallbackAcceptance.Duplicate], await store.AcceptAsync(Request(), [Callback("one")], default));
        Same(false, await store.ReplayAsync(Hash("none"), "a person", default));
        Same(true, await store.ReplayAsync(Hash("one"), "a person", default));
        Same(false, await store.ReplayAsync(Hash("one"), "a person", default));

        Same(1, Single(await store.ClaimAsync(10, Lease, default)).Attempt);
    }

    private static async Task ReplayedAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        await store.AcceptAsync(Request(), [Callback("one")], default);
        var first = Single(await store.ClaimAsync(10, Lease, default)).Claim;
        Same(false, await store.ReplayAsync(first.Id, "a person", default));
        await store.CommitAsync(first, null, default);

        Same(true, await store.ReplayAsync(first.Id, "a person", default));
        var again = Single(await store.ClaimAsync(10, Lease, default)).Claim;

        Same(first.Id, again.Id);
        Same(false, await store.CommitAsync(first, null, default));
        Same(true, await store.CommitAsync(again, null, default));
    }
}
