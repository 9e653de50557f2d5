using System.Diagnostics;
using CallbackGen.Verification;

namespace CallbackGen;

/// <summary>
/// The keys of one feed, decoded and checked. Immutable and safe for concurrent use. No key can be read back from the public members.
/// </summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class CallbackKeys
{
    /// <summary>
    /// The largest number of values of one key. More values than a rotation needs would only increase the cost of rejecting forged
    /// requests.
    /// </summary>
    internal const int MaxValuesPerKey = 16;

    private readonly KeyValuePair<string, CallbackKey[]>[] _keys;
    private string[] _unknown = [];

    // The texts by which keys were looked up, indexed by the key's name.
    private KeyValuePair<string, string>[] _lookups = [];

    private CallbackKeys(KeyValuePair<string, CallbackKey[]>[] keys) => _keys = keys;

    /// <summary>Creates a copy with other keys.</summary>
    private CallbackKeys(CallbackKeys like, KeyValuePair<string, CallbackKey[]>[] keys)
        : this(keys) => (Name, Observer, _unknown, _lookups) = (like.Name, like.Observer, like._unknown, like._lookups);

    /// <summary>
    /// The name of the key set, which distinguishes the events of one account from those of another: it is part of
    /// <see cref="CallbackReceipt.IdempotencyKey"/>. <see langword="null"/> for the key set that has the name of the feed's provider.
    /// </summary>
    public string? Name { get; private init; }

    /// <summary>The observer of comparisons under these keys; null except in tests.</summary>
    internal VerificationObserver? Observer { get; private init; }

    /// <summary>
    /// The header of the last token that was verified with these keys and needed no extension. It is cached because an issuer repeats its
    /// header byte for byte.
    /// </summary>
    internal KnownTokenHeader? LastHeader { get; set; }

    /// <summary>
    /// No keys, for feeds that need none. The verification of any other feed rejects with
    /// <see cref="CallbackRejectionReason.KeyNotConfigured"/>.
    /// </summary>
    public static CallbackKeys Empty { get; } = new([]);

    /// <summary>Decodes and checks the keys of a feed.</summary>
    /// <param name="definition">The feed's definition. A feed converts to it implicitly.</param>
    /// <param name="values">
    /// Names and configured texts. A name that appears several times has several values, which are tried in order, so that a key can be
    /// rotated.
    /// </param>
    /// <param name="allowWeakKey">The reason why keys shorter than 32 bytes are accepted, or null to reject them.</param>
    /// <returns>The keys.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="CallbackKeyException">A key is missing, undeclared, empty, undecodable or too short.</exception>
    public static CallbackKeys Create(
        CallbackFeedDefinition definition,
        IEnumerable<KeyValuePair<string, string>> values,
        string? allowWeakKey = null
    ) =>
        TryCreate(definition, values, allowWeakKey, out var keys, out var problems)
            ? keys
            : throw new CallbackKeyException(definition.Name, problems);

    /// <summary>Decodes and checks the values of the only key of a feed.</summary>
    /// <param name="definition">The feed's definition. A feed converts to it implicitly.</param>
    /// <param name="name">The key's name in the schema.</param>
    /// <param name="values">Its configured texts, each of which is tried.</param>
    /// <returns>The keys.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="CallbackKeyException">A key is missing, undeclared, empty, undecodable or too short.</exception>
    public static CallbackKeys Create(CallbackFeedDefinition definition, string name, params string[] values)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(values);
        return Create(definition, values.Select(value => KeyValuePair.Create(name, value)));
    }

    /// <summary>Decodes and checks the keys of a feed, and reports their problems.</summary>
    /// <param name="definition">The feed's definition. A feed converts to it implicitly.</param>
    /// <param name="values">
    /// Names and configured texts. A name that appears several times has several values, which are tried in order.
    /// </param>
    /// <param name="allowWeakKey">The reason why keys shorter than 32 bytes are accepted, or null to reject them.</param>
    /// <param name="keys">The keys; <see cref="Empty"/> when they cannot be used.</param>
    /// <param name="problems">The problems. Keys with warnings only can be used.</param>
    /// <returns><see langword="true"/> when the keys can be used.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="definition"/> or <paramref name="values"/> is null.</exception>
    public static bool TryCreate(
        CallbackFeedDefinition definition,
        IEnumerable<KeyValuePair<string, string>> values,
        string? allowWeakKey,
        out CallbackKeys keys,
        out IReadOnlyList<CallbackKeyProblem> problems
    )
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(values);
        var found = new List<CallbackKeyProblem>();
        problems = found;
        var configured = values.ToLookup(value => value.Key, value => value.Value, StringComparer.Ordinal);
        foreach (var name in configured.Select(group => group.Key).Where(name => definition.Keys.All(key => key.Name != name)))
            found.Add(new(name, true, "is not a key of this feed: remove it, or correct its name"));

        var decoded = new List<KeyValuePair<string, CallbackKey[]>>();
        foreach (var key in definition.Keys)
            decoded.Add(
                new(
                    key.Name,
                    CallbackKeyDecoder.Decode(key, [.. configured[key.Name]], KeyStrength.Of(definition, key), allowWeakKey, found)
                )
            );

        var usable = !found.Exists(problem => problem.IsError);
        keys = usable ? new([.. decoded]) : Empty;
        return usable;
    }

    /// <summary>Returns the same keys with an observer of the comparisons. It does not affect any result.</summary>
    internal CallbackKeys ObservedBy(VerificationObserver observer) => new(this, _keys) { Observer = observer };

    /// <summary>Returns the same keys under the name of a key set: that of an account, a merchant or an environment.</summary>
    /// <param name="name">The name, case-insensitive. If it changes, redelivered events count as new ones.</param>
    /// <returns>The keys.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null or white space.</exception>
    public CallbackKeys WithName(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return new(this, _keys) { Name = name };
    }

    /// <summary>Returns the values of a key; empty when it is not configured.</summary>
    internal CallbackKey[] Get(string name)
    {
        foreach (var key in _keys)
        {
            if (string.Equals(key.Key, name, StringComparison.Ordinal))
                return key.Value;
        }

        return [];
    }

    /// <summary>Returns the same keys with the values of one key added or replaced.</summary>
    /// <param name="name">The key's name in the schema.</param>
    /// <param name="values">Its values.</param>
    /// <param name="lookedUpBy">The text of the request by which the values were looked up, or null.</param>
    internal CallbackKeys With(string name, CallbackKey[] values, string? lookedUpBy = null) =>
        new(this, [.. _keys.Where(key => key.Key != name), new(name, values)])
        {
            _lookups = lookedUpBy is null ? _lookups : [.. _lookups.Where(lookup => lookup.Key != name), new(name, lookedUpBy)],
        };

    /// <summary>Returns the same keys with a mark that one key does not exist for the key id that the request names.</summary>
    internal CallbackKeys WithUnknown(string name) => new(this, _keys) { _unknown = [.. _unknown, name] };

    /// <summary>Returns whether a key is missing because of the request, and not because it is not configured.</summary>
    internal bool IsUnknown(string name) => _unknown.Contains(name, StringComparer.Ordinal) && Get(name).Length == 0;

    /// <summary>Returns the text by which a value's key was looked up, or null.</summary>
    /// <param name="keyId">The value's id: the key's name, and the value's index in brackets.</param>
    internal string? LookedUpBy(string? keyId)
    {
        foreach (var (name, text) in _lookups)
        {
            if (
                keyId is not null
                && keyId.StartsWith(name, StringComparison.Ordinal)
                && keyId.Length > name.Length
                && keyId[name.Length] == '['
            )
                return text;
        }

        return null;
    }

    /// <summary>
    /// Serializes these keys, including the secrets. Of a key with values that verified a callback, only these values are included.
    /// </summary>
    /// <param name="used">The ids of the values that verified a callback.</param>
    /// <returns>The bytes, which are equal for equal keys.</returns>
    internal byte[] Export(IReadOnlyCollection<string> used) =>
        KeyExport.Write(
            Name,
            [
                .. _keys.Select(key =>
                    KeyValuePair.Create(
                        key.Key,
                        Array.Exists(key.Value, value => used.Contains(value.Id))
                            ? Array.FindAll(key.Value, value => used.Contains(value.Id))
                            : key.Value
                    )
                ),
            ],
            _lookups
        );

    /// <summary>Deserializes keys that <see cref="Export"/> serialized.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>The keys.</returns>
    /// <exception cref="InvalidDataException">The bytes are malformed, or another version of the program wrote them.</exception>
    internal static CallbackKeys Import(byte[] bytes)
    {
        var name = KeyExport.Read(bytes, out var keys, out var lookups);
        return new(keys) { Name = name, _lookups = lookups };
    }

    /// <summary>Returns the value with an id, or null when there is none.</summary>
    /// <param name="id">The key's name and the value's index.</param>
    internal CallbackKey? Find(string id) => _keys.SelectMany(key => key.Value).FirstOrDefault(value => value.Id == id);

    /// <summary>Returns the number of values, without any text of them.</summary>
    /// <returns>A text for display and logs.</returns>
    public override string ToString() => $"{_keys.Sum(key => key.Value.Length)} keys";
}
