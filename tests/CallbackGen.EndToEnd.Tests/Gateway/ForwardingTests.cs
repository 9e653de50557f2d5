using System.Net;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using CallbackGen.Inbox;
using CallbackGen.Receiver;

namespace CallbackGen.EndToEnd.Tests.Gateway;

/// <summary>Forwarding of callbacks from a provider to a shop.</summary>
public sealed class ForwardingTests : IDisposable
{
    private const string Verified = "bayarcash.transaction";
    private const string Authenticated = "cryptocloud.postback";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Every_genuine_example_of_the_catalogue_comes_to_the_shop_once_signed_and_taken_apart()
    {
        await using var shop = await TestShop.StartAsync();
        await using var gateway = await TestGateway.StartAsync(_folder, TestGateway.To(shop));
        var sent = 0;
        foreach (var feed in ReceiverApp.Feeds)
        {
            // A test with a path belongs to a feed that signs it; the demo sends those.
            if (
                TestGateway
                    .Examples[feed.Name]
                    .FirstOrDefault(test =>
                        !test.ExpectsRefusal && !test.IsHandshake && test.Request.Path is null && !feed.Definition.HasItems
                    )
                is not { } test
            )
                continue;
            Assert.Equal((feed.Name, feed.Definition.Acknowledge.Status), (feed.Name, (int)await gateway.SendAsync(feed.Name, test)));
            await gateway.WaitForAsync(CallbackState.Done);
            Assert.True(shop.Requests.Count == ++sent, feed.Name);
            var request = shop.Requests.Last();

            Assert.True(request.IsSignedWith(TestGateway.Secret), feed.Name);
            Assert.Equal("POST /callbacks", request.Line);
            Assert.Equal(feed.Trust == CallbackTrust.Verified ? feed.Name : $"{feed.Name}.unconfirmed", request.Type);
            Assert.Equal(feed.Name, request.Data.GetProperty("feed").GetString());
            Assert.True(HasSignedMember(feed) == (request.Data.GetProperty("payload").GetRawText() != "{}"), feed.Name);
            if (feed.Trust == CallbackTrust.Verified)
                Assert.Empty(request.Data.GetProperty("unsigned").EnumerateObject());
            else
                Assert.NotEmpty(request.Data.GetProperty("unsigned").EnumerateObject());
            Assert.All(
                feed.Definition.UnsignedMembers,
                pointer => Assert.False(Has(request.Data.GetProperty("payload"), pointer), $"{feed.Name} {pointer}")
            );
            // Two feeds may report the same event, which is forwarded once.
            await gateway.Store.ForgetAsync(DateTimeOffset.MaxValue, default);
        }

        Assert.True(sent > 30, $"{sent} feeds");
        Assert.Equal(sent, shop.Requests.Count);
        Assert.Equal(
            shop.Requests.Select(request => request.Data.GetProperty("receipt").GetProperty("id").GetString()).Distinct().Count(),
            shop.Requests.Select(request => request.Id).Distinct().Count()
        );
    }

    [Fact]
    public async Task The_receipt_says_what_the_shop_may_rely_on()
    {
        await using var shop = await TestShop.StartAsync();
        await using var gateway = await TestGateway.StartAsync(_folder, [.. TestGateway.To(shop), "--Forward:IncludeRequest", "true"]);
        var test = TestGateway.Genuine(Verified);

        await gateway.SendAsync(Verified);

        var request = Assert.Single(await shop.WaitForAsync(1));
        var row = Assert.Single(await gateway.WaitForAsync(CallbackState.Done));
        var receipt = request.Data.GetProperty("receipt");
        Assert.Equal(row.Id, receipt.GetProperty("id").GetString());
        Assert.Equal("apiSecretKey[0]", receipt.GetProperty("key").GetString());
        Assert.StartsWith("bayarcash.payment:bayarcash:", receipt.GetProperty("idempotencyKey").GetString(), StringComparison.Ordinal);
        Assert.Equal(
            request.Data.GetProperty("payload").EnumerateObject().Select(member => $"/{member.Name}"),
            receipt.GetProperty("signedMembers").EnumerateArray().Select(pointer => pointer.GetString())
        );
        Assert.Equal(
            request.Data.GetProperty("payload").GetProperty("order_number").GetString(),
            request.Data.GetProperty("roles").GetProperty("reference").GetString()
        );
        var arrived = request.Data.GetProperty("request");
        Assert.Equal(test.Request.Body, System.Text.Encoding.UTF8.GetString(arrived.GetProperty("body").GetBytesFromBase64()));
        Assert.Equal("POST", arrived.GetProperty("method").GetString());
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", request.Json.GetProperty("timestamp").GetString());
    }

    [Fact]
    public async Task Below_Verified_the_type_asks_for_a_confirmation_and_only_what_is_signed_has_a_role()
    {
        await using var shop = await TestShop.StartAsync();
        await using var gateway = await TestGateway.StartAsync(_folder, TestGateway.To(shop));

        await gateway.SendAsync(Authenticated);

        var request = Assert.Single(await shop.WaitForAsync(1));
        Assert.Equal($"{Authenticated}.unconfirmed", request.Type);
        Assert.Equal("authenticated", request.Data.GetProperty("trust").GetString());
        // The token covers only the invoice.
        Assert.Equal("""{"reference":"ILRAJE1Q"}""", request.Data.GetProperty("roles").GetRawText());
        Assert.True(request.Data.GetProperty("unsigned").TryGetProperty("status", out _));
        Assert.All(
            request.Data.GetProperty("receipt").GetProperty("signedMembers").EnumerateArray(),
            pointer => Assert.True(Has(request.Data.GetProperty("payload"), pointer.GetString()!), pointer.GetString())
        );
        Assert.False(request.Data.TryGetProperty("request", out _));
    }

    /// <summary>A sender can also omit unsigned members; the payload does not show that.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_holds_nothing_signed_is_not_in_the_payload(bool isThere)
    {
        await using var shop = await TestShop.StartAsync();
        await using var gateway = await TestGateway.StartAsync(_folder, TestGateway.To(shop));
        var test = TestGateway.Genuine(Authenticated);
        var body = JsonNode.Parse(test.Request.Body!)!.AsObject();
        if (!isThere)
            body.Remove("invoice_info");

        Assert.Equal(HttpStatusCode.OK, await gateway.SendAsync(Authenticated, test, test.Request with { Body = body.ToJsonString() }));

        var data = Assert.Single(await shop.WaitForAsync(1)).Data;
        Assert.Equal(["invoice_id", "token"], data.GetProperty("payload").EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            ["/invoice_id", "/token"],
            data.GetProperty("receipt").GetProperty("signedMembers").EnumerateArray().Select(pointer => pointer.GetString())
        );
        Assert.Equal(
            isThere ? JsonValueKind.Object : JsonValueKind.Null,
            data.GetProperty("unsigned").GetProperty("invoice_info").ValueKind
        );
    }

    [Fact]
    public async Task What_the_shop_cannot_take_is_tried_again_with_the_same_id_and_the_same_bytes()
    {
        await using var shop = await TestShop.StartAsync();
        shop.Answer = (_, before) =>
            new(
                before switch
                {
                    0 => 503,
                    1 => 500,
                    2 => 429,
                    3 => 408,
                    4 => 425,
                    _ => 204,
                }
            );
        await using var gateway = await TestGateway.StartAsync(_folder, TestGateway.To(shop));

        await gateway.SendAsync(Verified);

        var requests = await shop.WaitForAsync(6);
        Assert.Equal(6, Assert.Single(await gateway.WaitForAsync(CallbackState.Done)).Attempts);
        Assert.Single(requests.Select(request => request.Id).Distinct());
        Assert.Single(requests.Select(request => Convert.ToHexString(request.Body)).Distinct());
        Assert.All(requests, request => Assert.True(request.IsSignedWith(TestGateway.Secret)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task It_comes_no_sooner_than_the_shop_asks_for(bool asTime)
    {
        await using var shop = await TestShop.StartAsync();
        shop.Answer = (_, _) => new(429, ("Retry-After", asTime ? $"{DateTimeOffset.UtcNow.AddHours(1):R}" : "3600"));
        await using var gateway = await TestGateway.StartAsync(_folder, TestGateway.To(shop));

        await gateway.SendAsync(Verified);

        var line = await gateway.WaitForLineAsync("StoredCallbackFailed");
        Assert.Contains($"{shop.Url} answered 429", line.Message, StringComparison.Ordinal);
        var due = DateTimeOffset.Parse(line.Message.Split("tried again at ")[1], System.Globalization.CultureInfo.InvariantCulture);
        Assert.True(due - DateTimeOffset.UtcNow > TimeSpan.FromMinutes(55), line.Message);
        Assert.Single(shop.Requests);
    }

    [Theory]
    [InlineData(400, "answered 400")]
    [InlineData(401, "the same Forward:Secret")]
    [InlineData(404, "the address that takes POST")]
    [InlineData(302, "a redirect, which is not followed")]
    public async Task What_the_shop_refuses_is_dead_after_three_tries_and_goes_again_when_a_person_says_so(int status, string why)
    {
        await using var shop = await TestShop.StartAsync();
        shop.Answer = (_, before) => before < 3 ? new(status, ("Location", $"{shop.Url}/elsewhere")) : new(200);
        await using var gateway = await TestGateway.StartAsync(_folder, TestGateway.To(shop));

        await gateway.SendAsync(Verified);

        var row = Assert.Single(await gateway.WaitForAsync(CallbackState.Dead));
        Assert.Equal(3, row.Attempts);
        Assert.Contains(why, row.LastFailure, StringComparison.Ordinal);
        Assert.Equal(3, shop.Requests.Count);
        Assert.All(shop.Requests, request => Assert.Equal("POST /callbacks", request.Line));

        using var output = new StringWriter();
        using var error = new StringWriter();
        Assert.Equal(0, await InboxCommands.ReplayAsync([row.Id, .. TestGateway.In(_folder)], output, error));

        Assert.Contains("is handled again", output.ToString(), StringComparison.Ordinal);
        await gateway.WaitForAsync(CallbackState.Done);
        Assert.Single(shop.Requests.Select(request => request.Id).Distinct());
    }

    [Fact]
    public async Task A_shop_that_does_not_answer_in_time_gets_it_again()
    {
        await using var shop = await TestShop.StartAsync();
        shop.Answer = (_, before) => before == 0 ? new(200) { After = TimeSpan.FromMinutes(5) } : new(200);
        await using var gateway = await TestGateway.StartAsync(_folder, [.. TestGateway.To(shop), "--Forward:Timeout", "00:00:01"]);

        await gateway.SendAsync(Verified);

        Assert.Equal(2, Assert.Single(await gateway.WaitForAsync(CallbackState.Done)).Attempts);
        Assert.Contains(
            "has not answered in 1 s (Forward:Timeout)",
            Assert.Single(gateway.Logs.Named("StoredCallbackFailed")).Message,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_shop_of_which_nothing_works_gets_nothing_for_a_while_and_that_counts_for_no_attempt()
    {
        var shop = await TestShop.StartAsync();
        var settings = TestGateway.To(shop);
        await shop.DisposeAsync();
        await using var gateway = await TestGateway.StartAsync(_folder, settings);
        var order = new FormOrder(TestGateway.Genuine(Verified));

        foreach (var number in Enumerable.Range(1, 12))
            Assert.Equal(HttpStatusCode.OK, await gateway.SendAsync(Verified, order.Of(transaction: $"trx_{number}")));

        var patience = DateTime.UtcNow.AddSeconds(30);
        IReadOnlyList<CallbackRow> waiting;
        // All of them wait for the circuit breaker to close.
        while (
            (waiting = await gateway.Store.ListAsync(CallbackState.Waiting, 100, default)).Count(row =>
                row.LastFailure?.Contains("gets none for a quarter", StringComparison.Ordinal) == true
            ) < 12
        )
        {
            Assert.True(DateTime.UtcNow < patience, string.Join('\n', waiting));
            await Task.Delay(20);
        }

        var tried = gateway
            .Logs.Named("StoredCallbackFailed")
            .Count(line => line.Message.Contains("cannot be reached (ConnectionError)", StringComparison.Ordinal));
        Assert.Equal(tried, waiting.Sum(row => row.Attempts));
    }

    [Fact]
    public async Task A_shop_that_was_away_may_refuse_as_often_as_one_that_was_not()
    {
        await using var shop = await TestShop.StartAsync();
        shop.Answer = (_, before) =>
            new(
                before switch
                {
                    < 4 => 503,
                    < 6 => 404,
                    _ => 200,
                }
            );
        await using var gateway = await TestGateway.StartAsync(_folder, TestGateway.To(shop));

        await gateway.SendAsync(Verified);

        Assert.Equal(7, Assert.Single(await gateway.WaitForAsync(CallbackState.Done)).Attempts);
    }

    [Fact]
    public async Task Without_a_target_callbacks_are_parked_and_go_out_when_the_program_starts_with_one()
    {
        await using (var first = await TestGateway.StartAsync(_folder))
        {
            Assert.Equal(HttpStatusCode.OK, await first.SendAsync(Verified));
            Assert.Equal(
                HttpStatusCode.OK,
                await first.SendAsync(Verified, TestGateway.Genuine(Verified), path: ReceiverApp.SharedPathOf(TestGateway.Feed(Verified)))
            );
            Assert.Equal(1, Assert.Single(await first.WaitForAsync(CallbackState.Parked)).Duplicates);
        }

        await using var shop = await TestShop.StartAsync();
        await using var second = await TestGateway.StartAsync(_folder, TestGateway.To(shop));

        Assert.Equal(Verified, Assert.Single(await shop.WaitForAsync(1)).Type);
        await second.WaitForAsync(CallbackState.Done);
    }

    [Fact]
    public async Task Each_feed_goes_where_its_closest_setting_says()
    {
        await using var one = await TestShop.StartAsync();
        await using var other = await TestShop.StartAsync();
        await using var gateway = await TestGateway.StartAsync(
            _folder,
            [.. TestGateway.To(one), "--Forward:Feeds:bayarcash.*:Url", other.Url, $"--Forward:Feeds:{Authenticated}:Url", ""]
        );

        await gateway.SendAsync(Verified);
        await gateway.SendAsync(Authenticated);
        await gateway.SendAsync("leanx.bill");

        Assert.Equal(Verified, Assert.Single(await other.WaitForAsync(1)).Type);
        Assert.Equal("leanx.bill", Assert.Single(await one.WaitForAsync(1)).Type);
        Assert.Equal(Authenticated, Assert.Single(await gateway.WaitForAsync(CallbackState.Parked)).Feed);
    }

    [Fact]
    public async Task While_a_secret_is_changed_each_has_a_signature()
    {
        const string Next = "whsec_bmV4dC1uZXh0LW5leHQtbmV4dC1uZXh0LW5leHQ=";
        await using var shop = await TestShop.StartAsync();
        await using var gateway = await TestGateway.StartAsync(
            _folder,
            "--Forward:Url",
            shop.Url,
            "--Forward:Secret:0",
            Next,
            "--Forward:Secret:1",
            TestGateway.Secret
        );

        await gateway.SendAsync(Verified);

        var request = Assert.Single(await shop.WaitForAsync(1));
        Assert.True(request.IsSignedWith(Next) && request.IsSignedWith(TestGateway.Secret));
        Assert.False(request.IsSignedWith("whsec_b3RoZXItb3RoZXItb3RoZXItb3RoZXItb3RoZXI="));
    }

    [Fact]
    public async Task What_is_ordered_waits_for_what_failed_before_it_and_nothing_else_does()
    {
        await using var shop = await TestShop.StartAsync();
        var isOpen = false;
        var order = new FormOrder(TestGateway.Genuine(Verified));
        shop.Answer = (request, _) =>
            new(!isOpen && request.Data.GetProperty("roles").GetProperty("reference").GetString() == order.Number ? 503 : 200);
        await using var gateway = await TestGateway.StartAsync(_folder, [.. TestGateway.To(shop), "--Forward:OrderBy", "Reference"]);

        Assert.Equal(HttpStatusCode.OK, await gateway.SendAsync(Verified, order.Of(transaction: "trx_1")));
        Assert.Equal(HttpStatusCode.OK, await gateway.SendAsync(Verified, order.Of(transaction: "trx_2")));
        Assert.Equal(HttpStatusCode.OK, await gateway.SendAsync(Verified, order.Of("INV-2", "trx_3")));
        await gateway.WaitForAsync(CallbackState.Done);

        Assert.Single(await gateway.Store.ListAsync(CallbackState.Queued, 10, default));
        isOpen = true;
        await gateway.WaitForAsync(CallbackState.Done, 3);
        // The last request of each callback; earlier ones were answered 503.
        var taken = shop
            .Requests.Select(request => request.Data.GetProperty("payload").GetProperty("transaction_id").GetString())
            .Reverse()
            .Distinct()
            .Reverse();
        Assert.Equal(["trx_3", "trx_1", "trx_2"], taken);
    }

    /// <summary>Whether the signature covers a member of the payload. A token, or a message of other values, covers none.</summary>
    private static bool HasSignedMember(CallbackFeed feed) =>
        feed.Trust == CallbackTrust.Verified
        || feed.Definition is { SignsNothing: false, SignsNoContent: false }
            && feed.PayloadType.GetProperties()
                .SelectMany(property => property.GetCustomAttributes<JsonPropertyNameAttribute>())
                .Any(member => !feed.Definition.UnsignedMembers.Contains($"/{member.Name}"));

    /// <summary>Whether a JSON pointer refers to a value.</summary>
    private static bool Has(JsonElement element, string pointer)
    {
        var parts = pointer.Split('/', 3);
        if (parts.Length < 2)
            return true;
        var rest = parts.Length == 3 ? $"/{parts[2]}" : "";
        return element.ValueKind == JsonValueKind.Object
            && element.TryGetProperty(
                parts[1].Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal),
                out var value
            )
            && Has(value, rest);
    }
}
