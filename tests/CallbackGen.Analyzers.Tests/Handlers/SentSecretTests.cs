using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.SignatureComparisonAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1008: a secret in the address or a header is compared with the configured secret, but not in constant time.</summary>
public sealed class SentSecretTests
{
    private static readonly HandlerCases Reported = new()
    {
        ["a part of the route"] = Program(
            """
            app.MapPost(
                "/callbacks/acme/{secret}",
                (string secret, IConfiguration configuration) =>
                    {|CBG1008:secret == configuration["Acme:UrlSecret"]|} ? Results.Ok() : Results.NotFound()
            );
            """
        ),
        ["a part of the route, and the manager of the configuration"] = Program(
            """
            app.MapPost(
                "/callbacks/acme/{secret}",
                (string secret, IConfigurationManager configuration) =>
                    {|CBG1008:secret == configuration["Acme:UrlSecret"]|} ? Results.Ok() : Results.NotFound()
            );
            """
        ),
        ["a parameter of the query"] = Program(
            """
            app.MapPost(
                "/callbacks/acme",
                (string? token, IConfiguration configuration) =>
                    {|CBG1008:string.Equals(token, configuration["Acme:Token"], StringComparison.Ordinal)|}
                        ? Results.Ok()
                        : Results.Unauthorized()
            );
            """
        ),
        ["a query that is read"] = Program(
            """
            app.MapPost(
                "/callbacks/acme",
                (HttpRequest request, IConfiguration configuration) =>
                    {|CBG1008:request.Query["key"] != configuration["Acme:Key"]|} ? Results.Unauthorized() : Results.Ok()
            );
            """
        ),
        ["a query through a local"] = Program(
            """
            app.MapPost(
                "/callbacks/acme",
                (HttpRequest request, IConfiguration configuration) =>
                {
                    var auth = request.Query["auth"].ToString();
                    var expected = configuration["Acme:Path"];
                    if (!{|CBG1008:auth.Equals(expected, StringComparison.OrdinalIgnoreCase)|})
                        return Results.Unauthorized();
                    return Results.Ok();
                }
            );
            """
        ),
        ["a header of another name"] = Program(
            """
            app.MapPost(
                "/callbacks/acme",
                (HttpRequest request, IOptions<AcmeOptions> options) =>
                    {|CBG1008:request.Headers["X-Acme-Key"].ToString() == options.Value.Code|}
                        ? Results.Ok()
                        : Results.Unauthorized()
            );
            """
        ),
        ["a header of an action"] = """
            using CallbackGen;
            using Microsoft.AspNetCore.Mvc;
            [ApiController]
            public class HooksController(string acmeSecret) : ControllerBase
            {
                [HttpPost("/callbacks/{token}")]
                public IActionResult Post(string token) => {|CBG1008:token != acmeSecret|} ? NotFound() : Ok();
            }
            """,
        ["an environment variable"] = Program(
            """
            app.MapPost(
                "/callbacks/acme/{key}",
                ([FromRoute(Name = "key")] string sent) =>
                    {|CBG1008:Environment.GetEnvironmentVariable("ACME_URL") == sent|} ? Results.Ok() : Results.NotFound()
            );
            """
        ),
        ["bytes"] = Program(
            """
            app.MapPost(
                "/callbacks/acme",
                (string secret, IConfiguration configuration) =>
                    {|CBG1008:Encoding
                        .UTF8.GetBytes(secret)
                        .SequenceEqual(Encoding.UTF8.GetBytes(configuration["Acme:UrlSecret"]!))|}
                        ? Results.Ok()
                        : Results.NotFound()
            );
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["constant time"] = Program(
            """
            app.MapPost(
                "/callbacks/acme/{secret}",
                (string secret, IConfiguration configuration) =>
                    CryptographicOperations.FixedTimeEquals(
                        Encoding.UTF8.GetBytes(secret),
                        Encoding.UTF8.GetBytes(configuration["Acme:UrlSecret"]!)
                    )
                        ? Results.Ok()
                        : Results.NotFound()
            );
            """
        ),
        ["a name that is no secret's"] = Program(
            """
            app.MapGet(
                "/orders/{id}",
                (string id, string culture, HttpRequest request, IConfiguration configuration) =>
                    id == configuration["Shop:First"]
                    || culture == configuration["Shop:Culture"]
                    || request.Headers["X-Tenant"] == configuration["Shop:Tenant"]
                        ? Results.Ok()
                        : Results.NotFound()
            );
            """
        ),
        ["a key of an entry"] = Program(
            """
            app.MapGet(
                "/cache/{cacheKey}",
                (string cacheKey, string idempotencyKey, IConfiguration configuration) =>
                    cacheKey == configuration["Cache:Key"] || idempotencyKey == configuration["Last"]
                        ? Results.Ok()
                        : Results.NotFound()
            );
            """
        ),
        ["a value of the store"] = Program(
            """app.MapGet("/items/{key}", (string key, Item item) => item.Name == key ? Results.Ok() : Results.NotFound());"""
        ),
        ["whether it is there"] = Program(
            """app.MapPost("/callbacks/acme", (string? token) => token is null || token == "" ? Results.Unauthorized() : Results.Ok());"""
        ),
        ["a helper that is no endpoint"] = """class Keys(string lastKey) { public bool IsLast(string key) => key == lastKey; }""",
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task A_secret_beside_its_setting_is_reported(string name) => Verify.VerifyAnalyzerAsync(Reported[name]);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => Verify.VerifyAnalyzerAsync(Silent[name]);

    private static string Program(string code) =>
        $$"""
            using System.Security.Cryptography;
            using System.Text;
            using Microsoft.AspNetCore.Mvc;
            using Microsoft.Extensions.Configuration;
            using Microsoft.Extensions.Options;
            {{HandlerCases.Program(code)}}
            public sealed class AcmeOptions
            {
                public string Code { get; set; } = "";
            }

            public sealed class Item
            {
                public string Name { get; set; } = "";
            }
            """;
}
