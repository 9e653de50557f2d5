using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Amounts = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.UncomparedAmountAnalyzer>;
using HandReads = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.HandReadAnalyzer>;
using Keys = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.SentKeyAnalyzer>;
using Lost = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.LostCallbackAnalyzer>;
using Secrets = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.EmptySecretAnalyzer>;
using Statuses = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.UnreadStatusAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>The rules analyze the private and local functions that a handler calls as parts of the handler.</summary>
public sealed class OwnFunctionTests
{
    private const string Services = """
        namespace Shop;
        public interface ILicences
        {
            Task<decimal?> PriceOfAsync(string id);
            Task ActivateAsync(string id);
            Task<bool> TryStoreAsync(string id);
        }
        public sealed class SqliteException : Exception { public int SqliteErrorCode => 5; }
        """;

    private static readonly HandlerCases LostOnes = new()
    {
        ["started behind a question"] = Handler(
            "{|CBG1010:Schedule(callback.Payload.Id)|};",
            "private void Schedule(string id) => Task.Run(() => licences.ActivateAsync(id));"
        ),
        ["started, and a value given back"] = Handler(
            "logger.LogInformation(\"{Text}\", {|CBG1010:Schedule(callback.Payload.Id)|});",
            "private string Schedule(string id) { _ = Task.Run(() => licences.ActivateAsync(id)); return \"started\"; }"
        ),
        ["async void"] = Handler(
            "{|CBG1010:Activate(callback.Payload.Id);|}",
            "private async {|CBG1021:void|} Activate(string id) => await licences.ActivateAsync(id);"
        ),
        ["async void behind what was stored"] = Handler(
            "await licences.TryStoreAsync(callback.Payload.Id); Activate(callback.Payload.Id);",
            "private async {|CBG1021:void|} Activate(string id) => await licences.ActivateAsync(id);"
        ),
        ["a blocked thread"] = Handler(
            "if (Price(callback.Payload.Id) == callback.Payload.Amount) await licences.ActivateAsync(callback.Payload.Id);",
            "private decimal? Price(string id) => {|CBG1022:licences.PriceOfAsync(id).GetAwaiter().GetResult()|};"
        ),
        ["a blocked thread of a static function"] = Handler(
            "await licences.ActivateAsync(Text(Task.FromResult(callback.Payload.Id)));",
            "private static string Text(Task<string> id) => {|CBG1022:id.Result|};"
        ),
        ["a result that nobody looks at"] = Handler(
            "await {|CBG1020:TryAsync(callback.Payload.Id)|};",
            """
            private async Task<bool> TryAsync(string id)
            {
                try
                {
                    await licences.ActivateAsync(id);
                    return true;
                }
                catch (Exception e)
                {
                    logger.LogError(e, "failed");
                    return false;
                }
            }
            """
        ),
        ["a database's failure whose result is dropped"] = Handler(
            "_ = await {|CBG1020:TryAsync(callback.Payload.Id)|};",
            """
            private async Task<bool> TryAsync(string id)
            {
                try
                {
                    await licences.ActivateAsync(id);
                    return true;
                }
                catch (SqliteException e)
                {
                    logger.LogWarning("not stored: {Code}", e.SqliteErrorCode);
                    return false;
                }
            }
            """
        ),
        ["a log line that says what failed"] = Handler(
            """
            try
            {
                await licences.ActivateAsync(callback.Payload.Id);
            }
            {|CBG1020:catch|} (Exception e)
            {
                logger.LogError("failed: {Type}", e.GetType().Name);
            }
            """,
            ""
        ),
        ["a database's failure"] = Handler(
            """
            try
            {
                await licences.ActivateAsync(callback.Payload.Id);
            }
            {|CBG1020:catch|} (SqliteException e)
            {
                logger.LogError(e, "not stored");
            }
            """,
            ""
        ),
    };

    private static readonly HandlerCases KeptOnes = new()
    {
        ["awaited"] = Handler(
            "await ActivateAsync(callback.Payload.Id);",
            "private async Task ActivateAsync(string id) => await licences.ActivateAsync(id);"
        ),
        ["given back"] = Handler(
            "await ActivateAsync(callback.Payload.Id);",
            "private Task ActivateAsync(string id) => licences.ActivateAsync(id);"
        ),
        ["stored first"] = Handler(
            "await licences.TryStoreAsync(callback.Payload.Id); Schedule(callback.Payload.Id);",
            "private void Schedule(string id) => Task.Run(() => licences.ActivateAsync(id));"
        ),
        ["stored first by a function of its own"] = Handler(
            "await KeepAsync(callback.Payload.Id); Schedule(callback.Payload.Id);",
            """
            private Task KeepAsync(string id) => licences.TryStoreAsync(id);

            private void Schedule(string id) => Task.Run(() => licences.ActivateAsync(id));
            """
        ),
        ["a result that is looked at"] = Handler(
            "if (!await TryAsync(callback.Payload.Id)) throw new InvalidOperationException();",
            """
            private async Task<bool> TryAsync(string id)
            {
                try
                {
                    await licences.ActivateAsync(id);
                    return true;
                }
                catch (Exception e)
                {
                    logger.LogError(e, "failed");
                    return false;
                }
            }
            """
        ),
        ["a duplicate"] = Handler(
            "await TryAsync(callback.Payload.Id);",
            """
            private async Task<bool> TryAsync(string id)
            {
                try
                {
                    await licences.ActivateAsync(id);
                    return true;
                }
                catch (SqliteException e) when (e.SqliteErrorCode == 19)
                {
                    return false;
                }
            }
            """
        ),
        ["a duplicate that is named"] = Handler(
            "await TryAsync(callback.Payload.Id);",
            """
            private async Task<bool> TryAsync(string id)
            {
                try
                {
                    await licences.ActivateAsync(id);
                    return true;
                }
                catch (SqliteException)
                {
                    logger.LogWarning("a duplicate");
                    return false;
                }
            }
            """
        ),
        ["a code that is asked"] = Handler(
            "await TryAsync(callback.Payload.Id);",
            """
            private async Task TryAsync(string id)
            {
                try
                {
                    await licences.ActivateAsync(id);
                }
                catch (SqliteException e)
                {
                    if (e.SqliteErrorCode != 19)
                        throw;
                    logger.LogWarning("seen");
                }
            }
            """
        ),
        ["tasks that have ended"] = Handler(
            "await licences.ActivateAsync(await TextAsync(callback.Payload.Id));",
            """
            private async Task<string> TextAsync(string id)
            {
                var price = licences.PriceOfAsync(id);
                var stored = licences.TryStoreAsync(id);
                await Task.WhenAll(price, stored);
                return $"{price.Result} {stored.Result}";
            }
            """
        ),
        ["a function that nothing of a callback calls"] = Handler(
            "await licences.ActivateAsync(callback.Payload.Id);",
            """
            public decimal? Shown(string id) => Price(id);

            private decimal? Price(string id) => licences.PriceOfAsync(id).Result;

            private async void Tick() => await licences.ActivateAsync("1");

            public void Start() => Tick();
            """
        ),
    };

    private static readonly HandlerCases Unread = new()
    {
        ["the status, by the function that acts"] = Class(
            Own(
                """
                Task HandleAsync(Verified<AcmePayment> {|CBG1005:callback|}, CancellationToken cancellationToken) =>
                    SettleAsync(callback.Payload);
                """,
                """
                private async Task SettleAsync(AcmePayment paid)
                {
                    var order = await orders.FindAsync(paid.Order.Number);
                    if (order.Total == paid.Amount && order.Currency == paid.Currency)
                        order.IsPaid = true;
                    await orders.SaveAsync();
                }
                """
            )
        ),
        ["the status, by two"] = Class(
            Own(
                """
                async Task HandleAsync(Verified<AcmePayment> {|CBG1005:callback|}, CancellationToken cancellationToken)
                {
                    if (await IsOwedAsync(callback.Payload))
                        await SettleAsync(callback);
                }
                """,
                """
                private async Task<bool> IsOwedAsync(AcmePayment paid) =>
                    (await orders.FindAsync(paid.Id)).Total == paid.Amount;

                private Task SettleAsync(Verified<AcmePayment> paid) => orders.ShipAsync(paid.Payload.Id);
                """
            )
        ),
        ["the status, by a local function"] = Program(
            """
            app.MapCallback<AcmePayment>(
                "/x",
                async (Verified<AcmePayment> {|CBG1005:payment|}, Orders orders) =>
                {
                    await Settle(payment.Payload);
                    Task Settle(AcmePayment paid) => orders.ShipAsync(paid.Id);
                }
            );
            """
        ),
    };

    private static readonly HandlerCases Asked = new()
    {
        ["in the handler"] = Class(
            Own(
                """
                async Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
                {
                    if (callback.Payload.Status == AcmePaymentStatus.Paid)
                        await SettleAsync(callback.Payload);
                }
                """,
                "private Task SettleAsync(AcmePayment paid) => orders.ShipAsync(paid.Id);"
            )
        ),
        ["in the function"] = Class(
            Own(
                "Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken) => SettleAsync(callback.Payload);",
                """
                private async Task SettleAsync(AcmePayment paid)
                {
                    if (paid.Status == AcmePaymentStatus.Paid)
                        await orders.ShipAsync(paid.Id);
                }
                """
            )
        ),
        ["in a function that says yes or no"] = Class(
            Own(
                """
                async Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
                {
                    if (IsFinal(callback.Payload))
                        await SettleAsync(callback.Payload);
                }
                """,
                """
                private static bool IsFinal(AcmePayment paid) => paid.Status == AcmePaymentStatus.Paid;

                private Task SettleAsync(AcmePayment paid) => orders.ShipAsync(paid.Id);
                """
            )
        ),
        ["two calls away, perhaps"] = Class(
            Own(
                "Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken) => SettleAsync(callback.Payload);",
                """
                private Task SettleAsync(AcmePayment paid) => ShipAsync(paid);

                private Task ShipAsync(AcmePayment paid) => orders.ShipAsync(paid.Id);
                """
            )
        ),
        ["elsewhere, perhaps"] = Class(
            Own(
                """
                async Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
                {
                    await orders.HandleAsync(callback);
                    await SettleAsync(callback.Payload);
                }
                """,
                "private Task SettleAsync(AcmePayment paid) => orders.ShipAsync(paid.Id);"
            )
        ),
    };

    private static readonly HandlerCases Cut = new()
    {
        ["cut by a function, and reviewed where it is another"] = Amount(
            """
            if ({|CBG1006:Matches(order.Total, callback.Payload.Amount)|})
                await orders.MarkPaidAsync(callback.Payload.Id);
            else
                await orders.ReviewAsync(callback.Payload.Id, callback.Payload.Amount);
            """,
            "private static bool Matches(decimal due, decimal paid) => (int)due == (int)paid;"
        ),
        ["cut, and kept where it is another"] = Amount(
            """
            if ({|CBG1006:(long)order.Total == (long)callback.Payload.Amount|})
                await orders.MarkPaidAsync(callback.Payload.Id);
            else
                await orders.NoteAsync(callback.Payload.Amount);
            """,
            ""
        ),
        ["never looked at, in a function of its own"] = Class(
            Own(
                """
                async Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
                {
                    if (callback.Payload.Status == AcmePaymentStatus.Paid)
                        await {|CBG1006:SettleAsync(callback.Payload)|};
                }
                """,
                """
                private async Task SettleAsync(AcmePayment paid)
                {
                    var order = await orders.FindAsync(paid.Id);
                    order.IsPaid = true;
                    await orders.SaveAsync();
                }
                """
            )
        ),
    };

    private static readonly HandlerCases Whole = new()
    {
        ["exact, and reviewed where it is another"] = Amount(
            """
            if (Matches(order.Total, callback.Payload.Amount) && callback.Payload.Currency == order.Currency)
                await orders.MarkPaidAsync(callback.Payload.Id);
            else
                await orders.ReviewAsync(callback.Payload.Id, callback.Payload.Amount);
            """,
            "private static bool Matches(decimal due, decimal paid) => due == paid;"
        ),
        ["cut for a log's sake, and handed on"] = Amount(
            """
            if ((long)callback.Payload.Amount == 0)
                return;
            await orders.MarkPaidAsync(callback.Payload.Id, callback.Payload.Amount, callback.Payload.Currency);
            """,
            ""
        ),
        ["compared in a function of its own"] = Class(
            Own(
                """
                async Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
                {
                    if (callback.Payload.Status == AcmePaymentStatus.Paid)
                        await SettleAsync(callback.Payload);
                }
                """,
                """
                private async Task SettleAsync(AcmePayment paid)
                {
                    var order = await orders.FindAsync(paid.Id);
                    if (order.Total == paid.Amount && order.Currency == paid.Currency)
                        order.IsPaid = true;
                    await orders.SaveAsync();
                }
                """
            )
        ),
    };

    private static readonly HandlerCases ByHand = new()
    {
        ["a form, by an endpoint's function"] = Routes(
            """
            routes.MapPost(
                "/x",
                async (HttpRequest request, Orders orders) =>
                {
                    if (await ReadAsync(request) is { } id)
                        await orders.ShipAsync(id);
                }
            );
            """,
            """
            private static async Task<string?> ReadAsync(HttpRequest request)
            {
                var form = await request.ReadFormAsync();
                return {|CBG1015:form["status"]|} == "paid" ? form["id"].ToString() : null;
            }
            """
        ),
        ["JSON that an endpoint hands on"] = Routes(
            """
            routes.MapPost(
                "/x",
                async (System.Text.Json.JsonElement body, Orders orders) =>
                {
                    if (Read(body) is { } id)
                        await orders.ShipAsync(id);
                }
            );
            """,
            """
            private static string? Read(System.Text.Json.JsonElement root) =>
                {|CBG1015:root.GetProperty("status")|}.GetString() == "paid" ? root.GetProperty("id").GetString() : null;
            """
        ),
    };

    private static readonly HandlerCases NotByHand = new()
    {
        ["of a page that asks for a login"] = Routes(
            """
            routes
                .MapPost(
                    "/x",
                    async (HttpRequest request, Orders orders) =>
                    {
                        if (await ReadAsync(request) is { } id)
                            await orders.ShipAsync(id);
                    }
                )
                .RequireAuthorization();
            """,
            """
            private static async Task<string?> ReadAsync(HttpRequest request)
            {
                var form = await request.ReadFormAsync();
                return form["status"] == "paid" ? form["id"].ToString() : null;
            }
            """
        ),
        ["of an endpoint that verifies"] = Routes(
            """
            routes.MapPost(
                "/x",
                async (HttpRequest request, CallbackRequest callback, CallbackKeys keys, Orders orders) =>
                {
                    if (!AcmePayment.Verify(callback, keys).IsSuccess)
                        return;
                    if (await ReadAsync(request) is { } id)
                        await orders.ShipAsync(id);
                }
            );
            """,
            """
            private static async Task<string?> ReadAsync(HttpRequest request)
            {
                var form = await request.ReadFormAsync();
                return form["status"] == "paid" ? form["id"].ToString() : null;
            }
            """
        ),
        ["of what was stored"] = Routes(
            """routes.MapPost("/x", async (Orders orders) => { if (Read(await LoadAsync()) is { } id) await orders.ShipAsync(id); });""",
            """
            private static Task<System.Text.Json.JsonElement> LoadAsync() =>
                Task.FromResult(default(System.Text.Json.JsonElement));

            private static string? Read(System.Text.Json.JsonElement root) =>
                root.GetProperty("status").GetString() == "paid" ? root.GetProperty("id").GetString() : null;
            """
        ),
        ["of a page that does nothing"] = Routes(
            """routes.MapPost("/x", (System.Text.Json.JsonElement body) => Read(body));""",
            """
            private static string? Read(System.Text.Json.JsonElement root) =>
                root.GetProperty("status").GetString() == "paid" ? root.GetProperty("id").GetString() : null;
            """
        ),
    };

    private static readonly HandlerCases Sent = new()
    {
        ["a header before configuration"] = Controller(
            """
            [HttpPost("/x")]
            public IActionResult Post(CallbackRequest callback) =>
                AcmePayment.Verify(callback, Keys()).IsSuccess ? Ok() : Unauthorized();

            private CallbackKeys Keys()
            {
                var key = Request.Headers["X-Key"].ToString();
                return CallbackKeys.Create(
                    AcmePayment.Feed,
                    "secret",
                    {|CBG1019:key is "" ? Environment.GetEnvironmentVariable("KEY")! : key|}
                );
            }
            """
        ),
        ["a query before configuration"] = Program(
            """
            app.MapPost(
                "/x",
                (HttpRequest request, CallbackRequest callback) =>
                    AcmePayment
                        .Verify(
                            callback,
                            CallbackKeys.Create(
                                AcmePayment.Feed,
                                "secret",
                                {|CBG1019:(string?)request.Query["key"] ?? Environment.GetEnvironmentVariable("KEY")!|}
                            )
                        )
                        .IsSuccess
            );
            """
        ),
        ["a header that a function is handed"] = Controller(
            """
            [HttpPost("/x")]
            public IActionResult Post(CallbackRequest callback) =>
                AcmePayment.Verify(callback, Keys(Request.Headers["X-Key"].ToString())).IsSuccess
                    ? Ok()
                    : Unauthorized();

            private static CallbackKeys Keys(string key) =>
                CallbackKeys.Create(AcmePayment.Feed, "secret", {|CBG1019:key|});
            """
        ),
    };

    private static readonly HandlerCases NotSent = new()
    {
        ["a key that a header chooses"] = Controller(
            """
            [HttpPost("/x")]
            public IActionResult Post(CallbackRequest callback) =>
                AcmePayment.Verify(callback, Keys()).IsSuccess ? Ok() : Unauthorized();

            private CallbackKeys Keys()
            {
                var merchant = Request.Headers["X-Merchant"].ToString() switch
                {
                    "north" => "north",
                    _ => "south"
                };
                return CallbackKeys.Create(
                    AcmePayment.Feed,
                    "secret",
                    Environment.GetEnvironmentVariable("KEY_" + merchant)!
                );
            }
            """
        ),
        ["a key of configuration that a function is handed"] = Controller(
            """
            [HttpPost("/x")]
            public IActionResult Post(CallbackRequest callback) =>
                AcmePayment.Verify(callback, Keys(Environment.GetEnvironmentVariable("KEY")!)).IsSuccess
                    ? Ok()
                    : Unauthorized();

            private static CallbackKeys Keys(string key) => CallbackKeys.Create(AcmePayment.Feed, "secret", key);
            """
        ),
    };

    private static readonly HandlerCases Passed = new()
    {
        ["everywhere but in one environment"] = Check(
            """if ({|CBG1016:secret is null or ""|}) return !environment.IsEnvironment("Strict");"""
        ),
        ["everywhere but in development"] = Check("""if ({|CBG1016:string.IsNullOrEmpty(secret)|}) return !environment.IsDevelopment();"""),
    };

    private static readonly HandlerCases NotPassed = new()
    {
        ["in development only"] = Check("""if (secret is null or "") return environment.IsDevelopment();"""),
        ["everywhere but in production"] = Check("""if (secret is null or "") return !environment.IsProduction();"""),
        ["nowhere"] = Check("""if (secret is null or "") throw new InvalidOperationException();"""),
    };

    public static TheoryData<string> LostNames => LostOnes.Names;

    public static TheoryData<string> KeptNames => KeptOnes.Names;

    public static TheoryData<string> UnreadNames => Unread.Names;

    public static TheoryData<string> AskedNames => Asked.Names;

    public static TheoryData<string> CutNames => Cut.Names;

    public static TheoryData<string> WholeNames => Whole.Names;

    public static TheoryData<string> ByHandNames => ByHand.Names;

    public static TheoryData<string> NotByHandNames => NotByHand.Names;

    public static TheoryData<string> SentNames => Sent.Names;

    public static TheoryData<string> NotSentNames => NotSent.Names;

    public static TheoryData<string> PassedNames => Passed.Names;

    public static TheoryData<string> NotPassedNames => NotPassed.Names;

    [Theory]
    [MemberData(nameof(LostNames))]
    public Task A_callback_that_may_be_lost_is_reported(string name) => Lost.VerifyAnalyzerAsync(LostOnes[name], Services);

    [Theory]
    [MemberData(nameof(KeptNames))]
    public Task One_that_is_kept_is_silent(string name) => Lost.VerifyAnalyzerAsync(KeptOnes[name], Services);

    [Theory]
    [MemberData(nameof(UnreadNames))]
    public Task A_status_that_neither_asks_is_reported(string name) => Statuses.VerifyAnalyzerAsync(Unread[name]);

    [Theory]
    [MemberData(nameof(AskedNames))]
    public Task A_status_that_one_may_ask_is_silent(string name) => Statuses.VerifyAnalyzerAsync(Asked[name]);

    [Theory]
    [MemberData(nameof(CutNames))]
    public Task An_amount_that_is_not_looked_at_well_is_reported(string name) => Amounts.VerifyAnalyzerAsync(Cut[name], More);

    [Theory]
    [MemberData(nameof(WholeNames))]
    public Task One_that_is_compared_or_handed_on_is_silent(string name) => Amounts.VerifyAnalyzerAsync(Whole[name], More);

    [Theory]
    [MemberData(nameof(ByHandNames))]
    public Task A_callback_that_is_read_by_hand_is_reported(string name) => HandReads.VerifyAnalyzerAsync(ByHand[name]);

    [Theory]
    [MemberData(nameof(NotByHandNames))]
    public Task Anything_else_that_is_read_is_silent(string name) => HandReads.VerifyAnalyzerAsync(NotByHand[name]);

    [Theory]
    [MemberData(nameof(SentNames))]
    public Task A_key_that_the_sender_may_choose_is_reported(string name) => Keys.VerifyAnalyzerAsync(Sent[name]);

    [Theory]
    [MemberData(nameof(NotSentNames))]
    public Task A_key_that_he_may_not_is_silent(string name) => Keys.VerifyAnalyzerAsync(NotSent[name]);

    [Theory]
    [MemberData(nameof(PassedNames))]
    public Task A_way_past_a_check_is_reported(string name) => Secrets.VerifyAnalyzerAsync(Passed[name]);

    [Theory]
    [MemberData(nameof(NotPassedNames))]
    public Task No_way_past_it_is_silent(string name) => Secrets.VerifyAnalyzerAsync(NotPassed[name]);

    private const string More = """
        namespace Shop;
        public static class MoreOrders
        {
            public static Task ReviewAsync(this Orders orders, string id, decimal amount) => Task.CompletedTask;
            public static Task NoteAsync(this Orders orders, decimal amount) => Task.CompletedTask;
        }
        """;

    private static string Handler(string code, string functions) =>
        Class(
            $$"""
            public class Handler(ILicences licences, ILogger<Handler> logger) : ICallbackHandler<AcmePayment>
            {
                public async Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
                {
                    if (
                        callback.Payload.Status != AcmePaymentStatus.Paid
                        || await licences.PriceOfAsync(callback.Payload.Id) != callback.Payload.Amount
                    )
                        return;
                    {{code}}
                }

                {{functions}}
            }
            """
        );

    private static string Own(string handle, string functions) =>
        $$"""
            public class Handler(Orders orders) : ICallbackHandler<AcmePayment>
            {
                public {{handle}}
                {{functions}}
            }
            """;

    private static string Amount(string code, string functions) =>
        Class(
            Own(
                $$"""
                async Task HandleAsync(Verified<AcmePayment> callback, CancellationToken cancellationToken)
                {
                    var order = await orders.FindAsync(callback.Payload.Id);
                    {{code}}
                }
                """,
                functions
            )
        );

    private static string Routes(string map, string functions) =>
        $$"""
            using CallbackGen;

            namespace Shop;

            public static class Forms
            {
                public static void Add(IEndpointRouteBuilder routes)
                {
                    {{map}}
                }

                {{functions}}
            }

            """;

    private static string Check(string code) =>
        "using System.Security.Cryptography;\nusing System.Text;\nusing Microsoft.Extensions.Hosting;\n"
        + Class(
            $$"""
            private bool IsGenuine(byte[] body, byte[] signature, string? secret, IHostEnvironment environment)
            {
                {{code}}
                return CryptographicOperations.FixedTimeEquals(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body), signature);
            }
            """
        );
}
