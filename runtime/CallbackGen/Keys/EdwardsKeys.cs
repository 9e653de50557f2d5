using System.Security.Cryptography.X509Certificates;
using CallbackGen.Definitions;

namespace CallbackGen;

/// <summary>
/// Decodes Ed25519 public keys (RFC 8032), which .NET 10 cannot import. The package CallbackGen.Ed25519 verifies their signatures.
/// </summary>
internal static class EdwardsKeys
{
    public const int KeyBytes = 32;
    public const int SignatureBytes = 64;

    private const string Oid = "1.3.101.112";
    private const string Weak =
        "is an Ed25519 key that is not canonical, or of small order, under which anyone can sign: ask the provider for another";

    /// <summary>The bytes before the key in its SubjectPublicKeyInfo (RFC 8410, section 4), which has a single encoding.</summary>
    private static readonly byte[] SpkiHead = Convert.FromHexString("302a300506032b6570032100");

    /// <summary>The bytes before a private key in PKCS #8 (RFC 8410, section 7).</summary>
    private static readonly byte[] PrivateHead = Convert.FromHexString("302e020100300506032b6570");

    /// <summary>The field's prime, 2^255 - 19, in the byte order of a key (little-endian).</summary>
    private static readonly byte[] Prime = Convert.FromHexString("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");

    /// <summary>The group's order, in the byte order of a signature (RFC 8032, section 5.1; little-endian).</summary>
    private static readonly byte[] GroupOrder = Convert.FromHexString("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");

    /// <summary>The points of order 1, 2, 4 and 8, without the sign bit.</summary>
    private static readonly byte[][] SmallOrders =
    [
        Convert.FromHexString("0100000000000000000000000000000000000000000000000000000000000000"),
        Convert.FromHexString("ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f"),
        Convert.FromHexString("0000000000000000000000000000000000000000000000000000000000000000"),
        Convert.FromHexString("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
        Convert.FromHexString("c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"),
    ];

    /// <summary>Returns whether an encoded key is an Ed25519 key, regardless of its strength.</summary>
    /// <param name="subjectPublicKeyInfo">The key (RFC 5280, section 4.1.2.7).</param>
    /// <param name="raw">The 32 bytes of the key.</param>
    public static bool TryTake(ReadOnlySpan<byte> subjectPublicKeyInfo, out byte[] raw)
    {
        var isKey = subjectPublicKeyInfo.Length == SpkiHead.Length + KeyBytes && subjectPublicKeyInfo.StartsWith(SpkiHead);
        raw = isKey ? subjectPublicKeyInfo[SpkiHead.Length..].ToArray() : [];
        return isKey;
    }

    /// <summary>Returns the bytes of the key in a certificate (RFC 8410), or null when it is a key on another curve.</summary>
    public static byte[]? Of(X509Certificate2 certificate) =>
        certificate.PublicKey.Oid.Value == Oid && certificate.PublicKey.EncodedKeyValue.RawData is { Length: KeyBytes } raw ? raw : null;

    public static bool IsPrivate(ReadOnlySpan<byte> pkcs8) => pkcs8.StartsWith(PrivateHead);

    /// <summary>Creates the key, unless it is non-canonical or of small order.</summary>
    public static CallbackPublicKey? Create(byte[] raw, out string problem, string? keyId = null, JwsAlgorithm algorithm = 0)
    {
        problem = "";
        Span<byte> y = [.. raw];
        y[^1] &= 0x7F;
        var isSmall = false;
        foreach (var point in SmallOrders)
            isSmall |= y.SequenceEqual(point);
        if (isSmall || !IsLess(y, Prime))
        {
            problem = Weak;
            return null;
        }

        byte[] encoded = [.. SpkiHead, .. raw];
        return new(encoded, isRsa: false, new JwsPublicKey(encoded, 0, JwsAlgorithm.EdDSA)) { KeyId = keyId, Algorithm = algorithm };
    }

    /// <summary>
    /// Returns whether a signature is canonical (RFC 8032, section 5.1.7). Adding a multiple of the group's order to its second half would
    /// otherwise give another text of the same signature.
    /// </summary>
    public static bool IsCanonical(ReadOnlySpan<byte> signature) =>
        signature.Length == SignatureBytes && IsLess(signature[KeyBytes..], GroupOrder);

    private static bool IsLess(ReadOnlySpan<byte> number, ReadOnlySpan<byte> bound)
    {
        for (var index = number.Length - 1; index >= 0; index--)
        {
            if (number[index] != bound[index])
                return number[index] < bound[index];
        }

        return false;
    }
}
