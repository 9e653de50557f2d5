using CallbackGen.Verification;

namespace CallbackGen.Generator.Tests.Properties;

/// <summary>Keeps the message that a verification made, and the code that it would have taken.</summary>
internal sealed class MessageObserver : VerificationObserver
{
    /// <summary>The message in hexadecimal; null where none was made.</summary>
    public string? Message { get; private set; }

    /// <summary>The code in hexadecimal.</summary>
    public string Mac { get; private set; } = "";

    public override void OnProof(VerifiedPlace place, string? keyId, ReadOnlySpan<byte> message, ReadOnlySpan<byte> proof)
    {
        Message = Convert.ToHexString(message);
        Mac = Convert.ToHexString(proof);
    }
}
