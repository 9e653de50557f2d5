namespace CallbackGen.Generator.Model;

/// <summary>How a callback proves itself.</summary>
internal abstract record VerifyModel(SchemeKind Scheme)
{
    /// <summary>Where the payload stands when this alternative of several matched; null for the feed's own place.</summary>
    public PayloadModel? Payload { get; init; }

    /// <summary>Why the schema accepts a weak algorithm or filter, or null.</summary>
    public string? Weak { get; init; }
}

/// <summary>
/// hmac, digest and signature: a message, and a signature of it. A digest has no key of its own: its keys are those that
/// the message mixes in.
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
    /// <summary>Whether the algorithm is weak.</summary>
    public bool IsWeak { get; init; }

    /// <summary>The configured values in the message that a constant ends.</summary>
    public EquatableArray<ConfiguredEnd> Ends { get; init; }

    /// <summary>Members that the message settles together only, as they stand side by side in it; none, or one list.</summary>
    public EquatableArray<SourceModel> Group { get; init; }
}

/// <summary>A token. With a message its payload is detached: it is the message, and there are no claims.</summary>
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
    /// <summary>Whether public keys sign, for which a library is needed.</summary>
    public bool IsAsymmetric => Algorithms.Any(algorithm => algorithm.IsAsymmetric());
}

/// <summary>A shared token, compared in constant time.</summary>
internal sealed record TokenVerify(SourceModel From, string Prefix, KeyUseModel? Key) : VerifyModel(SchemeKind.Token);

/// <summary>Several generations of one provider's scheme; each is tried.</summary>
internal sealed record AnyOfVerify(EquatableArray<VerifyModel> Alternatives) : VerifyModel(SchemeKind.AnyOf);

internal sealed record NoVerify(string Reason) : VerifyModel(SchemeKind.None);

/// <summary>A key by name, or one of several by what a source says.</summary>
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

    /// <summary>The time, in an answer.</summary>
    Now,

    /// <summary>An HMAC that is made for an answer.</summary>
    Mac,

    /// <summary>A digest that is made for an answer.</summary>
    Digest,

    /// <summary>The public URL without its query, in the code of an answer.</summary>
    Endpoint,
}

/// <summary>Where a value comes from. <paramref name="Name"/> is the header, parameter, pointer, part, claim, key or text.</summary>
internal sealed record SourceModel(SourceKind Kind, string Name)
{
    /// <summary>As the schema writes it.</summary>
    public string Text =>
        Kind switch
        {
            SourceKind.RawBody => "rawBody",
            SourceKind.Method or SourceKind.Path or SourceKind.Url or SourceKind.Endpoint => Kind.ToString().ToLowerInvariant(),
            _ => $"{Kind.ToString().ToLowerInvariant()}:{Name}",
        };
}

/// <summary>A filter and its arguments, as the schema names it.</summary>
/// <param name="Name">The name.</param>
/// <param name="Arguments">The arguments.</param>
/// <param name="Method">The runtime's method of it.</param>
/// <param name="IsWeak">Whether it is a digest of which collisions are made.</param>
internal sealed record FilterModel(string Name, EquatableArray<string> Arguments, string Method, bool IsWeak);

/// <summary>A piece of a template: a source with the filters over it.</summary>
internal sealed record TermModel(SourceModel Source, EquatableArray<FilterModel> Filters)
{
    /// <summary>
    /// In a message: the constant text between this value and the next. A value that holds it could trade characters with
    /// its neighbour. Empty where nothing needs to be checked.
    /// </summary>
    public string Before { get; init; } = "";

    /// <summary>In a message: whether no other request has the same message and another value here.</summary>
    public bool IsSettled { get; init; }

    /// <summary>The term without what the message that it stands in says about it.</summary>
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
    /// <summary>The key that is no secret, of which a value stands behind <see cref="Prefix"/> before each signature; or null.</summary>
    public string? PrefixKey { get; init; }

    /// <summary>What stands between that value and the signature.</summary>
    public string PrefixEnd { get; init; } = "";
}

/// <summary>A configured value that is no secret, and what ends it in a message.</summary>
internal sealed record ConfiguredEnd(string Key, string End);

/// <summary>A signed time that is checked.</summary>
/// <param name="From">Where it stands.</param>
/// <param name="Unit">How it is written; null where it has a format of its own.</param>
/// <param name="ToleranceTicks">How far from now it may be.</param>
internal sealed record TimestampModel(SourceModel From, TimestampUnit? Unit, long ToleranceTicks)
{
    /// <summary>The .NET format that it is written in, or empty.</summary>
    public string Format { get; init; } = "";

    /// <summary>The offset of a local time in minutes; null where each time states its own.</summary>
    public int? OffsetMinutes { get; init; }

    /// <summary>Whether it is clear where the time ends from where it begins. A decimal fraction may have a digit more and be nearly the same time.</summary>
    public bool EndsItself { get; init; } = true;
}

/// <summary>Two values that must be equal besides the signature.</summary>
internal sealed record EqualityModel(TermModel Value, TermModel EqualTo);

internal sealed record ClaimModel(string Name, bool Required, long? MaxAgeTicks, TermModel? EqualTo, EquatableArray<FilterModel> Filters);
