namespace CallbackGen.Generator.Model;

/// <summary>The complete content of one schema file, ready to be emitted. It is created once, after the whole file has been read.</summary>
internal sealed record FeedModel
{
    /// <summary>
    /// Gets the path of the schema file. When code is emitted, it is the path relative to the project's folder, or the file's name
    /// where the file is outside that folder.
    /// </summary>
    public string SchemaFile { get; init; } = "";

    /// <summary>Gets the line in the file at which each type and member is declared.</summary>
    public EquatableArray<SchemaLineModel> SchemaLines { get; init; }

    /// <summary>Gets the digest that identifies this version of the file: see <see cref="Schema.SchemaDigest"/>.</summary>
    public string SchemaDigest { get; init; } = "";

    /// <summary>Gets the C# name of the payload's record. The names of all other types begin with it.</summary>
    public required string TypeName { get; init; }

    /// <summary>Gets the provider and feed, in the form of the runtime's feed name.</summary>
    public required string FeedName { get; init; }

    public required string Provider { get; init; }

    public required string Feed { get; init; }

    public required string? Description { get; init; }

    /// <summary>Gets the URL of the provider's documentation, or null.</summary>
    public required string? Source { get; init; }

    /// <summary>Gets what the schema says that it is based on, or null.</summary>
    public required EvidenceKind? Evidence { get; init; }

    public required EquatableArray<ObjectModel> Objects { get; init; }

    public required EquatableArray<EnumModel> Enums { get; init; }

    public required EventsModel? Events { get; init; }

    /// <summary>Gets the schemas that values are validated against in addition to typed reading.</summary>
    public required EquatableArray<CheckModel> Checks { get; init; }

    public required EquatableArray<TransportModel> Receive { get; init; }

    public required EquatableArray<KeyModel> Keys { get; init; }

    /// <summary>Gets the verification scheme, or null where it could not be read.</summary>
    public required VerifyModel? Verify { get; init; }

    public required PayloadModel Payload { get; init; }

    public required TrustLevel Trust { get; init; }

    public required EquatableArray<string> UnsignedPointers { get; init; }

    public required EquatableArray<string> SignedPointers { get; init; }

    /// <summary>
    /// Gets whether a third party may add members that the payload does not declare, because the signature does not cover them.
    /// </summary>
    public required bool UnknownMembersUnsigned { get; init; }

    /// <summary>Gets whether the payload is signed as received, so that members which nothing else uses may read as null.</summary>
    public required bool SignedAsReceived { get; init; }

    /// <summary>
    /// Gets the payload members that are objects or arrays and arrive in fields, such as <c>items[0]</c> and <c>meta[a]</c>;
    /// empty where no form or query arrives.
    /// </summary>
    public required EquatableArray<string> NestedFields { get; init; }

    /// <summary>Gets the members that something other than the handler uses, and the members that contain one of them.</summary>
    public required EquatableArray<MemberOfModel> UsedMembers { get; init; }

    /// <summary>Gets the marks that the rest of the file puts on members.</summary>
    public required EquatableArray<MemberMarkModel> Marks { get; init; }

    /// <summary>Gets the constant acknowledgement.</summary>
    public required AcknowledgeModel Acknowledge { get; init; }

    /// <summary>Gets the acknowledgement that is built from the request, or null where it is constant.</summary>
    public required AnswerModel? Acknowledgement { get; init; }

    /// <summary>Gets the handshake, or null.</summary>
    public required ChallengeModel? Challenge { get; init; }

    public required RetryModel? Retry { get; init; }

    /// <summary>Gets the response to a genuine callback whose payload cannot be read, after it is stored.</summary>
    public required UnreadableAnswer Unreadable { get; init; }

    public required EquatableArray<string> IdempotencyKey { get; init; }

    /// <summary>
    /// Gets the name that the events' idempotency keys contain instead of the feed's name, or null where no other
    /// feed shares the events.
    /// </summary>
    public required string? Event { get; init; }

    /// <summary>
    /// Gets the members that the idempotency key of a confirmed payload consists of; empty where the signature proves the
    /// event, or no member identifies it.
    /// </summary>
    public required EquatableArray<string> ConfirmedKey { get; init; }

    /// <summary>
    /// Gets the members of the idempotency key that are only signed together, so that the key contains them as the one text that was
    /// signed; empty, or several consecutive members.
    /// </summary>
    public required EquatableArray<string> IdempotencyGroup { get; init; }

    /// <summary>Gets why no member of the feed identifies an event, or null.</summary>
    public required string? NoKeyReason { get; init; }

    /// <summary>Gets where the provider documents the idempotency key, or null.</summary>
    public required string? KeySource { get; init; }

    public required EquatableArray<RoleModel> Roles { get; init; }

    /// <summary>
    /// Gets the conditions that distinguish the feed's requests from those of other feeds at the same URL; empty without any.
    /// </summary>
    public required EquatableArray<ConditionModel> Select { get; init; }

    public required int MaxBodyBytes { get; init; }

    /// <summary>Gets the names of members that may arrive as fields.</summary>
    public required EquatableArray<string> FieldNames { get; init; }

    /// <summary>Gets whether every alternative of the scheme signs the whole content as received.</summary>
    public required bool SignsContent { get; init; }

    /// <summary>Gets whether there is a signature that covers no content.</summary>
    public required bool SignsNoContent { get; init; }

    /// <summary>Gets whether the file has errors, so that its verifier rejects every request.</summary>
    public required bool HasErrors { get; init; }

    /// <summary>
    /// Gets whether the conditions of <see cref="Select"/> are compiled. A file with errors has no conditions, so that its verifier
    /// rejects requests because of the errors.
    /// </summary>
    public bool HasSelection => Select.Count > 0 && !HasErrors;

    /// <summary>Gets the codes of the feed's responses.</summary>
    public IEnumerable<CodeModel> Codes =>
        new[] { Acknowledgement, Challenge?.Respond }.OfType<AnswerModel>().SelectMany(answer => answer.Codes);

    /// <summary>Returns whether a payload is decrypted with a key, whose length must then be one of AES.</summary>
    public bool Decrypts(KeyModel key) => key.Name == Payload.Text?.Cipher?.Key;
}

/// <summary>Marks of a record's member in addition to its type.</summary>
/// <param name="TypeName">The name of the record.</param>
/// <param name="JsonName">The JSON name of the member.</param>
/// <param name="Unsigned">Whether the signature does not cover the member.</param>
/// <param name="Roles">The roles of the member.</param>
internal sealed record MemberMarkModel(string TypeName, string JsonName, bool Unsigned, EquatableArray<string> Roles);

/// <summary>The declaration of a type or member.</summary>
/// <param name="TypeName">The name of the record or enum.</param>
/// <param name="Name">The member's JSON name, or the text of a listed value; null for the type itself.</param>
/// <param name="Line">The line, counted from 1.</param>
internal sealed record SchemaLineModel(string TypeName, string? Name, int Line);

/// <summary>A member of a record.</summary>
/// <param name="TypeName">The name of the record.</param>
/// <param name="JsonName">The JSON name of the member.</param>
internal sealed record MemberOfModel(string TypeName, string JsonName);

/// <summary>The location of the payload: the token's claims, or the body below a pointer.</summary>
internal sealed record PayloadModel(bool IsToken, string Pointer)
{
    /// <summary>Gets whether the request contains several payloads, because the pointer leads through an array.</summary>
    public bool IsList => Pointer.EndsWith("/*", StringComparison.Ordinal) || Pointer.Contains("/*/");

    /// <summary>Gets the source of the payload where it is a JSON text of its own inside a value of the request; otherwise null.</summary>
    public PayloadTextModel? Text { get; init; }
}

/// <summary>A payload that is a JSON text within the request.</summary>
/// <param name="Value">The value that contains the text with the filters that decode it, or the ciphertext.</param>
/// <param name="Cipher">The decryption, or null for plain text.</param>
internal sealed record PayloadTextModel(TermModel Value, CipherModel? Cipher)
{
    /// <summary>Gets every value that determines the text.</summary>
    public IEnumerable<TermModel> Terms => new[] { Value, Cipher?.Nonce, Cipher?.Tag, Cipher?.AssociatedData }.OfType<TermModel>();
}

/// <summary>
/// AES-GCM decryption: the key, and the values other than the ciphertext. Without a separate tag, the ciphertext ends with the tag.
/// </summary>
internal sealed record CipherModel(string Key, TermModel Nonce, TermModel? Tag, TermModel? AssociatedData);

/// <summary>A transport by which a feed's callbacks arrive.</summary>
internal sealed record TransportModel(RequestMethod Method, ContentKind Content)
{
    /// <summary>Gets the media types that are accepted in addition to the usual ones.</summary>
    public EquatableArray<string> Types { get; init; }

    /// <summary>Gets the charset of a form's fields; null where it is UTF-8, or a field names it.</summary>
    public string? Charset { get; init; }

    /// <summary>Gets the field that names the charset, or null.</summary>
    public SourceModel? CharsetFrom { get; init; }

    /// <summary>Gets whether bytes outside ASCII decode differently than in UTF-8.</summary>
    public bool IsRecoded => Charset is not null || CharsetFrom is not null;

    /// <summary>Gets whether the payload consists of fields with one text each: those of a form, a query or flat XML.</summary>
    public bool HasFields => Content is ContentKind.Form or ContentKind.Multipart or ContentKind.Query or ContentKind.Xml;

    /// <summary>Returns whether a request may arrive by both transports.</summary>
    public bool Meets(TransportModel other) => Method == other.Method && Content == other.Content;
}

internal sealed record KeyModel(string Name, KeyEncoding Encoding, string Prefix, string? Description, KeyDerivation? Derive, bool Secret)
{
    /// <summary>Gets whether the key may be absent or empty.</summary>
    public bool Optional { get; init; }

    /// <summary>Gets the steps of the derivation, where a single word does not describe it.</summary>
    public EquatableArray<DeriveStepModel> Steps { get; init; }

    /// <summary>Gets whether the derivation uses a value of the request.</summary>
    public bool IsDerivedOfRequest => Steps.Any(step => step.IsOfRequest);

    /// <summary>
    /// Gets whether a value of the request may be at an end of the derived key, or be all of it. Mixed into a message, such a value
    /// could trade characters with the adjacent value. A hash, a MAC or a cipher under a secret prevents that.
    /// </summary>
    public bool ShowsRequest =>
        IsDerivedOfRequest
        && (
            !Secret
            || Steps.Aggregate(
                false,
                (shows, step) =>
                    step.Kind switch
                    {
                        DeriveStepKind.Before or DeriveStepKind.After => shows || step.IsOfRequest,
                        DeriveStepKind.Hash => shows && step.Hash is KeyDerivation.Hex or KeyDerivation.Base64,
                        _ => false,
                    }
            )
        );

    /// <summary>
    /// Gets the steps in a normal form. A text of the request that is appended to the key is left out: it may be the zeros with which
    /// an HMAC pads its key (RFC 2104), and then changes nothing.
    /// </summary>
    public IReadOnlyList<DeriveStepModel> Made =>
        Derive is { } hash ? [new DeriveStepModel(DeriveStepKind.Hash, hash, null, null, null, default)]
        : Steps.Count > 0 && Steps[Steps.Count - 1] is { Kind: DeriveStepKind.After, IsOfRequest: true } ? [.. Steps.Take(Steps.Count - 1)]
        : Steps;

    /// <summary>
    /// Returns whether two files may derive the same key from one secret. Where a value of the request takes part,
    /// its sender can make the keys equal.
    /// </summary>
    public bool MayMakeKeyOf(KeyModel other) =>
        Made.Count == other.Made.Count && Made.Zip(other.Made, (step, against) => step.MayGiveBytesOf(against)).All(same => same);

    /// <summary>Gets the source that the key is fetched from, or null.</summary>
    public KeyFetchModel? Fetch { get; init; }

    /// <summary>Gets the source whose text the application looks the key up by, or null.</summary>
    public SourceModel? Lookup { get; init; }
}

/// <summary>A step of a key's derivation.</summary>
/// <param name="Kind">The kind of the step.</param>
/// <param name="Hash">The hash of a hash step.</param>
/// <param name="Algorithm">The hash of an HMAC step.</param>
/// <param name="Cipher">The cipher of an encryption step.</param>
/// <param name="Padding">The padding of an encryption step.</param>
/// <param name="Text">The text of the step; empty for a hash step.</param>
internal sealed record DeriveStepModel(
    DeriveStepKind Kind,
    KeyDerivation? Hash,
    MessageAlgorithm? Algorithm,
    KeyCipher? Cipher,
    KeyPadding? Padding,
    EquatableArray<TermModel> Text
)
{
    /// <summary>Gets whether the text contains a value of the request.</summary>
    public bool IsOfRequest => Text.Any(term => term.Source.Kind != SourceKind.Const || term.Filters.Count > 0);

    /// <summary>Gets the text where it is constant.</summary>
    public string Constant => string.Concat(Text.Select(term => term.Source.Name));

    /// <summary>Returns whether this step and another may return equal bytes for equal input.</summary>
    public bool MayGiveBytesOf(DeriveStepModel other) =>
        (Kind, Hash, Algorithm, Cipher) == (other.Kind, other.Hash, other.Algorithm, other.Cipher)
        && (IsOfRequest || other.IsOfRequest || Constant == other.Constant);
}

/// <summary>A fixed URL, or the source that names one on a listed host.</summary>
internal sealed record KeyFetchModel(string? Url, SourceModel? From, EquatableArray<string> Hosts, string Path);

internal sealed record AcknowledgeModel(int Status, string? ContentType, string Body, EquatableArray<AnswerHeaderModel> Headers);

/// <summary>How often a callback is redelivered, for how long, or both. Times are in ticks of 100 ns.</summary>
internal sealed record RetryModel(int? Attempts, long? EveryTicks, long? TotalTicks);

/// <summary>A role and its member.</summary>
/// <param name="Role">The role, as the schema language writes it.</param>
/// <param name="Pointer">The JSON pointer of the member.</param>
/// <param name="IsSensitive">Whether the member, or an object or array around it, is sensitive in some record.</param>
internal sealed record RoleModel(string Role, string Pointer, bool IsSensitive);
