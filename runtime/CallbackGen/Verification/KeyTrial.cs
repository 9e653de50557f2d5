using System.ComponentModel;
using System.Security.Cryptography;
using CallbackGen.Definitions;

namespace CallbackGen.Verification;

/// <summary>
/// Tries a message that contains configured keys: the message is built and compared once for every configured value, so that keys can be
/// rotated. <c>while (trial.NextMessage() is { } message) { … trial.CompareDigest(message, …); }</c>
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class KeyTrial
{
    private readonly FeedTurn _turn;
    private State _state;

    internal KeyTrial(FeedTurn turn) => _turn = turn;

    /// <summary>Begins the next message, with the next value of each key; a key with fewer values uses its last.</summary>
    /// <returns>The message; <see langword="null"/> when every value was tried, none is configured, or the callback is rejected.</returns>
    public MessageBuilder? NextMessage()
    {
        _state.IsSecretMixedIn = false;
        if (_state.Message?.Begin() is not { } message || _turn.IsRejected)
            return null;
        var hasMore = false;
        for (var index = 0; index < _state.Names.Length; index++)
        {
            if (!_turn.TryGetKeys(_state.Names[index], out var values))
                return null;
            hasMore |= _state.Attempt < values.Length;
            _state.Attempts = Math.Max(_state.Attempts, values.Length);
            var value = values[Math.Min(_state.Attempt, values.Length - 1)];
            _state.Values[index] = value;
            if (value.IsSecret && _state.Attempt < values.Length)
                NoteTried(value.Id);
        }

        _state.Attempt++;
        return hasMore ? message : null;
    }

    /// <summary>Returns the value of a key under trial.</summary>
    /// <param name="name">The key's name in the schema.</param>
    /// <returns>The configured value's bytes; absent, with a rejection, when the key is not under trial or is a public key.</returns>
    public WireValue Key(string name)
    {
        if (Find(name) is { } key && (key.IsConfiguredText || !key.Value.IsEmpty))
        {
            _state.IsSecretMixedIn |= key.IsSecret;
            return WireValue.Scalar(key.Value).From("key:", name);
        }

        _turn.RejectKey(name);
        return default;
    }

    /// <summary>
    /// Compares the message's hash with every signature, in constant time. A message without a secret matches no signature, because any
    /// sender could compute its hash.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="algorithm">The algorithm that the schema pins.</param>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is null.</exception>
    public void CompareDigest(MessageBuilder message, DigestAlgorithm algorithm)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (_turn.IsRejected || !_state.IsSecretMixedIn)
            return;
        Span<byte> digest = stackalloc byte[SHA512.HashSizeInBytes];
        var length = Hash(algorithm, message.Written, digest);
        var secret = Array.Find(_state.Values, key => key is { IsSecret: true })?.Id;
        _state.Bytes = length;
        Note(_state.Signatures!.Has(message, secret, digest[..length], Position), secret);
        CryptographicOperations.ZeroMemory(digest);
    }

    /// <summary>Compares the message's MAC (RFC 2104) with every signature, in constant time.</summary>
    /// <param name="message">The message.</param>
    /// <param name="algorithm">The algorithm that the schema pins.</param>
    /// <param name="key">
    /// The name of the key of the MAC. Its value under trial is used, or each of its values when it is not under trial.
    /// </param>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is null.</exception>
    public void CompareMac(MessageBuilder message, MacAlgorithm algorithm, string key)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (_turn.IsRejected || _state.Signatures is not { } signatures)
            return;
        _state.Bytes = SignatureLengths.Of(algorithm);
        if (Find(key) is { } value)
        {
            Note(signatures.HasMac(message, algorithm, value, Position), value.Id);
            return;
        }

        if (!_turn.TryGetKeys(key, out var values))
            return;
        for (var index = 0; index < values.Length; index++)
        {
            NoteTried(values[index].Id);
            Note(signatures.HasMac(message, algorithm, values[index], new(index, values.Length)), values[index].Id);
        }
    }

    /// <summary>Checks whether one of the signatures is a public key's signature of the message.</summary>
    /// <param name="message">The message, which contains configured values that are not secret.</param>
    /// <param name="algorithm">The algorithm that the schema pins.</param>
    /// <param name="key">The name of the public key, of which every configured value is tried.</param>
    /// <param name="signatures">The verifier of algorithms that .NET does not implement; without it, their signatures are rejected.</param>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is null.</exception>
    public void ComparePublicKey(MessageBuilder message, SignatureAlgorithm algorithm, string key, JwsSignatureVerifier? signatures = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (_turn.IsRejected || _state.IsMatched || _state.Signatures is not { } candidates || !_turn.TryGetKeys(key, out var keys))
            return;
        foreach (var tried in keys)
            NoteTried(tried.Id);
        _state.Bytes = keys.All(tried => tried.SignatureBytes(algorithm) == keys[0].SignatureBytes(algorithm))
            ? keys[0].SignatureBytes(algorithm)
            : 0;
        var signer = candidates.FindSigner(message, algorithm, keys, signatures);
        Note(signer is not null, signer?.Id);
    }

    /// <summary>Returns whether a signature matched in any attempt. A match ends the trial.</summary>
    /// <returns><see langword="false"/>, with a rejection, when none did, or when the callback is rejected.</returns>
    public bool Matched()
    {
        if (_turn.IsRejected)
            return false;
        if (!_state.IsMatched)
            return _state.Signatures is { } signatures
                ? signatures.RejectMismatch([.. _state.Tried ?? []], [_state.Bytes])
                : _turn.RejectMismatch([.. _state.Tried ?? []], "");
        var key = _state.MatchingKey;
        Forget();
        return _turn.Prove(key);
    }

    internal KeyTrial Begin(Signatures signatures, MessageBuilder message, ReadOnlySpan<string> keys)
    {
        Forget();
        _state.Signatures = signatures;
        _state.Message = message;
        _state.Names = keys.ToArray();
        _state.Values = new CallbackKey[keys.Length];
        return this;
    }

    internal void Forget() => _state = default;

    /// <summary>The position of the value under trial among its key's values.</summary>
    private Signatures.ValuePosition Position => new(_state.Attempt - 1, _state.Attempts);

    private CallbackKey? Find(string name)
    {
        for (var index = 0; index < (_state.Names?.Length ?? 0); index++)
        {
            if (string.Equals(_state.Names![index], name, StringComparison.Ordinal))
                return _state.Values[index];
        }

        return null;
    }

    private void NoteTried(string keyId)
    {
        _state.Tried ??= [];
        if (!_state.Tried.Contains(keyId))
            _state.Tried.Add(keyId);
    }

    private void Note(bool isMatch, string? keyId)
    {
        if (!isMatch)
            return;
        if (!_state.IsMatched)
            _state.MatchingKey = keyId;
        _state.IsMatched = true;
    }

    /// <summary>Computes the digest of a text and returns its length in bytes.</summary>
    internal static int Hash(DigestAlgorithm algorithm, ReadOnlySpan<byte> text, Span<byte> digest) =>
        CryptographicOperations.HashData(HashOf(algorithm), text, digest);

    private static HashAlgorithmName HashOf(DigestAlgorithm algorithm) =>
        algorithm switch
        {
            DigestAlgorithm.Md5 => HashAlgorithmName.MD5,
            DigestAlgorithm.Sha1 => HashAlgorithmName.SHA1,
            DigestAlgorithm.Sha256 => HashAlgorithmName.SHA256,
            DigestAlgorithm.Sha384 => HashAlgorithmName.SHA384,
            DigestAlgorithm.Sha512 => HashAlgorithmName.SHA512,
            _ => throw new ArgumentOutOfRangeException(nameof(algorithm)),
        };

    private struct State
    {
        public Signatures? Signatures;
        public MessageBuilder? Message;
        public int Attempt;
        public int Attempts;
        public string[] Names;
        public CallbackKey[] Values; // the values under trial
        public List<string>? Tried;
        public int Bytes; // length of a signature; 0 when any length is possible
        public bool IsSecretMixedIn;
        public bool IsMatched;
        public string? MatchingKey;
    }
}
