using Fix = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<
    CallbackGen.Generator.Analyzers.EmptySecretAnalyzer,
    CallbackGen.CodeFixes.EmptySecretFix
>;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.EmptySecretAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1016: a hand-written verification succeeds when its secret is missing.</summary>
public sealed class EmptySecretTests
{
    private static readonly HandlerCases Reported = new()
    {
        ["a fallback for a missing key"] = Hook(
            """
            bool Check(byte[] body, byte[] signature)
            {
                var key = {|CBG1016:configuration["Acme:Secret"] ?? ""|};
                return CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), body), signature);
            }
            """
        ),
        ["a fallback inside the call"] = Hook(
            """
            bool Check(byte[] body, string signature)
            {
                using var mac = new HMACSHA256(
                    Encoding.UTF8.GetBytes({|CBG1016:Environment.GetEnvironmentVariable("SECRET") ?? string.Empty|})
                );
                return CryptographicOperations.FixedTimeEquals(
                    mac.ComputeHash(body),
                    Convert.FromHexString(signature)
                );
            }
            """
        ),
        ["a field that is empty without a setting"] = Hook(
            """
            private readonly string _secret = configuration["Acme:Secret"] ?? "";

            bool Check(byte[] body, byte[] signature) =>
                CryptographicOperations.FixedTimeEquals(
                    HMACSHA256.HashData(Encoding.UTF8.GetBytes({|CBG1016:_secret|}), body),
                    signature
                );
            """
        ),
        ["a helper that makes the code"] = """
            using System.Security.Cryptography;
            using System.Text;
            using Microsoft.Extensions.Configuration;

            class AcmeWebhooks(IConfiguration configuration)
            {
                string Compute(string body) =>
                    Convert.ToHexString(
                        HMACSHA256.HashData(
                            Encoding.UTF8.GetBytes({|CBG1016:configuration["Acme:Secret"] ?? ""|}),
                            Encoding.UTF8.GetBytes(body)
                        )
                    );
            }
            """,
        ["true without a secret"] = Hook(
            """
            bool Check(byte[] body, byte[] signature, string? secret)
            {
                if ({|CBG1016:string.IsNullOrEmpty(secret)|})
                    return true;
                return CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body), signature);
            }
            """
        ),
        ["a success without a secret"] = Hook(
            """
            IResult Receive(HttpRequest request, byte[] body)
            {
                var secret = configuration["Acme:WebhookSecret"];
                if ({|CBG1016:secret is null or ""|})
                    return Results.Ok();
                var sent = Convert.FromHexString(request.Headers["X-Signature"].ToString());
                return CryptographicOperations.FixedTimeEquals(
                    HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body),
                    sent
                )
                    ? Results.Ok()
                    : Results.Unauthorized();
            }
            """
        ),
        ["a choice"] = Hook(
            """
            bool Check(byte[] body, byte[] signature, byte[] key) =>
                {|CBG1016:key.Length == 0|}
                    ? true
                    : CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, body), signature);
            """
        ),
        ["an or"] = Hook(
            """
            bool Check(byte[] body, byte[] signature, byte[]? key) =>
                {|CBG1016:key is null|}
                || CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, body), signature);
            """
        ),
        ["a check that is skipped"] = Hook(
            """
            async Task<IResult> Receive(HttpRequest request, byte[] body, Orders orders)
            {
                var secret = configuration["Acme:WebhookSecret"];
                if ({|CBG1016:!string.IsNullOrEmpty(secret)|})
                {
                    var sent = Convert.FromHexString(request.Headers["X-Signature"].ToString());
                    if (!CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body), sent))
                        return Results.Unauthorized();
                }

                await orders.SaveAsync();
                return Results.Ok();
            }
            """
        ),
        ["a check that is asked for with the secret"] = Hook(
            """
            IResult Receive(HttpRequest request, byte[] body, byte[]? secret)
            {
                if (
                    {|CBG1016:secret != null|}
                    && !CryptographicOperations.FixedTimeEquals(
                        HMACSHA256.HashData(secret, body),
                        Convert.FromHexString(request.Headers["X-Signature"].ToString())
                    )
                )
                    return Results.Unauthorized();
                return Results.Ok();
            }
            """
        ),
        ["no signature"] = Hook(
            """
            bool Check(HttpRequest request, byte[] body, byte[] key)
            {
                var sent = request.Headers["X-Signature"].ToString();
                if ({|CBG1016:sent == ""|})
                    return true;
                return CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, body), Convert.FromHexString(sent));
            }
            """
        ),
        ["middleware that hands on"] = Hook(
            """
            async Task InvokeAsync(HttpContext context, RequestDelegate next, string? secret, byte[] body)
            {
                if ({|CBG1016:string.IsNullOrWhiteSpace(secret)|})
                {
                    await next(context);
                    return;
                }

                if (
                    CryptographicOperations.FixedTimeEquals(
                        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body),
                        Convert.FromHexString(context.Request.Headers["X-Signature"].ToString())
                    )
                )
                    await next(context);
            }
            """
        ),
        ["a verification by a schema that is passed over"] = Hook(
            """
            IResult Receive(CallbackRequest request, CallbackKeys keys, string? secret)
            {
                if ({|CBG1016:string.IsNullOrEmpty(secret)|})
                    return Results.Ok();
                return AcmePayment.Verify(request, keys).IsSuccess ? Results.Ok() : Results.Unauthorized();
            }
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["a refusal without a secret"] = Hook(
            """
            bool Check(byte[] body, byte[] signature, string? secret)
            {
                if (string.IsNullOrEmpty(secret))
                    return false;
                return CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body), signature);
            }
            """
        ),
        ["an exception without a secret"] = Hook(
            """
            bool Check(byte[] body, byte[] signature)
            {
                var key = configuration["Acme:Secret"] ?? throw new InvalidOperationException("Acme:Secret is missing.");
                return CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), body), signature);
            }
            """
        ),
        ["an empty key that is refused below"] = Hook(
            """
            bool Check(byte[] body, byte[] signature)
            {
                var key = configuration["Acme:Secret"] ?? "";
                if (key.Length == 0)
                    return false;
                return CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), body), signature);
            }
            """
        ),
        ["an and"] = Hook(
            """
            bool Check(byte[] body, byte[] signature, byte[]? key) =>
                key is { Length: > 0 }
                && CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, body), signature);
            """
        ),
        ["an or of refusals"] = Hook(
            """
            IResult Check(byte[] body, byte[] signature, byte[]? key)
            {
                if (
                    key is null
                    || !CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, body), signature)
                )
                    return Results.Unauthorized();
                return Results.Ok();
            }
            """
        ),
        ["a check that ends in a refusal"] = Hook(
            """
            bool Check(byte[] body, byte[] signature, byte[]? key)
            {
                if (key is not null)
                {
                    return CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, body), signature);
                }

                return false;
            }
            """
        ),
        ["a code that is sent"] = Hook(
            """
            string Sign(byte[] body) =>
                Convert.ToHexString(
                    HMACSHA256.HashData(Encoding.UTF8.GetBytes(configuration["Api:Secret"] ?? ""), body)
                );
            """
        ),
        ["another missing value"] = Hook(
            """
            IResult Receive(HttpRequest request, byte[] body, byte[] key, string? note)
            {
                if (
                    !CryptographicOperations.FixedTimeEquals(
                        HMACSHA256.HashData(key, body),
                        Convert.FromHexString(request.Headers["X-Signature"].ToString())
                    )
                )
                    return Results.Unauthorized();
                if (string.IsNullOrEmpty(note))
                    return Results.Ok();
                return Results.Ok(note);
            }
            """
        ),
        ["a secret of something else"] = Hook(
            """bool IsConfigured(string? secret) { if (string.IsNullOrEmpty(secret)) return true; return secret.Length > 3; }"""
        ),
        ["an outcome that is looked at later"] = Hook(
            """
            void Check(byte[] body, byte[] signature, byte[]? key)
            {
                var isGenuine = false;
                if (key is not null)
                    isGenuine = CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, body), signature);
                Console.WriteLine(isGenuine);
            }
            """
        ),
        ["while it is developed"] = Hook(
            """
            bool Check(byte[] body, byte[] signature, byte[]? key, bool isDevelopment)
            {
                if (isDevelopment && key is null)
                    return true;
                return key is not null && CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(key, body), signature);
            }
            """
        ),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task A_check_that_passes_without_a_secret_is_reported(string name) => Verify.VerifyAnalyzerAsync(Reported[name]);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => Verify.VerifyAnalyzerAsync(Silent[name]);

    [Fact]
    public Task The_fix_throws_for_a_missing_key_and_refuses_without_one() =>
        Fix.VerifyCodeFixAsync(
            Hook(
                """
                bool First(byte[] body, byte[] signature)
                {
                    var key = {|CBG1016:configuration["Acme:Secret"] ?? ""|};
                    return CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), body), signature);
                }

                bool Second(byte[] body, byte[] signature)
                {
                    var key =
                        {|CBG1016:Environment.GetEnvironmentVariable("SECRET") ?? string.Empty|};
                    return CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), body), signature);
                }
                """
            ),
            Hook(
                """
                bool First(byte[] body, byte[] signature)
                {
                    var key = configuration["Acme:Secret"] ?? throw new InvalidOperationException("The key is not configured.");
                    return CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), body), signature);
                }

                bool Second(byte[] body, byte[] signature)
                {
                    var key =
                        Environment.GetEnvironmentVariable("SECRET") ?? throw new InvalidOperationException("The key is not configured.");
                    return CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(Encoding.UTF8.GetBytes(key), body), signature);
                }
                """
            )
        );

    [Fact]
    public Task The_fix_refuses_where_true_was_returned() =>
        Fix.VerifyCodeFixAsync(
            Hook(
                """
                bool Check(byte[] body, byte[] signature, string? secret)
                {
                    if ({|CBG1016:string.IsNullOrEmpty(secret)|}) // not yet configured
                        return true;
                    return CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body), signature);
                }
                """
            ),
            Hook(
                """
                bool Check(byte[] body, byte[] signature, string? secret)
                {
                    if (string.IsNullOrEmpty(secret)) // not yet configured
                        return false;
                    return CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body), signature);
                }
                """
            )
        );

    [Fact]
    public Task What_to_answer_is_left_to_people() => Fix.VerifyNoCodeFixAsync(Reported["a check that is skipped"]);

    private static string Hook(string members) =>
        $$"""
            using System.Security.Cryptography;
            using System.Text;
            using CallbackGen;
            using Microsoft.Extensions.Configuration;

            class Hook(IConfiguration configuration)
            {
                public IConfiguration Configuration => configuration;

            {{members}}
            }
            """;
}
