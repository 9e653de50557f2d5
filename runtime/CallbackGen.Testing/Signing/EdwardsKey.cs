using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using CallbackGen.Definitions;
using NSec.Cryptography;
using Curve = NSec.Cryptography.SignatureAlgorithm;

namespace CallbackGen.Testing.Signing;

/// <summary>Key pairs of Ed25519 (RFC 8032), which .NET does not support.</summary>
internal static class EdwardsKey
{
    /// <summary>Returns a random private key in PEM (RFC 8410, section 7).</summary>
    public static string Generate()
    {
        using var pair = Key.Create(Curve.Ed25519, new KeyCreationParameters { ExportPolicy = KeyExportPolicies.AllowPlaintextExport });
        return Encoding.ASCII.GetString(pair.Export(KeyBlobFormat.PkixPrivateKeyText));
    }

    /// <summary>Reads a private key in PEM.</summary>
    /// <param name="pem">The text, which may be another kind of key.</param>
    /// <param name="pair">The key pair, to be disposed.</param>
    public static bool TryImport(string pem, [NotNullWhen(true)] out Key? pair) =>
        Key.TryImport(Curve.Ed25519, Encoding.ASCII.GetBytes(pem), KeyBlobFormat.PkixPrivateKeyText, out pair) && pair is not null;

    /// <summary>Returns the public half of a key pair in the encoding that the schema declares.</summary>
    public static string PublicHalf(CallbackKeyEncoding encoding, Key pair) =>
        encoding switch
        {
            CallbackKeyEncoding.RawHex => Convert.ToHexStringLower(pair.PublicKey.Export(KeyBlobFormat.RawPublicKey)),
            CallbackKeyEncoding.RawBase64 => Convert.ToBase64String(pair.PublicKey.Export(KeyBlobFormat.RawPublicKey)),
            CallbackKeyEncoding.Spki => Convert.ToBase64String(pair.PublicKey.Export(KeyBlobFormat.PkixPublicKey)),
            CallbackKeyEncoding.Jwk => Jwk(pair),
            CallbackKeyEncoding.Jwks => $$"""{"keys":[{{Jwk(pair)}}]}""",
            _ => Encoding.ASCII.GetString(pair.PublicKey.Export(KeyBlobFormat.PkixPublicKeyText)),
        };

    /// <summary>Returns the signature of a message.</summary>
    public static byte[] Sign(Key pair, ReadOnlySpan<byte> message) => Curve.Ed25519.Sign(pair, message);

    /// <summary>Encodes the public half as a JWK (RFC 8037, section 2).</summary>
    private static string Jwk(Key pair) =>
        $$"""{"kty":"OKP","crv":"Ed25519","x":"{{Base64Url.EncodeToString(pair.PublicKey.Export(KeyBlobFormat.RawPublicKey))}}"}""";
}
