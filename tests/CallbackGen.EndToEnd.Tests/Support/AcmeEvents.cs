using CallbackGen.Definitions;
using CallbackGen.Reading;
using CallbackGen.Verification;

namespace CallbackGen.EndToEnd.Tests.Support;

/// <summary>Several callbacks in one fully signed body; the acknowledgement contains the account of the body.</summary>
public sealed record AcmeEvents : TestPayload, IVerifiedPayload<AcmeEvents>
{
    public static CallbackFeed<AcmeEvents> Feed { get; } =
        new VerifiedFeed<AcmeEvents>(
            TestFeeds.Define("Events", "hmac", "header:X-Signature", new CallbackTransport("POST", CallbackContent.Json))
        );

    public static AcmeEvents? Verify(CallbackVerification verification) =>
        TestFeeds.HeaderMac(verification) ? verification.ReadPayload<AcmeEvents>() : null;

    public static CallbackAcknowledgement? Acknowledge(CallbackVerification verification)
    {
        var account = verification.Body("/account");
        if (!account.IsScalar)
            return null;
        var answer = verification.BeginAnswer();
        answer.Append("OK "u8);
        return answer.AppendText(account) ? answer.End(200, "text/plain") : null;
    }

    public static AcmeEvents? Read<TReader>(ref TReader reader)
        where TReader : struct, IPayloadReader, allows ref struct => ReadMembers<AcmeEvents, TReader>(ref reader);

    public static string? GetRole(AcmeEvents payload, CallbackRole role) => Role(payload, role);

    public static string? GetIdempotencyKey(AcmeEvents payload) => payload.OrderId;
}
