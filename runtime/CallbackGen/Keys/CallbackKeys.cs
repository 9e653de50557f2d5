using System.Diagnostics;
using CallbackGen.Verification;

namespace CallbackGen;

/// <summary>
/// The keys of one feed, decoded and checked. Immutable, safe to share between threads. Nothing of a key can be read
/// back from it.
/// </summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class CallbackKeys
{
    /// <summary>More values of one key than a rotation needs would only make every forged request dearer to refuse.</summary>
    internal const int MaxValuesPerKey = 16;

    private readonly KeyValuePair<string, CallbackKey[]>[] _keys;
    private string[] _unknown = [];

    // The texts by which keys were looked up, by the key's name.
    private KeyValuePair<string, string>[] _lookups = [];

    private CallbackKeys(KeyValuePair<string, CallbackKey[]>[] keys) => _keys = keys;

    /// <summary>Other keys, with all else as it is.</summary>
    private CallbackKeys(CallbackKeys like, KeyValuePair<string, CallbackKey[]>[] keys)
        : this(keys) => (Name, Observer, _unknown, _lookups) = (like.Name, like.Observer, like._unknown, like._lookups);

    /// <summary>
    /// The name of the key set that these are, which tells the events of one account from those of another: it is part of
    /// <see cref="CallbackReceipt.IdempotencyKey"/>. <see langword="null"/> for the one that is named like the feed's provider.
    /// </summary>
    public string? Name { get; private init; }

    /// <summary>Who is told what is compared under these keys; nobody but in tests.</summary>
    internal VerificationObserver? Observer { get; private init; }

    /// <summary>The last header of a token that verified under these keys, of those that ask for nothing; an issuer repeats it, byte for byte.</summary>
    internal KnownTokenHeader? LastHeader { get; set; }

    /// <summary>No keys: for feeds that need none. The verification of any other feed refuses with <see cref="CallbackRejectionReason.KeyNotConfigured"/>.</summary>
    public static CallbackKeys Empty { get; } = new([]);

    /// <summary>Decodes and checks the keys of a feed.</summary>
    /// <param name="definition">What the feed's schema file says. A feed may stand in its place.</param>
    /// <param name="values">Names and configured texts. A name that occurs several times has several values: each is tried, in order, so that a key can be rotated.</param>
    /// <param name="allowWeakKey">The reason why keys shorter than 32 bytes are accepted, or null when they are not.</param>
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

    /// <summary>Decodes and checks the values of the one key that a feed has.</summary>
    /// <param name="definition">What the feed's schema file says. A feed may stand in its place.</param>
    /// <param name="name">The key's name in the schema.</param>
    /// <param name="values">Its configured texts; each is tried.</param>
    /// <returns>The keys.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="CallbackKeyException">A key is missing, undeclared, empty, undecodable or too short.</exception>
    public static CallbackKeys Create(CallbackFeedDefinition definition, string name, params string[] values)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(values);
        return Create(definition, values.Select(value => KeyValuePair.Create(name, value)));
    }

    /// <summary>Decodes and checks the keys of a feed, and tells what is wrong with them.</summary>
    /// <param name="definition">What the feed's schema file says. A feed may stand in its place.</param>
    /// <param name="values">Names and configured texts. A name that occurs several times has several values: each is tried, in order.</param>
    /// <param name="allowWeakKey">The reason why keys shorter than 32 bytes are accepted, or null when they are not.</param>
    /// <param name="keys">The keys; <see cref="Empty"/> when they cannot be used.</param>
    /// <param name="problems">What is wrong. Warnings do not keep the keys from being used.</param>
    /// <returns>Whether the keys can be used.</returns>
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

    /// <summary>The same keys, of which an observer learns what they are compared with. It changes no outcome.</summary>
    internal CallbackKeys ObservedBy(VerificationObserver observer) => new(this, _keys) { Observer = observer };

    /// <summary>The same keys under the name of a key set: that of an account, a merchant or an environment.</summary>
    /// <param name="name">The name, regardless of case. It should not change, or the events of before are new ones.</param>
    /// <returns>The keys.</returns>
    /// <exception cref="ArgumentException"><paramref name="name"/> is null or white space.</exception>
    public CallbackKeys WithName(string name)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        return new(this, _keys) { Name = name };
    }

    /// <summary>The values of a key, or none when it is not configured.</summary>
    internal CallbackKey[] Get(string name)
    {
        foreach (var key in _keys)
        {
            if (string.Equals(key.Key, name, StringComparison.Ordinal))
                return key.Value;
        }

        return [];
    }

    /// <summary>The same keys, and the values of one more, which take the place of what was there under its name.</summary>
    /// <param name="name">The key's name in the schema.</param>
    /// <param name="values">Its values.</param>
    /// <param name="lookedUpBy">The text of the request by which they were found, or null.</param>
    internal CallbackKeys With(string name, CallbackKey[] values, string? lookedUpBy = null) =>
        new(this, [.. _keys.Where(key => key.Key != name), new(name, values)])
        {
            _lookups = lookedUpBy is null ? _lookups : [.. _lookups.Where(lookup => lookup.Key != name), new(name, lookedUpBy)],
        };

    /// <summary>The same keys without any of one more, because there is none of what the request names.</summary>
    internal CallbackKeys WithUnknown(string name) => new(this, _keys) { _unknown = [.. _unknown, name] };

    /// <summary>Whether there is no key of that name because of what the request says, and not because none is configured.</summary>
    internal bool IsUnknown(string name) => _unknown.Contains(name, StringComparer.Ordinal) && Get(name).Length == 0;

    /// <summary>The text by which the key of a value was looked up, or null.</summary>
    /// <param name="keyId">The value's id: the key's name, and its position in brackets.</param>
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

    /// <summary>These keys as bytes, which hold the secrets: of a key of which a value verified something, that value alone.</summary>
    /// <param name="used">The ids of the values that verified something.</param>
    /// <returns>The bytes: the same for the same keys.</returns>
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

    /// <summary>Keys that <see cref="Export"/> has written.</summary>
    /// <param name="bytes">The bytes.</param>
    /// <returns>The keys.</returns>
    /// <exception cref="InvalidDataException">It has not, or another version of the program has.</exception>
    internal static CallbackKeys Import(byte[] bytes)
    {
        var name = KeyExport.Read(bytes, out var keys, out var lookups);
        return new(keys) { Name = name, _lookups = lookups };
    }

    /// <summary>The value of an id, or null when there is none.</summary>
    /// <param name="id">The key's name and the value's position.</param>
    internal CallbackKey? Find(string id) => _keys.SelectMany(key => key.Value).FirstOrDefault(value => value.Id == id);

    /// <summary>How many keys there are; never what they are.</summary>
    /// <returns>A text for people.</returns>
    public override string ToString() => $"{_keys.Sum(key => key.Value.Length)} keys";
}
