using CallbackGen.Inbox;
using static CallbackGen.Testing.StoreExpectations;
using static CallbackGen.Testing.StoreSamples;

namespace CallbackGen.Testing;

/// <summary>Checks of measuring the backlog, and of parked callbacks.</summary>
internal static class BacklogChecks
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(5);

    public static IReadOnlyList<CallbackStoreCheck> All { get; } =
    [
        new("A callback that was parked is claimed when it is due, behind those that wait, and no attempt is counted", ParkedAsync),
        new("A parked callback holds up its own order and no other", HeldUpAsync),
        new(
            "Parked callbacks of a feed are due when a program that handles it wakes them, in the order in which they were accepted",
            WokenAsync
        ),
        new("What has not ended is counted, and what is parked, ended or tried later is not due", MeasureAsync),
        new("What is due has an age, also when its worker has lost it", AgeAsync),
    ];

    private static async Task ParkedAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        var claim = await ClaimNewAsync(store, "one");

        Same(true, await store.ParkAsync(claim, Moment, "nobody handles it here", default));
        Same(false, await store.ParkAsync(claim, Moment, "nobody handles it here", default));
        Same(0, (await store.ClaimAsync(10, Lease, default)).Count);
        var row = await FindAsync(store, "one");
        Same((CallbackState.Parked, 0, "nobody handles it here"), (row.State, row.Attempts, row.LastFailure));
        SameList([Hash("one")], (await store.ListAsync(CallbackState.Parked, 10, default)).Select(parked => parked.Id));
        Same(1L, (await store.CountAsync(default)).GetValueOrDefault(CallbackState.Parked));
        await harness.WaitAsync(Longer);
        await store.AcceptAsync(Request(), [Callback("two")], default);

        Same(Hash("two"), Single(await store.ClaimAsync(1, Long, default)).Claim.Id);
        var again = Single(await store.ClaimAsync(10, Long, default));
        Same((Hash("one"), 1), (again.Claim.Id, again.Attempt));
        Same(true, await store.CommitAsync(again.Claim, null, default));
    }

    private static async Task HeldUpAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        foreach (var name in (string[])["a1", "a2", "b1"])
            await store.AcceptAsync(Request(), [Callback(name, order: name[..1])], default);
        var claimed = await store.ClaimAsync(10, Long, default);

        await store.ParkAsync(claimed[0].Claim, Moment, "nobody handles it here", default);
        await store.AcceptAsync(Request(), [Callback("a3", order: "a")], default);
        Same(0, (await store.ClaimAsync(10, Long, default)).Count);
        await harness.WaitAsync(Longer);
        var again = Single(await store.ClaimAsync(10, Long, default)).Claim;
        Same(Hash("a1"), again.Id);
        await store.CommitAsync(again, null, default);

        Same(Hash("a2"), Single(await store.ClaimAsync(10, Long, default)).Claim.Id);
    }

    private static async Task WokenAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        foreach (var (name, order) in ((string, string?)[])[("one", null), ("a1", "a"), ("a2", "a"), ("two", null)])
            await store.AcceptAsync(Request(), [Callback(name, order: order)], default);
        await store.AcceptAsync(Request() with { Feed = "acme.refund" }, [Callback("other")], default);
        foreach (var claimed in (await store.ClaimAsync(10, Long, default)).Reverse())
            await store.ParkAsync(claimed.Claim, Long, "nobody handles it here", default);
        await store.FailAsync(await ClaimNewAsync(store, "tried later"), Long, "failed", default);
        Same(0, (await store.ClaimAsync(10, Long, default)).Count);

        Same(0L, await store.WakeAsync([], default));
        Same(3L, await store.WakeAsync(["acme.payment", "acme.none"], default));
        Same(0L, await store.WakeAsync(["acme.payment"], default));
        Same(null, (await store.MeasureAsync(default)).OldestDue);
        SameList([Hash("one")], (await store.ClaimAsync(1, Long, default)).Select(claimed => claimed.Claim.Id));
        var rest = await store.ClaimAsync(10, Long, default);
        SameList([(Hash("a1"), 1), (Hash("two"), 1)], rest.Select(claimed => (claimed.Claim.Id, claimed.Attempt)));
        await store.CommitAsync(rest[0].Claim, null, default);

        Same(Hash("a2"), Single(await store.ClaimAsync(10, Long, default)).Claim.Id);
    }

    private static async Task MeasureAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        Same((0L, null), await TotalAsync(store));
        await store.CommitAsync(await ClaimNewAsync(store, "handled"), null, default);
        await store.FailAsync(await ClaimNewAsync(store, "given up"), null, "failed", default);
        await store.DiscardAsync(Hash("given up"), "a person", default);
        await store.FailAsync(await ClaimNewAsync(store, "dead"), null, "failed", default);
        await store.FailAsync(await ClaimNewAsync(store, "tried later"), Long, "failed", default);
        await ClaimNewAsync(store, "claimed", order: "a");
        await store.AcceptAsync(Request(), [Callback("queued", order: "a")], default);
        await store.AcceptAsync(Request(), [Callback("dead", "=2")], default);
        await store.AcceptAsync(Request(), [Callback("dead", "=3")], default);
        await store.ParkAsync(await ClaimNewAsync(store, "parked"), TimeSpan.Zero, "nobody handles it here", default);

        var backlog = await store.MeasureAsync(default);

        var expected = (await store.CountAsync(default))
            .Where(count => count.Key is not (CallbackState.Done or CallbackState.Discarded))
            .ToDictionary();
        SameList(expected.OrderBy(count => count.Key), backlog.States.OrderBy(count => count.Key));
        Same((expected.Values.Sum(), null), (backlog.Rows, backlog.OldestDue));
        Same(true, backlog.Rows >= 5);
    }

    private static async Task AgeAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        await store.AcceptAsync(Request(), [Callback("one")], default);
        await harness.WaitAsync(Longer);
        await store.AcceptAsync(Request(), [Callback("two")], default);
        Same((2L, true), await IsOldAsync(store));

        await store.ClaimAsync(10, Lease, default);
        Same((2L, null), await TotalAsync(store));
        await harness.WaitAsync(Lease + Longer);

        Same((2L, true), await IsOldAsync(store));
    }

    private static async Task<(long Rows, TimeSpan? OldestDue)> TotalAsync(ICallbackStore store)
    {
        var backlog = await store.MeasureAsync(default);
        return (backlog.Rows, backlog.OldestDue);
    }

    private static async Task<(long Rows, bool IsOld)> IsOldAsync(ICallbackStore store)
    {
        var backlog = await store.MeasureAsync(default);
        return (backlog.Rows, backlog.OldestDue >= Longer - Moment);
    }
}
