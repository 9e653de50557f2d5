using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.UnvalidatedTokenAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1014: code that serves callbacks reads a token that was not validated.</summary>
public sealed class UnvalidatedTokenTests
{
    // The types of the two token libraries that the samples use.
    private const string Library = """
        namespace Microsoft.IdentityModel.Tokens
        {
            public abstract class SecurityToken { }

            public delegate SecurityToken SignatureValidator(string token, TokenValidationParameters parameters);

            public class TokenValidationParameters
            {
                public bool RequireSignedTokens { get; set; } = true;
                public bool ValidateLifetime { get; set; } = true;
                public bool ValidateIssuerSigningKey { get; set; }
                public SignatureValidator? SignatureValidator { get; set; }
            }

            public class TokenValidationResult
            {
                public bool IsValid { get; set; }
            }

            public static class Base64UrlEncoder
            {
                public static string Decode(string text) => text;
            }
        }

        namespace System.IdentityModel.Tokens.Jwt
        {
            using Microsoft.IdentityModel.Tokens;

            public class JwtSecurityToken : SecurityToken
            {
                public JwtSecurityToken(string jwtEncodedString) { }

                public string Subject => "";
            }

            public class JwtSecurityTokenHandler
            {
                public JwtSecurityToken ReadJwtToken(string token) => new(token);

                public SecurityToken ReadToken(string token) => new JwtSecurityToken(token);

                public object ValidateToken(
                    string token,
                    TokenValidationParameters parameters,
                    out SecurityToken validated
                )
                {
                    validated = ReadJwtToken(token);
                    return validated;
                }
            }
        }

        namespace Microsoft.IdentityModel.JsonWebTokens
        {
            using Microsoft.IdentityModel.Tokens;

            public class JsonWebToken : SecurityToken
            {
                public JsonWebToken(string jwtEncodedString) { }

                public string Subject => "";
            }

            public class JsonWebTokenHandler
            {
                public JsonWebToken ReadJsonWebToken(string token) => new(token);

                public SecurityToken ReadToken(string token) => new JsonWebToken(token);

                public Task<TokenValidationResult> ValidateTokenAsync(
                    string token,
                    TokenValidationParameters parameters
                ) => Task.FromResult(new TokenValidationResult());
            }
        }
        """;

    private const string Usings =
        "using System.IdentityModel.Tokens.Jwt;\nusing Microsoft.IdentityModel.JsonWebTokens;\nusing Microsoft.IdentityModel.Tokens;\n";

    private static readonly HandlerCases Reported = new()
    {
        ["a field of a form at a route of callbacks"] = Program(
            """
            app.MapPost("/webhooks/acme", async (HttpRequest request, Orders orders) =>
            {
                var form = await request.ReadFormAsync();
                var token = {|CBG1014:new JwtSecurityTokenHandler().ReadJwtToken(form["jwt"]!)|};
                await orders.ShipAsync(token.Subject);
            });
            """
        ),
        ["a group of routes"] = Program(
            """
            app.MapGroup("/callbacks")
                .MapPost(
                    "/acme",
                    (HttpContext context) =>
                        {|CBG1014:new JsonWebToken(context.Request.Headers.Authorization.ToString())|}.Subject
                );
            """
        ),
        ["the field in which a compiled feed has its token"] = Program(
            """
            app.MapPost("/x", async (HttpRequest request, Orders orders) =>
            {
                var form = await request.ReadFormAsync();
                await orders.ShipAsync({|CBG1014:new JsonWebTokenHandler().ReadJsonWebToken(form["token"].ToString())|}.Subject);
            });
            """
        ),
        ["the member in which a compiled feed has its token"] = Program(
            """
            app.MapPost(
                "/x",
                (System.Text.Json.JsonElement body) =>
                {
                    var token = body.GetProperty("token").GetString()!;
                    return {|CBG1014:new JwtSecurityTokenHandler().ReadToken(token)|}.ToString();
                }
            );
            """
        ),
        ["a helper of a class that verifies"] = Class(
            """
            private readonly CallbackKeys? _keys;
            private static string Read(string token) => {|CBG1014:new JwtSecurityToken(token)|}.Subject;
            """
        ),
        ["an action of a controller of webhooks"] = """
            using Microsoft.AspNetCore.Mvc;

            namespace Shop;

            [ApiController]
            public class WebhookController : ControllerBase
            {
                [HttpPost("/x")]
                public IActionResult Post([FromHeader(Name = "X-Token")] string token) =>
                    Ok({|CBG1014:new JsonWebTokenHandler().ReadToken(token)|}.ToString());
            }
            """,
        ["by hand"] = Program(
            """
            app.MapPost("/postbacks", (HttpRequest request) =>
            {
                var parts = request.Query["jwt"].ToString().Split('.');
                return {|CBG1014:Base64UrlEncoder.Decode(parts[1])|};
            });
            """
        ),
        ["another token beside a verified callback"] = Program(
            """
            app.MapCallback<AcmePayment>(
                "/x",
                (Verified<AcmePayment> payment, HttpContext context) =>
                    {|CBG1014:new JsonWebToken(context.Request.Headers["X-Token"]!)|}.Subject + payment.Payload.Id
            );
            """
        ),
        ["tokens without a signature"] = Class(
            """
            private readonly CallbackKeys? _keys;
            private static TokenValidationParameters Parameters =>
                new() { {|CBG1014:RequireSignedTokens = false|}, ValidateLifetime = false };
            """
        ),
        ["a validator that reads"] = Class(
            """
            private readonly CallbackKeys? _keys;

            private static TokenValidationParameters Parameters() =>
                new() { {|CBG1014:SignatureValidator = (token, parameters) => new JsonWebToken(token)|} };

            private static void Set(TokenValidationParameters parameters) =>
                {|CBG1014:parameters.SignatureValidator = (token, _) =>
                {
                    var read = new JwtSecurityTokenHandler().ReadJwtToken(token);
                    return read;
                }|};
            """
        ),
        ["a function of an endpoint that acts"] =
            Program(
                """
                app.MapPost(
                    "/refunds",
                    async (System.Text.Json.Nodes.JsonObject body, Orders orders) =>
                    {
                        if (body["token"]?.GetValue<string>() is not { } token)
                            return;
                        await orders.ShipAsync(Claims.Read(token));
                        await orders.ShipAsync(Read(token));
                        static string Read(string token) => {|CBG1014:new JwtSecurityToken(token)|}.Subject;
                    }
                );
                """
            ) + "static class Claims { public static string Read(string token) => token; }",
        ["a function of an endpoint of callbacks"] = """
            using CallbackGen;

            namespace Shop;

            public static class Routes
            {
                public static void Add(IEndpointRouteBuilder routes) =>
                    routes.MapPost(
                        "/webhooks/refunds",
                        async (HttpRequest request, Orders orders) =>
                            await orders.ShipAsync(Read(request.Headers["X-Token"].ToString()))
                    );

                private static string Read(string token) =>
                    {|CBG1014:new JwtSecurityTokenHandler().ReadJwtToken(token)|}.Subject;
            }

            """,
    };

    private static readonly HandlerCases Silent = new()
    {
        ["the token of whoever is signed in"] = Program(
            """
            app.MapGet(
                "/me",
                (HttpContext context) => new JsonWebToken(context.Request.Headers.Authorization.ToString()).Subject
            );
            app.MapCallback<AcmePayment>("/x", (Verified<AcmePayment> payment) => { });
            """
        ),
        ["the answer of a provider of identities"] = Program(
            """
            app.MapGet(
                "/callback",
                async (string code, HttpClient http) =>
                    new JwtSecurityTokenHandler()
                        .ReadJwtToken(await http.GetStringAsync("https://id.example/token?code=" + code))
                        .Subject
            );
            """
        ),
        ["a route to sign in"] = Program(
            """
            app.MapPost(
                "/oauth/callback",
                (HttpRequest request) =>
                    new JwtSecurityTokenHandler().ReadJwtToken(request.Form["credential"]!).Subject
            );
            """
        ),
        ["the token that verification has read"] = Program(
            """
            app.MapCallback<AcmeNotice>(
                "/callbacks/x",
                (Authenticated<AcmeNotice> notice) =>
                {
                    var text = notice.Payload.Token;
                    Console.WriteLine(new JwtSecurityTokenHandler().ReadJwtToken(text).Subject);
                }
            );
            """
        ),
        ["a token that is validated too"] = Program(
            """
            app.MapPost("/webhooks/acme", async (HttpRequest request, TokenValidationParameters parameters) =>
            {
                var text = request.Headers["X-Token"].ToString();
                var key = new JsonWebTokenHandler().ReadJsonWebToken(text).Subject;
                return (await new JsonWebTokenHandler().ValidateTokenAsync(text, parameters)).IsValid ? key : "";
            });
            """
        ),
        ["the parameters of an application's own tokens"] = Program(
            """
            var parameters = new TokenValidationParameters
            {
                RequireSignedTokens = false,
                SignatureValidator = (token, _) => new JsonWebToken(token)
            };
            app.MapCallback<AcmePayment>("/x", (Verified<AcmePayment> payment) => { });
            """
        ),
        ["a validator that decides"] = Class(
            """
            private readonly CallbackKeys? _keys;

            private static TokenValidationParameters Parameters() =>
                new()
                {
                    SignatureValidator = (token, parameters) => Check(token),
                    RequireSignedTokens = true,
                    ValidateIssuerSigningKey = false
                };

            private static SecurityToken Check(string token) => throw new InvalidOperationException();
            """
        ),
        ["a page of stored payments"] = Program(
            """
            app.MapGet(
                "/payments",
                (HttpContext context, List<AcmePayment> stored) =>
                    new JsonWebToken(context.Request.Headers.Authorization.ToString()).Subject + stored[0].Id
            );
            """
        ),
        ["a function of an endpoint that signs people in"] = Program(
            """
            app.MapPost(
                "/login",
                async (System.Text.Json.Nodes.JsonObject body, Orders orders) =>
                {
                    await orders.ShipAsync(Read(body["token"]!.GetValue<string>()));
                    static string Read(string token) => new JwtSecurityToken(token).Subject;
                }
            );
            """
        ),
        ["a function of an endpoint that asks for a login"] = Program(
            """
            app.MapPost(
                    "/refunds",
                    async (System.Text.Json.Nodes.JsonObject body, Orders orders) =>
                    {
                        await orders.ShipAsync(Read(body["token"]!.GetValue<string>()));
                        static string Read(string token) => new JwtSecurityToken(token).Subject;
                    }
                )
                .RequireAuthorization();
            """
        ),
        ["a function of an endpoint that does nothing"] = Program(
            """
            app.MapPost(
                "/refunds",
                (System.Text.Json.Nodes.JsonObject body) =>
                {
                    return Read(body["token"]!.GetValue<string>());
                    static string Read(string token) => new JwtSecurityToken(token).Subject;
                }
            );
            """
        ),
        ["a function of an endpoint that validates"] = Program(
            """
            app.MapPost(
                "/refunds",
                async (System.Text.Json.Nodes.JsonObject body, Orders orders) =>
                {
                    var token = body["token"]!.GetValue<string>();
                    new JwtSecurityTokenHandler().ValidateToken(token, new TokenValidationParameters(), out _);
                    await orders.ShipAsync(Read(token));
                    static string Read(string token) => new JwtSecurityToken(token).Subject;
                }
            );
            """
        ),
        ["another method of the name"] = Class(
            """
            private readonly CallbackKeys? _keys;
            private string ReadToken(string token) => token;
            private string Read(string token) => ReadToken(token);
            """
        ),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task A_token_that_nobody_validates_is_reported(string name) => Verify.VerifyAnalyzerAsync(Usings + Reported[name], Library);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => Verify.VerifyAnalyzerAsync(Usings + Silent[name], Library);

    [Fact]
    public async Task A_project_of_tests_is_silent() =>
        await new Harness.HandlerTest<Generator.Analyzers.UnvalidatedTokenAnalyzer>
        {
            Sources =
            [
                Usings
                    + Class(
                        """
                        private readonly CallbackKeys? _keys;

                        private static string Read(string token) => new JwtSecurityToken(token).Subject;
                        """
                    ),
                Library,
            ],
            Config = "build_property.IsTestProject = true",
        }.RunAsync();
}
