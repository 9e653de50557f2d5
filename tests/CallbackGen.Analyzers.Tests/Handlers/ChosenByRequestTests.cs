using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.ChosenByRequestAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1031: a part of the request outside the message chooses the order that is paid, shipped or marked.</summary>
public sealed class ChosenByRequestTests
{
    // The stores that shops write to: a table, a connection, an order that is looked up.
    private const string Library = """
        namespace Shop
        {
            public sealed class Sale
            {
                public string Number { get; set; } = "";
                public string PaymentId { get; set; } = "";
                public decimal Total { get; set; }
                public bool IsPaid { get; set; }
                public string Status { get; set; } = "";

                public void Complete() { }

                public void Add(string payment) { }
            }

            public sealed class Sales
            {
                public IQueryable<Sale> All { get; } = Array.Empty<Sale>().AsQueryable();

                public Task<Sale?> FindAsync(string number) => Task.FromResult<Sale?>(null);

                public Task CompleteAsync(Sale sale) => Task.CompletedTask;

                public Task CompleteAsync(Guid number, CancellationToken ct = default) => Task.CompletedTask;

                public Task SetStateAsync(string number, string state) => Task.CompletedTask;

                public Task LinkAsync(string number, string payment) => Task.CompletedTask;

                public bool Belongs(Sale sale, AcmePayment payment) => sale.PaymentId == payment.Id;
            }

            public sealed class Connection
            {
                public Task<int> ExecuteAsync(string sql, object parameters) => Task.FromResult(0);
            }

            public interface IWallets
            {
                Wallet For(string tenant);
                Task CreditAsync(string user, decimal amount);
            }

            public sealed class Wallet
            {
                public Task CreditAsync(string user, decimal amount) => Task.CompletedTask;

                public void Complete() { }
            }
        }
        """;

    private static readonly HandlerCases Reported = new()
    {
        ["a route's value"] = Route("string orderId", "await {|CBG1031:orders.MarkPaidAsync(orderId)|};"),
        ["a route's value and the amount"] = Route(
            "string orderId",
            """
            if (payment.Payload.Status == AcmePaymentStatus.Paid)
                await {|CBG1031:orders.MarkPaidAsync(orderId, payment.Payload.Amount, payment.Payload.Currency)|};
            """
        ),
        ["a route's number"] = Route("Guid order", "await {|CBG1031:sales.CompleteAsync(order, ct)|};"),
        ["an attribute of the route"] = Route("[Microsoft.AspNetCore.Mvc.FromRoute] string id", "await {|CBG1031:orders.ShipAsync(id)|};"),
        ["an order that the route finds"] = Route(
            "string number",
            """
            var sale = await sales.FindAsync(number);
            if (sale is null || sale.Total != payment.Payload.Amount)
                return;
            await {|CBG1031:sales.CompleteAsync(sale)|};
            """
        ),
        ["a flag of an order that the route finds"] = Route(
            "string number",
            "var sale = await sales.FindAsync(number); if (sale!.Total == payment.Payload.Amount) {|CBG1031:sale.IsPaid = true|};"
        ),
        ["a method of an order that the route finds"] = Route(
            "string number",
            "var sale = sales.All.Single(sale => sale.Number == number); {|CBG1031:sale.Complete()|};"
        ),
        ["a state as a text"] = Route("string number", "await {|CBG1031:sales.SetStateAsync(number, \"paid\")|};"),
        ["a text of SQL"] = Route(
            "string number",
            "await {|CBG1031:connection.ExecuteAsync(\"UPDATE sales SET paid = 1 WHERE number = @number\", new { number })|};"
        ),
        ["an order that the route finds, and the key"] = Route(
            "string number",
            """
            var sale = await sales.FindAsync(number);
            if (sale is not null && sale.Total == payment.Payload.Amount)
                await {|CBG1031:orders.MarkPaidAsync(sale.Number, sale.Total, payment.Receipt.IdempotencyKey)|};
            """
        ),
        ["a flag of an order that the route finds, and the key"] = Route(
            "string number",
            """
            var sale = sales.All.Single(sale => sale.Number == number);
            {|CBG1031:sale.IsPaid = true|};
            sale.PaymentId = payment.Receipt.IdempotencyKey!;
            """
        ),
        ["a text of SQL, and the key"] = Route(
            "string number",
            """
            await {|CBG1031:connection.ExecuteAsync(
                "UPDATE sales SET paid = 1, paid_by = @key WHERE number = @number",
                new { number, key = payment.Receipt.IdempotencyKey }
            )|};
            """
        ),
        ["a header"] = Route("", "await {|CBG1031:orders.ShipAsync(context.Request.Headers[\"X-Order\"].ToString())|};"),
        ["a header that is tried"] = Route(
            "",
            "if (context.Request.Headers.TryGetValue(\"X-Order\", out var order)) await {|CBG1031:orders.ShipAsync(order.ToString())|};"
        ),
        ["a cookie"] = Route("", "var cart = context.Request.Cookies[\"cart\"]; await {|CBG1031:orders.ShipAsync(cart!)|};"),
        ["the session"] = Route("", "await {|CBG1031:orders.ShipAsync(context.Session.GetString(\"cart\")!)|};"),
        ["a value of the route that is asked for"] = Route(
            "",
            "var id = (string)context.Request.RouteValues[\"id\"]!; await {|CBG1031:orders.ShipAsync(id)|};"
        ),
        ["a user of the route"] = Route("string userId", "await {|CBG1031:wallets.CreditAsync(userId, payment.Payload.Amount)|};"),
        ["a local function"] = Program(
            """
            app.MapPost("/x/{id}", Handle);
            static Task Handle(string id, Verified<AcmePayment> payment, Orders orders) =>
                {|CBG1031:orders.ShipAsync(id)|};
            """
        ),
        ["an action"] = Controller(
            """
            [HttpPost("/x/{orderId}")]
            public async Task<IActionResult> Post(string orderId, Verified<AcmePayment> payment)
            {
                await {|CBG1031:_orders.MarkPaidAsync(orderId)|};
                return Ok();
            }
            """
        ),
        ["an action's own route"] = Controller(
            """
            [HttpPost("/x/{orderId}")]
            public async Task<IActionResult> Post(Verified<AcmePayment> payment)
            {
                await {|CBG1031:_orders.MarkPaidAsync(RouteData.Values["orderId"]!.ToString()!)|};
                return Ok();
            }
            """
        ),
        ["a private method"] = Controller(
            """
            [HttpPost("/x/{orderId}")]
            public async Task<IActionResult> Post(int orderId, Verified<AcmePayment> payment)
            {
                if (payment.Payload.Status == AcmePaymentStatus.Paid)
                    await {|CBG1031:FinishAsync(orderId)|};
                return Ok();
            }

            private async Task FinishAsync(int id)
            {
                var order = await _orders.FindAsync($"{id}");
                order.MarkPaid();
            }
            """
        ),
        ["a callback that is verified in the body"] = Program(
            """
            app.MapPost(
                "/x/{orderId}",
                async (string orderId, HttpContext context, CallbackKeys keys, Orders orders) =>
                {
                    var request = CallbackRequest.Post(Array.Empty<byte>(), "application/json");
                    if (
                        !AcmePayment.Verify(request, keys).TryGetValue(out var payment, out _)
                        || payment.Payload.Status != AcmePaymentStatus.Paid
                    )
                        return Results.BadRequest();
                    await {|CBG1031:orders.MarkPaidAsync(orderId, payment.Payload.Amount)|};
                    return Results.Ok();
                }
            );
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["a member of the payload"] = Route(
            "string orderId",
            "logger.LogInformation(\"{Order}\", orderId); await orders.MarkPaidAsync(payment.Payload.Order.Number);"
        ),
        ["a route's value that is compared"] = Route(
            "string orderId",
            "if (orderId != payment.Payload.Order.Number) return; await orders.MarkPaidAsync(orderId, payment.Payload.Amount);"
        ),
        ["a route's value that is compared by a method"] = Route(
            "string orderId",
            """
            if (!string.Equals(orderId, payment.Payload.Order.Number, StringComparison.Ordinal))
                return;
            await orders.MarkPaidAsync(orderId);
            """
        ),
        ["a route's value that is compared as a number"] = Route(
            "Guid order",
            "if (order != Guid.Parse(payment.Payload.Order.Number)) return; await sales.CompleteAsync(order, ct);"
        ),
        ["an order that is compared"] = Route(
            "string number",
            "var sale = await sales.FindAsync(number); if (sale!.PaymentId != payment.Payload.Id) return; await sales.CompleteAsync(sale);"
        ),
        ["an order that is found by both"] = Route(
            "string number",
            "var sale = sales.All.Single(sale => sale.Number == number && sale.PaymentId == payment.Payload.Id); sale.Complete();"
        ),
        ["an order that is compared, and the key"] = Route(
            "string number",
            """
            var sale = await sales.FindAsync(number);
            if (sale!.PaymentId != payment.Payload.Id)
                return;
            sale.IsPaid = true;
            sale.Status = payment.Receipt.IdempotencyKey!;
            """
        ),
        ["an order that a helper compares"] = Route(
            "string number",
            "var sale = await sales.FindAsync(number); if (!sales.Belongs(sale!, payment.Payload)) return; sale!.Complete();"
        ),
        ["the payment handed on too"] = Route("string orderId", "await orders.MarkPaidAsync($\"{orderId}/{payment.Payload.Id}\");"),
        ["the payment linked first"] = Route(
            "string orderId",
            "await sales.LinkAsync(orderId, payment.Payload.Id); await orders.ShipAsync(orderId);"
        ),
        ["the payment added first"] = Route(
            "string number",
            "var sale = await sales.FindAsync(number); sale!.Add(payment.Payload.Id); sale.Complete();"
        ),
        ["a tenant"] = Route(
            "string tenant",
            """
            var wallet = wallets.For(tenant);
            await wallet.CreditAsync(payment.Payload.Order.Number, payment.Payload.Amount);
            wallet.Complete();
            """
        ),
        ["a tenant that is marked"] = Route("string tenantId", "await orders.ShipAsync(tenantId);"),
        ["a database that the route picks"] = Route(
            "string account",
            """
            var wallet = wallets.For(account);
            await wallet.CreditAsync(payment.Payload.Order.Number, payment.Payload.Amount);
            wallet.Complete();
            """
        ),
        ["a language"] = Route(
            "",
            """
            var language = context.Request.Headers["Accept-Language"].ToString();
            await orders.MarkPaidAsync(payment.Payload.Id);
            await orders.HandleAsync(language);
            """
        ),
        ["a header that names a trace"] = Route("", "await orders.ShipAsync(context.Request.Headers[\"X-Correlation-Id\"].ToString());"),
        ["an audit"] =
            Route("string route", "await Audit.SaveAuditAsync(route); await orders.MarkPaidAsync(payment.Payload.Id);")
            + "static class Audit { public static Task SaveAuditAsync(string route) => Task.CompletedTask; }",
        ["a trail of audits"] =
            Route("string route", "await Trail.SaveAuditAsync(route); await orders.MarkPaidAsync(payment.Payload.Id);")
            + "static class Trail { public static Task SaveAuditAsync(string route) => Task.CompletedTask; }",
        ["a lookup alone"] = Route(
            "string number",
            "var sale = await sales.FindAsync(number); logger.LogInformation(\"{Total}\", sale!.Total);"
        ),
        ["an action that compares"] = Controller(
            """
            [HttpPost("/x/{orderId}")]
            public async Task<IActionResult> Post(string orderId, Verified<AcmePayment> payment)
            {
                if (payment.Payload.Order.Number != orderId)
                    return BadRequest();
                await _orders.MarkPaidAsync(orderId);
                return Ok();
            }
            """
        ),
        ["an action that hands the context on"] = Controller(
            """
            [HttpPost("/x/{orderId}")]
            public async Task<IActionResult> Post(string orderId, Verified<AcmePayment> payment)
            {
                await Check(payment, HttpContext);
                await _orders.MarkPaidAsync(orderId);
                return Ok();
            }

            private static Task Check(Verified<AcmePayment> payment, HttpContext context) => Task.CompletedTask;
            """
        ),
        ["a class"] = Class(
            """
            public class Handler(Orders orders) : ICallbackHandler<AcmePayment>
            {
                public Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken) =>
                    orders.ShipAsync(callback.Payload.Order.Number);
            }
            """
        ),
        ["no callback"] = Program("""app.MapPost("/x/{id}", (string id, Orders orders) => orders.ShipAsync(id));"""),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task An_effect_that_the_request_chooses_is_reported(string name) => Verify.VerifyAnalyzerAsync(Reported[name], Library);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => Verify.VerifyAnalyzerAsync(Silent[name], Library);

    [Theory]
    [InlineData("await orders.ShipAsync(orderId);", Microsoft.CodeAnalysis.DiagnosticSeverity.Warning)]
    [InlineData("await orders.MarkPaidAsync(orderId, 1m, payment.Receipt.IdempotencyKey);", Microsoft.CodeAnalysis.DiagnosticSeverity.Info)]
    [InlineData("var sale = await sales.FindAsync(orderId); await Store.SaveAsync(sale!);", Microsoft.CodeAnalysis.DiagnosticSeverity.Info)]
    public async Task What_is_only_stored_is_a_suggestion(string code, Microsoft.CodeAnalysis.DiagnosticSeverity severity)
    {
        var project = await Harness.HandlerProject.CreateAsync(
            Route("string orderId", code) + "static class Store { public static Task SaveAsync(Sale sale) => Task.CompletedTask; }",
            Library
        );
        Assert.Equal(
            severity,
            Assert.Single(await Harness.HandlerProject.AnalyzeAsync(project, new Generator.Analyzers.ChosenByRequestAnalyzer())).Severity
        );
    }

    /// <summary>A signature that covers the address covers its route values.</summary>
    [Fact]
    public Task A_feed_that_signs_its_address_is_silent()
    {
        var (path, text) = Harness.HandlerFeeds.Payment;
        var signed = text.Replace("\"message\": \"{rawBody}\"", "\"message\": \"{url}{rawBody}\"", StringComparison.Ordinal);
        Assert.NotEqual(text, signed);
        return new Harness.HandlerTest<Generator.Analyzers.ChosenByRequestAnalyzer>
        {
            Sources = [Route("string orderId", "await orders.ShipAsync(orderId);"), Library],
            Schemas = [(path, signed), Harness.HandlerFeeds.Notice, Harness.HandlerFeeds.Ping],
        }.RunAsync();
    }

    [Theory]
    [InlineData("callbackgen.additional_scope_words = Order", "orders.ShipAsync(orderId)")]
    [InlineData("callbackgen.scope_words = Tenant", "{|CBG1031:orders.ShipAsync(orderId)|}")]
    public Task The_words_are_an_option(string option, string call) =>
        new Harness.HandlerTest<Generator.Analyzers.ChosenByRequestAnalyzer>
        {
            Sources = [Route("string orderId", $"await {call};"), Library],
            Schemas = Harness.HandlerFeeds.All,
            Config = option,
        }.RunAsync();

    private static string Route(string parameter, string code) =>
        Program(
            $$"""
            app.MapPost(
                "/x",
                async (
                    {{(
                            parameter.Length == 0 ? "" : parameter + ", "
                        )}}Verified<AcmePayment> payment,
                    HttpContext context,
                    Orders orders,
                    Sales sales,
                    Connection connection,
                    IWallets wallets,
                    ILogger<Orders> logger,
                    CancellationToken ct
                ) =>
                {
                    await Task.Yield();
                    {{code}}
                }
            );
            """
        );
}
