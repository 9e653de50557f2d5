using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

namespace CallbackGen.Inbox;

/// <summary>
/// Keeps the keys that verified a request in the store, encrypted, and finds them again: a worker verifies with those, whatever is configured
/// by then, and looks up and fetches nothing.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="vault">The inbox's own key.</param>
/// <param name="clock">The clock.</param>
internal sealed class KeyKeeper(ICallbackStore store, InboxVault vault, TimeProvider clock) : IDisposable
{
    /// <summary>How many keys are known to be kept, as where each merchant has some of its own, before all are forgotten.</summary>
    private const int MostKnown = 10_000;

    private const string Lost = "the keys that verified it are not kept any more";

    private const string Revoked = "the key that verified it was revoked";

    /// <summary>Stores delete keys that no request refers to a day after they were last kept.</summary>
    private static readonly TimeSpan KeepAgainAfter = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, long> _kept = new();
    private readonly ConcurrentDictionary<string, CallbackKeys> _found = new();
    private readonly ConditionalWeakTable<CallbackKeys, NamedKeys> _named = [];
    private readonly SemaphoreSlim _finding = new(1, 1);

    /// <summary>Keeps the keys of a request. The store is asked for each key once an hour at the most.</summary>
    /// <param name="keys">The keys that verified it.</param>
    /// <param name="provenBy">The ids of the values among them that proved what the request holds.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The id of what is kept, and the fingerprint of the values that verified the request.</returns>
    public async ValueTask<(string Id, string Fingerprint)> KeepAsync(
        CallbackKeys keys,
        IEnumerable<string?> provenBy,
        CancellationToken cancellationToken
    )
    {
        var key = await vault.OpenAsync(cancellationToken);
        var used = provenBy.OfType<string>().Distinct().ToArray();
        if (!_named.TryGetValue(keys, out var named) || !named.IsOf(used))
            _named.AddOrUpdate(keys, named = NamedKeys.Of(key, keys, used));
        if (!_kept.TryGetValue(named.Id, out var since) || clock.GetElapsedTime(since) >= KeepAgainAfter)
        {
            await store.KeepKeysAsync(
                new(named.Id, named.Fingerprint, key.Encrypt(keys.Export(used), "keys"u8), IsRevoked: false),
                cancellationToken
            );
            if (_kept.Count >= MostKnown)
                _kept.Clear();
            _kept[named.Id] = clock.GetTimestamp();
        }

        return (named.Id, named.Fingerprint);
    }

    /// <summary>Finds the keys that verified a callback. The store is asked for each key once; whether it was revoked since, each claim says.</summary>
    /// <param name="callback">The callback, claimed.</param>
    /// <param name="request">Its request, opened.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>The keys; or why there are none that count.</returns>
    public async Task<(CallbackKeys? Keys, string Problem)> FindAsync(
        ClaimedCallback callback,
        ArrivedRequest request,
        CancellationToken cancellationToken
    )
    {
        if (callback.IsRevoked)
            return (null, Revoked);
        if (request is not { KeysId: { } id, KeyFingerprint: { } fingerprint })
            return (null, Lost);
        if (_found.TryGetValue(id, out var known))
            return (known, "");
        await _finding.WaitAsync(cancellationToken);
        try
        {
            // Handlers that run side by side want the same keys at once.
            return _found.TryGetValue(id, out known) ? (known, "") : await ReadAsync(id, fingerprint, cancellationToken);
        }
        finally
        {
            _finding.Release();
        }
    }

    private async Task<(CallbackKeys? Keys, string Problem)> ReadAsync(string id, string fingerprint, CancellationToken cancellationToken)
    {
        if (await store.FindKeysAsync(id, cancellationToken) is not { } kept)
            return (null, Lost);
        if (kept.IsRevoked)
            return (null, Revoked);
        var key = await vault.OpenAsync(cancellationToken);
        // A revocation finds keys by their fingerprint: under another one nobody has looked for them.
        if (kept.Fingerprint != fingerprint || !TryImport(key, id, kept, out var keys))
            return (null, "the keys that verified it cannot be opened");
        if (_found.Count >= MostKnown)
            _found.Clear();
        return (_found[id] = keys, "");
    }

    /// <inheritdoc />
    public void Dispose() => _finding.Dispose();

    /// <summary>Reads kept keys. Their id is made of them, so that nobody puts one set in another's place.</summary>
    private static bool TryImport(InboxKey key, string id, KeptKeys kept, [NotNullWhen(true)] out CallbackKeys? keys)
    {
        keys = null;
        if (key.Decrypt(kept.Content.Span, "keys"u8) is not { } bytes || NamedKeys.IdOf(key, bytes, kept.Fingerprint) != id)
            return false;
        try
        {
            keys = CallbackKeys.Import(bytes);
            return true;
        }
        catch (InvalidDataException)
        {
            return false;
        }
    }

    /// <summary>What keys are named by, which is made once for those that are configured.</summary>
    private sealed record NamedKeys(string[] Used, string Id, string Fingerprint)
    {
        public static NamedKeys Of(InboxKey key, CallbackKeys keys, string[] used)
        {
            var fingerprint = string.Join(
                ' ',
                used.Select(keys.Find)
                    .OfType<CallbackKey>()
                    .Select(value => key.Name("fingerprint"u8, value.Identity))
                    .Distinct()
                    .Order(StringComparer.Ordinal)
            );
            return new(used, IdOf(key, keys.Export(used), fingerprint), fingerprint);
        }

        /// <summary>
        /// The id of keys, their fingerprint included: the same keys verify one callback and prove another one that nobody can read, of which
        /// nothing says by which value, and a revocation has to find the first.
        /// </summary>
        public static string IdOf(InboxKey key, byte[] exported, string fingerprint) =>
            key.Name("keys"u8, [.. exported, .. Encoding.UTF8.GetBytes(fingerprint)]);

        public bool IsOf(string[] used) => Used.AsSpan().SequenceEqual(used);
    }
}
