using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using CallbackGen.Reading;
using CallbackGen.Verification;

namespace CallbackGen;

/// <summary>Turns configured texts into public keys. What is wrong with one is said in words that hold nothing of it.</summary>
internal static class CallbackPublicKeyDecoder
{
    private const int MinRsaBits = 2048; // NIST SP 800-131A
    private const int MaxRsaBits = CallbackVerification.MaxSignatureBytes * 8;
    private const int MinCurveBits = 256;

    private const string IsPrivate = "is a private key; configure the public one";
    private const string NotPem = "is not PEM of one PUBLIC KEY, RSA PUBLIC KEY or CERTIFICATE (RFC 7468)";
    private const string NotSpki = "is not base64 of a public key (SubjectPublicKeyInfo, RFC 5280) of RSA or EC";
    private const string NotJwk = "is not an RSA or EC public key in JSON (RFC 7517)";

    /// <summary>Decodes a public key.</summary>
    /// <returns>The key, or <see langword="null"/> when <paramref name="problem"/> says why there is none.</returns>
    public static CallbackPublicKey? Decode(CallbackKeyEncoding encoding, string text, string? allowWeakKey, out string problem)
    {
        try
        {
            using var key = encoding switch
            {
                CallbackKeyEncoding.Pem => FromPem(text, out problem),
                CallbackKeyEncoding.Spki => FromSpki(text, out problem),
                _ => FromJwk(text, out problem),
            };
            if (key is null)
                return null;
            problem = WhatIsWrong(key, allowWeakKey);
            return problem.Length == 0 ? new(key.ExportSubjectPublicKeyInfo(), key is RSA) : null;
        }
        catch (Exception exception) when (exception is CryptographicException or PlatformNotSupportedException)
        {
            // Their texts may quote the key.
            problem = encoding switch
            {
                CallbackKeyEncoding.Pem => NotPem,
                CallbackKeyEncoding.Spki => NotSpki,
                _ => NotJwk,
            };
            return null;
        }
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
        return key.KeySize >= MinRsaBits || !string.IsNullOrWhiteSpace(allowWeakKey)
            ? ""
            : $"is an RSA key of less than {MinRsaBits} bits: ask the provider for a longer one, or state in AllowWeakKey why it is accepted";
    }

    private static AsymmetricAlgorithm? FromPem(string text, out string problem)
    {
        problem = NotPem;
        var pem = text.Replace("\\r", "", StringComparison.Ordinal).Replace("\\n", "\n", StringComparison.Ordinal).Trim();
        if (pem.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
        {
            problem = IsPrivate;
            return null;
        }

        // Two blocks would leave it open which of them counts: each is a value of its own.
        if (!PemEncoding.TryFind(pem, out var fields) || fields.Location.GetOffsetAndLength(pem.Length) != (0, pem.Length))
            return null;
        var bytes = Convert.FromBase64String(pem[fields.Base64Data]);
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
        if (!StrictBase64.TryDecode(source, bytes, out var length))
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
                // It is of another kind, or none at all.
            }

            key.Dispose();
        }

        return null;
    }

    /// <summary>RFC 5958.</summary>
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
                // It is of another kind, or none at all.
            }

            key.Dispose();
        }

        return isPrivate;
    }

    private static AsymmetricAlgorithm? FromJwk(string text, out string problem)
    {
        problem = NotJwk;
        var json = Encoding.UTF8.GetBytes(text);
        if (!JsonIndex.TryBuild(json, out var index, out _, out _))
            return null;
        using (index)
        {
            if (index!.GetMember(json, "d"u8).Kind != WireKind.Absent || index.GetMember(json, "k"u8).Kind != WireKind.Absent)
            {
                problem = IsPrivate;
                return null;
            }

            // RFC 7517, section 4.2: a key that says what it is for is for nothing else.
            var use = index.GetMember(json, "use"u8);
            if (use.Kind != WireKind.Absent && !use.Utf8.SequenceEqual("sig"u8))
                return null;
            var type = index.GetMember(json, "kty"u8).Utf8;
            if (type.SequenceEqual("RSA"u8))
                return RSA.Create(new RSAParameters { Modulus = Number(index, json, "n"u8), Exponent = Number(index, json, "e"u8) });
            if (!type.SequenceEqual("EC"u8) || !TryFindCurve(index.GetMember(json, "crv"u8).Utf8, out var curve))
                return null;
            var point = new ECPoint { X = Number(index, json, "x"u8), Y = Number(index, json, "y"u8) };
            return ECDsa.Create(new ECParameters { Curve = curve, Q = point });
        }
    }

    private static byte[] Number(JsonIndex index, byte[] json, ReadOnlySpan<byte> name)
    {
        var text = index.GetMember(json, name).Utf8;
        var bytes = new byte[text.Length];
        return !text.IsEmpty && StrictBase64.TryDecodeUrl(text, bytes, out var length) ? bytes[..length] : throw new CryptographicException();
    }

    /// <summary>RFC 7518, section 6.2.1.1.</summary>
    private static bool TryFindCurve(ReadOnlySpan<byte> name, out ECCurve curve)
    {
        curve = name switch
        {
            _ when name.SequenceEqual("P-256"u8) => ECCurve.NamedCurves.nistP256,
            _ when name.SequenceEqual("P-384"u8) => ECCurve.NamedCurves.nistP384,
            _ when name.SequenceEqual("P-521"u8) => ECCurve.NamedCurves.nistP521,
            _ => default,
        };
        return curve.IsNamed;
    }
}
