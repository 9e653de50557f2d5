using CallbackGen.Verification;

namespace CallbackGen;

/// <summary>What a schema file's <c>callback</c> part says, as the compiler read it.</summary>
// A description: a property for each keyword of the callback part.
public sealed class CallbackFeedDefinition
{
    /// <summary>The feed's name: provider and feed, lower case, joined by a dot.</summary>
    public required string Name { get; init; }

    /// <summary>The provider as the schema spells it.</summary>
    public required string Provider { get; init; }

    /// <summary>The feed as the schema spells it.</summary>
    public required string Feed { get; init; }

    /// <summary>The provider's documentation, or null.</summary>
    public string? Source { get; init; }

    /// <summary>What arrives; anything else is refused with 405 or 415.</summary>
    public required IReadOnlyList<CallbackTransport> Receive { get; init; }

    /// <summary>How the provider's handshake arrives at the feed's address; empty when the schema knows of none.</summary>
    public IReadOnlyList<CallbackTransport> ReceiveChallenge { get; init; } = [];

    /// <summary>Whether every request that arrives as <see cref="ReceiveChallenge"/> says is a handshake: the schema names no condition.</summary>
    public bool AnswersAnyChallenge { get; init; }

    /// <summary>How a handshake proves itself; null when it does not, or there is none.</summary>
    public CallbackProof? ChallengeProof { get; init; }

    /// <summary>The keys that must be configured.</summary>
    public IReadOnlyList<CallbackKeyDefinition> Keys { get; init; } = [];

    /// <summary>The verification scheme's name in the schema, for example <c>hmac</c>.</summary>
    public required string Scheme { get; init; }

    /// <summary>Where the signature or token stands, as the schema writes it, for example <c>body:/checksum</c>; null when nothing is signed.</summary>
    public string? SignatureFrom { get; init; }

    /// <summary>The ways in which a callback proves itself, of which one must hold; none when nothing is signed.</summary>
    public IReadOnlyList<CallbackProof> Proofs { get; init; } = [];

    /// <summary>JSON pointers (RFC 6901) of the payload members outside the signature.</summary>
    public IReadOnlyList<string> UnsignedMembers { get; init; } = [];

    /// <summary>Whether undeclared members are outside the signature, so that they are kept on the receipt instead of in the payload.</summary>
    public bool UnknownMembersUnsigned { get; init; }

    /// <summary>
    /// Whether the signature is over the payload as it was received, the form of each value and undeclared members included. Then a
    /// member that nothing but the handler uses reads as null where its value has another form than the schema says, and
    /// <see cref="CallbackReceipt.UnfitMembers"/> keeps what arrived; and half of a surrogate pair in such a member is U+FFFD.
    /// </summary>
    public bool SignedAsReceived { get; init; }

    /// <summary>The names of the IANA time zones by whose rules local times of the payload are read, so that the system must have them.</summary>
    public IReadOnlyList<string> TimeZones { get; init; } = [];

    /// <summary>
    /// The objects and arrays of the payload that fields fill by names in brackets, as PHP writes them: <c>items[0]</c>,
    /// <c>items[]</c>, <c>meta[a][b]</c>.
    /// </summary>
    public IReadOnlyList<string> NestedFields { get; init; } = [];

    /// <summary>
    /// A JSON pointer (RFC 6901) to the payload's place in the body; empty when the body is the payload. One of its
    /// segments may be <c>*</c>: then each element of the array there is an item, a callback of its own.
    /// </summary>
    public string PayloadPointer { get; init; } = "";

    /// <summary>Whether a request holds several callbacks: each element of the array that the payload pointer names is one.</summary>
    public bool HasItems => ItemsAt >= 0;

    /// <summary>Where the segment <c>/*</c> stands in the payload pointer, or -1 when the request is one callback.</summary>
    internal int ItemsAt
    {
        get
        {
            var index = PayloadPointer.IndexOf("/*", StringComparison.Ordinal);
            return index >= 0 && (index + 2 == PayloadPointer.Length || PayloadPointer[index + 2] == '/') ? index : -1;
        }
    }

    /// <summary>
    /// Whether a field of a form or query may stand several times; otherwise such a request is refused. One that is declared,
    /// signed or asked for by its name must stand once all the same.
    /// </summary>
    public bool AllowRepeatedFields { get; init; }

    /// <summary>
    /// Whether every way of proof signs all of the content as it was received: the raw body, or the URL of a feed that arrives
    /// as a query. Then what is not read, such as a byte-order mark, is signed too, and a request without items is proven.
    /// </summary>
    public bool SignsContent { get; init; }

    /// <summary>Whether nothing of a request is signed, so that whoever can send one can send any other.</summary>
    internal bool SignsNothing => Scheme is "token" or "none";

    /// <summary>
    /// Whether a way of proof signs nothing of the content, such as a token that names nothing of it: then it says who sends, and
    /// nothing about what is sent.
    /// </summary>
    public bool SignsNoContent { get; init; }

    /// <summary>Whether anybody may have written the payload of a request whose proof holds.</summary>
    internal bool ProvesNoContent => SignsNothing || SignsNoContent;

    /// <summary>
    /// Whether each item carries its own proof; otherwise one proof is that of the whole request, or there is none.
    /// </summary>
    internal bool ItemsAreProvenSingly => HasItems && Proofs.Count > 0 && Proofs.All(proof => IsInItem(proof.From));

    /// <summary>The names of the payload's members where it is the body or the query: a rejection names a member by them, and never by what the sender wrote.</summary>
    public IReadOnlyList<string> FieldNames { get; init; } = [];

    /// <summary>Whether the URL is signed, so that the address which the provider calls must be configured.</summary>
    public bool SignsUrl { get; init; }

    /// <summary>
    /// Whether the schema says how a request of the feed is told from those of others, so that the feeds can share an
    /// address. A request that is told to be another's is refused at every address of the feed.
    /// </summary>
    public bool HasSelection { get; init; }

    /// <summary>
    /// Whether the schema file has errors: what it says cannot be relied on, and every request is refused with
    /// <see cref="CallbackRejectionReason.SchemaInvalid"/>.
    /// </summary>
    public bool HasErrors { get; init; }

    /// <summary>The largest body that is read, in bytes.</summary>
    public int MaxBodyBytes { get; init; } = 64 * 1024;

    /// <summary>Whether a place lies within an item, as the schema writes it.</summary>
    private bool IsInItem(string from) =>
        from.StartsWith("payload:", StringComparison.Ordinal)
        || (
            from.StartsWith("body:", StringComparison.Ordinal)
            && from.AsSpan("body:".Length) is var pointer
            && pointer.StartsWith(PayloadPointer, StringComparison.Ordinal)
            && (pointer.Length == PayloadPointer.Length || pointer[PayloadPointer.Length] == '/')
        );

    /// <summary>What a handled callback is answered with.</summary>
    public CallbackAcknowledgement Acknowledge { get; init; } = new();

    /// <summary>
    /// What the feed's events are named by in their keys instead of <see cref="Name"/>: lower case, the provider and what the schema's
    /// <c>event</c> says, joined by a dot, for example <c>acme.payment</c>. Feeds that tell of one event share it, so that what each of
    /// them tells has one key. It stands in the idempotency keys of feeds whose signature covers every member, and in the keys of what the
    /// provider confirmed. <see langword="null"/> when the feed's events are its own.
    /// </summary>
    public string? Event { get; init; }

    /// <summary>Whether the schema names by <c>confirmedKey</c> the event that a provider's API confirms, of a feed whose signature leaves members out.</summary>
    public bool HasConfirmedKey { get; init; }

    /// <summary>Whether the schema says of a member that it is <c>sensitive</c>, so that what keeps callbacks encrypts them.</summary>
    public bool HasSensitiveMembers { get; init; }

    /// <summary>The roles that the schema gives to members, in the order of their numbers.</summary>
    public IReadOnlyList<CallbackRole> Roles { get; init; } = [];

    /// <summary>
    /// The roles that are played by members which the schema calls <c>sensitive</c>, or which lie within something that it calls so, in any
    /// of the payload's events; in the order of their numbers.
    /// </summary>
    public IReadOnlyList<CallbackRole> SensitiveRoles { get; init; } = [];

    /// <summary>The roles that are played by members outside the signature, so that what they say is anybody's claim; in the order of their numbers.</summary>
    public IReadOnlyList<CallbackRole> UnsignedRoles { get; init; } = [];

    /// <summary>How long duplicates may come, or null when the schema does not say.</summary>
    public CallbackRetry? Retry { get; init; }

    /// <summary>
    /// Tells versions of the feed's schema apart: the first 16 hexadecimal digits, lower case, of the SHA-256 (RFC 6234) of the file's text in
    /// UTF-8 without the white space between its values (RFC 8259, section 2). Empty where the feed was not made of a file.
    /// </summary>
    public string SchemaDigest { get; init; } = "";

    /// <summary>
    /// How a callback is answered that is genuine and cannot be read, once it is kept. <see cref="CallbackUnreadable.Acknowledge"/> only
    /// where such callbacks can be told from forged ones, and the acknowledgement is the same for all.
    /// </summary>
    public CallbackUnreadable Unreadable { get; init; }

    /// <summary>The documentation of the feed, from the schema's <c>description</c>, or null.</summary>
    public string? Description { get; init; }
}

/// <summary>One way in which a feed arrives.</summary>
/// <param name="Method">The HTTP method, upper case.</param>
/// <param name="Content">How the payload is written.</param>
public sealed record CallbackTransport(string Method, CallbackContent Content)
{
    /// <summary>The media types with which the content arrives besides its usual ones, without parameters and in lower case.</summary>
    public IReadOnlyList<string> MediaTypes { get; init; } = [];

    /// <summary>The name of the charset that the fields of a form are written in, lower case; null where it is UTF-8 or a field names it.</summary>
    public string? Charset { get; init; }

    /// <summary>The field of the form that names its charset, as the schema writes it, for example <c>body:/charset</c>; or null.</summary>
    public string? CharsetFrom { get; init; }

    /// <summary>Whether a request may arrive in this way and in another: by its method, and as the same content.</summary>
    /// <param name="other">The other way.</param>
    internal bool Meets(CallbackTransport other) => Method == other.Method && Content == other.Content;
}

/// <summary>How a payload is written in a request.</summary>
public enum CallbackContent
{
    /// <summary>A JSON body (RFC 8259): <c>application/json</c> or a <c>+json</c> type.</summary>
    Json = 1,

    /// <summary>A form body: <c>application/x-www-form-urlencoded</c> (WHATWG URL Standard, UTF-8).</summary>
    Form,

    /// <summary>The query of the request's URL.</summary>
    Query,

    /// <summary>A body of any type that is read as one text, in UTF-8.</summary>
    Text,

    /// <summary>
    /// A flat XML body (XML 1.0, in UTF-8): <c>application/xml</c> or <c>text/xml</c>. The elements within the root are the
    /// fields, and hold text only.
    /// </summary>
    Xml,

    /// <summary>
    /// A form body of flat text fields as <c>multipart/form-data</c> (RFC 7578): no files, no nested parts, no transfer encodings.
    /// </summary>
    Multipart,
}

/// <summary>How a key's configured text becomes bytes.</summary>
public enum CallbackKeyEncoding
{
    /// <summary>The text's UTF-8 bytes.</summary>
    Utf8 = 1,

    /// <summary>Hexadecimal, either case.</summary>
    Hex,

    /// <summary>Base64 with padding (RFC 4648, section 4).</summary>
    Base64,

    /// <summary>
    /// A public key in PEM (RFC 7468): a <c>PUBLIC KEY</c>, <c>RSA PUBLIC KEY</c> or <c>CERTIFICATE</c> block. A line break
    /// may also be written as a backslash and an <c>n</c>, as in configuration that holds one line.
    /// </summary>
    Pem,

    /// <summary>A public key as the base64 of its SubjectPublicKeyInfo (RFC 5280, section 4.1.2.7).</summary>
    Spki,

    /// <summary>An RSA or EC public key as a JSON Web Key (RFC 7517; RFC 7518, section 6).</summary>
    Jwk,

    /// <summary>A JSON Web Key Set (RFC 7517, section 5) of RSA and EC public keys; a token's <c>kid</c> chooses among them.</summary>
    Jwks,

    /// <summary>The 32 bytes of an Ed25519 public key (RFC 8032, section 5.1.5) in hexadecimal digits.</summary>
    RawHex,

    /// <summary>The same in base64 (RFC 4648, section 4).</summary>
    RawBase64,
}

/// <summary>What is made of a key's decoded bytes before it is used.</summary>
public enum CallbackKeyDerivation
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Their SHA-1 (RFC 3174), 20 bytes.</summary>
    Sha1,

    /// <summary>Their SHA-256 (RFC 6234), 32 bytes.</summary>
    Sha256,

    /// <summary>Their MD5 (RFC 1321) as lower-case hexadecimal text.</summary>
    Md5Hex,

    /// <summary>Their SHA-1 as lower-case hexadecimal text.</summary>
    Sha1Hex,

    /// <summary>Their SHA-256 as lower-case hexadecimal text.</summary>
    Sha256Hex,

    /// <summary>Their MD5 (RFC 1321), 16 bytes.</summary>
    Md5,

    /// <summary>Their SHA-512 (RFC 6234), 64 bytes.</summary>
    Sha512,

    /// <summary>Their SHA-512 as lower-case hexadecimal text.</summary>
    Sha512Hex,

    /// <summary>The bytes as lower-case hexadecimal text.</summary>
    Hex,

    /// <summary>The bytes as base64 with padding (RFC 4648, section 4).</summary>
    Base64,
}

/// <summary>A key that a feed needs.</summary>
/// <param name="Name">Its name in the schema and in configuration.</param>
/// <param name="Encoding">How its configured text becomes bytes.</param>
/// <param name="Prefix">A prefix of the configured text that is not part of the key, or empty.</param>
/// <param name="Description">Where the provider shows it, or null.</param>
/// <param name="Secret">
/// Whether only the provider and the merchant know it. A value that is no secret, such as a public id that a digest mixes
/// in, is held to no strength and proves nothing by itself.
/// </param>
/// <param name="Derivation">What is made of the decoded bytes before they are used.</param>
public sealed record CallbackKeyDefinition(
    string Name,
    CallbackKeyEncoding Encoding,
    string Prefix = "",
    string? Description = null,
    bool Secret = true,
    CallbackKeyDerivation Derivation = CallbackKeyDerivation.None
)
{
    /// <summary>Whether it decrypts payloads by AES (FIPS 197), so that it must be 16, 24 or 32 bytes long.</summary>
    public bool Decrypts { get; init; }

    /// <summary>Whether it may be absent or empty, and then counts as empty text; of a value that is no secret only.</summary>
    public bool IsOptional { get; init; }

    /// <summary>Texts that end it in a signed message, and that its values therefore do not hold.</summary>
    public IReadOnlyList<string> Ends { get; init; } = [];

    /// <summary>The steps in which it is derived, where one word does not say it. Those with a text of the request are done for each callback.</summary>
    public IReadOnlyList<CallbackKeyStep> Steps { get; init; } = [];

    /// <summary>Whether a value of the request takes part in its derivation, so that the configured bytes are kept until one is there.</summary>
    public bool IsDerivedOfRequest { get; init; }

    /// <summary>Where the key is fetched when it is not configured, or null.</summary>
    public CallbackKeyFetch? Fetch { get; init; }

    /// <summary>
    /// The place in the request whose text the application looks the key up by when it is not configured, as the schema
    /// writes it; or null. Nothing of the request is verified by then.
    /// </summary>
    public string? Lookup { get; init; }

    /// <summary>Whether the key may come at run time, so that it need not be configured.</summary>
    internal bool ComesAtRunTime => Fetch is not null || Lookup is not null;

    /// <summary>Whether it is a public key, which verifies signatures and can do nothing else.</summary>
    internal bool IsPublicKey => Encoding >= CallbackKeyEncoding.Pem;
}

/// <summary>The answer that tells the provider to stop repeating.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ContentType">The body's media type, or null.</param>
/// <param name="Body">The body, or empty.</param>
public sealed record CallbackAcknowledgement(int Status = 200, string? ContentType = null, string Body = "")
{
    /// <summary>The headers (RFC 9110, section 5) that the schema asks for, in its order; each name stands once.</summary>
    public IReadOnlyList<CallbackAnswerHeader> Headers { get; init; } = [];

    /// <summary>Whether two answers are the same, their headers in the same order.</summary>
    /// <param name="other">The other answer.</param>
    /// <returns><see langword="true"/> when they are.</returns>
    public bool Equals(CallbackAcknowledgement? other) =>
        other is not null
        && Status == other.Status
        && ContentType == other.ContentType
        && Body == other.Body
        && Headers.SequenceEqual(other.Headers);

    /// <inheritdoc />
    public override int GetHashCode() => HashCode.Combine(Status, ContentType, Body, Headers.Count);
}

/// <summary>A header of an answer.</summary>
/// <param name="Name">Its name, as the schema writes it.</param>
/// <param name="Value">Its value: visible ASCII and spaces, and no line break.</param>
public sealed record CallbackAnswerHeader(string Name, string Value);

/// <summary>How often, or how long, a provider repeats an unacknowledged callback.</summary>
/// <param name="Attempts">How many times at the most; null when the schema does not say, and then <see cref="Total"/> does.</param>
/// <param name="Every">The time between attempts; null when <paramref name="Attempts"/> is.</param>
public sealed record CallbackRetry(int? Attempts, TimeSpan? Every)
{
    /// <summary>How long after the first attempt the provider repeats at the most; null when the schema does not say.</summary>
    public TimeSpan? Total { get; init; }
}

/// <summary>The rungs of the trust ladder that a verifier can reach.</summary>
public enum CallbackTrust
{
    /// <summary>It arrived; nothing is proven.</summary>
    Received = 1,

    /// <summary>The sender holds the key; some members are outside the signature.</summary>
    Authenticated,

    /// <summary>Every member is covered by the signature.</summary>
    Verified,
}

/// <summary>The business meaning of a member, given by the schema's <c>roles</c>.</summary>
public enum CallbackRole
{
    /// <summary>The merchant's or the provider's reference of what was paid.</summary>
    Reference = 1,

    /// <summary>Whether it was paid.</summary>
    Status,

    /// <summary>How much was paid.</summary>
    Amount,

    /// <summary>In which currency.</summary>
    Currency,
}
