using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;
using Verify = CallbackGen.Analyzers.Tests.Harness.HandlerVerifier<CallbackGen.Generator.Analyzers.UnsignedReadAnalyzer>;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1004: a member that no signature covers is read before the provider was asked.</summary>
public sealed class UnsignedReadTests
{
    private static readonly HandlerCases Reported = new()
    {
        ["a condition"] = Notice("if (notice.Payload.{|CBG1004:Status|} == AcmeNoticeStatus.Success) await orders.ShipAsync(notice.Payload.InvoiceId);"),
        ["an argument"] = Notice("await orders.MarkPaidAsync(notice.Payload.InvoiceId, notice.Payload.{|CBG1004:Amount|}, notice.Payload.{|CBG1004:Currency|});"),
        ["a local with the payload"] = Notice("var payload = notice.Payload; await orders.MarkPaidAsync(payload.InvoiceId, payload.{|CBG1004:Amount|});"),
        ["the payload out of a tuple"] = Notice("var (payload, key) = (notice.Payload, 1); orders.Handle(payload.{|CBG1004:Amount|} + key);"),
        ["a nested record"] = Notice("orders.Handle(notice.Payload.Info?.{|CBG1004:Network|} ?? \"\");"),
        ["a local with the nested record"] = Notice("var info = notice.Payload.Info; if (info is not null) orders.Handle(info.{|CBG1004:Network|}!);"),
        ["a pattern"] = Notice("if (notice.Payload is { {|CBG1004:Status|}.Text: \"success\" } or { {|CBG1004:Amount|}: > 5 }) await orders.SaveAsync();"),
        ["a nested pattern with a name"] = Notice("if (notice is { Payload: { {|CBG1004:Amount|}: > 0 } payload }) orders.Handle(payload.{|CBG1004:Status|});"),
        ["a switch"] = Notice("switch (notice.Payload.{|CBG1004:Status|}.Known) { case AcmeNoticeStatus.Success: await orders.SaveAsync(); break; }"),
        ["a switch expression"] = Notice("var paid = notice.Payload switch { { {|CBG1004:Amount|}: > 0 } => true, _ => false }; if (paid) await orders.SaveAsync();"),
        ["a filter before the question"] = Notice("""
            if (notice.Payload.{|CBG1004:Status|} != AcmeNoticeStatus.Success)
                return;
            var answer = await notice.ConfirmAsync((claim, token) => api.FindNoticeAsync(claim.InvoiceId, token));
            if (answer.TryGetValue(out var confirmed, out _))
                await orders.ShipAsync(confirmed.Payload.InvoiceId);
            """),
        ["the unconfirmed message after it was confirmed"] = Notice("""
            var answer = await notice.ConfirmAsync((claim, token) => api.FindNoticeAsync(claim.InvoiceId, token));
            if (answer.IsSuccess)
                await orders.MarkPaidAsync(notice.Payload.InvoiceId, notice.Payload.{|CBG1004:Amount|});
            """),
        ["the unconfirmed message though an answer is kept"] = Notice("""
            var answer = await notice.ConfirmAsync((claim, token) => api.FindNoticeAsync(claim.InvoiceId, token), (claim, found) => claim with { InvoiceId = found.InvoiceId });
            if (answer.TryGetValue(out var confirmed, out _))
                await orders.MarkPaidAsync(confirmed.Payload.InvoiceId, notice.Payload.{|CBG1004:Amount|});
            """),
        ["a role"] = Notice("if ({|CBG1004:notice.GetRole(CallbackRole.Status)|} == \"success\") await orders.SaveAsync();"),
        ["a feed that signs nothing"] = Program("""
            app.MapCallback<AcmePing>("/x", async (Received<AcmePing> ping, Orders orders) =>
            {
                if (ping.Payload.{|CBG1004:State|} == "paid")
                    await orders.MarkPaidAsync(ping.Payload.Id, ping.Payload.{|CBG1004:Total|} ?? 0);
            });
            """),
        ["a handler class and an action"] = Class("""
            public class Handler(Orders orders) : IAuthenticatedCallbackHandler<AcmeNotice>
            {
                public Task HandleAsync(Authenticated<AcmeNotice> callback, CancellationToken cancellationToken) => orders.MarkPaidAsync(callback.Payload.InvoiceId, callback.Payload.{|CBG1004:Amount|});
            }
            """),
        ["an interpolated string and a tuple"] = Notice("var text = $\"{notice.Payload.{|CBG1004:Amount|}}\"; var (id, amount) = (notice.Payload.InvoiceId, notice.Payload.{|CBG1004:Amount|}); orders.Handle(text + id + amount);"),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["the signed member"] = Notice("await orders.ShipAsync(notice.Payload.InvoiceId); orders.Handle(notice.GetRole(CallbackRole.Reference)!);"),
        ["the confirmed payload"] = Notice("""
            var answer = await notice.ConfirmAsync((claim, token) => api.FindNoticeAsync(claim.InvoiceId, token));
            if (answer.TryGetValue(out var confirmed, out _) && confirmed.Payload.Status == AcmeNoticeStatus.Success)
                await orders.MarkPaidAsync(confirmed.Payload.InvoiceId, confirmed.Payload.Amount, confirmed.Payload.Info?.Network);
            """),
        ["what the provider answered, and the payload that it states"] = Notice("""
            var answer = await notice.ConfirmAsync((claim, token) => api.FindNoticeAsync(claim.InvoiceId, token), (claim, found) => claim with { Status = found.Status, Amount = claim.Amount });
            if (answer.TryGetValue(out var confirmed, out _) && confirmed.Payload.Status == AcmeNoticeStatus.Success)
                await orders.MarkPaidAsync(confirmed.Payload.InvoiceId, confirmed.Answer.Amount);
            """),
        ["the question to the provider"] = Notice("""
            var answer = await notice.ConfirmAsync(async (claim, token) => await api.FindNoticeAsync(claim.InvoiceId, token) is { } found && notice.Payload.Currency == found.Currency ? claim with { Status = found.Status, Amount = claim.Amount } : null);
            if (answer.IsSuccess)
                await orders.SaveAsync();
            """),
        ["the question of a reconciliation"] = Notice("""
            var answer = await AcmeNotice.Feed.ReconcileAsync(async token => await api.FindNoticeAsync(notice.Payload.InvoiceId, token) is { } found && notice.Payload.Currency == found.Currency ? found : null);
            if (answer.IsSuccess)
                await orders.SaveAsync();
            """),
        ["the claim held against the answer"] = Notice("""
            var answer = await notice.ConfirmAsync((claim, token) => api.FindNoticeAsync(claim.InvoiceId, token));
            if (answer.TryGetValue(out var confirmed, out _) && confirmed.Payload.Amount != notice.Payload.Amount)
                await orders.SaveAsync();
            """),
        ["a log line"] = Notice("logger.LogInformation(\"claimed {Status}\", notice.Payload.Status.Text);"),
        ["a verified feed"] = Program("""app.MapCallback<AcmePayment>("/x", (Verified<AcmePayment> payment) => Results.Ok(payment.Payload.Amount));"""),
        ["the reference of a feed that signs nothing"] = Program("""app.MapCallback<AcmePing>("/x", (Received<AcmePing> ping, Orders orders) => orders.FindAsync(ping.Payload.Id));"""),
        ["a payload of one's own, in a test"] = Class("""
            public static string Status() => new AcmeNotice { InvoiceId = "1", Status = default, Amount = 1, Token = "" }.Status.Text;
            public static decimal Amount(AcmeNotice notice) => notice.Amount;
            """),
        ["a name and a copy"] = Notice("var copy = notice.Payload with { Amount = 5 }; orders.Handle(nameof(notice.Payload.Amount) + copy.InvoiceId);"),
        ["the message handed on"] = Notice("orders.Handle(notice); orders.Handle(notice.Payload); orders.Handle(notice.Receipt.IdempotencyKey ?? \"\");"),
    };

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
        Assert.EndsWith("(acme.notice.callback.json, line 19)", reported[0].GetMessage(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal);
    }

    private static string Notice(string code) => Program($$"""
        app.MapCallback<AcmeNotice>("/x", async (Authenticated<AcmeNotice> notice, AcmeApi api, Orders orders, ILogger<Orders> logger) =>
        {
            await Task.Yield();
            {{code}}
        });
        """);
}
