using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.PartialProofAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1035 one call away: a function signs only some of the members that its caller uses.</summary>
public sealed class SignedMemberTests
{
    private static readonly HandlerCases Reported = new()
    {
        ["a function that compares"] = Hook(
            """if (!IsSigned(notice, signature, key)) return; await orders.MarkPaidAsync(notice.Id, notice.Amount);""",
            """
            private static bool IsSigned(Notice notice, byte[] signature, byte[] key) =>
                CryptographicOperations.FixedTimeEquals(
                    {|CBG1035:HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(notice.Id))|},
                    signature
                );
            """
        ),
        ["a function that makes the MAC"] = Hook(
            """
            if (!CryptographicOperations.FixedTimeEquals(Sign(notice), signature))
                return;
            await orders.MarkPaidAsync(notice.Id, notice.Amount);
            """,
            """
            private byte[] Sign(Notice notice) => {|CBG1035:HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(notice.Id))|};
            """
        ),
        ["members that are handed on"] = Hook(
            """if (!IsSigned(notice.Id, notice.Status, signature)) return; await orders.MarkPaidAsync(notice.Id, notice.Amount);""",
            """
            private bool IsSigned(string id, string status, byte[] signature) =>
                CryptographicOperations.FixedTimeEquals(
                    {|CBG1035:HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{id}.{status}"))|},
                    signature
                );
            """
        ),
        ["a function of another type"] = Hook(
            """if (!{|CBG1035:signatures.IsSigned(notice, signature)|}) return; await orders.MarkPaidAsync(notice.Id, notice.Amount);""",
            ""
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["all that is used"] = Hook(
            """if (!IsSigned(notice, signature)) return; await orders.MarkPaidAsync(notice.Id, notice.Amount);""",
            """
            private bool IsSigned(Notice notice, byte[] signature) =>
                CryptographicOperations.FixedTimeEquals(
                    HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{notice.Id}.{notice.Amount}")),
                    signature
                );
            """
        ),
        ["the body"] = Hook(
            """if (!IsSigned(body, signature)) return; await orders.MarkPaidAsync(notice.Id, notice.Amount);""",
            """
            private bool IsSigned(byte[] sent, byte[] signature) =>
                CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, sent), signature);
            """
        ),
        ["members that are handed on, all"] = Hook(
            """if (!IsSigned(notice.Id, notice.Amount, signature)) return; await orders.MarkPaidAsync(notice.Id, notice.Amount);""",
            """
            private bool IsSigned(string id, decimal amount, byte[] signature) =>
                CryptographicOperations.FixedTimeEquals(
                    HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{id}.{amount}")),
                    signature
                );
            """
        ),
        ["a MAC for what is sent"] = Hook(
            """await orders.MarkPaidAsync(notice.Id, notice.Amount, Convert.ToHexString(Sign(notice)));""",
            """
            private byte[] Sign(Notice notice) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(notice.Id));
            """
        ),
        ["a function of another type, over all"] = Hook(
            """if (!signatures.IsWhole(notice, signature)) return; await orders.MarkPaidAsync(notice.Id, notice.Amount);""",
            ""
        ),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task A_member_that_nobody_signed_is_reported(string name) => Verify.VerifyAnalyzerAsync(Reported[name], Types);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => Verify.VerifyAnalyzerAsync(Silent[name], Types);

    private const string Types = """
        using System.Security.Cryptography;
        using System.Text;

        namespace Shop;

        public sealed record Notice(string Id, string Status, decimal Amount, string Signature);

        public sealed class Signatures(byte[] key)
        {
            public bool IsSigned(Notice notice, byte[] signature)
            {
                var mac = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(notice.Id));
                return mac.AsSpan().SequenceEqual(signature);
            }

            public bool IsWhole(Notice notice, byte[] signature)
            {
                var mac = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(notice.Id + notice.Amount));
                return mac.AsSpan().SequenceEqual(signature);
            }
        }
        """;

    private static string Hook(string code, string members) =>
        "using System.Security.Cryptography;\nusing System.Text;\n"
        + Class(
            $$"""
            private readonly byte[] key = [];
            private readonly Signatures signatures = new([]);
            public async Task OnAsync(HttpRequest request, Orders orders)
            {
                using var buffer = new MemoryStream();
                await request.Body.CopyToAsync(buffer);
                var body = buffer.ToArray();
                var notice = System.Text.Json.JsonSerializer.Deserialize<Notice>(body)!;
                var signature = Convert.FromHexString(request.Headers["X-Signature"].ToString());
                {{code}}
            }
            {{members}}
            """
        );
}
