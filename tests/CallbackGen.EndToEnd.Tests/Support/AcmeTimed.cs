using CallbackGen.Definitions;
using CallbackGen.Reading;
using CallbackGen.Verification;

namespace CallbackGen.EndToEnd.Tests.Support;

/// <summary>A feed whose signature covers the body and the time in a header.</summary>
public sealed record AcmeTimed : TestPayload, IVerifiedPayload<AcmeTimed>
{
    public static CallbackFeed<AcmeTimed> Feed { get; } =
        new VerifiedFeed<AcmeTimed>(
            TestFeeds.Define("Timed", "hmac", "header:X-Signature", new CallbackTransport("POST", CallbackContent.Json))
        );

    public static AcmeTimed? Verify(CallbackVerification verification) =>
        verification.FindSignatures(verification.Header("X-Signature"), SignatureEncoding.Hex) is { } signatures
        && verification.BeginMessage() is var message
        && message.Append(verification.Header("X-Time"), mustNotContain: "."u8)
        && message.Append(WireValue.FromText("."))
        && message.Append(verification.RawBody)
        && signatures.MacMatches(message, MacAlgorithm.HmacSha256, "hashKey")
        && verification.CheckTimestamp(verification.Header("X-Time"), TimestampUnit.Seconds, TimeSpan.FromMinutes(5))
            ? verification.ReadPayload<AcmeTimed>()
            : null;

    public static AcmeTimed? Read<TReader>(ref TReader reader)
        where TReader : struct, IPayloadReader, allows ref struct => ReadMembers<AcmeTimed, TReader>(ref reader);

    public static string? GetRole(AcmeTimed payload, CallbackRole role) => Role(payload, role);

    public static string? GetIdempotencyKey(AcmeTimed payload) => payload.OrderId;
}
