namespace CallbackGen.Generator.Model;

/// <summary>A response that is built from the request: constants, values and codes in byte order.</summary>
/// <param name="Status">The HTTP status code.</param>
/// <param name="ContentType">The media type of the body, or null without a body.</param>
/// <param name="IsJson">Whether the body is written as JSON.</param>
/// <param name="Headers">The headers, in their order.</param>
/// <param name="Pieces">The pieces of the body.</param>
/// <param name="Codes">The MACs and digests that authenticate the response.</param>
internal sealed record AnswerModel(
    int Status,
    string? ContentType,
    bool IsJson,
    EquatableArray<AnswerHeaderModel> Headers,
    EquatableArray<AnswerPiece> Pieces,
    EquatableArray<CodeModel> Codes
)
{
    /// <summary>Gets whether the response is the same for every request.</summary>
    public bool IsConstant => Pieces.Concat(Headers.SelectMany(header => header.Pieces)).All(piece => piece.Value is null);

    /// <summary>Returns whether the response contains the code.</summary>
    public bool Holds(CodeModel code) =>
        Pieces.Concat(Headers.SelectMany(header => header.Pieces)).Any(piece => piece.Value?.Source is { } source && code.IsAt(source));
}

/// <summary>A header of a response (RFC 9110, section 5).</summary>
internal sealed record AnswerHeaderModel(string Name, EquatableArray<AnswerPiece> Pieces)
{
    /// <summary>Gets the text of a header that is the same for every request.</summary>
    public string Constant => string.Concat(Pieces.Select(piece => piece.Constant));
}

/// <summary>A constant text as it is written, or a value.</summary>
internal sealed record AnswerPiece(string Constant, TermModel? Value);

/// <summary>A code that authenticates a response: an HMAC, or the digest of a message that may contain a key.</summary>
/// <param name="Name">The name, unique among the codes of the same kind.</param>
/// <param name="Algorithm">The hash algorithm.</param>
/// <param name="Key">The key of an HMAC, or null for a digest.</param>
/// <param name="Encoding">The encoding of the code.</param>
/// <param name="Message">The message that is authenticated or hashed.</param>
internal sealed record CodeModel(
    string Name,
    MessageAlgorithm Algorithm,
    string? Key,
    SignatureEncoding Encoding,
    EquatableArray<TermModel> Message
)
{
    /// <summary>Gets whether the code is a digest.</summary>
    public bool IsDigest => Key is null;

    /// <summary>Gets the names of the keys that the code is computed with.</summary>
    public IEnumerable<string> Keys =>
        Key is not null ? [Key] : Message.Where(term => term.Source.Kind == SourceKind.Key).Select(term => term.Source.Name).Distinct();

    /// <summary>Returns whether a source of a response refers to this code.</summary>
    public bool IsAt(SourceModel source) => source.Kind == (IsDigest ? SourceKind.Digest : SourceKind.Mac) && source.Name == Name;
}

/// <summary>A handshake: the conditions that distinguish it from a callback, its proof, and its response.</summary>
/// <param name="When">The conditions that identify a handshake; empty where every request of these transports is one.</param>
/// <param name="Receive">The transports by which it arrives.</param>
/// <param name="Verify">The scheme that proves it; the feed's own scheme where the schema says so.</param>
/// <param name="Respond">The response.</param>
internal sealed record ChallengeModel(
    EquatableArray<ConditionModel> When,
    EquatableArray<TransportModel> Receive,
    VerifyModel Verify,
    AnswerModel Respond
);
