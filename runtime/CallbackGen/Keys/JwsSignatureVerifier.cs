using CallbackGen.Definitions;

namespace CallbackGen;

/// <summary>
/// Verifies the public-key signatures of tokens. The runtime has no implementation: generated code passes the one of the package
/// CallbackGen.IdentityModel or CallbackGen.Ed25519. The runtime makes every check that needs no cryptography before it calls the verifier.
/// </summary>
public abstract class JwsSignatureVerifier
{
    /// <summary>Returns whether a signature is a key's signature of a token.</summary>
    /// <param name="algorithm">The algorithm, which the schema pins and the token's header names.</param>
    /// <param name="key">A configured key that fits the algorithm: RSA for RS and PS, the algorithm's curve for ES and EdDSA.</param>
    /// <param name="signingInput">The token up to the last dot (RFC 7515, section 5.2).</param>
    /// <param name="signature">The signature, of the length that the algorithm and the key require.</param>
    /// <returns><see langword="false"/> when it is not. Hostile input never throws.</returns>
    public abstract bool Verify(JwsAlgorithm algorithm, JwsPublicKey key, ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature);
}

/// <summary>
/// A configured public key, for <see cref="JwsSignatureVerifier"/>. A key is represented by the same object as long as it is configured.
/// </summary>
public sealed class JwsPublicKey
{
    internal JwsPublicKey(byte[] subjectPublicKeyInfo, int rsaBits, JwsAlgorithm curve)
    {
        SubjectPublicKeyInfo = subjectPublicKeyInfo;
        Curve = curve;
        IsRsa = rsaBits > 0;
        SignatureBytes = IsRsa
            ? (rsaBits + 7) / 8
            : curve switch
            {
                JwsAlgorithm.ES256 or JwsAlgorithm.EdDSA => 64,
                JwsAlgorithm.ES384 => 96,
                JwsAlgorithm.ES512 => 132,
                _ => 0, // a curve that no token algorithm uses
            };
    }

    /// <summary>The key as SubjectPublicKeyInfo (RFC 5280, section 4.1.2.7), in DER.</summary>
    public ReadOnlyMemory<byte> SubjectPublicKeyInfo { get; }

    /// <summary>Whether it is an RSA key; otherwise it is an elliptic-curve key.</summary>
    public bool IsRsa { get; }

    /// <summary>The only algorithm of the key's curve (RFC 7518, section 3.4); 0 for RSA, and for curves without one.</summary>
    internal JwsAlgorithm Curve { get; }

    /// <summary>Returns whether the key is of the kind, and on the curve, that an algorithm needs.</summary>
    internal bool Fits(JwsAlgorithm algorithm) =>
        algorithm switch
        {
            >= JwsAlgorithm.RS256 and <= JwsAlgorithm.PS512 => IsRsa,
            >= JwsAlgorithm.ES256 => !IsRsa && Curve == algorithm,
            _ => false,
        };

    /// <summary>
    /// The fixed length of the key's signatures, in bytes (RFC 8017, section 8; RFC 7518, section 3.4); 0 when the key cannot sign tokens.
    /// </summary>
    internal int SignatureBytes { get; }

    internal bool HasLength(ReadOnlySpan<byte> signature) => signature.Length == SignatureBytes;
}
