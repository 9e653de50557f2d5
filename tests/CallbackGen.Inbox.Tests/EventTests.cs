using System.Net;
using System.Text;
using CallbackGen.Inbox.Tests.Support;
using CallbackGen.Receiver;
using CallbackGen.Testing;
using Microsoft.AspNetCore.Builder;

namespace CallbackGen.Inbox.Tests;

/// <summary>The identity of events: an event that two feeds report has one row; events of two accounts have two rows.</summary>
public sealed class EventTests : IAsyncTests
{
    private readonly InboxApp _app = new();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_transaction_and_its_receipt_are_one_event_whichever_comes_first(bool isReceiptFirst)
    {
        await StartAsync();

        await AcceptAsync(isReceiptFirst ? Receipt("10.00") : Transaction("10.00"));
        await _app.UntilCountAsync(CallbackState.Done, 1);
        await AcceptAsync(isReceiptFirst ? Transaction("10.00") : Receipt("10.00"));

        Assert.Equal(1, Assert.Single(await _app.Store.ListAsync(CallbackState.Done, 10, default)).Duplicates);
        Assert.Equal(1, (await _app.CountAsync()).Values.Sum());
        Assert.Equal([isReceiptFirst ? "receipt" : "transaction"], _app.Handled);
    }

    [Fact]
    public async Task A_receipt_that_says_another_amount_than_its_transaction_is_a_conflict()
    {
        await StartAsync();

        await AcceptAsync(Transaction("10.00"));
        await AcceptAsync(Receipt("99.00"));

        await _app.UntilCountAsync(CallbackState.Done, 1);
        Assert.Equal("bayarcash.receipt", Assert.Single(await _app.Store.ListAsync(CallbackState.Conflict, 10, default)).Feed);
        Assert.Equal(["transaction"], _app.Handled);
    }

    /// <summary>Both key sets have the same secret, so the same bytes are genuine at both addresses.</summary>
    [Fact]
    public async Task One_key_under_two_key_sets_names_two_events()
    {
        await _app.StartAsync(
            (app, it) =>
            {
                app.Configuration["Callbacks:Nova-Other:secret"] = app.Configuration["Callbacks:Nova:secret"];
                app.MapCallback<NovaPayment>("/in", (Verified<NovaPayment> payment) => it.Handled.Enqueue("the one")).StoreFirst();
                app.MapCallback<NovaPayment>("/other", (Verified<NovaPayment> payment) => it.Handled.Enqueue("the other"))
                    .WithKeySet("Nova-Other")
                    .StoreFirst();
            }
        );

        foreach (var path in (string[])["/in", "/other", "/in", "/other"])
        {
            using var response = await _app.SendAsync(NovaPayment.Feed, """{"id":"a","status":"paid"}""", path);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        await _app.UntilCountAsync(CallbackState.Done, 2);
        Assert.Equal(["the one", "the other"], _app.Handled.Order());
    }

    private Task StartAsync() =>
        _app.StartAsync(
            (app, it) =>
            {
                app.MapCallback<BayarcashTransaction>(
                        "/transaction",
                        (Verified<BayarcashTransaction> transaction) => it.Handled.Enqueue("transaction")
                    )
                    .StoreFirst();
                app.MapCallback<BayarcashReceipt>("/receipt", (Verified<BayarcashReceipt> receipt) => it.Handled.Enqueue("receipt"))
                    .StoreFirst();
            }
        );

    private static (string Path, CallbackRequest Request) Transaction(string amount) =>
        (
            "/transaction",
            Sign(
                BayarcashTransaction.Feed,
                CallbackRequest.Post(
                    Encoding.UTF8.GetBytes(
                        "record_type=transaction&payer_name=Ahmad&payer_email=a%40example.com&"
                            + $"datetime=2026-07-22+10%3A00%3A00&{Shared(amount)}"
                    ),
                    "application/x-www-form-urlencoded"
                )
            )
        );

    private static (string Path, CallbackRequest Request) Receipt(string amount) =>
        ("/receipt", Sign(BayarcashReceipt.Feed, CallbackRequest.Get(Shared(amount))));

    private static string Shared(string amount) =>
        "transaction_id=trx_1&exchange_reference_number=R1&exchange_transaction_id=E1&order_number=o-1&currency=MYR&"
        + $"amount={amount}&payer_bank_name=Maybank&status=3&status_description=Successful&checksum=";

    private static CallbackRequest Sign(CallbackFeed feed, CallbackRequest request) =>
        new CallbackSigner(InboxApp.Keys.Of(feed)).Sign(request);

    private async Task AcceptAsync((string Path, CallbackRequest Request) sent)
    {
        using var response = await _app.Client.SendCallbackAsync(sent.Path, sent.Request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
