namespace CallbackGen.Generator.Model;

/// <summary>Everything that one schema file says, ready to be printed.</summary>
internal sealed record FeedModel(
    string TypeName,
    string FeedName,
    string Provider,
    string Feed,
    string? Description,
    string? Source,
    EquatableArray<ObjectModel> Objects,
    EquatableArray<EnumModel> Enums,
    EventsModel? Events,
    EquatableArray<TransportModel> Receive,
    EquatableArray<KeyModel> Keys,
    VerifyModel? Verify,
    PayloadModel Payload,
    TrustRung Trust,
    EquatableArray<string> UnsignedPointers,
    EquatableArray<string> SignedPointers,
    bool UnknownMembersUnsigned,
    AcknowledgeModel Acknowledge,
    RetryModel? Retry,
    EquatableArray<string> IdempotencyKey,
    EquatableArray<RoleModel> Roles,
    int MaxBodyBytes,
    bool HasErrors)
{
    /// <summary>Members of the idempotency key that are signed together only, so that the key takes them as the one text that was signed; none, or several that follow each other.</summary>
    public EquatableArray<string> IdempotencyGroup { get; init; }

    /// <summary>What values are checked against besides being read.</summary>
    public EquatableArray<CheckModel> Checks { get; init; }

    /// <summary>What tells the feed's requests from those of others at the same address; none when nothing does.</summary>
    public EquatableArray<ConditionModel> Select { get; init; }

    /// <summary>The acknowledgement, where it is made of the request.</summary>
    public AnswerModel? Acknowledgement { get; init; }

    /// <summary>The handshake, or null.</summary>
    public ChallengeModel? Challenge { get; init; }

    /// <summary>Whether the conditions of <see cref="Select"/> are compiled: a file with errors selects nothing, so that it refuses for what it is.</summary>
    public bool HasSelection => Select.Count > 0 && !HasErrors;
}

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

internal sealed record TransportModel(RequestMethod Method, ContentKind Content);

internal sealed record KeyModel(string Name, KeyEncoding Encoding, string Prefix, string? Description, KeyDerivation? Derive, bool Secret)
{
    /// <summary>Whether a payload is decrypted with it, so that its length is one of AES.</summary>
    public bool Decrypts { get; init; }

    /// <summary>Where it is fetched, or null.</summary>
    public KeyFetchModel? Fetch { get; init; }

    /// <summary>The place by whose text the application looks it up, or null.</summary>
    public SourceModel? Lookup { get; init; }
}

/// <summary>A fixed address, or the place that names one on a listed host.</summary>
internal sealed record KeyFetchModel(string? Url, SourceModel? From, EquatableArray<string> Hosts, string Path);

internal sealed record AcknowledgeModel(int Status, string? ContentType, string Body);

internal sealed record RetryModel(int Attempts, long EveryTicks);

internal sealed record RoleModel(string Role, string Pointer);
