using System.Numerics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using CallbackGen.Tool.Keys;

namespace CallbackGen.Tool.Infer;

/// <summary>A configured key that is a provider's public key.</summary>
internal sealed class PublicKeyForm
{
    /// <summary>The hashes of RSA with PKCS#1 v1.5, with their DigestInfo prefixes (RFC 8017, section 9.2).</summary>
    private static readonly (string Name, byte[] Head, int Length)[] DigestInfos =
    [
        ("sha256", Convert.FromHexString("3031300d060960864801650304020105000420"), 32),
        ("sha512", Convert.FromHexString("3051300d060960864801650304020305000440"), 64),
        ("sha384", Convert.FromHexString("3041300d060960864801650304020205000430"), 48),
        ("sha1", Convert.FromHexString("3021300906052b0e03021a05000414"), 20),
    ];

    private PublicKeyForm(string name, string encoding) => (Name, Encoding) = (name, encoding);

    public string Name { get; }

    /// <summary>The <c>encoding</c> of the schema.</summary>
    public string Encoding { get; }

    /// <summary>The key, if it is an elliptic-curve key.</summary>
    public ECDsa? Curve { get; private init; }

    /// <summary>The key, if it is an RSA key.</summary>
    public RSA? Rsa { get; private init; }

    /// <summary>The hash that is used with the curve.</summary>
    public string CurveHash =>
        Curve?.KeySize switch
        {
            384 => "sha384",
            521 => "sha512",
            _ => "sha256",
        };

    /// <summary>Parses a key as a public key; null when it is none.</summary>
    public static PublicKeyForm? Of(KeyValue key)
    {
        try
        {
            if (key.Text.Contains("-----BEGIN CERTIFICATE", StringComparison.Ordinal))
            {
                using var certificate = X509Certificate2.CreateFromPem(key.Text);
                return new(key.Name, "pem") { Rsa = certificate.GetRSAPublicKey(), Curve = certificate.GetECDsaPublicKey() };
            }

            var isPem = key.Text.Contains("-----BEGIN ", StringComparison.Ordinal);
            if (!isPem && key.Text.Length < 80)
                return null;
            var spki = isPem ? DerOf(key.Text) : Convert.FromBase64String(key.Text);
            return OfDer(key.Name, isPem ? "pem" : "spki", spki);
        }
        catch (Exception failure) when (failure is CryptographicException or FormatException or ArgumentException)
        {
            // The key is a secret, which may be any text.
            return null;
        }
    }

    /// <summary>
    /// Recovers the digest and its hash from an RSA signature, which takes one RSA operation instead of one for every message.
    /// Null when the signature contains none.
    /// </summary>
    public (string Hash, byte[] Digest)? DigestIn(byte[] signature)
    {
        if (
            Rsa?.ExportParameters(includePrivateParameters: false) is not { Modulus: { } modulus, Exponent: { } exponent }
            || signature.Length != modulus.Length
        )
            return null;
        var opened = BigInteger
            .ModPow(Number(signature), Number(exponent), Number(modulus))
            .ToByteArray(isUnsigned: true, isBigEndian: true);
        foreach (var (name, head, length) in DigestInfos)
        {
            // Without its leading zero: 01 FF … FF 00, the DigestInfo prefix, the digest.
            if (opened.Length == signature.Length - 1 && opened.AsSpan(0, opened.Length - length).EndsWith(head))
                return (name, opened[^length..]);
        }

        return null;
    }

    private static BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static byte[] DerOf(string pem)
    {
        var fields = PemEncoding.Find(pem);
        return Convert.FromBase64String(pem[fields.Base64Data]);
    }

    private static PublicKeyForm OfDer(string name, string encoding, byte[] spki)
    {
        try
        {
            var rsa = RSA.Create();
            rsa.ImportSubjectPublicKeyInfo(spki, out _);
            return new(name, encoding) { Rsa = rsa };
        }
        catch (CryptographicException)
        {
            var curve = ECDsa.Create();
            curve.ImportSubjectPublicKeyInfo(spki, out _);
            return new(name, encoding) { Curve = curve };
        }
    }
}
