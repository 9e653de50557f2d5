namespace CallbackGen;

/// <summary>
/// What a message's constructor takes besides what the message holds. Reflection cannot pass a ref struct, and a serializer finds no
/// member to take one from, so that this runtime's own code alone makes messages.
/// </summary>
internal readonly ref struct TrustToken;
