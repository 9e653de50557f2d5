using CallbackGen.Definitions;
using CallbackGen.Reading;
using CallbackGen.Verification;

namespace CallbackGen.EndToEnd.Tests.Support;

/// <summary>One of two records that one provider sends to one address; the payer distinguishes them.</summary>
public sealed record AcmeSale : TestPayload, IVerifiedPayload<AcmeSale>
{
    public static CallbackFeed<AcmeSale> Feed { get; } =
        new VerifiedFeed<AcmeSale>(
            TestFeeds.Define("Sale", "hmac", "header:X-Signature", new CallbackTransport("POST", CallbackContent.Json))
        );

    public static AcmeSale? Verify(CallbackVerification verification) =>
        TestFeeds.HeaderMac(verification) ? verification.ReadPayload<AcmeSale>() : null;

    public static bool Selects(CallbackVerification verification) => verification.Is(verification.Body("/payer"), "sale");

    public static AcmeSale? Read<TReader>(ref TReader reader)
        where TReader : struct, IPayloadReader, allows ref struct => ReadMembers<AcmeSale, TReader>(ref reader);

    public static string? GetRole(AcmeSale payload, CallbackRole role) => Role(payload, role);

    public static string? GetIdempotencyKey(AcmeSale payload) => payload.OrderId;
}

/// <summary>The other, which may also come as a query and may be larger.</summary>
public sealed record AcmeRebate : TestPayload, IVerifiedPayload<AcmeRebate>
{
    public static CallbackFeed<AcmeRebate> Feed { get; } =
        new VerifiedFeed<AcmeRebate>(
            TestFeeds.Define(
                "Rebate",
                "hmac",
                "header:X-Signature",
                new CallbackTransport("POST", CallbackContent.Json),
                new CallbackTransport("PUT", CallbackContent.Form)
            )
        );

    public static AcmeRebate? Verify(CallbackVerification verification) =>
        TestFeeds.HeaderMac(verification) ? verification.ReadPayload<AcmeRebate>() : null;

    public static bool Selects(CallbackVerification verification) => verification.Is(verification.Body("/payer"), "rebate");

    public static AcmeRebate? Read<TReader>(ref TReader reader)
        where TReader : struct, IPayloadReader, allows ref struct => ReadMembers<AcmeRebate, TReader>(ref reader);

    public static string? GetRole(AcmeRebate payload, CallbackRole role) => Role(payload, role);

    public static string? GetIdempotencyKey(AcmeRebate payload) => payload.OrderId;
}

/// <summary>A record of another provider, which may arrive at the same address.</summary>
public sealed record GlobexSale : TestPayload, IVerifiedPayload<GlobexSale>
{
    public static CallbackFeed<GlobexSale> Feed { get; } =
        new VerifiedFeed<GlobexSale>(
            TestFeeds.Define("Sale", "hmac", "header:X-Signature", "Globex", new CallbackTransport("POST", CallbackContent.Json))
        );

    public static GlobexSale? Verify(CallbackVerification verification) =>
        TestFeeds.HeaderMac(verification) ? verification.ReadPayload<GlobexSale>() : null;

    public static bool Selects(CallbackVerification verification) => verification.Is(verification.Body("/payer"), "globex");

    public static GlobexSale? Read<TReader>(ref TReader reader)
        where TReader : struct, IPayloadReader, allows ref struct => ReadMembers<GlobexSale, TReader>(ref reader);

    public static string? GetRole(GlobexSale payload, CallbackRole role) => Role(payload, role);

    public static string? GetIdempotencyKey(GlobexSale payload) => payload.OrderId;
}
