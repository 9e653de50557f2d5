namespace CallbackGen.Generator.Model;

/// <summary>An answer that is made of the request: constants, values and codes in the order of its bytes.</summary>
internal sealed record AnswerModel(int Status, string ContentType, bool IsJson, EquatableArray<AnswerPiece> Pieces, EquatableArray<MacModel> Macs)
{
    /// <summary>Whether it is the same for every request.</summary>
    public bool IsConstant => Pieces.All(piece => piece.Value is null);
}

/// <summary>A constant text, as it is written; or a value.</summary>
internal sealed record AnswerPiece(string Constant, TermModel? Value);

/// <summary>A code that an answer proves itself with.</summary>
internal sealed record MacModel(string Name, MessageAlgorithm Algorithm, string Key, SignatureEncoding Encoding, EquatableArray<TermModel> Message);

/// <summary>A handshake: how it is told from a callback, how it proves itself, and its answer.</summary>
/// <param name="When">What tells it.</param>
/// <param name="Receive">How it arrives.</param>
/// <param name="Verify">How it proves itself; the feed's own scheme where the schema says so.</param>
/// <param name="Respond">Its answer.</param>
internal sealed record ChallengeModel(
    EquatableArray<ConditionModel> When, EquatableArray<TransportModel> Receive, VerifyModel Verify, AnswerModel Respond);
