using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;

namespace CallbackGen.Inbox;

/// <summary>
/// Stores the keys that verified a request, encrypted, and finds them again. A worker verifies with these keys, whatever is
/// configured by then, and neither looks up nor fetches a key.
/// </summary>
/// <param name="store">The store.</param>
/// <param name="vault">The inbox's own key.</param>
/// <param name="clock">The clock.</param>
internal sealed class KeyKeeper(ICallbackStore store, InboxVault vault, TimeProvider clock) : IDisposable
{
    /// <summary>The most cached keys, for feeds with a key per merchant; when it is reached, the cache is cleared.</summary>
    private const int MostKnown = 10_000;

    private const string Lost = "the keys that verified it are not kept any more";

    private const string Revoked = "the key that verified it was revoked";

    /// <summary>
    /// The interval after which keys are stored again. Stores delete keys without a request one day after they were last stored.
    /// </summary>
    private static readonly TimeSpan KeepAgainAfter = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<string, long> _kept = new();
    private readonly ConcurrentDictionary<string, CallbackKeys> _found = new();
    private readonly ConditionalWeakTable<CallbackKeys, NamedKeys> _named = [];
    private readonly SemaphoreSlim _finding = new(1, 1);

    /// <summary>Stores the keys of a request, each at most once per hour.</summary>
    /// <param name="keys">The keys that verified it.</param>
    /// <param name="provenBy">The ids of the key values that proved the content of the request.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The id of the stored keys, and the fingerprint of the values that verified the request.</returns>
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

    /// <summary>
    /// Finds the keys that verified a callback. Each key is read from the store once; each claim says whether it was revoked since then.
    /// </summary>
    /// <param name="callback">The callback, claimed.</param>
    /// <param name="request">Its request, opened.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    /// <returns>The keys; or null and the reason why they must not be used.</returns>
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
            // Concurrent handlers need the same keys at the same time.
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
        // A revocation finds keys by their fingerprint: it would miss keys that are stored under another one.
        if (kept.Fingerprint != fingerprint || !TryImport(key, id, kept, out var keys))
            return (null, "the keys that verified it cannot be opened");
        if (_found.Count >= MostKnown)
            _found.Clear();
        return (_found[id] = keys, "");
    }

    /// <inheritdoc />
    public void Dispose() => _finding.Dispose();

    /// <summary>Decrypts stored keys. Their id is a MAC of them, so that one set cannot be replaced by another.</summary>
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

    /// <summary>The id and fingerprint of keys, which are computed once for configured keys.</summary>
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
        /// Returns the id of keys, which includes their fingerprint: the same keys may verify one callback, and prove an unreadable
        /// one of which the verifying value is unknown; a revocation must find the first.
        /// </summary>
        public static string IdOf(InboxKey key, byte[] exported, string fingerprint) =>
            key.Name("keys"u8, [.. exported, .. Encoding.UTF8.GetBytes(fingerprint)]);

        public bool IsOf(string[] used) => Used.AsSpan().SequenceEqual(used);
    }
}
