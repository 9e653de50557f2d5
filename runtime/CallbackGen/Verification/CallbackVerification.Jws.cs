using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using CallbackGen.Reading;

namespace CallbackGen.Verification;

public sealed partial class CallbackVerification
{
    private const int MaxKnownHeader = 256;

    /// <summary>
    /// Verifies a token: a JWS in compact serialization (RFC 7515, section 3.1). Of its header only <c>alg</c> counts, to be
    /// one that the schema pins, and <c>kid</c>, to choose among the configured keys; <c>crit</c> and <c>b64</c> are
    /// refused. Then <c>exp</c> and <c>nbf</c>, where present, are held against the clock (RFC 7519, sections 4.1.4 and
    /// 4.1.5; 60 s of skew for <c>nbf</c>).
    /// </summary>
    /// <param name="token">The token's text.</param>
    /// <param name="allowed">The algorithms that the schema pins.</param>
    /// <param name="key">The key's name in the schema.</param>
    /// <param name="prefix">What must stand before the token, such as <c>Bearer </c>; or empty.</param>
    /// <param name="signatures">What verifies the signatures of public keys; without it none is verified.</param>
    /// <param name="understood">Names that <c>crit</c> may hold, because the schema checks them in the header.</param>
    /// <returns><see langword="false"/> when the token is refused.</returns>
    public bool VerifyJws(
        WireValue token, ReadOnlySpan<JwsAlgorithm> allowed, string key, string prefix = "",
        JwsSignatureVerifier? signatures = null, ReadOnlySpan<string> understood = default)
    {
        _state.IsDetached = false;
        if (!BeginToken(token, prefix, out var parts))
            return false;
        if (!ReadHeader(parts.Header, allowed, isUnencoded: false, understood, out var algorithm)
            || !TokenMatches(algorithm, key, signatures, parts.SigningInput, parts.Signature))
        {
            return false;
        }

        if (_state.HeaderIndex is not null && understood.IsEmpty && JwsHeader.Mac(algorithm) != 0 && _state.Header.Length <= MaxKnownHeader)
            _state.Keys.LastHeader = new(_state.Header.Written.ToArray(), algorithm);
        if (!StrictBase64.TryDecodeUrl(parts.Payload, _state.Claims.Reserve(parts.Payload.Length), out var length))
            return Reject(CallbackRejectionReason.SignatureMalformed, _state.TokenWhere, "holds base64url that is not canonical");
        _state.Claims.Advance(length);
        _state.IsTokenVerified = true;
        // What is wrong with the payload is told when the payload is wanted: a token may carry something else.
        return !MayHoldTimes(_state.Claims.Written) || !FindClaims() || CheckRegisteredTimes();
    }

    /// <summary>
    /// Verifies a token whose payload does not stand in it but is the message (RFC 7515, appendix F), encoded as base64url,
    /// or as it is (RFC 7797). Its header is held to what <see cref="VerifyJws"/> says.
    /// </summary>
    /// <param name="token">The token's text, <c>header..signature</c>.</param>
    /// <param name="allowed">The algorithms that the schema pins.</param>
    /// <param name="key">The key's name in the schema.</param>
    /// <param name="prefix">What must stand before the token; or empty.</param>
    /// <param name="signatures">What verifies the signatures of public keys; without it none is verified.</param>
    /// <param name="unencoded">Whether the message is signed as it is; the header must say the same by a critical <c>b64</c>.</param>
    /// <param name="understood">Names that <c>crit</c> may hold, because the schema checks them in the header.</param>
    /// <returns><see langword="false"/> when the token is refused.</returns>
    public bool VerifyDetachedJws(
        WireValue token, ReadOnlySpan<JwsAlgorithm> allowed, string key, string prefix = "",
        JwsSignatureVerifier? signatures = null, bool unencoded = false, ReadOnlySpan<string> understood = default)
    {
        _state.IsDetached = true;
        if (!BeginToken(token, prefix, out var parts))
            return false;
        if (!ReadHeader(parts.Header, allowed, unencoded, understood, out var algorithm))
            return false;
        _state.SigningInput.Append(parts.Header);
        _state.SigningInput.Append("."u8);
        if (unencoded)
            _state.SigningInput.Append(_state.Message.Written);
        else
            _state.SigningInput.Advance(Base64Url.EncodeToUtf8(_state.Message.Written, _state.SigningInput.Reserve(Base64Url.GetEncodedLength(_state.Message.Length))));
        _state.IsTokenVerified = TokenMatches(algorithm, key, signatures, _state.SigningInput.Written, parts.Signature);
        return _state.IsTokenVerified;
    }

    private bool BeginToken(WireValue token, string prefix, out TokenParts parts)
    {
        parts = default;
        if (IsRejected)
            return false;
        ForgetToken();
        _state.TokenWhere = token.Source;
        if (IsUndecodable(token))
            return false;
        if (!token.IsScalar || token.Utf8.IsEmpty)
            return Reject(CallbackRejectionReason.SignatureMissing, _state.TokenWhere, "is absent or empty");
        if (!TrySplit(token.Utf8, prefix, out parts))
            return Reject(CallbackRejectionReason.SignatureMalformed, _state.TokenWhere, "is not a token in compact serialization");
        return !_state.IsDetached || parts.Payload.IsEmpty
            || Reject(CallbackRejectionReason.SignatureMalformed, _state.TokenWhere, "holds a payload, which must stand apart");
    }

    private static bool TrySplit(ReadOnlySpan<byte> text, string prefix, out TokenParts parts)
    {
        parts = default;
        var prefixBytes = Utf8Of(prefix);
        if (!text.StartsWith(prefixBytes))
            return false;
        text = text[prefixBytes.Length..];
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

    private bool ReadHeader(
        ReadOnlySpan<byte> encoded, ReadOnlySpan<JwsAlgorithm> allowed, bool isUnencoded, ReadOnlySpan<string> understood, out JwsAlgorithm algorithm)
    {
        algorithm = default;
        if (!StrictBase64.TryDecodeUrl(encoded, _state.Header.Reserve(encoded.Length), out var length))
            return Reject(CallbackRejectionReason.SignatureMalformed, _state.TokenWhere, "holds base64url that is not canonical");
        _state.Header.Advance(length);
        var json = _state.Header.Written;
        var known = isUnencoded || !understood.IsEmpty ? null : _state.Keys.LastHeader;
        if (known is not null && allowed.Contains(known.Algorithm) && json.SequenceEqual(known.Json))
        {
            algorithm = known.Algorithm;
            return true;
        }

        if (!JsonIndex.TryBuild(json, out _state.HeaderIndex, out _, out _) || !_state.HeaderIndex!.IsObject)
            return Reject(CallbackRejectionReason.SignatureMalformed, _state.TokenWhere, "has a header that is no strict JSON object");
        if (JwsHeader.FindExtension(_state.HeaderIndex, json, isUnencoded, understood) is { } extension)
            return Reject(CallbackRejectionReason.AlgorithmNotAllowed, _state.TokenWhere, extension);
        // No number, true or false is spelt like an algorithm, and null and composites have no text.
        algorithm = JwsHeader.Find(_state.HeaderIndex.GetMember(json, "alg"u8).Utf8);
        return (algorithm != 0 && allowed.Contains(algorithm))
            || Reject(CallbackRejectionReason.AlgorithmNotAllowed, _state.TokenWhere, "does not name an algorithm that the schema pins");
    }

    /// <summary>Finds where the members of the verified header stand, which a known one does not need.</summary>
    private bool FindHeader() => _state.HeaderIndex is not null || JsonIndex.TryBuild(_state.Header.Written, out _state.HeaderIndex, out _, out _);

    private bool TokenMatches(
        JwsAlgorithm algorithm, string key, JwsSignatureVerifier? signatures, ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> encodedSignature)
    {
        var keys = _state.Keys.Get(key);
        if (keys.Length == 0)
            return RejectKey(key);
        // Room for the longest of the algorithm; a longer signature is none, and is refused without being decoded.
        var mac = JwsHeader.Mac(algorithm);
        Span<byte> room = stackalloc byte[(mac == 0 ? MaxSignatureBytes : CallbackKey.MaxMacBytes) + 2];
        if (!StrictBase64.TryDecodeUrl(encodedSignature, room, out var length))
            return Reject(CallbackRejectionReason.SignatureMalformed, _state.TokenWhere, "has a signature that is not canonical base64url or too long");
        return mac == 0
            ? TokenSignatureMatches(algorithm, key, keys, signatures, signingInput, room[..length])
            : TokenMacMatches(mac, keys, signingInput, room[..length]);
    }

    private bool TokenMacMatches(MacAlgorithm algorithm, CallbackKey[] keys, ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature)
    {
        Span<byte> mac = stackalloc byte[CallbackKey.MaxMacBytes];
        var matching = -1;
        for (var index = keys.Length - 1; index >= 0; index--)
        {
            if (!keys[index].TryComputeMac(algorithm, signingInput, mac, out var length))
                continue;
            _state.Keys.Observer?.OnProof(Place, keys[index].Id, signingInput, mac[..length]);
            if (signature.Length == length && CryptographicOperations.FixedTimeEquals(signature, mac[..length]))
                matching = index;
        }

        CryptographicOperations.ZeroMemory(mac);
        if (matching < 0)
            return RejectMismatch(keys, _state.TokenWhere);
        _state.KeyId = keys[matching].Id;
        return true;
    }

    /// <summary>Tries the keys that fit the algorithm and the <c>kid</c>, if there is one. Nothing here is secret: the first that matches is enough.</summary>
    private bool TokenSignatureMatches(
        JwsAlgorithm algorithm, string key, CallbackKey[] keys, JwsSignatureVerifier? signatures, ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature)
    {
        var json = _state.Header.Written;
        var kid = _state.HeaderIndex!.Child(json, JsonIndex.Root, "kid"u8);
        if (kid >= 0 && _state.HeaderIndex.TypeOf(kid) != JsonTokenType.String)
            return Reject(CallbackRejectionReason.SignatureMalformed, _state.TokenWhere, "names a key by what is no text");
        var tried = new List<CallbackKey>();
        foreach (var candidate in keys)
        {
            if (!candidate.IsValidAt(_state.Now) || !candidate.FitsToken(algorithm, kid >= 0, _state.HeaderIndex.ValueAt(json, kid).Utf8))
                continue;
            if (tried.Count == CallbackKeys.MaxValuesPerKey)
                break;
            tried.Add(candidate);
            var isMatch = candidate.VerifiesToken(algorithm, signingInput, signature, signatures);
            _state.Keys.Observer?.OnSignature(Place, candidate.Id, JwsHeader.Signature(algorithm), signingInput, isMatch);
            if (!isMatch)
                continue;
            _state.KeyId = candidate.Id;
            return true;
        }

        if (tried.Count > 0)
            return RejectMismatch([.. tried], _state.TokenWhere);
        Rejection ??= new(CallbackRejectionReason.KeyNotConfigured, $"key:{key}", "holds none that fits the token's algorithm and key id") { IsKeyUnknown = kid >= 0 };
        return false;
    }

    private void ForgetToken()
    {
        _state.IsTokenVerified = false;
        _state.TokenWhere = default;
        _state.ClaimsIndex?.Dispose();
        _state.ClaimsIndex = null;
        _state.AreClaimsFound = false;
        _state.Claims.Clear();
        _state.HeaderIndex?.Dispose();
        _state.HeaderIndex = null;
        _state.Header.Clear();
        _state.SigningInput.Clear();
    }

    private void DisposeToken()
    {
        _state.ClaimsIndex?.Dispose();
        _state.HeaderIndex?.Dispose();
        _state.Claims.Dispose();
        _state.Header.Dispose();
        _state.SigningInput.Dispose();
    }

    private ref struct TokenParts
    {
        public ReadOnlySpan<byte> SigningInput;
        public ReadOnlySpan<byte> Header;
        public ReadOnlySpan<byte> Payload;
        public ReadOnlySpan<byte> Signature;
    }

    private partial struct State
    {
        public PooledBytes Claims;
        public JsonIndex? ClaimsIndex;
        public PooledBytes Header;
        public JsonIndex? HeaderIndex;
        public PooledBytes SigningInput;
        public bool IsTokenVerified;
        public bool IsDetached;
        public bool AreClaimsFound;
        public ValueSource TokenWhere;
        public CallbackRejectionReason ClaimsReason;
        public string ClaimsDetail;
    }
}
