using CallbackGen.Inbox;
using static CallbackGen.Testing.StoreExpectations;
using static CallbackGen.Testing.StoreSamples;

namespace CallbackGen.Testing;

/// <summary>Checks of quotas, which prevent that unproven callbacks fill a store.</summary>
internal static class QuotaChecks
{
    public static IReadOnlyList<CallbackStoreCheck> All { get; } =
    [
        new("A request with a callback over its quota leaves nothing", OverQuotaAsync),
        new("A duplicate is none more of its quota", DuplicateAsync),
        new("A conflict is one more of its quota", ConflictAsync),
        new("The callbacks of one request count among themselves", ItemsAsync),
        new("What was stored before its quota's time does not count", TimeAsync),
        new("Of callbacks that come at the same time no more are stored than their quota lets", SimultaneousAsync),
    ];

    private static NewCallback Bounded(string name, string group = "some", int rows = 2, string facts = "", int item = 0) =>
        Callback(name, facts, item: item) with
        {
            Quota = new(Hash(group), rows, TimeSpan.FromSeconds(60)),
        };

    private static async Task OverQuotaAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        SameList([CallbackAcceptance.Stored], await store.AcceptAsync(Request(), [Bounded("one")], default));
        SameList([CallbackAcceptance.Stored], await store.AcceptAsync(Request(), [Bounded("two")], default));

        SameList(
            [CallbackAcceptance.OverQuota, CallbackAcceptance.OverQuota, CallbackAcceptance.OverQuota],
            await store.AcceptAsync(
                Request(),
                [Callback("unbounded"), Bounded("three", item: 1), Bounded("of another", "other", item: 2)],
                default
            )
        );

        foreach (var name in (string[])["unbounded", "three", "of another"])
            Same(null, await store.FindAsync(Hash(name), default));
        SameList([CallbackAcceptance.Stored], await store.AcceptAsync(Request(), [Bounded("of another", "other")], default));
        SameList(
            [Hash("one"), Hash("two"), Hash("of another")],
            (await store.ClaimAsync(10, Lease, default)).Select(claimed => claimed.Claim.Id)
        );
    }

    private static async Task DuplicateAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        await store.AcceptAsync(Request(), [Bounded("one"), Bounded("two", item: 1)], default);

        SameList(
            [CallbackAcceptance.Duplicate, CallbackAcceptance.Duplicate],
            await store.AcceptAsync(Request(), [Bounded("one"), Bounded("two", item: 1)], default)
        );
        // A duplicate is not counted either if its request is rolled back.
        SameList(
            [CallbackAcceptance.OverQuota, CallbackAcceptance.OverQuota],
            await store.AcceptAsync(Request(), [Bounded("one"), Bounded("three", item: 1)], default)
        );

        Same(1L, (await FindAsync(store, "one")).Duplicates);
    }

    private static async Task ConflictAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        await store.AcceptAsync(Request(), [Bounded("one", facts: "=100")], default);
        var (first, second) = (Bounded("one", facts: "=1"), Bounded("one", facts: "=2"));

        SameList([CallbackAcceptance.Conflict], await store.AcceptAsync(Request(), [first], default));
        SameList([CallbackAcceptance.OverQuota], await store.AcceptAsync(Request(), [second], default));
        SameList([CallbackAcceptance.Conflict], await store.AcceptAsync(Request(), [first], default));

        Same(null, await store.FindAsync(second.ConflictId, default));
    }

    private static async Task ItemsAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();

        SameList(
            [CallbackAcceptance.OverQuota, CallbackAcceptance.OverQuota, CallbackAcceptance.OverQuota],
            await store.AcceptAsync(Request(), [Bounded("one"), Bounded("two", item: 1), Bounded("three", item: 2)], default)
        );
        SameList(
            [CallbackAcceptance.Stored, CallbackAcceptance.Stored],
            await store.AcceptAsync(Request(), [Bounded("one"), Bounded("two", item: 1)], default)
        );
    }

    private static async Task TimeAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        NewCallback[] callbacks =
        [
            .. ((string[])["one", "two"]).Select(name => Callback(name) with { Quota = new(Hash("some"), 1, Lease) }),
        ];
        SameList([CallbackAcceptance.Stored], await store.AcceptAsync(Request(), [callbacks[0]], default));

        await harness.WaitAsync(Longer);

        SameList([CallbackAcceptance.Stored], await store.AcceptAsync(Request(), [callbacks[1]], default));
    }

    private static async Task SimultaneousAsync(CallbackStoreHarness harness)
    {
        ICallbackStore[] stores = [await harness.OpenAsync(), await harness.OpenAsync()];

        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 16)
                .Select(index => Task.Run(() => stores[index % 2].AcceptAsync(Request(), [Bounded($"{index}", rows: 5)], default)))
        );

        Same(5, outcomes.Count(outcome => outcome[0] == CallbackAcceptance.Stored));
        Same(11, outcomes.Count(outcome => outcome[0] == CallbackAcceptance.OverQuota));
        Same(5, (await stores[0].ClaimAsync(20, Lease, default)).Count);
    }
}
