using CallbackGen.Definitions;
using CallbackGen.Reading;
using CallbackGen.Verification;

namespace CallbackGen.EndToEnd.Tests.Support;

/// <summary>Several payloads in one request, each with its own signature.</summary>
public sealed record AcmeBatch : TestPayload, IVerifiedPayload<AcmeBatch>
{
    public static CallbackFeed<AcmeBatch> Feed { get; } =
        new VerifiedFeed<AcmeBatch>(
            TestFeeds.Define("Batch", "hmac", "payload:/checksum", new CallbackTransport("POST", CallbackContent.Json))
        );

    /// <summary>A request of orders, each signed with the configured key.</summary>
    public static string Request(params string[] orders) => $"{{\"items\":[{string.Join(',', orders.Select(order => Item(order)))}]}}";

    /// <summary>An order, with the signature of the order or of another text.</summary>
    public static string Item(string order, string? signed = null) =>
        $"{{\"order_id\":\"{order}\",\"amount\":\"10.00\",\"checksum\":\"{TestApp.Sign($"10.00|{signed ?? order}")}\"}}";

    public static AcmeBatch? Verify(CallbackVerification verification) =>
        verification.ReadBody()
        && verification.FindSignatures(verification.Payload("/checksum"), SignatureEncoding.Hex) is { } signatures
        && verification.BeginMessage() is var message
        && message.Append(verification.Payload("/amount"), mustNotContain: "|"u8)
        && message.Append(WireValue.FromText("|"))
        && message.Append(verification.Payload("/order_id"), mustNotContain: "|"u8)
        && signatures.MacMatches(message, MacAlgorithm.HmacSha256, "hashKey")
            ? verification.ReadPayload<AcmeBatch>()
            : null;

    public static AcmeBatch? Read<TReader>(ref TReader reader)
        where TReader : struct, IPayloadReader, allows ref struct => ReadMembers<AcmeBatch, TReader>(ref reader);

    public static string? GetRole(AcmeBatch payload, CallbackRole role) => Role(payload, role);

    public static string? GetIdempotencyKey(AcmeBatch payload) => payload.OrderId;
}
