using System.Text;
using System.Text.Json;
using CallbackGen.Reading;

namespace CallbackGen.Verification;

/// <summary>A header that was read, and found to ask for nothing but its algorithm, and the algorithm.</summary>
internal sealed record KnownTokenHeader(byte[] Json, JwsAlgorithm Algorithm);

/// <summary>
/// A token's header (RFC 7515, section 4). <c>alg</c> counts, to be one that the schema pins; <c>kid</c>, to choose among
/// the configured keys. <c>jwk</c>, <c>jku</c>, <c>x5c</c> and <c>x5u</c> are never looked at: a key comes from configuration.
/// </summary>
internal static class JwsHeader
{
    private const string NotUnencoded = "does not say that its payload is signed as it is";
    private const string Unknown = "asks for an extension of JWS";

    private static readonly string[] Names =
        ["", "HS256", "HS384", "HS512", "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512"];

    /// <summary>Finds the algorithm of a name, byte for byte; 0 when there is none.</summary>
    public static JwsAlgorithm Find(ReadOnlySpan<byte> name)
    {
        for (var index = 1; index < Names.Length; index++)
        {
            if (name.Length == 5 && Ascii.Equals(name, Names[index]))
                return (JwsAlgorithm)index;
        }

        return 0;
    }

    /// <summary>The hash of a code; 0 when the algorithm is none of HMAC.</summary>
    public static MacAlgorithm Mac(JwsAlgorithm algorithm) => algorithm switch
    {
        JwsAlgorithm.HS256 => MacAlgorithm.HmacSha256,
        JwsAlgorithm.HS384 => MacAlgorithm.HmacSha384,
        JwsAlgorithm.HS512 => MacAlgorithm.HmacSha512,
        _ => 0,
    };

    /// <summary>The signature of an algorithm that is none of HMAC.</summary>
    public static SignatureAlgorithm Signature(JwsAlgorithm algorithm) => algorithm switch
    {
        <= JwsAlgorithm.RS512 => SignatureAlgorithm.RsaPkcs1Sha256 + (algorithm - JwsAlgorithm.RS256),
        <= JwsAlgorithm.PS512 => SignatureAlgorithm.RsaPssSha256 + (algorithm - JwsAlgorithm.PS256),
        _ => SignatureAlgorithm.EcdsaRawSha256 + (algorithm - JwsAlgorithm.ES256),
    };

    /// <summary>
    /// What is wrong with the extensions of a header, or null. A payload that is signed as it is needs <c>b64</c> to be
    /// false and critical (RFC 7797, sections 3 and 6), and no other may have it. Besides, <c>crit</c> may name what the
    /// schema checks in the header, and that must be there (RFC 7515, section 4.1.11).
    /// </summary>
    public static string? FindExtension(JsonIndex header, ReadOnlySpan<byte> json, bool isUnencoded, ReadOnlySpan<string> understood)
    {
        var b64 = header.Child(json, JsonIndex.Root, "b64"u8);
        if (isUnencoded && (b64 < 0 || header.TypeOf(b64) != JsonTokenType.False))
            return NotUnencoded;
        if (!isUnencoded && b64 >= 0)
            return Unknown;
        var crit = header.Child(json, JsonIndex.Root, "crit"u8);
        if (crit < 0)
            return isUnencoded ? NotUnencoded : null;
        if (header.TypeOf(crit) != JsonTokenType.StartArray || header.FirstChild(crit) < 0)
            return "names no extensions as critical";
        var isB64Critical = false;
        for (var name = header.FirstChild(crit); name >= 0; name = header.NextChild(crit, name))
        {
            var text = header.ValueAt(json, name).Utf8;
            var isB64 = isUnencoded && text.SequenceEqual("b64"u8);
            if (header.TypeOf(name) != JsonTokenType.String || (!isB64 && !IsUnderstood(text, understood)) || header.Child(json, JsonIndex.Root, text) < 0)
                return Unknown;
            isB64Critical |= isB64;
        }

        return isUnencoded && !isB64Critical ? NotUnencoded : null;
    }

    private static bool IsUnderstood(ReadOnlySpan<byte> name, ReadOnlySpan<string> understood)
    {
        foreach (var known in understood)
        {
            if (name.SequenceEqual(Encoding.UTF8.GetBytes(known)))
                return true;
        }

        return false;
    }
}
