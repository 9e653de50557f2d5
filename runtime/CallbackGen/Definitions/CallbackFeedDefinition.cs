using CallbackGen.Verification;

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

/// <summary>One method and content type with which a feed arrives.</summary>
/// <param name="Method">The HTTP method, upper case.</param>
/// <param name="Content">The format of the payload.</param>
public sealed record CallbackTransport(string Method, CallbackContent Content)
{
    /// <summary>Media types that are accepted besides the usual ones of the content, without parameters and in lower case.</summary>
    public IReadOnlyList<string> MediaTypes { get; init; } = [];

    /// <summary>The charset of the form's fields, in lower case; null when it is UTF-8 or a field names it.</summary>
    public string? Charset { get; init; }

    /// <summary>The field of the form that names its charset, as the schema writes it, for example <c>body:/charset</c>; or null.</summary>
    public string? CharsetFrom { get; init; }

    /// <summary>Returns whether a request can match both transports: their method and content are equal.</summary>
    /// <param name="other">The other transport.</param>
    internal bool Meets(CallbackTransport other) => Method == other.Method && Content == other.Content;
}

/// <summary>The format of a payload in a request.</summary>
public enum CallbackContent
{
    /// <summary>A JSON body (RFC 8259): <c>application/json</c> or a <c>+json</c> type.</summary>
    Json = 1,

    /// <summary>A form body: <c>application/x-www-form-urlencoded</c> (WHATWG URL Standard, UTF-8).</summary>
    Form,

    /// <summary>The query of the request's URL.</summary>
    Query,

    /// <summary>A body of any type that is read as a single text, in UTF-8.</summary>
    Text,

    /// <summary>
    /// A flat XML body (XML 1.0, in UTF-8): <c>application/xml</c> or <c>text/xml</c>. The child elements of the root are the fields and
    /// contain text only.
    /// </summary>
    Xml,

    /// <summary>
    /// A form body of flat text fields as <c>multipart/form-data</c> (RFC 7578): no files, no nested parts, no transfer encodings.
    /// </summary>
    Multipart,
}

/// <summary>How a key's configured text is decoded to bytes.</summary>
public enum CallbackKeyEncoding
{
    /// <summary>The text's UTF-8 bytes.</summary>
    Utf8 = 1,

    /// <summary>Hexadecimal, either case.</summary>
    Hex,

    /// <summary>Base64 with padding (RFC 4648, section 4).</summary>
    Base64,

    /// <summary>
    /// A public key in PEM (RFC 7468): a <c>PUBLIC KEY</c>, <c>RSA PUBLIC KEY</c> or <c>CERTIFICATE</c> block. A line break may also be
    /// written as a backslash and an <c>n</c>, for configuration values that are a single line.
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

    /// <summary>The 32 bytes of an Ed25519 public key in base64 (RFC 4648, section 4).</summary>
    RawBase64,
}

/// <summary>The transformation of a key's decoded bytes before use.</summary>
public enum CallbackKeyDerivation
{
    /// <summary>No transformation.</summary>
    None = 0,

    /// <summary>The SHA-1 (RFC 3174) of the bytes, 20 bytes.</summary>
    Sha1,

    /// <summary>The SHA-256 (RFC 6234) of the bytes, 32 bytes.</summary>
    Sha256,

    /// <summary>The MD5 (RFC 1321) of the bytes as lower-case hexadecimal text.</summary>
    Md5Hex,

    /// <summary>The SHA-1 of the bytes as lower-case hexadecimal text.</summary>
    Sha1Hex,

    /// <summary>The SHA-256 of the bytes as lower-case hexadecimal text.</summary>
    Sha256Hex,

    /// <summary>The MD5 (RFC 1321) of the bytes, 16 bytes.</summary>
    Md5,

    /// <summary>The SHA-512 (RFC 6234) of the bytes, 64 bytes.</summary>
    Sha512,

    /// <summary>The SHA-512 of the bytes as lower-case hexadecimal text.</summary>
    Sha512Hex,

    /// <summary>The bytes as lower-case hexadecimal text.</summary>
    Hex,

    /// <summary>The bytes as base64 with padding (RFC 4648, section 4).</summary>
    Base64,
}

/// <summary>A key that a feed needs.</summary>
/// <param name="Name">Its name in the schema and in configuration.</param>
/// <param name="Encoding">How its configured text is decoded to bytes.</param>
/// <param name="Prefix">A prefix of the configured text that is not part of the key, or empty.</param>
/// <param name="Description">Where the provider shows the key, or null.</param>
/// <param name="Secret">
/// Whether only the provider and the merchant know the value. A value that is not secret, such as a public id that a digest includes, needs
/// no minimum strength and proves nothing by itself.
/// </param>
/// <param name="Derivation">The transformation of the decoded bytes before use.</param>
public sealed record CallbackKeyDefinition(
    string Name,
    CallbackKeyEncoding Encoding,
    string Prefix = "",
    string? Description = null,
    bool Secret = true,
    CallbackKeyDerivation Derivation = CallbackKeyDerivation.None
)
{
    /// <summary>Whether the key decrypts payloads by AES (FIPS 197), so that it must be 16, 24 or 32 bytes long.</summary>
    public bool Decrypts { get; init; }

    /// <summary>
    /// Whether the value may be absent or empty, and then counts as empty text. Only values that are not secret can be optional.
    /// </summary>
    public bool IsOptional { get; init; }

    /// <summary>Texts that terminate the value in a signed message. The value must not contain them.</summary>
    public IReadOnlyList<string> Ends { get; init; } = [];

    /// <summary>
    /// The steps of the key's derivation, when <see cref="Derivation"/> cannot express it. Steps that use a text of the request run for
    /// each callback.
    /// </summary>
    public IReadOnlyList<CallbackKeyStep> Steps { get; init; } = [];

    /// <summary>
    /// Whether the derivation uses a value of the request, so that the configured bytes are stored and the key is derived for each request.
    /// </summary>
    public bool IsDerivedOfRequest { get; init; }

    /// <summary>The location that the key is fetched from when it is not configured, or null.</summary>
    public CallbackKeyFetch? Fetch { get; init; }

    /// <summary>
    /// The source, as the schema writes it, of the text by which the application looks the key up when it is not configured; or null. The
    /// request is not verified at that time.
    /// </summary>
    public string? Lookup { get; init; }

    /// <summary>Whether the key can be obtained at run time, so that it need not be configured.</summary>
    internal bool ComesAtRunTime => Fetch is not null || Lookup is not null;

    /// <summary>Whether this is a public key, which can only verify signatures.</summary>
    internal bool IsPublicKey => Encoding >= CallbackKeyEncoding.Pem;
}

/// <summary>The answer that makes the provider stop redelivering.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="ContentType">The body's media type, or null.</param>
/// <param name="Body">The body, or empty.</param>
public sealed record CallbackAcknowledgement(int Status = 200, string? ContentType = null, string Body = "")
{
    /// <summary>The headers (RFC 9110, section 5) that the schema states, in its order; each name appears once.</summary>
    public IReadOnlyList<CallbackAnswerHeader> Headers { get; init; } = [];

    /// <summary>Returns whether two answers are equal, with their headers in the same order.</summary>
    /// <param name="other">The other answer.</param>
    /// <returns><see langword="true"/> when they are equal.</returns>
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
/// <param name="Value">Its value: visible ASCII and spaces, without line breaks.</param>
public sealed record CallbackAnswerHeader(string Name, string Value);

/// <summary>How often, or how long, a provider redelivers an unacknowledged callback.</summary>
/// <param name="Attempts">The largest number of attempts; null when the schema states <see cref="Total"/> instead.</param>
/// <param name="Every">The time between attempts; null when <paramref name="Attempts"/> is null.</param>
public sealed record CallbackRetry(int? Attempts, TimeSpan? Every)
{
    /// <summary>
    /// The longest time after the first attempt at which the provider redelivers; null when the schema does not state it.
    /// </summary>
    public TimeSpan? Total { get; init; }
}

/// <summary>The trust levels that a verifier can establish.</summary>
public enum CallbackTrust
{
    /// <summary>The callback arrived; nothing is proven.</summary>
    Received = 1,

    /// <summary>The sender is proven to have the key; the signature does not cover some members.</summary>
    Authenticated,

    /// <summary>The signature covers every member.</summary>
    Verified,
}

/// <summary>The business meaning of a member, assigned by the schema's <c>roles</c>.</summary>
public enum CallbackRole
{
    /// <summary>The merchant's or the provider's reference of the payment.</summary>
    Reference = 1,

    /// <summary>Whether the payment was made.</summary>
    Status,

    /// <summary>The amount of the payment.</summary>
    Amount,

    /// <summary>The currency of the amount.</summary>
    Currency,
}
