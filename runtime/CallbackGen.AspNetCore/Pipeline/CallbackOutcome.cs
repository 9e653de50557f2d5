namespace CallbackGen.AspNetCore;

/// <summary>What a request turned out to be. The cases are those in this class and no others.</summary>
internal abstract record CallbackOutcome
{
    private CallbackOutcome() { }

    /// <summary>A genuine request of a feed.</summary>
    /// <param name="Feed">The feed.</param>
    /// <param name="Callbacks">Its callbacks: one, or each item of a feed of items that can be read, at least one.</param>
    public sealed record Verified(CallbackFeed Feed, IReadOnlyList<CallbackMessage> Callbacks) : CallbackOutcome
    {
        /// <summary>The keys that the feed verified them with: the configured ones, and those that were looked up or fetched for the request.</summary>
        public required CallbackKeys Keys { get; init; }

        /// <summary>
        /// Items that are genuine and refused, by their numbers: the schema does not accept them, or they are late. There are some only
        /// where each item proves itself, and where something keeps them apart from the callbacks.
        /// </summary>
        public IReadOnlyList<(int Item, CallbackRejection Rejection)> Unreadable { get; init; } = [];

        /// <summary>What keeps them, with what they came in; null where they are handled while the provider waits.</summary>
        public (CallbackKeeper Keeper, CallbackRequest Request)? Kept { get; init; }
    }

    /// <summary>A genuine request of a feed of items that holds none.</summary>
    /// <param name="Feed">The feed.</param>
    /// <param name="Request">The proof, and the acknowledgement.</param>
    public sealed record Empty(CallbackFeed Feed, EmptyRequest Request) : CallbackOutcome;

    /// <summary>A provider's handshake, for which the feed has made an answer.</summary>
    /// <param name="Feed">The feed.</param>
    /// <param name="Handshake">The proof, and the answer.</param>
    public sealed record Greeted(CallbackFeed Feed, AnsweredHandshake Handshake) : CallbackOutcome;

    /// <summary>A handshake that does not prove itself.</summary>
    /// <param name="Feed">The feed.</param>
    /// <param name="Rejection">Why.</param>
    public sealed record HandshakeRefused(CallbackFeed Feed, CallbackRejection Rejection) : CallbackOutcome;

    /// <summary>A request that is not accepted.</summary>
    /// <param name="Name">The feed's name, or the address's where it is not known of which feed it is.</param>
    /// <param name="Rejection">Why.</param>
    /// <param name="HowToConfigure">What to configure where a key is missing; empty otherwise.</param>
    public sealed record Refused(string Name, CallbackRejection Rejection, string HowToConfigure = "") : CallbackOutcome
    {
        /// <summary>The feed, with the keys that it was verified with; null where it is not known of which feed the request is.</summary>
        public (CallbackFeed Feed, CallbackKeys Keys)? Tried { get; init; }

        /// <summary>What may keep it although it is refused, with what it came in; null where its proof does not hold, or nothing keeps it.</summary>
        public (CallbackKeeper Keeper, CallbackRequest Request)? Kept { get; init; }

        /// <summary>The bytes of the body, where somebody is to see them; otherwise none.</summary>
        public ReadOnlyMemory<byte> Body { get; init; }

        /// <summary>The length of the body in bytes; null where it was not read.</summary>
        public int? Length { get; init; }
    }

    /// <summary>A request whose sender went away before it was verified, so that nobody waits for an answer.</summary>
    /// <param name="Failure">How that was noticed.</param>
    public sealed record SenderGone(Exception Failure) : CallbackOutcome;
}
