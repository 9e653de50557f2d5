using CallbackGen.Inbox;
using static CallbackGen.Testing.StoreExpectations;
using static CallbackGen.Testing.StoreSamples;

namespace CallbackGen.Testing;

/// <summary>Checks of the effects that are committed with the end of a callback.</summary>
internal static class EffectChecks
{
    public static IReadOnlyList<CallbackStoreCheck> All { get; } =
    [
        new("An effect is there when its callback was committed", EffectAsync),
        new("An effect that fails leaves nothing and its callback unhandled", FailedEffectAsync),
        new("An effect that takes too long leaves nothing and the store working", SlowEffectAsync),
    ];

    private static async Task EffectAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        await store.AcceptAsync(Request(), [Callback("one")], default);
        var claim = Single(await store.ClaimAsync(10, Lease, default)).Claim;

        Same(true, await store.CommitAsync(claim, harness.Write("paid"), default));
        Same(false, await store.CommitAsync(claim, harness.Write("paid again"), default));

        SameList(["paid"], await harness.ReadEffectsAsync());
    }

    private static async Task FailedEffectAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        await store.AcceptAsync(Request(), [Callback("one")], default);
        var claim = Single(await store.ClaimAsync(10, Lease, default)).Claim;

        var failure = await FailAsync(() => store.CommitAsync(claim, Failing(harness.Write("half")), default));

        Same("the shop has failed", failure.Message);
        Same(0, (await harness.ReadEffectsAsync()).Count);
        Same(CallbackState.Claimed, (await FindAsync(store, "one")).State);
        Same(true, await store.CommitAsync(claim, harness.Write("whole"), default));
        SameList(["whole"], await harness.ReadEffectsAsync());
    }

    private static async Task SlowEffectAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        await store.AcceptAsync(Request(), [Callback("one"), Callback("two")], default);
        var claims = await store.ClaimAsync(10, TimeSpan.FromMinutes(5), default);

        var failure = await FailAsync(() => store.CommitAsync(claims[0].Claim, Slow(harness.Write("slow")), default));

        Same(true, failure is TimeoutException);
        Same(true, await store.CommitAsync(claims[1].Claim, harness.Write("two"), default));
        SameList(["two"], await harness.ReadEffectsAsync());
        Same(true, await store.CommitAsync(claims[0].Claim, harness.Write("one"), default));
    }
}
