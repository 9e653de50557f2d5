using Fix = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<
    CallbackGen.Generator.Analyzers.LostCallbackAnalyzer,
    CallbackGen.CodeFixes.LostCallbackFix
>;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.LostCallbackAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>
/// CBG1010, CBG1020, CBG1021 and CBG1022: a handler answers before its work has ended, answers its failure with a
/// success, or blocks a thread.
/// </summary>
public sealed class LostCallbackTests
{
    private const string Before = """
        using System.Threading.Channels;
        using CallbackGen;
        using Microsoft.AspNetCore.Mvc;
        using Shop;
        var app = WebApplication.CreateBuilder().Build();

        """;

    private const string After = """

        app.Run();

        """;

    private const string Types = """
        class Orders
        {
            public Task MarkPaidAsync(string id) => Task.CompletedTask;
            public ValueTask<bool> TakeAsync(string id) => new(true);
            public Task<string> FindAsync(string id) => Task.FromResult(id);
            public Task<string> PayAsync(string id) => Task.FromResult(id);
            public void MarkPaid(string id) { }
        }
        class Mailer { public Task SendAsync(string id) => Task.CompletedTask; }
        class Outbox { public Task EnqueueAsync(string id) => Task.CompletedTask; }
        class DuplicateException : Exception;
        """;

    [Theory]
    [InlineData(
        "log and go on",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                async (Verified<AcmePayment> paid, Orders orders, ILogger<Orders> log) =>
                {
                    try
                    {
                        await orders.MarkPaidAsync(paid.Payload.Id);
                    }
                    {|CBG1020:catch|} (Exception e)
                    {
                        log.LogError(e, "failed");
                    }
                }
            );
            """
    )]
    [InlineData(
        "nothing at all",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                (Verified<AcmePayment> paid, Orders orders) =>
                {
                    try
                    {
                        orders.MarkPaid(paid.Payload.Id);
                    }
                    {|CBG1020:catch|} { }
                }
            );
            """
    )]
    [InlineData(
        "an answer that it went well",
        """
            app.MapPost(
                "/x",
                async (Verified<AcmePayment> paid, Orders orders, ILogger<Orders> log) =>
                {
                    try
                    {
                        await orders.MarkPaidAsync(paid.Payload.Id);
                        return Results.Ok();
                    }
                    {|CBG1020:catch|} (Exception e)
                    {
                        log.LogError(e, "failed");
                        return Results.Ok();
                    }
                }
            );
            """
    )]
    [InlineData(
        "a status that it went well",
        """
            app.MapPost(
                "/x",
                async (Verified<AcmePayment> paid, Orders orders) =>
                {
                    try
                    {
                        await orders.MarkPaidAsync(paid.Payload.Id);
                    }
                    {|CBG1020:catch|} (Exception e)
                    {
                        Console.WriteLine(e);
                        return Results.StatusCode(202);
                    }
                    return Results.NoContent();
                }
            );
            """
    )]
    [InlineData(
        "all but cancellation",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                async (Verified<AcmePayment> paid, Orders orders, ILogger<Orders> log) =>
                {
                    try
                    {
                        await orders.MarkPaidAsync(paid.Payload.Id);
                    }
                    catch (OperationCanceledException)
                    {
                        throw;
                    }
                    {|CBG1020:catch|} (Exception e) when (e is not OperationCanceledException)
                    {
                        log.LogError(e, "failed");
                    }
                }
            );
            """
    )]
    [InlineData(
        "what a second try repairs",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                async (Verified<AcmePayment> paid, Orders orders, ILogger<Orders> log) =>
                {
                    try
                    {
                        await orders.MarkPaidAsync(paid.Payload.Id);
                    }
                    {|CBG1020:catch|} (HttpRequestException e)
                    {
                        log.LogError(e, "failed");
                    }
                }
            );
            """
    )]
    [InlineData(
        "after a lookup",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                async (Verified<AcmePayment> paid, Orders orders, ILogger<Orders> log) =>
                {
                    var order = await orders.FindAsync(paid.Payload.Id);
                    try
                    {
                        await orders.MarkPaidAsync(order);
                    }
                    {|CBG1020:catch|} (Exception e)
                    {
                        log.LogError(e, "failed");
                    }
                }
            );
            """
    )]
    [InlineData(
        "in a loop",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                async (Verified<AcmePayment> paid, Orders orders, ILogger<Orders> log) =>
                {
                    foreach (var line in paid.Payload.Lines!.Value)
                    {
                        try
                        {
                            await orders.MarkPaidAsync(line.Sku);
                        }
                        {|CBG1020:catch|} (Exception e)
                        {
                            log.LogError(e, "failed");
                            continue;
                        }
                    }
                }
            );
            """
    )]
    [InlineData(
        "by a local function",
        """
            app.MapCallback<AcmePayment>("/x", Paid);
            async Task Paid(Verified<AcmePayment> paid, Orders orders)
            {
                try
                {
                    await orders.MarkPaidAsync(paid.Payload.Id);
                }
                {|CBG1020:catch|} (Exception) { }
            }
            """
    )]
    [InlineData(
        "of any feed",
        """
            app.MapCallback(
                AcmePayment.Feed,
                "/x",
                async (message, context) =>
                {
                    var orders = context.RequestServices.GetRequiredService<Orders>();
                    try
                    {
                        await orders.MarkPaidAsync(message.Receipt.IdempotencyKey!);
                    }
                    {|CBG1020:catch|} (Exception) { }
                }
            );
            """
    )]
    [InlineData(
        "at an address of several",
        """
            app.MapCallbacks(
                "/x",
                on =>
                    on.Feed<AcmePayment>(
                        async (Verified<AcmePayment> paid, Orders orders) =>
                        {
                            try
                            {
                                await orders.MarkPaidAsync(paid.Payload.Id);
                            }
                            {|CBG1020:catch|} (Exception) { }
                        }
                    )
            );
            """
    )]
    [InlineData(
        "a task that is thrown away",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                (Verified<AcmePayment> paid, Orders orders) =>
                {
                    {|CBG1010:_ = orders.MarkPaidAsync(paid.Payload.Id);|}
                }
            );
            """
    )]
    [InlineData(
        "a call without await",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                (Verified<AcmePayment> paid, Orders orders) =>
                {
                    {|CBG1010:orders.MarkPaidAsync(paid.Payload.Id);|}
                    return Results.Ok();
                }
            );
            """
    )]
    [InlineData(
        "a task of the pool",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                (Verified<AcmePayment> paid, Orders orders) =>
                {
                    {|CBG1010:_ = Task.Run(() => orders.MarkPaidAsync(paid.Payload.Id));|}
                    return Results.Accepted();
                }
            );
            """
    )]
    [InlineData(
        "a task of the pool, beside what a branch stores that leaves",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                async (Verified<AcmePayment> paid, Orders orders, Outbox outbox) =>
                {
                    if (paid.Payload.Amount < 1m)
                    {
                        await outbox.EnqueueAsync(paid.Payload.Id);
                        return;
                    }
                    {|CBG1010:_ = Task.Run(() => orders.MarkPaidAsync(paid.Payload.Id));|}
                }
            );
            """
    )]
    [InlineData(
        "a factory",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                (Verified<AcmePayment> paid, Orders orders) =>
                {
                    {|CBG1010:Task.Factory.StartNew(() => orders.MarkPaid(paid.Payload.Id));|}
                }
            );
            """
    )]
    [InlineData(
        "the pool",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                (Verified<AcmePayment> paid, Orders orders) =>
                {
                    {|CBG1010:ThreadPool.QueueUserWorkItem(_ => orders.MarkPaid(paid.Payload.Id));|}
                }
            );
            """
    )]
    [InlineData(
        "a thread",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                (Verified<AcmePayment> paid, Orders orders) =>
                {
                    {|CBG1010:new Thread(() => orders.MarkPaid(paid.Payload.Id)).Start();|}
                }
            );
            """
    )]
    [InlineData(
        "the first of several",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                async (Verified<AcmePayment> paid, Orders orders) =>
                {
                    {|CBG1010:await Task.WhenAny(orders.MarkPaidAsync(paid.Payload.Id), Task.Delay(1000))|};
                }
            );
            """
    )]
    [InlineData(
        "a time limit",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                async (Verified<AcmePayment> paid, Orders orders) =>
                {
                    var work = orders.MarkPaidAsync(paid.Payload.Id);
                    if ({|CBG1010:await Task.WhenAny(work, Task.Delay(1000))|} != work)
                        throw new TimeoutException();
                }
            );
            """
    )]
    [InlineData(
        "a time limit by a local",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                async (Verified<AcmePayment> paid, Orders orders) =>
                {
                    var work = orders.MarkPaidAsync(paid.Payload.Id);
                    var first = {|CBG1010:await Task.WhenAny(work, Task.Delay(1000))|};
                    if (first == work)
                        Console.WriteLine("paid");
                }
            );
            """
    )]
    [InlineData(
        "a factory's async function",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                async (Verified<AcmePayment> paid, Orders orders) =>
                {
                    {|CBG1010:await Task.Factory.StartNew(async () => await orders.MarkPaidAsync(paid.Payload.Id))|};
                }
            );
            """
    )]
    [InlineData(
        "one that is returned",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                (Verified<AcmePayment> paid, Orders orders) =>
                    {|CBG1010:Task.Factory.StartNew(async () => await orders.MarkPaidAsync(paid.Payload.Id))|}
            );
            """
    )]
    [InlineData(
        "all of several, unawaited",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                (Verified<AcmePayment> paid, Orders orders) =>
                {
                    {|CBG1010:_ = Task.WhenAll(orders.MarkPaidAsync(paid.Payload.Id), orders.PayAsync("1"));|}
                }
            );
            """
    )]
    [InlineData(
        "WaitAny",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                (Verified<AcmePayment> paid, Orders orders) =>
                {
                    {|CBG1022:Task.WaitAny(orders.MarkPaidAsync(paid.Payload.Id))|};
                }
            );
            """
    )]
    [InlineData(
        "async void",
        """
            app.MapCallback<AcmePayment>("/x", Paid);
            async {|CBG1021:void|} Paid(Verified<AcmePayment> paid)
            {
                await new Orders().MarkPaidAsync(paid.Payload.Id);
            }
            """
    )]
    [InlineData(
        "Result",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                (Verified<AcmePayment> paid, Orders orders) =>
                {
                    var id = {|CBG1022:orders.PayAsync(paid.Payload.Id).Result|};
                }
            );
            """
    )]
    [InlineData(
        "Wait",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                (Verified<AcmePayment> paid, Orders orders) => {|CBG1022:orders.MarkPaidAsync(paid.Payload.Id).Wait()|}
            );
            """
    )]
    [InlineData(
        "GetResult",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                (Verified<AcmePayment> paid, Orders orders) =>
                {
                    {|CBG1022:orders.MarkPaidAsync(paid.Payload.Id).GetAwaiter().GetResult()|};
                    {|CBG1022:orders.TakeAsync("1").ConfigureAwait(false).GetAwaiter().GetResult()|};
                }
            );
            """
    )]
    [InlineData(
        "WaitAll",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                (Verified<AcmePayment> paid, Orders orders) => {|CBG1022:Task.WaitAll(orders.MarkPaidAsync(paid.Payload.Id))|}
            );
            """
    )]
    public Task A_callback_that_may_be_lost_is_reported(string what, string code)
    {
        Assert.NotEmpty(what);
        return Verify.VerifyAnalyzerAsync(Before + code + After, Types);
    }

    [Theory]
    [InlineData(
        "a handler's class",
        """
            class Paid(Orders orders, ILogger<Paid> log) : ICallbackHandler<AcmePayment>
            {
                public async Task HandleAsync(Verified<AcmePayment> paid, CancellationToken ct)
                {
                    try
                    {
                        await orders.MarkPaidAsync(paid.Payload.Id);
                    }
                    {|CBG1020:catch|} (Exception e)
                    {
                        log.LogError(e, "failed");
                    }
                }
            }
            """
    )]
    [InlineData(
        "a handler of notices",
        """
            class Noticed(Orders orders) : IAuthenticatedCallbackHandler<AcmeNotice>
            {
                public Task HandleAsync(Authenticated<AcmeNotice> notice, CancellationToken ct)
                {
                    {|CBG1010:_ = Task.Run(() => orders.MarkPaidAsync(notice.Payload.InvoiceId));|}
                    return Task.CompletedTask;
                }
            }
            """
    )]
    [InlineData(
        "an action",
        """
            [ApiController]
            public class HookController : ControllerBase
            {
                [HttpPost]
                public async Task<IActionResult> Paid(Verified<AcmePayment> paid)
                {
                    try
                    {
                        await new Orders().MarkPaidAsync(paid.Payload.Id);
                        return Ok();
                    }
                    {|CBG1020:catch|} (Exception)
                    {
                        return new OkResult();
                    }
                }
            }
            """
    )]
    [InlineData(
        "a method that is mapped by its name",
        """
            static class Routes
            {
                public static void MapHooks(this IEndpointRouteBuilder routes) =>
                    routes.MapCallback<AcmePayment>("/x", Paid);

                static async Task Paid(Verified<AcmePayment> paid, Orders orders)
                {
                    try
                    {
                        await orders.MarkPaidAsync(paid.Payload.Id);
                    }
                    {|CBG1020:catch|} { }
                }
            }
            """
    )]
    public Task So_is_one_in(string what, string code)
    {
        Assert.NotEmpty(what);
        return Verify.VerifyAnalyzerAsync("using CallbackGen; using Microsoft.AspNetCore.Mvc; using Shop;\n" + code, Types);
    }

    [Theory]
    [InlineData(
        "rethrow",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                async (Verified<AcmePayment> paid, Orders orders, ILogger<Orders> log) =>
                {
                    try
                    {
                        await orders.MarkPaidAsync(paid.Payload.Id);
                    }
                    catch (Exception e)
                    {
                        log.LogError(e, "failed");
                        throw;
                    }
                }
            );
            """
    )]
    [InlineData(
        "another exception",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                async (Verified<AcmePayment> paid, Orders orders) =>
                {
                    try
                    {
                        await orders.MarkPaidAsync(paid.Payload.Id);
                    }
                    catch (Exception e)
                    {
                        throw new InvalidOperationException("failed", e);
                    }
                }
            );
            """
    )]
    [InlineData(
        "an error is answered",
        """
            app.MapPost(
                "/x",
                async (Verified<AcmePayment> paid, Orders orders, ILogger<Orders> log) =>
                {
                    try
                    {
                        await orders.MarkPaidAsync(paid.Payload.Id);
                        return Results.Ok();
                    }
                    catch (Exception e)
                    {
                        log.LogError(e, "failed");
                        return Results.StatusCode(503);
                    }
                }
            );
            """
    )]
    [InlineData(
        "a problem is answered",
        """
            app.MapPost(
                "/x",
                async (Verified<AcmePayment> paid, Orders orders) =>
                {
                    try
                    {
                        await orders.MarkPaidAsync(paid.Payload.Id);
                        return Results.Ok();
                    }
                    catch (Exception)
                    {
                        return Results.Problem();
                    }
                }
            );
            """
    )]
    [InlineData(
        "a status is set",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                async (Verified<AcmePayment> paid, Orders orders, HttpContext context) =>
                {
                    try
                    {
                        await orders.MarkPaidAsync(paid.Payload.Id);
                    }
                    catch (Exception)
                    {
                        context.Response.StatusCode = 500;
                    }
                }
            );
            """
    )]
    [InlineData(
        "an error is answered later",
        """
            app.MapPost(
                "/x",
                async (Verified<AcmePayment> paid, Orders orders) =>
                {
                    var done = false;
                    try
                    {
                        await orders.MarkPaidAsync(paid.Payload.Id);
                        done = true;
                    }
                    catch (Exception e)
                    {
                        Console.WriteLine(e);
                    }
                    return done ? Results.Ok() : Results.StatusCode(500);
                }
            );
            """
    )]
    [InlineData(
        "a duplicate",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                async (Verified<AcmePayment> paid, Orders orders, ILogger<Orders> log) =>
                {
                    try
                    {
                        await orders.MarkPaidAsync(paid.Payload.Id);
                    }
                    catch (DuplicateException)
                    {
                        log.LogInformation("seen");
                    }
                }
            );
            """
    )]
    [InlineData(
        "a filter",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                async (Verified<AcmePayment> paid, Orders orders) =>
                {
                    try
                    {
                        await orders.MarkPaidAsync(paid.Payload.Id);
                    }
                    catch (Exception e) when (e is DuplicateException) { }
                }
            );
            """
    )]
    [InlineData(
        "cancellation",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                async (Verified<AcmePayment> paid, Orders orders, CancellationToken ct) =>
                {
                    try
                    {
                        await orders.MarkPaidAsync(paid.Payload.Id);
                    }
                    catch (OperationCanceledException) when (ct.IsCancellationRequested) { }
                }
            );
            """
    )]
    [InlineData(
        "a mail beside the work",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                async (Verified<AcmePayment> paid, Orders orders, Mailer mailer, ILogger<Orders> log) =>
                {
                    await orders.MarkPaidAsync(paid.Payload.Id);
                    try
                    {
                        await mailer.SendAsync(paid.Payload.Id);
                    }
                    catch (Exception e)
                    {
                        log.LogWarning(e, "no mail");
                    }
                }
            );
            """
    )]
    [InlineData(
        "a log that fails",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                async (Verified<AcmePayment> paid, Orders orders, ILogger<Orders> log) =>
                {
                    try
                    {
                        log.LogInformation("paid {Id}", paid.Payload.Id);
                    }
                    catch (Exception) { }
                    await orders.MarkPaidAsync(paid.Payload.Id);
                }
            );
            """
    )]
    [InlineData(
        "an outbox",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                async (Verified<AcmePayment> paid, Orders orders, Outbox outbox) =>
                {
                    try
                    {
                        await orders.MarkPaidAsync(paid.Payload.Id);
                    }
                    catch (Exception)
                    {
                        await outbox.EnqueueAsync(paid.Payload.Id);
                    }
                }
            );
            """
    )]
    [InlineData(
        "awaited",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                async (Verified<AcmePayment> paid, Orders orders) =>
                {
                    _ = await orders.PayAsync(paid.Payload.Id);
                }
            );
            """
    )]
    [InlineData(
        "returned",
        """app.MapCallback<AcmePayment>("/x", (Verified<AcmePayment> paid, Orders orders) => orders.MarkPaidAsync(paid.Payload.Id));"""
    )]
    [InlineData(
        "a task of the pool that is awaited",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                async (Verified<AcmePayment> paid, Orders orders) =>
                {
                    await Task.Run(() => orders.MarkPaid(paid.Payload.Id));
                }
            );
            """
    )]
    [InlineData(
        "stored first",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                async (Verified<AcmePayment> paid, Orders orders, Outbox outbox) =>
                {
                    await outbox.EnqueueAsync(paid.Payload.Id);
                    _ = Task.Run(() => orders.MarkPaidAsync(paid.Payload.Id));
                }
            );
            """
    )]
    [InlineData(
        "a channel",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                async (Verified<AcmePayment> paid, Channel<string> channel) =>
                {
                    await channel.Writer.WriteAsync(paid.Payload.Id);
                }
            );
            """
    )]
    [InlineData(
        "a value that is thrown away",
        """app.MapCallback<AcmePayment>("/x", (Verified<AcmePayment> paid) => { _ = decimal.TryParse(paid.Payload.Id, out _); });"""
    )]
    [InlineData(
        "tasks that have ended",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                async (Verified<AcmePayment> paid, Orders orders) =>
                {
                    var one = orders.PayAsync("1");
                    var two = orders.PayAsync("2");
                    await Task.WhenAll(one, two);
                    Console.WriteLine(one.Result + two.Result);
                }
            );
            """
    )]
    [InlineData(
        "the first of several, and then the work",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                async (Verified<AcmePayment> paid, Orders orders) =>
                {
                    var work = orders.MarkPaidAsync(paid.Payload.Id);
                    await Task.WhenAny(work, Task.Delay(1000));
                    await work;
                }
            );
            """
    )]
    [InlineData(
        "the first of several, which is awaited",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                async (Verified<AcmePayment> paid, Orders orders) =>
                {
                    await await Task.WhenAny(orders.MarkPaidAsync(paid.Payload.Id), Task.Delay(1000));
                }
            );
            """
    )]
    [InlineData(
        "the first of several, which is awaited later",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                async (Verified<AcmePayment> paid, Orders orders) =>
                {
                    var first = await Task.WhenAny(orders.MarkPaidAsync(paid.Payload.Id), Task.Delay(1000));
                    await first;
                }
            );
            """
    )]
    [InlineData(
        "a factory's async function, unwrapped",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                async (Verified<AcmePayment> paid, Orders orders) =>
                {
                    await Task.Factory.StartNew(async () => await orders.MarkPaidAsync(paid.Payload.Id)).Unwrap();
                }
            );
            """
    )]
    [InlineData(
        "a wait that works nothing",
        """
            app.MapCallback<AcmePayment>(
                "/x",
                async (Verified<AcmePayment> paid, Orders orders) =>
                {
                    await Task.WhenAny(Task.Delay(1), Task.Delay(2));
                }
            );
            """
    )]
    [InlineData(
        "another endpoint",
        """
            app.MapPost(
                "/x",
                async (Orders orders) =>
                {
                    try
                    {
                        await orders.MarkPaidAsync("1");
                    }
                    catch (Exception) { }
                    _ = orders.PayAsync("1");
                    return orders.PayAsync("1").Result;
                }
            );
            """
    )]
    public Task A_callback_that_is_safe_is_not(string what, string code)
    {
        Assert.NotEmpty(what);
        return Verify.VerifyAnalyzerAsync(Before + code + After, Types);
    }

    [Fact]
    public Task What_a_handler_calls_may_fail_quietly() =>
        Verify.VerifyAnalyzerAsync(
            """
            using CallbackGen;
            using Shop;

            class Receipts(Mailer mailer)
            {
                public async Task SendAsync(Verified<AcmePayment> paid)
                {
                    try
                    {
                        await mailer.SendAsync(paid.Payload.Id);
                    }
                    catch (Exception) { }
                }
            }
            """,
            Types
        );

    [Fact]
    public Task The_fix_throws_again() =>
        Fix.VerifyCodeFixAsync(
            Before
                + """
                app.MapPost("/x", async (Verified<AcmePayment> paid, Orders orders, ILogger<Orders> log) =>
                {
                    try
                    {
                        await orders.MarkPaidAsync(paid.Payload.Id);
                        return Results.Ok();
                    }
                    {|CBG1020:catch|} (Exception e)
                    {
                        log.LogError(e, "failed");
                        return Results.Ok();
                    }
                });
                app.MapPost("/y", async (Verified<AcmePayment> paid, Orders orders) =>
                {
                    try
                    {
                        await orders.MarkPaidAsync(paid.Payload.Id);
                    }
                    {|CBG1020:catch|}
                    {
                    }
                });
                """
                + After
                + Types,
            Before
                + """
                app.MapPost("/x", async (Verified<AcmePayment> paid, Orders orders, ILogger<Orders> log) =>
                {
                    try
                    {
                        await orders.MarkPaidAsync(paid.Payload.Id);
                        return Results.Ok();
                    }
                    catch (Exception e)
                    {
                        log.LogError(e, "failed");
                        throw;
                    }
                });
                app.MapPost("/y", async (Verified<AcmePayment> paid, Orders orders) =>
                {
                    try
                    {
                        await orders.MarkPaidAsync(paid.Payload.Id);
                    }
                    catch
                    {
                        throw;
                    }
                });
                """
                + After
                + Types
        );

    [Fact]
    public Task The_fix_awaits() =>
        Fix.VerifyCodeFixAsync(
            Before
                + """
                app.MapPost(
                    "/a",
                    (Verified<AcmePayment> paid, Orders orders) =>
                    {
                        {|CBG1010:_ = orders.MarkPaidAsync(paid.Payload.Id);|}
                    }
                );
                app.MapPost(
                    "/b",
                    (Verified<AcmePayment> paid, Orders orders) =>
                        {|CBG1022:orders.PayAsync(paid.Payload.Id).Result|}.Length
                );
                app.MapPost(
                    "/c",
                    async (Verified<AcmePayment> paid, Orders orders) =>
                    {
                        {|CBG1022:orders.MarkPaidAsync(paid.Payload.Id).GetAwaiter().GetResult()|};
                        {|CBG1022:orders.MarkPaidAsync("2").Wait()|};
                    }
                );
                """
                + After
                + Types,
            Before
                + """
                app.MapPost(
                    "/a",
                    async (Verified<AcmePayment> paid, Orders orders) =>
                    {
                        await orders.MarkPaidAsync(paid.Payload.Id);
                    }
                );
                app.MapPost(
                    "/b",
                    async (Verified<AcmePayment> paid, Orders orders) =>
                        (await orders.PayAsync(paid.Payload.Id)).Length
                );
                app.MapPost(
                    "/c",
                    async (Verified<AcmePayment> paid, Orders orders) =>
                    {
                        await orders.MarkPaidAsync(paid.Payload.Id);
                        await orders.MarkPaidAsync("2");
                    }
                );
                """
                + After
                + Types
        );

    [Fact]
    public Task The_fix_returns_a_task() =>
        Fix.VerifyCodeFixAsync(
            Before
                + """
                app.MapPost("/a", Paid);
                async {|CBG1021:void|} Paid(Verified<AcmePayment> paid) { await new Orders().MarkPaidAsync(paid.Payload.Id); }
                """
                + After
                + Types,
            Before
                + """
                app.MapPost("/a", Paid);
                async Task Paid(Verified<AcmePayment> paid) { await new Orders().MarkPaidAsync(paid.Payload.Id); }
                """
                + After
                + Types
        );

    [Fact]
    public Task A_function_that_others_call_is_left_to_people() =>
        Fix.VerifyNoCodeFixAsync(
            Before
                + """
                app.MapPost("/a", Paid);
                Action<Verified<AcmePayment>> later = Paid;
                async {|CBG1021:void|} Paid(Verified<AcmePayment> paid) { await new Orders().MarkPaidAsync(paid.Payload.Id); }
                """
                + After
                + Types
        );

    [Fact]
    public Task A_method_that_is_not_async_is_left_to_people() =>
        Fix.VerifyNoCodeFixAsync(
            """
            using CallbackGen;
            using Shop;

            class Paid(Orders orders) : ICallbackHandler<AcmePayment>
            {
                public Task HandleAsync(Verified<AcmePayment> paid, CancellationToken ct)
                {
                    {|CBG1022:orders.MarkPaidAsync(paid.Payload.Id).Wait()|};
                    return Task.CompletedTask;
                }
            }
            """ + Types
        );
}
