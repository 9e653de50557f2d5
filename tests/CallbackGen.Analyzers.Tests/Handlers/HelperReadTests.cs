using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.UnverifiedReadAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1002, one call away: a helper parses the payload from its argument.</summary>
public sealed class HelperReadTests
{
    private const string Text = "await new StreamReader(request.Body).ReadToEndAsync()";

    private const string Parser = """

        public static class Parser
        {
            public static AcmePayment? Text(string json) =>
                System.Text.Json.JsonSerializer.Deserialize<AcmePayment>(json);

            public static AcmePayment? Bytes(byte[] json)
            {
                var copy = json;
                return System.Text.Json.JsonSerializer.Deserialize<AcmePayment>(copy);
            }

            public static ValueTask<AcmePayment?> Stream(Stream json) =>
                System.Text.Json.JsonSerializer.DeserializeAsync<AcmePayment>(json);

            public static AcmePayment? Buffer(System.Buffers.ReadOnlySequence<byte> bytes)
            {
                var reader = new System.Text.Json.Utf8JsonReader(bytes);
                return System.Text.Json.JsonSerializer.Deserialize<AcmePayment>(ref reader);
            }

            public static AcmePayment? Element(System.Text.Json.JsonElement json) =>
                System.Text.Json.JsonSerializer.Deserialize<AcmePayment>(json.GetProperty("data"));

            public static AcmePayment? Extended(this string json) =>
                System.Text.Json.JsonSerializer.Deserialize<AcmePayment>(json.Trim());

            public static T? Any<T>(string json) => System.Text.Json.JsonSerializer.Deserialize<T>(json);

            public static List<T>? Many<T>(string json) =>
                System.Text.Json.JsonSerializer.Deserialize<List<T>>(json);

            public static async Task<T?> As<T>(this HttpRequest request) =>
                System.Text.Json.JsonSerializer.Deserialize<T>(
                    await new StreamReader(request.Body).ReadToEndAsync()
                );

            public static TOut Pipe<TIn, TOut>(this TIn it, Func<TIn, TOut> f) => f(it);

            public static async Task<string> Fetch(HttpContext context)
            {
                using var reader = new StreamReader(context.Request.Body);
                return await reader.ReadToEndAsync();
            }

            public static string Clean(string text) => text.Trim();
        }
        """;

    private static readonly HandlerCases Reported = new()
    {
        ["text"] = Route($$"""await orders.HandleAsync({|CBG1002:Parser.Text({{Text}})|}!);"""),
        ["text in a local"] = Route($$"""var json = {{Text}}; await orders.HandleAsync({|CBG1002:Parser.Text(json)|}!);"""),
        ["bytes"] = Route(
            """
            using var copy = new MemoryStream();
            await request.Body.CopyToAsync(copy);
            await orders.HandleAsync({|CBG1002:Parser.Bytes(copy.ToArray())|}!);
            """
        ),
        ["the stream"] = Route("""await orders.HandleAsync((await {|CBG1002:Parser.Stream(request.Body)|})!);"""),
        ["a buffer"] = Route(
            """
            var read = await request.BodyReader.ReadAtLeastAsync(1);
            await orders.HandleAsync({|CBG1002:Parser.Buffer(read.Buffer)|}!);
            """
        ),
        ["a field of the form"] = Route("""await orders.HandleAsync({|CBG1002:Parser.Text(request.Form["payload"]!)|}!);"""),
        ["an element that is bound"] =
            Program("""app.MapPost("/x", (System.Text.Json.JsonElement body) => {|CBG1002:Parser.Element(body)|}!.Id);""") + Parser,
        ["an element that a function declared elsewhere is bound to"] = Program(
            """
            app.MapPost("/x", Handle);
            static string Handle(System.Text.Json.JsonElement body) =>
                {|CBG1002:System.Text.Json.JsonSerializer.Deserialize<AcmePayment>(body)|}!.Id;
            """
        ),
        ["an extension of text"] = Route($$"""await orders.HandleAsync({|CBG1002:({{Text}}).Extended()|}!);"""),
        ["a generic helper of text"] = Route($$"""await orders.HandleAsync({|CBG1002:Parser.Any<AcmePayment>({{Text}})|}!);"""),
        ["a generic helper of a list"] = Route($$"""await orders.HandleAsync({|CBG1002:Parser.Many<AcmePayment>({{Text}})|}!);"""),
        ["a generic helper of the request"] = Route("""await orders.ShipAsync((await {|CBG1002:request.As<AcmePayment>()|})!.Id);"""),
        ["a generic class"] =
            Route($$"""await orders.HandleAsync({|CBG1002:new Reader<AcmePayment>().Read({{Text}})|}!);""")
            + "public class Reader<T> { public T? Read(string json) => System.Text.Json.JsonSerializer.Deserialize<T>(json); }",
        ["a cast"] =
            Route("""await orders.HandleAsync((AcmePayment){|CBG1002:Old.Deserialize(request.Body)|});""")
            + "public static class Old { public static object Deserialize(Stream body) => body; }",
        ["a local function"] = Program(
            $$"""
            app.MapPost("/x", async (HttpRequest request, Orders orders) =>
            {
                await orders.HandleAsync({|CBG1002:Parse({{Text}})|}!);
                AcmePayment? Parse(string json) => System.Text.Json.JsonSerializer.Deserialize<AcmePayment>(json);
            });
            """
        ),
        ["another class of the program"] =
            Route($$"""await {|CBG1002:new Receiver(orders).OnAsync({{Text}})|};""")
            + """
                public class Receiver(Orders orders)
                {
                    public Task OnAsync(string body) =>
                        orders.ShipAsync(System.Text.Json.JsonSerializer.Deserialize<AcmePayment>(body)!.Id);
                }
                """,
        ["an interface with one implementation"] =
            Program($$"""app.MapPost("/x", async (HttpRequest request, IReceiver it) => await {|CBG1002:it.OnAsync({{Text}})|});""")
            + """
                public interface IReceiver
                {
                    Task OnAsync(string body);
                }

                public class Receiver(Orders orders) : IReceiver
                {
                    public Task OnAsync(string body) =>
                        orders.ShipAsync(System.Text.Json.JsonSerializer.Deserialize<AcmePayment>(body)!.Id);
                }
                """,
        ["a method group"] = Route($$"""await orders.HandleAsync(({{Text}}).Pipe({|CBG1002:Parser.Any<AcmePayment>|})!);"""),
        ["a method group without type arguments"] = Route($$"""await orders.HandleAsync(({{Text}}).Pipe({|CBG1002:Parser.Text|})!);"""),
        ["a lambda"] = Route(
            $$"""
            await orders.HandleAsync(
                ({{Text}}).Pipe(json => {|CBG1002:System.Text.Json.JsonSerializer.Deserialize<AcmePayment>(json)|})!
            );
            """
        ),
        ["a continuation"] = Route(
            """
            await orders.HandleAsync(
                await new StreamReader(request.Body)
                    .ReadToEndAsync()
                    .ContinueWith(text =>
                        {|CBG1002:System.Text.Json.JsonSerializer.Deserialize<AcmePayment>(text.Result)|}!
                    )
            );
            """
        ),
        ["lines"] = Route(
            $$"""
            await orders.HandleAsync(
                ({{Text}})
                    .Split('\n')
                    .Select(line => {|CBG1002:System.Text.Json.JsonSerializer.Deserialize<AcmePayment>(line)|})
                    .ToList()
            );
            """
        ),
        ["a helper that returns the body"] =
            Program(
                """
                app.MapPost(
                    "/x",
                    async (HttpContext context) =>
                        {|CBG1002:System.Text.Json.JsonSerializer.Deserialize<AcmePayment>(await Parser.Fetch(context))|}!
                            .Id
                );
                """
            ) + Parser,
        ["a helper that hands on what it is given"] = Route(
            $$"""await orders.HandleAsync({|CBG1002:System.Text.Json.JsonSerializer.Deserialize<AcmePayment>(Parser.Clean({{Text}}))|}!);"""
        ),
        ["a reader that is no first argument"] =
            Route("""await orders.HandleAsync({|CBG1002:new Serializer().Deserialize<AcmePayment>(new StreamReader(request.Body))|}!);""")
            + "public class Serializer { public T? Deserialize<T>(TextReader reader) => default; }",
    };

    private static readonly HandlerCases Silent = new()
    {
        ["what was stored"] = Route("""await orders.HandleAsync(Parser.Text(File.ReadAllText("/inbox/" + request.Query["id"]))!);"""),
        ["what a store holds under a part of the request"] =
            Route(
                """
                var store = new Dictionary<string, string>();
                await orders.HandleAsync(Parser.Text(store[request.Query["id"]!])!);
                await orders.HandleAsync(Saved.Load(request.Query["id"]!)!);
                """
            )
            + """
                public static class Saved
                {
                    private static readonly Dictionary<string, string> All = [];

                    public static AcmePayment? Load(string id) =>
                        System.Text.Json.JsonSerializer.Deserialize<AcmePayment>(All[id]);
                }
                """,
        ["what a cache makes under a part of the request"] =
            Route(
                """
                await orders.HandleAsync(
                    new Cache().Get(
                        request.Query["id"]!,
                        stored => System.Text.Json.JsonSerializer.Deserialize<AcmePayment>(stored)
                    )!
                );
                """
            ) + "public class Cache { public T Get<T>(string id, Func<string, T> read) => read(id + id); }",
        ["another type"] = Route(
            $"""
            await orders.HandleAsync(Parser.Any<Order>({Text})!);
            await orders.HandleAsync((await request.As<Order>())!);
            await orders.HandleAsync(({Text}).Pipe(Parser.Any<Order>)!);
            """
        ),
        ["a helper that verifies"] =
            Route($$"""var result = Check.Verify(System.Text.Encoding.UTF8.GetBytes({{Text}}), null!); await orders.HandleAsync(result);""")
            + """
                public static class Check
                {
                    public static CallbackResult<Verified<AcmePayment>> Verify(byte[] body, CallbackKeys keys) =>
                        AcmePayment.Verify(CallbackRequest.Post(body, "application/json"), keys);
                }
                """,
        ["a helper that reads something else of it"] =
            Route($$"""await orders.HandleAsync(Length.Of({{Text}}, "{}"));""")
            + """
                public static class Length
                {
                    public static int Of(string body, string stored) =>
                        body.Length + System.Text.Json.JsonSerializer.Deserialize<AcmePayment>(stored)!.Id.Length;
                }
                """,
        ["an interface with two implementations"] =
            Program($$"""app.MapPost("/x", async (HttpRequest request, IReceiver it) => await it.OnAsync({{Text}}));""")
            + """
                public interface IReceiver
                {
                    Task OnAsync(string body);
                }

                public class A(Orders orders) : IReceiver
                {
                    public Task OnAsync(string body) =>
                        orders.ShipAsync(System.Text.Json.JsonSerializer.Deserialize<AcmePayment>(body)!.Id);
                }

                public class B : IReceiver
                {
                    public Task OnAsync(string body) => Task.CompletedTask;
                }
                """,
        ["helpers that call each other"] =
            Route($$"""await orders.HandleAsync(Loop.A({{Text}}));""")
            + """
                public static class Loop
                {
                    public static string A(string text) => B(text);

                    public static string B(string text) => A(text);

                    public static AcmePayment? Deserialize(string text) => Deserialize(A(text));
                }
                """,
    };

    private static readonly HandlerCases Beside = new()
    {
        ["parts as parameters of an action"] = Controller(
            """
            [HttpPost("/a")]
            public Task A(Verified<AcmePayment> payment, [FromQuery] {|CBG1002:string|} order) =>
                _orders.ShipAsync(order);

            [HttpPost("/b")]
            public Task B(Verified<AcmePayment> payment, [FromForm] {|CBG1002:string|} order) =>
                _orders.ShipAsync(order);

            [HttpPost("/c")]
            public Task C(Verified<AcmePayment> payment, [FromHeader(Name = "X-Order")] {|CBG1002:string|} order) =>
                _orders.ShipAsync(order);

            [HttpPost("/d")]
            public Task D(Verified<AcmePayment> payment, {|CBG1002:IFormCollection|} form) =>
                _orders.ShipAsync(form["order"]!);

            [HttpPost("/e")]
            public Task E(Verified<AcmePayment> payment, [FromBody] {|CBG1002:Order|} order) =>
                _orders.HandleAsync(order);
            """
        ),
        ["a header beside a message of a route"] = Program(
            """
            app.MapPost(
                "/x",
                (
                    Verified<AcmePayment> payment,
                    [Microsoft.AspNetCore.Mvc.FromHeader] {|CBG1002:string|} order,
                    Orders orders
                ) => orders.ShipAsync(order)
            );
            """
        ),
        ["a function that is declared elsewhere"] =
            Program("""app.MapCallback<AcmePayment>("/x", {|CBG1002:Handlers.Handle|});""")
            + """
                static class Handlers
                {
                    public static Task Handle(
                        Verified<AcmePayment> payment,
                        [Microsoft.AspNetCore.Mvc.FromQuery] string order,
                        Orders orders
                    ) => orders.ShipAsync(order);
                }
                """,
        ["a helper that is handed the body beside a message"] =
            Program(
                """
                app.MapCallback<AcmePayment>(
                    "/x",
                    async (Verified<AcmePayment> payment, HttpContext context, Orders orders) =>
                        await orders.HandleAsync((await {|CBG1002:Parser.Stream(context.Request.Body)|})!)
                );
                """
            ) + Parser,
        ["a page's handler"] = """
            using CallbackGen;
            using Microsoft.AspNetCore.Mvc;
            using Microsoft.AspNetCore.Mvc.RazorPages;

            public class ReturnModel(Orders orders) : PageModel
            {
                public Task OnPost(Verified<AcmePayment> payment, [FromQuery] {|CBG1002:string|} order) =>
                    orders.ShipAsync(order);
            }
            """,
    };

    private static readonly HandlerCases BesideSilent = new()
    {
        ["routes, services and headers about the way"] = Controller(
            """
            [HttpPost("/a/{shop}")]
            public Task A(
                Verified<AcmePayment> payment,
                [FromRoute] string shop,
                [FromServices] Orders orders,
                [FromHeader(Name = "X-Request-Id")] string id,
                [FromHeader(Name = "traceparent")] string trace,
                CancellationToken ct
            ) => orders.ShipAsync(shop + id + trace);
            """
        ),
        ["actions without a message"] = Controller(
            """[HttpGet("/a")] public Task A([FromQuery] string order, [FromHeader] string tenant) => _orders.ShipAsync(order + tenant);"""
        ),
        ["helpers of a controller"] = Controller(
            """private Task A(Verified<AcmePayment> payment, [FromQuery] string order) => _orders.ShipAsync(order);"""
        ),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    public static TheoryData<string> BesideNames => Beside.Names;

    public static TheoryData<string> BesideSilentNames => BesideSilent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task A_helper_that_reads_a_payload_of_a_request_is_reported_where_it_is_called(string name) =>
        Verify.VerifyAnalyzerAsync(Reported[name]);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task A_helper_that_reads_anything_else_is_silent(string name) => Verify.VerifyAnalyzerAsync(Silent[name]);

    [Theory]
    [MemberData(nameof(BesideNames))]
    public Task A_part_of_the_request_beside_a_message_is_reported(string name) => Verify.VerifyAnalyzerAsync(Beside[name]);

    [Theory]
    [MemberData(nameof(BesideSilentNames))]
    public Task What_nothing_is_decided_by_is_silent_beside_a_message(string name) => Verify.VerifyAnalyzerAsync(BesideSilent[name]);

    [Fact]
    public async Task A_helper_of_another_file_is_reported_where_it_is_called()
    {
        var reported = await Verify.VerifyAnalyzerAsync(
            Program($$"""app.MapPost("/x", async (HttpRequest request) => {|CBG1002:Parser.Text({{Text}})|}!.Id);"""),
            "using CallbackGen;" + Parser
        );
        Assert.Equal(
            "\"Text\" reads AcmePayment from the request and bypasses its verification; take Verified<AcmePayment> as a parameter "
                + "instead (acme.payment.callback.json, line 3)",
            reported[0].GetMessage(System.Globalization.CultureInfo.InvariantCulture)
        );
    }

    private static string Route(string code) =>
        Program(
            $$"""
            app.MapPost("/x", async (HttpRequest request, Orders orders) =>
            {
                await Task.Yield();
                {{code}}
            });
            """
        ) + Parser;
}
