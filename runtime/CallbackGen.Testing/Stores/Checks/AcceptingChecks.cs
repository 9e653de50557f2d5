using CallbackGen.Inbox;
using static CallbackGen.Testing.StoreExpectations;
using static CallbackGen.Testing.StoreSamples;

namespace CallbackGen.Testing;

/// <summary>Checks of accepting callbacks and their redeliveries.</summary>
internal static class AcceptingChecks
{
    public static IReadOnlyList<CallbackStoreCheck> All { get; } =
    [
        new("A callback that was accepted is claimed as it was stored", ClaimedAsStoredAsync),
        new("What was accepted is there when the store is opened again", ReopenedAsync),
        new("A callback that was accepted before is a duplicate", DuplicateAsync),
        new("Of callbacks that come at the same time one is stored", SimultaneousAsync),
        new("The callbacks of a request are stored together", ItemsAsync),
        new("Other facts of one event are a conflict, handled when a person releases it", ConflictAsync),
        new("What one of two does not say contradicts nothing", AgreeingAsync),
        new("A conflict that a person gives up is not handled", DiscardedConflictAsync),
    ];

    private static async Task ClaimedAsStoredAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        var (request, callback) = (Request("{\"ä\":\0}"), Callback("one"));

        SameList([CallbackAcceptance.Stored], await store.AcceptAsync(request, [callback], default));
        var claimed = Single(await store.ClaimAsync(10, Lease, default));

        Same(callback.Id, claimed.Claim.Id);
        Same(1, claimed.Attempt);
        Same(0, claimed.Item);
        Same(true, callback.Seal.Span.SequenceEqual(claimed.Seal.Span));
        Same(null, claimed.ConflictsWith);
        Same(true, request.Content.Span.SequenceEqual(claimed.Request.Content.Span));
        Same(request with { Content = default }, claimed.Request with { Content = default });
    }

    private static async Task ReopenedAsync(CallbackStoreHarness harness)
    {
        await (await harness.OpenAsync()).AcceptAsync(Request(), [Callback("one")], default);

        var another = await harness.OpenAsync();

        SameList([CallbackAcceptance.Duplicate], await another.AcceptAsync(Request(), [Callback("one")], default));
        Single(await another.ClaimAsync(10, Lease, default));
    }

    private static async Task DuplicateAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        await store.AcceptAsync(Request(), [Callback("one", "100 EUR")], default);

        SameList(
            [CallbackAcceptance.Duplicate, CallbackAcceptance.Stored],
            await store.AcceptAsync(Request("other"), [Callback("one", "100 EUR"), Callback("two")], default)
        );
        SameList([CallbackAcceptance.Duplicate], await store.AcceptAsync(Request(), [Callback("one", "100 EUR")], default));

        Same(2L, (await FindAsync(store, "one")).Duplicates);
        Same(2, (await store.ClaimAsync(10, Lease, default)).Count);
    }

    private static async Task SimultaneousAsync(CallbackStoreHarness harness)
    {
        ICallbackStore[] stores = [await harness.OpenAsync(), await harness.OpenAsync()];

        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 32)
                .Select(index => Task.Run(() => stores[index % 2].AcceptAsync(Request($"{index}"), [Callback("one", "100 EUR")], default)))
        );

        Same(1, outcomes.Count(outcome => outcome[0] == CallbackAcceptance.Stored));
        Same(31, outcomes.Count(outcome => outcome[0] == CallbackAcceptance.Duplicate));
        Single(await stores[0].ClaimAsync(40, Lease, default));
    }

    private static async Task ItemsAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        NewCallback[] items = [.. Enumerable.Range(0, 5).Select(index => Callback($"{index}", item: index))];

        await store.AcceptAsync(Request("items"), items, default);
        var claimed = await store.ClaimAsync(10, Lease, default);

        SameList([0, 1, 2, 3, 4], claimed.Select(callback => callback.Item));
        Same(true, claimed.All(callback => callback.Request.Content.Span.SequenceEqual("items"u8)));
        Single([.. claimed.Select(callback => callback.Number).Distinct()]);
    }

    private static async Task ConflictAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        await store.AcceptAsync(Request(), [Callback("one", "100 EUR")], default);
        var forged = Callback("one", "1 EUR");

        SameList([CallbackAcceptance.Conflict], await store.AcceptAsync(Request("other"), [forged], default));
        SameList([CallbackAcceptance.Conflict], await store.AcceptAsync(Request("other"), [forged], default));

        var kept =
            await store.FindAsync(forged.ConflictId, default) ?? throw new CallbackStoreComplianceException("The conflict was not kept.");
        Same((CallbackState.Conflict, forged.Id, 1L), (kept.State, kept.ConflictsWith, kept.Duplicates));
        Same(forged.Id, Single(await store.ClaimAsync(10, Lease, default)).Claim.Id);
        Same(true, await store.ReplayAsync(forged.ConflictId, "a person", default));
        var released = Single(await store.ClaimAsync(10, Lease, default));
        Same(forged.ConflictId, released.Claim.Id);
        SameList(forged.ConflictSeal.ToArray(), released.Seal.ToArray());
    }

    private static async Task AgreeingAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        await store.AcceptAsync(Request(), [Callback("one", "=1\n\n=paid")], default);

        SameList([CallbackAcceptance.Duplicate], await store.AcceptAsync(Request(), [Callback("one", "\n=2\n=paid")], default));
        SameList([CallbackAcceptance.Conflict], await store.AcceptAsync(Request(), [Callback("one", "\n=2\n=failed")], default));
        // A third callback must agree with the facts of both.
        SameList([CallbackAcceptance.Conflict], await store.AcceptAsync(Request(), [Callback("one", "\n=3\n=paid")], default));
        SameList([CallbackAcceptance.Conflict], await store.AcceptAsync(Request(), [Callback("one", "=7\n=2\n=paid")], default));
    }

    private static async Task DiscardedConflictAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        await store.AcceptAsync(Request(), [Callback("one", "100 EUR")], default);
        var forged = Callback("one", "1 EUR");
        await store.AcceptAsync(Request("other"), [forged], default);

        Same(true, await store.DiscardAsync(forged.ConflictId, "a person", default));
        Same(false, await store.DiscardAsync(forged.ConflictId, "a person", default));
        Same(false, await store.DiscardAsync(forged.Id, "a person", default));

        Same(forged.Id, Single(await store.ClaimAsync(10, Lease, default)).Claim.Id);
        SameList([CallbackAcceptance.Conflict], await store.AcceptAsync(Request("other"), [forged], default));
    }
}
