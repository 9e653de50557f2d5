using System.Buffers.Text;
using System.Security.Cryptography;
using CallbackGen.Verification;

namespace CallbackGen.Testing.Signing;

/// <summary>Keys of the kinds that schemas declare, and what is done with their private halves.</summary>
internal static class KeyMaterial
{
    /// <summary>The text of a random secret, or a random private key in PEM.</summary>
    public static string Generate(CallbackFeedDefinition feed, CallbackKeyDefinition key) => key.Encoding switch
    {
        CallbackKeyEncoding.Hex => key.Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)),
        CallbackKeyEncoding.Base64 => key.Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
        CallbackKeyEncoding.Utf8 when key.Decrypts => key.Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
        CallbackKeyEncoding.Utf8 => key.Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)),
        _ => GeneratePair(AlgorithmOf(feed, key.Name)),
    };

    /// <summary>The public half of a private key in PEM, written as the schema says that it is configured.</summary>
    public static string PublicHalf(CallbackKeyDefinition key, string pem)
    {
        using var pair = Import(pem);
        return key.Prefix + key.Encoding switch
        {
            CallbackKeyEncoding.Spki => Convert.ToBase64String(pair.ExportSubjectPublicKeyInfo()),
            CallbackKeyEncoding.Jwk => Jwk(pair),
            CallbackKeyEncoding.Jwks => $$"""{"keys":[{{Jwk(pair)}}]}""",
            _ => pair.ExportSubjectPublicKeyInfoPem(),
        };
    }

    public static byte[] Sign(string pem, SignatureAlgorithm algorithm, ReadOnlySpan<byte> message)
    {
        using var pair = Import(pem);
        return pair is RSA rsa
            ? rsa.SignData(message, CallbackPublicKey.HashOf(algorithm), CallbackPublicKey.PaddingOf(algorithm))
            : ((ECDsa)pair).SignData(message, CallbackPublicKey.HashOf(algorithm), CallbackPublicKey.FormatOf(algorithm));
    }

    private static string AlgorithmOf(CallbackFeedDefinition feed, string key) =>
        feed.Proofs.Where(proof => proof.Keys.Contains(key)).SelectMany(proof => proof.Algorithms).FirstOrDefault() ?? "";

    private static string GeneratePair(string algorithm)
    {
        if (!algorithm.StartsWith("ecdsa", StringComparison.Ordinal) && !algorithm.StartsWith("ES", StringComparison.Ordinal))
        {
            using var rsa = RSA.Create(2048);
            return rsa.ExportPkcs8PrivateKeyPem();
        }

        using var ecdsa = ECDsa.Create(algorithm switch
        {
            _ when algorithm.EndsWith("384", StringComparison.Ordinal) => ECCurve.NamedCurves.nistP384,
            _ when algorithm.EndsWith("512", StringComparison.Ordinal) => ECCurve.NamedCurves.nistP521,
            _ => ECCurve.NamedCurves.nistP256,
        });
        return ecdsa.ExportPkcs8PrivateKeyPem();
    }

    private static AsymmetricAlgorithm Import(string pem)
    {
        AsymmetricAlgorithm pair = RSA.Create();
        try
        {
            pair.ImportFromPem(pem);
            return pair;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            pair.Dispose();
            pair = ECDsa.Create();
            pair.ImportFromPem(pem);
            return pair;
        }
    }

    /// <summary>RFC 7518, section 6.</summary>
    private static string Jwk(AsymmetricAlgorithm pair)
    {
        if (pair is RSA rsa)
        {
            var numbers = rsa.ExportParameters(includePrivateParameters: false);
            return $$"""{"kty":"RSA","n":"{{Text(numbers.Modulus)}}","e":"{{Text(numbers.Exponent)}}"}""";
        }

        var point = ((ECDsa)pair).ExportParameters(includePrivateParameters: false);
        var curve = point.Q.X!.Length switch { 32 => "P-256", 48 => "P-384", _ => "P-521" };
        return $$"""{"kty":"EC","crv":"{{curve}}","x":"{{Text(point.Q.X)}}","y":"{{Text(point.Q.Y)}}"}""";

        static string Text(byte[]? number) => Base64Url.EncodeToString(number);
    }
}
