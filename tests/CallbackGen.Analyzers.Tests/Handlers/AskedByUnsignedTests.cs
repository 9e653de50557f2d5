using CallbackGen.Analyzers.Tests.Harness;
using CallbackGen.Generator.Analyzers;
using static CallbackGen.Analyzers.Tests.Handlers.HandlerCases;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1026: a confirmation queries the provider by an unsigned member.</summary>
public sealed class AskedByUnsignedTests
{
    private static readonly HandlerCases Reported = new()
    {
        ["a lambda"] = Route(
            """
            async (claim, ct) =>
            {
                var found = await api.OfOrderAsync({|CBG1026:claim.OrderId|} ?? "", ct);
                return found is null ? null : claim with { Status = found.Status };
            }
            """
        ),
        ["a local between"] = Route(
            """
            async (claim, ct) =>
            {
                var order = {|CBG1026:claim.OrderId|};
                var found = await api.OfOrderAsync(order!, ct);
                return found is null ? null : claim with { Status = found.Status };
            }
            """
        ),
        ["a method"] = Class(
            """
            public class Handler(OrderApi api) : IAuthenticatedCallbackHandler<AcmeBill>
            {
                public async Task HandleAsync(
                    Authenticated<AcmeBill> callback,
                    CancellationToken cancellationToken
                ) => Console.WriteLine((await callback.ConfirmAsync({|CBG1026:AskAsync|}, cancellationToken)).IsSuccess);

                private async Task<AcmeBill?> AskAsync(AcmeBill claim, CancellationToken ct) =>
                    await api.OfOrderAsync(claim.OrderId!, ct) is { } found
                        ? claim with
                        {
                            Status = found.Status
                        }
                        : null;
            }
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["by the signed one"] = Route(
            """
            async (claim, ct) =>
            {
                var found = await api.FindAsync(claim.InvoiceId, ct);
                return found is null ? null : claim with { Status = found.Status };
            }
            """
        ),
        ["by both"] = Route(
            """
            async (claim, ct) =>
            {
                var found = await api.FindBothAsync(claim.InvoiceId, claim.OrderId, ct);
                return found is null ? null : claim with { Status = found.Status };
            }
            """
        ),
        ["the answer is held against the signed one"] = Route(
            """
            async (claim, ct) =>
            {
                var found = await api.OfOrderAsync(claim.OrderId!, ct);
                return found is null || found.InvoiceId != claim.InvoiceId
                    ? null
                    : claim with
                    {
                        Status = found.Status
                    };
            }
            """
        ),
        ["the answer's own id is put back"] = Route(
            """
            async (claim, ct) =>
            {
                var found = await api.OfOrderAsync(claim.OrderId!, ct);
                return found is null ? null : claim with { InvoiceId = found.InvoiceId, Status = found.Status };
            }
            """
        ),
        ["the whole claim is handed on"] = Route("""(claim, ct) => api.CheckAsync(claim, ct)"""),
    };

    private static readonly (string Path, string Text) Bill = (
        "/shop/schemas/acme.bill.callback.json",
        """
        {
          "callback": {
            "provider": "Acme", "feed": "Bill",
            "receive": [ { "method": "POST", "content": "json" } ],
            "keys": { "secret": { "encoding": "utf8" } },
            "verify": {
              "scheme": "jwt",
              "from": "body:/token",
              "algorithms": ["HS256"],
              "key": "secret",
              "claims": { "id": { "equals": "{body:/invoice_id}" } }
            },
            "payload": "body",
            "roles": { "reference": "/invoice_id", "status": "/status" }
          },
          "type": "object", "required": ["invoice_id", "status", "token"],
          "properties": {
            "invoice_id": { "type": "string" },
            "status": { "type": "string" },
            "order_id": { "type": "string" },
            "token": { "type": "string" }
          }
        }
        """
    );

    private const string Types = """
        namespace Shop;
        public class OrderApi
        {
            public Task<AcmeBill?> FindAsync(string invoice, CancellationToken ct) => Task.FromResult<AcmeBill?>(null);
            public Task<AcmeBill?> OfOrderAsync(string order, CancellationToken ct) => Task.FromResult<AcmeBill?>(null);
            public Task<AcmeBill?> FindBothAsync(string invoice, string? order, CancellationToken ct) => Task.FromResult<AcmeBill?>(null);
            public Task<AcmeBill?> CheckAsync(AcmeBill bill, CancellationToken ct) => Task.FromResult<AcmeBill?>(null);
        }
        """;

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task A_question_about_another_payment_is_reported(string name) => RunAsync(Reported[name]);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => RunAsync(Silent[name]);

    private static Task RunAsync(string source) =>
        new HandlerTest<ForgedTrustAnalyzer> { Sources = [source, Types], Schemas = [Bill] }.RunAsync();

    private static string Route(string ask) =>
        Program(
            $"""
            app.MapCallback<AcmeBill>(
                "/x",
                async (Authenticated<AcmeBill> bill, OrderApi api) =>
                    Console.WriteLine((await bill.ConfirmAsync({ask})).IsSuccess)
            );
            """
        );
}
