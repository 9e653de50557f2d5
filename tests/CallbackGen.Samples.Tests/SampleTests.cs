using System.Net;
using System.Text;
using System.Threading.Channels;
using CallbackGen.Inbox;
using CallbackGen.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Samples.QueueWorker;
using Aot = Samples.Aot;
using Merchants = Samples.Merchants;
using MinimalApi = Samples.MinimalApi;
using Mvc = Samples.Mvc;

namespace CallbackGen.Samples.Tests;

public sealed class SampleTests
{
    private const string Transaction =
        """{"record_type":"transaction","transaction_id":"trx_1","exchange_reference_number":"R1","order_number":"INV-1","""
        + "\"currency\":\"MYR\",\"amount\":\"10.00\",\"status\":3,\"datetime\":\"2026-07-22 10:00:00\",\"checksum\":\"\"}";

    private const string Event = """{"id":"evt_1","type":"charge.succeeded","data":{"object":{}}}""";

    private static readonly CallbackTestKeys BayarcashKeys = CallbackTestKeys.Generate(MinimalApi.BayarcashTransaction.Feed);

    public static TheoryData<CallbackTestCase> Callbacks => [.. CallbackTestCases.Signed(BayarcashKeys)];

    [Theory]
    [InlineData("10.00", true, false)]
    [InlineData("9.00", false, true)]
    public async Task The_minimal_api_pays_an_order_when_the_amount_is_right(string amount, bool paid, bool needsReview)
    {
        var keys = CallbackTestKeys.Generate(MinimalApi.BayarcashTransaction.Feed);
        await using var host = new SampleHost<MinimalApi.Orders>(keys.ToConfiguration());
        var orders = host.Services.GetRequiredService<MinimalApi.Orders>();
        await orders.AddAsync(new MinimalApi.Order("INV-1", 10.00m, "MYR"));
        var genuine = new CallbackSigner(keys).Sign(Json(Transaction.Replace("10.00", amount, StringComparison.Ordinal)));
        var forged = Json(Encoding.UTF8.GetString(genuine.Body.Span).Replace("INV-1", "INV-2", StringComparison.Ordinal));

        using var refused = await host.SendAsync("/callbacks/bayarcash", forged);
        using var first = await host.SendAsync("/callbacks/bayarcash", genuine);
        using var again = await host.SendAsync("/callbacks/bayarcash", genuine);

        Assert.Equal(
            (HttpStatusCode.Unauthorized, HttpStatusCode.OK, HttpStatusCode.OK),
            (refused.StatusCode, first.StatusCode, again.StatusCode)
        );
        await host.UntilHandledAsync(1);
        var order = await orders.FindAsync("INV-1");
        Assert.Equal((paid, needsReview), (order!.Paid, order.NeedsReview));
    }

    [Theory]
    [InlineData("9.00", "MYR", "INV-1")]
    [InlineData("10.01", "MYR", "INV-1")]
    [InlineData("10.00", "SGD", "INV-1")]
    [InlineData("10.00", "MYR", "INV-9")]
    public async Task Another_amount_is_told_to_somebody_once_and_the_provider_is_answered_with_success(
        string amount,
        string currency,
        string number
    )
    {
        var keys = CallbackTestKeys.Generate(MinimalApi.BayarcashTransaction.Feed);
        await using var host = new SampleHost<MinimalApi.Orders>(keys.ToConfiguration());
        var orders = host.Services.GetRequiredService<MinimalApi.Orders>();
        await orders.AddAsync(new MinimalApi.Order("INV-1", 10.00m, "MYR"));
        var body = Transaction
            .Replace("10.00", amount, StringComparison.Ordinal)
            .Replace("MYR", currency, StringComparison.Ordinal)
            .Replace("INV-1", number, StringComparison.Ordinal);
        var paid = new CallbackSigner(keys).Sign(Json(body));

        using var first = await host.SendAsync("/callbacks/bayarcash", paid);
        using var again = await host.SendAsync("/callbacks/bayarcash", paid);

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (first.StatusCode, again.StatusCode));
        await host.UntilHandledAsync(1);
        Assert.False((await orders.FindAsync("INV-1"))!.Paid);
        Assert.Equal(
            new MinimalApi.Review(number, decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture), currency),
            Assert.Single(await orders.ReviewsAsync())
        );
        await SampleHost<MinimalApi.Orders>.UntilAsync(() => Task.FromResult(!host.Errors.Lines.IsEmpty)); // after the commit
        Assert.Equal(
            $"{amount} \"{currency}\" was paid for order \"{number}\", which asks for something else: under review",
            Assert.Single(host.Errors.Lines)
        );
    }

    [Fact]
    public async Task The_right_amount_is_no_error_and_nobody_has_to_look_at_it()
    {
        var keys = CallbackTestKeys.Generate(MinimalApi.BayarcashTransaction.Feed);
        await using var host = new SampleHost<MinimalApi.Orders>(keys.ToConfiguration());
        var orders = host.Services.GetRequiredService<MinimalApi.Orders>();
        await orders.AddAsync(new MinimalApi.Order("INV-1", 10.00m, "MYR"));

        using var paid = await host.SendAsync("/callbacks/bayarcash", new CallbackSigner(keys).Sign(Json(Transaction)));
        var failure = Transaction.Replace("\"status\":3", "\"status\":2", StringComparison.Ordinal);
        using var failed = await host.SendAsync("/callbacks/bayarcash", new CallbackSigner(keys).Sign(Json(failure)));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (paid.StatusCode, failed.StatusCode));
        await host.UntilHandledAsync(2);
        Assert.True(await orders.FindAsync("INV-1") is { Paid: true, NeedsReview: false });
        Assert.Empty(await orders.ReviewsAsync());
        Assert.Empty(host.Errors.Lines);
    }

    /// <summary>The provider was answered with success, and then the program ended.</summary>
    [Fact]
    public async Task What_the_minimal_api_has_acknowledged_is_paid_by_the_program_that_starts_next_and_once()
    {
        var folder = Directory.CreateTempSubdirectory();
        var genuine = new CallbackSigner(BayarcashKeys).Sign(Json(Transaction));
        await using (var first = new SampleHost<MinimalApi.Orders>(BayarcashKeys.ToConfiguration(), folder.FullName) { HasWorker = false })
        {
            await first.Store.PrepareAsync(default);
            await first.Services.GetRequiredService<MinimalApi.Orders>().AddAsync(new MinimalApi.Order("INV-1", 10.00m, "MYR"));
            using var stored = await first.SendAsync("/callbacks/bayarcash", genuine);
            Assert.Equal(HttpStatusCode.OK, stored.StatusCode);
            Assert.Contains("\"paid\":false", await first.GetAsync("/orders/INV-1"), StringComparison.Ordinal);
        }

        await using (var second = new SampleHost<MinimalApi.Orders>(BayarcashKeys.ToConfiguration(), folder.FullName))
        {
            await second.UntilHandledAsync(1);
            Assert.Contains("\"paid\":true", await second.GetAsync("/orders/INV-1"), StringComparison.Ordinal);
        }

        await using (var third = new SampleHost<MinimalApi.Orders>(BayarcashKeys.ToConfiguration(), folder.FullName))
        {
            using var again = await third.SendAsync("/callbacks/bayarcash", genuine);
            Assert.Equal(HttpStatusCode.OK, again.StatusCode);
            Assert.Equal([KeyValuePair.Create(CallbackState.Done, 1L)], await third.Store.CountAsync(default));
        }

        folder.Delete(recursive: true);
    }

    /// <summary>As the page about tests shows: the feed's own tests and their tampered copies are sent to the program.</summary>
    [Theory]
    [MemberData(nameof(Callbacks))]
    public async Task The_minimal_api_answers_each_callback_as_the_schema_says(CallbackTestCase callback)
    {
        await using var host = new SampleHost<MinimalApi.Orders>(BayarcashKeys.ToConfiguration());

        using var answer = await host.SendAsync("/callbacks/bayarcash", callback.Request);

        Assert.Equal(callback.IsGenuine, answer.IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_payload_is_written_signed_and_sent()
    {
        await using var host = new SampleHost<MinimalApi.Orders>(BayarcashKeys.ToConfiguration());
        await host.Services.GetRequiredService<MinimalApi.Orders>().AddAsync(new MinimalApi.Order("INV-7", 12.50m, "MYR"));
        var payment = new MinimalApi.BayarcashTransaction
        {
            RecordType = "transaction",
            TransactionId = "trx_7",
            ExchangeReferenceNumber = "R7",
            OrderNumber = "INV-7",
            Currency = "MYR",
            Amount = 12.50m,
            Status = MinimalApi.BayarcashTransactionStatus.Success,
            Datetime = new(2026, 7, 22, 10, 0, 0, TimeSpan.FromHours(8)),
            Checksum = "",
        };

        using var answer = await host.CreateClient().SendCallbackAsync("/callbacks/bayarcash", payment, new CallbackSigner(BayarcashKeys));
        using var refused = await host.CreateClient()
            .SendCallbackAsync(
                "/callbacks/bayarcash",
                payment,
                new CallbackSigner(CallbackTestKeys.Generate(MinimalApi.BayarcashTransaction.Feed))
            );

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Unauthorized), (answer.StatusCode, refused.StatusCode));
        await host.UntilHandledAsync(1);
        Assert.True((await host.Services.GetRequiredService<MinimalApi.Orders>().FindAsync("INV-7"))!.Paid);
    }

    [Fact]
    public async Task The_controller_takes_a_paid_bill_and_refuses_a_forged_one()
    {
        var keys = CallbackTestKeys.Generate(Mvc.LeanXBill.Feed);
        await using var host = new SampleHost<Mvc.PaidBills>(keys.ToConfiguration());
        var genuine = new CallbackSigner(keys).Sign(Json("""{"response_code":2000,"data":""}"""), BillClaims);
        var others = new CallbackSigner(CallbackTestKeys.Generate(Mvc.LeanXBill.Feed)).Sign(
            Json("""{"response_code":2000,"data":""}"""),
            BillClaims
        );

        using var refused = await host.SendAsync("/callbacks/leanx/bill", others);
        Assert.Equal(
            HttpStatusCode.NotFound,
            (await host.CreateClient().GetAsync(new Uri("/callbacks/leanx/bill/BP1", UriKind.Relative))).StatusCode
        );
        using var taken = await host.SendAsync("/callbacks/leanx/bill", genuine);

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.OK), (refused.StatusCode, taken.StatusCode));
        Assert.Equal("456.20", await host.GetAsync("/callbacks/leanx/bill/BP1"));
    }

    [Fact]
    public async Task Each_merchant_takes_the_callbacks_of_its_own_account_only()
    {
        var feed = Merchants.StripeEvent.Feed;
        var (north, south) = (CallbackTestKeys.Generate(feed), CallbackTestKeys.Generate(feed));
        await using var host = new SampleHost<Merchants.Ledger>([
            new("Merchants:0", "north"),
            new("Merchants:1", "south"),
            .. north.ToConfiguration("Stripe-north"),
            .. south.ToConfiguration("Stripe-south"),
        ]);
        var ofNorth = new CallbackSigner(north).Sign(Json(Event));

        using var taken = await host.SendAsync("/north/callbacks/stripe", ofNorth);
        using var again = await host.SendAsync("/north/callbacks/stripe", ofNorth);
        using var refused = await host.SendAsync("/south/callbacks/stripe", ofNorth);
        // The same event id of another account is another event.
        using var other = await host.SendAsync(
            "/south/callbacks/stripe",
            new CallbackSigner(south).Sign(Json(Event.Replace("succeeded", "failed", StringComparison.Ordinal)))
        );

        Assert.Equal(
            (HttpStatusCode.OK, HttpStatusCode.OK, HttpStatusCode.Unauthorized, HttpStatusCode.OK),
            (taken.StatusCode, again.StatusCode, refused.StatusCode, other.StatusCode)
        );
        await host.UntilHandledAsync(2);
        Assert.Equal("""["charge.succeeded"]""", await host.GetAsync("/north/events"));
        Assert.Equal("""["charge.failed"]""", await host.GetAsync("/south/events"));
    }

    [Fact]
    public async Task The_program_for_native_code_forwards_a_payment_once_and_a_forged_one_never()
    {
        var keys = CallbackTestKeys.Generate(Aot.BayarcashTransaction.Feed);
        await using var host = new SampleHost<Aot.Outbox>(keys.ToConfiguration());
        var genuine = new CallbackSigner(keys).Sign(Json(Transaction));
        var forged = Json(Encoding.UTF8.GetString(genuine.Body.Span).Replace("10.00", "99.00", StringComparison.Ordinal));

        using var refused = await host.SendAsync("/callbacks/bayarcash", forged);
        using var first = await host.SendAsync("/callbacks/bayarcash", genuine);
        using var again = await host.SendAsync("/callbacks/bayarcash", genuine);

        Assert.Equal(
            (HttpStatusCode.Unauthorized, HttpStatusCode.OK, HttpStatusCode.OK),
            (refused.StatusCode, first.StatusCode, again.StatusCode)
        );
        await host.UntilHandledAsync(1);
        Assert.Contains(
            "\"amount\":\"10.00\"",
            Assert.Single(await host.Services.GetRequiredService<Aot.Outbox>().MessagesAsync()),
            StringComparison.Ordinal
        );
    }

    /// <summary>The queue is read a day later: the time of the request's arrival is used.</summary>
    [Fact]
    public async Task The_worker_verifies_what_comes_out_of_a_queue()
    {
        var keys = CallbackTestKeys.Generate(StripeEvent.Feed);
        var yesterday = DateTimeOffset.UtcNow.AddDays(-1);
        var signer = new CallbackSigner(keys, new FakeTimeProvider(yesterday));
        var queue = Channel.CreateUnbounded<QueuedCallback>();
        var builder = Host.CreateApplicationBuilder();
        foreach (var (key, value) in keys.ToConfiguration())
            builder.Configuration[key] = value;
        builder.Services.AddQueueWorker(queue);
        using var host = builder.Build();
        await host.StartAsync();

        var forged = signer.Sign(Json(Event.Replace("evt_1", "evt_2", StringComparison.Ordinal)));
        queue.Writer.TryWrite(Queued(forged, Encoding.UTF8.GetBytes(Event), yesterday)); // another key's signature
        queue.Writer.TryWrite(Queued(forged, forged.Body.ToArray(), yesterday.AddHours(1))); // an expired signature
        queue.Writer.TryWrite(Queued(signer.Sign(Json(Event)), Encoding.UTF8.GetBytes(Event), yesterday));
        var last = signer.Sign(
            Json(Event.Replace("evt_1", "evt_3", StringComparison.Ordinal).Replace("succeeded", "failed", StringComparison.Ordinal))
        );
        queue.Writer.TryWrite(Queued(last, last.Body.ToArray(), yesterday));

        var handled = host.Services.GetRequiredService<Events>().Handled;
        Assert.Equal("charge.succeeded", await handled.ReadAsync());
        Assert.Equal("charge.failed", await handled.ReadAsync());
        await host.StopAsync();
    }

    // The documented sample's claims, without optional ones.
    private const string BillClaims = """
        {
          "invoice_no": "BP1",
          "client_data": { "merchant_invoice_no": "LX1", "uuid": "6a8c6f0b-6c6f-4e6a-9d0c-6b7a1f2e3d4c", "order_id": "None" },
          "invoice_status_id": 2, "invoice_type_id": 1, "invoice_type": "NORMAL_COLLECTION", "invoice_status": "SUCCESS",
          "amount": "456.20",
          "payment_model_reference_id": 1, "rate_type_reference_id": 1, "payment_service_id": 1,
          "client_redirect_url": "https://shop.example", "client_callback_url": "https://shop.example",
          "client_transaction_details": {}, "prefund_collection": { "item": null, "response_code": 2100 },
          "description": null, "card_token": null, "transaction_response_time": "28 November 23 03:18:03 PM",
          "original_transaction_response_time": "2023-11-28 15:18:03"
        }
        """;

    private static CallbackRequest Json(string body) => CallbackRequest.Post(Encoding.UTF8.GetBytes(body), "application/json");

    private static QueuedCallback Queued(CallbackRequest signed, byte[] body, DateTimeOffset arrivedAt) =>
        new(
            "application/json",
            new Dictionary<string, string> { ["Stripe-Signature"] = signed.Headers.GetValues("Stripe-Signature")[0]! },
            body,
            arrivedAt
        );
}
