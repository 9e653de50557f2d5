using CallbackGen.Definitions;
using CallbackGen.Reading;
using CallbackGen.Runtime.Tests.Support;
using CallbackGen.Verification;

namespace CallbackGen.Runtime.Tests.Corpora;

/// <summary>Attacks on tokens, each with its expected result.</summary>
public class JwtAttackTests
{
    // Before the example token of RFC 7515, appendix A.1, expires.
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_300_000_000);

    public static TheoryData<string> Cases
    {
        get
        {
            if (SharedData.Root is null)
                return [];
            using var document = SharedData.Json("jwt-attacks", "jwt-attacks.json");
            return new(document.RootElement.GetProperty("cases").EnumerateArray().Select(item => item.GetProperty("id").GetString()!));
        }
    }

    [CorpusTheory]
    [MemberData(nameof(Cases))]
    public void A_token_ends_as_its_case_says(string id)
    {
        using var document = SharedData.Json("jwt-attacks", "jwt-attacks.json");
        var item = document
            .RootElement.GetProperty("cases")
            .EnumerateArray()
            .Single(candidate => candidate.GetProperty("id").GetString() == id);
        var definition = Given.Definition(keys: [new("hashKey", CallbackKeyEncoding.Base64)]);
        if (
            !CallbackKeys.TryCreate(
                definition,
                [new("hashKey", item.GetProperty("key_b64").GetString()!)],
                "conformance data",
                out var keys,
                out _
            )
        )
        {
            Assert.NotEqual("accept", item.GetProperty("expect").GetString()); // an empty key is refused before any token
            return;
        }

        using var verification = Given.Verification(keys: keys, now: Now);
        var token = verification.VerifyJws(
            WireValue.FromText(item.GetProperty("token").GetString()!).From("body:/token"),
            [JwsAlgorithm.HS256],
            "hashKey"
        );
        var isVerified = token is not null;
        var payload = token is null ? null : verification.ReadClaims<Payment>(token);
        switch (item.GetProperty("expect").GetString())
        {
            case "accept":
                Assert.True(isVerified, verification.Rejection?.ToString());
                Assert.NotNull(payload);
                break;
            case "reject_sig":
                Assert.False(isVerified);
                break;
            case "reject_payload":
                Assert.Null(payload);
                break;
            default: // either outcome, but always with a reason
                break;
        }

        Assert.Equal(payload is null, verification.Rejection is not null);
        Assert.True(verification.Rejection is null or { Detail.Length: > 0 });
    }

    /// <summary>The payload of the cases.</summary>
    private sealed record Payment(decimal? Amount) : IVerifiedPayload<Payment>
    {
        private static readonly string[] Names = ["amount"];

        public static CallbackFeed<Payment> Feed { get; } = new VerifiedFeed<Payment>(Given.Definition());

        public static Payment? Verify(CallbackVerification verification) => null;

        public static Payment? Read<TReader>(ref TReader reader)
            where TReader : struct, IPayloadReader, allows ref struct
        {
            decimal? amount = null;
            UnknownMembers? unknown = null;
            Span<ulong> seen = stackalloc ulong[1];
            reader.StartObject();
            while (reader.NextMember())
            {
                if (reader.Member(reader.Name.SequenceEqual("amount"u8) ? 0 : -1, Names, seen) == 0)
                    amount = reader.Number(coerce: true);
                else
                    reader.Unknown(ref unknown);
            }

            return reader.Complete(seen, [0], Names) ? new(amount) : null;
        }

        public static string? GetRole(Payment payload, CallbackRole role) => null;

        public static string? GetIdempotencyKey(Payment payload) => null;
    }
}
