using CallbackGen.Reading;
using CallbackGen.Verification;

namespace CallbackGen.EndToEnd.Tests.Support;

/// <summary>A payload whose reference names the payer, and whose currency stands within something sensitive.</summary>
public sealed record AcmePayer : TestPayload, IVerifiedPayload<AcmePayer>
{
    public static CallbackFeed<AcmePayer> Feed { get; } =
        new VerifiedFeed<AcmePayer>(TestFeeds.Define("Payer", "hmac", "header:X-Signature", new CallbackTransport("POST", CallbackContent.Json)));

    [Sensitive]
    [Role(CallbackRole.Reference)]
    public string? Name => Payer;

    [Role(CallbackRole.Status)]
    public string Order => OrderId;

    [Sensitive]
    public AcmeCard Card => new() { Currency = $"currency-of-{Payer}" };

    public static AcmePayer? Verify(CallbackVerification verification) =>
        TestFeeds.HeaderMac(verification) ? verification.ReadPayload<AcmePayer>() : null;

    public static AcmePayer? Read<TReader>(ref TReader reader) where TReader : struct, IPayloadReader, allows ref struct =>
        ReadMembers<AcmePayer, TReader>(ref reader);

    public static string? GetRole(AcmePayer payload, CallbackRole role) => role switch
    {
        CallbackRole.Reference => payload.Name,
        CallbackRole.Status => payload.Order,
        CallbackRole.Currency => payload.Card.Currency,
        _ => null,
    };

    public static string? GetIdempotencyKey(AcmePayer payload) => null;
}

public sealed record AcmeCard
{
    [Role(CallbackRole.Currency)]
    public string Currency { get; init; } = "";
}
