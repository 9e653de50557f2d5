using CallbackGen.Analyzers.Tests.Harness;
using CallbackGen.Generator.Analyzers;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1032: a handler ships for test payments too.</summary>
public sealed class UnreadTestModeTests
{
    private static readonly HandlerCases Reported = new()
    {
        ["a parcel"] = Charge("if (charge.Payload.Status == AcmeChargeStatus.Paid) await {|CBG1032:orders.ShipAsync(charge.Payload.Id)|};"),
        ["a mark"] = Charge("await {|CBG1032:orders.MarkPaidAsync(charge.Payload.Id, charge.Payload.Amount)|};"),
        ["a flag"] = Charge("var order = await orders.FindAsync(charge.Payload.Id); {|CBG1032:order.IsPaid = true|};"),
        ["an expression"] = HandlerCases.Program(
            """
            app.MapCallback<AcmeCharge>(
                "/x",
                (Verified<AcmeCharge> charge, Orders orders) => {|CBG1032:orders.ShipAsync(charge.Payload.Id)|}
            );
            """
        ),
        ["a class"] = HandlerCases.Class(
            """
            public class Handler(Orders orders) : ICallbackHandler<AcmeCharge>
            {
                public Task HandleAsync(Verified<AcmeCharge> callback, CancellationToken cancellationToken) =>
                    {|CBG1032:orders.ShipAsync(callback.Payload.Id)|};
            }
            """
        ),
        ["an action"] = HandlerCases.Controller(
            """
            [HttpPost("/x")]
            public async Task<IActionResult> Post(Verified<AcmeCharge> charge)
            {
                await {|CBG1032:_orders.ShipAsync(charge.Payload.Id)|};
                return Ok();
            }
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["tests leave"] = Charge("if (!charge.Payload.Livemode) return; await orders.ShipAsync(charge.Payload.Id);"),
        ["a pattern"] = Charge("if (charge.Payload is { Livemode: true, Id: var id }) await orders.ShipAsync(id);"),
        ["a setting"] =
            Charge("if (charge.Payload.Livemode != Settings.IsLive) return; await orders.ShipAsync(charge.Payload.Id);")
            + "static class Settings { public static bool IsLive { get; set; } }",
        ["the mode handed on"] = Charge("await orders.HandleAsync(charge.Payload.Livemode); await orders.ShipAsync(charge.Payload.Id);"),
        ["a helper"] = Charge(
            """
            if (!IsReal(charge.Payload))
                return;
            await orders.ShipAsync(charge.Payload.Id);
            static bool IsReal(AcmeCharge charge) => charge.Livemode;
            """
        ),
        ["the message handed on"] = Charge("await orders.HandleAsync(charge); await orders.ShipAsync(charge.Payload.Id);"),
        ["a lookup"] = Charge("var order = await orders.FindAsync(charge.Payload.Id); await orders.HandleAsync(order);"),
        ["a feed that does not say"] = HandlerCases.Program(
            """
            app.MapCallback<AcmePayment>(
                "/x",
                (Verified<AcmePayment> payment, Orders orders) => orders.ShipAsync(payment.Payload.Id)
            );
            """
        ),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task A_handler_that_ships_for_tests_is_reported(string name) => RunAsync(Reported[name]);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => RunAsync(Silent[name]);

    [Theory]
    [InlineData("\"is_test\": { \"type\": [\"boolean\", \"null\"] }", true)]
    [InlineData("\"mode\": { \"type\": \"string\", \"enum\": [\"live\", \"test\"] }", true)]
    [InlineData("\"environment\": { \"type\": \"string\" }", true)]
    [InlineData("\"mode\": { \"type\": \"string\", \"enum\": [\"card\", \"wallet\"] }", false)]
    [InlineData("\"mode\": { \"type\": \"string\" }", false)]
    [InlineData("\"test\": { \"type\": \"object\", \"properties\": { \"name\": { \"type\": \"string\" } } }", false)]
    [InlineData("\"live_chat\": { \"type\": \"boolean\" }", false)]
    public Task A_member_is_known_by_its_name_and_values(string member, bool isMode) =>
        RunAsync(
            Charge($"await {(isMode ? "{|CBG1032:orders.ShipAsync(charge.Payload.Id)|}" : "orders.ShipAsync(charge.Payload.Id)")};"),
            member
        );

    [Theory]
    [InlineData(
        "callbackgen.additional_test_mode_words = Rehearsal",
        "\"rehearsal\": { \"type\": \"boolean\" }",
        "{|CBG1032:orders.ShipAsync(charge.Payload.Id)|}"
    )]
    [InlineData(
        "callbackgen.test_mode_words = Rehearsal",
        "\"livemode\": { \"type\": \"boolean\" }",
        "orders.ShipAsync(charge.Payload.Id)"
    )]
    public Task The_words_are_an_option(string option, string member, string call) => RunAsync(Charge($"await {call};"), member, option);

    private static Task RunAsync(string source, string? member = null, string config = "")
    {
        var (path, text) = HandlerFeeds.Charge;
        var schema = member is null
            ? text
            : text.Replace("\"livemode\": { \"type\": \"boolean\" }", member, StringComparison.Ordinal)
                .Replace(", \"livemode\"]", "]", StringComparison.Ordinal);
        return new HandlerTest<UnreadTestModeAnalyzer>
        {
            Sources = [source],
            Schemas = [.. HandlerFeeds.All, (path, schema)],
            Config = config,
        }.RunAsync();
    }

    private static string Charge(string code) =>
        HandlerCases.Program(
            $$"""
            app.MapCallback<AcmeCharge>("/x", async (Verified<AcmeCharge> charge, Orders orders) =>
            {
                await Task.Yield();
                {{code}}
            });
            """
        );
}
