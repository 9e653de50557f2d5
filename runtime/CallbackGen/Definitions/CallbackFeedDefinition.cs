using CallbackGen.Definitions;

namespace CallbackGen;

/// <summary>The contents of a schema file's <c>callback</c> part, as the generator parsed it: a property for each keyword.</summary>
public sealed class CallbackFeedDefinition
{
    /// <summary>The feed's name: provider and feed, lower case, joined by a dot.</summary>
    public required string Name { get; init; }

    /// <summary>The provider as the schema spells it.</summary>
    public required string Provider { get; init; }

    /// <summary>The feed as the schema spells it.</summary>
    public required string Feed { get; init; }

    /// <summary>The URL of the provider's documentation, or null.</summary>
    public string? Source { get; init; }

    /// <summary>
    /// What the schema is based on, or null if it does not say: <c>vector</c> (a published signature with its key), <c>capture</c> (a
    /// request that the provider sent to an account of the author) or <c>documentation</c>.
    /// </summary>
    public string? Evidence { get; init; }

    /// <summary>The accepted methods and content types. Other requests are refused with status 405 or 415.</summary>
    public required IReadOnlyList<CallbackTransport> Receive { get; init; }

    /// <summary>
    /// The methods and content types of the provider's handshake at the feed's address; empty when the schema declares no handshake.
    /// </summary>
    public IReadOnlyList<CallbackTransport> ReceiveChallenge { get; init; } = [];

    /// <summary>
    /// Whether every request that matches <see cref="ReceiveChallenge"/> is a handshake, because the schema states no further condition.
    /// </summary>
    public bool AnswersAnyChallenge { get; init; }

    /// <summary>The proof of a handshake; null when the schema declares no handshake or no proof for it.</summary>
    public CallbackProof? ChallengeProof { get; init; }

    /// <summary>The keys that must be configured.</summary>
    public IReadOnlyList<CallbackKeyDefinition> Keys { get; init; } = [];

    /// <summary>The name of the verification scheme in the schema, for example <c>hmac</c>.</summary>
    public required string Scheme { get; init; }

    /// <summary>
    /// The source of the signature or token, as the schema writes it, for example <c>body:/checksum</c>; null when nothing is signed.
    /// </summary>
    public string? SignatureFrom { get; init; }

    /// <summary>The alternative proofs of a callback, of which one must succeed; empty when nothing is signed.</summary>
    public IReadOnlyList<CallbackProof> Proofs { get; init; } = [];

    /// <summary>JSON pointers (RFC 6901) of the payload members that the signature does not cover.</summary>
    public IReadOnlyList<string> UnsignedMembers { get; init; } = [];

    /// <summary>
    /// Whether the signature does not cover undeclared members, so that they are stored on the receipt instead of in the payload.
    /// </summary>
    public bool UnknownMembersUnsigned { get; init; }

    /// <summary>
    /// Whether the signature covers the payload as received, including the form of each value and undeclared members.
    /// </summary>
    /// <remarks>
    /// In such a payload, a member that only the handler uses is read as null when its value does not have the form that the schema states;
    /// <see cref="CallbackReceipt.UnfitMembers"/> contains the received value. An unpaired surrogate in such a member is read as U+FFFD.
    /// </remarks>
    public bool SignedAsReceived { get; init; }

    /// <summary>
    /// The names of the IANA time zones in which the payload's local times are interpreted. The operating system must provide them.
    /// </summary>
    public IReadOnlyList<string> TimeZones { get; init; } = [];

    /// <summary>
    /// The objects and arrays of the payload that are filled from form fields with bracketed names, as PHP writes them: <c>items[0]</c>,
    /// <c>items[]</c>, <c>meta[a][b]</c>.
    /// </summary>
    public IReadOnlyList<string> NestedFields { get; init; } = [];

    /// <summary>
    /// A JSON pointer (RFC 6901) to the payload within the body; empty when the body is the payload. One of its segments may be <c>*</c>:
    /// then each element of the array at that position is an item, a callback of its own.
    /// </summary>
    public string PayloadPointer { get; init; } = "";

    /// <summary>Whether a request contains several callbacks: each element of the array that the payload pointer names is one.</summary>
    public bool HasItems => ItemsAt >= 0;

    /// <summary>The index of the segment <c>/*</c> in the payload pointer, or -1 when the request is a single callback.</summary>
    internal int ItemsAt
    {
        get
        {
            var index = PayloadPointer.IndexOf("/*", StringComparison.Ordinal);
            return index >= 0 && (index + 2 == PayloadPointer.Length || PayloadPointer[index + 2] == '/') ? index : -1;
        }
    }

    /// <summary>
    /// Whether a field name may appear several times in a form or query; otherwise such a request is rejected. A field that is declared,
    /// signed or named by the schema must appear once in any case.
    /// </summary>
    public bool AllowRepeatedFields { get; init; }

    /// <summary>
    /// Whether every alternative proof signs all of the content as received: the raw body, or the URL of a feed that arrives as a query.
    /// Then bytes that are not parsed, such as a byte order mark, are signed too, and a request with zero items is proven.
    /// </summary>
    public bool SignsContent { get; init; }

    /// <summary>Whether no part of a request is signed, so that any sender of one request can send any other.</summary>
    internal bool SignsNothing => Scheme is "token" or "none";

    /// <summary>
    /// Whether at least one alternative proof signs no part of the content, such as a token without claims about it: such a proof
    /// identifies the sender and says nothing about the content.
    /// </summary>
    public bool SignsNoContent { get; init; }

    /// <summary>Whether a payload can come from an attacker although the request's proof succeeds.</summary>
    internal bool ProvesNoContent => SignsNothing || SignsNoContent;

    /// <summary>
    /// Whether each item carries its own proof; otherwise one proof covers the whole request, or there is none.
    /// </summary>
    internal bool ItemsAreProvenSingly => HasItems && Proofs.Count > 0 && Proofs.All(proof => IsInItem(proof.From));

    /// <summary>
    /// The names of the payload's members when it arrives as the body or the query. A rejection names a member by these names, never by the
    /// sender's text.
    /// </summary>
    public IReadOnlyList<string> FieldNames { get; init; } = [];

    /// <summary>Whether the URL is signed, so that the public address that the provider calls must be configured.</summary>
    public bool SignsUrl { get; init; }

    /// <summary>
    /// The source of the text that names the event, as the schema writes it, for example <c>header:X-Event</c>; null when a member of the
    /// payload names it, or when the feed has one kind of payload.
    /// </summary>
    public string? EventFrom { get; init; }

    /// <summary>
    /// Whether the schema states conditions that select the feed's requests among those of other feeds, so that the feeds can share an
    /// address. A request that does not satisfy them is rejected at every address of the feed.
    /// </summary>
    public bool HasSelection { get; init; }

    /// <summary>
    /// Whether the schema file has errors. Its contents cannot be relied on then, and every request is rejected with
    /// <see cref="CallbackRejectionReason.SchemaInvalid"/>.
    /// </summary>
    public bool HasErrors { get; init; }

    /// <summary>The largest body that is read, in bytes.</summary>
    public int MaxBodyBytes { get; init; } = 64 * 1024;

    /// <summary>Returns whether a source, as the schema writes it, is within an item.</summary>
    private bool IsInItem(string from) =>
        from.StartsWith("payload:", StringComparison.Ordinal)
        || (
            from.StartsWith("body:", StringComparison.Ordinal)
            && from.AsSpan("body:".Length) is var pointer
            && pointer.StartsWith(PayloadPointer, StringComparison.Ordinal)
            && (pointer.Length == PayloadPointer.Length || pointer[PayloadPointer.Length] == '/')
        );

    /// <summary>The answer to a handled callback.</summary>
    public CallbackAcknowledgement Acknowledge { get; init; } = new();

    /// <summary>
    /// The name that replaces <see cref="Name"/> in the keys of the feed's events: the provider and the schema's <c>event</c>, in lower
    /// case, joined by a dot, for example <c>acme.payment</c>. <see langword="null"/> when the feed shares no event.
    /// </summary>
    /// <remarks>
    /// Feeds that report the same event share this name, so that all of their callbacks about an event have the same key. It is used in the
    /// idempotency keys of feeds whose signature covers every member, and in the keys of confirmed callbacks.
    /// </remarks>
    public string? Event { get; init; }

    /// <summary>
    /// Whether the schema of a feed whose signature does not cover every member lists, as <c>confirmedKey</c>, the members that identify a
    /// confirmed event.
    /// </summary>
    public bool HasConfirmedKey { get; init; }

    /// <summary>Whether the schema marks a member as <c>sensitive</c>, so that stores of callbacks encrypt them.</summary>
    public bool HasSensitiveMembers { get; init; }

    /// <summary>The roles that the schema assigns to members, in the order of their numbers.</summary>
    public IReadOnlyList<CallbackRole> Roles { get; init; } = [];

    /// <summary>
    /// The roles of members that are <c>sensitive</c>, or that are within a <c>sensitive</c> value, in any of the payload's event types; in
    /// the order of their numbers.
    /// </summary>
    public IReadOnlyList<CallbackRole> SensitiveRoles { get; init; } = [];

    /// <summary>
    /// The roles of members that the signature does not cover, so that any sender can have written their values; in the order of their
    /// numbers.
    /// </summary>
    public IReadOnlyList<CallbackRole> UnsignedRoles { get; init; } = [];

    /// <summary>How long the provider redelivers a callback, or null when the schema does not state it.</summary>
    public CallbackRetry? Retry { get; init; }

    /// <summary>
    /// Identifies the version of the feed's schema: the first 16 hexadecimal digits, in lower case, of a SHA-256 (RFC 6234). The hashed
    /// text is that of the file in UTF-8, without the white space between its values (RFC 8259, section 2). Empty when the feed was not
    /// generated from a file.
    /// </summary>
    public string SchemaDigest { get; init; } = "";

    /// <summary>
    /// How a genuine callback that cannot be read is answered, once it is stored. <see cref="CallbackUnreadable.Acknowledge"/> is possible
    /// only when such callbacks can be distinguished from forged ones and the feed's acknowledgement is constant.
    /// </summary>
    public CallbackUnreadable Unreadable { get; init; }

    /// <summary>The documentation of the feed, from the schema's <c>description</c>, or null.</summary>
    public string? Description { get; init; }
}
