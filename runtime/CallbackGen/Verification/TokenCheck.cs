using System.Buffers.Text;
using System.Security.Cryptography;
using CallbackGen.Definitions;
using CallbackGen.Reading;

namespace CallbackGen.Verification;

/// <summary>Verifies a token: a JWS in compact serialization (RFC 7515, section 3.1).</summary>
internal sealed class TokenCheck
{
    private readonly FeedTurn _turn;
    private readonly JoseHeader _header;
    private readonly VerifiedToken _verified;
    private State _state;

    public TokenCheck(FeedTurn turn)
    {
        _turn = turn;
        _header = new(turn);
        _verified = new(turn, _header);
    }

    /// <summary>Verifies a token that contains its payload; see <see cref="CallbackVerification.VerifyJws"/>.</summary>
    public VerifiedToken? Verify(
        WireValue token,
        ReadOnlySpan<JwsAlgorithm> allowed,
        string key,
        string prefix,
        JwsSignatureVerifier? signatures,
        ReadOnlySpan<string> understood
    )
    {
        if (
            Begin(token, prefix, isDetached: false, out var parts)
            && _header.Read(parts.Header, token.Source, allowed, isUnencoded: false, understood, out var algorithm)
            && Matches(token.Source, algorithm, key, signatures, parts.SigningInput, parts.Signature)
        )
        {
            if (understood.IsEmpty)
                _header.Remember(algorithm);
            if (_verified.Take(token.Source, parts.Payload, isDetached: false))
                return _verified;
        }

        Forget();
        return null;
    }

    /// <summary>Verifies a token whose payload is the message; see <see cref="CallbackVerification.VerifyDetachedJws"/>.</summary>
    public VerifiedToken? VerifyDetached(
        WireValue token,
        MessageBuilder message,
        ReadOnlySpan<JwsAlgorithm> allowed,
        string key,
        string prefix,
        JwsSignatureVerifier? signatures,
        bool unencoded,
        ReadOnlySpan<string> understood
    )
    {
        if (
            Begin(token, prefix, isDetached: true, out var parts)
            && _header.Read(parts.Header, token.Source, allowed, unencoded, understood, out var algorithm)
        )
        {
            var content = message.Written;
            _state.SigningInput.Append(parts.Header);
            _state.SigningInput.Append("."u8);
            if (unencoded)
                _state.SigningInput.Append(content);
            else
                _state.SigningInput.Advance(
                    Base64Url.EncodeToUtf8(content, _state.SigningInput.Reserve(Base64Url.GetEncodedLength(content.Length)))
                );
            if (
                Matches(token.Source, algorithm, key, signatures, _state.SigningInput.Written, parts.Signature)
                && _verified.Take(token.Source, default, isDetached: true)
            )
            {
                return _verified;
            }
        }

        Forget();
        return null;
    }

    public void Forget()
    {
        _state.SigningInput.Clear();
        _verified.Forget();
    }

    public void Dispose()
    {
        _state.SigningInput.Dispose();
        _verified.Dispose();
        _state = default;
    }

    private bool Begin(WireValue token, string prefix, bool isDetached, out TokenParts parts)
    {
        parts = default;
        if (_turn.IsRejected)
            return false;
        Forget();
        if (_turn.IsUndecodable(token))
            return false;
        if (!token.IsScalar || token.Utf8.IsEmpty)
            return _turn.Reject(CallbackRejectionReason.SignatureMissing, token.Source, "is absent or empty");
        if (
            !SignatureText.TryStripPrefix(token.Utf8, SignatureText.Utf8Of(prefix), token.Source, out var text)
            || !TrySplit(text, out parts)
        )
            return _turn.Reject(CallbackRejectionReason.SignatureMalformed, token.Source, "is not a token in compact serialization");
        return !isDetached
            || parts.Payload.IsEmpty
            || _turn.Reject(CallbackRejectionReason.SignatureMalformed, token.Source, "contains a payload, which must be detached");
    }

    private static bool TrySplit(ReadOnlySpan<byte> text, out TokenParts parts)
    {
        parts = default;
        var first = text.IndexOf((byte)'.');
        var last = first + 1 + text[(first + 1)..].IndexOf((byte)'.');
        if (first <= 0 || last == first || text[(last + 1)..].Contains((byte)'.'))
            return false;
        parts.SigningInput = text[..last];
        parts.Header = text[..first];
        parts.Payload = text[(first + 1)..last];
        parts.Signature = text[(last + 1)..];
        return true;
    }

    private bool Matches(
        ValueSource source,
        JwsAlgorithm algorithm,
        string key,
        JwsSignatureVerifier? signatures,
        ReadOnlySpan<byte> signingInput,
        ReadOnlySpan<byte> encodedSignature
    )
    {
        if (!_turn.TryGetKeys(key, out var keys))
            return false;
        // Sized for the longest signature of the algorithm; a longer text is rejected without being decoded.
        var mac = JwsAlgorithms.Mac(algorithm);
        Span<byte> room = stackalloc byte[(mac == 0 ? CallbackPublicKey.MaxSignatureBytes : CallbackKey.MaxMacBytes) + 2];
        if (!StrictBase64.TryDecodeUrl(encodedSignature, room, out var length))
            return _turn.Reject(
                CallbackRejectionReason.SignatureMalformed,
                source,
                "has a signature that is not canonical base64url or too long"
            );
        return mac == 0
            ? SignatureMatches(source, algorithm, key, keys, signatures, signingInput, room[..length])
            : MacMatches(source, mac, keys, signingInput, room[..length]);
    }

    private bool MacMatches(
        ValueSource source,
        MacAlgorithm algorithm,
        CallbackKey[] keys,
        ReadOnlySpan<byte> signingInput,
        ReadOnlySpan<byte> signature
    )
    {
        Span<byte> mac = stackalloc byte[CallbackKey.MaxMacBytes];
        CallbackKey? matching = null;
        for (var index = keys.Length - 1; index >= 0; index--)
        {
            if (!keys[index].TryComputeMac(algorithm, signingInput, mac, out var length))
                continue;
            _turn.Keys.Observer?.OnProof(_turn.Place, keys[index].Id, signingInput, mac[..length]);
            if (signature.Length == length && CryptographicOperations.FixedTimeEquals(signature, mac[..length]))
                matching = keys[index];
        }

        CryptographicOperations.ZeroMemory(mac);
        return matching is null ? _turn.RejectMismatch(keys, source) : _turn.Prove(matching.Id);
    }

    /// <summary>
    /// Tries the keys that fit the algorithm and the <c>kid</c>, if there is one. It stops at the first match, because no operand is
    /// secret.
    /// </summary>
    private bool SignatureMatches(
        ValueSource source,
        JwsAlgorithm algorithm,
        string key,
        CallbackKey[] keys,
        JwsSignatureVerifier? signatures,
        ReadOnlySpan<byte> signingInput,
        ReadOnlySpan<byte> signature
    )
    {
        if (!_header.TryGetKeyId(out var isNamed, out var keyId))
            return _turn.Reject(CallbackRejectionReason.SignatureMalformed, source, "has a key id that is not a string");
        var tried = new List<CallbackKey>();
        foreach (var candidate in keys)
        {
            if (!candidate.IsValidAt(_turn.Now) || !candidate.FitsToken(algorithm, isNamed, keyId))
                continue;
            if (tried.Count == CallbackKeys.MaxValuesPerKey)
                break;
            tried.Add(candidate);
            var isMatch = candidate.VerifiesToken(algorithm, signingInput, signature, signatures);
            _turn.Keys.Observer?.OnSignature(_turn.Place, candidate.Id, JwsAlgorithms.Signature(algorithm), signingInput, isMatch);
            if (isMatch)
                return _turn.Prove(candidate.Id);
        }

        if (tried.Count > 0)
            return _turn.RejectMismatch([.. tried], source);
        return _turn.Reject(
            new CallbackRejection(
                CallbackRejectionReason.KeyNotConfigured,
                $"key:{key}",
                "holds none that fits the token's algorithm and key id"
            )
            {
                IsKeyUnknown = isNamed,
            }
        );
    }

    private ref struct TokenParts
    {
        public ReadOnlySpan<byte> SigningInput;
        public ReadOnlySpan<byte> Header;
        public ReadOnlySpan<byte> Payload;
        public ReadOnlySpan<byte> Signature;
    }

    private struct State
    {
        public PooledBytes SigningInput;
    }
}
