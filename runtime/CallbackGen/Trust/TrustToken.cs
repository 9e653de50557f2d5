namespace CallbackGen;

/// <summary>
/// A parameter that only this assembly can pass to the constructors of messages. Reflection cannot pass a ref struct, and a serializer
/// finds no member to bind it to, so no other code can create a message.
/// </summary>
internal readonly ref struct TrustToken;
