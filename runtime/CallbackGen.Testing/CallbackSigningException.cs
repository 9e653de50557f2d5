namespace CallbackGen.Testing;

/// <summary>A request cannot be signed: whatever signature it carries, the feed's verification refuses it.</summary>
public sealed class CallbackSigningException : Exception
{
    internal CallbackSigningException(string message, CallbackRejection? rejection = null, Exception? inner = null)
        : base(rejection is null ? message : $"{message} {rejection}", inner) => Rejection = rejection;

    /// <summary>Why the feed's verification refuses the request; null when something else is missing, such as a private key.</summary>
    public CallbackRejection? Rejection { get; }
}
