using CallbackGen.Inbox;
using static CallbackGen.Testing.StoreExpectations;
using static CallbackGen.Testing.StoreSamples;

namespace CallbackGen.Testing;

/// <summary>
/// Checks of callbacks whose event the provider's API has confirmed: an event has its effect once, however many callbacks report it.
/// </summary>
internal static class ConfirmedChecks
{
    public static IReadOnlyList<CallbackStoreCheck> All { get; } =
    [
        new("A confirmed event has its effect and ends its callback", CommittedAsync),
        new("A confirmed event of which two callbacks tell has one effect", DuplicateAsync),
        new("A confirmed event with other facts is a conflict, and its order goes on", ConflictAsync),
        new("A conflict that a person has released has its effect under its own id, once", ReleasedAsync),
        new("A confirmed event has its effect again when a person replays its callback", ReplayedAsync),
        new("A confirmed event has no effect under a lease that has run out, and its id is not kept", FencedAsync),
        new("A confirmed event whose effect fails leaves no id and its callback unhandled", FailedAsync),
        new("A confirmed event whose effect takes too long leaves no id and the store working", SlowAsync),
        new("Of a confirmed event that is committed at the same time there is one effect", SimultaneousAsync),
    ];

    private static async Task CommittedAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        var claim = await ClaimNewAsync(store, "one");

        Same(CallbackCommit.Committed, await store.CommitAsync(claim, Confirmed("event"), harness.Write("paid"), default));
        Same(CallbackCommit.LeaseLost, await store.CommitAsync(claim, Confirmed("event"), harness.Write("paid again"), default));
        await harness.WaitAsync(Longer);

        SameList(["paid"], await harness.ReadEffectsAsync());
        Same(CallbackState.Done, (await FindAsync(store, "one")).State);
        Same(0, (await store.ClaimAsync(10, Lease, default)).Count);
    }

    private static async Task DuplicateAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        await store.CommitAsync(await ClaimNewAsync(store, "one"), Confirmed("event", "=1\n=paid"), harness.Write("paid"), default);

        Same(
            CallbackCommit.Duplicate,
            await store.CommitAsync(await ClaimNewAsync(store, "two"), Confirmed("event", "=1\n=paid"), harness.Write("again"), default)
        );
        // A missing fact contradicts none.
        Same(
            CallbackCommit.Duplicate,
            await store.CommitAsync(await ClaimNewAsync(store, "three"), Confirmed("event", "\n=paid"), harness.Write("again"), default)
        );
        Same(
            CallbackCommit.Committed,
            await store.CommitAsync(await ClaimNewAsync(store, "four"), Confirmed("another", "\n=paid"), harness.Write("another"), default)
        );
        // A third event must agree with the facts of both.
        Same(
            CallbackCommit.Duplicate,
            await store.CommitAsync(await ClaimNewAsync(store, "five"), Confirmed("another", "=1\n=paid"), harness.Write("again"), default)
        );
        Same(
            CallbackCommit.Conflict,
            await store.CommitAsync(await ClaimNewAsync(store, "six"), Confirmed("another", "=2\n=paid"), harness.Write("again"), default)
        );

        SameList(["another", "paid"], await harness.ReadEffectsAsync());
        Same(CallbackState.Done, (await FindAsync(store, "two")).State);
        Same(CallbackState.Done, (await FindAsync(store, "three")).State);
    }

    private static async Task ConflictAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        await store.CommitAsync(await ClaimNewAsync(store, "one"), Confirmed("event", "=100"), harness.Write("paid"), default);
        var other = await ClaimNewAsync(store, "two", order: "a");
        await store.AcceptAsync(Request(), [Callback("three", order: "a")], default);

        Same(CallbackCommit.Conflict, await store.CommitAsync(other, Confirmed("event", "=1"), harness.Write("forged"), default));

        SameList(["paid"], await harness.ReadEffectsAsync());
        var row = await FindAsync(store, "two");
        Same((CallbackState.Conflict, Confirmed("event").Id), (row.State, row.ConflictsWith));
        Same(Hash("three"), Single(await store.ClaimAsync(10, Lease, default)).Claim.Id);
    }

    private static async Task ReleasedAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        await store.CommitAsync(await ClaimNewAsync(store, "one"), Confirmed("event", "=100"), harness.Write("paid"), default);
        foreach (
            var (name, expected) in ((string, CallbackCommit)[])[("two", CallbackCommit.Committed), ("three", CallbackCommit.Duplicate)]
        )
        {
            Same(
                CallbackCommit.Conflict,
                await store.CommitAsync(await ClaimNewAsync(store, name), Confirmed("event", "=50"), harness.Write(name), default)
            );
            Same(true, await store.ReplayAsync(Hash(name), "a person", default));
            var released = Single(await store.ClaimAsync(10, TimeSpan.FromMinutes(5), default)).Claim;
            Same(Hash(name), released.Id);
            Same(expected, await store.CommitAsync(released, Confirmed("event", "=50"), harness.Write(name), default));
        }

        SameList(["paid", "two"], await harness.ReadEffectsAsync());
        Same(CallbackState.Done, (await FindAsync(store, "three")).State);
    }

    private static async Task ReplayedAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        await store.CommitAsync(await ClaimNewAsync(store, "one"), Confirmed("event"), harness.Write("paid"), default);
        await store.CommitAsync(await ClaimNewAsync(store, "two"), Confirmed("event"), harness.Write("paid twice"), default);

        Same(true, await store.ReplayAsync(Hash("two"), "a person", default));
        var second = Single(await store.ClaimAsync(10, TimeSpan.FromMinutes(5), default)).Claim;
        Same(CallbackCommit.Duplicate, await store.CommitAsync(second, Confirmed("event"), harness.Write("of another"), default));
        Same(true, await store.ReplayAsync(Hash("one"), "a person", default));
        var first = Single(await store.ClaimAsync(10, TimeSpan.FromMinutes(5), default)).Claim;
        Same(CallbackCommit.Committed, await store.CommitAsync(first, Confirmed("event"), harness.Write("replayed"), default));

        SameList(["paid", "replayed"], await harness.ReadEffectsAsync());
    }

    private static async Task FencedAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        await store.AcceptAsync(Request(), [Callback("one")], default);
        var late = Single(await store.ClaimAsync(10, Lease, default)).Claim;
        await harness.WaitAsync(Longer);

        Same(CallbackCommit.LeaseLost, await store.CommitAsync(late, Confirmed("event"), harness.Write("late"), default));
        var next = Single(await store.ClaimAsync(10, TimeSpan.FromMinutes(5), default)).Claim;
        Same(CallbackCommit.LeaseLost, await store.CommitAsync(late, Confirmed("event"), harness.Write("late"), default));
        Same(CallbackCommit.Committed, await store.CommitAsync(next, Confirmed("event"), harness.Write("next"), default));

        SameList(["next"], await harness.ReadEffectsAsync());
    }

    private static async Task FailedAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        var claim = await ClaimNewAsync(store, "one");

        var failure = await FailAsync(() => store.CommitAsync(claim, Confirmed("event"), Failing(harness.Write("half")), default));

        Same("the shop has failed", failure.Message);
        Same(0, (await harness.ReadEffectsAsync()).Count);
        Same(CallbackState.Claimed, (await FindAsync(store, "one")).State);
        Same(
            CallbackCommit.Committed,
            await store.CommitAsync(await ClaimNewAsync(store, "two"), Confirmed("event"), harness.Write("whole"), default)
        );
        Same(CallbackCommit.Duplicate, await store.CommitAsync(claim, Confirmed("event"), harness.Write("again"), default));
        SameList(["whole"], await harness.ReadEffectsAsync());
    }

    private static async Task SlowAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        var claim = await ClaimNewAsync(store, "one");

        var failure = await FailAsync(() => store.CommitAsync(claim, Confirmed("event"), Slow(harness.Write("slow")), default));

        Same(true, failure is TimeoutException);
        Same(CallbackCommit.Committed, await store.CommitAsync(claim, Confirmed("event"), harness.Write("quick"), default));
        SameList(["quick"], await harness.ReadEffectsAsync());
    }

    private static async Task SimultaneousAsync(CallbackStoreHarness harness)
    {
        ICallbackStore[] stores = [await harness.OpenAsync(), await harness.OpenAsync()];
        await harness.PrepareEffectsAsync(stores[0]);
        var claims = new List<CallbackClaim>();
        for (var index = 0; index < 8; index++)
            claims.Add(await ClaimNewAsync(stores[0], $"{index}"));

        var commits = await Task.WhenAll(
            claims.Select(
                (claim, index) => Task.Run(() => stores[index % 2].CommitAsync(claim, Confirmed("event"), harness.Write("paid"), default))
            )
        );

        Same(1, commits.Count(commit => commit == CallbackCommit.Committed));
        Same(7, commits.Count(commit => commit == CallbackCommit.Duplicate));
        SameList(["paid"], (await harness.ReadEffectsAsync()).Where(text => text == "paid"));
    }
}
