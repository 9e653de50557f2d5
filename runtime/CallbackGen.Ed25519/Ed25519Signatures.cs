using CallbackGen.Verification;
using NSec.Cryptography;
using Curve = NSec.Cryptography.SignatureAlgorithm;

namespace CallbackGen.Ed25519;

/// <summary>
/// Verifies signatures over Ed25519 (RFC 8032) with NSec.Cryptography. The library sees a configured key and bytes: it never parses
/// a token, chooses a key or fetches one. The runtime has refused what is not canonical before it asks.
/// </summary>
public sealed class Ed25519Signatures : JwsSignatureVerifier
{
    /// <summary>Before the 32 bytes of a key (RFC 8410, section 4).</summary>
    private const int KeyBytes = 32;

    private readonly JwsSignatureVerifier? _others;

    private Ed25519Signatures(JwsSignatureVerifier? others) => _others = others;

    /// <summary>The one verifier; safe for several threads.</summary>
    public static Ed25519Signatures Instance { get; } = new(null);

    /// <summary>The same, which leaves all other algorithms to another verifier: for tokens that may be signed in either way.</summary>
    /// <param name="others">What verifies the other algorithms.</param>
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
        // A key is a few bytes, and importing it costs nothing beside the signature.
        return PublicKey.TryImport(Curve.Ed25519, key.SubjectPublicKeyInfo.Span[^KeyBytes..], KeyBlobFormat.RawPublicKey, out var imported)
            && imported is not null
            && Curve.Ed25519.Verify(imported, signingInput, signature);
    }
}
