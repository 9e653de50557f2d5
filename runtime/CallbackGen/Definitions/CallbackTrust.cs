namespace CallbackGen;

/// <summary>The trust levels that a verifier can establish.</summary>
public enum CallbackTrust
{
    /// <summary>The callback arrived; nothing is proven.</summary>
    Received = 1,

    /// <summary>The sender is proven to have the key; the signature does not cover some members.</summary>
    Authenticated,

    /// <summary>The signature covers every member.</summary>
    Verified,
}
