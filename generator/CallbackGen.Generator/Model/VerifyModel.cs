namespace CallbackGen.Generator.Model;

/// <summary>How a callback proves itself.</summary>
internal abstract record VerifyModel(string Scheme);

internal sealed record HmacVerify(
    MacAlgorithm Algorithm,
    string Key,
    SignatureModel Signature,
    EquatableArray<MessagePart> Message,
    TimestampModel? Timestamp) : VerifyModel("hmac");

internal sealed record JwtVerify(
    SourceModel From,
    string Prefix,
    EquatableArray<string> Algorithms,
    string Key,
    EquatableArray<ClaimModel> Claims) : VerifyModel("jwt");

internal sealed record NoVerify(string Reason) : VerifyModel("none");

internal enum MacAlgorithm
{
    HmacMd5,
    HmacSha1,
    HmacSha256,
    HmacSha384,
    HmacSha512,
}

internal enum SourceKind
{
    Const,
    Header,
    Query,
    Body,
    RawBody,
    Method,
    Path,
    Signature,
}

/// <summary>Where a value comes from. <paramref name="Name"/> is the header, parameter, pointer, part or text.</summary>
internal sealed record SourceModel(SourceKind Kind, string Name)
{
    /// <summary>As the schema writes it.</summary>
    public string Text => Kind switch
    {
        SourceKind.RawBody => "rawBody",
        SourceKind.Method => "method",
        SourceKind.Path => "path",
        _ => $"{Kind.ToString().ToLowerInvariant()}:{Name}",
    };
}

/// <summary>A filter and its arguments, as the schema names it.</summary>
internal sealed record FilterModel(string Name, EquatableArray<string> Arguments);

/// <summary>A piece of a template: a source with the filters over it.</summary>
internal sealed record TermModel(SourceModel Source, EquatableArray<FilterModel> Filters);

internal sealed record SignatureModel(
    SourceModel From, string Format, char Separator, string? Pick, string Encoding, string Prefix);

internal sealed record TimestampModel(SourceModel From, string Unit, long ToleranceTicks);

internal abstract record MessagePart;

internal sealed record TemplatePart(EquatableArray<TermModel> Terms) : MessagePart;

/// <summary>Chosen members in the order in which they stand in the message.</summary>
internal sealed record MembersPart(EquatableArray<string> Pointers, bool WithNames, string NameSeparator, string Join, bool OmitNull, bool OmitEmpty) : MessagePart;

internal sealed record ClaimModel(
    string Name, bool Required, long? MaxAgeTicks, TermModel? EqualTo, EquatableArray<FilterModel> Filters);
