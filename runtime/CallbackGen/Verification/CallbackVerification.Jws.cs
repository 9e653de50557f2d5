using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using CallbackGen.Reading;

namespace CallbackGen.Verification;

public sealed partial class CallbackVerification
{
    private const int MaxKnownHeader = 256;

    private PooledBytes _claims;
    private JsonIndex? _claimsIndex;
    private PooledBytes _header;
    private JsonIndex? _headerIndex;
    private PooledBytes _signingInput;
    private bool _isTokenVerified;
    private bool _isDetached;
    private bool _areClaimsFound;
    private string _tokenWhere = "";
    private CallbackRejectionReason _claimsReason;
    private string _claimsDetail = "";

    /// <summary>
    /// Verifies a token: a JWS in compact serialization (RFC 7515, section 3.1). Of its header only <c>alg</c> counts, to be
    /// one that the schema pins, and <c>kid</c>, to choose among the configured keys; <c>crit</c> and <c>b64</c> are
    /// refused. Then <c>exp</c> and <c>nbf</c>, where present, are held against the clock (RFC 7519, sections 4.1.4 and
    /// 4.1.5; 60 s of skew for <c>nbf</c>).
    /// </summary>
    /// <param name="token">The token's text.</param>
    /// <param name="where">Its source as the schema writes it, for the rejection.</param>
    /// <param name="allowed">The algorithms that the schema pins.</param>
    /// <param name="key">The key's name in the schema.</param>
    /// <param name="prefix">What must stand before the token, such as <c>Bearer </c>; or empty.</param>
    /// <param name="signatures">What verifies the signatures of public keys; without it none is verified.</param>
    /// <param name="understood">Names that <c>crit</c> may hold, because the schema checks them in the header.</param>
    /// <returns><see langword="false"/> when the token is refused.</returns>
    public bool VerifyJws(
        WireValue token, string where, ReadOnlySpan<JwsAlgorithm> allowed, string key, string prefix = "",
        JwsSignatureVerifier? signatures = null, ReadOnlySpan<string> understood = default)
    {
        _isDetached = false;
        if (!BeginToken(token, where, prefix, out var parts))
            return false;
        if (!ReadHeader(parts.Header, allowed, isUnencoded: false, understood, out var algorithm)
            || !TokenMatches(algorithm, key, signatures, parts.SigningInput, parts.Signature))
        {
            return false;
        }

        if (_headerIndex is not null && understood.IsEmpty && JwsHeader.Mac(algorithm) != 0 && _header.Length <= MaxKnownHeader)
            _keys.LastHeader = new(_header.Written.ToArray(), algorithm);
        if (!StrictBase64.TryDecodeUrl(parts.Payload, _claims.Reserve(parts.Payload.Length), out var length))
            return Reject(CallbackRejectionReason.SignatureMalformed, where, "holds base64url that is not canonical");
        _claims.Advance(length);
        _isTokenVerified = true;
        // What is wrong with the payload is told when the payload is wanted: a token may carry something else.
        return !MayHoldTimes(_claims.Written) || !FindClaims() || CheckRegisteredTimes();
    }

    /// <summary>
    /// Verifies a token whose payload does not stand in it but is the message (RFC 7515, appendix F), encoded as base64url,
    /// or as it is (RFC 7797). Its header is held to what <see cref="VerifyJws"/> says.
    /// </summary>
    /// <param name="token">The token's text, <c>header..signature</c>.</param>
    /// <param name="where">Its source as the schema writes it, for the rejection.</param>
    /// <param name="allowed">The algorithms that the schema pins.</param>
    /// <param name="key">The key's name in the schema.</param>
    /// <param name="prefix">What must stand before the token; or empty.</param>
    /// <param name="signatures">What verifies the signatures of public keys; without it none is verified.</param>
    /// <param name="unencoded">Whether the message is signed as it is; the header must say the same by a critical <c>b64</c>.</param>
    /// <param name="understood">Names that <c>crit</c> may hold, because the schema checks them in the header.</param>
    /// <returns><see langword="false"/> when the token is refused.</returns>
    public bool VerifyDetachedJws(
        WireValue token, string where, ReadOnlySpan<JwsAlgorithm> allowed, string key, string prefix = "",
        JwsSignatureVerifier? signatures = null, bool unencoded = false, ReadOnlySpan<string> understood = default)
    {
        _isDetached = true;
        if (!BeginToken(token, where, prefix, out var parts))
            return false;
        if (!ReadHeader(parts.Header, allowed, unencoded, understood, out var algorithm))
            return false;
        _signingInput.Append(parts.Header);
        _signingInput.Append("."u8);
        if (unencoded)
            _signingInput.Append(_message.Written);
        else
            _signingInput.Advance(Base64Url.EncodeToUtf8(_message.Written, _signingInput.Reserve(Base64Url.GetEncodedLength(_message.Length))));
        _isTokenVerified = TokenMatches(algorithm, key, signatures, _signingInput.Written, parts.Signature);
        return _isTokenVerified;
    }

    private bool BeginToken(WireValue token, string where, string prefix, out TokenParts parts)
    {
        parts = default;
        if (Rejection is not null)
            return false;
        ForgetToken();
        _tokenWhere = where;
        if (IsUndecodable(token, where))
            return false;
        if (!token.IsPresent || token.Utf8.IsEmpty)
            return Reject(CallbackRejectionReason.SignatureMissing, where, "is absent or empty");
        if (!TrySplit(token.Utf8, prefix, out parts))
            return Reject(CallbackRejectionReason.SignatureMalformed, where, "is not a token in compact serialization");
        return !_isDetached || parts.Payload.IsEmpty
            || Reject(CallbackRejectionReason.SignatureMalformed, where, "holds a payload, which must stand apart");
    }

    private static bool TrySplit(ReadOnlySpan<byte> text, string prefix, out TokenParts parts)
    {
        parts = default;
        var prefixBytes = Utf8Of(prefix);
        if (!text.StartsWith(prefixBytes))
            return false;
        text = text[prefixBytes.Length..];
        var first = text.IndexOf((byte)'.');
        var last = text.LastIndexOf((byte)'.');
        if (first <= 0 || last == first || text[(first + 1)..last].Contains((byte)'.'))
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
        if (!StrictBase64.TryDecodeUrl(encoded, _header.Reserve(encoded.Length), out var length))
            return Reject(CallbackRejectionReason.SignatureMalformed, _tokenWhere, "holds base64url that is not canonical");
        _header.Advance(length);
        var json = _header.Written;
        var known = isUnencoded || !understood.IsEmpty ? null : _keys.LastHeader;
        if (known is not null && allowed.Contains(known.Algorithm) && json.SequenceEqual(known.Json))
        {
            algorithm = known.Algorithm;
            return true;
        }

        if (!JsonIndex.TryBuild(json, out _headerIndex, out _, out _) || !_headerIndex!.IsObject)
            return Reject(CallbackRejectionReason.SignatureMalformed, _tokenWhere, "has a header that is no strict JSON object");
        if (JwsHeader.FindExtension(_headerIndex, json, isUnencoded, understood) is { } extension)
            return Reject(CallbackRejectionReason.AlgorithmNotAllowed, _tokenWhere, extension);
        // No number, true or false is spelt like an algorithm, and null and composites have no text.
        algorithm = JwsHeader.Find(_headerIndex.GetMember(json, "alg"u8).Utf8);
        return (algorithm != 0 && allowed.Contains(algorithm))
            || Reject(CallbackRejectionReason.AlgorithmNotAllowed, _tokenWhere, "does not name an algorithm that the schema pins");
    }

    /// <summary>Finds where the members of the verified header stand, which a known one does not need.</summary>
    private bool FindHeader() => _headerIndex is not null || JsonIndex.TryBuild(_header.Written, out _headerIndex, out _, out _);

    private bool TokenMatches(
        JwsAlgorithm algorithm, string key, JwsSignatureVerifier? signatures, ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> encodedSignature)
    {
        var keys = _keys.Get(key);
        if (keys.Length == 0)
            return RejectKey(key);
        // Room for the longest of the algorithm; a longer signature is none, and is refused without being decoded.
        var mac = JwsHeader.Mac(algorithm);
        Span<byte> room = stackalloc byte[(mac == 0 ? MaxSignatureBytes : CallbackKey.MaxMacBytes) + 2];
        if (!StrictBase64.TryDecodeUrl(encodedSignature, room, out var length))
            return Reject(CallbackRejectionReason.SignatureMalformed, _tokenWhere, "has a signature that is not canonical base64url or too long");
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
            _keys.Observer?.OnProof(Place, keys[index].Id, signingInput, mac[..length]);
            if (signature.Length == length && CryptographicOperations.FixedTimeEquals(signature, mac[..length]))
                matching = index;
        }

        CryptographicOperations.ZeroMemory(mac);
        if (matching < 0)
            return RejectMismatch(keys, _tokenWhere);
        _keyId = keys[matching].Id;
        return true;
    }

    /// <summary>Tries the keys that fit the algorithm and the <c>kid</c>, if there is one. Nothing here is secret: the first that matches is enough.</summary>
    private bool TokenSignatureMatches(
        JwsAlgorithm algorithm, string key, CallbackKey[] keys, JwsSignatureVerifier? signatures, ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature)
    {
        var json = _header.Written;
        var kid = _headerIndex!.Child(json, JsonIndex.Root, "kid"u8);
        if (kid >= 0 && _headerIndex.TypeOf(kid) != JsonTokenType.String)
            return Reject(CallbackRejectionReason.SignatureMalformed, _tokenWhere, "names a key by what is no text");
        var tried = new List<CallbackKey>();
        foreach (var candidate in keys)
        {
            if (!candidate.IsValidAt(_now) || !candidate.FitsToken(algorithm, kid >= 0, _headerIndex.ValueAt(json, kid).Utf8))
                continue;
            if (tried.Count == CallbackKeys.MaxValuesPerKey)
                break;
            tried.Add(candidate);
            var isMatch = candidate.VerifiesToken(algorithm, signingInput, signature, signatures);
            _keys.Observer?.OnSignature(Place, candidate.Id, JwsHeader.Signature(algorithm), signingInput, isMatch);
            if (!isMatch)
                continue;
            _keyId = candidate.Id;
            return true;
        }

        if (tried.Count > 0)
            return RejectMismatch([.. tried], _tokenWhere);
        Rejection ??= new(CallbackRejectionReason.KeyNotConfigured, $"key:{key}", "holds none that fits the token's algorithm and key id") { IsKeyUnknown = kid >= 0 };
        return false;
    }

    private void ForgetToken()
    {
        _isTokenVerified = false;
        _tokenWhere = "";
        _claimsIndex?.Dispose();
        _claimsIndex = null;
        _areClaimsFound = false;
        _claims.Clear();
        _headerIndex?.Dispose();
        _headerIndex = null;
        _header.Clear();
        _signingInput.Clear();
    }

    private void DisposeToken()
    {
        ForgetToken();
        _claims.Dispose();
        _header.Dispose();
        _signingInput.Dispose();
    }

    private ref struct TokenParts
    {
        public ReadOnlySpan<byte> SigningInput;
        public ReadOnlySpan<byte> Header;
        public ReadOnlySpan<byte> Payload;
        public ReadOnlySpan<byte> Signature;
    }
}
