using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.UnverifiedReadAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1002: a payload is parsed from the request without its verification.</summary>
public sealed class UnverifiedReadTests
{
    private static readonly HandlerCases Reported = new()
    {
        ["ReadFromJsonAsync"] = Program(
            """
            app.MapPost(
                "/x",
                async (HttpRequest request, Orders orders) =>
                {
                    var payment = await {|CBG1002:request.ReadFromJsonAsync<AcmePayment>()|};
                    await orders.ShipAsync(payment!.Id);
                }
            );
            """
        ),
        ["ReadFromJsonAsync of the context"] = Program(
            """
            app.MapPost(
                "/x",
                async context =>
                {
                    var payment = await {|CBG1002:context.Request.ReadFromJsonAsync(typeof(AcmePayment))|};
                }
            );
            """
        ),
        ["a reader of the body"] = Program(
            """
            app.MapPost("/x", async (HttpContext context, Orders orders) =>
            {
                using var reader = new StreamReader(context.Request.Body);
                var json = await reader.ReadToEndAsync();
                var payment = {|CBG1002:System.Text.Json.JsonSerializer.Deserialize<AcmePayment>(json)|};
                await orders.ShipAsync(payment!.Id);
            });
            """
        ),
        ["the stream"] = Program(
            """
            app.MapPost(
                "/x",
                async (HttpRequest request) =>
                {
                    var payment = await {|CBG1002:System.Text.Json.JsonSerializer.DeserializeAsync<AcmePayment>(
                        request.Body
                    )|};
                }
            );
            """
        ),
        ["the stream, by metadata"] = Program(
            """
            app.MapPost(
                "/x",
                async (HttpRequest request) =>
                {
                    var payment = await {|CBG1002:System.Text.Json.JsonSerializer.DeserializeAsync(
                        request.Body,
                        AcmePaymentJsonContext.Default.AcmePayment
                    )|};
                }
            );
            """
        ),
        ["a copy of the body"] = Controller(
            """
            [HttpPost("/x")]
            public async Task<IActionResult> Post()
            {
                using var bytes = new MemoryStream();
                await Request.Body.CopyToAsync(bytes);
                var payment = {|CBG1002:System.Text.Json.JsonSerializer.Deserialize<AcmePayment>(bytes.ToArray())|};
                return Ok(payment);
            }
            """
        ),
        ["an action of its own base"] = Controller(
            """
            [HttpPost("/x")]
            public async Task<IActionResult> Post()
            {
                var body = await new StreamReader(Request.Body).ReadToEndAsync();
                return Ok({|CBG1002:System.Text.Json.JsonSerializer.Deserialize<List<AcmePayment>>(body)|});
            }
            """
        ),
        ["an element of the body"] = Controller(
            """
            [HttpPost("/x")]
            public IActionResult Post([FromBody] System.Text.Json.JsonElement body) =>
                Ok({|CBG1002:System.Text.Json.JsonSerializer.Deserialize<AcmePayment>(body)|});

            [HttpPost("/y")]
            public IActionResult Post2(System.Text.Json.JsonDocument body) =>
                Ok(
                    {|CBG1002:System.Text.Json.JsonSerializer.Deserialize<AcmePayment>(
                        body.RootElement.GetProperty("data")
                    )|}
                );
            """
        ),
        ["a field of the form"] = Program(
            """
            app.MapPost(
                "/x",
                async (HttpRequest request) =>
                {
                    var form = await request.ReadFormAsync();
                    var payment = {|CBG1002:System.Text.Json.JsonSerializer.Deserialize<AcmePayment>(
                        form["payload"].ToString()
                    )|};
                }
            );
            """
        ),
        ["a field of the query"] = Program(
            """
            app.MapGet(
                "/x",
                (HttpRequest request) =>
                    {|CBG1002:System.Text.Json.JsonSerializer.Deserialize<AcmePayment>(request.Query["data"]!)|}
            );
            """
        ),
        ["a helper that reads the body"] = Controller(
            """
            [HttpPost("/x")]
            public async Task<IActionResult> Post()
            {
                var json = await ReadBodyAsync(Request);
                return Ok({|CBG1002:System.Text.Json.JsonSerializer.Deserialize<AcmePayment>(json)|});
            }

            private static async Task<string> ReadBodyAsync(HttpRequest request) => await new StreamReader(request.Body).ReadToEndAsync();
            """
        ),
        ["model binding by hand"] = Controller(
            """[HttpPost("/x")] public async Task Post(AcmePing ping) { await {|CBG1002:TryUpdateModelAsync(ping)|}; }"""
        ),
        ["the body beside a message"] = Callback(
            "using var json = await System.Text.Json.JsonDocument.ParseAsync({|CBG1002:context.Request.Body|});"
        ),
        ["the form beside a message"] = Callback(
            """
            var form = await {|CBG1002:context.Request.ReadFormAsync()|};
            orders.Handle(form["status"]);
            orders.Handle({|CBG1002:context.Request.Form|}["amount"]);
            """
        ),
        ["the query beside a message"] = Callback(
            "if ({|CBG1002:context.Request.Query|}[\"status\"] == \"paid\") await orders.ShipAsync(payment.Payload.Id);"
        ),
        ["another type of the body beside a message"] = Callback(
            "var order = await {|CBG1002:context.Request.ReadFromJsonAsync<Order>()|};"
        ),
        ["bound parameters beside a message"] = Program(
            """
            app.MapCallback<AcmePayment>(
                "/x",
                (Verified<AcmePayment> payment, [Microsoft.AspNetCore.Mvc.FromQuery] {|CBG1002:string|} status) =>
                    Results.Ok(status)
            );
            app.MapCallback<AcmePing>(
                "/y",
                (Received<AcmePing> ping, {|CBG1002:IFormCollection|} form) => Results.Ok(form.Count)
            );
            """
        ),
        ["the provider asked by hand"] = Program(
            """
            app.MapCallback<AcmeNotice>("/x", async (Authenticated<AcmeNotice> notice, HttpClient http, Orders orders) =>
            {
                var stated = await {|CBG1002:http.GetFromJsonAsync<AcmeNotice>("https://acme.example/" + notice.Payload.InvoiceId)|};
                await orders.HandleAsync(stated!);
            });
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["the message"] = Callback("await orders.ShipAsync(payment.Payload.Id);"),
        ["other types of a request"] = Program(
            """
            app.MapPost(
                "/x",
                async (HttpRequest request) =>
                {
                    var order = await request.ReadFromJsonAsync<Order>();
                    return Results.Ok(order!.Total + request.Query.Count);
                }
            );
            """
        ),
        ["the type of a stored payload"] = Class(
            """
            public static AcmePayment? Load(string json) =>
                System.Text.Json.JsonSerializer.Deserialize<AcmePayment>(json);

            public static AcmePayment? Load(byte[] json) =>
                System.Text.Json.JsonSerializer.Deserialize<AcmePayment>(json);

            public static async Task<AcmePayment?> LoadAsync(string path)
            {
                await using var file = File.OpenRead(path);
                return await System.Text.Json.JsonSerializer.DeserializeAsync<AcmePayment>(file);
            }
            """
        ),
        ["a fixture of a test"] = Class(
            """
            public static AcmePayment Sample()
            {
                const string Json = "{}";
                return System.Text.Json.JsonSerializer.Deserialize<AcmePayment>(Json)!;
            }
            """
        ),
        ["a payload that a part of the request leads to"] = Program(
            """
            app.MapGet("/x/{id}", (string id, HttpRequest request, Dictionary<string, string> store) =>
            {
                var stored = store[request.Query["id"]!];
                return Results.Ok(System.Text.Json.JsonSerializer.Deserialize<AcmePayment>(stored));
            });
            """
        ),
        ["the answer of an API"] = Class(
            """
            public static async Task<AcmeNotice?> FindAsync(HttpClient http, string id) =>
                await http.GetFromJsonAsync<AcmeNotice>("/invoices/" + id);

            public static async Task<AcmePayment?> PollAsync(HttpClient http, string id)
            {
                using var response = await http.GetAsync("/payments/" + id);
                return await response.Content.ReadFromJsonAsync<AcmePayment>();
            }
            """
        ),
        ["the provider asked by ConfirmAsync"] = Program(
            """
            app.MapCallback<AcmeNotice>(
                "/x",
                async (Authenticated<AcmeNotice> notice, HttpClient http, Orders orders) =>
                {
                    var answer = await notice.ConfirmAsync(
                        (claim, token) =>
                            http.GetFromJsonAsync<AcmeNotice>("https://acme.example/" + claim.InvoiceId, token)
                    );
                    await orders.HandleAsync(answer.GetValueOrThrow());
                }
            );
            """
        ),
        ["the provider asked by ReconcileAsync"] = Program(
            """
            app.MapCallback<AcmeNotice>(
                "/x",
                async (Authenticated<AcmeNotice> notice, HttpClient http, Orders orders) =>
                {
                    var answer = await AcmeNotice.Feed.ReconcileAsync(token =>
                        http.GetFromJsonAsync<AcmeNotice>("https://acme.example/" + notice.Payload.InvoiceId, token)
                    );
                    await orders.HandleAsync(answer.GetValueOrThrow());
                }
            );
            """
        ),
        ["headers and route beside a message"] = Callback(
            """
            orders.Handle(context.Request.Headers["X-Trace"]);
            orders.Handle(context.Request.RouteValues["shop"]!);
            orders.Handle(context.Request.Path);
            """
        ),
        ["a request made for the verifier"] = Class(
            """
            public static async Task<CallbackResult<Verified<AcmePayment>>> VerifyAsync(HttpRequest request, CallbackKeys keys)
            {
                using var bytes = new MemoryStream();
                await request.Body.CopyToAsync(bytes);
                return AcmePayment.Verify(CallbackRequest.Post(bytes.ToArray(), request.ContentType ?? ""), keys);
            }
            """
        ),
        ["services and route values beside a message"] = Program(
            """
            app.MapCallback<AcmePayment>(
                "/x/{shop}",
                (Verified<AcmePayment> payment, string shop, Orders orders, CancellationToken ct) =>
                    orders.HandleAsync(payment)
            );
            """
        ),
        ["a writer"] = Callback(
            """
            await context.Response.WriteAsync(System.Text.Json.JsonSerializer.Serialize(payment.Payload));
            await context.Response.Body.FlushAsync();
            """
        ),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task A_payload_that_is_read_around_its_verification_is_reported(string name) => Verify.VerifyAnalyzerAsync(Reported[name]);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => Verify.VerifyAnalyzerAsync(Silent[name]);

    [Fact(Timeout = 60_000)]
    public Task A_text_that_is_cleaned_line_by_line_is_followed_once() =>
        Verify.VerifyAnalyzerAsync(
            Class(
                $$"""
                public static AcmePayment? Read(string json, string from)
                {
                    var text = json;
                    {{string.Join('\n', Enumerable.Range(0, 40).Select(line => $"text = text.Replace(\"{line}\", from);"))}}
                    return System.Text.Json.JsonSerializer.Deserialize<AcmePayment>(text);
                }
                """
            )
        );

    private static string Callback(string code) =>
        Program(
            $$"""
            app.MapCallback<AcmePayment>("/x", async (Verified<AcmePayment> payment, HttpContext context, Orders orders) =>
            {
                await Task.Yield();
                {{code}}
            });
            """
        );
}
