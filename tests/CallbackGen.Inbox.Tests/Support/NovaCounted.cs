using CallbackGen.Definitions;
using CallbackGen.Reading;
using CallbackGen.Verification;

namespace CallbackGen.Inbox.Tests.Support;

/// <summary>The payments of one request under one signature; counts verifications.</summary>
public sealed record NovaCounted : IVerifiedPayload<NovaCounted>
{
    private static long _verifications;

    public static long Verifications => Volatile.Read(ref _verifications);

    public string Id { get; init; } = "";

    public static CallbackFeed<NovaCounted> Feed { get; } = SchemaVersions.Of<NovaCounted>(NovaBulk.Feed.Definition);

    public static NovaCounted? Verify(CallbackVerification verification)
    {
        Interlocked.Increment(ref _verifications);
        return
            verification.FindSignatures(verification.Header("X-Signature"), SignatureEncoding.Hex) is { } signatures
            && verification.BeginMessage() is var message
            && message.Append(verification.RawBody)
            && signatures.MacMatches(message, MacAlgorithm.HmacSha256, "bulkKey")
            ? verification.ReadPayload<NovaCounted>()
            : null;
    }

    public static NovaCounted? Read<TReader>(ref TReader reader)
        where TReader : struct, IPayloadReader, allows ref struct
    {
        if (!reader.StartObject())
            return null;
        var id = "";
        while (reader.NextMember())
        {
            if (reader.Name.SequenceEqual("id"u8))
                id = reader.Text();
            else
                reader.Text();
        }

        return reader.Failed ? null : new() { Id = id };
    }

    public static string? GetRole(NovaCounted payload, CallbackRole role) => null;

    public static string? GetIdempotencyKey(NovaCounted payload) => payload.Id;
}
