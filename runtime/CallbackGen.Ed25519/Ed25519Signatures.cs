using CallbackGen.Definitions;
using NSec.Cryptography;
using Curve = NSec.Cryptography.SignatureAlgorithm;

namespace CallbackGen.Ed25519;

/// <summary>
/// Verifies Ed25519 signatures (RFC 8032) with NSec.Cryptography.
/// </summary>
/// <remarks>
/// The library receives a configured key and bytes: it never parses a token, chooses a key or fetches one. The runtime rejects
/// non-canonical keys and signatures before it calls this class.
/// </remarks>
public sealed class Ed25519Signatures : JwsSignatureVerifier
{
    /// <summary>The length of a key, the last bytes of its SubjectPublicKeyInfo (RFC 8410, section 4).</summary>
    private const int KeyBytes = 32;

    private readonly JwsSignatureVerifier? _others;

    private Ed25519Signatures(JwsSignatureVerifier? others) => _others = others;

    /// <summary>The only instance; safe for concurrent use.</summary>
    public static Ed25519Signatures Instance { get; } = new(null);

    /// <summary>Creates a verifier that passes all other algorithms to another verifier: for tokens that may be signed by either.</summary>
    /// <param name="others">The verifier of the other algorithms.</param>
    /// <returns>The verifier.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="others"/> is null.</exception>
    public static Ed25519Signatures Beside(JwsSignatureVerifier others)
    {
        ArgumentNullException.ThrowIfNull(others);
        return new(others);
    }

    /// <inheritdoc />
    public override bool Verify(JwsAlgorithm algorithm, JwsPublicKey key, ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (algorithm != JwsAlgorithm.EdDSA)
            return _others?.Verify(algorithm, key, signingInput, signature) == true;
        // The key is imported for each signature: the cost is negligible against that of the signature check.
        return PublicKey.TryImport(Curve.Ed25519, key.SubjectPublicKeyInfo.Span[^KeyBytes..], KeyBlobFormat.RawPublicKey, out var imported)
            && imported is not null
            && Curve.Ed25519.Verify(imported, signingInput, signature);
    }
}
