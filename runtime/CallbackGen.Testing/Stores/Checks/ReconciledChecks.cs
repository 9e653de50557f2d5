using CallbackGen.Inbox;
using static CallbackGen.Testing.StoreExpectations;
using static CallbackGen.Testing.StoreSamples;

namespace CallbackGen.Testing;

/// <summary>Checks of events that reconciliation has found, without a callback: they use the same record of effects.</summary>
internal static class ReconciledChecks
{
    public static IReadOnlyList<CallbackStoreCheck> All { get; } =
    [
        new("An event of which no callback came has its effect, and its callback is a duplicate", NoneAsync),
        new("An event of which no callback came has one effect", TwiceAsync),
        new("An event whose callback waits is handled by its reconciliation", WaitingAsync),
        new("A worker who has the callback of an event that was reconciled has lost it", ClaimedAsync),
        new("An event whose callback is dead is handled by its reconciliation, and its order goes on", DeadAsync),
        new("An event whose callback waits for its turn is handled by its reconciliation, and not in its turn", QueuedAsync),
        new("An event whose callback is a conflict is handled by its reconciliation", ContradictedAsync),
        new("An event whose callback was handled or given up has no other effect", EndedAsync),
        new("An event that is reconciled with other facts than its callback is a conflict, and changes nothing", ConflictAsync),
        new("A reconciliation whose effect fails leaves nothing", FailedAsync),
        new("An event that is told apart by its confirmation has one effect, reconciled first or last", ConfirmedAsync),
        new("An event that is reconciled while its callback is handled has one effect", SimultaneousAsync),
    ];

    private static ConfirmedEvent Event(string name, string facts = "") =>
        new()
        {
            Feed = "acme.payment",
            Id = Hash(name),
            ConflictId = Hash($"{name}\n{facts}"),
            Facts = facts,
            IsCallbackId = true,
        };

    private static async Task NoneAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();

        Same(CallbackCommit.Committed, await store.CommitAsync(Event("one", "=100"), harness.Write("paid"), default));

        SameList(["paid"], await harness.ReadEffectsAsync());
        Same(CallbackState.Done, (await FindAsync(store, "one")).State);
        SameList([CallbackAcceptance.Duplicate], await store.AcceptAsync(Request(), [Callback("one", "=100")], default));
        SameList([CallbackAcceptance.Conflict], await store.AcceptAsync(Request(), [Callback("one", "=1")], default));
        Same(0, (await store.ClaimAsync(10, Lease, default)).Count);
    }

    private static async Task TwiceAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        await store.CommitAsync(Event("one", "=100"), harness.Write("paid"), default);

        Same(CallbackCommit.Duplicate, await store.CommitAsync(Event("one", "=100"), harness.Write("again"), default));
        Same(CallbackCommit.Conflict, await store.CommitAsync(Event("one", "=1"), harness.Write("other"), default));

        SameList(["paid"], await harness.ReadEffectsAsync());
    }

    private static async Task WaitingAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        await store.AcceptAsync(Request(), [Callback("one", "=100"), Callback("two", item: 1)], default);

        Same(CallbackCommit.Committed, await store.CommitAsync(Event("one", "=100"), harness.Write("paid"), default));

        SameList(["paid"], await harness.ReadEffectsAsync());
        Same(CallbackState.Done, (await FindAsync(store, "one")).State);
        Same(Hash("two"), Single(await store.ClaimAsync(10, Lease, default)).Claim.Id);
    }

    private static async Task ClaimedAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        var claim = await ClaimNewAsync(store, "one");

        Same(CallbackCommit.Committed, await store.CommitAsync(Event("one"), harness.Write("paid"), default));

        Same(false, await store.RenewAsync(claim, Lease, default));
        Same(false, await store.FailAsync(claim, null, "failed", default));
        Same(false, await store.CommitAsync(claim, harness.Write("of the worker"), default));
        Same(CallbackCommit.LeaseLost, await store.CommitAsync(claim, Confirmed("event"), harness.Write("of the worker"), default));
        SameList(["paid"], await harness.ReadEffectsAsync());
        // Also not after an operator has replayed it, and it is claimed again.
        Same(true, await store.ReplayAsync(Hash("one"), "a person", default));
        Single(await store.ClaimAsync(10, TimeSpan.FromMinutes(5), default));
        Same(false, await store.CommitAsync(claim, null, default));
    }

    private static async Task DeadAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        var claim = await ClaimNewAsync(store, "one", order: "a");
        await store.AcceptAsync(Request(), [Callback("two", order: "a")], default);
        await store.FailAsync(claim, null, "failed", default);

        Same(CallbackCommit.Committed, await store.CommitAsync(Event("one"), harness.Write("paid"), default));

        SameList(["paid"], await harness.ReadEffectsAsync());
        Same(CallbackState.Done, (await FindAsync(store, "one")).State);
        Same(Hash("two"), Single(await store.ClaimAsync(10, Lease, default)).Claim.Id);
    }

    private static async Task QueuedAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        var first = await ClaimNewAsync(store, "one", order: "a");
        await store.AcceptAsync(Request(), [Callback("two", order: "a"), Callback("three", order: "a", item: 1)], default);

        Same(CallbackCommit.Committed, await store.CommitAsync(Event("two"), harness.Write("paid"), default));

        // It was queued, so its end makes no other callback due.
        Same(0, (await store.ClaimAsync(10, Lease, default)).Count);
        Same(true, await store.CommitAsync(first, null, default));
        Same(Hash("three"), Single(await store.ClaimAsync(10, Lease, default)).Claim.Id);
    }

    private static async Task ContradictedAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        await store.CommitAsync(await ClaimNewAsync(store, "one"), Confirmed("event", "=100"), harness.Write("first"), default);
        Same(
            CallbackCommit.Conflict,
            await store.CommitAsync(await ClaimNewAsync(store, "two"), Confirmed("event", "=1"), harness.Write("second"), default)
        );

        Same(CallbackCommit.Committed, await store.CommitAsync(Event("two"), harness.Write("third"), default));

        SameList(["first", "third"], await harness.ReadEffectsAsync());
        Same(CallbackState.Done, (await FindAsync(store, "two")).State);
    }

    private static async Task EndedAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        await store.CommitAsync(await ClaimNewAsync(store, "one"), harness.Write("paid"), default);
        await store.FailAsync(await ClaimNewAsync(store, "two"), null, "failed", default);
        await store.DiscardAsync(Hash("two"), "a person", default);

        Same(CallbackCommit.Duplicate, await store.CommitAsync(Event("one"), harness.Write("again"), default));
        Same(CallbackCommit.Discarded, await store.CommitAsync(Event("two"), harness.Write("again"), default));

        SameList(["paid"], await harness.ReadEffectsAsync());
        Same(CallbackState.Discarded, (await FindAsync(store, "two")).State);
    }

    private static async Task ConflictAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        await store.AcceptAsync(Request(), [Callback("one", "=100\n=paid")], default);

        Same(CallbackCommit.Conflict, await store.CommitAsync(Event("one", "=1"), harness.Write("other"), default));

        Same(0, (await harness.ReadEffectsAsync()).Count);
        var claim = Single(await store.ClaimAsync(10, Lease, default)).Claim;
        Same(CallbackCommit.Conflict, await store.CommitAsync(Event("one", "=1"), harness.Write("other"), default));
        Same(true, await store.CommitAsync(claim, null, default));
    }

    private static async Task FailedAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        var claim = await ClaimNewAsync(store, "one");

        Same(
            "the shop has failed",
            (await FailAsync(() => store.CommitAsync(Event("one"), Failing(harness.Write("half")), default))).Message
        );
        Same(
            "the shop has failed",
            (await FailAsync(() => store.CommitAsync(Event("two"), Failing(harness.Write("half")), default))).Message
        );
        Same(
            "the shop has failed",
            (await FailAsync(() => store.CommitAsync(Confirmed("event"), Failing(harness.Write("half")), default))).Message
        );

        Same(null, await store.FindAsync(Hash("two"), default));
        Same(0, (await harness.ReadEffectsAsync()).Count);
        Same(CallbackCommit.Committed, await store.CommitAsync(Confirmed("event"), harness.Write("whole"), default));
        Same(true, await store.CommitAsync(claim, harness.Write("of the worker"), default));
        SameList(["of the worker", "whole"], await harness.ReadEffectsAsync());
    }

    private static async Task ConfirmedAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        await store.CommitAsync(await ClaimNewAsync(store, "one"), Confirmed("first", "=100"), harness.Write("callback first"), default);

        Same(CallbackCommit.Duplicate, await store.CommitAsync(Confirmed("first", "=100"), harness.Write("again"), default));
        Same(CallbackCommit.Conflict, await store.CommitAsync(Confirmed("first", "=1"), harness.Write("other"), default));
        Same(CallbackCommit.Committed, await store.CommitAsync(Confirmed("last", "=100"), harness.Write("callback last"), default));
        Same(CallbackCommit.Duplicate, await store.CommitAsync(Confirmed("last", "=100"), harness.Write("again"), default));
        Same(
            CallbackCommit.Duplicate,
            await store.CommitAsync(await ClaimNewAsync(store, "two"), Confirmed("last", "=100"), harness.Write("again"), default)
        );
        Same(
            CallbackCommit.Conflict,
            await store.CommitAsync(await ClaimNewAsync(store, "three"), Confirmed("last", "=1"), harness.Write("other"), default)
        );

        SameList(["callback first", "callback last"], await harness.ReadEffectsAsync());
        Same(CallbackState.Done, (await FindAsync(store, "two")).State);
        Same(CallbackState.Conflict, (await FindAsync(store, "three")).State);
    }

    private static async Task SimultaneousAsync(CallbackStoreHarness harness)
    {
        ICallbackStore[] stores = [await harness.OpenAsync(), await harness.OpenAsync()];
        await harness.PrepareEffectsAsync(stores[0]);
        for (var round = 0; round < 5; round++)
        {
            var claim = await ClaimNewAsync(stores[0], $"{round}");
            var reconciling = Task.Run(() => stores[1].CommitAsync(Event($"{round}"), harness.Write($"{round}"), default));
            var handling = Task.Run(() => stores[0].CommitAsync(claim, harness.Write($"{round}"), default));

            Same(true, (await reconciling, await handling) is (CallbackCommit.Committed, false) or (CallbackCommit.Duplicate, true));
        }

        SameList(["0", "1", "2", "3", "4"], (await harness.ReadEffectsAsync()).Where(text => text.Length == 1));
    }
}
