using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Fix = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<
    CallbackGen.Generator.Analyzers.BarePayloadAnalyzer,
    CallbackGen.CodeFixes.TakeMessageFix
>;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.BarePayloadAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1001: a handler takes an unverified payload instead of a verified message.</summary>
public sealed class BarePayloadTests
{
    private const string Functions = """

        namespace Microsoft.Azure.Functions.Worker
        {
            public sealed class FunctionAttribute(string name) : System.Attribute { public string Name => name; }
            public sealed class HttpTriggerAttribute(params string[] methods) : System.Attribute { public string[] Methods => methods; }
            public sealed class QueueTriggerAttribute(string name) : System.Attribute { public string Name => name; }
            public sealed class FromBodyAttribute : System.Attribute;
        }
        """;

    private static readonly HandlerCases Reported = new()
    {
        ["a lambda"] = Program("""app.MapPost("/x", ({|CBG1001:AcmePayment|} payment) => payment.Id);"""),
        ["a lambda with [FromBody], services and a token"] = Program(
            """
            app.MapPost(
                "/x",
                async (
                    [Microsoft.AspNetCore.Mvc.FromBody] {|CBG1001:AcmePayment|} payment,
                    Orders orders,
                    CancellationToken ct
                ) => await orders.MarkPaidAsync(payment.Id, ct)
            );
            """
        ),
        ["a nullable parameter"] = Program(
            """app.MapPost("/x", ({|CBG1001:AcmePayment?|} payment) => payment is null ? Results.BadRequest() : Results.Ok());"""
        ),
        ["a list"] = Program("""app.MapPost("/x", ({|CBG1001:List<AcmePayment>|} payments, Orders orders) => payments.Count);"""),
        ["an array"] = Program("""app.MapPut("/x", ({|CBG1001:AcmePayment[]|} payments) => payments.Length);"""),
        ["an event, or one of its records"] = Program(
            """
            app.MapPost("/x", ({|CBG1001:AcmeEvent|} any) => any.ToString());
            app.MapPost("/y", ({|CBG1001:AcmeEventPaid|} paid) => paid.Id);
            """
        ),
        ["an unsigned feed"] = Program("""app.MapPost("/x", ({|CBG1001:AcmePing|} ping) => ping.Id);"""),
        ["MapCallback itself"] = Program(
            """app.MapCallback<AcmePayment>("/x", ({|CBG1001:AcmePayment|} payment) => Results.Ok(payment.Id));"""
        ),
        ["a group and several methods"] = Program(
            """app.MapGroup("/hooks").MapMethods("/x", ["POST", "PUT"], ({|CBG1001:AcmePayment|} payment) => payment.Id);"""
        ),
        ["a local function"] = Program(
            """
            app.MapPost("/x", {|CBG1001:Handle|});
            static string Handle(AcmePayment payment) => payment.Id;
            """
        ),
        ["a method group"] =
            Program("""app.MapPost("/x", {|CBG1001:Handlers.Handle|});""")
            + "static class Handlers { public static string Handle(AcmePayment payment) => payment.Id; }",
        ["a method group of an instance"] =
            Program("""var handlers = new Handlers(); app.MapPost("/x", {|CBG1001:handlers.Handle|});""")
            + "class Handlers { public string Handle(AcmePayment payment) => payment.Id; }",
        ["a lambda in a local"] = Program("""var handle = (AcmePayment payment) => payment.Id; app.MapPost("/x", {|CBG1001:handle|});"""),
        ["a delegate from elsewhere"] =
            Program("""app.MapPost("/x", {|CBG1001:Handlers.Handle|});""")
            + "static class Handlers { public static readonly Func<AcmePayment, string> Handle = payment => payment.Id; }",
        ["a bag of parameters"] =
            Program("""app.MapPost("/x", ([AsParameters] {|CBG1001:Bag|} bag) => bag.Payment.Id);""")
            + "record Bag(AcmePayment Payment, CancellationToken Token);",
        ["an action"] = Controller(
            """
            [HttpPost("/x")]
            public async Task<IActionResult> Post({|CBG1001:AcmePayment|} payment) { await _orders.ShipAsync(payment.Id); return Ok(); }
            [HttpPost("/y")]
            public IActionResult Post([FromBody] {|CBG1001:AcmeNotice|} notice) => Ok(notice.InvoiceId);
            [HttpPost("/z")]
            public IActionResult Form([FromForm] {|CBG1001:AcmePing|} ping) => Ok(ping.Id);
            """
        ),
        ["an action of a controller by name"] = """
            using Microsoft.AspNetCore.Mvc;
            public class HookController
            {
                [HttpPost("/x")]
                public string Post({|CBG1001:AcmePayment|} payment) => payment.Id;
            }
            """,
        ["a page"] = """
            using Microsoft.AspNetCore.Mvc;
            using Microsoft.AspNetCore.Mvc.RazorPages;
            public class ReturnModel : PageModel
            {
                [BindProperty(SupportsGet = true)] public {|CBG1001:AcmePayment?|} Payment { get; set; }
                public void OnPost({|CBG1001:AcmePayment|} payment) => Payment = payment;
            }
            """,
        ["an Azure function"] =
            """
                using Microsoft.Azure.Functions.Worker;

                namespace Shop
                {
                    public class Functions(Orders orders)
                    {
                        [Function("a")]
                        public Task Run([HttpTrigger("post")] {|CBG1001:AcmePayment|} payment) =>
                            orders.ShipAsync(payment.Id);

                        [Function("b")]
                        public Task Run(
                            [HttpTrigger("post")] HttpRequest request,
                            [FromBody] {|CBG1001:AcmePayment|} payment
                        ) => orders.ShipAsync(payment.Id);
                    }
                }
                """ + Functions,
        ["a handler interface of one's own, and its implementation"] = """
            public interface IAcmeWebhookHandler
            {
                Task HandleAsync({|CBG1001:AcmePayment|} payment);
            }

            public interface IWebhookHandler<T>
            {
                Task HandleAsync(T callback, CancellationToken ct);
            }

            public class A : IAcmeWebhookHandler
            {
                public Task HandleAsync({|CBG1001:AcmePayment|} payment) => Task.CompletedTask;
            }

            public class B : IWebhookHandler<AcmePayment>
            {
                public Task HandleAsync({|CBG1001:AcmePayment|} payment, CancellationToken ct) => Task.CompletedTask;
            }
            """,
    };

    private static readonly HandlerCases Silent = new()
    {
        ["the message of each trust level"] = Program(
            """
            app.MapCallback<AcmePayment>("/a", (Verified<AcmePayment> payment) => Results.Ok(payment.Payload.Id));
            app.MapCallback<AcmeNotice>("/b", (Authenticated<AcmeNotice> notice) => Results.Ok(notice.Payload.InvoiceId));
            app.MapCallback<AcmePing>("/c", (Received<AcmePing> ping) => Results.Ok(ping.Payload.Id));
            app.MapPost("/d", (Verified<AcmePayment> payment) => Results.Ok(payment.Payload.Id));
            """
        ),
        ["a handler class"] = Class(
            """
            public class Handler(Orders orders) : ICallbackHandler<AcmePayment>
            {
                public Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken) =>
                    orders.ShipAsync(callback.Payload.Id);
            }
            """
        ),
        ["a method that a handler hands the payload to"] =
            Program(
                """
                app.MapCallback<AcmePayment>("/x", async (Verified<AcmePayment> payment) => await Store.SaveAsync(payment.Payload));
                """
            ) + "static class Store { public static Task SaveAsync(AcmePayment payment) => Task.CompletedTask; }",
        ["a payload from the services"] = Program(
            """app.MapPost("/x", ([Microsoft.AspNetCore.Mvc.FromServices] AcmePayment payment) => payment.Id);"""
        ),
        ["a type of one's own"] = Program(
            """app.MapPost("/x", (Order order) => order.Total); app.MapPost("/y", (string id, HttpRequest request) => id);"""
        ),
        ["helpers of a controller"] = Controller(
            """
            [HttpPost("/x")]
            public Task Post(Verified<AcmePayment> payment) => Ship(payment.Payload);
            private Task Ship(AcmePayment payment) => _orders.ShipAsync(payment.Id);
            [NonAction]
            public Task Send(AcmePayment payment) => _orders.ShipAsync(payment.Id);
            public static string IdOf(AcmePayment payment) => payment.Id;
            """
        ),
        ["a class that is called a controller and is none"] =
            "public class PaymentController { public string Show(AcmePayment payment) => payment.Id; }",
        ["a function that a queue triggers"] =
            """
                using Microsoft.Azure.Functions.Worker;

                namespace Shop
                {
                    public class Functions
                    {
                        [Function("a")]
                        public void Run([QueueTrigger("paid")] AcmePayment payment) { }
                    }
                }
                """ + Functions,
        ["handlers of messages inside the application"] = """
            public interface INotificationHandler<T> { Task Handle(T notification, CancellationToken ct); }
            public interface IConsumer<T> { Task Consume(T message); }
            public class A : INotificationHandler<AcmePayment>, IConsumer<AcmePayment>
            {
                public Task Handle(AcmePayment notification, CancellationToken ct) => Task.CompletedTask;
                public Task Consume(AcmePayment message) => Task.CompletedTask;
            }
            """,
        ["a lambda that no route calls"] = Program(
            """
            Func<AcmePayment, string> id = payment => payment.Id;
            var amount = (AcmePayment payment) => payment.Amount;
            app.MapGet("/x", () => new List<AcmePayment>().Select(payment => payment.Id).ToList());
            """
        ),
        ["a method of one's own that is called Map"] =
            Program("""app.MapGet("/x", () => Mapper.MapOrder((AcmePayment payment) => payment.Id));""")
            + "static class Mapper { public static string MapOrder(Delegate map) => map.ToString()!; }",
        ["members of a page that no request fills"] = """
            using CallbackGen;
            using Microsoft.AspNetCore.Mvc.RazorPages;
            public class ReturnModel : PageModel
            {
                public AcmePayment? Payment { get; set; }
                public void OnPost() => Show(null);
                private void Show(AcmePayment? payment) => Payment = payment;
            }
            """,
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task A_payload_of_a_request_is_reported(string name) => Verify.VerifyAnalyzerAsync(Reported[name]);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => Verify.VerifyAnalyzerAsync(Silent[name]);

    [Fact]
    public async Task The_message_names_the_level_and_the_place_in_the_schema()
    {
        var reported = await Verify.VerifyAnalyzerAsync(
            Program("""app.MapPost("/x", ({|CBG1001:AcmeNotice|} notice) => notice.Status.Text);""")
        );
        Assert.Equal(
            "\"notice\" is an unverified AcmeNotice, which anyone can send; use Authenticated<AcmeNotice> instead "
                + "(acme.notice.callback.json, line 3)",
            reported[0].GetMessage(System.Globalization.CultureInfo.InvariantCulture)
        );
        Assert.Equal("/shop/schemas/acme.notice.callback.json", reported[0].AdditionalLocations[0].GetLineSpan().Path);
    }

    [Fact]
    public Task The_fix_takes_the_message_and_reads_its_payload() =>
        Fix.VerifyCodeFixAsync(
            """
            using Microsoft.AspNetCore.Mvc;

            var app = WebApplication.Create();
            app.MapPost("/a", async ([FromBody] {|CBG1001:AcmePayment|} payment, Orders orders) =>
            {
                // Only once it is paid.
                if (payment is { Status: var status } && status == AcmePaymentStatus.Paid)
                    await orders.MarkPaidAsync(payment.Id, payment.Amount);
                Func<string> later = () => payment.Order.Number + nameof(payment);
                var copy = payment with { Id = "" };
                return Results.Ok(new { payment, copy, id = payment.Id });
            });
            app.MapPost("/b", ({|CBG1001:AcmeNotice?|} notice) => notice?.InvoiceId);
            app.MapPost("/c", {|CBG1001:Handle|});
            app.MapPost("/d", {|CBG1001:Handlers.Handle|});
            app.MapPut("/d", {|CBG1001:Handlers.Handle|});
            app.Run();

            static string Handle([FromForm] AcmePing ping) => ping.Id;

            static class Handlers
            {
                public static string Handle(AcmeEvent happened, AcmeApi api) => happened is AcmeEventPaid ? "paid" : "";
            }
            """,
            """
            using CallbackGen;
            using Microsoft.AspNetCore.Mvc;

            var app = WebApplication.Create();
            app.MapPost("/a", async (Verified<AcmePayment> payment, Orders orders) =>
            {
                // Only once it is paid.
                if (payment.Payload is { Status: var status } && status == AcmePaymentStatus.Paid)
                    await orders.MarkPaidAsync(payment.Payload.Id, payment.Payload.Amount);
                Func<string> later = () => payment.Payload.Order.Number + nameof(payment);
                var copy = payment.Payload with { Id = "" };
                return Results.Ok(new { payment = payment.Payload, copy, id = payment.Payload.Id });
            });
            app.MapPost("/b", (Authenticated<AcmeNotice> notice) => notice.Payload?.InvoiceId);
            app.MapPost("/c", Handle);
            app.MapPost("/d", Handlers.Handle);
            app.MapPut("/d", Handlers.Handle);
            app.Run();

            static string Handle(Received<AcmePing> ping) => ping.Payload.Id;

            static class Handlers
            {
                public static string Handle(Verified<AcmeEvent> happened, AcmeApi api) => happened.Payload is AcmeEventPaid ? "paid" : "";
            }
            """
        );

    [Fact]
    public Task The_fix_changes_an_action() =>
        Fix.VerifyCodeFixAsync(
            Controller(
                """
                [HttpPost("/x")]
                public async Task<IActionResult> Post([FromBody, Bind] {|CBG1001:AcmePayment|} payment)
                {
                    var (id, amount) = (payment.Id, payment.Amount);
                    await _orders.HandleAsync(payment);
                    return Ok(id + amount);
                }
                """
            ),
            Controller(
                """
                [HttpPost("/x")]
                public async Task<IActionResult> Post([Bind] Verified<AcmePayment> payment)
                {
                    var (id, amount) = (payment.Payload.Id, payment.Payload.Amount);
                    await _orders.HandleAsync(payment.Payload);
                    return Ok(id + amount);
                }
                """
            )
        );

    [Theory]
    [InlineData("""app.MapPost("/x", ({|CBG1001:List<AcmePayment>|} payments) => payments.Count);""")]
    [InlineData("""app.MapPost("/x", ({|CBG1001:AcmePayment|} payment) => { payment = payment with { Id = "" }; return payment.Id; });""")]
    [InlineData("""Func<AcmePayment, string> handle = (AcmePayment payment) => payment.Id; app.MapPost("/x", {|CBG1001:handle|});""")]
    [InlineData(
        """
            app.MapPost("/x", {|CBG1001:Handle|});
            Func<AcmePayment, string> later = Handle;
            string Handle(AcmePayment payment) => payment.Id;
            """
    )]
    [InlineData("""app.MapPost("/x", {|CBG1001:Handle|}); Handle(null!); string Handle(AcmePayment payment) => payment.Id;""")]
    public Task No_fix_is_offered_that_would_not_compile(string code) => Fix.VerifyNoCodeFixAsync(Program(code));
}
