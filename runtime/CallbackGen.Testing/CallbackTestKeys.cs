using System.Security.Cryptography;
using CallbackGen.Testing.Signing;
using CallbackGen.Verification;

namespace CallbackGen.Testing;

/// <summary>
/// The keys of a feed as a test has them: the secrets and the provider's private keys. <see cref="Configured"/> is what the
/// code under test is configured with.
/// </summary>
public sealed class CallbackTestKeys
{
    /// <summary>What test keys, which are short and published, are accepted for.</summary>
    internal const string AllowWeakKey = "the keys of tests protect nothing";

    private readonly Dictionary<string, string> _privateKeys;

    private CallbackTestKeys(CallbackFeed feed, IReadOnlyList<KeyValuePair<string, string>> configured, Dictionary<string, string> privateKeys)
    {
        Feed = feed;
        Configured = configured;
        _privateKeys = privateKeys;
        Keys = CallbackKeys.Create(feed, configured, AllowWeakKey);
    }

    /// <summary>The feed whose keys they are.</summary>
    public CallbackFeed Feed { get; }

    /// <summary>Names and texts to configure: secrets, and the public halves of the key pairs.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Configured { get; }

    /// <summary>The same, decoded.</summary>
    public CallbackKeys Keys { get; }

    /// <summary>Makes random keys of the kinds that a feed declares.</summary>
    /// <param name="feed">The feed.</param>
    /// <returns>The keys.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="feed"/> is null.</exception>
    public static CallbackTestKeys Generate(CallbackFeed feed)
    {
        ArgumentNullException.ThrowIfNull(feed);
        return Create(feed, feed.Definition.Keys.Select(key => KeyValuePair.Create(key.Name, KeyMaterial.Generate(feed.Definition, key))));
    }

    /// <summary>Takes given keys.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="values">
    /// Names and texts as they would be configured. In the place of a public key stands the private key, in PEM: its public
    /// half is what gets configured. A public key may stand there too, and then nothing can be signed with it. Of several
    /// values of a name the first signs.
    /// </param>
    /// <returns>The keys.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="CallbackKeyException">A key is missing, undeclared, empty or undecodable.</exception>
    public static CallbackTestKeys Create(CallbackFeed feed, IEnumerable<KeyValuePair<string, string>> values)
    {
        ArgumentNullException.ThrowIfNull(feed);
        ArgumentNullException.ThrowIfNull(values);
        var configured = new List<KeyValuePair<string, string>>();
        var privateKeys = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, text) in values)
        {
            var definition = feed.Definition.Keys.FirstOrDefault(key => key.Name == name);
            if (definition is not { IsPublicKey: true } || !text.Contains("PRIVATE KEY", StringComparison.Ordinal))
            {
                configured.Add(KeyValuePair.Create(name, text));
                continue;
            }

            privateKeys.TryAdd(name, text);
            configured.Add(KeyValuePair.Create(name, KeyMaterial.PublicHalf(definition, text)));
        }

        return new(feed, configured, privateKeys);
    }

    /// <summary>
    /// The keys as a program's configuration has them, for <c>AddInMemoryCollection</c>: <c>Callbacks:Acme:signingKey</c> and
    /// its value; and why they may be short, when they are.
    /// </summary>
    /// <param name="keySet">The key set; the one named like the feed's provider when null.</param>
    /// <param name="section">The section that the program reads its callbacks' keys from.</param>
    /// <returns>The entries.</returns>
    public IReadOnlyList<KeyValuePair<string, string?>> ToConfiguration(string? keySet = null, string section = "Callbacks")
    {
        var path = $"{section}:{keySet ?? Feed.Provider}";
        var entries = new List<KeyValuePair<string, string?>>();
        foreach (var key in Configured.GroupBy(key => key.Key))
        {
            var values = key.Select(value => value.Value).ToList();
            for (var index = 0; index < values.Count; index++)
                entries.Add(new(values.Count == 1 ? $"{path}:{key.Key}" : $"{path}:{key.Key}:{index}", values[index]));
        }

        CallbackKeys.TryCreate(Feed, Configured, allowWeakKey: null, out _, out var problems);
        if (problems.Count > 0)
            entries.Add(new($"{path}:{nameof(AllowWeakKey)}", AllowWeakKey));
        return entries;
    }

    internal byte[] Sign(string keyId, SignatureAlgorithm algorithm, ReadOnlySpan<byte> message)
    {
        var name = keyId[..keyId.LastIndexOf('[')];
        if (!_privateKeys.TryGetValue(name, out var pem))
            throw new CallbackSigningException($"Nothing can be signed with {name}: the test keys hold its public half only. Generate a pair, or give its private key in PEM.");
        try
        {
            return KeyMaterial.Sign(pem, algorithm, message);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw new CallbackSigningException($"The private key {name} does not fit the feed's algorithm.", inner: exception);
        }
    }
}
