namespace CallbackGen.Testing;

/// <summary>A store does not do what every store does.</summary>
/// <param name="message">What it did.</param>
public sealed class CallbackStoreComplianceException(string message) : Exception(message);
