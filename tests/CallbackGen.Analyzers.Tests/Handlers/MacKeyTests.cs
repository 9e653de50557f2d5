using CallbackGen.Analyzers.Tests.Harness;
using CallbackGen.Generator.Analyzers;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.KeyInSourceAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1007: the key of a MAC is written in a function that verifies callbacks by hand.</summary>
public sealed class MacKeyTests
{
    private const string Tokens = """

        namespace Microsoft.IdentityModel.Tokens
        {
            public class SymmetricSecurityKey(byte[] key)
            {
                public byte[] Key => key;
            }

            public static class Handler
            {
                public static object ValidateToken(string token, SymmetricSecurityKey key) => token + key;

                public static string WriteToken(SymmetricSecurityKey key) => key.ToString()!;
            }
        }
        """;

    private static readonly HandlerCases Reported = new()
    {
        ["an HMAC beside a signature of the request"] = Class(
            """
            bool Check(HttpRequest request, byte[] body)
            {
                var own = Convert.ToHexString(
                    HMACSHA256.HashData(Encoding.UTF8.GetBytes({|CBG1007:"8c1f0a2b9d"|}), body)
                );
                return own == request.Headers["X-Signature"];
            }
            """
        ),
        ["an object"] = Class(
            """
            bool Check(string signature, byte[] body)
            {
                using var mac = new HMACSHA512({|CBG1007:"8c1f0a2b9d"u8|}.ToArray());
                return CryptographicOperations.FixedTimeEquals(
                    mac.ComputeHash(body),
                    Convert.FromHexString(signature)
                );
            }
            """
        ),
        ["a key that is set afterwards"] = Class(
            """
            bool Check(string signature, byte[] body)
            {
                using var mac = new HMACSHA256();
                mac.Key = Convert.FromHexString({|CBG1007:"8c1f0a2b"|});
                return Convert.ToHexString(mac.ComputeHash(body)) == signature;
            }
            """
        ),
        ["an incremental MAC"] = Class(
            """
            bool Check(HttpRequest request, byte[] body)
            {
                using var mac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, {|CBG1007:new byte[] { 1, 2, 3 }|});
                mac.AppendData(body);
                return mac.GetHashAndReset().SequenceEqual(Convert.FromHexString(request.Headers["X-Signature"]!));
            }
            """
        ),
        ["a member"] = Class(
            """
            static readonly byte[] Key = Encoding.UTF8.GetBytes("8c1f0a2b9d");

            bool Check(string signature, byte[] body) =>
                Convert.ToHexString(HMACSHA256.HashData({|CBG1007:Key|}, body)) == signature;
            """
        ),
        ["a fallback"] = Class(
            """
            bool Check(string signature, byte[] body) =>
                Convert.ToHexString(
                    HMACSHA256.HashData(
                        Encoding.UTF8.GetBytes(Environment.GetEnvironmentVariable("ACME") ?? {|CBG1007:"8c1f0a2b9d"|}),
                        body
                    )
                ) == signature;
            """
        ),
        ["a route"] = HandlerCases.Program(
            """
            app.MapPost("/x", (HttpRequest request, Orders orders) =>
            {
                var own = System.Security.Cryptography.HMACSHA256.HashData({|CBG1007:"8c1f0a2b9d"u8|}, "body"u8);
                return Convert.ToHexString(own).Equals(request.Headers["X-Signature"]) ? Results.Ok() : Results.Unauthorized();
            });
            """
        ),
        ["a private helper of a check"] = Class(
            """
            bool Check(string signature, byte[] body) => Sign(body) == signature;

            private static string Sign(byte[] body) =>
                Convert.ToHexString(HMACSHA256.HashData({|CBG1007:"8c1f0a2b9d"u8|}, body));
            """
        ),
        ["a public method that the check of its type calls"] = Class(
            """
            public bool Check(string signature, byte[] body) => Sign(body) == signature;

            public string Sign(byte[] body) => Convert.ToHexString(HMACSHA256.HashData({|CBG1007:"8c1f0a2b9d"u8|}, body));
            """
        ),
        ["an argument of a check"] = Class(
            """
            bool On(HttpRequest request, byte[] body) =>
                Check(request.Headers["X-Signature"]!, body, {|CBG1007:"8c1f0a2b9d"|});
            static bool Check(string signature, byte[] body, string secret) =>
                Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body)) == signature;
            """
        ),
        ["a function that has a message"] = Class(
            """
            string On(Verified<AcmePayment> payment) =>
                Convert.ToHexString(
                    HMACSHA256.HashData({|CBG1007:"8c1f0a2b9d"u8|}, Encoding.UTF8.GetBytes(payment.Payload.Id))
                );
            """
        ),
        ["the key of a token in the body"] =
            Class(
                """
                object On(HttpRequest request) =>
                    Microsoft.IdentityModel.Tokens.Handler.ValidateToken(
                        request.Form["token"]!,
                        new Microsoft.IdentityModel.Tokens.SymmetricSecurityKey(
                            Encoding.UTF8.GetBytes({|CBG1007:"8c1f0a2b9d"|})
                        )
                    );
                """
            ) + Tokens,
    };

    private static readonly HandlerCases Silent = new()
    {
        ["a key that is configured"] = Class(
            """
            bool Check(string signature, byte[] body, string secret) =>
                Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body)) == signature;
            """
        ),
        ["what is signed"] = Class(
            """bool Check(string signature, byte[] key) => Convert.ToHexString(HMACSHA256.HashData(key, "ping"u8)) == signature;"""
        ),
        ["a request that is sent"] = Class(
            """
            string Sign(HttpRequestMessage request, byte[] body)
            {
                var own = Convert.ToHexString(HMACSHA256.HashData("8c1f0a2b9d"u8, body));
                request.Headers.Add("X-Signature", own);
                return own;
            }
            """
        ),
        ["an answer that is signed"] = Class(
            """
            void Sign(HttpResponse response, byte[] body) =>
                response.Headers["X-Signature"] = Convert.ToHexString(HMACSHA256.HashData("8c1f0a2b9d"u8, body));
            """
        ),
        ["a pseudonym"] = Class(
            """string Pseudonym(string email) => Convert.ToHexString(HMACSHA256.HashData("pepper"u8, Encoding.UTF8.GetBytes(email)));"""
        ),
        ["a label under which the key is derived"] = Class(
            """
            bool Check(HttpRequest request, byte[] body, string token)
            {
                var key = HMACSHA256.HashData("WebAppData"u8, Encoding.UTF8.GetBytes(token));
                return Convert.ToHexString(HMACSHA256.HashData(key, body)) == request.Headers["X-Signature"];
            }
            """
        ),
        ["a label in an object"] = Class(
            """
            bool Check(string signature, byte[] body, byte[] token)
            {
                using var label = new HMACSHA256("WebAppData"u8.ToArray());
                return Convert.ToHexString(HMACSHA256.HashData(label.ComputeHash(token), body)) == signature;
            }
            """
        ),
        ["an empty key"] = Class(
            """
            bool Check(string signature, byte[] body) =>
                Convert.ToHexString(HMACSHA256.HashData(Encoding.UTF8.GetBytes(""), body)) == signature;
            """
        ),
        ["another route beside a check"] = HandlerCases.Program(
            """
            app.MapGet(
                "/link/{id}",
                (string id) =>
                    Convert.ToHexString(
                        System.Security.Cryptography.HMACSHA256.HashData(
                            "links"u8,
                            System.Text.Encoding.UTF8.GetBytes(id)
                        )
                    )
            );
            app.MapPost(
                "/x",
                (HttpRequest request) =>
                    request.Headers["X-Signature"] == Environment.GetEnvironmentVariable("ACME")
                        ? Results.Ok()
                        : Results.Unauthorized()
            );
            """
        ),
        ["the key of the application's own tokens"] =
            Class(
                """
                object Login() =>
                    Microsoft.IdentityModel.Tokens.Handler.WriteToken(
                        new Microsoft.IdentityModel.Tokens.SymmetricSecurityKey("8c1f0a2b9d"u8.ToArray())
                    );
                object User(HttpRequest request) =>
                    Microsoft.IdentityModel.Tokens.Handler.ValidateToken(
                        request.Headers.Authorization!,
                        new Microsoft.IdentityModel.Tokens.SymmetricSecurityKey("8c1f0a2b9d"u8.ToArray())
                    );
                """
            ) + Tokens,
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task The_key_of_a_check_of_callbacks_is_reported(string name) => Verify.VerifyAnalyzerAsync(Reported[name]);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Any_other_key_or_text_is_silent(string name) => Verify.VerifyAnalyzerAsync(Silent[name]);

    [Fact]
    public Task A_test_signs_with_keys_of_its_own() =>
        new HandlerTest<KeyInSourceAnalyzer>
        {
            Sources = [Markup.Parse(Reported["an object"]).Text],
            Config = "build_property.IsTestProject = true",
        }.RunAsync();

    private static string Class(string members) =>
        "using System.Security.Cryptography;\nusing System.Text;\nusing CallbackGen;\nnamespace Shop\n{\npublic class Hook\n{\n"
        + members
        + "\n}\n}\n";
}
