using System.Security.Cryptography;
using System.Text;
using CallbackGen.Reading;

namespace CallbackGen.Verification;

public sealed partial class CallbackVerification
{
    private PooledBytes _claims;
    private JsonIndex? _claimsIndex;
    private bool _isTokenVerified;
    private string _tokenWhere = "";
    private CallbackRejectionReason _claimsReason;
    private string _claimsDetail = "";

    /// <summary>
    /// Verifies a token: a JWS in compact serialization (RFC 7515, section 3.1) with a message authentication code. Of
    /// its header only <c>alg</c> counts, and only to be one that the schema pins; <c>crit</c> and <c>b64</c> are
    /// refused; nothing in it can choose a key. Then <c>exp</c> and <c>nbf</c>, where present, are held against the
    /// clock (RFC 7519, sections 4.1.4 and 4.1.5; 60 s of skew for <c>nbf</c>).
    /// </summary>
    /// <param name="token">The token's text.</param>
    /// <param name="where">Its source as the schema writes it, for the rejection.</param>
    /// <param name="allowed">The algorithms that the schema pins: HS256, HS384, HS512.</param>
    /// <param name="key">The key's name in the schema.</param>
    /// <param name="prefix">What must stand before the token, such as <c>Bearer </c>; or empty.</param>
    /// <returns><see langword="false"/> when the token is refused.</returns>
    public bool VerifyJws(WireValue token, string where, ReadOnlySpan<MacAlgorithm> allowed, string key, string prefix = "")
    {
        if (Rejection is not null)
            return false;
        _tokenWhere = where;
        _isTokenVerified = false;
        _claimsIndex?.Dispose();
        _claimsIndex = null;
        _claims.Clear();
        if (IsUndecodable(token, where))
            return false;
        if (!token.IsPresent || token.Utf8.IsEmpty)
            return Reject(CallbackRejectionReason.SignatureMissing, where, "is absent or empty");
        var keys = _keys.Get(key);
        if (keys.Length == 0)
            return RejectKey(key);
        if (!TrySplit(token.Utf8, prefix, out var parts))
            return Reject(CallbackRejectionReason.SignatureMalformed, where, "is not a token in compact serialization");
        if (!ReadHeader(parts.Header, where, allowed, out var algorithm) || !TokenMacMatches(parts, where, algorithm, keys))
            return false;
        if (!StrictBase64.TryDecodeUrl(parts.Payload, _claims.Reserve(parts.Payload.Length), out var length))
            return Reject(CallbackRejectionReason.SignatureMalformed, where, "holds base64url that is not canonical");
        _claims.Advance(length);
        _isTokenVerified = true;
        // What is wrong with the payload is told when the payload is wanted: a token may carry something else.
        return !JsonIndex.TryBuild(_claims.Written, out _claimsIndex, out _claimsReason, out _claimsDetail) || CheckRegisteredTimes();
    }

    private static bool TrySplit(ReadOnlySpan<byte> text, string prefix, out TokenParts parts)
    {
        parts = default;
        var prefixBytes = Encoding.UTF8.GetBytes(prefix);
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

    private bool ReadHeader(ReadOnlySpan<byte> encoded, string where, ReadOnlySpan<MacAlgorithm> allowed, out MacAlgorithm algorithm)
    {
        algorithm = default;
        var header = default(PooledBytes);
        JsonIndex? index = null;
        try
        {
            if (!StrictBase64.TryDecodeUrl(encoded, header.Reserve(encoded.Length), out var length))
                return Reject(CallbackRejectionReason.SignatureMalformed, where, "holds base64url that is not canonical");
            header.Advance(length);
            var json = header.Written;
            if (!JsonIndex.TryBuild(json, out index, out _, out _) || !index!.IsObject)
                return Reject(CallbackRejectionReason.SignatureMalformed, where, "has a header that is no strict JSON object");
            // RFC 7515, section 4.1.11, and RFC 7797: extensions that change what is signed or must be understood.
            if (index.GetMember(json, "crit"u8).Kind != WireKind.Absent || index.GetMember(json, "b64"u8).Kind != WireKind.Absent)
                return Reject(CallbackRejectionReason.AlgorithmNotAllowed, where, "asks for an extension of JWS");
            // No number, true or false is spelt like an algorithm, and null and composites have no text.
            if (TryFindAlgorithm(index.GetMember(json, "alg"u8).Utf8, allowed, out algorithm))
                return true;
            return Reject(CallbackRejectionReason.AlgorithmNotAllowed, where, "does not name an algorithm that the schema pins");
        }
        finally
        {
            index?.Dispose();
            header.Dispose();
        }
    }

    private static bool TryFindAlgorithm(ReadOnlySpan<byte> name, ReadOnlySpan<MacAlgorithm> allowed, out MacAlgorithm algorithm)
    {
        algorithm = name switch
        {
            _ when name.SequenceEqual("HS256"u8) => MacAlgorithm.HmacSha256,
            _ when name.SequenceEqual("HS384"u8) => MacAlgorithm.HmacSha384,
            _ when name.SequenceEqual("HS512"u8) => MacAlgorithm.HmacSha512,
            _ => default,
        };
        return algorithm != default && allowed.Contains(algorithm);
    }

    private bool TokenMacMatches(TokenParts parts, string where, MacAlgorithm algorithm, CallbackKey[] keys)
    {
        // Room for what the longest code takes; a longer signature is none, and is refused without being decoded.
        Span<byte> signature = stackalloc byte[CallbackKey.MaxMacBytes + 2];
        if (!StrictBase64.TryDecodeUrl(parts.Signature, signature, out var signatureLength))
            return Reject(CallbackRejectionReason.SignatureMalformed, where, "has a signature that is not canonical base64url or too long");

        Span<byte> mac = stackalloc byte[CallbackKey.MaxMacBytes];
        var matching = -1;
        for (var index = keys.Length - 1; index >= 0; index--)
        {
            if (!keys[index].TryComputeMac(algorithm, parts.SigningInput, mac, out var length))
                continue;
            _keys.Observer?.OnProof(Place, keys[index].Id, parts.SigningInput, mac[..length]);
            if (signatureLength == length && CryptographicOperations.FixedTimeEquals(signature[..length], mac[..length]))
                matching = index;
        }

        CryptographicOperations.ZeroMemory(mac);
        if (matching < 0)
            return RejectMismatch(keys, where);
        _keyId = keys[matching].Id;
        return true;
    }

    private ref struct TokenParts
    {
        public ReadOnlySpan<byte> SigningInput;
        public ReadOnlySpan<byte> Header;
        public ReadOnlySpan<byte> Payload;
        public ReadOnlySpan<byte> Signature;
    }
}
