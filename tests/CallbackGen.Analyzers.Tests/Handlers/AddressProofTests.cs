using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.PartialProofAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1035: a handler accepts a sender by its address instead of a signature or a query to the provider.</summary>
public sealed class AddressProofTests
{
    private static readonly HandlerCases Reported = new()
    {
        ["an address in place of a confirmation"] = Program(
            """
            app.MapCallback<AcmeNotice>(
                "/callbacks/notice",
                async (
                    Authenticated<AcmeNotice> notice,
                    HttpContext context,
                    AcmeApi api,
                    Orders orders,
                    CancellationToken ct
                ) =>
                {
                    if ({|CBG1035:context.Connection.RemoteIpAddress?.ToString() is "203.0.113.7" or "203.0.113.8"|})
                    {
                        await orders.ShipAsync(notice.Payload.InvoiceId);
                        return;
                    }

                    var confirmed = (
                        await notice.ConfirmAsync((claim, token) => api.FindNoticeAsync(claim.InvoiceId, token), ct)
                    ).GetValueOrThrow();
                    await orders.ShipAsync(confirmed.Payload.InvoiceId);
                }
            );
            """
        ),
        ["a confirmation of strangers only"] = Program(
            """
            app.MapCallback<AcmeNotice>(
                "/callbacks/notice",
                async (
                    Authenticated<AcmeNotice> notice,
                    HttpContext context,
                    AcmeApi api,
                    Orders orders,
                    CancellationToken ct
                ) =>
                {
                    if ({|CBG1035:context.Request.Headers["X-Forwarded-For"] != "203.0.113.7"|})
                    {
                        var confirmed = (
                            await notice.ConfirmAsync(
                                (claim, token) => api.FindNoticeAsync(claim.InvoiceId, token),
                                ct
                            )
                        ).GetValueOrThrow();
                    }

                    await orders.ShipAsync(notice.Payload.InvoiceId);
                }
            );
            """
        ),
        ["the sender's address"] = Program(
            """
            app.MapPost("/callbacks/acme", async (HttpContext context, Orders orders) =>
            {
                if ({|CBG1035:context.Connection.RemoteIpAddress?.ToString() != "203.0.113.7"|})
                    return Results.StatusCode(403);
                var payment = await context.Request.ReadFromJsonAsync<JsonElement>();
                await orders.MarkPaidAsync(payment.GetProperty("id").GetString()!);
                return Results.Ok();
            });
            """
        ),
        ["a forwarded address in a list"] = Program(
            """
            string[] allowed = ["203.0.113.7", "203.0.113.8"];
            app.MapPost("/webhooks/acme", async (HttpRequest request, Orders orders) =>
            {
                var address = request.Headers["X-Forwarded-For"].ToString().Split(',')[0].Trim();
                if ({|CBG1035:!allowed.Contains(address)|})
                    return Results.Forbid();
                await orders.HandleAsync((await request.ReadFromJsonAsync<JsonElement>()).GetRawText());
                return Results.Ok();
            });
            """
        ),
        ["networks"] = Program(
            """
            var networks = new[] { System.Net.IPNetwork.Parse("203.0.113.0/24") };
            app.MapPost("/callbacks/acme", async (HttpContext context, Orders orders) =>
            {
                var address = context.Connection.RemoteIpAddress!;
                if ({|CBG1035:networks.Any(network => network.Contains(address))|})
                    await orders.HandleAsync((await context.Request.ReadFromJsonAsync<JsonElement>()).GetRawText());
                return Results.Ok();
            });
            """
        ),
        ["a helper that looks at the address"] = HandlerCases.Controller(
            """
            [HttpPost("/callbacks/acme")]
            public async Task<IActionResult> Post([FromBody] Order order)
            {
                if ({|CBG1035:!IsFromAcme(HttpContext)|})
                    return Forbid();
                await _orders.HandleAsync(order);
                return Ok();
            }

            private static bool IsFromAcme(HttpContext context) => context.Request.Headers["X-Real-IP"] == "203.0.113.7";
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["an address beside a confirmation"] = Program(
            """
            app.MapCallback<AcmeNotice>(
                "/callbacks/notice",
                async (
                    Authenticated<AcmeNotice> notice,
                    HttpContext context,
                    AcmeApi api,
                    Orders orders,
                    CancellationToken ct
                ) =>
                {
                    if (context.Connection.RemoteIpAddress?.ToString() != "203.0.113.7")
                        throw new InvalidOperationException("not from there");
                    var confirmed = (
                        await notice.ConfirmAsync((claim, token) => api.FindNoticeAsync(claim.InvoiceId, token), ct)
                    ).GetValueOrThrow();
                    await orders.ShipAsync(confirmed.Payload.InvoiceId);
                }
            );
            """
        ),
        ["an address that is only reported, before a confirmation"] = Program(
            """
            app.MapCallback<AcmeNotice>(
                "/callbacks/notice",
                async (
                    Authenticated<AcmeNotice> notice,
                    HttpContext context,
                    AcmeApi api,
                    Orders orders,
                    CancellationToken ct
                ) =>
                {
                    if (context.Connection.RemoteIpAddress?.ToString() != "203.0.113.7")
                        await ReportStrangerAsync(notice.Payload.InvoiceId);
                    var confirmed = (
                        await notice.ConfirmAsync((claim, token) => api.FindNoticeAsync(claim.InvoiceId, token), ct)
                    ).GetValueOrThrow();
                    await orders.ShipAsync(confirmed.Payload.InvoiceId);
                    static Task ReportStrangerAsync(string id) => Task.CompletedTask;
                }
            );
            """
        ),
        ["an address beside a message"] = Program(
            """
            app.MapCallback<AcmePayment>("/callbacks/acme", async (Verified<AcmePayment> payment, HttpContext context, Orders orders) =>
            {
                if (context.Connection.RemoteIpAddress?.ToString() != "203.0.113.7")
                    return Results.StatusCode(403);
                await orders.ShipAsync(payment.Payload.Id);
                return Results.Ok();
            });
            """
        ),
        ["an address that is limited or logged"] = Program(
            """
            var limiter = new Limiter();
            app.MapPost("/callbacks/acme", async (HttpContext context, Orders orders, ILogger<Orders> logger) =>
            {
                var address = context.Connection.RemoteIpAddress?.ToString() ?? "";
                logger.LogInformation("called by {Address}", address);
                if (!limiter.TryAcquire(address))
                    return Results.StatusCode(429);
                await orders.SaveAsync();
                return Results.Ok();
            });
            """,
            "sealed class Limiter { public bool TryAcquire(string address) => address.Length > 0; }"
        ),
        ["an address of another endpoint"] = Program(
            """
            app.MapPost("/admin/orders", async (HttpContext context, Orders orders) =>
            {
                if (context.Connection.RemoteIpAddress?.ToString() != "10.0.0.7")
                    return Results.StatusCode(403);
                await orders.SaveAsync();
                return Results.Ok();
            });
            """
        ),
        ["an address before the provider is asked"] = Program(
            """
            app.MapPost("/callbacks/acme", async (HttpContext context, AcmeApi api, Orders orders) =>
            {
                if (context.Connection.RemoteIpAddress?.ToString() != "203.0.113.7")
                    return Results.StatusCode(403);
                var found = await api.FindPingAsync(context.Request.Query["id"].ToString());
                if (found?.State == "paid")
                    await orders.MarkPaidAsync(found.Id);
                return Results.Ok();
            });
            """
        ),
        ["a middleware before the verification"] = """
            using CallbackGen;
            class CallbackNetworkMiddleware(RequestDelegate next, string[] allowed)
            {
                public async Task InvokeAsync(HttpContext context)
                {
                    if (!allowed.Contains(context.Connection.RemoteIpAddress?.ToString()))
                    {
                        context.Response.StatusCode = 403;
                        return;
                    }

                    await next(context);
                }
            }
            """,
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task An_address_in_place_of_a_proof_is_reported(string name) => Verify.VerifyAnalyzerAsync(Reported[name]);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task An_address_beside_a_proof_is_silent(string name) => Verify.VerifyAnalyzerAsync(Silent[name]);

    private static string Program(string code, string types = "") => $"using System.Text.Json;\n{HandlerCases.Program(code)}{types}";
}
