namespace CallbackGen.Generator.Model;

/// <summary>The verification scheme of a callback.</summary>
internal abstract record VerifyModel(SchemeKind Scheme)
{
    /// <summary>Gets the location of the payload when this alternative matched; null for the feed's own location.</summary>
    public PayloadModel? Payload { get; init; }

    /// <summary>Gets the reason for which the schema accepts a weak algorithm or filter, or null.</summary>
    public string? Weak { get; init; }
}

/// <summary>
/// The schemes hmac, digest and signature: a message and its signature. A digest has no key of its own: its keys are those
/// that are mixed into the message.
/// </summary>
internal sealed record MessageVerify(
    SchemeKind Scheme,
    MessageAlgorithm Algorithm,
    KeyUseModel? Key,
    EquatableArray<string> MessageKeys,
    SignatureModel Signature,
    EquatableArray<MessagePart> Message,
    TimestampModel? Timestamp,
    EquatableArray<EqualityModel> Also
) : VerifyModel(Scheme)
{
    /// <summary>Gets whether the algorithm is weak.</summary>
    public bool IsWeak { get; init; }

    /// <summary>Gets the configured values in the message that end at a constant.</summary>
    public EquatableArray<ConfiguredEnd> Ends { get; init; }

    /// <summary>Gets the adjacent members that the message determines only together; empty, or one list.</summary>
    public EquatableArray<SourceModel> Group { get; init; }
}

/// <summary>A token. With a message, its payload is detached: the message is the payload, and there are no claims.</summary>
internal sealed record JwtVerify(
    SourceModel From,
    string Prefix,
    EquatableArray<TokenAlgorithm> Algorithms,
    KeyUseModel? Key,
    EquatableArray<ClaimModel> Claims,
    EquatableArray<ClaimModel> Header,
    EquatableArray<MessagePart>? Message,
    bool Unencoded
) : VerifyModel(SchemeKind.Jwt)
{
    /// <summary>Gets whether the algorithms use public keys, for which a library is needed.</summary>
    public bool IsAsymmetric => Algorithms.Any(algorithm => algorithm.IsAsymmetric());
}

/// <summary>A shared token, compared in constant time.</summary>
internal sealed record TokenVerify(SourceModel From, string Prefix, KeyUseModel? Key) : VerifyModel(SchemeKind.Token);

/// <summary>Several generations of one provider's scheme; each is tried.</summary>
internal sealed record AnyOfVerify(EquatableArray<VerifyModel> Alternatives) : VerifyModel(SchemeKind.AnyOf);

internal sealed record NoVerify(string Reason) : VerifyModel(SchemeKind.None);

/// <summary>A key by name, or one of several keys that the value of a source selects.</summary>
internal sealed record KeyUseModel(string Name, SourceModel? Select, EquatableArray<KeyChoiceModel> Choices)
{
    public IEnumerable<string> Names => Select is null ? [Name] : Choices.Select(choice => choice.Key);
}

internal sealed record KeyChoiceModel(string Value, string Key);

internal enum SourceKind
{
    Const,
    Header,
    Query,
    Body,
    Payload,
    RawBody,
    Method,
    Path,
    Url,
    Signature,
    Key,

    /// <summary>The current time, in a response.</summary>
    Now,

    /// <summary>An HMAC that is computed for a response.</summary>
    Mac,

    /// <summary>A digest that is computed for a response.</summary>
    Digest,

    /// <summary>The public URL without its query, in the code of a response.</summary>
    Endpoint,
}

/// <summary>The source of a value. <paramref name="Name"/> is the header, parameter, pointer, part, claim, key or text.</summary>
internal sealed record SourceModel(SourceKind Kind, string Name)
{
    /// <summary>Gets the source as the schema writes it.</summary>
    public string Text =>
        Kind switch
        {
            SourceKind.RawBody => "rawBody",
            SourceKind.Method or SourceKind.Path or SourceKind.Url or SourceKind.Endpoint => Kind.ToString().ToLowerInvariant(),
            _ => $"{Kind.ToString().ToLowerInvariant()}:{Name}",
        };
}

/// <summary>A filter and its arguments.</summary>
/// <param name="Name">The name in the schema language.</param>
/// <param name="Arguments">The arguments.</param>
/// <param name="Method">The runtime's method that implements it.</param>
/// <param name="IsWeak">Whether it is a digest for which collisions can be computed.</param>
internal sealed record FilterModel(string Name, EquatableArray<string> Arguments, string Method, bool IsWeak)
{
    /// <summary>Gets whether the result is a checksum: anyone can find another value with the same one.</summary>
    public bool IsChecksum { get; init; }
}

/// <summary>A piece of a template: a source with its filters.</summary>
internal sealed record TermModel(SourceModel Source, EquatableArray<FilterModel> Filters)
{
    /// <summary>
    /// Gets, in a message, the constant text between this value and the next. A value that contains the text could trade characters
    /// with the next value. Empty where no check is needed.
    /// </summary>
    public string Before { get; init; } = "";

    /// <summary>Gets, in a message, whether no other request has the same message with another value here.</summary>
    public bool IsSettled { get; init; }

    /// <summary>Gets the term without the properties that depend on its message.</summary>
    public TermModel Alone => this with { Before = "", IsSettled = false };
}

internal sealed record SignatureModel(
    SourceModel From,
    SignatureFormat Format,
    char Separator,
    string? Pick,
    SignatureEncoding Encoding,
    string Prefix
)
{
    /// <summary>
    /// Gets the public key value that follows <see cref="Prefix"/> before each signature, by the name of its key; or null.
    /// </summary>
    public string? PrefixKey { get; init; }

    /// <summary>Gets the text between that value and the signature.</summary>
    public string PrefixEnd { get; init; } = "";
}

/// <summary>A configured value that is not secret, and the constant that ends it in a message.</summary>
internal sealed record ConfiguredEnd(string Key, string End);

/// <summary>A signed time that is checked.</summary>
/// <param name="From">The source of the time.</param>
/// <param name="Unit">The form of the time, or null where it has a custom format.</param>
/// <param name="ToleranceTicks">The largest accepted difference from the current time, in ticks of 100 ns.</param>
internal sealed record TimestampModel(SourceModel From, TimestampUnit? Unit, long ToleranceTicks)
{
    /// <summary>Gets the .NET format of the time, or an empty text.</summary>
    public string Format { get; init; } = "";

    /// <summary>Gets the UTC offset of a local time in minutes, or null where each time states its own.</summary>
    public int? OffsetMinutes { get; init; }

    /// <summary>
    /// Gets whether the start of the time in a message determines its end. A decimal fraction may have one more
    /// digit and be nearly the same time.
    /// </summary>
    public bool EndsItself { get; init; } = true;
}

/// <summary>Two values that must be equal, in addition to the signature.</summary>
internal sealed record EqualityModel(TermModel Value, TermModel EqualTo);

internal sealed record ClaimModel(string Name, bool Required, long? MaxAgeTicks, TermModel? EqualTo, EquatableArray<FilterModel> Filters);
