using CallbackGen.Analyzers.Tests.Harness;
using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.LostCallbackAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1020 and CBG1010: a handler reports or ignores its failure and answers with a success.</summary>
public sealed class SwallowedFailureTests
{
    private static readonly HandlerCases Reported = new()
    {
        ["a mail"] = Route(
            """try { await orders.ShipAsync(payment.Payload.Id); } {|CBG1020:catch|} (Exception e) { await mailer.SendAsync(e.Message); }"""
        ),
        ["a notification and a log line"] = Route(
            """
            try
            {
                await orders.ShipAsync(payment.Payload.Id);
            }
            {|CBG1020:catch|} (Exception e)
            {
                logger.LogError(e, "failed");
                await Notify(e);
            }
            static Task Notify(Exception e) => Task.CompletedTask;
            """
        ),
        ["a counter"] = Route(
            """
            try
            {
                await orders.ShipAsync(payment.Payload.Id);
            }
            {|CBG1020:catch|} (Exception)
            {
                Interlocked.Increment(ref Counters.Failed);
                Counters.Failed++;
            }
            """
        ),
        ["a metric"] = Route(
            """try { await orders.ShipAsync(payment.Payload.Id); } {|CBG1020:catch|} (Exception) { Counters.Failures.Add(1); }"""
        ),
        ["a rollback"] = Route(
            """
            await using var transaction = await db.Database.BeginTransactionAsync();
            try
            {
                await orders.ShipAsync(payment.Payload.Id);
            }
            {|CBG1020:catch|} (Exception)
            {
                await transaction.RollbackAsync();
            }
            """
        ),
        ["a text"] = Program(
            """
            app.MapPost(
                "/x",
                async (HttpContext context, Verified<AcmePayment> payment, Orders orders) =>
                {
                    try
                    {
                        await orders.ShipAsync(payment.Payload.Id);
                    }
                    {|CBG1020:catch|} (Exception)
                    {
                        await context.Response.WriteAsync("OK");
                    }
                }
            );
            """
        ),
        ["a list in memory"] = Route(
            """
            try
            {
                await orders.ShipAsync(payment.Payload.Id);
            }
            {|CBG1020:catch|} (Exception)
            {
                Counters.Again.Add(payment.Payload.Id);
            }
            """
        ),
        ["a filter that is always true"] = Route(
            """
            try
            {
                await orders.ShipAsync(payment.Payload.Id);
            }
            {|CBG1020:catch|} (Exception e) when (Logged(e)) { }
            bool Logged(Exception e)
            {
                logger.LogError(e, "failed");
                return true;
            }
            """
        ),
        ["a filter of any exception"] = Route(
            """
            try
            {
                await orders.ShipAsync(payment.Payload.Id);
            }
            {|CBG1020:catch|} (Exception e) when (e is HttpRequestException or Exception)
            {
                logger.LogError(e, "failed");
            }
            """
        ),
        ["all but a cancellation, by a token"] = Program(
            """
            app.MapCallback<AcmePayment>(
                "/x",
                async (Verified<AcmePayment> payment, Orders orders, CancellationToken ct) =>
                {
                    try
                    {
                        await orders.ShipAsync(payment.Payload.Id);
                    }
                    {|CBG1020:catch|} (Exception) when (!ct.IsCancellationRequested) { }
                }
            );
            """
        ),
        ["all but two"] = Route(
            """
            try
            {
                await orders.ShipAsync(payment.Payload.Id);
            }
            {|CBG1020:catch|} (Exception e) when (e is not OperationCanceledException && e is not ArgumentException)
            {
                logger.LogError(e, "failed");
            }
            """
        ),
        ["a flag that only the answer's text has"] = Program(
            """
            app.MapPost(
                "/x",
                async (Verified<AcmePayment> payment, Orders orders) =>
                {
                    var done = true;
                    try
                    {
                        await orders.ShipAsync(payment.Payload.Id);
                    }
                    {|CBG1020:catch|} (Exception)
                    {
                        done = false;
                    }
                    return Results.Ok(new { done });
                }
            );
            """
        ),
        ["after a key was noted"] = Route(
            """
            if (!await inbox.TryAddAsync(payment.Receipt.IdempotencyKey))
                return;
            try
            {
                await orders.ShipAsync(payment.Payload.Id);
            }
            {|CBG1020:catch|} (Exception e)
            {
                logger.LogError(e, "failed");
            }
            """
        ),
        ["beside a mail"] = Route(
            """
            await mailer.SendAsync("a payment came");
            try
            {
                await orders.ShipAsync(payment.Payload.Id);
            }
            {|CBG1020:catch|} (Exception e)
            {
                logger.LogError(e, "failed");
            }
            """
        ),
        ["a continuation that does nothing"] = Route("""await {|CBG1020:orders.ShipAsync(payment.Payload.Id).ContinueWith(_ => { })|};"""),
        ["a continuation that logs"] = Route(
            """
            await {|CBG1020:orders
                .ShipAsync(payment.Payload.Id)
                .ContinueWith(task =>
                {
                    if (task.IsFaulted)
                        logger.LogError(task.Exception, "failed");
                })|};
            """
        ),
        ["a failure that is not thrown"] = Route(
            """await {|CBG1020:orders.ShipAsync(payment.Payload.Id).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing)|};"""
        ),
        ["by a function of its own"] = Class(
            """
            public class Handler(Orders orders, ILogger<Handler> logger) : ICallbackHandler<AcmePayment>
            {
                public async Task HandleAsync(
                    Verified<AcmePayment> callback,
                    CancellationToken cancellationToken
                ) => await {|CBG1020:ProcessAsync(callback)|};

                private async Task ProcessAsync(Verified<AcmePayment> callback)
                {
                    try
                    {
                        await orders.ShipAsync(callback.Payload.Id);
                    }
                    catch (Exception e)
                    {
                        logger.LogError(e, "failed");
                    }
                }
            }
            """
        ),
        ["by a function of its own that starts it"] = Class(
            """
            public class Handler(Orders orders) : ICallbackHandler<AcmePayment>
            {
                public Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
                {
                    {|CBG1010:Begin(callback.Payload.Id)|};
                    return Task.CompletedTask;
                }

                private void Begin(string id) => _ = Task.Run(() => orders.ShipAsync(id));
            }
            """
        ),
        ["started after a key was noted"] = Route(
            """
            if (!await inbox.TryAddAsync(payment.Receipt.IdempotencyKey))
                return;
            {|CBG1010:_ = Task.Run(() => orders.ShipAsync(payment.Payload.Id));|}
            """
        ),
        ["started after a mail"] = Route(
            """await mailer.SendAsync("a payment came"); {|CBG1010:_ = orders.ShipAsync(payment.Payload.Id);|}"""
        ),
        ["kept in a field"] = Class(
            """
            public class Handler(Orders orders) : ICallbackHandler<AcmePayment>
            {
                private Task? _running;

                public Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
                {
                    {|CBG1010:_running = orders.ShipAsync(callback.Payload.Id);|}
                    return Task.CompletedTask;
                }
            }
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["a mail, and thrown again"] = Route(
            """try { await orders.ShipAsync(payment.Payload.Id); } catch (Exception e) { await mailer.SendAsync(e.Message); throw; }"""
        ),
        ["a mail, and an error is answered"] = Program(
            """
            app.MapPost(
                "/x",
                async (Verified<AcmePayment> payment, Orders orders, Mailer mailer) =>
                {
                    try
                    {
                        await orders.ShipAsync(payment.Payload.Id);
                        return Results.Ok();
                    }
                    catch (Exception e)
                    {
                        await mailer.SendAsync(e.Message);
                        return Results.StatusCode(503);
                    }
                }
            );
            """
        ),
        ["a rollback, and thrown again"] = Route(
            """
            await using var transaction = await db.Database.BeginTransactionAsync();
            try
            {
                await orders.ShipAsync(payment.Payload.Id);
            }
            catch (Exception)
            {
                await transaction.RollbackAsync();
                throw;
            }
            """
        ),
        ["a dead letter by a message"] = Route(
            """
            try
            {
                await orders.ShipAsync(payment.Payload.Id);
            }
            catch (Exception)
            {
                await SendMessageAsync(payment.Payload);
            }
            static Task SendMessageAsync(AcmePayment payload) => Task.CompletedTask;
            """
        ),
        ["thrown again as it was"] = Route(
            """
            try
            {
                await orders.ShipAsync(payment.Payload.Id);
            }
            catch (Exception e)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(e).Throw();
            }
            """
        ),
        ["thrown later as it was"] = Route(
            """
            Exception? caught = null;
            try
            {
                await orders.ShipAsync(payment.Payload.Id);
            }
            catch (Exception e)
            {
                caught = e;
            }
            if (caught is not null)
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(caught);
            """
        ),
        ["work by the key, beside a mail that may fail"] = Route(
            """
            await orders.ShipAsync(payment.Receipt.IdempotencyKey!);
            try
            {
                await mailer.SendAsync("shipped");
            }
            catch (Exception e)
            {
                logger.LogWarning(e, "no mail");
            }
            """
        ),
        ["by a function of its own, which says so"] = Class(
            """
            public class Handler(Orders orders) : ICallbackHandler<AcmePayment>
            {
                public async Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
                {
                    if (await ShipAsync(callback) is null)
                        throw new InvalidOperationException();
                }

                private async Task<string?> ShipAsync(Verified<AcmePayment> callback)
                {
                    try
                    {
                        await orders.ShipAsync(callback.Payload.Id);
                        return "1";
                    }
                    catch (Exception)
                    {
                        return null;
                    }
                }
            }
            """
        ),
        ["a text with an error"] = Program(
            """
            app.MapPost(
                "/x",
                async (HttpContext context, Verified<AcmePayment> payment, Orders orders) =>
                {
                    try
                    {
                        await orders.ShipAsync(payment.Payload.Id);
                    }
                    catch (Exception)
                    {
                        context.Response.StatusCode = 500;
                        await context.Response.WriteAsync("failed");
                    }
                }
            );
            """
        ),
        ["a dead letter and a mail"] = Route(
            """
            try
            {
                await orders.ShipAsync(payment.Payload.Id);
            }
            catch (Exception e)
            {
                await inbox.AddAsync(payment.Payload.Id, payment.Payload);
                await mailer.SendAsync(e.Message);
            }
            """
        ),
        ["a filter that is never true"] = Route(
            """
            try
            {
                await orders.ShipAsync(payment.Payload.Id);
            }
            catch (Exception e) when (Logged(e)) { }
            bool Logged(Exception e)
            {
                logger.LogError(e, "failed");
                return false;
            }
            """
        ),
        ["a filter of a duplicate"] = Route(
            """
            try
            {
                await orders.ShipAsync(payment.Payload.Id);
            }
            catch (Exception e) when (e is Microsoft.EntityFrameworkCore.DbUpdateException)
            {
                logger.LogInformation("seen");
            }
            """
        ),
        ["a duplicate"] = Route(
            """
            try
            {
                await orders.ShipAsync(payment.Payload.Id);
            }
            catch (Microsoft.EntityFrameworkCore.DbUpdateException)
            {
                logger.LogInformation("seen");
            }
            """
        ),
        ["a flag that decides the answer"] = Program(
            """
            app.MapPost(
                "/x",
                async (Verified<AcmePayment> payment, Orders orders) =>
                {
                    var done = true;
                    try
                    {
                        await orders.ShipAsync(payment.Payload.Id);
                    }
                    catch (Exception)
                    {
                        done = false;
                    }
                    return done ? Results.Ok() : Results.StatusCode(503);
                }
            );
            """
        ),
        ["what is caught is thrown later"] = Route(
            """
            Exception? caught = null;
            try
            {
                await orders.ShipAsync(payment.Payload.Id);
            }
            catch (Exception e)
            {
                caught = e;
            }
            if (caught is not null)
                throw new InvalidOperationException("failed", caught);
            """
        ),
        ["what is caught is stored later"] = Route(
            """
            Exception? caught = null;
            try
            {
                await orders.ShipAsync(payment.Payload.Id);
            }
            catch (Exception e)
            {
                caught = e;
            }
            if (caught is not null)
                await inbox.AddAsync(payment.Payload.Id, payment.Payload);
            """
        ),
        ["an answer that was decided"] = Program(
            """
            app.MapPost(
                "/x",
                async (Verified<AcmePayment> payment, Orders orders) =>
                {
                    IResult answer;
                    try
                    {
                        await orders.ShipAsync(payment.Payload.Id);
                        answer = Results.Ok();
                    }
                    catch (Exception)
                    {
                        answer = Results.StatusCode(503);
                    }
                    return answer;
                }
            );
            """
        ),
        ["a second try"] = Route(
            """
            for (var attempt = 0; ; attempt++)
            {
                if (attempt == 3)
                    throw new TimeoutException();
                Exception? last;
                try
                {
                    await orders.ShipAsync(payment.Payload.Id);
                    return;
                }
                catch (Exception e)
                {
                    last = e;
                }
                logger.LogWarning(last, "again");
            }
            """
        ),
        ["a mail that may fail"] = Route(
            """
            await orders.ShipAsync(payment.Payload.Id);
            try
            {
                await mailer.SendAsync("a payment came");
            }
            catch (Exception e)
            {
                logger.LogWarning(e, "no mail");
            }
            """
        ),
        ["a continuation that goes on"] = Route(
            """
            await orders
                .ShipAsync(payment.Payload.Id)
                .ContinueWith(async task =>
                {
                    await task;
                    await mailer.SendAsync("shipped");
                })
                .Unwrap();
            """
        ),
        ["a continuation that throws"] = Route(
            """
            await orders
                .ShipAsync(payment.Payload.Id)
                .ContinueWith(task =>
                {
                    if (task.IsFaulted)
                        throw new InvalidOperationException("failed", task.Exception);
                });
            """
        ),
        ["a continuation where it succeeded"] = Route(
            """
            await orders
                .ShipAsync(payment.Payload.Id)
                .ContinueWith(_ => logger.LogInformation("shipped"), TaskContinuationOptions.OnlyOnRanToCompletion);
            """
        ),
        ["a failure that is asked for"] = Route(
            """
            var work = orders.ShipAsync(payment.Payload.Id);
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (work.IsFaulted)
                throw new InvalidOperationException("failed", work.Exception);
            """
        ),
        ["by a function of its own, which throws"] = Class(
            """
            public class Handler(Orders orders, ILogger<Handler> logger) : ICallbackHandler<AcmePayment>
            {
                public async Task HandleAsync(
                    Verified<AcmePayment> callback,
                    CancellationToken cancellationToken
                ) => await ProcessAsync(callback);

                private async Task ProcessAsync(Verified<AcmePayment> callback)
                {
                    try
                    {
                        await orders.ShipAsync(callback.Payload.Id);
                    }
                    catch (Exception e)
                    {
                        logger.LogError(e, "failed");
                        throw;
                    }
                }
            }
            """
        ),
        ["by a function that may fail, beside the work"] = Class(
            """
            public class Handler(Orders orders, Mailer mailer) : ICallbackHandler<AcmePayment>
            {
                public async Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
                {
                    await orders.ShipAsync(callback.Payload.Id);
                    await TellAsync(callback.Payload.Id);
                }

                private async Task TellAsync(string id)
                {
                    try
                    {
                        await mailer.SendAsync(id);
                    }
                    catch (Exception) { }
                }
            }
            """
        ),
        ["stored, and then started"] = Route(
            """
            await inbox.AddAsync(payment.Receipt.IdempotencyKey!, payment.Payload);
            _ = Task.Run(() => orders.ShipAsync(payment.Payload.Id));
            """
        ),
        ["kept in a field, and awaited"] = Class(
            """
            public class Handler(Orders orders) : ICallbackHandler<AcmePayment>
            {
                private Task? _running;

                public async Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
                {
                    _running ??= orders.ShipAsync(callback.Payload.Id);
                    await _running;
                }
            }
            """
        ),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task A_failure_that_is_answered_as_a_success_is_reported(string name) =>
        Verify.VerifyAnalyzerAsync(Reported[name], StoreLibraries.Source, Counters);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task One_that_is_not_is_silent(string name) => Verify.VerifyAnalyzerAsync(Silent[name], StoreLibraries.Source, Counters);

    private const string Counters = """
        namespace Shop;

        public static class Counters
        {
            public static int Failed;
            public static readonly List<string> Again = [];
            public static readonly System.Diagnostics.Metrics.Counter<int> Failures =
                new System.Diagnostics.Metrics.Meter("shop").CreateCounter<int>("failures");
        }
        """;

    private static string Route(string code) =>
        Program(
            $$"""
            app.MapCallback<AcmePayment>(
                "/x",
                async (
                    Verified<AcmePayment> payment,
                    Orders orders,
                    Mailer mailer,
                    Inbox inbox,
                    ShopDb db,
                    ILogger<Orders> logger
                ) =>
                {
                    await Task.Yield();
                    {{code}}
                }
            );
            """
        );
}
