using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.GivenAwayAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1036: a response discloses a value that helps to forge callbacks.</summary>
public sealed class GivenAwayTests
{
    private const string Usings = """
        using System.Security.Cryptography;
        using System.Text;
        using Microsoft.Extensions.Configuration;
        using Microsoft.Extensions.Options;

        """;

    private static readonly HandlerCases Reported = new()
    {
        ["the detail of a refusal"] = Route(
            """return result.IsSuccess ? Results.Ok() : Results.BadRequest({|CBG1036:result.Rejection.Detail|});"""
        ),
        ["the detail in an object"] = Route(
            """
            if (!result.TryGetValue(out var payment, out var rejection))
                return Results.Json(
                    new { error = rejection.Reason, detail = {|CBG1036:rejection.Detail|} },
                    statusCode: 401
                );
            return Results.Ok(payment.Payload.Id);
            """
        ),
        ["the detail in a problem"] = Route(
            """
            if (!result.IsSuccess)
                return Results.Problem("Refused: " + {|CBG1036:result.Rejection.Detail|}, statusCode: 401);
            return Results.Ok();
            """
        ),
        ["a refusal as a whole"] = Route(
            """if (!result.IsSuccess) return Results.Json({|CBG1036:result.Rejection|}, statusCode: 401); return Results.Ok();"""
        ),
        ["a refusal as a text"] = Route(
            """
            if (!result.IsSuccess)
                return TypedResults.Text({|CBG1036:result.Rejection.ToString()|}, statusCode: 401);
            return Results.Ok();
            """
        ),
        ["the detail that is written"] = Route(
            """
            if (!result.IsSuccess)
            {
                http.Response.StatusCode = 401;
                await http.Response.WriteAsync({|CBG1036:result.Rejection.Detail|});
            }
            return Results.Empty;
            """
        ),
        ["the detail in a header"] = Route(
            """
            if (!result.IsSuccess)
            {
                http.Response.Headers["X-Error"] = {|CBG1036:result.Rejection.Detail|};
                return Results.Unauthorized();
            }
            return Results.Ok();
            """
        ),
        ["the detail through a local"] = Route(
            """
            if (!result.IsSuccess)
            {
                var why = result.Rejection.Detail;
                return Results.BadRequest({|CBG1036:why|});
            }
            return Results.Ok();
            """
        ),
        ["the detail by a helper"] = Program(
            """
            app.MapPost("/x", (CallbackRequest request, CallbackKeys keys) =>
            {
                var result = AcmePayment.Verify(request, keys);
                return result.IsSuccess ? Results.Ok() : Results.BadRequest({|CBG1036:Why(result.Rejection)|});
            });
            static string Why(CallbackRejection rejection) => $"{rejection.Reason}: {rejection.Detail}";
            """
        ),
        ["the environment"] = Program("""app.MapGet("/debug/environment", () => {|CBG1036:Environment.GetEnvironmentVariables()|});"""),
        ["a variable of the environment"] = Program(
            """app.MapGet("/debug/key", () => Results.Text({|CBG1036:Environment.GetEnvironmentVariable("Callbacks__Acme__secret")|}));"""
        ),
        ["a key of the sets"] = Program(
            """
            app.MapGet(
                "/debug/options",
                (IOptions<CallbackGen.AspNetCore.CallbackOptions> options) =>
                    Results.Ok({|CBG1036:options.Value.KeySets["Acme"]|})
            );
            """
        ),
        ["a log of the section"] = Program(
            """
            foreach (var entry in app.Configuration.GetSection("Callbacks").AsEnumerable())
                app.Logger.LogDebug("{Key} = {Value}", entry.Key, {|CBG1036:entry.Value|});
            """
        ),
        ["an action's detail"] = HandlerCases.Controller(
            """
            [HttpPost("/x")]
            public IActionResult Post([FromServices] CallbackRequest request, [FromServices] CallbackKeys keys)
            {
                var result = AcmePayment.Verify(request, keys);
                if (!result.IsSuccess)
                    return BadRequest(new ProblemDetails { Title = "Refused", Detail = {|CBG1036:result.Rejection.Detail|} });
                return Ok(_orders.ToString());
            }
            """
        ),
        ["the text of an exception"] = Route(
            """
            try
            {
                return Results.Ok(result.GetValueOrThrow().Payload.Id);
            }
            catch (Exception exception)
            {
                return Results.Problem({|CBG1036:exception.Message|});
            }
            """
        ),
        ["an exception as a whole"] = Route(
            """
            try
            {
                return Results.Ok(result.GetValueOrThrow().Payload.Id);
            }
            catch (Exception exception)
            {
                return Results.BadRequest({|CBG1036:exception.ToString()|});
            }
            """
        ),
        ["an exception in a handler"] = Program(
            """
            app.MapCallback<AcmePayment>(
                "/x",
                async (Verified<AcmePayment> payment, Orders orders) =>
                {
                    try
                    {
                        await orders.HandleAsync(payment);
                        return Results.Ok();
                    }
                    catch (InvalidOperationException exception)
                    {
                        return Results.Json(
                            new { error = {|CBG1036:exception.Message|}, trace = {|CBG1036:exception.StackTrace|} },
                            statusCode: 500
                        );
                    }
                }
            );
            """
        ),
        ["the signature that was expected"] = Hook(
            """
            IResult Receive(HttpRequest request, byte[] body)
            {
                var expected = Convert.ToHexString(HMACSHA256.HashData(key, body));
                if (
                    !CryptographicOperations.FixedTimeEquals(
                        Encoding.UTF8.GetBytes(expected),
                        Encoding.UTF8.GetBytes(request.Headers["X-Signature"].ToString())
                    )
                )
                    return Results.BadRequest(new { error = "wrong signature", {|CBG1036:expected|} });
                return Results.Ok();
            }
            """
        ),
        ["the signature in a text"] = Hook(
            """
            IResult Receive(HttpRequest request, byte[] body)
            {
                var mac = Convert.ToHexString(HMACSHA256.HashData(key, body));
                return CryptographicOperations.FixedTimeEquals(
                    Encoding.UTF8.GetBytes(mac),
                    Encoding.UTF8.GetBytes(request.Headers["X-Signature"].ToString())
                )
                    ? Results.Ok()
                    : Results.Text("expected " + {|CBG1036:mac|}, statusCode: 401);
            }
            """
        ),
        ["the key"] = Hook(
            """
            IResult Receive(HttpRequest request, byte[] body, string webhookSecret)
            {
                var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(webhookSecret), body);
                return CryptographicOperations.FixedTimeEquals(
                    mac,
                    Convert.FromHexString(request.Headers["X-Signature"].ToString())
                )
                    ? Results.Ok()
                    : Results.BadRequest("checked with " + {|CBG1036:webhookSecret|});
            }
            """
        ),
        ["a configured key"] = Program(
            """
            app.MapGet(
                "/debug",
                (IConfiguration configuration) =>
                    Results.Ok(new { key = {|CBG1036:configuration["Callbacks:Acme:secret"]|} })
            );
            """
        ),
        ["a configured key, by the manager"] = Program(
            """
            app.MapGet(
                "/debug",
                (IConfigurationManager configuration) =>
                    Results.Ok(new { key = {|CBG1036:configuration["Callbacks:Acme:secret"]|} })
            );
            """
        ),
        ["a key of a section"] = Program(
            """app.MapGet("/debug", (IConfiguration configuration) => {|CBG1036:configuration.GetSection("Callbacks:Acme")["secret"]|});"""
        ),
        ["the section"] = Program(
            """app.MapGet("/debug", (IConfiguration configuration) => {|CBG1036:configuration.GetSection("Callbacks").AsEnumerable()|});"""
        ),
        ["the section as a dictionary"] = Program(
            """
            app.MapGet(
                "/debug",
                (IConfiguration configuration) =>
                    Results.Json({|CBG1036:configuration.GetSection("Callbacks:Acme").Get<Dictionary<string, string>>()|})
            );
            """
        ),
        ["all of the configuration"] = Program(
            """
            app.MapGet(
                "/debug/config",
                (IConfiguration configuration) => {|CBG1036:((IConfigurationRoot)configuration).GetDebugView()|}
            );
            """
        ),
        ["the options"] = Program(
            """
            app.MapGet(
                "/debug/options",
                (IOptions<CallbackGen.AspNetCore.CallbackOptions> options) => Results.Ok({|CBG1036:options.Value|})
            );
            """
        ),
        ["the sets of keys"] = Program(
            """
            app.MapGet(
                "/debug/options",
                (IOptions<CallbackGen.AspNetCore.CallbackOptions> options) =>
                    Results.Ok({|CBG1036:options.Value.KeySets|})
            );
            """
        ),
        ["options of one's own"] = Program(
            """app.MapGet("/debug/options", (IOptions<AcmeOptions> options) => Results.Ok({|CBG1036:options.Value|}));""",
            "public sealed class AcmeOptions { public string WebhookSecret { get; set; } = \"\"; public string Url { get; set; } = \"\"; }"
        ),
        ["a log of the configuration"] = Program(
            """
            app.Logger.LogInformation(
                "Started with {Configuration}",
                {|CBG1036:((IConfigurationRoot)app.Configuration).GetDebugView()|}
            );
            """
        ),
        ["a health report"] = """
            using CallbackGen;
            using Microsoft.Extensions.Configuration;
            using Microsoft.Extensions.Diagnostics.HealthChecks;

            public sealed class KeysCheck(IConfiguration configuration) : IHealthCheck
            {
                public Task<HealthCheckResult> CheckHealthAsync(
                    HealthCheckContext context,
                    CancellationToken cancellationToken = default
                ) =>
                    Task.FromResult(
                        HealthCheckResult.Healthy("key " + {|CBG1036:configuration["Callbacks:Acme:secret"]|})
                    );
            }
            """,
        ["a signature over whatever comes"] = Program(
            """
            app.MapPost(
                "/callbacks/sign",
                async (HttpRequest request, IConfiguration configuration) =>
                {
                    var body = await new StreamReader(request.Body).ReadToEndAsync();
                    var mac = HMACSHA256.HashData(
                        Encoding.UTF8.GetBytes(configuration["Callbacks:Acme:secret"]!),
                        Encoding.UTF8.GetBytes(body)
                    );
                    return Results.Text({|CBG1036:Convert.ToHexString(mac)|});
                }
            );
            """
        ),
        ["a signature over a parameter"] = Program(
            """
            app.MapGet(
                "/tools/sign",
                (string text, IConfiguration configuration) =>
                    Results.Ok(
                        new
                        {
                            signature = {|CBG1036:Convert.ToHexString(
                                HMACSHA256.HashData(
                                    Encoding.UTF8.GetBytes(configuration["Callbacks:Acme:secret"]!),
                                    Encoding.UTF8.GetBytes(text)
                                )
                            )|}
                        }
                    )
            );
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["the reason"] = Route(
            """return result.IsSuccess ? Results.Ok() : Results.Json(new { result.Rejection.Reason }, statusCode: 400);"""
        ),
        ["a word"] = Route(
            """
            if (!result.IsSuccess)
            {
                logger.LogWarning("{Detail} {Rejection}", result.Rejection.Detail, result.Rejection);
                return Results.Problem("The callback was refused.", statusCode: 401);
            }
            return Results.Ok();
            """
        ),
        ["a text of one's own for each reason"] = Route(
            """
            var text = result.Rejection?.Reason switch
            {
                CallbackRejectionReason.Expired => "too late",
                _ => "refused"
            };
            return result.IsSuccess ? Results.Ok() : Results.BadRequest(text);
            """
        ),
        ["an exception that is logged"] = Route(
            """
            try
            {
                return Results.Ok(result.GetValueOrThrow().Payload.Id);
            }
            catch (Exception exception)
            {
                logger.LogError(exception, "failed: {Message}", exception.Message);
                return Results.Problem("Try again later.", statusCode: 500);
            }
            """
        ),
        ["the detail while it is developed"] = Route(
            """
            return result.IsSuccess
                ? Results.Ok()
                : Results.Problem(
                    http.RequestServices.GetRequiredService<Microsoft.AspNetCore.Hosting.IWebHostEnvironment>().EnvironmentName
                    == "Development"
                        ? result.Rejection.Detail
                        : "refused",
                    statusCode: 401
                );
            """
        ),
        ["an exception of something else"] = Program(
            """
            app.MapGet(
                "/orders/{id}",
                async (string id, Orders orders) =>
                {
                    try
                    {
                        return Results.Ok(await orders.FindAsync(id));
                    }
                    catch (FormatException exception)
                    {
                        return Results.BadRequest(exception.Message);
                    }
                }
            );
            """
        ),
        ["whether a signature fits"] = Hook(
            """
            IResult Receive(HttpRequest request, byte[] body) =>
                Results.Ok(
                    new
                    {
                        genuine = CryptographicOperations.FixedTimeEquals(
                            HMACSHA256.HashData(key, body),
                            Convert.FromHexString(request.Headers["X-Signature"].ToString())
                        )
                    }
                );
            """
        ),
        ["what came"] = Hook(
            """
            IResult Receive(HttpRequest request, byte[] body)
            {
                var signature = request.Headers["X-Signature"].ToString();
                return CryptographicOperations.FixedTimeEquals(
                    HMACSHA256.HashData(key, body),
                    Convert.FromHexString(signature)
                )
                    ? Results.Ok()
                    : Results.BadRequest(new { error = "wrong", length = body.Length });
            }
            """
        ),
        ["the reason by a helper"] = Program(
            """
            app.MapPost("/x", (CallbackRequest request, CallbackKeys keys) =>
            {
                var result = AcmePayment.Verify(request, keys);
                return result.IsSuccess ? Results.Ok() : Results.BadRequest(Why(result.Rejection));
            });
            static string Why(CallbackRejection rejection) => rejection.Reason == CallbackRejectionReason.Expired ? "too late" : "refused";
            """
        ),
        ["a variable of the environment"] = Program(
            """app.MapGet("/version", () => Results.Text(Environment.GetEnvironmentVariable("VERSION")));"""
        ),
        ["a log of names"] = Program(
            """
            foreach (var entry in app.Configuration.GetSection("Callbacks").GetChildren())
                app.Logger.LogDebug("{Key} is configured", entry.Key);
            """
        ),
        ["whether a key is there"] = Program(
            """
            app.MapGet(
                "/health",
                (IConfiguration configuration) =>
                    Results.Ok(
                        new
                        {
                            configured = !string.IsNullOrEmpty(configuration["Callbacks:Acme:secret"]),
                            configuration["Callbacks:Acme:secret"]!.Length
                        }
                    )
            );
            """
        ),
        ["the names of providers"] = Program(
            """
            app.MapGet(
                "/providers",
                (IConfiguration configuration) =>
                    configuration.GetSection("Callbacks").GetChildren().Select(section => section.Key)
            );
            """
        ),
        ["the public address"] = Program(
            """
            app.MapGet(
                "/address",
                (IConfiguration configuration) =>
                    Results.Ok(
                        new { url = configuration["Callbacks:PublicUrl"], name = configuration["Shop:Name"] }
                    )
            );
            """
        ),
        ["the configuration while it is developed"] = Program(
            """
            if (app.Environment.EnvironmentName == "Development")
                app.MapGet(
                    "/debug/config",
                    (IConfiguration configuration) => ((IConfigurationRoot)configuration).GetDebugView()
                );
            """
        ),
        ["another section"] = Program(
            """app.MapGet("/features", (IConfiguration configuration) => configuration.GetSection("Features").AsEnumerable());"""
        ),
        ["options without keys"] = Program(
            """app.MapGet("/options", (IOptions<ShopOptions> options) => Results.Ok(options.Value));""",
            """
            public sealed class ShopOptions
            {
                public string Name { get; set; } = "";

                [System.Text.Json.Serialization.JsonIgnore]
                public string WebhookSecret { get; set; } = "";
            }
            """
        ),
        ["a member of options"] = Program(
            """app.MapGet("/options", (IOptions<AcmeOptions> options) => Results.Ok(new { options.Value.Url }));""",
            "public sealed class AcmeOptions { public string WebhookSecret { get; set; } = \"\"; public string Url { get; set; } = \"\"; }"
        ),
        ["the answer to a challenge"] = Program(
            """
            app.MapGet(
                "/webhooks/acme",
                (string crc_token, IConfiguration configuration) =>
                    Results.Ok(
                        new
                        {
                            response_token = "sha256="
                                + Convert.ToBase64String(
                                    HMACSHA256.HashData(
                                        Encoding.UTF8.GetBytes(configuration["Callbacks:Acme:secret"]!),
                                        Encoding.UTF8.GetBytes(crc_token)
                                    )
                                )
                        }
                    )
            );
            """
        ),
        ["the answer to a challenge beside a check"] = Hook(
            """
            async Task<IResult> Receive(HttpRequest request)
            {
                var body = await new StreamReader(request.Body).ReadToEndAsync();
                if (
                    !CryptographicOperations.FixedTimeEquals(
                        HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(body)),
                        Convert.FromHexString(request.Headers["X-Signature"].ToString())
                    )
                )
                    return Results.Unauthorized();
                var plainToken = System.Text.Json.JsonDocument.Parse(body)
                    .RootElement.GetProperty("plainToken")
                    .GetString()!;
                return Results.Json(
                    new
                    {
                        plainToken,
                        encryptedToken = Convert.ToHexString(
                            HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(plainToken))
                        )
                    }
                );
            }
            """
        ),
        ["an upload that is signed"] = Program(
            """
            app.MapGet(
                "/uploads/{name}",
                (string name, IConfiguration configuration) =>
                    Results.Ok(
                        new
                        {
                            signature = Convert.ToHexString(
                                HMACSHA256.HashData(
                                    Encoding.UTF8.GetBytes(configuration["Storage:AccountKey"]!),
                                    Encoding.UTF8.GetBytes(name)
                                )
                            )
                        }
                    )
            );
            """
        ),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task What_helps_to_forge_is_reported(string name) => Verify.VerifyAnalyzerAsync(Reported[name]);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => Verify.VerifyAnalyzerAsync(Silent[name]);

    private static string Program(string code, string types = "") => $"{Usings}{HandlerCases.Program(code)}{types}";

    private static string Route(string code) =>
        Program(
            $$"""
            app.MapPost("/x", async (HttpContext http, CallbackRequest request, CallbackKeys keys, ILogger<Orders> logger) =>
            {
                await Task.Yield();
                var result = AcmePayment.Verify(request, keys);
                {{code}}
            });
            """
        );

    private static string Hook(string members) =>
        $$"""
            using System.Security.Cryptography;
            using System.Text;
            using CallbackGen;

            class Hook(byte[] key)
            {
                public byte[] Key => key;

            {{members}}
            }
            """;
}
