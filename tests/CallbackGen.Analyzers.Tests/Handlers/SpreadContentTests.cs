using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.SpreadContentAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>
/// CBG1043: a handler or middleware sends content of callbacks to a place that stores it, such as a cache, a queue or a
/// response.
/// </summary>
public sealed class SpreadContentTests
{
    private const string Libraries = """
        namespace Azure.Storage.Blobs
        {
            public class BlobClient
            {
                public Task UploadAsync(Stream content, bool overwrite = false) => Task.CompletedTask;
            }
        }

        namespace Azure.Storage.Queues.Models
        {
            public class QueueMessage
            {
                public string Body { get; set; } = "";
            }
        }

        namespace Amazon.S3.Model
        {
            public class PutObjectRequest
            {
                public string Key { get; set; } = "";
                public string ContentBody { get; set; } = "";
            }
        }

        namespace Azure.Messaging.ServiceBus
        {
            public class ServiceBusMessage(string body)
            {
                public string Body => body;
            }
        }

        namespace MassTransit
        {
            public interface IPublishEndpoint
            {
                Task Publish<T>(T message, CancellationToken ct = default);
            }
        }

        namespace StackExchange.Redis
        {
            public interface IDatabase
            {
                Task<bool> StringSetAsync(string key, string value);
            }
        }

        namespace Serilog
        {
            public interface IDiagnosticContext
            {
                void Set(string propertyName, object? value, bool destructureObjects = false);
            }

            public class RequestLoggingOptions
            {
                public Action<IDiagnosticContext, HttpContext>? EnrichDiagnosticContext { get; set; }
            }
        }

        namespace Shop
        {
            public sealed class Received
            {
                public string Id { get; set; } = "";
                public string RawJson { get; set; } = "";
                public string? Note { get; set; }
            }

            public sealed record Kept(string Id, string RawBody);

            public sealed record OutboxMessage(string Id, string Payload);

            public interface IAnalytics
            {
                Task TrackAsync(string name, object properties);
            }

            public sealed class RequestLog
            {
                public string? Body { get; set; }
                public string? Path { get; set; }
                public long? Length { get; set; }
            }

            public interface IRequestLogs
            {
                Task AddAsync(RequestLog log);
                void Record(string path, string body);
            }

            public sealed record PaidMessage(string Id, decimal Amount);
        }
        """;

    private static readonly HandlerCases Reported = new()
    {
        ["a file"] = Handler(
            """
            await File.WriteAllTextAsync($"{payload.Amount}.json", {|CBG1043:JsonSerializer.Serialize(payload)|}, ct);
            var bytes = JsonSerializer.SerializeToUtf8Bytes(paid.Payload);
            await File.WriteAllBytesAsync("x", {|CBG1043:bytes|}, ct);
            """
        ),
        ["a store of objects"] = Handler(
            """
            await blobs.UploadAsync({|CBG1043:new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(payload))|});
            _ = new Amazon.S3.Model.PutObjectRequest
            {
                Key = payload.Id,
                ContentBody = {|CBG1043:JsonSerializer.Serialize(payload)|}
            };
            """
        ),
        ["a shared cache"] = Handler(
            """
            await cache.SetStringAsync(payload.Id, {|CBG1043:JsonSerializer.Serialize(payload)|}, ct);
            await redis.StringSetAsync(payload.Id, {|CBG1043:JsonSerializer.Serialize(payload)|});
            """
        ),
        ["a key of a cache"] = Handler(
            """await cache.SetStringAsync($"paid:{{|CBG1043:payload.Email|}}", "1", ct); memory.Set({|CBG1043:payload.Email|}!, 1);"""
        ),
        ["a queue"] = Handler(
            """
            _ = new Azure.Messaging.ServiceBus.ServiceBusMessage({|CBG1043:JsonSerializer.Serialize(payload)|});
            await bus.Publish({|CBG1043:payload|}, ct);
            await bus.Publish({|CBG1043:paid|}, ct);
            """
        ),
        ["a column"] = Handler(
            """
            var row = new Received { Id = payload.Id, RawJson = {|CBG1043:JsonSerializer.Serialize(payload)|} };
            row.RawJson = {|CBG1043:JsonSerializer.Serialize(payload)|};
            await rows.AddAsync(row, ct);
            """
        ),
        ["browsers"] = Program(
            """
            app.MapCallback<AcmePayment>(
                "/x",
                (
                    Verified<AcmePayment> payment,
                    Microsoft.AspNetCore.SignalR.IHubContext<Microsoft.AspNetCore.SignalR.Hub> hub
                ) =>
                    Microsoft.AspNetCore.SignalR.ClientProxyExtensions.SendAsync(
                        hub.Clients.All,
                        "paid",
                        {|CBG1043:payment.Payload|}
                    )
            );
            """
        ),
        ["a column of a record"] = Handler("""_ = new Kept(payload.Id, {|CBG1043:JsonSerializer.Serialize(payload)|});"""),
        ["a member in an answer, at another service and in analytics"] = Handler(
            """
            _ = Results.Problem($"no customer {{|CBG1043:payload.Email|}}");
            _ = Results.BadRequest(new { {|CBG1043:payload.Email|} });
            await client.PostAsJsonAsync(
                "https://hooks.example/paid",
                new { text = $"paid by {{|CBG1043:payload.Email|}}" },
                ct
            );
            await analytics.TrackAsync("paid", new { {|CBG1043:payload.Email|} });
            """
        ),
        ["another service"] = Handler(
            """
            await client.PostAsJsonAsync("https://hooks.example/paid", {|CBG1043:payload|}, ct);
            await client.PostAsync(
                "https://hooks.example/paid",
                {|CBG1043:new StringContent(JsonSerializer.Serialize(payload))|},
                ct
            );
            using var content = JsonContent.Create(payload);
            await client.PostAsync("https://hooks.example/paid", {|CBG1043:content|}, ct);
            """
        ),
        ["an answer"] = Handler("""_ = Results.Ok({|CBG1043:payload|}); _ = Results.Json({|CBG1043:paid.Payload|});"""),
        ["middleware"] = Around(
            """
            app.Use(
                async (context, next) =>
                {
                    context.Request.EnableBuffering();
                    using var reader = new StreamReader(context.Request.Body, leaveOpen: true);
                    var body = await reader.ReadToEndAsync();
                    context.Request.Body.Position = 0;
                    await app
                        .Services.GetRequiredService<IRequestLogs>()
                        .AddAsync(new RequestLog { Body = {|CBG1043:body|} });
                    await next();
                }
            );
            """
        ),
        ["middleware of a class"] = Apart(
            """
            public sealed class Audit(RequestDelegate next, ILogger<Audit> logger)
            {
                public async Task InvokeAsync(HttpContext context)
                {
                    context.Request.EnableBuffering();
                    using var reader = new StreamReader(context.Request.Body, leaveOpen: true);
                    var body = await reader.ReadToEndAsync();
                    context.Request.Body.Position = 0;
                    logger.LogInformation("{Path} {Body}", context.Request.Path, {|CBG1043:body|});
                    await next(context);
                }
            }
            """
        ),
        ["middleware with a helper"] = Apart(
            """
            public sealed class Audit(ILogger<Audit> logger) : IMiddleware
            {
                public async Task InvokeAsync(HttpContext context, RequestDelegate next)
                {
                    var text = await ReadBodyAsync(context.Request);
                    logger.LogDebug($"{context.Request.Method} {{|CBG1043:text|}}");
                    await next(context);
                }

                private static async Task<string> ReadBodyAsync(HttpRequest request)
                {
                    using var reader = new StreamReader(request.Body);
                    return await reader.ReadToEndAsync();
                }
            }
            """
        ),
        ["headers of all requests"] = Apart(
            """
            public sealed class Audit(RequestDelegate next, ILogger<Audit> logger)
            {
                public Task Invoke(HttpContext context)
                {
                    logger.LogInformation("{Headers}", {|CBG1043:context.Request.Headers|});
                    logger.LogInformation("{Headers}", string.Join(";", {|CBG1043:context.Request.Headers|}));
                    return next(context);
                }
            }
            """
        ),
        ["middleware whose method logs"] = Apart(
            """
            public sealed class Audit(RequestDelegate next, ILogger<Audit> logger)
            {
                public async Task InvokeAsync(HttpContext context)
                {
                    await LogAsync(context.Request);
                    await next(context);
                }

                private async Task LogAsync(HttpRequest request)
                {
                    request.EnableBuffering();
                    var body = await new StreamReader(request.Body).ReadToEndAsync();
                    logger.LogInformation("{Body}", {|CBG1043:body|});
                }
            }
            """
        ),
        ["a method that enriches a log"] = Apart(
            """
            public static class Setup
            {
                public static void Log(Serilog.RequestLoggingOptions options) =>
                    options.EnrichDiagnosticContext = Enrich;

                private static void Enrich(Serilog.IDiagnosticContext log, HttpContext context) =>
                    log.Set("Headers", {|CBG1043:context.Request.Headers|});
            }
            """
        ),
        ["an endpoint filter"] = Apart(
            """
            public sealed class Audit(ILogger<Audit> logger) : IEndpointFilter
            {
                public async ValueTask<object?> InvokeAsync(
                    EndpointFilterInvocationContext context,
                    EndpointFilterDelegate next
                )
                {
                    logger.LogInformation("{Arguments}", JsonSerializer.Serialize({|CBG1043:context.Arguments|}));
                    return await next(context);
                }
            }
            """
        ),
        ["a filter of MVC"] = Apart(
            """
            public sealed class Audit(ILogger<Audit> logger) : Microsoft.AspNetCore.Mvc.Filters.IActionFilter
            {
                public void OnActionExecuting(Microsoft.AspNetCore.Mvc.Filters.ActionExecutingContext context) =>
                    logger.LogInformation("{@Arguments}", {|CBG1043:context.ActionArguments|});

                public void OnActionExecuted(Microsoft.AspNetCore.Mvc.Filters.ActionExecutedContext context) { }
            }
            """
        ),
        ["what enriches a log"] = Apart(
            """
            public static class Setup
            {
                public static void Log(Serilog.RequestLoggingOptions options) =>
                    options.EnrichDiagnosticContext = (log, context) =>
                        log.Set("Query", {|CBG1043:context.Request.QueryString|});
            }
            """
        ),
        ["headers of the host's log"] = Around(
            """
            builder.Services.AddHttpLogging(logging => logging.RequestHeaders.Add({|CBG1043:"X-Acme-Signature"|}));
            builder.Services.AddW3CLogging(logging => logging.AdditionalRequestHeaders.Add({|CBG1043:"Authorization"|}));
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["some members"] = Handler(
            """
            await File.WriteAllTextAsync("x", JsonSerializer.Serialize(new { payload.Id, payload.Amount }), ct);
            await bus.Publish(new PaidMessage(payload.Id, payload.Amount), ct);
            await cache.SetStringAsync(payload.Id, payload.Status.Text, ct);
            _ = Results.Ok(payload.Id);
            await client.PostAsJsonAsync("https://hooks.example/paid", new { payload.Id }, ct);
            """
        ),
        ["browsers that are told an identifier"] = Program(
            """
            app.MapCallback<AcmePayment>(
                "/x",
                (
                    Verified<AcmePayment> payment,
                    Microsoft.AspNetCore.SignalR.IHubContext<Microsoft.AspNetCore.SignalR.Hub> hub
                ) =>
                    Microsoft.AspNetCore.SignalR.ClientProxyExtensions.SendAsync(
                        hub.Clients.All,
                        "paid",
                        payment.Payload.Id
                    )
            );
            """
        ),
        ["an outbox"] = Handler("""_ = new OutboxMessage(payload.Id, JsonSerializer.Serialize(payload));"""),
        ["other members in an answer and in analytics"] = Handler(
            """
            _ = Results.Problem($"no order {payload.Order.Number}");
            await analytics.TrackAsync("paid", new { payload.Id, payload.Amount });
            await client.PostAsJsonAsync("https://hooks.example/paid", new { payload.Order.Number }, ct);
            """
        ),
        ["middleware whose method logs something else"] = Apart(
            """
            public sealed class Audit(RequestDelegate next, ILogger<Audit> logger)
            {
                public async Task InvokeAsync(HttpContext context)
                {
                    if (context.GetEndpoint() is null)
                        await LogAsync(context.Request);
                    await next(context);
                }

                private async Task LogAsync(HttpRequest request)
                {
                    var body = await new StreamReader(request.Body).ReadToEndAsync();
                    logger.LogInformation("{Body}", body);
                }
            }
            """
        ),
        ["a sealed payload"] = Handler(
            """
            await File.WriteAllTextAsync("x", protector.Protect(JsonSerializer.Serialize(payload)), ct);
            var row = new Received { RawJson = protector.Protect(JsonSerializer.Serialize(payload)) };
            await rows.AddAsync(row, ct);
            """
        ),
        ["a service of one's own"] = Handler(
            """await client.PostAsJsonAsync("/payments", payload, ct); await orders.HandleAsync(payload);"""
        ),
        ["a feed without sensitive members"] = Handler(
            """await File.WriteAllTextAsync("x", JsonSerializer.Serialize(notice), ct); await bus.Publish(notice, ct);"""
        ),
        ["a cache of the process"] = Handler("""memory.Set(payload.Id, payload); await cache.RemoveAsync(payload.Id, ct);"""),
        ["a hashed key"] = Handler(
            """
            memory.Set(
                Convert.ToHexString(
                    System.Security.Cryptography.SHA256.HashData(
                        System.Text.Encoding.UTF8.GetBytes(payload.Email ?? "")
                    )
                ),
                1
            );
            """
        ),
        ["a column of something else"] = Handler(
            """var row = new Received { Id = payload.Id, Note = payload.Order.Note, RawJson = "{}" }; await rows.AddAsync(row, ct);"""
        ),
        ["middleware that leaves callbacks out"] = Around(
            """
            app.Use(
                async (context, next) =>
                {
                    if (context.Request.Path.StartsWithSegments("/callbacks"))
                    {
                        await next();
                        return;
                    }
                    var body = await new StreamReader(context.Request.Body).ReadToEndAsync();
                    app.Logger.LogInformation("{Body}", body);
                    await next();
                }
            );
            app.UseWhen(
                context => !context.Request.Path.StartsWithSegments("/callbacks"),
                branch =>
                    branch.Use(
                        async (context, next) =>
                        {
                            app.Logger.LogInformation("{Headers}", context.Request.Headers);
                            await next();
                        }
                    )
            );
            """
        ),
        ["middleware that counts"] = Apart(
            """
            public sealed class Audit(RequestDelegate next, ILogger<Audit> logger, IRequestLogs logs)
            {
                public async Task InvokeAsync(HttpContext context)
                {
                    var started = DateTime.UtcNow;
                    await next(context);
                    logger.LogInformation(
                        "{Method} {Path} {Length} {Status} {Id} {Elapsed}",
                        context.Request.Method,
                        context.Request.Path,
                        context.Request.ContentLength,
                        context.Response.StatusCode,
                        context.Request.Headers["X-Request-Id"],
                        DateTime.UtcNow - started
                    );
                    await logs.AddAsync(
                        new RequestLog { Path = context.Request.Path, Length = context.Request.ContentLength }
                    );
                }
            }
            """
        ),
        ["middleware that reads a field of the query"] = Apart(
            """
            public sealed class Culture(RequestDelegate next, ILogger<Culture> logger)
            {
                public Task Invoke(HttpContext context)
                {
                    logger.LogDebug("{Culture}", context.Request.Query["culture"].ToString());
                    return next(context);
                }
            }
            """
        ),
        ["middleware that reads the body for itself"] = Apart(
            """
            public sealed class Sized(RequestDelegate next, ILogger<Sized> logger)
            {
                public async Task InvokeAsync(HttpContext context)
                {
                    context.Request.EnableBuffering();
                    using var reader = new StreamReader(context.Request.Body, leaveOpen: true);
                    var body = await reader.ReadToEndAsync();
                    context.Request.Body.Position = 0;
                    logger.LogInformation("{Length}", body.Length);
                    context.Items["empty"] = body.Length == 0;
                    await next(context);
                }
            }
            """
        ),
        ["other headers of the host's log"] = Around(
            """
            builder.Services.AddHttpLogging(logging =>
            {
                logging.RequestHeaders.Add("X-Request-Id");
                logging.ResponseHeaders.Add("X-Signature-Version");
            });
            """
        ),
        ["an endpoint that echoes"] = Around(
            """
            app.MapPost(
                "/echo",
                async (HttpRequest request, ILogger<Orders> logger) =>
                {
                    var body = await new StreamReader(request.Body).ReadToEndAsync();
                    return Results.Text(body);
                }
            );
            """
        ),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task Content_that_goes_where_it_stays_is_reported(string name) => Verify.VerifyAnalyzerAsync(Reported[name], Libraries);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Content_that_stays_is_not(string name) => Verify.VerifyAnalyzerAsync(Silent[name], Libraries);

    [Fact]
    public Task What_is_stored_first_may_be_queued() =>
        Verify.VerifyAnalyzerAsync(
            Program(
                """
                app.MapCallback<AcmePayment>(
                        "/x",
                        (Verified<AcmePayment> payment, MassTransit.IPublishEndpoint bus) =>
                            bus.Publish(payment.Payload)
                    )
                    .StoreFirst();
                """
            ) + "static class Stores { public static T StoreFirst<T>(this T endpoint) => endpoint; }",
            Libraries
        );

    [Fact]
    public Task What_is_stored_first_may_be_the_body_of_a_message() =>
        Verify.VerifyAnalyzerAsync(
            Program(
                    """
                    app.MapCallback<AcmePayment>(
                            "/x",
                            (Verified<AcmePayment> payment, Azure.Storage.Queues.Models.QueueMessage message) =>
                            {
                                message.Body = JsonSerializer.Serialize(payment.Payload);
                            }
                        )
                        .StoreFirst();
                    """
                )
                .Replace("using CallbackGen;", "using System.Text.Json;\nusing CallbackGen;", StringComparison.Ordinal)
                + "static class Stores { public static T StoreFirst<T>(this T endpoint) => endpoint; }",
            Libraries
        );

    [Fact]
    public Task A_project_that_receives_none_may_log_what_it_receives() =>
        Verify.VerifyAnalyzerAsync(
            """
            public sealed class Audit(RequestDelegate next, ILogger<Audit> logger)
            {
                public Task Invoke(HttpContext context)
                {
                    logger.LogInformation("{Headers}", context.Request.Headers);
                    return next(context);
                }
            }
            """
        );

    private static string Handler(string code) =>
        $$"""
            using System.Text.Json;
            using CallbackGen;
            using Microsoft.AspNetCore.DataProtection;
            using Microsoft.Extensions.Caching.Distributed;
            using Microsoft.Extensions.Caching.Memory;
            using Shop;

            class PaidHandler(
                Azure.Storage.Blobs.BlobClient blobs,
                IDistributedCache cache,
                IMemoryCache memory,
                StackExchange.Redis.IDatabase redis,
                MassTransit.IPublishEndpoint bus,
                HttpClient client,
                IRows rows,
                IDataProtector protector,
                IAnalytics analytics,
                Orders orders
            ) : ICallbackHandler<AcmePayment>
            {
                public async Task HandleAsync(Verified<AcmePayment> paid, CancellationToken ct)
                {
                    var payload = paid.Payload;
                    AcmePing notice = null!;
                    await Task.Yield();
                    _ = (blobs, cache, memory, redis, bus, client, rows, protector, analytics, orders, notice);
                    {{code}}
                }
            }

            interface IRows
            {
                Task AddAsync(Received row, CancellationToken ct);
            }
            """;

    private static string Around(string code) =>
        $$"""
            using CallbackGen;

            var builder = WebApplication.CreateBuilder();
            var app = builder.Build();
            {{code}}
            app.MapCallback<AcmePayment>("/callbacks/acme", (Verified<AcmePayment> payment) => { });

            """;

    private static string Apart(string code) =>
        $$"""
            using System.Text.Json;
            using CallbackGen;

            {{code}}

            public static class Routes
            {
                public static void Map(WebApplication app) =>
                    app.MapCallback<AcmePayment>("/x", (Verified<AcmePayment> payment) => { });
            }

            """;
}
