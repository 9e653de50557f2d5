using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Fix = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<
    CallbackGen.Generator.Analyzers.UnsignedReadAnalyzer,
    CallbackGen.CodeFixes.ConfirmedReadFix
>;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.UnsignedReadAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1004: a handler reads an unsigned member before the provider has confirmed it.</summary>
public sealed class UnsignedReadTests
{
    private const string Ask = "var answer = await notice.ConfirmAsync((claim, token) => api.FindNoticeAsync(claim.InvoiceId, token)); ";

    private static readonly HandlerCases Reported = new()
    {
        ["a condition"] = Notice(
            "if (notice.Payload.{|CBG1004:Status|} == AcmeNoticeStatus.Success) await orders.ShipAsync(notice.Payload.InvoiceId);"
        ),
        ["an argument"] = Notice(
            "await orders.MarkPaidAsync(notice.Payload.InvoiceId, notice.Payload.{|CBG1004:Amount|}, notice.Payload.{|CBG1004:Currency|});"
        ),
        ["a local with the payload"] = Notice(
            "var payload = notice.Payload; await orders.MarkPaidAsync(payload.InvoiceId, payload.{|CBG1004:Amount|});"
        ),
        ["the payload out of a tuple"] = Notice(
            "var (payload, key) = (notice.Payload, 1); orders.Handle(payload.{|CBG1004:Amount|} + key);"
        ),
        ["a nested record"] = Notice("orders.Handle(notice.Payload.Info?.{|CBG1004:Network|} ?? \"\");"),
        ["a local with the nested record"] = Notice(
            "var info = notice.Payload.Info; if (info is not null) orders.Handle(info.{|CBG1004:Network|}!);"
        ),
        ["a pattern"] = Notice(
            "if (notice.Payload is { {|CBG1004:Status|}.Text: \"success\" } or { {|CBG1004:Amount|}: > 5 }) await orders.SaveAsync();"
        ),
        ["a nested pattern with a name"] = Notice(
            "if (notice is { Payload: { {|CBG1004:Amount|}: > 0 } payload }) orders.Handle(payload.{|CBG1004:Status|});"
        ),
        ["a switch"] = Notice(
            "switch (notice.Payload.{|CBG1004:Status|}.Known) { case AcmeNoticeStatus.Success: await orders.SaveAsync(); break; }"
        ),
        ["a switch expression"] = Notice(
            "var paid = notice.Payload switch { { {|CBG1004:Amount|}: > 0 } => true, _ => false }; if (paid) await orders.SaveAsync();"
        ),
        ["a filter before the question"] = Notice(
            """
            if (notice.Payload.{|CBG1004:Status|} != AcmeNoticeStatus.Success)
                return;
            var answer = await notice.ConfirmAsync((claim, token) => api.FindNoticeAsync(claim.InvoiceId, token));
            if (answer.TryGetValue(out var confirmed, out _))
                await orders.ShipAsync(confirmed.Payload.InvoiceId);
            """
        ),
        ["the unconfirmed message after it was confirmed"] = Notice(
            """
            var answer = await notice.ConfirmAsync((claim, token) => api.FindNoticeAsync(claim.InvoiceId, token));
            if (answer.IsSuccess)
                await orders.MarkPaidAsync(notice.Payload.InvoiceId, notice.Payload.{|CBG1004:Amount|});
            """
        ),
        ["the unconfirmed message though an answer is kept"] = Notice(
            """
            var answer = await notice.ConfirmAsync(
                (claim, token) => api.FindNoticeAsync(claim.InvoiceId, token),
                (claim, found) => claim with { InvoiceId = found.InvoiceId }
            );
            if (answer.TryGetValue(out var confirmed, out _))
                await orders.MarkPaidAsync(confirmed.Payload.InvoiceId, notice.Payload.{|CBG1004:Amount|});
            """
        ),
        ["a role"] = Notice("if ({|CBG1004:notice.GetRole(CallbackRole.Status)|} == \"success\") await orders.SaveAsync();"),
        ["a feed that signs nothing"] = Program(
            """
            app.MapCallback<AcmePing>("/x", async (Received<AcmePing> ping, Orders orders) =>
            {
                if (ping.Payload.{|CBG1004:State|} == "paid")
                    await orders.MarkPaidAsync(ping.Payload.Id, ping.Payload.{|CBG1004:Total|} ?? 0);
            });
            """
        ),
        ["a handler class and an action"] = Class(
            """
            public class Handler(Orders orders) : IAuthenticatedCallbackHandler<AcmeNotice>
            {
                public Task HandleAsync(Authenticated<AcmeNotice> callback, CancellationToken cancellationToken) =>
                    orders.MarkPaidAsync(callback.Payload.InvoiceId, callback.Payload.{|CBG1004:Amount|});
            }
            """
        ),
        ["a helper that reads it"] = Notice(
            """
            if (IsPaid({|CBG1004:notice.Payload|}))
                await orders.ShipAsync(notice.Payload.InvoiceId);
            static bool IsPaid(AcmeNotice it) => it.Status == AcmeNoticeStatus.Success;
            """
        ),
        ["a helper of another class, an extension and a constructor"] =
            Notice(
                """
                var payload = notice.Payload;
                if (Rules.IsPaid({|CBG1004:payload|}) || {|CBG1004:notice.Payload|}.Costs(5))
                    orders.Handle(new Summary({|CBG1004:payload|}));
                """
            ) + Helpers,
        ["a helper that is handed the nested record"] = Notice(
            """
            orders.Handle(Network({|CBG1004:notice.Payload.Info|}));
            static string Network(AcmeNoticeInfo? info) => info is { Network: { } network } ? network : "";
            """
        ),
        ["an interface with one implementation"] =
            Notice("IRules rules = new PaidRules(); if (rules.IsPaid({|CBG1004:notice.Payload|})) await orders.SaveAsync();") + Helpers,
        ["a method group and a lambda beside it"] =
            Notice(
                """
                if ({|CBG1004:notice.Payload|}.Pipe(Rules.IsPaid) || {|CBG1004:notice.Payload|}.Pipe(it => it.Amount > 5))
                    await orders.SaveAsync();
                """
            ) + Helpers,
        ["a property that was added to the payload"] =
            Notice("if (notice.Payload.{|CBG1004:IsPaid|}) await orders.SaveAsync();")
            + "\nnamespace Shop { public partial record AcmeNotice { public bool IsPaid => Status == AcmeNoticeStatus.Success; } }",
        ["a helper over a feed that signs nothing"] = Program(
            """
            app.MapCallback<AcmePing>(
                "/x",
                (Received<AcmePing> ping, Orders orders) =>
                    State({|CBG1004:ping.Payload|}) == "paid" ? orders.ShipAsync(ping.Payload.Id) : Task.CompletedTask
            );
            static string State(AcmePing it)
            {
                var state = it.State;
                return state;
            }
            """
        ),
        ["an interpolated string and a tuple"] = Notice(
            """
            var text = $"{notice.Payload.{|CBG1004:Amount|}}";
            var (id, amount) = (notice.Payload.InvoiceId, notice.Payload.{|CBG1004:Amount|});
            orders.Handle(text + id + amount);
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["the signed member"] = Notice(
            "await orders.ShipAsync(notice.Payload.InvoiceId); orders.Handle(notice.GetRole(CallbackRole.Reference)!);"
        ),
        ["the confirmed payload"] = Notice(
            """
            var answer = await notice.ConfirmAsync((claim, token) => api.FindNoticeAsync(claim.InvoiceId, token));
            if (answer.TryGetValue(out var confirmed, out _) && confirmed.Payload.Status == AcmeNoticeStatus.Success)
                await orders.MarkPaidAsync(confirmed.Payload.InvoiceId, confirmed.Payload.Amount, confirmed.Payload.Info?.Network);
            """
        ),
        ["what the provider answered, and the payload that it states"] = Notice(
            """
            var answer = await notice.ConfirmAsync(
                (claim, token) => api.FindNoticeAsync(claim.InvoiceId, token),
                (claim, found) => claim with { Status = found.Status, Amount = claim.Amount }
            );
            if (
                answer.TryGetValue(out var confirmed, out _)
                && confirmed.Payload.Status == AcmeNoticeStatus.Success
            )
                await orders.MarkPaidAsync(confirmed.Payload.InvoiceId, confirmed.Answer.Amount);
            """
        ),
        ["the question to the provider"] = Notice(
            """
            var answer = await notice.ConfirmAsync(
                async (claim, token) =>
                    await api.FindNoticeAsync(claim.InvoiceId, token) is { } found
                    && notice.Payload.Currency == found.Currency
                        ? claim with
                        {
                            Status = found.Status,
                            Amount = claim.Amount
                        }
                        : null
            );
            if (answer.IsSuccess)
                await orders.SaveAsync();
            """
        ),
        ["the question of a reconciliation"] = Notice(
            """
            var answer = await AcmeNotice.Feed.ReconcileAsync(async token =>
                await api.FindNoticeAsync(notice.Payload.InvoiceId, token) is { } found
                && notice.Payload.Currency == found.Currency
                    ? found
                    : null
            );
            if (answer.IsSuccess)
                await orders.SaveAsync();
            """
        ),
        ["the claim held against the answer"] = Notice(
            """
            var answer = await notice.ConfirmAsync((claim, token) => api.FindNoticeAsync(claim.InvoiceId, token));
            if (answer.TryGetValue(out var confirmed, out _) && confirmed.Payload.Amount != notice.Payload.Amount)
                await orders.SaveAsync();
            """
        ),
        ["a log line"] = Notice("logger.LogInformation(\"claimed {Status}\", notice.Payload.Status.Text);"),
        ["a verified feed"] = Program(
            """app.MapCallback<AcmePayment>("/x", (Verified<AcmePayment> payment) => Results.Ok(payment.Payload.Amount));"""
        ),
        ["the reference of a feed that signs nothing"] = Program(
            """app.MapCallback<AcmePing>("/x", (Received<AcmePing> ping, Orders orders) => orders.FindAsync(ping.Payload.Id));"""
        ),
        ["a payload of one's own, in a test"] = Class(
            """
            public static string Status() => new AcmeNotice { InvoiceId = "1", Status = default, Amount = 1, Token = "" }.Status.Text;
            public static decimal Amount(AcmeNotice notice) => notice.Amount;
            """
        ),
        ["a name and a copy"] = Notice(
            "var copy = notice.Payload with { Amount = 5 }; orders.Handle(nameof(notice.Payload.Amount) + copy.InvoiceId);"
        ),
        ["a helper that reads what is signed"] =
            Notice(
                """
                orders.Handle(Key(notice.Payload) + notice.Payload.Pipe(it => it.InvoiceId));
                static string Key(AcmeNotice it) => it.InvoiceId;
                """
            ) + Helpers,
        ["a helper that is given the confirmed payload"] =
            Notice(
                """
                var answer = await notice.ConfirmAsync(
                    (claim, token) => api.FindNoticeAsync(claim.InvoiceId, token)
                );
                if (
                    answer.TryGetValue(out var confirmed, out _)
                    && Rules.IsPaid(confirmed.Payload)
                    && Rules.Same(confirmed.Payload, notice.Payload)
                )
                    await orders.SaveAsync();
                """
            ) + Helpers,
        ["a helper that asks the provider, and one that writes a log line"] =
            Notice(
                """
                var answer = await notice.ConfirmAsync(
                    async (claim, token) =>
                        Rules.IsPaid(notice.Payload) ? await api.FindNoticeAsync(claim.InvoiceId, token) : null
                );
                if (answer.IsSuccess)
                    await orders.SaveAsync();
                Claimed(notice.Payload);
                void Claimed(AcmeNotice it) => logger.LogInformation("claimed {Status}", it.Status.Text);
                """
            ) + Helpers,
        ["a helper of a helper, and one that anybody may replace"] =
            Notice("Twice(notice.Payload); new Open().Use(notice.Payload); void Twice(AcmeNotice it) => orders.Handle(it);")
            + """

                public class Open { public virtual void Use(AcmeNotice it) => Console.WriteLine(it.Amount + 1); }
                """,
        ["the message handed on"] = Notice(
            "orders.Handle(notice); orders.Handle(notice.Payload); orders.Handle(notice.Receipt.IdempotencyKey ?? \"\");"
        ),
    };

    private const string Helpers = """

        static class Rules
        {
            public static bool IsPaid(AcmeNotice it) => it is { Status.Known: AcmeNoticeStatus.Success };
            public static bool Costs(this AcmeNotice it, decimal least) { var claimed = it; return claimed.Amount >= least; }
            public static bool Same(AcmeNotice answer, AcmeNotice claim) => answer.Amount == claim.Amount;
            public static TOut Pipe<TIn, TOut>(this TIn it, Func<TIn, TOut> step) => step(it);
        }
        interface IRules { bool IsPaid(AcmeNotice it); }
        sealed class PaidRules : IRules { public bool IsPaid(AcmeNotice it) => it.Amount > 0; }
        sealed class Summary { public Summary(AcmeNotice it) => Total = it.Amount; public decimal Total { get; } }
        """;

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task A_member_outside_the_signature_is_reported(string name) => Verify.VerifyAnalyzerAsync(Reported[name]);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => Verify.VerifyAnalyzerAsync(Silent[name]);

    [Fact]
    public async Task The_message_names_the_line_of_the_schema()
    {
        var reported = await Verify.VerifyAnalyzerAsync(Notice("orders.Handle(notice.Payload.{|CBG1004:Amount|});"));
        Assert.EndsWith(
            "(acme.notice.callback.json, line 19)",
            reported[0].GetMessage(System.Globalization.CultureInfo.InvariantCulture),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task The_message_names_the_function_that_reads_it()
    {
        var reported = await Verify.VerifyAnalyzerAsync(Notice("orders.Handle(Rules.Costs({|CBG1004:notice.Payload|}, 1));") + Helpers);
        Assert.StartsWith(
            "Amount, which \"Costs\" reads, is not covered by the signature",
            reported[0].GetMessage(System.Globalization.CultureInfo.InvariantCulture),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(
        """
            if (answer.TryGetValue(out var confirmed, out _))
                await orders.MarkPaidAsync(
                    notice.Payload.InvoiceId,
                    notice.Payload.{|CBG1004:Amount|},
                    notice.Payload.{|CBG1004:Currency|}
                );
            """,
        """
            if (answer.TryGetValue(out var confirmed, out _))
                await orders.MarkPaidAsync(
                    notice.Payload.InvoiceId,
                    confirmed.Payload.Amount,
                    confirmed.Payload.Currency
                );
            """
    )]
    [InlineData(
        "if (answer.IsSuccess) await orders.MarkPaidAsync(notice.Payload.InvoiceId, notice.Payload.{|CBG1004:Amount|});",
        "if (answer.IsSuccess) await orders.MarkPaidAsync(notice.Payload.InvoiceId, answer.Value.Payload.Amount);"
    )]
    [InlineData(
        """
            var payload = notice.Payload;
            var confirmed = answer.GetValueOrThrow();
            await orders.MarkPaidAsync(payload.InvoiceId, payload.{|CBG1004:Amount|});
            """,
        """
            var payload = notice.Payload;
            var confirmed = answer.GetValueOrThrow();
            await orders.MarkPaidAsync(payload.InvoiceId, confirmed.Payload.Amount);
            """
    )]
    public Task The_fix_reads_what_was_confirmed(string code, string corrected) =>
        Fix.VerifyCodeFixAsync(Notice(Ask + code), Notice(Ask + corrected));

    [Theory]
    [InlineData("if (notice.Payload.{|CBG1004:Status|} == AcmeNoticeStatus.Success) await orders.ShipAsync(notice.Payload.InvoiceId);")]
    [InlineData(
        Ask
            + """
                orders.Handle(notice.Payload.{|CBG1004:Amount|});
                if (answer.TryGetValue(out var confirmed, out _))
                    orders.Handle(confirmed);
                """
    )]
    [InlineData(Ask + "if (!answer.TryGetValue(out var confirmed, out _)) orders.Handle(notice.Payload.{|CBG1004:Amount|});")]
    [InlineData(
        """
            var answer = await notice.ConfirmAsync(
                (claim, token) => api.FindNoticeAsync(claim.InvoiceId, token),
                (claim, found) => claim with { InvoiceId = found.InvoiceId }
            );
            var confirmed = answer.GetValueOrThrow();
            orders.Handle(notice.Payload.{|CBG1004:Amount|});
            """
    )]
    [InlineData(
        """
            var confirmed = (
                await other.ConfirmAsync((claim, token) => api.FindNoticeAsync(claim.InvoiceId, token))
            ).GetValueOrThrow();
            orders.Handle(notice.Payload.{|CBG1004:Amount|});
            """
    )]
    public Task No_fix_is_offered_where_nothing_is_confirmed(string code) => Fix.VerifyNoCodeFixAsync(Notice(code));

    private static string Notice(string code) =>
        Program(
            $$"""
            app.MapCallback<AcmeNotice>(
                "/x",
                async (
                    Authenticated<AcmeNotice> notice,
                    Authenticated<AcmeNotice> other,
                    AcmeApi api,
                    Orders orders,
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
