using CallbackGen.Definitions;
using CallbackGen.Reading;
using CallbackGen.Verification;

namespace CallbackGen.EndToEnd.Tests.Support;

/// <summary>A payload whose reference and currency are sensitive.</summary>
public sealed record AcmePayer : TestPayload, IVerifiedPayload<AcmePayer>
{
    public static CallbackFeed<AcmePayer> Feed { get; } =
        new VerifiedFeed<AcmePayer>(
            TestFeeds.Define("Payer", "hmac", "header:X-Signature", new CallbackTransport("POST", CallbackContent.Json))
        );

    public static AcmePayer? Verify(CallbackVerification verification) =>
        TestFeeds.HeaderMac(verification) ? verification.ReadPayload<AcmePayer>() : null;

    public static AcmePayer? Read<TReader>(ref TReader reader)
        where TReader : struct, IPayloadReader, allows ref struct => ReadMembers<AcmePayer, TReader>(ref reader);

    public static string? GetRole(AcmePayer payload, CallbackRole role) =>
        role switch
        {
            CallbackRole.Reference => payload.Payer,
            CallbackRole.Status => payload.OrderId,
            CallbackRole.Currency => $"currency-of-{payload.Payer}",
            _ => null,
        };

    public static string? GetIdempotencyKey(AcmePayer payload) => null;
}
