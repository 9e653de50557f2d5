using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.BarePayloadAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1001: an unverified payload is a member of a type that is bound to the body, query or form.</summary>
public sealed class PayloadShapeTests
{
    private const string Shapes = """

        public record Envelope(int Code, AcmePayment Data);
        public record struct Small(AcmePing Ping);
        public class Command { public AcmePayment? Payment { get; set; } }
        public class Built(AcmePayment payment) { public AcmePayment Payment { get; } = payment; }
        public class Nested { public Inner? Inner { get; set; } }
        public class Inner { public List<AcmePayment> Payments { get; set; } = []; }
        public class Envelope<T> { public T? Data { get; set; } public string Kind { get; set; } = ""; }
        public class Derived : Command { public string Kind { get; set; } = ""; }
        """;

    private static readonly HandlerCases Reported = new()
    {
        ["a record"] = Program("""app.MapPost("/x", ({|CBG1001:Envelope|} e, Orders orders) => orders.ShipAsync(e.Data.Id));""") + Shapes,
        ["a record with [FromBody]"] =
            Program("""app.MapPost("/x", ([Microsoft.AspNetCore.Mvc.FromBody] {|CBG1001:Envelope|} e) => e.Data.Id);""") + Shapes,
        ["a structure"] = Program("""app.MapPost("/x", ({|CBG1001:Small|} it) => it.Ping.Id);""") + Shapes,
        ["a class"] = Program("""app.MapPost("/x", ({|CBG1001:Command|} it) => it.Payment!.Id);""") + Shapes,
        ["a class with [FromBody]"] =
            Program("""app.MapPost("/x", ([Microsoft.AspNetCore.Mvc.FromBody] {|CBG1001:Command|} it) => it.Payment!.Id);""") + Shapes,
        ["a class that is made by its constructor"] = Program("""app.MapPost("/x", ({|CBG1001:Built|} it) => it.Payment.Id);""") + Shapes,
        ["a class with methods and [FromBody]"] =
            Program("""app.MapPost("/x", ([Microsoft.AspNetCore.Mvc.FromBody] {|CBG1001:Asked|} it) => it.Id());""")
            + "public class Asked { public AcmePayment? Payment { get; set; } public string Id() => Payment!.Id; }",
        ["a base class"] = Program("""app.MapPost("/x", ({|CBG1001:Derived|} it) => it.Payment!.Id);""") + Shapes,
        ["one level down"] = Program("""app.MapPost("/x", ({|CBG1001:Nested|} it) => it.Inner!.Payments.Count);""") + Shapes,
        ["a generic envelope"] =
            Program(
                """
                app.MapPost("/x", ({|CBG1001:Envelope<AcmePayment>|} it) => it.Data!.Id);
                app.MapPost("/y", ({|CBG1001:Envelope<Envelope<AcmePing>>|} it) => it.Data!.Data!.Id);
                """
            ) + Shapes,
        ["lists and maps"] =
            Program(
                """
                app.MapPost("/a", ({|CBG1001:Envelope[]|} all) => all.Length);
                app.MapPost("/b", ({|CBG1001:List<Command>|} all) => all.Count);
                app.MapPost("/c", ({|CBG1001:Dictionary<string, AcmePayment>|} all) => all.Count);
                app.MapPost("/d", ({|CBG1001:Envelope<AcmePayment[]>|} it) => it.Data!.Length);
                """
            ) + Shapes,
        ["a member of a bag of parameters"] =
            Program("""app.MapPost("/x", ([AsParameters] {|CBG1001:Bag|} bag) => bag.Body.Data.Id);""")
            + "public record Bag(Envelope Body, Orders Orders);"
            + Shapes,
        ["a local function"] =
            Program("""app.MapPost("/x", {|CBG1001:Handle|}); static string Handle(Envelope e) => e.Data.Id;""") + Shapes,
        ["an action"] =
            Controller(
                """
                [HttpPost("/a")] public IActionResult A({|CBG1001:Envelope|} e) => Ok(e.Data.Id);
                [HttpPost("/b")] public IActionResult B([FromBody] {|CBG1001:Command|} it) => Ok(it.Payment);
                [HttpPost("/c")] public IActionResult C({|CBG1001:Command|} it) => Ok(it.Payment);
                [HttpPost("/d")] public IActionResult D([FromForm] {|CBG1001:Nested|} it) => Ok(it.Inner);
                """
            ) + Shapes,
        ["an HTTP-triggered function, and no service of it"] =
            """
                using Microsoft.Azure.Functions.Worker;

                namespace Shop
                {
                    public class Functions
                    {
                        [Function("a")]
                        public string A([HttpTrigger("post")] {|CBG1001:Envelope|} e) => e.Data.Id;

                        [Function("b")]
                        public string B(
                            [HttpTrigger("post")] HttpRequest request,
                            [Microsoft.AspNetCore.Mvc.FromBody] {|CBG1001:Command|} it,
                            Inner stored
                        ) => it.Payment!.Id + stored.Payments.Count;
                    }
                }

                namespace Microsoft.Azure.Functions.Worker
                {
                    public sealed class FunctionAttribute(string name) : System.Attribute
                    {
                        public string Name => name;
                    }

                    public sealed class HttpTriggerAttribute(params string[] methods) : System.Attribute
                    {
                        public string[] Methods => methods;
                    }
                }
                """ + Shapes,
        ["a base controller's action around its type argument"] =
            """
                using Microsoft.AspNetCore.Mvc;

                public abstract class HookController<T> : ControllerBase
                {
                    [HttpPost]
                    public IActionResult Post([FromBody] Envelope<T> body) => Ok(body.Kind);
                }

                public class PaymentController : {|CBG1001:HookController<AcmePayment>|};
                """ + Shapes,
        ["what a page binds"] =
            """
                using Microsoft.AspNetCore.Mvc;
                using Microsoft.AspNetCore.Mvc.RazorPages;

                public class ReturnModel : PageModel
                {
                    [BindProperty]
                    public {|CBG1001:Command?|} Input { get; set; }

                    public void OnPost({|CBG1001:Envelope|} e) => Input = new Command { Payment = e.Data };
                }
                """ + Shapes,
    };

    private static readonly HandlerCases Silent = new()
    {
        ["shapes without a payload"] =
            Program("""app.MapPost("/x", (Order order) => order.Total); app.MapPost("/y", (Invoice invoice) => invoice.Number);""")
            + "public record Invoice(string Number, Order Order);",
        ["a message in a shape, and beside one"] =
            Program(
                """
                app.MapCallback<AcmePayment>(
                    "/x",
                    async (Verified<AcmePayment> payment, Bus bus) =>
                        await bus.SendAsync(new Event(payment), new Envelope(1, payment.Payload))
                );
                """
            )
            + """
                public record Event(Verified<AcmePayment> Payment);

                public class Bus
                {
                    public Task SendAsync(Event it, Envelope body) => Task.CompletedTask;
                }
                """
            + Shapes,
        ["a service that has a payload"] =
            Program("""app.MapCallback<AcmePing>("/x", (Received<AcmePing> ping, Store store) => store.Add(ping.Payload));""")
            + """
                public class Store
                {
                    public AcmePing? Last { get; set; }

                    public string Add(AcmePing ping)
                    {
                        Last = ping;
                        return ping.Id;
                    }
                }
                """,
        ["a service that holds state"] = """
            using CallbackGen;

            var builder = WebApplication.CreateBuilder();
            builder.Services.AddScoped<State>();
            builder.Services.AddSingleton(new System.Collections.Concurrent.ConcurrentQueue<AcmePing>());
            builder.Services.AddSingleton(typeof(Other));
            var app = builder.Build();
            app.MapCallback<AcmePing>(
                "/x",
                (Received<AcmePing> ping, State state, Other other) =>
                {
                    state.Last = ping.Payload;
                    other.Last = ping.Payload;
                }
            );
            app.MapCallback<AcmePing>(
                "/y",
                (Received<AcmePing> ping, System.Collections.Concurrent.ConcurrentQueue<AcmePing> queue) =>
                    queue.Enqueue(ping.Payload)
            );
            app.Run();

            public class State
            {
                public AcmePing? Last { get; set; }
            }

            public class Other
            {
                public AcmePing? Last { get; set; }
            }
            """,
        ["a service by its attribute"] =
            Program(
                """
                app.MapPost("/x", ([Microsoft.AspNetCore.Mvc.FromServices] Command it) => it.Payment?.Id);
                app.MapPost("/y", ([FromKeyedServices("a")] AcmePing ping) => ping.Id);
                """
            ) + Shapes,
        ["members that no request fills"] =
            Program("""app.MapPost("/x", (View view) => view.Kind);""")
            + """
                public class View
                {
                    public string Kind { get; set; } = "";
                    [System.Text.Json.Serialization.JsonIgnore] public AcmePayment? Hidden { get; set; }
                    public AcmePayment? Own { get; private set; }
                    public static AcmePayment? Shared { get; set; }
                    internal AcmePayment? Inside { get; set; }
                    public string? Id => Own?.Id;
                }
                """,
        ["two levels down"] =
            Program("""app.MapPost("/x", (Outer it) => it.Nested!.Inner!.Payments.Count);""")
            + "public class Outer { public Nested? Nested { get; set; } }"
            + Shapes,
        ["a type that binds itself"] =
            Program("""app.MapPost("/x", (Own own) => own.Payment.Id);""")
            + """
                public record Own(AcmePayment Payment)
                {
                    public static ValueTask<Own?> BindAsync(HttpContext context) =>
                        ValueTask.FromResult<Own?>(null);
                }
                """,
        ["helpers, and handlers inside the application"] =
            Controller(
                """
                [HttpPost("/x")] public Task Post(Verified<AcmePayment> payment) => Ship(new Envelope(1, payment.Payload));
                private Task Ship(Envelope e) => _orders.ShipAsync(e.Data.Id);
                """
            )
            + "public interface IWebhookHandler { Task HandleAsync(Envelope e); }"
            + Shapes,
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task A_shape_that_holds_a_payload_is_reported(string name) => Verify.VerifyAnalyzerAsync(Reported[name]);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task What_no_request_fills_is_silent(string name) => Verify.VerifyAnalyzerAsync(Silent[name]);

    [Fact]
    public async Task The_message_names_the_payload()
    {
        var reported = await Verify.VerifyAnalyzerAsync(Program("""app.MapPost("/x", ({|CBG1001:Envelope|} e) => e.Data.Id);""") + Shapes);
        Assert.Equal(
            "\"e\" is an unverified AcmePayment, which anyone can send; use Verified<AcmePayment> instead "
                + "(acme.payment.callback.json, line 3)",
            reported[0].GetMessage(System.Globalization.CultureInfo.InvariantCulture)
        );
    }
}
