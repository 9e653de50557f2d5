using CallbackGen.Definitions;
using CallbackGen.Reading;
using CallbackGen.Verification;

namespace CallbackGen.EndToEnd.Tests.Support;

/// <summary>A signature over the URL that the provider calls, and the body.</summary>
public sealed record AcmeHook : TestPayload, IVerifiedPayload<AcmeHook>
{
    public static CallbackFeed<AcmeHook> Feed { get; } =
        new VerifiedFeed<AcmeHook>(
            TestFeeds.Define("Hook", "hmac", "header:X-Signature", new CallbackTransport("POST", CallbackContent.Json))
        );

    public static AcmeHook? Verify(CallbackVerification verification) =>
        verification.FindSignatures(verification.Header("X-Signature"), SignatureEncoding.Hex) is { } signatures
        && verification.BeginMessage() is var message
        && message.Append(verification.Url)
        && message.Append(verification.RawBody)
        && signatures.MacMatches(message, MacAlgorithm.HmacSha256, "hashKey")
            ? verification.ReadPayload<AcmeHook>()
            : null;

    public static AcmeHook? Read<TReader>(ref TReader reader)
        where TReader : struct, IPayloadReader, allows ref struct => ReadMembers<AcmeHook, TReader>(ref reader);

    public static string? GetRole(AcmeHook payload, CallbackRole role) => Role(payload, role);

    public static string? GetIdempotencyKey(AcmeHook payload) => payload.OrderId;
}
