namespace CallbackGen.Verification;

/// <summary>
/// Is told what a verification compares, so that tests can sign requests without a second copy of the message's rules.
/// It is told and never asked: whatever it does, what does not match is refused.
/// </summary>
internal abstract class VerificationObserver
{
    /// <summary>A code, a digest or a token was compared with what the request carries.</summary>
    /// <param name="place">What of the request was verified.</param>
    /// <param name="keyId">The key that made it.</param>
    /// <param name="message">What was signed; empty for a token.</param>
    /// <param name="proof">What the request must carry to be genuine.</param>
    public virtual void OnProof(VerifiedPlace place, string? keyId, ReadOnlySpan<byte> message, ReadOnlySpan<byte> proof) { }

    /// <summary>The signatures of a request were held against a public key.</summary>
    /// <param name="place">What of the request was verified.</param>
    /// <param name="keyId">The key.</param>
    /// <param name="algorithm">The algorithm that the schema pins.</param>
    /// <param name="message">What must be signed.</param>
    /// <param name="isMatch">Whether one of them was the key's.</param>
    public virtual void OnSignature(
        VerifiedPlace place,
        string keyId,
        SignatureAlgorithm algorithm,
        ReadOnlySpan<byte> message,
        bool isMatch
    ) { }

    /// <summary>A claim was compared with what it must be.</summary>
    /// <param name="place">What of the request was verified.</param>
    /// <param name="claim">The claim's name.</param>
    /// <param name="expected">What it must be.</param>
    public virtual void OnClaim(VerifiedPlace place, string claim, ReadOnlySpan<byte> expected) { }

    /// <summary>A member of a token's header was compared with what it must be.</summary>
    /// <param name="place">What of the request was verified.</param>
    /// <param name="name">The member's name.</param>
    /// <param name="expected">What it must be.</param>
    public virtual void OnTokenHeader(VerifiedPlace place, string name, ReadOnlySpan<byte> expected) { }

    /// <summary>Two values were compared that must be equal besides the signature.</summary>
    /// <param name="place">What of the request was verified.</param>
    /// <param name="actualFrom">The source of the one, as the schema writes it.</param>
    /// <param name="actual">The one, filtered.</param>
    /// <param name="expectedFrom">The source of the other.</param>
    /// <param name="expected">The other, filtered.</param>
    public virtual void OnEquality(
        VerifiedPlace place,
        string actualFrom,
        ReadOnlySpan<byte> actual,
        string expectedFrom,
        ReadOnlySpan<byte> expected
    ) { }
}

/// <summary>What of a request is verified.</summary>
/// <param name="Scheme">Which of several schemes, counted from 0.</param>
/// <param name="Item">Which of several callbacks, counted from 0; -1 where the request is one.</param>
internal readonly record struct VerifiedPlace(int Scheme, int Item);
