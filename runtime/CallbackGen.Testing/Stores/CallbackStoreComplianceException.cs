namespace CallbackGen.Testing;

/// <summary>Thrown when a store does not satisfy a requirement of every store.</summary>
/// <param name="message">The store's behaviour.</param>
public sealed class CallbackStoreComplianceException(string message) : Exception(message);
