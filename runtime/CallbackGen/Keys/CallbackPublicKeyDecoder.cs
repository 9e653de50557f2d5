using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CallbackGen.Definitions;
using CallbackGen.Verification;

namespace CallbackGen;

/// <summary>Decodes configured texts to public keys. Descriptions of problems contain no text of the key.</summary>
internal static class CallbackPublicKeyDecoder
{
    private const int MinRsaBits = 2048; // NIST SP 800-131A
    private const int MaxRsaBits = CallbackPublicKey.MaxSignatureBytes * 8;
    private const int MinCurveBits = 256;

    public const string IsPrivate = "is a private key; configure the public one";
    private const string NotPem =
        "is not PEM of one PUBLIC KEY, RSA PUBLIC KEY or CERTIFICATE (RFC 7468): "
        + "copy all of it, from BEGIN to END; in one line, separate its lines by \\n";
    private const string NotRaw = "is not the 32 bytes of an Ed25519 public key (RFC 8032) in the notation that the schema states";
    private const string NotSpki = "is not base64 of a public key (SubjectPublicKeyInfo, RFC 5280) of RSA, EC or Ed25519";

    /// <summary>Decodes a public key.</summary>
    /// <returns>The key, or <see langword="null"/> when <paramref name="problem"/> states why there is none.</returns>
    public static CallbackPublicKey? Decode(CallbackKeyEncoding encoding, string text, string? allowWeakKey, out string problem)
    {
        try
        {
            if (encoding == CallbackKeyEncoding.Jwk)
                return JsonWebKeys.Decode(text, allowWeakKey, out problem);
            if (TryEdwards(encoding, text, out var edwards, out problem))
                return edwards;
            if (encoding is CallbackKeyEncoding.RawHex or CallbackKeyEncoding.RawBase64)
            {
                problem = NotRaw;
                return null;
            }

            using var key = encoding == CallbackKeyEncoding.Pem ? FromPem(text, out problem) : FromSpki(text, out problem);
            return key is null ? null : Create(key, allowWeakKey, out problem);
        }
        catch (Exception exception) when (exception is CryptographicException or PlatformNotSupportedException)
        {
            // The exceptions' messages may quote the key.
            problem = encoding switch
            {
                CallbackKeyEncoding.Pem => NotPem,
                CallbackKeyEncoding.Spki => NotSpki,
                _ => JsonWebKeys.NotJwk,
            };
            return null;
        }
    }

    /// <summary>Decodes a fetched public key; of several certificates, it uses the first, with its validity period.</summary>
    /// <returns>The key, or <see langword="null"/> when <paramref name="problem"/> states why there is none.</returns>
    public static CallbackPublicKey? DecodeFetched(CallbackKeyEncoding encoding, string text, out string problem)
    {
        const string Head = "-----BEGIN CERTIFICATE-----";
        const string Tail = "-----END CERTIFICATE-----";
        var end = text.IndexOf(Tail, StringComparison.Ordinal);
        if (encoding != CallbackKeyEncoding.Pem || end < 0 || !text.TrimStart().StartsWith(Head, StringComparison.Ordinal))
            return Decode(encoding, text, allowWeakKey: null, out problem);
        var leaf = text[..(end + Tail.Length)];
        if (Decode(encoding, leaf, allowWeakKey: null, out problem) is not { } key)
            return null;
        using var certificate = X509Certificate2.CreateFromPem(leaf);
        return new(key) { NotBefore = certificate.NotBefore, NotAfter = certificate.NotAfter };
    }

    /// <summary>Creates the key, unless it is too weak, too long or on a curve without a name.</summary>
    public static CallbackPublicKey? Create(
        AsymmetricAlgorithm key,
        string? allowWeakKey,
        out string problem,
        string? keyId = null,
        JwsAlgorithm algorithm = 0
    )
    {
        problem = WhatIsWrong(key, allowWeakKey);
        if (problem.Length > 0)
            return null;
        var encoded = key.ExportSubjectPublicKeyInfo();
        var curve = key is ECDsa ecdsa ? AlgorithmOf(ecdsa.ExportParameters(includePrivateParameters: false).Curve.Oid) : 0;
        return new(encoded, key is RSA, new JwsPublicKey(encoded, key is RSA ? key.KeySize : 0, curve))
        {
            KeyId = keyId,
            Algorithm = algorithm,
        };
    }

    /// <summary>
    /// Returns the algorithm of a curve (RFC 7518, section 3.4: each has one curve). Some platforms identify a curve by its OID, some by
    /// its name.
    /// </summary>
    private static JwsAlgorithm AlgorithmOf(Oid curve) =>
        (curve.Value, curve.FriendlyName) switch
        {
            ("1.2.840.10045.3.1.7", _) or (null, "nistP256") => JwsAlgorithm.ES256,
            ("1.3.132.0.34", _) or (null, "nistP384") => JwsAlgorithm.ES384,
            ("1.3.132.0.35", _) or (null, "nistP521") => JwsAlgorithm.ES512,
            _ => 0,
        };

    /// <summary>Decodes an Ed25519 key in any encoding.</summary>
    /// <returns>
    /// <see langword="true"/> when the text is an Ed25519 key, so that no other kind need be tried; <paramref name="problem"/> may state
    /// its problem.
    /// </returns>
    private static bool TryEdwards(CallbackKeyEncoding encoding, string text, out CallbackPublicKey? key, out string problem)
    {
        (key, problem) = (null, "");
        var bytes = encoding switch
        {
            CallbackKeyEncoding.RawHex => TryHex(text.Trim()),
            CallbackKeyEncoding.Pem => TryPem(text),
            _ => TryBase64(text.Trim()),
        };
        if (encoding == CallbackKeyEncoding.Spki && bytes is not null && EdwardsKeys.IsPrivate(bytes))
        {
            problem = IsPrivate;
            return true;
        }

        var isRaw = bytes is { Length: EdwardsKeys.KeyBytes } && encoding is not CallbackKeyEncoding.Spki;
        if (!isRaw && (bytes is null || !EdwardsKeys.TryTake(bytes, out bytes)))
            return false;
        key = EdwardsKeys.Create(bytes!, out problem);
        return true;
    }

    private static byte[]? TryHex(string text) =>
        text.Length == EdwardsKeys.KeyBytes * 2 && text.All(char.IsAsciiHexDigit) ? Convert.FromHexString(text) : null;

    private static byte[]? TryBase64(string text)
    {
        var bytes = new byte[text.Length];
        return StrictBase64.TryDecodeAnyPadding(Encoding.UTF8.GetBytes(text), isUrl: false, bytes, out var length) ? bytes[..length] : null;
    }

    /// <summary>
    /// Returns the encoded key of a PUBLIC KEY block, or the bytes of the key in a CERTIFICATE block; null when another decoder reports the
    /// problem.
    /// </summary>
    private static byte[]? TryPem(string text)
    {
        var pem = OneBlock(text);
        if (!PemEncoding.TryFind(pem, out var fields) || fields.Location.GetOffsetAndLength(pem.Length) != (0, pem.Length))
            return null;
        var bytes = ContentOf(pem, fields);
        if (pem[fields.Label] == "PUBLIC KEY")
            return bytes;
        if (pem[fields.Label] != "CERTIFICATE")
            return null;
        using var certificate = X509CertificateLoader.LoadCertificate(bytes);
        return EdwardsKeys.Of(certificate);
    }

    private static string OneBlock(string text) =>
        text.Replace("\\r", "", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal).Trim();

    private static byte[] ContentOf(string pem, PemFields fields)
    {
#pragma warning disable RS0030 // PEM breaks its base64 into lines (RFC 7468), and PemEncoding has checked the rest.
        return Convert.FromBase64String(pem[fields.Base64Data]);
#pragma warning restore RS0030
    }

    private static string WhatIsWrong(AsymmetricAlgorithm key, string? allowWeakKey)
    {
        if (key is ECDsa ecdsa)
        {
            return ecdsa.KeySize >= MinCurveBits && ecdsa.ExportParameters(includePrivateParameters: false).Curve.IsNamed
                ? ""
                : $"is an EC key of no named curve of {MinCurveBits} bits or more: ask the provider for another";
        }

        if (key.KeySize > MaxRsaBits)
            return $"is an RSA key of more than {MaxRsaBits} bits: ask the provider for another";
        if (RocaFingerprint.IsIn(((RSA)key).ExportParameters(includePrivateParameters: false).Modulus))
            return "is an RSA key of a faulty generator (ROCA, CVE-2017-15361), from which anyone can compute the private key: ask "
                + "the provider for another";
        return key.KeySize >= MinRsaBits || !string.IsNullOrWhiteSpace(allowWeakKey)
            ? ""
            : $"is an RSA key of less than {MinRsaBits} bits: "
                + "ask the provider for a longer one, or state in AllowWeakKey why it is accepted";
    }

    private static AsymmetricAlgorithm? FromPem(string text, out string problem)
    {
        problem = NotPem;
        var pem = OneBlock(text);
        if (pem.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
        {
            problem = IsPrivate;
            return null;
        }

        // Two blocks would be ambiguous: each must be configured as a value of its own.
        if (!PemEncoding.TryFind(pem, out var fields) || fields.Location.GetOffsetAndLength(pem.Length) != (0, pem.Length))
            return null;
        var bytes = ContentOf(pem, fields);
        switch (pem[fields.Label])
        {
            case "PUBLIC KEY":
                return FromSpki(bytes);
            case "RSA PUBLIC KEY":
                var rsa = RSA.Create();
                rsa.ImportRSAPublicKey(bytes, out var read);
                return read == bytes.Length ? rsa : null;
            case "CERTIFICATE":
                using (var certificate = X509CertificateLoader.LoadCertificate(bytes))
                    return (AsymmetricAlgorithm?)certificate.GetRSAPublicKey() ?? certificate.GetECDsaPublicKey();
            default:
                return null;
        }
    }

    private static AsymmetricAlgorithm? FromSpki(string text, out string problem)
    {
        problem = NotSpki;
        var source = Encoding.UTF8.GetBytes(text.Trim());
        var bytes = new byte[source.Length];
        if (!StrictBase64.TryDecodeAnyPadding(source, isUrl: false, bytes, out var length))
            return null;
        Array.Resize(ref bytes, length);
        if (FromSpki(bytes) is { } key)
            return key;
        if (IsPrivateKey(bytes))
            problem = IsPrivate;
        return null;
    }

    private static AsymmetricAlgorithm? FromSpki(byte[] bytes)
    {
        AsymmetricAlgorithm[] kinds = [RSA.Create(), ECDsa.Create()];
        foreach (var key in kinds)
        {
            try
            {
                key.ImportSubjectPublicKeyInfo(bytes, out var read);
                if (read == bytes.Length)
                    return key;
            }
            catch (CryptographicException)
            {
                // The bytes are a key of another kind, or no key.
            }

            key.Dispose();
        }

        return null;
    }

    /// <summary>Returns whether the bytes are a private key in PKCS #8 (RFC 5958).</summary>
    private static bool IsPrivateKey(byte[] bytes)
    {
        AsymmetricAlgorithm[] kinds = [RSA.Create(), ECDsa.Create()];
        var isPrivate = false;
        foreach (var key in kinds)
        {
            try
            {
                key.ImportPkcs8PrivateKey(bytes, out _);
                isPrivate = true;
            }
            catch (CryptographicException)
            {
                // The bytes are a key of another kind, or no key.
            }

            key.Dispose();
        }

        return isPrivate;
    }
}
