namespace CallbackGen.AspNetCore;

/// <summary>The result of verifying a request. The cases are the nested types of this class.</summary>
internal abstract record CallbackOutcome
{
    private CallbackOutcome() { }

    /// <summary>A genuine request of a feed.</summary>
    /// <param name="Feed">The feed.</param>
    /// <param name="Callbacks">Its callbacks: one, or for a feed of items each readable item; at least one.</param>
    public sealed record Verified(CallbackFeed Feed, IReadOnlyList<CallbackMessage> Callbacks) : CallbackOutcome
    {
        /// <summary>The keys with which the feed verified them: configured, looked up or fetched.</summary>
        public required CallbackKeys Keys { get; init; }

        /// <summary>
        /// Genuine items that were rejected, by their index: they do not match the schema, or they are late. Not empty only if each
        /// item has its own proof and the endpoint stores its callbacks.
        /// </summary>
        public IReadOnlyList<(int Item, CallbackRejection Rejection)> Unreadable { get; init; } = [];

        /// <summary>
        /// The store of the callbacks, with a copy of the request; null when they are handled while the provider waits.
        /// </summary>
        public (CallbackKeeper Keeper, CallbackRequest Request)? Kept { get; init; }
    }

    /// <summary>A genuine request of a feed of items that contains no item.</summary>
    /// <param name="Feed">The feed.</param>
    /// <param name="Request">The proof, and the acknowledgement.</param>
    public sealed record Empty(CallbackFeed Feed, EmptyRequest Request) : CallbackOutcome;

    /// <summary>A provider's handshake, for which the feed has computed a response.</summary>
    /// <param name="Feed">The feed.</param>
    /// <param name="Handshake">The proof, and the response.</param>
    public sealed record Greeted(CallbackFeed Feed, AnsweredHandshake Handshake) : CallbackOutcome;

    /// <summary>A handshake without a valid proof.</summary>
    /// <param name="Feed">The feed.</param>
    /// <param name="Rejection">Why it is refused.</param>
    public sealed record HandshakeRefused(CallbackFeed Feed, CallbackRejection Rejection) : CallbackOutcome;

    /// <summary>A request that is not accepted.</summary>
    /// <param name="Name">The feed's name, or the name of the address if the feed is not known.</param>
    /// <param name="Rejection">Why it is refused.</param>
    /// <param name="HowToConfigure">What to configure when a key is missing; otherwise empty.</param>
    public sealed record Refused(string Name, CallbackRejection Rejection, string HowToConfigure = "") : CallbackOutcome
    {
        /// <summary>The feed, with the keys with which the request was verified; null when the feed is not known.</summary>
        public (CallbackFeed Feed, CallbackKeys Keys)? Tried { get; init; }

        /// <summary>
        /// The store that may quarantine it, with a copy of the request; null when its proof is invalid or the endpoint stores no
        /// callbacks.
        /// </summary>
        public (CallbackKeeper Keeper, CallbackRequest Request)? Kept { get; init; }

        /// <summary>The bytes of the body that a hook or an observer receives; otherwise empty.</summary>
        public ReadOnlyMemory<byte> Body { get; init; }

        /// <summary>The length of the body in bytes; null when it was not read.</summary>
        public int? Length { get; init; }
    }

    /// <summary>A request whose client disconnected before it was verified, so that no response can be delivered.</summary>
    /// <param name="Failure">The exception that showed it.</param>
    public sealed record SenderGone(Exception Failure) : CallbackOutcome;
}
