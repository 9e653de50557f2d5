using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using CallbackGen.Inbox;

namespace CallbackGen.Testing;

/// <summary>
/// What every <see cref="ICallbackStore"/> does, as checks that a test framework of any kind can run: a theory over
/// <see cref="Checks"/>, with a <see cref="CallbackStoreHarness"/> for the store.
/// </summary>
public static class CallbackStoreCompliance
{
    private static readonly TimeSpan Lease = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Moment = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longer = TimeSpan.FromSeconds(3);

    /// <summary>The checks.</summary>
    public static IReadOnlyList<CallbackStoreCheck> Checks { get; } =
    [
        new("A callback that was accepted is claimed as it was stored", ClaimedAsStoredAsync),
        new("What was accepted is there when the store is opened again", ReopenedAsync),
        new("A callback that was accepted before is a duplicate", DuplicateAsync),
        new("Of callbacks that come at the same time one is stored", SimultaneousAsync),
        new("The callbacks of a request are stored together", ItemsAsync),
        new("Other facts of one event are a conflict, handled when a person releases it", ConflictAsync),
        new("A conflict that a person gives up is not handled", DiscardedConflictAsync),
        new("No callback is claimed by two workers", ClaimedOnceAsync),
        new("A callback is claimed again when its lease has run out", LeaseAsync),
        new("A lease that is renewed does not run out", RenewAsync),
        new("Nothing is done under a lease that has run out", FencedAsync),
        new("A callback that was committed is not claimed again", CommittedAsync),
        new("An effect is there when its callback was committed", EffectAsync),
        new("An effect that fails leaves nothing and its callback unhandled", FailedEffectAsync),
        new("An effect that takes too long leaves nothing and the store working", SlowEffectAsync),
        new("A callback that failed is claimed when it is due", RetriedAsync),
        new("A callback that is dead is claimed when a person replays it", DeadAsync),
        new("A callback that was handled is claimed when a person replays it", ReplayedAsync),
        new("Callbacks of one order are claimed one at a time, as they were accepted", OrderAsync),
        new("A callback that fails or is dead holds up its own order and no other", HeldUpAsync),
        new("A request is purged when all of it was handled, and its callbacks stay duplicates", PurgeAsync),
    ];

    /// <summary>A callback with an id of its own.</summary>
    private static NewCallback Callback(string name, string facts = "", string? order = null, int item = 0) =>
        new() { Id = Hash(name), ConflictId = Hash($"{name}\n{facts}"), Facts = facts, OrderKey = order, Item = item, KeyId = "key[0]" };

    private static StoredRequest Request(string body = "{}") => new()
    {
        Feed = "acme.payment",
        KeySet = "shop",
        ReceivedAt = new(2026, 1, 2, 3, 4, 5, 678, TimeSpan.Zero),
        VerifiedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, 679, TimeSpan.Zero).AddTicks(1),
        Method = "POST",
        Path = "/callbacks/%C3%A4",
        Query = "a=%26&b",
        Url = "https://shop.example/callbacks/%C3%A4?a=%26&b",
        ContentType = "application/json; charset=utf-8",
        Headers = [KeyValuePair.Create("X-Sig", "\"ä\\"), KeyValuePair.Create("X-Sig", "")],
        Body = Encoding.UTF8.GetBytes(body),
    };

    private static async Task ClaimedAsStoredAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        var (request, callback) = (Request("{\"ä\":\0}"), Callback("one"));

        SameList([CallbackAcceptance.Stored], await store.AcceptAsync(request, [callback], default));
        var claimed = Single(await store.ClaimAsync(10, Lease, default));

        Same(callback.Id, claimed.Claim.Id);
        Same(1, claimed.Attempt);
        Same(0, claimed.Item);
        Same(callback.KeyId, claimed.KeyId);
        Same(true, request.Body.Span.SequenceEqual(claimed.Request.Body.Span));
        Same(true, request.Headers.SequenceEqual(claimed.Request.Headers));
        Same(request with { Body = default, Headers = [] }, claimed.Request with { Body = default, Headers = [] });
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

        SameList([CallbackAcceptance.Duplicate, CallbackAcceptance.Stored], await store.AcceptAsync(Request("other"), [Callback("one", "100 EUR"), Callback("two")], default));
        SameList([CallbackAcceptance.Duplicate], await store.AcceptAsync(Request(), [Callback("one", "100 EUR")], default));

        Same(2L, (await FindAsync(store, "one")).Duplicates);
        Same(2, (await store.ClaimAsync(10, Lease, default)).Count);
    }

    private static async Task SimultaneousAsync(CallbackStoreHarness harness)
    {
        ICallbackStore[] stores = [await harness.OpenAsync(), await harness.OpenAsync()];

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 32).Select(index =>
            Task.Run(() => stores[index % 2].AcceptAsync(Request($"{index}"), [Callback("one", "100 EUR")], default))));

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
        Same(true, claimed.All(callback => callback.Request.Body.Span.SequenceEqual("items"u8)));
    }

    private static async Task ConflictAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        await store.AcceptAsync(Request(), [Callback("one", "100 EUR")], default);
        var forged = Callback("one", "1 EUR");

        SameList([CallbackAcceptance.Conflict], await store.AcceptAsync(Request("other"), [forged], default));
        SameList([CallbackAcceptance.Conflict], await store.AcceptAsync(Request("other"), [forged], default));

        var kept = await store.FindAsync(forged.ConflictId, default) ?? throw new CallbackStoreComplianceException("The conflict was not kept.");
        Same((CallbackState.Conflict, forged.Id, 1L), (kept.State, kept.ConflictsWith, kept.Duplicates));
        Same(forged.Id, Single(await store.ClaimAsync(10, Lease, default)).Claim.Id);
        Same(true, await store.ReplayAsync(forged.ConflictId, "a person", default));
        Same(forged.ConflictId, Single(await store.ClaimAsync(10, Lease, default)).Claim.Id);
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

    private static async Task ClaimedOnceAsync(CallbackStoreHarness harness)
    {
        ICallbackStore[] stores = [await harness.OpenAsync(), await harness.OpenAsync()];
        for (var index = 0; index < 60; index++)
            await stores[0].AcceptAsync(Request(), [Callback($"{index}")], default);

        var claims = await Task.WhenAll(Enumerable.Range(0, 8).Select(worker => Task.Run(async () =>
        {
            var mine = new List<string>();
            while (await stores[worker % 2].ClaimAsync(5, TimeSpan.FromMinutes(5), default) is { Count: > 0 } claimed)
                mine.AddRange(claimed.Select(callback => callback.Claim.Id));
            return mine;
        })));

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

        // Nobody has it yet, and it is not the first worker's any more either.
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
        Same(1L, (await store.CountAsync(default))[CallbackState.Done]);
    }

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
        var write = harness.Write("half");

        var failure = await FailAsync(() => store.CommitAsync(
            claim,
            async (transaction, token) =>
            {
                await write(transaction, token);
                throw new InvalidOperationException("the shop has failed");
            },
            default));

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
        var write = harness.Write("slow");

        var failure = await FailAsync(() => store.CommitAsync(
            claims[0].Claim,
            async (transaction, token) =>
            {
                await write(transaction, token);
                // It does not listen, as effects do.
                await Task.Delay(TimeSpan.FromMinutes(5), CancellationToken.None);
            },
            default));

        Same(true, failure is TimeoutException);
        Same(true, await store.CommitAsync(claims[1].Claim, harness.Write("two"), default));
        SameList(["two"], await harness.ReadEffectsAsync());
        Same(true, await store.CommitAsync(claims[0].Claim, harness.Write("one"), default));
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

    private static DateTimeOffset Later(CallbackStoreHarness harness) => harness.Clock.GetUtcNow().AddSeconds(1);

    private static async Task<CallbackRow> FindAsync(ICallbackStore store, string name) =>
        await store.FindAsync(Hash(name), default) ?? throw new CallbackStoreComplianceException("A callback that was accepted is not found.");

    private static string Hash(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)));

    private static T Single<T>(IReadOnlyList<T> values, [CallerArgumentExpression(nameof(values))] string what = "") =>
        values.Count == 1 ? values[0] : throw new CallbackStoreComplianceException($"{what}: one was expected, and there are {values.Count}.");

    private static void Same<T>(T expected, T actual, [CallerArgumentExpression(nameof(actual))] string what = "")
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
            throw new CallbackStoreComplianceException($"{what}: {expected} was expected, and it is {actual}.");
    }

    private static void SameList<T>(IEnumerable<T> expected, IEnumerable<T> actual, [CallerArgumentExpression(nameof(actual))] string what = "")
    {
        var (left, right) = (expected.ToList(), actual.ToList());
        if (!left.SequenceEqual(right))
            throw new CallbackStoreComplianceException($"{what}: {string.Join(", ", left)} was expected, and it is {string.Join(", ", right)}.");
    }

    private static async Task<Exception> FailAsync(Func<Task> work, [CallerArgumentExpression(nameof(work))] string what = "")
    {
        try
        {
            await work();
        }
#pragma warning disable CA1031 // It is what is asked for.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            return failure;
        }

        throw new CallbackStoreComplianceException($"{what}: an exception was expected.");
    }
}
