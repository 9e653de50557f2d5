namespace CallbackGen.Verification;

/// <summary>
/// Verifies the signatures of tokens that a public key signs. The runtime itself has none: generated code hands it the one
/// of the package CallbackGen.IdentityModel. All that can be decided without cryptography is decided before it is asked.
/// </summary>
public abstract class JwsSignatureVerifier
{
    /// <summary>Whether a signature is a key's over a token.</summary>
    /// <param name="algorithm">The algorithm, which the schema pins and the token's header names.</param>
    /// <param name="key">A configured key that fits the algorithm: RSA for RS and PS, the one curve for ES and EdDSA.</param>
    /// <param name="signingInput">The token up to the last dot (RFC 7515, section 5.2).</param>
    /// <param name="signature">The signature, of the length that the algorithm and the key have.</param>
    /// <returns><see langword="false"/> when it is not; hostile input never throws.</returns>
    public abstract bool Verify(JwsAlgorithm algorithm, JwsPublicKey key, ReadOnlySpan<byte> signingInput, ReadOnlySpan<byte> signature);
}

/// <summary>A configured public key, for <see cref="JwsSignatureVerifier"/>. One key is one object for as long as it is configured.</summary>
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
                _ => 0, // a curve that no algorithm of tokens has
            };
    }

    /// <summary>The key (RFC 5280, section 4.1.2.7).</summary>
    public ReadOnlyMemory<byte> SubjectPublicKeyInfo { get; }

    /// <summary>Whether it is an RSA key; otherwise it is one of an elliptic curve.</summary>
    public bool IsRsa { get; }

    /// <summary>The one algorithm of the key's curve (RFC 7518, section 3.4); 0 for RSA, and for curves that have none.</summary>
    internal JwsAlgorithm Curve { get; }

    /// <summary>Whether the key is of the kind, and on the curve, that an algorithm needs.</summary>
    internal bool Fits(JwsAlgorithm algorithm) =>
        algorithm switch
        {
            >= JwsAlgorithm.RS256 and <= JwsAlgorithm.PS512 => IsRsa,
            >= JwsAlgorithm.ES256 => !IsRsa && Curve == algorithm,
            _ => false,
        };

    /// <summary>A signature has one length (RFC 8017, section 8; RFC 7518, section 3.4); 0 where no token is signed by the key.</summary>
    internal int SignatureBytes { get; }

    internal bool HasLength(ReadOnlySpan<byte> signature) => signature.Length == SignatureBytes;
}
