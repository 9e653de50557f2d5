using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.UnsavedChangesAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1045: a callback is removed from its queue whether or not it was handled.</summary>
public sealed class QueuedCallbackTests
{
    private static readonly HandlerCases Reported = new()
    {
        ["in a finally"] = Worker(
            """
            try
            {
                await HandleAsync(message);
            }
            catch (Exception e)
            {
                logger.LogError("{Type}", e.GetType().Name);
            }
            finally
            {
                await {|CBG1045:queue.DeleteAsync(message.Id)|};
            }
            """
        ),
        ["in a finally without a catch"] = Worker(
            """
            try
            {
                var result = AcmePayment.Verify(message.Request, keys);
                await orders.ShipAsync(result.GetValueOrThrow().Payload.Id);
            }
            finally
            {
                await {|CBG1045:queue.CompleteMessageAsync(message)|};
            }
            """
        ),
        ["in a catch"] = Worker(
            """
            try
            {
                await HandleAsync(message);
                await queue.DeleteAsync(message.Id);
            }
            catch (Exception e)
            {
                logger.LogError("{Type}", e.GetType().Name);
                await {|CBG1045:queue.DeleteAsync(message.Id)|};
            }
            """
        ),
        ["behind a catch"] = Worker(
            """
            try
            {
                await HandleAsync(message);
            }
            catch (Exception e)
            {
                logger.LogError("{Type}", e.GetType().Name);
            }
            await {|CBG1045:queue.DeleteAsync(message.Id)|};
            """
        ),
        ["before the work"] = Worker(
            """
            await {|CBG1045:queue.DeleteAsync(message.Id)|};
            var result = AcmePayment.Verify(message.Request, keys);
            await orders.ShipAsync(result.GetValueOrThrow().Payload.Id);
            """
        ),
        ["by itself"] = Worker("""queue.Consume("callbacks", {|CBG1045:autoAck: true|}); await HandleAsync(message);"""),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["behind the work"] = Worker("""await HandleAsync(message); await queue.DeleteAsync(message.Id);"""),
        ["within the try"] = Worker(
            """
            try
            {
                await HandleAsync(message);
                await queue.DeleteAsync(message.Id);
            }
            catch (Exception e)
            {
                logger.LogError("{Type}", e.GetType().Name);
            }
            """
        ),
        ["put aside"] = Worker(
            """
            try
            {
                await HandleAsync(message);
                await queue.DeleteAsync(message.Id);
            }
            catch (Exception)
            {
                await queue.DeadLetterAsync(message);
                await queue.DeleteAsync(message.Id);
            }
            """
        ),
        ["a flag"] = Worker(
            """
            var isDone = false;
            try
            {
                await HandleAsync(message);
                isDone = true;
            }
            finally
            {
                if (isDone)
                    await queue.DeleteAsync(message.Id);
            }
            """
        ),
        ["after a number of attempts"] = Worker(
            """
            try
            {
                await HandleAsync(message);
            }
            catch (Exception) when (message.Attempts < 10)
            {
                return;
            }
            await queue.DeleteAsync(message.Id);
            """
        ),
        ["a refused one"] = Worker(
            """
            var result = AcmePayment.Verify(message.Request, keys);
            if (!result.TryGetValue(out var callback, out _))
            {
                await queue.DeleteAsync(message.Id);
                return;
            }
            await orders.ShipAsync(callback.Payload.Id);
            await queue.DeleteAsync(message.Id);
            """
        ),
        ["a queue of something else"] = """
            public class Mails(Queue queue)
            {
                public async Task RunAsync(Message message)
                {
                    try
                    {
                        Console.WriteLine(message.Id);
                    }
                    finally
                    {
                        await queue.DeleteAsync(message.Id);
                    }
                }
            }
            """,
        ["a file"] = Worker("""try { await HandleAsync(message); } finally { File.Delete("worker.lock"); }"""),
        ["no automatic end"] = Worker(
            """queue.Consume("callbacks", autoAck: false); await HandleAsync(message); await queue.DeleteAsync(message.Id);"""
        ),
    };

    private const string Types = """
        using CallbackGen;
        public sealed record Message(string Id, CallbackRequest Request, int Attempts);
        public sealed class Queue
        {
            public Task DeleteAsync(string id) => Task.CompletedTask;
            public Task CompleteMessageAsync(Message message) => Task.CompletedTask;
            public Task DeadLetterAsync(Message message) => Task.CompletedTask;
            public void Consume(string name, bool autoAck) { }
        }
        """;

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task A_message_that_is_gone_too_soon_is_reported(string name) => Verify.VerifyAnalyzerAsync(Reported[name], Types);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => Verify.VerifyAnalyzerAsync(Silent[name], Types);

    private static string Worker(string code) =>
        $$"""
            using CallbackGen;
            public sealed class Worker(Queue queue, CallbackKeys keys, Orders orders, ILogger<Worker> logger)
            {
                public async Task RunAsync(Message message)
                {
                    {{code}}
                }

                private Task HandleAsync(Message message)
                {
                    var result = AcmePayment.Verify(message.Request, keys);
                    logger.LogInformation("one");
                    return orders.ShipAsync(result.GetValueOrThrow().Payload.Id);
                }
            }
            """;
}
