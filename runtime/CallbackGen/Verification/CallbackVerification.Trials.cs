using System.Security.Cryptography;

namespace CallbackGen.Verification;

public sealed partial class CallbackVerification
{
    /// <summary>
    /// Begins a message that configured keys are mixed into, with one value of each. A scheme of this kind is tried once for
    /// every configured value, so that keys can be rotated: <c>for (var n = 0; TryKeys(n, "secret"); n++) { … }</c>.
    /// </summary>
    /// <param name="attempt">The attempt, counted from 0: it takes that value of each key, or the last of one that has fewer.</param>
    /// <param name="keys">The keys' names in the schema.</param>
    /// <returns><see langword="false"/> when every value was tried, none is configured, or the callback is rejected.</returns>
    public bool TryKeys(int attempt, params ReadOnlySpan<string> keys)
    {
        _state.Message.Clear();
        _state.IsSecretMixedIn = false;
        if (IsRejected)
            return false;
        if (attempt == 0)
            BeginTrial(keys);
        var hasMore = false;
        for (var index = 0; index < keys.Length; index++)
        {
            var values = _state.Keys.Get(keys[index]);
            if (values.Length == 0)
                return RejectKey(keys[index]);
            hasMore |= attempt < values.Length;
            var value = values[Math.Min(attempt, values.Length - 1)];
            _state.TrialKeys[index] = value;
            if (value.IsSecret && attempt < values.Length)
                NoteTried(value.Id);
        }

        return hasMore;
    }

    /// <summary>The value of a key under trial (see <see cref="TryKeys"/>).</summary>
    /// <param name="name">The key's name in the schema.</param>
    /// <returns>The configured value's bytes; absent, with a rejection, when the key is not under trial or is a public key.</returns>
    public WireValue Key(string name)
    {
        if (FindUnderTrial(name) is { Value.IsEmpty: false } key)
        {
            _state.IsSecretMixedIn |= key.IsSecret;
            return WireValue.Scalar(key.Value).From("key:", name);
        }

        RejectKey(name);
        return default;
    }

    /// <summary>
    /// Compares the message's hash with every signature found, in constant time. A message that no secret was mixed into is
    /// equal to none: anybody could make its hash.
    /// </summary>
    /// <param name="algorithm">The algorithm that the schema pins.</param>
    public void CompareDigest(DigestAlgorithm algorithm)
    {
        if (IsRejected || !_state.IsSecretMixedIn)
            return;
        Span<byte> digest = stackalloc byte[SHA512.HashSizeInBytes];
        var length = CryptographicOperations.HashData(HashOf(algorithm), _state.Message.Written, digest);
        _state.Keys.Observer?.OnProof(Place, SecretUnderTrial(), _state.Message.Written, digest[..length]);
        if (AnyCandidateEquals(digest[..length]))
            NoteMatch(SecretUnderTrial());
        CryptographicOperations.ZeroMemory(digest);
    }

    /// <summary>
    /// Compares the code (RFC 2104) of a message that keys are mixed into with every signature found, in constant time.
    /// </summary>
    /// <param name="algorithm">The algorithm that the schema pins.</param>
    /// <param name="key">The name of the key that makes the code: its value under trial, or each when it is not under trial.</param>
    public void CompareMac(MacAlgorithm algorithm, string key)
    {
        if (IsRejected)
            return;
        if (FindUnderTrial(key) is { } value)
        {
            CompareMac(algorithm, value);
            return;
        }

        var values = _state.Keys.Get(key);
        if (values.Length == 0)
            RejectKey(key);
        foreach (var other in values)
        {
            NoteTried(other.Id);
            CompareMac(algorithm, other);
        }
    }

    /// <summary>Whether a signature matched in any attempt since the first.</summary>
    /// <returns><see langword="false"/> when none did, or the callback is rejected.</returns>
    public bool Matched()
    {
        if (IsRejected)
            return false;
        if (!_state.IsMatched)
        {
            Rejection = new(CallbackRejectionReason.SignatureMismatch, _state.SignatureWhere, "is not what any configured key makes") { KeysTried = _state.KeysTried is null ? [] : [.. _state.KeysTried] };
            return false;
        }

        _state.KeyId = _state.MatchingKeyId;
        ForgetTrial();
        return true;
    }

    private void BeginTrial(ReadOnlySpan<string> keys)
    {
        ForgetTrial();
        _state.TrialNames = keys.ToArray();
        _state.TrialKeys = new CallbackKey[keys.Length];
    }

    private void ForgetTrial()
    {
        _state.TrialKeys = [];
        _state.TrialNames = [];
        _state.KeysTried = null;
        _state.IsSecretMixedIn = false;
        _state.IsMatched = false;
        _state.MatchingKeyId = null;
    }

    private CallbackKey? FindUnderTrial(string name)
    {
        for (var index = 0; index < _state.TrialNames.Length; index++)
        {
            if (string.Equals(_state.TrialNames[index], name, StringComparison.Ordinal))
                return _state.TrialKeys[index];
        }

        return null;
    }

    private string? SecretUnderTrial()
    {
        foreach (var key in _state.TrialKeys)
        {
            if (key is { IsSecret: true })
                return key.Id;
        }

        return null;
    }

    private void CompareMac(MacAlgorithm algorithm, CallbackKey key)
    {
        Span<byte> mac = stackalloc byte[CallbackKey.MaxMacBytes];
        if (!key.TryComputeMac(algorithm, _state.Message.Written, mac, out var length))
            return;
        _state.Keys.Observer?.OnProof(Place, key.Id, _state.Message.Written, mac[..length]);
        if (AnyCandidateEquals(mac[..length]))
            NoteMatch(key.Id);
        CryptographicOperations.ZeroMemory(mac);
    }

    private void NoteTried(string keyId)
    {
        _state.KeysTried ??= [];
        if (!_state.KeysTried.Contains(keyId))
            _state.KeysTried.Add(keyId);
    }

    private void NoteMatch(string? keyId)
    {
        if (!_state.IsMatched)
            _state.MatchingKeyId = keyId;
        _state.IsMatched = true;
    }

    private static HashAlgorithmName HashOf(DigestAlgorithm algorithm) => algorithm switch
    {
        DigestAlgorithm.Md5 => HashAlgorithmName.MD5,
        DigestAlgorithm.Sha1 => HashAlgorithmName.SHA1,
        DigestAlgorithm.Sha256 => HashAlgorithmName.SHA256,
        DigestAlgorithm.Sha384 => HashAlgorithmName.SHA384,
        DigestAlgorithm.Sha512 => HashAlgorithmName.SHA512,
        _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
    };

    private partial struct State
    {
        public List<string>? KeysTried;
        public string[] TrialNames;
        public CallbackKey[] TrialKeys;
        public bool IsSecretMixedIn;
        public bool IsMatched;
        public string? MatchingKeyId;
    }
}
