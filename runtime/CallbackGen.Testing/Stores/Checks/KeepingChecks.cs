using System.Text;
using CallbackGen.Inbox;
using static CallbackGen.Testing.StoreExpectations;
using static CallbackGen.Testing.StoreSamples;

namespace CallbackGen.Testing;

/// <summary>Checks of the inbox's own data: its key, and the keys of requests.</summary>
internal static class KeepingChecks
{
    public static IReadOnlyList<CallbackStoreCheck> All { get; } =
    [
        new("A secret that is kept stays", KeepSecretAsync),
        new("Keys are kept as they were given, with their request", KeepKeysAsync),
        new("What a revoked key verified is set aside, and the key stays revoked", RevokeAsync),
        new("A revocation holds for what comes later, and each claim says it", RevokeLaterAsync),
    ];

    private static async Task KeepSecretAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        var kept = await Task.WhenAll(Enumerable.Range(0, 8).Select(number => store.KeepSecretAsync("one", Bytes($"{number}"), default)));
        SameList(Enumerable.Repeat(TextOf(kept[0]), kept.Length), kept.Select(TextOf));

        var other = await harness.OpenAsync();

        Same(TextOf(kept[0]), TextOf(await other.KeepSecretAsync("one", Bytes("another"), default)));
        Same("of its own", TextOf(await other.KeepSecretAsync("two", Bytes("of its own"), default)));
    }

    private static async Task KeepKeysAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        await store.KeepKeysAsync(Keys("id", "first"), default);
        await store.KeepKeysAsync(Keys("id", "first", "changed"), default);
        await store.AcceptAsync(Request() with { KeysId = "id" }, [Callback("one")], default);
        await store.PurgeAsync(Later(harness), default);

        var other = await harness.OpenAsync();

        var kept =
            await other.FindKeysAsync("id", default) ?? throw new CallbackStoreComplianceException("Keys that were kept are not found.");
        Same(("id", "first", "content", false), (kept.Id, kept.Fingerprint, TextOf(kept.Content), kept.IsRevoked));
        Same(null, await other.FindKeysAsync("none", default));
        Same("id", Single(await other.ClaimAsync(10, Lease, default)).Request.KeysId);
        Same("first", (await FindAsync(other, "one")).KeyFingerprint);
    }

    private static async Task RevokeAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        await store.KeepKeysAsync(Keys("a", "first second"), default);
        await store.KeepKeysAsync(Keys("b", "third"), default);
        await store.AcceptAsync(Request("one") with { KeysId = "a" }, [Callback("one", order: "x")], default);
        await store.AcceptAsync(Request("two") with { KeysId = "a" }, [Callback("two", order: "x")], default);
        await store.AcceptAsync(Request("three") with { KeysId = "b" }, [Callback("three")], default);

        Same(0L, await store.RevokeKeysAsync("sec", "a person", default));
        Same(1L, await store.RevokeKeysAsync("second", "a person", default));

        await store.KeepKeysAsync(Keys("a", "first second"), default);
        Same(true, (await store.FindKeysAsync("a", default))?.IsRevoked);
        Same(false, (await store.FindKeysAsync("b", default))?.IsRevoked);
        // The same value with others, for example after a key rotation.
        await store.KeepKeysAsync(Keys("c", "fourth second"), default);
        await store.KeepKeysAsync(Keys("d", "first"), default);
        Same(true, (await store.FindKeysAsync("c", default))?.IsRevoked);
        Same(false, (await store.FindKeysAsync("d", default))?.IsRevoked);
        Same(CallbackState.Quarantined, (await FindAsync(store, "one")).State);
        Same(CallbackState.Queued, (await FindAsync(store, "two")).State);
        Same(Hash("three"), Single(await store.ClaimAsync(10, Lease, default)).Claim.Id);
    }

    private static async Task RevokeLaterAsync(CallbackStoreHarness harness)
    {
        var store = await harness.OpenAsync();
        await store.KeepKeysAsync(Keys("known", "first second"), default);
        Same(0L, await store.RevokeKeysAsync("second", "a person", default));
        Same(0L, await store.RevokeKeysAsync("unknown", "a person", default));

        var other = await harness.OpenAsync();
        await other.KeepKeysAsync(Keys("beside others", "second third"), default);
        await other.KeepKeysAsync(Keys("unknown till now", "unknown"), default);
        await other.KeepKeysAsync(Keys("good", "first third"), default);
        foreach (var (keys, isRevoked) in new[] { ("known", true), ("beside others", true), ("unknown till now", true), ("good", false) })
        {
            Same(isRevoked, (await other.FindKeysAsync(keys, default))?.IsRevoked);
            await other.AcceptAsync(Request(keys) with { KeysId = keys }, [Callback(keys)], default);
            var claimed = Single(await other.ClaimAsync(10, Lease, default));
            Same((Hash(keys), isRevoked), (claimed.Claim.Id, claimed.IsRevoked));
        }
    }

    private static KeptKeys Keys(string id, string fingerprint, string content = "content") =>
        new(id, fingerprint, Bytes(content), IsRevoked: false);

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string TextOf(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
}
