using CallbackGen.Analyzers.Tests.Harness;
using CallbackGen.Generator.Analyzers;

namespace CallbackGen.Analyzers.Tests.Handlers;

/// <summary>CBG1006: an amount is changed before it is compared, or compared with the callback that it came with.</summary>
public sealed class MisreadAmountTests
{
    private static readonly HandlerCases Reported = new()
    {
        ["another member"] = Card("if ({|CBG1006:it.Amount == it.OriginalAmount|}) order.MarkPaid();"),
        ["another member that leaves"] = Card("if ({|CBG1006:it.Amount != it.OriginalAmount|}) return; order.MarkPaid();"),
        ["a sum of members, in a flag"] = Card(
            """
            var isExact = {|CBG1006:it.OriginalAmount + it.Cents / 100m == it.Amount|};
            if (isExact)
                order.IsPaid = true;
            else
                await orders.HandleAsync(it.Amount);
            """
        ),
        ["another member, of a state"] = Card(
            "order.State = {|CBG1006:it.Amount >= it.OriginalAmount|} ? OrderState.Paid : OrderState.Open;"
        ),
        ["another member of JSON"] = Card(
            """
            var data = it.Session.Data!.Value;
            if ({|CBG1006:data.GetProperty("amount_total").GetInt64() == data.GetProperty("amount_subtotal").GetInt64()|})
                await orders.ShipAsync(it.Id);
            """
        ),
        ["a number that is equal"] = Card("if (it.OriginalAmount is { } asked && {|CBG1006:it.Amount.Equals(asked)|}) order.MarkPaid();"),
        ["another member, by a method"] = Card("if ({|CBG1006:decimal.Equals(it.Amount, it.OriginalAmount ?? 0m)|}) order.MarkPaid();"),
        ["what the callback carries"] = Card(
            """
            if (
                {|CBG1006:it.Amount
                == decimal.Parse(it.Session.PaymentStatus!, System.Globalization.CultureInfo.InvariantCulture)|}
            )
                order.MarkPaid();
            """
        ),
        ["a double of minor units"] = Card("var total = {|CBG1006:it.Cents / 100.0|}; if (total == (double)order.Total) order.MarkPaid();"),
        ["a number without what is behind the point"] = Card("await orders.MarkPaidAsync(it.Id, {|CBG1006:(long)it.Amount|});"),
        ["whole units"] = Card("var paid = {|CBG1006:it.Cents / 100|}; if (paid == (long)order.Total) order.MarkPaid();"),
        ["whole units, handed on"] = Card("await orders.MarkPaidAsync(it.Id, {|CBG1006:it.Cents / 100|});"),
        ["whole units of a constant"] = Card("const long Scale = 100; await orders.MarkPaidAsync(it.Id, {|CBG1006:it.Cents / Scale|});"),
        ["whole units of JSON"] = Card(
            """
            var total = it.Session.Data!.Value.GetProperty("amount_total").GetInt64();
            await orders.MarkPaidAsync(it.Id, {|CBG1006:total / 100|});
            """
        ),
        ["the server's culture"] = Card("await orders.MarkPaidAsync(it.Id, {|CBG1006:decimal.Parse(it.Price)|});"),
        ["the server's culture by name"] = Card(
            """
            await orders.MarkPaidAsync(
                it.Id,
                {|CBG1006:decimal.Parse(
                    it.Price,
                    System.Globalization.NumberStyles.Number,
                    System.Globalization.CultureInfo.CurrentCulture
                )|}
            );
            """
        ),
        ["the server's culture, tried"] = Card(
            "if ({|CBG1006:decimal.TryParse(it.Price, out var price)|} && price == order.Total) order.MarkPaid();"
        ),
        ["the server's culture, converted"] = Card(
            "var text = it.Price; await orders.MarkPaidAsync(it.Id, {|CBG1006:Convert.ToDecimal(text)|});"
        ),
        ["no culture"] = Card("await orders.MarkPaidAsync(it.Id, {|CBG1006:decimal.Parse(it.Price, null)|});"),
        ["a text of JSON"] = Card(
            "await orders.MarkPaidAsync(it.Id, {|CBG1006:decimal.Parse(it.Session.Data!.Value.GetProperty(\"value\").GetString()!)|});"
        ),
        ["a binary fraction"] = Card(
            """
            var total = {|CBG1006:it.Session.Data!.Value.GetProperty("amount").GetDouble()|};
            if (total == (double)order.Total)
                order.MarkPaid();
            """
        ),
        ["a binary fraction of a text"] = Card(
            """
            var total = {|CBG1006:double.Parse(it.Price, System.Globalization.CultureInfo.InvariantCulture)|};
            if (total == (double)order.Total)
                order.MarkPaid();
            """
        ),
        ["a private method"] = HandlerCases.Class(
            """
            public class Handler(Orders orders) : ICallbackHandler<AcmeCard>
            {
                public Task HandleAsync(Verified<AcmeCard> callback, CancellationToken cancellationToken) =>
                    orders.MarkPaidAsync(callback.Payload.Id, AmountOf(callback.Payload));

                private static decimal AmountOf(AcmeCard card) => {|CBG1006:decimal.Parse(card.Price)|};
            }
            """
        ),
        ["a private method that is handed the text"] = HandlerCases.Class(
            """
            public class Handler(Orders orders) : ICallbackHandler<AcmeCard>
            {
                public Task HandleAsync(Verified<AcmeCard> callback, CancellationToken cancellationToken) =>
                    orders.MarkPaidAsync(callback.Payload.Id, {|CBG1006:Read(callback.Payload.Price)|});

                private static decimal Read(string text) => decimal.Parse(text);
            }
            """
        ),
    };

    private static readonly HandlerCases Silent = new()
    {
        ["the order"] = Card("if (it.Amount == order.Total) order.MarkPaid();"),
        ["the order, and another member besides"] = Card(
            "if (it.Amount == order.Total && it.Amount == it.OriginalAmount) order.MarkPaid();"
        ),
        ["another member, and the amount handed on"] = Card(
            "if (it.Amount == it.OriginalAmount) await orders.MarkPaidAsync(it.Id, it.Amount);"
        ),
        ["another member, for a note"] = Card(
            "if (it.Amount != it.OriginalAmount) logger.LogInformation(\"converted\"); await orders.MarkPaidAsync(it.Id, it.Amount);"
        ),
        ["another member, and a check"] =
            Card("Check.EnsureMatches(order, it.Amount); if (it.Amount == it.OriginalAmount) order.MarkPaid();")
            + "static class Check { public static void EnsureMatches(Order order, decimal amount) { } }",
        ["minor units of a decimal"] = Card("await orders.MarkPaidAsync(it.Id, (long)(it.Amount * 100m));"),
        ["decimals"] = Card("if (it.Cents / 100m == order.Total) order.MarkPaid();"),
        ["minor units"] = Card("if (it.Cents == (long)(order.Total * 100)) order.MarkPaid();"),
        ["whole units and the rest"] = Card(
            """
            logger.LogInformation("{Euros}", it.Cents / 100);
            await orders.MarkPaidAsync(it.Id + (it.Cents / 100) + it.Cents % 100, it.Amount);
            """
        ),
        ["a part of a text"] = Card("await orders.MarkPaidAsync($\"{it.Id} {it.Cents / 100}\", it.Amount);"),
        ["the invariant culture"] = Card(
            """
            await orders.MarkPaidAsync(
                it.Id,
                decimal.Parse(
                    it.Price,
                    System.Globalization.NumberStyles.AllowDecimalPoint,
                    System.Globalization.CultureInfo.InvariantCulture
                )
            );
            """
        ),
        ["the invariant culture in a local"] = Card(
            """
            var culture = System.Globalization.CultureInfo.InvariantCulture;
            if (decimal.TryParse(it.Price, culture, out var price) && price == order.Total)
                order.MarkPaid();
            """
        ),
        ["a whole number"] = Card("await orders.MarkPaidAsync(it.Id, int.Parse(it.Price));"),
        ["a setting"] = Card(
            """
            var least = decimal.Parse(Environment.GetEnvironmentVariable("LEAST")!);
            if (it.Amount == order.Total && order.Total > least)
                order.MarkPaid();
            """
        ),
        ["a decimal of JSON"] = Card("if (it.Session.Data!.Value.GetProperty(\"amount\").GetDecimal() == order.Total) order.MarkPaid();"),
    };

    public static TheoryData<string> ReportedNames => Reported.Names;

    public static TheoryData<string> SilentNames => Silent.Names;

    [Theory]
    [MemberData(nameof(ReportedNames))]
    public Task An_amount_that_is_misread_is_reported(string name) => RunAsync(Reported[name]);

    [Theory]
    [MemberData(nameof(SilentNames))]
    public Task Anything_else_is_silent(string name) => RunAsync(Silent[name]);

    /// <summary>Runs the rule without the role of the amount, for which its other parts would report more.</summary>
    private static Task RunAsync(string source)
    {
        var (path, text) = HandlerFeeds.Card;
        return new HandlerTest<UncomparedAmountAnalyzer>
        {
            Sources = [source],
            Schemas = [.. HandlerFeeds.All, (path, text.Replace(", \"amount\": \"/amount\"", "", StringComparison.Ordinal))],
        }.RunAsync();
    }

    private static string Card(string code) =>
        HandlerCases.Program(
            $$"""
            app.MapCallback<AcmeCard>("/x", async (Verified<AcmeCard> card, Orders orders, ILogger<Orders> logger) =>
            {
                var it = card.Payload;
                var order = await orders.FindAsync(it.Id);
                {{code}}
            });
            """
        );
}
