using CallbackGen.Analyzers.Tests.Harness;
using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.MemoryQueueAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1038: a callback waits in the memory of the process only.</summary>
public sealed class MemoryQueueTests
{
    private static readonly HandlerCases Reported = new()
    {
        ["a channel"] = Route(
            "Channel<Verified<AcmePayment>> queue, CancellationToken ct",
            "await {|CBG1038:queue.Writer.WriteAsync(payment, ct)|};"
        ),
        ["a channel's writer"] = Route(
            "ChannelWriter<string> writer",
            "if (!{|CBG1038:writer.TryWrite(payment.Payload.Id)|}) throw new InvalidOperationException();"
        ),
        ["a concurrent queue"] = Route("ConcurrentQueue<AcmePayment> queue", "{|CBG1038:queue.Enqueue(payment.Payload)|};"),
        ["a blocking collection, by a local"] = Route(
            "BlockingCollection<string> queue",
            "var id = payment.Payload.Order.Number; {|CBG1038:queue.Add(id)|};"
        ),
        ["a block"] = Route(
            "System.Threading.Tasks.Dataflow.BufferBlock<AcmePayment> block",
            "{|CBG1038:System.Threading.Tasks.Dataflow.DataflowBlock.Post(block, payment.Payload)|};"
        ),
        ["an observer"] = Route("IObserver<AcmePayment> payments", "{|CBG1038:payments.OnNext(payment.Payload)|};"),
        ["a queue of hosted services"] = Route(
            "IBackgroundTaskQueue tasks, Orders orders",
            "await {|CBG1038:tasks.QueueBackgroundWorkItemAsync(async token => await orders.ShipAsync(payment.Payload.Id))|};"
        ),
        ["a timer"] = Route("Orders orders", "{|CBG1038:new Timer(_ => orders.Handle(payment.Payload), null, 1000, Timeout.Infinite)|};"),
        ["a timer's event"] = Route(
            "Orders orders",
            """
            var timer = new System.Timers.Timer(1000);
            {|CBG1038:timer.Elapsed += (_, _) => orders.Handle(payment.Payload)|};
            timer.Start();
            """
        ),
        ["a memory cache"] = Route(
            "Microsoft.Extensions.Caching.Memory.IMemoryCache cache",
            "{|CBG1038:Microsoft.Extensions.Caching.Memory.CacheExtensions.Set(cache, payment.Payload.Id, payment.Payload)|};"
        ),
        ["the end of the host"] = Route(
            "Microsoft.Extensions.Hosting.IHostApplicationLifetime lifetime, Orders orders",
            "{|CBG1038:lifetime.ApplicationStopping.Register(() => orders.Handle(payment.Payload))|};"
        ),
        ["after a key was noted"] = Route(
            "Channel<AcmePayment> queue, Inbox inbox",
            "if (await inbox.TryAddAsync(payment.Receipt.IdempotencyKey)) await {|CBG1038:queue.Writer.WriteAsync(payment.Payload)|};"
        ),
        ["a list of the class"] = Class(
            """
            public class Handler : ICallbackHandler<AcmePayment>
            {
                private readonly List<AcmePayment> _pending = [];

                public Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
                {
                    lock (_pending)
                        {|CBG1038:_pending.Add(callback.Payload)|};
                    return Task.CompletedTask;
                }
            }
            """
        ),
        ["a dictionary of the class"] = Class(
            """
            public class Handler : ICallbackHandler<AcmePayment>
            {
                private static readonly ConcurrentDictionary<string, AcmePayment> Pending = [];

                public Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
                {
                    {|CBG1038:Pending[callback.Payload.Id] = callback.Payload|};
                    return Task.CompletedTask;
                }
            }
            """
        ),
        ["a queue of one's own over a channel"] = Class(
            """
            public interface IPaymentQueue
            {
                ValueTask PutAsync(AcmePayment payment);
            }

            public sealed class PaymentQueue : IPaymentQueue
            {
                private readonly Channel<AcmePayment> _channel = Channel.CreateUnbounded<AcmePayment>();

                public ValueTask PutAsync(AcmePayment payment) => _channel.Writer.WriteAsync(payment);
            }

            public class Handler(IPaymentQueue queue) : ICallbackHandler<AcmePayment>
            {
                public Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken) =>
                    {|CBG1038:queue.PutAsync(callback.Payload)|}.AsTask();
            }
            """
        ),
        ["an action"] = Controller(
            """
            [HttpPost("/x")]
            public async Task<IActionResult> Post(
                Verified<AcmePayment> payment,
                [FromServices] Channel<AcmePayment> queue
            )
            {
                await {|CBG1038:queue.Writer.WriteAsync(payment.Payload)|};
                return Accepted();
            }
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["a channel beside the work"] = Route(
            "Channel<string> screen, Orders orders",
            "await orders.ShipAsync(payment.Payload.Id); await screen.Writer.WriteAsync(payment.Payload.Id);"
        ),
        ["a channel of metrics"] = Route("Channel<string> metrics", "metrics.Writer.TryWrite(payment.Payload.Id);"),
        ["a channel of notifications"] = Route(
            "ChannelWriter<Notification> writer",
            "writer.TryWrite(new Notification(payment.Payload.Id));"
        ),
        ["a nudge that holds nothing of it"] = Route("Channel<int> wake", "await wake.Writer.WriteAsync(1);"),
        ["stored, and then queued"] = Route(
            "Inbox inbox, Channel<string> queue",
            "await inbox.AddAsync(payment.Receipt.IdempotencyKey!, payment.Payload); await queue.Writer.WriteAsync(payment.Payload.Id);"
        ),
        ["a job that is on disk"] = Route(
            "Hangfire.IBackgroundJobClient jobs",
            "jobs.Enqueue<Fulfilment>(job => job.RunAsync(payment.Payload.Id));"
        ),
        ["a broker"] = Route("MassTransit.IPublishEndpoint bus", "await bus.Publish(payment.Payload);"),
        ["a queue that is worked off at once"] = Route(
            "Orders orders",
            """
            var lines = new Queue<string>();
            foreach (var line in payment.Payload.Lines!.Value)
                lines.Enqueue(line.Sku);
            while (lines.TryDequeue(out var sku))
                await orders.ShipAsync(sku);
            """
        ),
        ["a list that is handed on"] = Route(
            "Orders orders",
            "var skus = new List<string>(); skus.Add(payment.Payload.Id); await orders.HandleAsync(skus);"
        ),
        ["a cache of what was looked up"] = Route(
            "Microsoft.Extensions.Caching.Memory.IMemoryCache cache, Orders orders",
            """
            Microsoft.Extensions.Caching.Memory.CacheExtensions.Set(cache, payment.Payload.Id, true);
            await orders.ShipAsync(payment.Payload.Id);
            """
        ),
        ["a timer that measures"] = Route(
            "Orders orders",
            "using var timer = new Timer(_ => Console.Write('.'), null, 1000, 1000); await orders.ShipAsync(payment.Payload.Id);"
        ),
        ["an event that the host tells"] = Route(
            "Microsoft.Extensions.Hosting.IHostApplicationLifetime lifetime, Orders orders",
            "lifetime.ApplicationStopping.ThrowIfCancellationRequested(); await orders.ShipAsync(payment.Payload.Id);"
        ),
        ["a table"] = Route("ShopDb db", "db.Processed.Add(new Processed(payment.Payload.Id)); await db.SaveChangesAsync();"),
        ["a queue of one's own over a table"] = Class(
            """
            public sealed class Queue(ShopDb db)
            {
                public async Task PutAsync(string id)
                {
                    db.Processed.Add(new Processed(id));
                    await db.SaveChangesAsync();
                }
            }

            public class Handler(Queue queue) : ICallbackHandler<AcmePayment>
            {
                public Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken) =>
                    queue.PutAsync(callback.Payload.Id);
            }
            """
        ),
        ["no handler"] = Class("public ValueTask PutAsync(Channel<string> queue, string id) => queue.Writer.WriteAsync(id);"),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task A_callback_that_waits_in_memory_is_reported(string name) =>
        Verify.VerifyAnalyzerAsync(Using + Reported[name], StoreLibraries.Source, Types);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task One_that_does_not_is_silent(string name) => Verify.VerifyAnalyzerAsync(Using + Silent[name], StoreLibraries.Source, Types);

    private const string Using = "using System.Collections.Concurrent;\nusing System.Threading.Channels;\n";

    private const string Types = "namespace Shop; public sealed record Notification(string Id);";

    private static string Route(string services, string code) =>
        Program(
            $$"""
            app.MapCallback<AcmePayment>("/x", async (Verified<AcmePayment> payment, {{services}}) =>
            {
                await Task.Yield();
                {{code}}
            });
            """
        );
}
