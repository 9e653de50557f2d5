using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.SwitchedOffAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1034: a hand-written check has a switch that turns verification off.</summary>
public sealed class SwitchedOffCheckTests
{
    private static readonly HandlerCases Reported = new()
    {
        ["an option in a check of one's own"] = Hook(
            """
            bool IsGenuine(byte[] body, byte[] signature)
            {
                if ({|CBG1034:options.Value.SkipSignature|})
                    return true;
                return CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(_key, body), signature);
            }
            """
        ),
        ["an option in one expression"] = Hook(
            """
            bool IsGenuine(byte[] body, byte[] signature) =>
                {|CBG1034:!options.Value.VerifySignatures|}
                || CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(_key, body), signature);
            """
        ),
        ["a constant"] = Hook(
            """
            private static readonly bool SkipVerification = true;

            bool IsGenuine(byte[] body, byte[] signature) =>
                {|CBG1034:SkipVerification|}
                    ? true
                    : CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(_key, body), signature);
            """
        ),
        ["a check that throws"] = Hook(
            """
            void EnsureGenuine(byte[] body, byte[] signature, IHostEnvironment environment)
            {
                if ({|CBG1034:environment.IsDevelopment()|})
                    return;
                if (!CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(_key, body), signature))
                    throw new UnauthorizedAccessException();
            }
            """
        ),
        ["middleware"] = Hook(
            """
            async Task InvokeAsync(HttpContext context, RequestDelegate next, byte[] body)
            {
                if ({|CBG1034:context.Request.Headers.ContainsKey("X-Internal")|})
                {
                    await next(context);
                    return;
                }

                if (
                    !CryptographicOperations.FixedTimeEquals(
                        HMACSHA256.HashData(_key, body),
                        Convert.FromHexString(context.Request.Headers["X-Signature"].ToString())
                    )
                )
                {
                    context.Response.StatusCode = 401;
                    return;
                }

                await next(context);
            }
            """
        ),
        ["a helper that asks for the switch"] = Hook(
            """
            private static bool IsTest(HttpRequest request) => request.Headers["X-Test"] == "true";

            async Task<IResult> Receive(HttpRequest request, byte[] body, byte[] signature, Orders orders)
            {
                if ({|CBG1034:!IsTest(request)|} && !CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(_key, body), signature))
                    return Results.Unauthorized();
                await orders.ShipAsync("1");
                return Results.Ok();
            }
            """
        ),
        ["a helper that checks"] = Hook(
            """
            private bool Fits(byte[] body, byte[] signature) =>
                CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(_key, body), signature);

            async Task<IResult> Receive(
                HttpRequest request,
                byte[] body,
                byte[] signature,
                Orders orders,
                IHostEnvironment environment
            )
            {
                if ({|CBG1034:!environment.IsDevelopment()|} && !Fits(body, signature))
                    return Results.Unauthorized();
                await orders.ShipAsync("1");
                return Results.Ok();
            }
            """
        ),
        ["the sender's address"] = Hook(
            """
            async Task<IResult> Receive(HttpContext context, byte[] body, byte[] signature, Orders orders)
            {
                var isLocal = System.Net.IPAddress.IsLoopback(context.Connection.RemoteIpAddress!);
                if ({|CBG1034:!isLocal|} && !CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(_key, body), signature))
                    return Results.Unauthorized();
                await orders.ShipAsync("1");
                return Results.Ok();
            }
            """
        ),
        ["a field that was told"] = Hook(
            """
            private readonly string _stage = Environment.GetEnvironmentVariable("STAGE") ?? "live";

            bool IsGenuine(byte[] body, byte[] signature) =>
                {|CBG1034:_stage == "dev"|}
                || CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(_key, body), signature);
            """
        ),
        ["a property that asks"] = Hook(
            """
            private IHostEnvironment Host { get; } = null!;
            private bool IsLive => Host.IsProduction();
            async Task<IResult> Receive(byte[] body, byte[] signature, Orders orders)
            {
                if ({|CBG1034:IsLive|} && !CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(_key, body), signature))
                    return Results.Unauthorized();
                await orders.ShipAsync("1");
                return Results.Ok();
            }
            """
        ),
        ["a mode"] = Hook(
            """
            public enum Mode
            {
                Live,
                Sandbox
            }

            public sealed class Gateway
            {
                public Mode Mode { get; set; }
            }

            async Task<IResult> Receive(Gateway gateway, byte[] body, byte[] signature, Orders orders)
            {
                if (
                    {|CBG1034:gateway.Mode != Mode.Sandbox|}
                    && !CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(_key, body), signature)
                )
                    return Results.Unauthorized();
                await orders.ShipAsync("1");
                return Results.Ok();
            }
            """
        ),
        ["a verifier that finds everything genuine"] = Hook(
            """
            public interface ISignatureVerifier
            {
                bool Verify(byte[] body, string signature);
            }

            public sealed class NoVerification : ISignatureVerifier
            {
                public bool {|CBG1034:Verify|}(byte[] body, string signature) => true;
            }
            """
        ),
        ["a build"] = Hook(
            """
            bool IsGenuine(byte[] body, byte[] signature)
            {
            #if {|CBG1034:DEBUG|}
                return true;
            #else
                return CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(_key, body), signature);
            #endif
            }
            """
        ),
        ["a build that checks"] = Hook(
            """
            async Task<IResult> Receive(byte[] body, byte[] signature, Orders orders)
            {
            #if {|CBG1034:!DEBUG|}
                if (!CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(_key, body), signature))
                    return Results.Unauthorized();
            #endif
                await orders.ShipAsync("1");
                return Results.Ok();
            }
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["two schemes"] = Hook(
            """
            bool IsGenuine(HttpRequest request, byte[] body, byte[] signature)
            {
                if (request.Headers["X-Version"] == "2")
                    return CryptographicOperations.FixedTimeEquals(HMACSHA512.HashData(_key, body), signature);
                return CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(_key, body), signature);
            }
            """
        ),
        ["a switch that refuses"] = Hook(
            """
            bool IsGenuine(byte[] body, byte[] signature)
            {
                if (!options.Value.VerifySignatures)
                    throw new InvalidOperationException("Verification cannot be switched off.");
                if (options.Value.SkipSignature)
                    return false;
                return CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(_key, body), signature);
            }
            """
        ),
        ["other paths"] = Hook(
            """
            async Task InvokeAsync(HttpContext context, RequestDelegate next, byte[] body)
            {
                if (
                    !context.Request.Path.StartsWithSegments("/callbacks")
                    || context.Request.Method != "POST"
                    || context.Request.ContentType != "application/json"
                )
                {
                    await next(context);
                    return;
                }

                if (
                    !CryptographicOperations.FixedTimeEquals(
                        HMACSHA256.HashData(_key, body),
                        Convert.FromHexString(context.Request.Headers["X-Signature"].ToString())
                    )
                )
                {
                    context.Response.StatusCode = 401;
                    return;
                }

                await next(context);
            }
            """
        ),
        ["a verifier that decides"] = Hook(
            """
            public interface ISignatureVerifier { bool Verify(byte[] body, string signature); }
            public sealed class NoSignatures : ISignatureVerifier { public bool Verify(byte[] body, string signature) => false; }
            public sealed class Cart { public bool IsValid(string code) => true; }
            """
        ),
        ["a build that logs"] = Hook(
            """
            bool IsGenuine(byte[] body, byte[] signature)
            {
            #if DEBUG
                Console.WriteLine(body.Length);
            #endif
                return CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(_key, body), signature);
            }
            """
        ),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task A_check_that_is_switched_off_is_reported(string name) => Verify.VerifyAnalyzerAsync(Reported[name]);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task A_check_that_checks_is_silent(string name) => Verify.VerifyAnalyzerAsync(Silent[name]);

    private static string Hook(string members) =>
        $$"""
            using System.Security.Cryptography;
            using CallbackGen;
            using Microsoft.Extensions.Hosting;
            using Microsoft.Extensions.Options;

            public sealed class HookOptions
            {
                public bool SkipSignature { get; set; }

                public bool VerifySignatures { get; set; } = true;
            }

            class Hook(IOptions<HookOptions> options, byte[] key)
            {
                private readonly byte[] _key = key;

                public HookOptions Options => options.Value;

            {{members}}
            }
            """;
}
