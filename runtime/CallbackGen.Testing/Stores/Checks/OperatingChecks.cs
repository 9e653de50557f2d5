using CallbackGen.Inbox;
using static CallbackGen.Testing.StoreExpectations;
using static CallbackGen.Testing.StoreSamples;

namespace CallbackGen.Testing;

/// <summary>Checks of listing, purging and deleting callbacks.</summary>
internal static class OperatingChecks
{
    public static IReadOnlyList<CallbackStoreCheck> All { get; } =
    [
        new("A request is purged when all of it was handled, and its callbacks stay duplicates", PurgeAsync),
        new("Callbacks of a state are listed as they were accepted, up to a limit", ListAsync),
        new("Callbacks that have ended are forgotten, and no others", ForgetAsync),
        new("What is told again when it was forgotten is new", ForgottenAsync),
        new("Ids of confirmed events are forgotten, but not of callbacks that a person replays", ForgetEffectsAsync),
    ];

    private static async Task PurgeAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        await store.AcceptAsync(Request("one"), [Callback("one")], default);
        await store.AcceptAsync(Request("two"), [Callback("two a"), Callback("two b", item: 1)], default);
        var claimed = await store.ClaimAsync(2, TimeSpan.FromMinutes(5), default);
        foreach (var callback in claimed)
            await store.CommitAsync(callback.Claim, null, default);
        await harness.WaitAsync(Longer);

        Same(1L, await store.PurgeAsync(Later(harness), default));
        Same(0L, await store.PurgeAsync(Later(harness), default));

        SameList([CallbackAcceptance.Duplicate], await store.AcceptAsync(Request("one"), [Callback("one")], default));
        Same(false, await store.ReplayAsync(Hash("one"), "a person", default));
        Same(Hash("two b"), Single(await store.ClaimAsync(10, Lease, default)).Claim.Id);
    }

    private static async Task ListAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        foreach (var name in (string[])["one", "two", "three", "four"])
            await store.FailAsync(await ClaimNewAsync(store, name), null, $"{name} failed", default);
        await store.DiscardAsync(Hash("two"), "a person", default);
        await store.AcceptAsync(Request(), [Callback("five")], default);

        var listed = await store.ListAsync(CallbackState.Dead, 2, default);

        SameList([Hash("one"), Hash("three")], listed.Select(row => row.Id));
        Same(await FindAsync(store, "three"), listed[1]);
        Same(
            ("acme.payment", CallbackState.Dead, 1, "three failed"),
            (listed[1].Feed, listed[1].State, listed[1].Attempts, listed[1].LastFailure)
        );
        SameList([Hash("two")], (await store.ListAsync(CallbackState.Discarded, 10, default)).Select(row => row.Id));
        SameList([Hash("five")], (await store.ListAsync(CallbackState.Waiting, 10, default)).Select(row => row.Id));
        Same(0, (await store.ListAsync(CallbackState.Conflict, 10, default)).Count);
    }

    private static async Task ForgetAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        await store.FailAsync(await ClaimNewAsync(store, "dead"), null, "failed", default);
        await store.FailAsync(await ClaimNewAsync(store, "given up"), null, "failed", default);
        await store.DiscardAsync(Hash("given up"), "a person", default);
        await ClaimNewAsync(store, "claimed");
        await store.CommitAsync(await ClaimNewAsync(store, "handled"), null, default);
        await store.AcceptAsync(Request(), [Callback("waiting", "=1")], default);
        var contradicting = Callback("waiting", "=2");
        await store.AcceptAsync(Request(), [contradicting], default);
        await harness.WaitAsync(Longer);

        Same(0L, await store.ForgetAsync(Later(harness).AddHours(-1), default));
        Same(2L, await store.ForgetAsync(Later(harness), default));
        Same(0L, await store.ForgetAsync(Later(harness), default));

        foreach (var name in (string[])["given up", "handled"])
            Same(null, await store.FindAsync(Hash(name), default));
        foreach (var name in (string[])["dead", "claimed", "waiting"])
            await FindAsync(store, name);
        Same(CallbackState.Conflict, (await store.FindAsync(contradicting.ConflictId, default))?.State);
        // Their requests were deleted with them, and no others.
        Same(0L, await store.PurgeAsync(Later(harness), default));
        Same(Hash("waiting"), Single(await store.ClaimAsync(10, Lease, default)).Claim.Id);
        Same(true, await store.ReplayAsync(Hash("dead"), "a person", default));
        Same(Hash("dead"), Single(await store.ClaimAsync(10, Lease, default)).Claim.Id);
    }

    private static async Task ForgottenAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        await store.AcceptAsync(Request("two"), [Callback("one", "=1"), Callback("two", item: 1)], default);
        await store.CommitAsync((await store.ClaimAsync(1, TimeSpan.FromMinutes(5), default))[0].Claim, null, default);
        await harness.WaitAsync(Longer);

        Same(1L, await store.ForgetAsync(Later(harness), default));

        SameList([CallbackAcceptance.Stored], await store.AcceptAsync(Request("again"), [Callback("one", "=2")], default));
        var claimed = await store.ClaimAsync(10, Lease, default);
        SameList([Hash("two"), Hash("one")], claimed.Select(callback => callback.Claim.Id));
        // The other callback of the request needs the content.
        Same(true, claimed[0].Request.Content.Span.SequenceEqual("two"u8));
    }

    private static async Task ForgetEffectsAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        await store.CommitAsync(await ClaimNewAsync(store, "one"), Confirmed("replayed"), harness.Write("1"), default);
        await store.CommitAsync(await ClaimNewAsync(store, "two"), Confirmed("ended"), harness.Write("2"), default);
        await store.CommitAsync(Confirmed("reconciled"), harness.Write("3"), default);
        Same(true, await store.ReplayAsync(Hash("one"), "a person", default));
        await harness.WaitAsync(Longer);

        // The row of "two", and the ids of two events.
        Same(3L, await store.ForgetAsync(Later(harness), default));

        Same(CallbackCommit.Duplicate, await store.CommitAsync(Confirmed("replayed"), harness.Write("again"), default));
        Same(CallbackCommit.Committed, await store.CommitAsync(Confirmed("ended"), harness.Write("4"), default));
        Same(CallbackCommit.Committed, await store.CommitAsync(Confirmed("reconciled"), harness.Write("5"), default));
        SameList(["1", "2", "3", "4", "5"], await harness.ReadEffectsAsync());
    }
}
