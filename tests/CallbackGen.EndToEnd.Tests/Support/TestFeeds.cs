using System.Runtime.CompilerServices;
using CallbackGen.Definitions;
using CallbackGen.Reading;
using CallbackGen.Verification;

namespace CallbackGen.EndToEnd.Tests.Support;

/// <summary>The feeds of this assembly, registered in the way that generated code does.</summary>
internal static class TestFeeds
{
    public static IReadOnlyList<CallbackFeed> All { get; } =
    [
        AcmeOrder.Feed,
        AcmeReturn.Feed,
        AcmeNotice.Feed,
        AcmePing.Feed,
        AcmeBulk.Feed,
        AcmeBatch.Feed,
        AcmeHook.Feed,
        AcmeSale.Feed,
        AcmeRebate.Feed,
        AcmeShake.Feed,
    ];

#pragma warning disable CA2255 // Generated code does the same.
    [ModuleInitializer]
    internal static void Register() =>
        CallbackFeedRegistry.Register([
            .. All,
            .. RuntimeKeyFeeds.All,
            .. GuardedFeeds.All,
            AcmeShop.Feed,
            AcmeGreet.Feed,
            AcmeKnock.Feed,
            AcmeGuest.Feed,
            AcmeEvents.Feed,
            GlobexSale.Feed,
        ]);
#pragma warning restore CA2255

    public static CallbackFeedDefinition Define(string feed, string scheme, string? signatureFrom, params CallbackTransport[] receive) =>
        Define(feed, scheme, signatureFrom, "Acme", receive);

    public static CallbackFeedDefinition Define(
        string feed,
        string scheme,
        string? signatureFrom,
        string provider,
        params CallbackTransport[] receive
    ) =>
        new()
        {
            PayloadPointer = feed switch
            {
                "Batch" => "/items/*",
                "Events" => "/events/*",
                _ => "",
            },
            SignsContent = feed == "Events",
            Proofs = feed == "Batch" ? [new("hmac", signatureFrom!)] : [],
            SignsUrl = feed == "Hook",
            ReceiveChallenge = feed == "Shake" ? [new("GET", CallbackContent.Query)] : [],
            HasSelection = feed is "Sale" or "Rebate",
            Name = $"{provider.ToLowerInvariant()}.{feed.ToLowerInvariant()}",
            Provider = provider,
            Feed = feed,
            Scheme = scheme,
            SignatureFrom = signatureFrom,
            Receive = receive,
            Keys =
                scheme == "none" ? [] : [new CallbackKeyDefinition("hashKey", CallbackKeyEncoding.Utf8, Description: "Console > Hash key")],
            SensitiveRoles = feed == "Payer" ? [CallbackRole.Reference, CallbackRole.Currency] : [],
            MaxBodyBytes = feed is "Bulk" or "Ping" or "Notice" ? 1024 * 1024 : 2048,
            Acknowledge = feed == "Order" ? new(200, "text/plain", "OK") : new(),
        };

    public static bool HeaderMac(CallbackVerification verification) =>
        verification.FindSignatures(verification.Header("X-Signature"), SignatureEncoding.Hex) is { } signatures
        && verification.BeginMessage() is var message
        && message.Append(verification.RawBody)
        && signatures.MacMatches(message, MacAlgorithm.HmacSha256, "hashKey");
}

/// <summary>A signed JSON body with the signature in a header.</summary>
public sealed record AcmeOrder : TestPayload, IVerifiedPayload<AcmeOrder>
{
    public static CallbackFeed<AcmeOrder> Feed { get; } =
        new VerifiedFeed<AcmeOrder>(
            TestFeeds.Define("Order", "hmac", "header:X-Signature", new CallbackTransport("POST", CallbackContent.Json))
        );

    public static AcmeOrder? Verify(CallbackVerification verification) =>
        TestFeeds.HeaderMac(verification) ? verification.ReadPayload<AcmeOrder>() : null;

    public static AcmeOrder? Read<TReader>(ref TReader reader)
        where TReader : struct, IPayloadReader, allows ref struct => ReadMembers<AcmeOrder, TReader>(ref reader);

    public static string? GetRole(AcmeOrder payload, CallbackRole role) => Role(payload, role);

    public static string? GetIdempotencyKey(AcmeOrder payload) => payload.OrderId;
}

/// <summary>The same with room for large bodies.</summary>
public sealed record AcmeBulk : TestPayload, IVerifiedPayload<AcmeBulk>
{
    public static CallbackFeed<AcmeBulk> Feed { get; } =
        new VerifiedFeed<AcmeBulk>(
            TestFeeds.Define("Bulk", "hmac", "header:X-Signature", new CallbackTransport("POST", CallbackContent.Json))
        );

    public static AcmeBulk? Verify(CallbackVerification verification) =>
        TestFeeds.HeaderMac(verification) ? verification.ReadPayload<AcmeBulk>() : null;

    public static AcmeBulk? Read<TReader>(ref TReader reader)
        where TReader : struct, IPayloadReader, allows ref struct => ReadMembers<AcmeBulk, TReader>(ref reader);

    public static string? GetRole(AcmeBulk payload, CallbackRole role) => Role(payload, role);

    public static string? GetIdempotencyKey(AcmeBulk payload) => null;
}

/// <summary>Individually signed members, in a form or a query.</summary>
public sealed record AcmeReturn : TestPayload, IVerifiedPayload<AcmeReturn>
{
    public static CallbackFeed<AcmeReturn> Feed { get; } =
        new VerifiedFeed<AcmeReturn>(
            TestFeeds.Define(
                "Return",
                "hmac",
                "body:/checksum",
                new CallbackTransport("POST", CallbackContent.Form),
                new CallbackTransport("GET", CallbackContent.Query)
            )
        );

    public static AcmeReturn? Verify(CallbackVerification verification) =>
        verification.ReadBody()
        && verification.FindSignatures(verification.Body("/checksum"), SignatureEncoding.Hex) is { } signatures
        && verification.BeginMessage() is var message
        && message.AppendMembers("|"u8, "/amount", "/order_id", "/payer")
        && signatures.MacMatches(message, MacAlgorithm.HmacSha256, "hashKey")
            ? verification.ReadPayload<AcmeReturn>()
            : null;

    public static AcmeReturn? Read<TReader>(ref TReader reader)
        where TReader : struct, IPayloadReader, allows ref struct => ReadMembers<AcmeReturn, TReader>(ref reader);

    public static string? GetRole(AcmeReturn payload, CallbackRole role) => Role(payload, role);

    public static string? GetIdempotencyKey(AcmeReturn payload) => payload.OrderId;
}

/// <summary>A token next to members that it does not cover.</summary>
public sealed record AcmeNotice : TestPayload, IAuthenticatedPayload<AcmeNotice>
{
    public static CallbackFeed<AcmeNotice> Feed { get; } =
        new AuthenticatedFeed<AcmeNotice>(
            TestFeeds.Define("Notice", "jwt", "body:/token", new CallbackTransport("POST", CallbackContent.Json))
        );

    public static AcmeNotice? Verify(CallbackVerification verification) =>
        verification.ReadBody() && verification.VerifyJws(verification.Body("/token"), [JwsAlgorithm.HS256], "hashKey") is not null
            ? verification.ReadPayload<AcmeNotice>()
            : null;

    public static AcmeNotice? Read<TReader>(ref TReader reader)
        where TReader : struct, IPayloadReader, allows ref struct => ReadMembers<AcmeNotice, TReader>(ref reader);

    public static string? GetRole(AcmeNotice payload, CallbackRole role) => Role(payload, role);

    public static string? GetIdempotencyKey(AcmeNotice payload) => null;

    public static bool SameSignedMembers(AcmeNotice left, AcmeNotice right) => true;
}

/// <summary>A feed that its provider does not sign.</summary>
public sealed record AcmePing : TestPayload, IReceivedPayload<AcmePing>
{
    public static CallbackFeed<AcmePing> Feed { get; } =
        new ReceivedFeed<AcmePing>(TestFeeds.Define("Ping", "none", null, new CallbackTransport("POST", CallbackContent.Json)));

    public static AcmePing? Verify(CallbackVerification verification) => verification.ReadPayload<AcmePing>();

    public static AcmePing? Read<TReader>(ref TReader reader)
        where TReader : struct, IPayloadReader, allows ref struct => ReadMembers<AcmePing, TReader>(ref reader);

    public static string? GetRole(AcmePing payload, CallbackRole role) => Role(payload, role);

    public static string? GetIdempotencyKey(AcmePing payload) => null;

    public static bool SameSignedMembers(AcmePing left, AcmePing right) => true;
}

/// <summary>An unregistered feed, as in a library that was not used yet.</summary>
public sealed record LibraryOrder : TestPayload, IVerifiedPayload<LibraryOrder>
{
    public static CallbackFeed<LibraryOrder> Feed { get; } =
        new VerifiedFeed<LibraryOrder>(
            TestFeeds.Define("Library", "hmac", "header:X-Signature", new CallbackTransport("POST", CallbackContent.Json))
        );

    public static LibraryOrder? Verify(CallbackVerification verification) =>
        TestFeeds.HeaderMac(verification) ? verification.ReadPayload<LibraryOrder>() : null;

    public static LibraryOrder? Read<TReader>(ref TReader reader)
        where TReader : struct, IPayloadReader, allows ref struct => ReadMembers<LibraryOrder, TReader>(ref reader);

    public static string? GetRole(LibraryOrder payload, CallbackRole role) => Role(payload, role);

    public static string? GetIdempotencyKey(LibraryOrder payload) => null;
}
