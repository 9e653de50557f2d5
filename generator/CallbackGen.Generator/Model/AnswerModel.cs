namespace CallbackGen.Generator.Model;

/// <summary>An answer that is made of the request: constants, values and codes in the order of its bytes.</summary>
/// <param name="Status">The status.</param>
/// <param name="ContentType">The body's media type; null where there is no body.</param>
/// <param name="IsJson">Whether the body is written as JSON.</param>
/// <param name="Headers">Its headers, in their order.</param>
/// <param name="Pieces">Its body.</param>
/// <param name="Codes">The codes that it proves itself with.</param>
internal sealed record AnswerModel(
    int Status,
    string? ContentType,
    bool IsJson,
    EquatableArray<AnswerHeaderModel> Headers,
    EquatableArray<AnswerPiece> Pieces,
    EquatableArray<CodeModel> Codes
)
{
    /// <summary>Whether it is the same for every request.</summary>
    public bool IsConstant => Pieces.Concat(Headers.SelectMany(header => header.Pieces)).All(piece => piece.Value is null);

    /// <summary>Whether it holds the code.</summary>
    public bool Holds(CodeModel code) =>
        Pieces.Concat(Headers.SelectMany(header => header.Pieces)).Any(piece => piece.Value?.Source is { } source && code.IsAt(source));
}

/// <summary>A header of an answer (RFC 9110, section 5).</summary>
internal sealed record AnswerHeaderModel(string Name, EquatableArray<AnswerPiece> Pieces)
{
    /// <summary>The text of a header that is the same for every request.</summary>
    public string Constant => string.Concat(Pieces.Select(piece => piece.Constant));
}

/// <summary>A constant text, as it is written; or a value.</summary>
internal sealed record AnswerPiece(string Constant, TermModel? Value);

/// <summary>A code that an answer proves itself with: an HMAC, or the digest of a message that may hold a key.</summary>
/// <param name="Name">Its name, among the codes of its kind.</param>
/// <param name="Algorithm">The hash.</param>
/// <param name="Key">The key of an HMAC; null where the code is a digest.</param>
/// <param name="Encoding">How it is written.</param>
/// <param name="Message">What it is of.</param>
internal sealed record CodeModel(
    string Name,
    MessageAlgorithm Algorithm,
    string? Key,
    SignatureEncoding Encoding,
    EquatableArray<TermModel> Message
)
{
    /// <summary>Whether it is a digest.</summary>
    public bool IsDigest => Key is null;

    /// <summary>The keys that it is made with.</summary>
    public IEnumerable<string> Keys =>
        Key is not null ? [Key] : Message.Where(term => term.Source.Kind == SourceKind.Key).Select(term => term.Source.Name).Distinct();

    /// <summary>Whether a source of an answer is this code.</summary>
    public bool IsAt(SourceModel source) => source.Kind == (IsDigest ? SourceKind.Digest : SourceKind.Mac) && source.Name == Name;
}

/// <summary>A handshake: how it is told from a callback, how it proves itself, and its answer.</summary>
/// <param name="When">What tells it; nothing where whatever arrives so is one.</param>
/// <param name="Receive">How it arrives.</param>
/// <param name="Verify">How it proves itself; the feed's own scheme where the schema says so.</param>
/// <param name="Respond">Its answer.</param>
internal sealed record ChallengeModel(
    EquatableArray<ConditionModel> When,
    EquatableArray<TransportModel> Receive,
    VerifyModel Verify,
    AnswerModel Respond
);
