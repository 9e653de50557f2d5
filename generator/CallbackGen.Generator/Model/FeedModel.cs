namespace CallbackGen.Generator.Model;

/// <summary>Everything that one schema file says, ready to be printed: as many members as there are things to say. It is made once, of all that was read.</summary>
internal sealed record FeedModel
{
    /// <summary>The schema's file: its path, and once it is printed, that from the project's folder or, elsewhere, its name.</summary>
    public string SchemaFile { get; init; } = "";

    /// <summary>Where in the file each type and member is declared.</summary>
    public EquatableArray<SchemaLineModel> SchemaLines { get; init; }

    /// <summary>What tells this version of the file from others: see <see cref="Schema.SchemaDigest"/>.</summary>
    public string SchemaDigest { get; init; } = "";

    /// <summary>The C# name of the payload's record, with which those of all other types begin.</summary>
    public required string TypeName { get; init; }

    /// <summary>Provider and feed, as the runtime names them.</summary>
    public required string FeedName { get; init; }

    public required string Provider { get; init; }

    public required string Feed { get; init; }

    public required string? Description { get; init; }

    /// <summary>The address of the provider's documentation, or null.</summary>
    public required string? Source { get; init; }

    public required EquatableArray<ObjectModel> Objects { get; init; }

    public required EquatableArray<EnumModel> Enums { get; init; }

    public required EventsModel? Events { get; init; }

    /// <summary>What values are checked against besides being read.</summary>
    public required EquatableArray<CheckModel> Checks { get; init; }

    public required EquatableArray<TransportModel> Receive { get; init; }

    public required EquatableArray<KeyModel> Keys { get; init; }

    /// <summary>How a callback proves itself; null where that could not be read.</summary>
    public required VerifyModel? Verify { get; init; }

    public required PayloadModel Payload { get; init; }

    public required TrustRung Trust { get; init; }

    public required EquatableArray<string> UnsignedPointers { get; init; }

    public required EquatableArray<string> SignedPointers { get; init; }

    /// <summary>Whether members that the payload does not declare may be somebody else's.</summary>
    public required bool UnknownMembersUnsigned { get; init; }

    /// <summary>Whether the payload is signed as it was received, so that members which nothing else uses may read as null.</summary>
    public required bool SignedAsReceived { get; init; }

    /// <summary>The members of the payload that are objects or arrays and arrive in fields, named as in <c>items[0]</c> and <c>meta[a]</c>; none where no form or query arrives.</summary>
    public required EquatableArray<string> NestedFields { get; init; }

    /// <summary>The members that something besides the handler uses, and those that hold one.</summary>
    public required EquatableArray<MemberOfModel> UsedMembers { get; init; }

    /// <summary>What the rest of the file says about members.</summary>
    public required EquatableArray<MemberMarkModel> Marks { get; init; }

    /// <summary>The acknowledgement as it always is.</summary>
    public required AcknowledgeModel Acknowledge { get; init; }

    /// <summary>The acknowledgement, where it is made of the request.</summary>
    public required AnswerModel? Acknowledgement { get; init; }

    /// <summary>The handshake, or null.</summary>
    public required ChallengeModel? Challenge { get; init; }

    public required RetryModel? Retry { get; init; }

    /// <summary>How a genuine callback is answered that cannot be read, once it is kept.</summary>
    public required UnreadableAnswer Unreadable { get; init; }

    public required EquatableArray<string> IdempotencyKey { get; init; }

    /// <summary>What the feed's events are named by in their keys instead of its name; null where they are its own.</summary>
    public required string? Event { get; init; }

    /// <summary>The members of which a confirmed payload's key is made; none where the signature proves the event, or nothing names it.</summary>
    public required EquatableArray<string> ConfirmedKey { get; init; }

    /// <summary>Members of the idempotency key that are signed together only, so that the key takes them as the one text that was signed; none, or several that follow each other.</summary>
    public required EquatableArray<string> IdempotencyGroup { get; init; }

    public required EquatableArray<RoleModel> Roles { get; init; }

    /// <summary>What tells the feed's requests from those of others at the same address; none when nothing does.</summary>
    public required EquatableArray<ConditionModel> Select { get; init; }

    public required int MaxBodyBytes { get; init; }

    /// <summary>The names of members that may arrive as fields.</summary>
    public required EquatableArray<string> FieldNames { get; init; }

    /// <summary>Whether every way of proof signs all of the content as received.</summary>
    public required bool SignsContent { get; init; }

    /// <summary>Whether there is a signature, and nothing of the content that it is over.</summary>
    public required bool SignsNoContent { get; init; }

    /// <summary>Whether the file has errors, so that its verifier refuses everything.</summary>
    public required bool HasErrors { get; init; }

    /// <summary>Whether the conditions of <see cref="Select"/> are compiled: a file with errors selects nothing, so that it refuses for what it is.</summary>
    public bool HasSelection => Select.Count > 0 && !HasErrors;

    /// <summary>The codes of its answers.</summary>
    public IEnumerable<CodeModel> Codes =>
        new[] { Acknowledgement, Challenge?.Respond }.OfType<AnswerModel>().SelectMany(answer => answer.Codes);

    /// <summary>Whether a payload is decrypted with a key, so that its length is one of AES.</summary>
    public bool Decrypts(KeyModel key) => key.Name == Payload.Text?.Cipher?.Key;
}

/// <summary>What a member of a record is besides its type.</summary>
/// <param name="TypeName">The record.</param>
/// <param name="JsonName">The member.</param>
/// <param name="Unsigned">Whether it is outside of the signature.</param>
/// <param name="Roles">The roles that it plays.</param>
internal sealed record MemberMarkModel(string TypeName, string JsonName, bool Unsigned, EquatableArray<string> Roles);

/// <summary>Where a type or member is declared.</summary>
/// <param name="TypeName">The record or enum.</param>
/// <param name="Name">The member's name in JSON, or the text of a listed value; null for the type.</param>
/// <param name="Line">The line, counted from 1.</param>
internal sealed record SchemaLineModel(string TypeName, string? Name, int Line);

/// <summary>A member of a record.</summary>
/// <param name="TypeName">The record.</param>
/// <param name="JsonName">The member.</param>
internal sealed record MemberOfModel(string TypeName, string JsonName);

internal enum TrustRung
{
    Received,
    Authenticated,
    Verified,
}

/// <summary>Where the payload stands: the token's claims, or the body below a pointer.</summary>
internal sealed record PayloadModel(bool IsToken, string Pointer)
{
    /// <summary>Whether the request holds several payloads: the pointer leads through an array.</summary>
    public bool IsList => Pointer.EndsWith("/*", StringComparison.Ordinal) || Pointer.Contains("/*/");

    /// <summary>What makes the payload when it is a JSON text of its own, which a value of the request holds; otherwise null.</summary>
    public PayloadTextModel? Text { get; init; }
}

/// <summary>A payload that is a JSON text within the request.</summary>
/// <param name="Value">The value that holds it, and what decodes it; or the ciphertext.</param>
/// <param name="Cipher">How it is decrypted, or null when it is plain.</param>
internal sealed record PayloadTextModel(TermModel Value, CipherModel? Cipher)
{
    /// <summary>Every value that decides what the text is.</summary>
    public IEnumerable<TermModel> Terms => new[] { Value, Cipher?.Nonce, Cipher?.Tag, Cipher?.AssociatedData }.OfType<TermModel>();
}

/// <summary>AES-GCM: its key, and the values beside the ciphertext. Without a tag of its own, the ciphertext ends with it.</summary>
internal sealed record CipherModel(string Key, TermModel Nonce, TermModel? Tag, TermModel? AssociatedData);

/// <summary>One way in which a feed arrives.</summary>
internal sealed record TransportModel(RequestMethod Method, ContentKind Content)
{
    /// <summary>The media types that it arrives with besides its usual ones.</summary>
    public EquatableArray<string> Types { get; init; }

    /// <summary>The charset that the fields of a form are written in; null where it is UTF-8, or a field names it.</summary>
    public string? Charset { get; init; }

    /// <summary>The field that names the charset, or null.</summary>
    public SourceModel? CharsetFrom { get; init; }

    /// <summary>Whether bytes beyond ASCII are another text than in UTF-8.</summary>
    public bool IsRecoded => Charset is not null || CharsetFrom is not null;

    /// <summary>Whether the payload stands in fields, each of which is one text: those of a form, a query or flat XML.</summary>
    public bool HasFields => Content is ContentKind.Form or ContentKind.Multipart or ContentKind.Query or ContentKind.Xml;

    /// <summary>Whether a request may arrive in both ways.</summary>
    public bool Meets(TransportModel other) => Method == other.Method && Content == other.Content;
}

internal sealed record KeyModel(string Name, KeyEncoding Encoding, string Prefix, string? Description, KeyDerivation? Derive, bool Secret)
{
    /// <summary>Whether it may be absent or empty.</summary>
    public bool Optional { get; init; }

    /// <summary>The steps in which it is derived, where one word does not say it.</summary>
    public EquatableArray<DeriveStepModel> Steps { get; init; }

    /// <summary>Whether a value of the request takes part in its derivation.</summary>
    public bool IsDerivedOfRequest => Steps.Any(step => step.IsOfRequest);

    /// <summary>
    /// Whether a value of the request may stand at an end of the derived key, or make all of it: mixed into a message, it could trade
    /// characters with what stands beside it. A hash, a code or a cipher under a secret hides it.
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

    /// <summary>The steps, however they are written. What an HMAC pads with zeros (RFC 2104) a text behind the key may be too, which then changes nothing.</summary>
    public IReadOnlyList<DeriveStepModel> Made =>
        Derive is { } hash ? [new DeriveStepModel(DeriveStepKind.Hash, hash, null, null, null, default)]
        : Steps.Count > 0 && Steps[Steps.Count - 1] is { Kind: DeriveStepKind.After, IsOfRequest: true } ? [.. Steps.Take(Steps.Count - 1)]
        : Steps;

    /// <summary>Whether two files may make one key of one secret: where a value of the request takes part, whoever sends it sees to that.</summary>
    public bool MayMakeKeyOf(KeyModel other) =>
        Made.Count == other.Made.Count && Made.Zip(other.Made, (step, against) => step.MayGiveBytesOf(against)).All(same => same);

    /// <summary>Where it is fetched, or null.</summary>
    public KeyFetchModel? Fetch { get; init; }

    /// <summary>The place by whose text the application looks it up, or null.</summary>
    public SourceModel? Lookup { get; init; }
}

/// <summary>A step of a key's derivation.</summary>
/// <param name="Kind">What it does.</param>
/// <param name="Hash">With a hash: which.</param>
/// <param name="Algorithm">With a code: its hash.</param>
/// <param name="Cipher">With a cipher: which.</param>
/// <param name="Padding">With a cipher: how the text is filled up.</param>
/// <param name="Text">The step's text; none with a hash.</param>
internal sealed record DeriveStepModel(
    DeriveStepKind Kind,
    KeyDerivation? Hash,
    MessageAlgorithm? Algorithm,
    KeyCipher? Cipher,
    KeyPadding? Padding,
    EquatableArray<TermModel> Text
)
{
    /// <summary>Whether its text holds a value of the request.</summary>
    public bool IsOfRequest => Text.Any(term => term.Source.Kind != SourceKind.Const || term.Filters.Count > 0);

    /// <summary>Its text where that is constant.</summary>
    public string Constant => string.Concat(Text.Select(term => term.Source.Name));

    /// <summary>Whether the step may make of some bytes what another makes of them.</summary>
    public bool MayGiveBytesOf(DeriveStepModel other) =>
        (Kind, Hash, Algorithm, Cipher) == (other.Kind, other.Hash, other.Algorithm, other.Cipher)
        && (IsOfRequest || other.IsOfRequest || Constant == other.Constant);
}

/// <summary>A fixed address, or the place that names one on a listed host.</summary>
internal sealed record KeyFetchModel(string? Url, SourceModel? From, EquatableArray<string> Hosts, string Path);

internal sealed record AcknowledgeModel(int Status, string? ContentType, string Body, EquatableArray<AnswerHeaderModel> Headers);

/// <summary>How often a callback is repeated, how long, or both. Times are in ticks.</summary>
internal sealed record RetryModel(int? Attempts, long? EveryTicks, long? TotalTicks);

/// <summary>A role, and the member that plays it.</summary>
/// <param name="Role">The role, as the language writes it.</param>
/// <param name="Pointer">The member.</param>
/// <param name="IsSensitive">Whether the member, or something around it, is sensitive in some record.</param>
internal sealed record RoleModel(string Role, string Pointer, bool IsSensitive);
