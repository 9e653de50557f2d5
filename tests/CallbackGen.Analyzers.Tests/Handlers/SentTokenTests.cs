using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.UnvalidatedTokenAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>
/// CBG1014 in code that does not name callbacks: an endpoint acts on a token that is its whole body, a member of the
/// body, or a header.
/// </summary>
public sealed class SentTokenTests
{
    private const string Library = """
        namespace System.IdentityModel.Tokens.Jwt
        {
            public class JwtSecurityToken(string jwtEncodedString)
            {
                public string Subject => jwtEncodedString;
                public string Id => "";
            }

            public class JwtSecurityTokenHandler
            {
                public bool CanReadToken(string token) => token.Length > 0;

                public JwtSecurityToken ReadJwtToken(string token) => new(token);

                public Task<bool> ValidateTokenAsync(string token) => Task.FromResult(true);
            }
        }

        namespace Shop
        {
            using System.IdentityModel.Tokens.Jwt;

            public sealed record Sent(string SignedPayload, string Note);

            public static class Tokens
            {
                public static string SubjectOf(string token) =>
                    new JwtSecurityTokenHandler().ReadJwtToken(token).Subject;

                public static async Task<string?> CheckedAsync(string token) =>
                    await new JwtSecurityTokenHandler().ValidateTokenAsync(token)
                        ? new JwtSecurityTokenHandler().ReadJwtToken(token).Subject
                        : null;
            }
        }
        """;

    private static readonly HandlerCases Reported = new()
    {
        ["the body"] = Route(
            """
            using var reader = new StreamReader(request.Body);
            var text = await reader.ReadToEndAsync(ct);
            if (!tokens.CanReadToken(text))
                return Results.BadRequest();
            var token = {|CBG1014:tokens.ReadJwtToken(text)|};
            await orders.ShipAsync(token.Subject);
            return Results.Ok();
            """
        ),
        ["the body as bytes"] = Route(
            """
            using var bytes = new MemoryStream();
            await request.Body.CopyToAsync(bytes, ct);
            var token = {|CBG1014:tokens.ReadJwtToken(Encoding.UTF8.GetString(bytes.ToArray()))|};
            await orders.ShipAsync(token.Subject);
            return Results.Ok();
            """
        ),
        ["a member of a model"] = Program(
            """
            app.MapPost(
                "/store",
                async (Sent sent, Orders orders) =>
                {
                    var token = {|CBG1014:new JwtSecurityToken(sent.SignedPayload)|};
                    await orders.ShipAsync(token.Subject);
                }
            );
            """
        ),
        ["a text that is the body"] = Controller(
            """
            [HttpPost("/store")]
            public async Task<IActionResult> Post([FromBody] string token)
            {
                await _orders.ShipAsync({|CBG1014:new JwtSecurityTokenHandler().ReadJwtToken(token)|}.Subject);
                return Ok();
            }
            """
        ),
        ["a header of a signature"] = Route(
            """
            var token = {|CBG1014:tokens.ReadJwtToken(request.Headers["X-Signature"].ToString())|};
            await orders.ShipAsync(token.Subject);
            return Results.Ok();
            """
        ),
        ["a function that reads the body"] = Class(
            """
            public static void Map(WebApplication app, Orders orders) =>
                app.MapPost(
                    "/store",
                    async (HttpRequest request) =>
                    {
                        await orders.ShipAsync(await SubjectAsync(request));
                    }
                );

            private static async Task<string> SubjectAsync(HttpRequest request)
            {
                using var reader = new StreamReader(request.Body);
                return {|CBG1014:new JwtSecurityToken(await reader.ReadToEndAsync())|}.Subject;
            }
            """
        ),
        ["a function of another type"] = Route(
            """
            using var reader = new StreamReader(request.Body);
            await orders.ShipAsync({|CBG1014:Tokens.SubjectOf(await reader.ReadToEndAsync(ct))|});
            return Results.Ok();
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["validated"] = Route(
            """
            using var reader = new StreamReader(request.Body);
            var text = await reader.ReadToEndAsync(ct);
            if (!await tokens.ValidateTokenAsync(text))
                return Results.Unauthorized();
            await orders.ShipAsync(tokens.ReadJwtToken(text).Subject);
            return Results.Ok();
            """
        ),
        ["validated by a function of another type"] = Route(
            """
            using var reader = new StreamReader(request.Body);
            if (await Tokens.CheckedAsync(await reader.ReadToEndAsync(ct)) is not { } subject)
                return Results.Unauthorized();
            await orders.ShipAsync(subject);
            return Results.Ok();
            """
        ),
        ["shown"] = Route(
            """
            using var reader = new StreamReader(request.Body);
            return Results.Ok(tokens.ReadJwtToken(await reader.ReadToEndAsync(ct)).Subject);
            """
        ),
        ["a token that the program keeps"] = Route(
            """
            var kept = await File.ReadAllTextAsync("token", ct);
            await orders.ShipAsync(tokens.ReadJwtToken(kept).Subject);
            return Results.Ok();
            """
        ),
        ["the login of a gateway"] = Route(
            """
            var token = tokens.ReadJwtToken(request.Headers["Authorization"].ToString());
            await orders.ShipAsync(token.Subject);
            return Results.Ok();
            """
        ),
        ["somebody who has signed in"] = Program(
            """
            app.MapPost(
                    "/store",
                    async (Sent sent, Orders orders) =>
                    {
                        await orders.ShipAsync(new JwtSecurityToken(sent.SignedPayload).Subject);
                    }
                )
                .RequireAuthorization();
            """
        ),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task A_token_that_was_sent_is_reported(string name) => Verify.VerifyAnalyzerAsync(Usings + Reported[name], Library);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => Verify.VerifyAnalyzerAsync(Usings + Silent[name], Library);

    private const string Usings = "using System.IdentityModel.Tokens.Jwt;\nusing System.Text;\nusing Shop;\n";

    private static string Route(string code) =>
        Program(
            $$"""
            app.MapPost("/store", async (HttpRequest request, Orders orders, CancellationToken ct) =>
            {
                var tokens = new JwtSecurityTokenHandler();
                {{code}}
            });
            """
        );
}
