namespace CallbackGen.Testing;

/// <summary>Thrown when a request cannot be signed: the feed's verification rejects it with any signature.</summary>
public sealed class CallbackSigningException : Exception
{
    internal CallbackSigningException(string message, CallbackRejection? rejection = null, Exception? inner = null)
        : base(rejection is null ? message : $"{message} {rejection}", inner) => Rejection = rejection;

    /// <summary>Why the feed's verification rejects the request; null for another reason, such as a missing private key.</summary>
    public CallbackRejection? Rejection { get; }
}
