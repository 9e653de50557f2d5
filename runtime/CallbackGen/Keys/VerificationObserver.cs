using CallbackGen.Definitions;

namespace CallbackGen.Verification;

/// <summary>
/// Receives the values that a verification compares, so that tests can sign requests without a second implementation of the message's
/// rules. An observer cannot affect the result: a value that does not match is rejected in any case.
/// </summary>
internal abstract class VerificationObserver
{
    /// <summary>Called when a MAC, a digest or a token was compared with the request's.</summary>
    /// <param name="place">The verified part of the request.</param>
    /// <param name="keyId">The id of the key that computed it.</param>
    /// <param name="message">The signed message; empty for a token.</param>
    /// <param name="proof">The value that a genuine request contains.</param>
    public virtual void OnProof(VerifiedPlace place, string? keyId, ReadOnlySpan<byte> message, ReadOnlySpan<byte> proof) { }

    /// <summary>Called when the signatures of a request were verified with a public key.</summary>
    /// <param name="place">The verified part of the request.</param>
    /// <param name="keyId">The id of the key.</param>
    /// <param name="algorithm">The algorithm that the schema pins.</param>
    /// <param name="message">The message that must be signed.</param>
    /// <param name="isMatch">Whether one of the signatures was the key's.</param>
    public virtual void OnSignature(
        VerifiedPlace place,
        string keyId,
        SignatureAlgorithm algorithm,
        ReadOnlySpan<byte> message,
        bool isMatch
    )
    { }

    /// <summary>Called when a claim was compared with its required value.</summary>
    /// <param name="place">The verified part of the request.</param>
    /// <param name="claim">The claim's name.</param>
    /// <param name="expected">The required value.</param>
    public virtual void OnClaim(VerifiedPlace place, string claim, ReadOnlySpan<byte> expected) { }

    /// <summary>Called when a member of a token's header was compared with its required value.</summary>
    /// <param name="place">The verified part of the request.</param>
    /// <param name="name">The member's name.</param>
    /// <param name="expected">The required value.</param>
    public virtual void OnTokenHeader(VerifiedPlace place, string name, ReadOnlySpan<byte> expected) { }

    /// <summary>Called when two values that must be equal besides the signature were compared.</summary>
    /// <param name="place">The verified part of the request.</param>
    /// <param name="actualFrom">The source of the first value, as the schema writes it.</param>
    /// <param name="actual">The first value, filtered.</param>
    /// <param name="expectedFrom">The source of the second value.</param>
    /// <param name="expected">The second value, filtered.</param>
    public virtual void OnEquality(
        VerifiedPlace place,
        string actualFrom,
        ReadOnlySpan<byte> actual,
        string expectedFrom,
        ReadOnlySpan<byte> expected
    )
    { }
}

/// <summary>The verified part of a request.</summary>
/// <param name="Scheme">The zero-based index of the scheme among several.</param>
/// <param name="Item">The zero-based index of the callback among several; -1 when the request is a single callback.</param>
internal readonly record struct VerifiedPlace(int Scheme, int Item);
