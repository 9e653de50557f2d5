namespace CallbackGen.Generator.Model;

/// <summary>How a callback proves itself.</summary>
internal abstract record VerifyModel(string Scheme)
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
    string Scheme,
    string Algorithm,
    KeyUseModel? Key,
    EquatableArray<string> MessageKeys,
    SignatureModel Signature,
    EquatableArray<MessagePart> Message,
    TimestampModel? Timestamp,
    EquatableArray<EqualityModel> Also) : VerifyModel(Scheme)
{
    /// <summary>Whether the algorithm is weak.</summary>
    public bool IsWeak { get; init; }

    /// <summary>Members that the message settles together only, as they stand side by side in it; none, or one list.</summary>
    public EquatableArray<SourceModel> Group { get; init; }
}

/// <summary>A token. With a message its payload is detached: it is the message, and there are no claims.</summary>
internal sealed record JwtVerify(
    SourceModel From,
    string Prefix,
    EquatableArray<string> Algorithms,
    KeyUseModel? Key,
    EquatableArray<ClaimModel> Claims,
    EquatableArray<ClaimModel> Header,
    EquatableArray<MessagePart>? Message,
    bool Unencoded) : VerifyModel("jwt")
{
    /// <summary>Whether public keys sign, for which a library is needed.</summary>
    public bool IsAsymmetric => Algorithms.Any(algorithm => algorithm[0] != 'H');
}

/// <summary>A shared token, compared in constant time.</summary>
internal sealed record TokenVerify(SourceModel From, string Prefix, KeyUseModel? Key) : VerifyModel("token");

/// <summary>Several generations of one provider's scheme; each is tried.</summary>
internal sealed record AnyOfVerify(EquatableArray<VerifyModel> Alternatives) : VerifyModel("anyOf");

internal sealed record NoVerify(string Reason) : VerifyModel("none");

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

    /// <summary>A code that is made for an answer.</summary>
    Mac,
}

/// <summary>Where a value comes from. <paramref name="Name"/> is the header, parameter, pointer, part, claim, key or text.</summary>
internal sealed record SourceModel(SourceKind Kind, string Name)
{
    /// <summary>As the schema writes it.</summary>
    public string Text => Kind switch
    {
        SourceKind.RawBody => "rawBody",
        SourceKind.Method or SourceKind.Path or SourceKind.Url => Kind.ToString().ToLowerInvariant(),
        _ => $"{Kind.ToString().ToLowerInvariant()}:{Name}",
    };
}

/// <summary>A filter and its arguments, as the schema names it.</summary>
internal sealed record FilterModel(string Name, EquatableArray<string> Arguments)
{
    /// <summary>Whether it is a digest of which collisions are made.</summary>
    public bool IsWeak { get; init; }
}

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
    SourceModel From, string Format, char Separator, string? Pick, string Encoding, string Prefix);

internal sealed record TimestampModel(SourceModel From, string Unit, long ToleranceTicks);

/// <summary>Two values that must be equal besides the signature.</summary>
internal sealed record EqualityModel(TermModel Value, TermModel EqualTo);

/// <summary>A part of the message, with filters over the whole of it.</summary>
internal abstract record MessagePart
{
    public EquatableArray<FilterModel> Filters { get; init; }

    /// <summary>Whether no other request has the same message and other members here. Of chosen members each says so by itself.</summary>
    public bool IsSettled { get; init; }
}

internal sealed record TemplatePart(EquatableArray<TermModel> Terms) : MessagePart;

/// <summary>Chosen members in the order in which they stand in the message.</summary>
/// <param name="Members">The members.</param>
/// <param name="Render">How each is written.</param>
/// <param name="Unbounded">The name of the one member that may hold the joining text, or null.</param>
internal sealed record MembersPart(EquatableArray<MemberTermModel> Members, RenderModel Render, string? Unbounded) : MessagePart;

/// <summary>A member of a message: the name it is written with, and where its value comes from.</summary>
internal sealed record MemberTermModel(string Name, TermModel Term);

/// <summary>Every member of an object, a form or a query, but for some.</summary>
internal sealed record AllMembersPart(
    string Root, EquatableArray<string> Except, EquatableArray<string> Prefixes, string Sort, string Repeated, string Nested,
    EquatableArray<AddedKeyModel> Added, RenderModel Render) : MessagePart
{
    /// <summary>The form that all of them are written in together, instead of one by one; or null.</summary>
    public string? Format { get; init; }
}

/// <summary>A JSON re-serialisation of a part of the body.</summary>
internal sealed record JsonPart(
    string Root, EquatableArray<string> Except, EquatableArray<string>? Members, EquatableArray<AddedKeyModel> Added,
    bool Sort, bool EscapeSlash, bool EscapeUnicode, bool Spaces) : MessagePart;

/// <summary>Several parts under common filters.</summary>
internal sealed record GroupPart(EquatableArray<MessagePart> Parts) : MessagePart;

/// <summary>A key that is written into the message as if it were a member.</summary>
internal sealed record AddedKeyModel(string Name, string Key);

/// <summary>How a member is written: before, name, separator, value, after; and what stands between two of them.</summary>
internal sealed record RenderModel(
    bool WithNames, string Before, string Separator, string After, string Join, bool OmitNull, bool OmitEmpty);

internal sealed record ClaimModel(
    string Name, bool Required, long? MaxAgeTicks, TermModel? EqualTo, EquatableArray<FilterModel> Filters);
