using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using CallbackGen.Definitions;
using CallbackGen.Reading;

namespace CallbackGen.Verification;

/// <summary>The signatures in a request, to be compared with those that the configured keys give for a message.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class Signatures
{
    /// <summary>
    /// The largest number of signatures of one request that are examined: enough for any rotation, and a limit for the sender.
    /// </summary>
    private const int MaxCandidates = 16;

    private readonly FeedTurn _turn;
    private State _state;

    internal Signatures(FeedTurn turn) => _turn = turn;

    /// <summary>The source in which the signatures were found.</summary>
    internal ValueSource Source => _state.Source;

    /// <summary>
    /// Returns a named part of the text: <c>t</c> of <c>t=1492774577,v1=5257a8…</c>, for <see cref="SignatureFormat.Pairs"/>.
    /// </summary>
    /// <param name="name">The part's name.</param>
    /// <returns>The part's text; absent when there is none, and, with a rejection, when the name repeats.</returns>
    public WireValue Part(string name)
    {
        var nameBytes = SignatureText.Utf8Of(name);
        var found = default(WireValue).From("signature:", name);
        var rest = _state.Text.Written;
        while (!rest.IsEmpty)
        {
            if (!SignatureText.TryPair(SignatureText.TakeItem(ref rest, _state.Separator), nameBytes, out var text))
                continue;
            if (found.IsScalar)
            {
                _turn.Reject(CallbackRejectionReason.SignatureMalformed, $"signature:{name}", "is repeated");
                return default;
            }

            found = found.With(text);
        }

        return found;
    }

    /// <summary>
    /// Compares the message's MAC (RFC 2104) under every configured value of a key with every signature, in constant time and without
    /// stopping at the first match.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="algorithm">The algorithm that the schema pins.</param>
    /// <param name="key">The key's name in the schema.</param>
    /// <returns><see langword="false"/> when none matches, or when the key is not configured.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is null.</exception>
    public bool MacMatches(MessageBuilder message, MacAlgorithm algorithm, string key)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (_turn.IsRejected || !_turn.TryGetKeys(key, out var keys))
            return false;
        CallbackKey? matching = null;
        for (var index = keys.Length - 1; index >= 0; index--)
        {
            if (HasMac(message, algorithm, keys[index], new(index, keys.Length)))
                matching = keys[index];
        }

        return matching is null
            ? RejectMismatch(Array.ConvertAll(keys, tried => tried.Id), [SignatureLengths.Of(algorithm)])
            : _turn.Prove(matching.Id);
    }

    /// <summary>
    /// Checks that one of the signatures is a public key's signature of the message. A malformed signature does not match, and neither does
    /// a key of another kind than the algorithm's.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="algorithm">The algorithm that the schema pins.</param>
    /// <param name="key">The key's name in the schema.</param>
    /// <param name="signatures">The verifier of algorithms that .NET does not implement; without it, their signatures are rejected.</param>
    /// <returns><see langword="false"/> when none matches, or when the key is not configured.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="message"/> is null.</exception>
    public bool PublicKeyMatches(MessageBuilder message, SignatureAlgorithm algorithm, string key, JwsSignatureVerifier? signatures = null)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (_turn.IsRejected || !_turn.TryGetKeys(key, out var keys))
            return false;
        return FindSigner(message, algorithm, keys, signatures) is { } signer
            ? _turn.Prove(signer.Id)
            : RejectMismatch(Array.ConvertAll(keys, tried => tried.Id), Array.ConvertAll(keys, tried => tried.SignatureBytes(algorithm)));
    }

    /// <summary>Finds the signatures in a text; see <see cref="CallbackVerification.FindSignatures"/>.</summary>
    internal bool Find(
        WireValue value,
        SignatureEncoding encoding,
        SignatureFormat format,
        char separator,
        string? pick,
        string prefix,
        string? prefixKey = null,
        string prefixEnd = ""
    )
    {
        if (_turn.IsRejected)
            return false;
        Forget();
        _state.Source = value.Source;
        _state.Separator = separator;
        if (_turn.IsUndecodable(value))
            return false;
        if (!value.IsScalar || value.Utf8.IsEmpty)
            return _turn.Reject(CallbackRejectionReason.SignatureMissing, value.Source, "is absent or empty");

        if (format == SignatureFormat.Pairs)
            _state.Text.Append(value.Utf8);
        var name = SignatureText.Utf8Of(pick ?? "");
        var plainPrefix = SignatureText.Utf8Of(prefix);
        byte[][] keyedPrefixes = [];
        if (prefixKey is not null && !TryGetPrefixes(plainPrefix, prefixKey, prefixEnd, out keyedPrefixes))
            return false;
        var longest = LongestSignature();
        var rest = value.Utf8;
        var isPicked = false;
        for (var looked = 0; looked < MaxCandidates && !rest.IsEmpty;)
        {
            var item = format == SignatureFormat.Plain ? SignatureText.TakeAll(ref rest) : SignatureText.TakeItem(ref rest, separator);
            if (format == SignatureFormat.Pairs)
            {
                if (SignatureText.TryPair(item, name, out var first))
                {
                    item = first;
                    isPicked = true;
                }
                else if (!(isPicked &= SignatureText.IsBare(item, encoding)))
                {
                    continue;
                }
            }

            looked++;
            if (prefixKey is null && SignatureText.TryStripPrefix(item, plainPrefix, value.Source, out var plain))
                Add(plain, encoding, longest, prefix: 0);
            for (var index = 0; index < keyedPrefixes.Length; index++)
            {
                if (SignatureText.TryStripPrefix(item, keyedPrefixes[index], value.Source, out var text))
                    Add(text, encoding, longest, index);
            }
        }

        return _state.Count > 0
            || _turn.Reject(
                CallbackRejectionReason.SignatureMalformed,
                value.Source,
                SignatureLengths.IsNoText(_state.Undecoded, encoding, ProofIn(value.Source, encoding))
            );
    }

    /// <summary>
    /// Returns the first public key that verifies one of the signatures of a message, or null. Not in constant time, because no operand is
    /// secret.
    /// </summary>
    internal CallbackKey? FindSigner(
        MessageBuilder message,
        SignatureAlgorithm algorithm,
        CallbackKey[] keys,
        JwsSignatureVerifier? signatures
    )
    {
        for (var position = 0; position < keys.Length; position++)
        {
            var publicKey = keys[position];
            var isMatch =
                publicKey.IsValidAt(_turn.Now) && AnyIsOf(publicKey, algorithm, message.Written, new(position, keys.Length), signatures);
            _turn.Keys.Observer?.OnSignature(_turn.Place, publicKey.Id, algorithm, message.Written, isMatch);
            if (isMatch)
                return publicKey;
        }

        return null;
    }

    /// <summary>Rejects signatures of which none matched; when none has a possible length, the rejection states the lengths.</summary>
    /// <param name="keysTried">The ids of the keys.</param>
    /// <param name="lengths">The possible lengths, in bytes; contains 0 when any length is possible.</param>
    /// <returns>Always <see langword="false"/>.</returns>
    internal bool RejectMismatch(IReadOnlyList<string> keysTried, ReadOnlySpan<int> lengths)
    {
        if (_state.Count == 0 || lengths.IsEmpty || lengths.Contains(0))
            return _turn.RejectMismatch(keysTried, Source);
        for (var index = 0; index < _state.Count; index++)
        {
            if (lengths.Contains(_state.Lengths[index]))
                return _turn.RejectMismatch(keysTried, Source);
        }

        return _turn.Reject(
            new CallbackRejection(CallbackRejectionReason.SignatureMalformed, Source, SignatureLengths.IsNot(_state.Lengths[0], lengths[0]))
            {
                KeysTried = keysTried,
            }
        );
    }

    /// <summary>Returns whether one of the signatures is the MAC of a message under one value of a key.</summary>
    /// <param name="message">The message.</param>
    /// <param name="algorithm">The algorithm.</param>
    /// <param name="key">The value.</param>
    /// <param name="position">The position of the value among its key's values.</param>
    internal bool HasMac(MessageBuilder message, MacAlgorithm algorithm, CallbackKey key, ValuePosition position)
    {
        Span<byte> mac = stackalloc byte[CallbackKey.MaxMacBytes];
        if (!key.TryComputeMac(algorithm, message.Written, mac, out var length))
            return false;
        var isMatch = Has(message, key.Id, mac[..length], position);
        CryptographicOperations.ZeroMemory(mac);
        return isMatch;
    }

    /// <summary>Returns whether one of the signatures equals the expected bytes, in constant time.</summary>
    internal bool Has(MessageBuilder message, string? keyId, ReadOnlySpan<byte> expected, ValuePosition position)
    {
        _turn.Keys.Observer?.OnProof(_turn.Place, keyId, message.Written, expected);
        var isEqual = false;
        var rest = _state.Bytes.Written;
        for (var index = 0; index < _state.Count; index++)
        {
            var candidate = rest[.._state.Lengths[index]];
            rest = rest[candidate.Length..];
            // The length is compared first: FixedTimeEquals returns true for two empty spans.
            isEqual |=
                IsPaired(index, position)
                && candidate.Length == expected.Length
                && CryptographicOperations.FixedTimeEquals(candidate, expected);
        }

        return isEqual;
    }

    internal void Forget()
    {
        _state.Bytes.Clear();
        _state.Text.Clear();
        _state.Count = 0;
        _state.Undecoded = 0;
        _state.PrefixCount = 0;
        _state.Prefixes = null;
        _state.Source = default;
    }

    internal void Dispose()
    {
        _state.Bytes.Dispose();
        _state.Text.Dispose();
        _state = default;
    }

    /// <summary>
    /// Returns whether a candidate may belong to a value of the key. When values of a prefix key precede the signatures, the values of both
    /// keys are paired by index, so that a signature is compared with the key of its own account only.
    /// </summary>
    /// <remarks>A value without a counterpart is paired with the last value of the other key.</remarks>
    private bool IsPaired(int candidate, ValuePosition position)
    {
        if (_state.Prefixes is not { } prefixes)
            return true;
        var prefix = prefixes[candidate];
        return prefix == Math.Min(position.Index, _state.PrefixCount - 1) || position.Index == Math.Min(prefix, position.Count - 1);
    }

    /// <summary>Gets the texts that may precede a signature: each value of a configured key, between two constants.</summary>
    private bool TryGetPrefixes(byte[] prefix, string key, string end, out byte[][] prefixes)
    {
        prefixes = [];
        if (!_turn.TryGetKeys(key, out var values))
            return false;
        // A secret must not be a prefix, because the text before a signature is public.
        if (Array.Exists(values, value => !value.IsConfiguredText))
            return _turn.RejectKey(key);
        prefixes = Array.ConvertAll(values, value => (byte[])[.. prefix, .. value.Value, .. SignatureText.Utf8Of(end)]);
        _state.PrefixCount = prefixes.Length;
        _state.Prefixes = prefixes.Length < 2 ? null : new int[MaxCandidates];
        return true;
    }

    private bool AnyIsOf(
        CallbackKey key,
        SignatureAlgorithm algorithm,
        ReadOnlySpan<byte> message,
        ValuePosition position,
        JwsSignatureVerifier? signatures
    )
    {
        var rest = _state.Bytes.Written;
        for (var index = 0; index < _state.Count; index++)
        {
            if (IsPaired(index, position) && key.Verifies(algorithm, message, rest[.._state.Lengths[index]], signatures))
                return true;
            rest = rest[_state.Lengths[index]..];
        }

        return false;
    }

    private void Add(ReadOnlySpan<byte> text, SignatureEncoding encoding, int longest, int prefix)
    {
        if (_state.Count == MaxCandidates)
            return;
        // The longest encoding is base64 of hexadecimal text. A longer text is no signature and is not decoded.
        var length = 0;
        var isDecoded =
            text.Length <= longest * 3 && SignatureText.TryDecode(text, encoding, _state.Bytes.Reserve(text.Length), out length);
        if (!isDecoded || length == 0 || length > longest)
        {
            _state.Undecoded = _state.Undecoded == 0 ? text.Length : _state.Undecoded;
            return;
        }

        _state.Prefixes?[_state.Count] = prefix;
        _state.Lengths[_state.Count++] = length;
        _state.Bytes.Advance(length);
    }

    /// <summary>Returns the scheme whose signatures have this source and encoding, when the feed's definition states one.</summary>
    private CallbackProof? ProofIn(ValueSource source, SignatureEncoding encoding) =>
        _turn.Feed.Proofs.ElementAtOrDefault(_turn.Place.Scheme) is { } proof
        && proof.Encoding == encoding
        && proof.From == source.ToString()
            ? proof
            : null;

    /// <summary>Returns the length of the longest possible signature, in bytes: a MAC's, unless the feed has a public key.</summary>
    private int LongestSignature()
    {
        for (var index = 0; index < _turn.Feed.Keys.Count; index++)
        {
            if (_turn.Feed.Keys[index].IsPublicKey)
                return CallbackPublicKey.MaxSignatureBytes;
        }

        return CallbackKey.MaxMacBytes;
    }

    /// <summary>The position of a value among the values of its key.</summary>
    internal readonly record struct ValuePosition(int Index, int Count);

    [InlineArray(MaxCandidates)]
    private struct CandidateLengths
    {
        private int _first;
    }

    private struct State
    {
        public CandidateLengths Lengths;
        public int[]? Prefixes; // index of the prefix key's value before each; null when it has fewer than two
        public int PrefixCount;
        public PooledBytes Bytes;
        public int Count;
        public int Undecoded; // length of the first text that is not a signature
        public PooledBytes Text;
        public char Separator;
        public ValueSource Source;
    }
}
