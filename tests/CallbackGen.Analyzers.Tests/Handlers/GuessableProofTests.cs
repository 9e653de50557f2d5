using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.GuessableProofAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1054: the proof of a payment can be guessed.</summary>
public sealed class GuessableProofTests
{
    private static readonly HandlerCases Reported = new()
    {
        ["a code of the order's number"] = Route(
            """var code = {|CBG1054:$"GIFT-{it.Order.Number}"|}; await cards.IssueAsync(it.Order.Number, code);"""
        ),
        ["a code that is put together"] = Route("""await cards.IssueAsync(it.Order.Number, {|CBG1054:"GIFT-" + it.Id.Substring(2)|});"""),
        ["a hash"] = Route(
            """
            var licenseKey = {|CBG1054:Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(it.Order.Number)))|};
            await cards.IssueAsync(it.Id, licenseKey);
            """
        ),
        ["the time"] = Route("""var voucher = {|CBG1054:$"V{DateTime.UtcNow.Ticks:x}"|}; await cards.IssueAsync(it.Id, voucher);"""),
        ["random numbers that are none"] = Route(
            """
            var activationCode = {|CBG1054:Random.Shared.Next(100000, 999999).ToString()|};
            await cards.IssueAsync(it.Id, activationCode);
            """
        ),
        ["a field of random numbers that are none"] = Class(
            """
            public class Handler(Cards cards) : ICallbackHandler<AcmePayment>
            {
                private readonly Random _random = new();

                public Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
                {
                    var pickupCode = {|CBG1054:_random.Next(1000, 9999).ToString()|};
                    return cards.IssueAsync(callback.Payload.Id, pickupCode);
                }
            }
            """
        ),
        ["a number that is counted up"] = Route(
                """var voucher = $"V{(new[] { 1 }).Count() + 1:D6}"; await cards.IssueAsync(it.Id, voucher);"""
            )
            .Replace("$\"V{(new[] { 1 }).Count() + 1:D6}\"", "{|CBG1054:$\"V{(new[] { 1 }).Count() + 1:D6}\"|}", StringComparison.Ordinal),
        ["a member"] = Route("""await cards.AddAsync(new Card { VoucherCode = {|CBG1054:$"{it.Order.Number}-{it.Currency}"|} });"""),
        ["a method that makes it"] = Class(
            """
            public class Handler(Cards cards) : ICallbackHandler<AcmePayment>
            {
                public async Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
                {
                    var downloadToken = {|CBG1054:MakeToken(callback.Payload.Order.Number)|};
                    await cards.IssueAsync(callback.Payload.Id, downloadToken);
                }
                private static string MakeToken(string order) => Convert.ToBase64String(Encoding.UTF8.GetBytes(order));
            }
            """
        ),
        ["a method by its name"] = Class(
            """
            public class Handler(Cards cards) : ICallbackHandler<AcmePayment>
            {
                public Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken) =>
                    cards.IssueAsync(callback.Payload.Id, {|CBG1054:CodeOf(callback.Payload)|});

                private static string CodeOf(AcmePayment it) => "G" + it.Order.Number.GetHashCode().ToString("X");
            }
            """
        ),
        ["a private method of the handler"] = Class(
            """
            public class Handler(Cards cards) : ICallbackHandler<AcmePayment>
            {
                public Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken) =>
                    IssueAsync(callback.Payload);

                private Task IssueAsync(AcmePayment it)
                {
                    var giftCode = {|CBG1054:string.Concat("G", it.Order.Number)|};
                    return cards.IssueAsync(it.Id, giftCode);
                }
            }
            """
        ),
        ["a cookie that is given"] = Page(
            """
            {|CBG1054:http.Response.Cookies.Append("paid-order", payment.Payload.Order.Number)|};
            return Results.Redirect("/download");
            """
        ),
        ["a cookie that says yes"] = Page(
            """{|CBG1054:http.Response.Cookies.Append("premium", "true", new CookieOptions { HttpOnly = true })|}; return Results.Ok();"""
        ),
        ["a script"] = Page("""return Results.Content({|CBG1054:"<script>localStorage.setItem('paid', '1')</script>"|}, "text/html");"""),
        ["a cookie that is believed"] = Other(
            """
            app.MapGet(
                "/download",
                (HttpContext http) =>
                    {|CBG1054:http.Request.Cookies["paid-order"]|} is { } order
                        ? Results.File("/files/" + order)
                        : Results.Redirect("/")
            );
            """
        ),
        ["a query that is believed"] = Other(
            """
            app.MapGet(
                "/thanks",
                async (string order, bool paid, Orders orders) =>
                {
                    if ({|CBG1054:paid|})
                        await orders.MarkPaidAsync(order);
                    return Results.Ok();
                }
            );
            """
        ),
        ["a status in the query"] = Other(
            """
            app.MapGet(
                "/thanks",
                async (HttpContext http, Orders orders) =>
                {
                    if ({|CBG1054:http.Request.Query["status"]|} == "success")
                        await orders.ShipAsync("1");
                    return Results.Ok();
                }
            );
            """
        ),
        ["an action"] = Controller(
            """
            [HttpPost("/x")]
            public IActionResult Callback(Verified<AcmePayment> payment) => Ok();

            [HttpGet("/download")]
            public IActionResult Download()
            {
                if ({|CBG1054:Request.Cookies["paid"]|} != "1")
                    return NotFound();
                return PhysicalFile("/files/book.pdf", "application/pdf");
            }
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["random bytes"] = Route(
            """var code = $"GIFT-{RandomNumberGenerator.GetHexString(24)}"; await cards.IssueAsync(it.Order.Number, code);"""
        ),
        ["a Guid"] = Route("""var voucher = $"{it.Order.Number}-{Guid.NewGuid():n}"; await cards.IssueAsync(it.Order.Number, voucher);"""),
        ["a MAC"] = Route(
            """
            var secret = Encoding.UTF8.GetBytes(Environment.GetEnvironmentVariable("X")!);
            var downloadToken = Convert.ToHexString(
                HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(it.Order.Number))
            );
            await cards.IssueAsync(it.Id, downloadToken);
            """
        ),
        ["codes that everybody knows"] = Route(
            """
            var currencyCode = it.Currency.ToUpperInvariant();
            var orderCode = $"A{it.Order.Number}";
            await cards.IssueAsync(orderCode, currencyCode);
            """
        ),
        ["a code that is handed on"] = Route("""var code = it.Id; await cards.IssueAsync(it.Order.Number, code);"""),
        ["a method that hands it on"] = Class(
            """
            public class Handler(Cards cards) : ICallbackHandler<AcmePayment>
            {
                public Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
                {
                    var token = TokenOf(callback.Payload.Id);
                    return cards.IssueAsync(callback.Payload.Order.Number, token);
                }

                private static string TokenOf(string id) => id;
            }
            """
        ),
        ["a service that makes it"] = Route(
            """var licenseKey = await cards.CreateKeyAsync(it.Order.Number); await cards.IssueAsync(it.Id, licenseKey);"""
        ),
        ["a sealed cookie"] = Page(
            """
            http.Response.Cookies.Append("paid-order", sealer.Protect(payment.Payload.Order.Number));
            return Results.Redirect("/download");
            """
        ),
        ["a cookie for display"] = Page(
            """http.Response.Cookies.Append("last-order", payment.Payload.Order.Number); return Results.Redirect("/thanks");"""
        ),
        ["a cookie that is opened"] = Other(
            """
            app.MapGet(
                "/download",
                (HttpContext http, Sealer sealer) =>
                    http.Request.Cookies["paid-order"] is { } order
                        ? Results.File("/files/" + sealer.Unprotect(order))
                        : Results.Redirect("/")
            );
            """
        ),
        ["the database is asked"] = Other(
            """
            app.MapGet(
                "/download",
                async (HttpContext http, Orders orders) =>
                    http.Request.Cookies["paid-order"] is { } number && (await orders.FindAsync(number)).IsPaid
                        ? Results.File("/files/book")
                        : Results.Redirect("/")
            );
            """
        ),
        ["a filter of a list"] = Other("""app.MapGet("/orders", (bool paid) => paid ? Results.Ok("paid ones") : Results.Ok("all"));"""),
        ["an operator's page"] = Other(
            """
            app.MapPost(
                    "/orders/{number}",
                    async (string number, string state, Orders orders) =>
                    {
                        if (state == "paid")
                            await orders.MarkPaidAsync(number);
                        return Results.Ok();
                    }
                )
                .RequireAuthorization();
            """
        ),
        ["a code outside of callbacks"] = Program(
            """app.MapPost("/codes", (string order) => { var code = $"X-{order}"; return code; });"""
        ),
    };

    private const string Types = """
        namespace Shop;

        public class Card
        {
            public string VoucherCode { get; set; } = "";
        }

        public class Cards
        {
            public Task IssueAsync(string order, string code) => Task.CompletedTask;

            public Task AddAsync(Card card) => Task.CompletedTask;

            public Task<string> CreateKeyAsync(string order) =>
                Task.FromResult(System.Security.Cryptography.RandomNumberGenerator.GetHexString(20));
        }

        public class Sealer
        {
            public string Protect(string text) => text;

            public string Unprotect(string text) => text;
        }
        """;

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task A_proof_that_can_be_made_up_is_reported(string name) => Verify.VerifyAnalyzerAsync(Usings + Reported[name], Types);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => Verify.VerifyAnalyzerAsync(Usings + Silent[name], Types);

    private const string Usings = "using System.Security.Cryptography;\nusing System.Text;\n";

    private static string Route(string code) =>
        Program(
            $$"""
            app.MapCallback<AcmePayment>(
                "/x",
                async (Verified<AcmePayment> payment, Cards cards) =>
                {
                    var it = payment.Payload;
                    {{code}}
                }
            );
            """
        );

    private static string Page(string code) =>
        Program($$"""app.MapGet("/return", (Verified<AcmePayment> payment, HttpContext http, Sealer sealer) => { {{code}} });""");

    private static string Other(string code) =>
        Program($$"""app.MapCallback<AcmePayment>("/x", (Verified<AcmePayment> payment) => { }); {{code}}""");
}
