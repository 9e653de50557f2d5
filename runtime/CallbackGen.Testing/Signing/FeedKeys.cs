using System.Security.Cryptography;
using CallbackGen.Definitions;

namespace CallbackGen.Testing.Signing;

/// <summary>The keys of one feed, with the provider's private halves.</summary>
internal sealed class FeedKeys
{
    private readonly Dictionary<string, string> _privateKeys = new(StringComparer.Ordinal);

    /// <summary>Creates keys from configuration texts, with private keys in PEM instead of public ones.</summary>
    public FeedKeys(CallbackFeed feed, IEnumerable<KeyValuePair<string, string>> values)
    {
        Feed = feed;
        var configured = new List<KeyValuePair<string, string>>();
        foreach (var (name, text) in values)
        {
            var definition = feed.Definition.Keys.FirstOrDefault(key => key.Name == name);
            if (definition is not { IsPublicKey: true } || !text.Contains("PRIVATE KEY", StringComparison.Ordinal))
            {
                configured.Add(KeyValuePair.Create(name, text));
                continue;
            }

            _privateKeys.TryAdd(name, text);
            configured.Add(KeyValuePair.Create(name, KeyMaterial.PublicHalf(definition, text)));
        }

        Configured = configured;
        Keys = CallbackKeys.Create(feed, configured, CallbackTestKeys.AllowWeakKey);
    }

    public CallbackFeed Feed { get; }

    public IReadOnlyList<KeyValuePair<string, string>> Configured { get; }

    public CallbackKeys Keys { get; }

    /// <summary>Returns the keys as configuration entries below the path of a key set.</summary>
    public IEnumerable<KeyValuePair<string, string?>> At(string path)
    {
        foreach (var key in Configured.GroupBy(key => key.Key))
        {
            var values = key.Select(value => value.Value).ToList();
            for (var index = 0; index < values.Count; index++)
                yield return new(values.Count == 1 ? $"{path}:{key.Key}" : $"{path}:{key.Key}:{index}", values[index]);
        }

        CallbackKeys.TryCreate(Feed, Configured, allowWeakKey: null, out _, out var problems);
        if (problems.Count > 0)
            yield return new($"{path}:{nameof(CallbackTestKeys.AllowWeakKey)}", CallbackTestKeys.AllowWeakKey);
    }

    public byte[] Sign(string keyId, SignatureAlgorithm algorithm, ReadOnlySpan<byte> message)
    {
        var name = keyId[..keyId.LastIndexOf('[')];
        if (!_privateKeys.TryGetValue(name, out var pem))
            throw new CallbackSigningException(
                $"Nothing can be signed with {name}: the test keys contain only its public half. Generate a pair, or give its private "
                    + "key in PEM."
            );
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
