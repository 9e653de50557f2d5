using System.Net;
using System.Net.Sockets;
using CallbackGen.Inbox;

namespace CallbackGen.EndToEnd.Tests.Gateway;

/// <summary>Slow, broken and hostile shops, and a gateway that stops during a request to one.</summary>
public sealed class HostileShopTests : IDisposable
{
    private const string Feed = "bayarcash.transaction";
    private const string Other = "leanx.bill";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway");
    private readonly FormOrder _order = new(TestGateway.Genuine(Feed));

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>A 500 concerns one callback: the shop is reachable, and accepts another callback of the feed.</summary>
    [Fact]
    public async Task Callbacks_that_the_shop_fails_of_hold_up_no_others()
    {
        await using var shop = await TestShop.StartAsync();
        shop.Answer = (request, _) => new(request.Data.GetProperty("roles").GetProperty("reference").GetString() == "INV-0" ? 200 : 500);
        await using var gateway = await TestGateway.StartAsync(_folder, TestGateway.To(shop));
        for (var number = 1; number <= 40; number++)
            await gateway.SendAsync(Feed, _order.Of($"INV-{number}", $"trx_{number}"));
        await shop.WaitForAsync(40);

        await gateway.SendAsync(Feed, _order.Of("INV-0", "trx_0"));

        await gateway.WaitForAsync(CallbackState.Done);
        Assert.DoesNotContain(
            await gateway.Store.ListAsync(CallbackState.Waiting, 100, default),
            row => row.LastFailure!.Contains("gets none", StringComparison.Ordinal)
        );
    }

    /// <summary>A feed may have a separate program behind the shop's address, which is down.</summary>
    [Fact]
    public async Task A_feed_that_nothing_answers_holds_up_no_other()
    {
        await using var shop = await TestShop.StartAsync();
        shop.Answer = (request, _) => new(request.Type == Feed ? 503 : 200);
        await using var gateway = await TestGateway.StartAsync(_folder, TestGateway.To(shop));
        for (var number = 0; number < 40; number++)
            await gateway.SendAsync(Feed, _order.Of($"INV-{number}", $"trx_{number}"));
        await gateway.WaitForLineAsync("ForwardingPutOff");

        await gateway.SendAsync(Other);

        Assert.Equal(Other, Assert.Single(await gateway.WaitForAsync(CallbackState.Done)).Feed);
    }

    [Fact]
    public async Task A_shop_that_takes_long_holds_up_no_other_and_gets_all_of_its_own()
    {
        const int Callbacks = 40;
        await using var slow = await TestShop.StartAsync();
        await using var other = await TestShop.StartAsync();
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        slow.Answer = (_, _) => new(200) { Until = answered.Task };
        await using var gateway = await TestGateway.StartAsync(
            _folder,
            [.. TestGateway.To(slow), "--Forward:Timeout", "00:05:00", $"--Forward:Feeds:{Other}:Url", other.Url]
        );
        for (var number = 0; number < Callbacks; number++)
            await gateway.SendAsync(Feed, _order.Of($"INV-{number}", $"trx_{number}"));

        await gateway.SendAsync(Other);

        Assert.Equal(Other, Assert.Single(await gateway.WaitForAsync(CallbackState.Done)).Feed);
        Assert.Equal(8, slow.Requests.Count);
        Assert.Contains(
            $"{slow.Url} takes long to answer",
            Assert.Single(gateway.Logs.Named("ForwardingPutOff")).Message,
            StringComparison.Ordinal
        );
        answered.SetResult();
        Assert.All(await gateway.WaitForAsync(CallbackState.Done, Callbacks + 1), row => Assert.Equal(1, row.Attempts));
        Assert.Equal(Callbacks, slow.Requests.Count);
    }

    /// <summary>As with a firewall that drops packets: the accept queue of a listening socket is full.</summary>
    [Fact]
    public async Task A_shop_that_accepts_no_connection_is_named()
    {
        using var shop = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        shop.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        shop.Listen(0);
        using var first = new TcpClient();
        using var second = new TcpClient();
        await first.ConnectAsync((IPEndPoint)shop.LocalEndPoint!);
        var waiting = second.ConnectAsync((IPEndPoint)shop.LocalEndPoint!);
        await using var gateway = await TestGateway.StartAsync(
            _folder,
            "--Forward:Url",
            $"http://{shop.LocalEndPoint}/",
            "--Forward:Secret",
            TestGateway.Secret
        );

        await gateway.SendAsync(Other);

        Assert.Contains(
            $"http://{shop.LocalEndPoint}/ cannot be reached (no connection in 5 s)",
            (await gateway.WaitForLineAsync("StoredCallbackFailed")).Message,
            StringComparison.Ordinal
        );
        second.Close();
        await waiting.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    /// <summary>Plain http is for this machine or a private network, and http_proxy is elsewhere.</summary>
    [Fact]
    public async Task No_proxy_of_the_environment_gets_what_is_sent_in_the_clear()
    {
        await using var proxy = await TestShop.StartAsync();
        await using var shop = await TestShop.StartAsync();
        var own = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new ProxyOf(new(shop.Url), new(proxy.Url));
        try
        {
            await using var gateway = await TestGateway.StartAsync(_folder, TestGateway.To(shop));

            await gateway.SendAsync(Other);

            await gateway.WaitForAsync(CallbackState.Done);
            Assert.Single(shop.Requests);
            Assert.Empty(proxy.Requests);
        }
        finally
        {
            HttpClient.DefaultProxy = own;
        }
    }

    [Fact]
    public async Task A_request_that_is_under_way_when_the_program_stops_is_not_cut()
    {
        await using var shop = await TestShop.StartAsync();
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        shop.Answer = (_, _) => new(200) { Until = answered.Task };
        var gateway = await TestGateway.StartAsync(_folder, TestGateway.To(shop));
        await gateway.SendAsync(Other);
        await shop.WaitForAsync(1);

        var stopping = gateway.DisposeAsync().AsTask();
        // The server no longer listens: the worker stops next.
        using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        while (await gateway.ListensAsync())
            await Task.Delay(10, patience.Token);
        answered.SetResult();
        await stopping;

        Assert.Empty(gateway.Logs.Named("StoredCallbackFailed"));
        Assert.Single(gateway.Logs.Named("CallbackForwarded"));
        Assert.Single(shop.Requests);
    }

    /// <summary>A proxy for a single server, so that parallel tests use none.</summary>
    private sealed class ProxyOf(Uri server, Uri proxy) : IWebProxy
    {
        public ICredentials? Credentials { get; set; }

        public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : proxy;

        public bool IsBypassed(Uri host) => host.Authority != server.Authority;
    }
}
