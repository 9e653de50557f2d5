using System.Buffers.Text;
using System.Security.Cryptography;
using CallbackGen.Definitions;

namespace CallbackGen.Testing.Signing;

/// <summary>Generates keys of the kinds that schemas declare, and signs with their private halves.</summary>
internal static class KeyMaterial
{
    private const int CipherBytes = 24;
    private const string Edwards = "Ed25519";

    /// <summary>Returns a random secret as text, or a random private key in PEM.</summary>
    public static string Generate(CallbackFeedDefinition feed, CallbackKeyDefinition key) =>
        key.Encoding switch
        {
            CallbackKeyEncoding.Hex when IsOfCipher(key) => key.Prefix
                + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(CipherBytes)),
            CallbackKeyEncoding.Base64 when IsOfCipher(key) => key.Prefix
                + Convert.ToBase64String(RandomNumberGenerator.GetBytes(CipherBytes)),
            CallbackKeyEncoding.Utf8 when IsOfCipher(key) => key.Prefix
                + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(CipherBytes / 2)),
            CallbackKeyEncoding.Hex => key.Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)),
            CallbackKeyEncoding.Base64 => key.Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)),
            CallbackKeyEncoding.Utf8 when key.Decrypts => key.Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)),
            CallbackKeyEncoding.Utf8 => key.Prefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(24)),
            _ => GeneratePair(KindOf(feed, key)),
        };

    /// <summary>
    /// Whether a key is that of a block cipher, from which the signing key is derived: 24 bytes suit each cipher.
    /// </summary>
    private static bool IsOfCipher(CallbackKeyDefinition key) => key.Steps is [{ Kind: CallbackKeyStepKind.Encrypt }, ..];

    /// <summary>Returns the public half of a private key in PEM, in the encoding that the schema declares.</summary>
    public static string PublicHalf(CallbackKeyDefinition key, string pem)
    {
        if (EdwardsKey.TryImport(pem, out var edwards))
        {
            using (edwards)
                return key.Prefix + EdwardsKey.PublicHalf(key.Encoding, edwards);
        }

        using var pair = Import(pem);
        return key.Prefix
            + key.Encoding switch
            {
                CallbackKeyEncoding.Spki => Convert.ToBase64String(pair.ExportSubjectPublicKeyInfo()),
                CallbackKeyEncoding.Jwk => Jwk(pair),
                CallbackKeyEncoding.Jwks => $$"""{"keys":[{{Jwk(pair)}}]}""",
                _ => pair.ExportSubjectPublicKeyInfoPem(),
            };
    }

    public static byte[] Sign(string pem, SignatureAlgorithm algorithm, ReadOnlySpan<byte> message)
    {
        if (EdwardsKey.TryImport(pem, out var edwards))
        {
            using (edwards)
                return EdwardsKey.Sign(edwards, message);
        }

        using var pair = Import(pem);
        return pair is RSA rsa
            ? rsa.SignData(message, CallbackPublicKey.HashOf(algorithm), CallbackPublicKey.PaddingOf(algorithm))
            : ((ECDsa)pair).SignData(message, CallbackPublicKey.HashOf(algorithm), CallbackPublicKey.FormatOf(algorithm));
    }

    /// <summary>Returns the kind of key pair of a feed's public key: the name of its curve (FIPS 186-5), or <c>RSA</c>.</summary>
    public static string KindOf(CallbackFeedDefinition feed, CallbackKeyDefinition key)
    {
        var algorithm =
            feed.Proofs.Where(proof => proof.Keys.Contains(key.Name)).SelectMany(proof => proof.Algorithms).FirstOrDefault() ?? "";
        return algorithm switch
        {
            "ed25519" or "EdDSA" => Edwards,
            _ when !algorithm.StartsWith("ecdsa", StringComparison.Ordinal) && !algorithm.StartsWith("ES", StringComparison.Ordinal) =>
                "RSA",
            _ when algorithm.EndsWith("384", StringComparison.Ordinal) => nameof(ECCurve.NamedCurves.nistP384),
            _ when algorithm.EndsWith("512", StringComparison.Ordinal) => nameof(ECCurve.NamedCurves.nistP521),
            _ => nameof(ECCurve.NamedCurves.nistP256),
        };
    }

    private static string GeneratePair(string kind)
    {
        if (kind == Edwards)
            return EdwardsKey.Generate();
        using AsymmetricAlgorithm pair = kind == "RSA" ? RSA.Create(2048) : ECDsa.Create(ECCurve.CreateFromFriendlyName(kind));
        return pair.ExportPkcs8PrivateKeyPem();
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

    /// <summary>Encodes a public key as a JWK (RFC 7518, section 6).</summary>
    private static string Jwk(AsymmetricAlgorithm pair)
    {
        if (pair is RSA rsa)
        {
            var numbers = rsa.ExportParameters(includePrivateParameters: false);
            return $$"""{"kty":"RSA","n":"{{Text(numbers.Modulus)}}","e":"{{Text(numbers.Exponent)}}"}""";
        }

        var point = ((ECDsa)pair).ExportParameters(includePrivateParameters: false);
        var curve = point.Q.X!.Length switch
        {
            32 => "P-256",
            48 => "P-384",
            _ => "P-521",
        };
        return $$"""{"kty":"EC","crv":"{{curve}}","x":"{{Text(point.Q.X)}}","y":"{{Text(point.Q.Y)}}"}""";

        static string Text(byte[]? number) => Base64Url.EncodeToString(number);
    }
}
