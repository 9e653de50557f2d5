using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.SwitchedOffAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1034: a switch lets unverified callbacks be accepted.</summary>
public sealed class SwitchedOffTests
{
    private static readonly HandlerCases Reported = new()
    {
        ["a header that acts before the check"] = Route(
            """
            if ({|CBG1034:http.Headers["X-Test"] == "1"|})
            {
                await orders.MarkPaidAsync("1");
                return Results.Ok();
            }

            if (!AcmePayment.Verify(callback, keys).TryGetValue(out var payment, out _))
                return Results.Unauthorized();
            await orders.MarkPaidAsync(payment.Payload.Id);
            return Results.Ok();
            """
        ),
        ["a query that passes the check over"] = Route(
            """
            var result = AcmePayment.Verify(callback, keys);
            if (!result.IsSuccess && {|CBG1034:!http.Query.ContainsKey("skip")|})
                return Results.Unauthorized();
            await orders.HandleAsync(JsonSerializer.Deserialize<AcmePayment>(callback.Body.Span)!);
            return Results.Ok();
            """
        ),
        ["the environment before the check"] = Route(
            """
            if ({|CBG1034:!environment.IsDevelopment()|})
            {
                if (!AcmePayment.Verify(callback, keys).IsSuccess)
                    return Results.Unauthorized();
            }

            await orders.HandleAsync(JsonSerializer.Deserialize<AcmePayment>(callback.Body.Span)!);
            return Results.Ok();
            """
        ),
        ["the environment in a choice"] = Route(
            """
            var payment = {|CBG1034:environment.IsDevelopment()|}
                ? JsonSerializer.Deserialize<AcmePayment>(callback.Body.Span)!
                : AcmePayment.Verify(callback, keys).GetValueOrThrow().Payload;
            await orders.ShipAsync(payment.Id);
            return Results.Ok();
            """
        ),
        ["the name of the environment in a switch"] = Route(
            """
            var payment = {|CBG1034:environment.EnvironmentName|} switch
            {
                "Development" => JsonSerializer.Deserialize<AcmePayment>(callback.Body.Span)!,
                _ => AcmePayment.Verify(callback, keys).GetValueOrThrow().Payload,
            };
            await orders.ShipAsync(payment.Id);
            return Results.Ok();
            """
        ),
        ["a setting"] = Route(
            """
            var skip = configuration.GetValue<bool>("Acme:SkipVerification");
            if ({|CBG1034:!skip|} && !AcmePayment.Verify(callback, keys).IsSuccess)
                return Results.Unauthorized();
            await orders.HandleAsync(JsonSerializer.Deserialize<AcmePayment>(callback.Body.Span)!);
            return Results.Ok();
            """
        ),
        ["a setting of the manager"] = Route(
            """
            var manager = http.HttpContext.RequestServices.GetRequiredService<IConfigurationManager>();
            if ({|CBG1034:!manager.GetValue<bool>("Acme:SkipVerification")|} && !AcmePayment.Verify(callback, keys).IsSuccess)
                return Results.Unauthorized();
            await orders.HandleAsync(JsonSerializer.Deserialize<AcmePayment>(callback.Body.Span)!);
            return Results.Ok();
            """
        ),
        ["a setting that enables"] = Route(
            """
            if ({|CBG1034:bool.Parse(configuration["Verify:Enabled"] ?? "true")|} && !AcmePayment.Verify(callback, keys).IsSuccess)
                return Results.Unauthorized();
            await orders.HandleAsync(JsonSerializer.Deserialize<AcmePayment>(callback.Body.Span)!);
            return Results.Ok();
            """
        ),
        ["an environment variable"] = Route(
            """
            if ({|CBG1034:Environment.GetEnvironmentVariable("SKIP_SIGNATURE") == "1"|})
            {
                await orders.HandleAsync(await http.ReadFromJsonAsync<AcmePayment>());
                return Results.Ok();
            }

            return AcmePayment.Verify(callback, keys).IsSuccess ? Results.Ok() : Results.Unauthorized();
            """
        ),
        ["a refused callback that is handled while it is developed"] = Route(
            """
            var result = AcmePayment.Verify(callback, keys);
            if (!result.IsSuccess)
            {
                if ({|CBG1034:environment.IsDevelopment()|})
                {
                    await orders.HandleAsync(JsonSerializer.Deserialize<AcmePayment>(callback.Body.Span)!);
                    return Results.Ok();
                }

                return Results.Unauthorized();
            }

            await orders.ShipAsync(result.Value.Payload.Id);
            return Results.Ok();
            """
        ),
        ["a value that is genuine by default"] = Route(
            """
            var isGenuine = true;
            if ({|CBG1034:environment.IsProduction()|})
                isGenuine = AcmePayment.Verify(callback, keys).IsSuccess;
            if (!isGenuine)
                return Results.Unauthorized();
            await orders.HandleAsync(JsonSerializer.Deserialize<AcmePayment>(callback.Body.Span)!);
            return Results.Ok();
            """
        ),
        ["a parameter of the query"] = HandlerCases.Program(
            """
            app.MapPost("/callbacks/acme", async (bool? test, CallbackRequest callback, CallbackKeys keys, Orders orders) =>
            {
                if ({|CBG1034:test == true|} || AcmePayment.Verify(callback, keys).IsSuccess)
                {
                    await orders.ShipAsync("1");
                    return Results.Ok();
                }

                return Results.Unauthorized();
            });
            """
        ),
        ["a header of an action"] = HandlerCases.Controller(
            """
            [HttpPost("/x")]
            public async Task<IActionResult> Post(
                [FromHeader(Name = "X-Debug")] string? debug,
                [FromServices] CallbackRequest callback,
                [FromServices] CallbackKeys keys
            )
            {
                if ({|CBG1034:string.IsNullOrEmpty(debug)|} && !AcmePayment.Verify(callback, keys).IsSuccess)
                    return Unauthorized();
                await _orders.ShipAsync("1");
                return Ok();
            }
            """
        ),
        ["what a middleware has said"] = Route(
            """
            if ({|CBG1034:http.HttpContext.Items["SkipVerification"] is true|})
            {
                await orders.HandleAsync((await http.ReadFromJsonAsync<AcmePayment>())!);
                return Results.Ok();
            }

            return AcmePayment.Verify(callback, keys).IsSuccess ? Results.Ok() : Results.Unauthorized();
            """
        ),
        ["a header of the runtime's request"] = Route(
            """
            var isTest = callback.Headers.GetValues("X-Test-Mode") is ["true"];
            var result = AcmePayment.Verify(callback, keys);
            if ({|CBG1034:isTest|} || result.IsSuccess)
            {
                await orders.ShipAsync("1");
                return Results.Ok();
            }

            return Results.Unauthorized();
            """
        ),
        ["keys that need not be there"] = HandlerCases.Program(
            """
            {
                var builder = WebApplication.CreateBuilder();
                builder.Services.AddCallbacks(options => {|CBG1034:options.RequireKeys = false|});
            }
            """
        ),
        ["weak keys for all environments"] = HandlerCases.Program(
            """
            {
                var builder = WebApplication.CreateBuilder();
                {|CBG1034:builder.Configuration["Callbacks:Acme:AllowWeakKey"] = "the sandbox has short keys"|};
            }
            """
        ),
        ["a weak key of configuration"] = HandlerCases.Program(
            """
            var made = CallbackKeys.Create(
                AcmePayment.Feed,
                [KeyValuePair.Create("secret", app.Configuration["Acme:Secret"]!)],
                allowWeakKey: {|CBG1034:"it is short"|}
            );
            app.Logger.LogInformation("{Keys}", made is null);
            """
        ),
        ["certificates of anybody"] = HandlerCases.Program(
            """
            {
                var handler = new HttpClientHandler
                {
                    {|CBG1034:ServerCertificateCustomValidationCallback = (_, _, _, _) => true|}
                };
                handler.Dispose();
            }
            """
        ),
        ["certificates of anybody by name"] = HandlerCases.Program(
            """
            {
                using var handler = new HttpClientHandler();
                {|CBG1034:handler.ServerCertificateCustomValidationCallback =
                    HttpClientHandler.DangerousAcceptAnyServerCertificateValidator|};
            }
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["the environment chooses keys"] = Route(
            """
            var result = AcmePayment.Verify(callback, environment.IsDevelopment() ? sandbox : keys);
            if (!result.IsSuccess)
                return Results.Unauthorized();
            await orders.ShipAsync(result.Value.Payload.Id);
            return Results.Ok();
            """
        ),
        ["the environment chooses the way of checking"] = Route(
            """
            CallbackResult<Verified<AcmePayment>> result;
            if (environment.IsDevelopment())
                result = AcmePayment.Verify(callback, sandbox);
            else
                result = AcmePayment.Verify(callback, keys);
            if (!result.IsSuccess)
                return Results.Unauthorized();
            await orders.ShipAsync(result.Value.Payload.Id);
            return Results.Ok();
            """
        ),
        ["the environment chooses what is logged"] = Route(
            """
            var result = AcmePayment.Verify(callback, keys);
            if (environment.IsDevelopment() || !result.IsSuccess)
                logger.LogInformation("{Reason}", result.Rejection?.Reason);
            if (environment.IsDevelopment() && !result.IsSuccess)
                logger.LogWarning("refused while developing");
            if (!result.IsSuccess)
                return Results.Unauthorized();
            await orders.ShipAsync(result.Value.Payload.Id);
            return Results.Ok();
            """
        ),
        ["nothing is served while it is developed"] = Route(
            """
            if (environment.IsDevelopment())
                return Results.NotFound();
            var result = AcmePayment.Verify(callback, keys);
            if (!result.IsSuccess)
                return Results.Unauthorized();
            await orders.ShipAsync(result.Value.Payload.Id);
            return Results.Ok();
            """
        ),
        ["a ping before the check"] = Route(
            """
            if (http.Headers["X-Event"] == "ping")
                return Results.Ok();
            var result = AcmePayment.Verify(callback, keys);
            if (!result.IsSuccess)
                return Results.Unauthorized();
            await orders.ShipAsync(result.Value.Payload.Id);
            return Results.Ok();
            """
        ),
        ["a handshake before the check"] = Route(
            """
            if (http.Query["hub.challenge"] is [{ Length: > 0 } challenge])
                return Results.Text(challenge);
            var result = AcmePayment.Verify(callback, keys);
            if (!result.IsSuccess)
                return Results.Unauthorized();
            await orders.ShipAsync(result.Value.Payload.Id);
            return Results.Ok();
            """
        ),
        ["a switch after the check"] = Route(
            """
            if (!AcmePayment.Verify(callback, keys).TryGetValue(out var payment, out _))
                return Results.Unauthorized();
            if (configuration.GetValue<bool>("Acme:DryRun") || http.Headers["X-Test"] == "1")
                return Results.Accepted();
            await orders.ShipAsync(payment.Payload.Id);
            return Results.Ok();
            """
        ),
        ["a switch that acts after the check"] = Route(
            """
            if (!AcmePayment.Verify(callback, keys).TryGetValue(out var payment, out _))
                return Results.Unauthorized();
            if (environment.IsDevelopment())
            {
                await orders.SaveAsync();
                return Results.Ok();
            }

            await orders.ShipAsync(payment.Payload.Id);
            return Results.Ok();
            """
        ),
        ["a second check that is switched"] = Route(
            """
            if (!AcmePayment.Verify(callback, keys).TryGetValue(out var payment, out _))
                return Results.Unauthorized();
            if (configuration.GetValue<bool>("Acme:StrictSignatures") && !AcmePayment.Verify(callback, sandbox).IsSuccess)
                return Results.BadRequest();
            await orders.ShipAsync(payment.Payload.Id);
            return Results.Ok();
            """
        ),
        ["refused unless it is checked"] = Route(
            """
            var isGenuine = false;
            if (configuration.GetValue<bool>("Acme:VerifySignatures"))
                isGenuine = AcmePayment.Verify(callback, keys).IsSuccess;
            if (!isGenuine)
                return Results.Unauthorized();
            await orders.ShipAsync("1");
            return Results.Ok();
            """
        ),
        ["refused outside of the environment"] = Route(
            """
            if (!environment.IsProduction() || !AcmePayment.Verify(callback, keys).TryGetValue(out var payment, out _))
                return Results.Unauthorized();
            await orders.ShipAsync(payment.Payload.Id);
            return Results.Ok();
            """
        ),
        ["an and"] = Route(
            """
            var result = AcmePayment.Verify(callback, keys);
            if (configuration.GetValue<bool>("Acme:Enabled") && result.IsSuccess)
                await orders.ShipAsync(result.Value.Payload.Id);
            return result.IsSuccess ? Results.Ok() : Results.Unauthorized();
            """
        ),
        ["nothing is verified here"] = HandlerCases.Program(
            """
            app.MapPost("/checkout", async (HttpRequest request, Orders orders) =>
            {
                if (request.Headers["X-Test"] == "1")
                    return Results.Ok();
                await orders.SaveAsync();
                return Results.Ok();
            });
            """
        ),
        ["a host has verified"] = HandlerCases.Program(
            """
            app.MapCallback<AcmePayment>(
                "/callbacks/acme",
                async (
                    Verified<AcmePayment> payment,
                    Orders orders,
                    Microsoft.AspNetCore.Hosting.IWebHostEnvironment environment
                ) =>
                {
                    if (environment.EnvironmentName == "Demo")
                        return;
                    await orders.ShipAsync(payment.Payload.Id);
                }
            );
            """
        ),
        ["keys that need not be there while it is developed"] = HandlerCases.Program(
            """
            {
                var builder = WebApplication.CreateBuilder();
                builder.Services.AddCallbacks(options => options.RequireKeys = builder.Environment.EnvironmentName != "Development");
                if (builder.Environment.EnvironmentName == "Development")
                {
                    builder.Services.AddCallbacks(options => options.RequireKeys = false);
                    builder.Configuration["Callbacks:Acme:AllowWeakKey"] = "made up";
                }
            }
            """
        ),
        ["a published example"] = HandlerCases.Program(
            """
            var made = CallbackKeys.Create(
                AcmePayment.Feed,
                [KeyValuePair.Create("secret", File.ReadAllText("published.key"))],
                allowWeakKey: "the provider's published vector"
            );
            app.Logger.LogInformation("{Keys}", made is null);
            """
        ),
        ["certificates that are looked at"] = HandlerCases.Program(
            """
            using var handler = new HttpClientHandler
            {
                ServerCertificateCustomValidationCallback = (_, certificate, _, errors) =>
                    errors == System.Net.Security.SslPolicyErrors.None && certificate is not null
            };
            if (app.Environment.EnvironmentName == "Development")
                handler.ServerCertificateCustomValidationCallback =
                    HttpClientHandler.DangerousAcceptAnyServerCertificateValidator;
            """
        ),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task A_switch_that_passes_unverified_callbacks_is_reported(string name) => Verify.VerifyAnalyzerAsync(Reported[name]);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => Verify.VerifyAnalyzerAsync(Silent[name]);

    private static string Route(string code) =>
        $$"""
            using System.Text.Json;
            using CallbackGen;
            using Microsoft.Extensions.Configuration;
            using Microsoft.Extensions.Hosting;
            using Microsoft.AspNetCore.Hosting;
            var app = WebApplication.Create();
            app.MapPost(
                "/callbacks/acme",
                async (
                    HttpRequest http,
                    CallbackRequest callback,
                    CallbackKeys keys,
                    [FromKeyedServices("sandbox")] CallbackKeys sandbox,
                    Orders orders,
                    IWebHostEnvironment environment,
                    IConfiguration configuration,
                    ILogger<Orders> logger
                ) =>
                {
                    await Task.Yield();
                    {{code}}
                }
            );
            app.Run();
            """;
}
