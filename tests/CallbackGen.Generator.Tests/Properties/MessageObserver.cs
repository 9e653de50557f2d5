using CallbackGen.Verification;

namespace CallbackGen.Generator.Tests.Properties;

/// <summary>Records the message that a verification built, and the MAC that it expected.</summary>
internal sealed class MessageObserver : VerificationObserver
{
    /// <summary>Gets the message in hexadecimal; null where none was built.</summary>
    public string? Message { get; private set; }

    /// <summary>Gets the MAC in hexadecimal.</summary>
    public string Mac { get; private set; } = "";

    public override void OnProof(VerifiedPlace place, string? keyId, ReadOnlySpan<byte> message, ReadOnlySpan<byte> proof)
    {
        Message = Convert.ToHexString(message);
        Mac = Convert.ToHexString(proof);
    }
}
