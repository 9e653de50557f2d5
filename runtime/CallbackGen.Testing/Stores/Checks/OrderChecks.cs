using static CallbackGen.Testing.StoreExpectations;
using static CallbackGen.Testing.StoreSamples;

namespace CallbackGen.Testing;

/// <summary>Checks of callbacks that are handled in order.</summary>
internal static class OrderChecks
{
    public static IReadOnlyList<CallbackStoreCheck> All { get; } =
    [
        new("Callbacks of one order are claimed one at a time, as they were accepted", OrderAsync),
        new("A callback that fails or is dead holds up its own order and no other", HeldUpAsync),
    ];

    private static async Task OrderAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        foreach (var name in (string[])["a1", "a2", "b1", "a3"])
            await store.AcceptAsync(Request(), [Callback(name, order: name[..1])], default);

        var first = await store.ClaimAsync(10, TimeSpan.FromMinutes(5), default);
        SameList([Hash("a1"), Hash("b1")], first.Select(callback => callback.Claim.Id));
        await store.CommitAsync(first[0].Claim, null, default);
        var second = Single(await store.ClaimAsync(10, TimeSpan.FromMinutes(5), default));
        Same(Hash("a2"), second.Claim.Id);
        await store.AcceptAsync(Request(), [Callback("a4", order: "a")], default);
        await store.CommitAsync(second.Claim, null, default);
        var third = Single(await store.ClaimAsync(10, TimeSpan.FromMinutes(5), default));
        Same(Hash("a3"), third.Claim.Id);
        await store.CommitAsync(third.Claim, null, default);

        Same(Hash("a4"), Single(await store.ClaimAsync(10, TimeSpan.FromMinutes(5), default)).Claim.Id);
    }

    private static async Task HeldUpAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        foreach (var name in (string[])["a1", "a2", "b1"])
            await store.AcceptAsync(Request(), [Callback(name, order: name[..1])], default);
        var first = await store.ClaimAsync(10, Lease, default);

        await store.CommitAsync(first[1].Claim, null, default);
        await store.FailAsync(first[0].Claim, Moment, "failed", default);
        Same(0, (await store.ClaimAsync(10, Lease, default)).Count);
        await harness.WaitAsync(Longer);
        var again = Single(await store.ClaimAsync(10, Lease, default)).Claim;
        Same(Hash("a1"), again.Id);
        await store.FailAsync(again, null, "failed", default);
        await store.AcceptAsync(Request(), [Callback("b2", order: "b")], default);
        Same(Hash("b2"), Single(await store.ClaimAsync(10, Lease, default)).Claim.Id);
        Same(true, await store.DiscardAsync(Hash("a1"), "a person", default));

        Same(Hash("a2"), Single(await store.ClaimAsync(10, Lease, default)).Claim.Id);
    }
}
