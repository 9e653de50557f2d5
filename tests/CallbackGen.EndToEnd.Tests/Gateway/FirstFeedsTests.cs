using System.Net;
using CallbackGen.Inbox;

namespace CallbackGen.EndToEnd.Tests.Gateway;

/// <summary>The project's first feeds, from the provider through the gateway to a shop in another language, over HTTP.</summary>
public sealed class FirstFeedsTests : IDisposable
{
    private static readonly string[] Feeds =
    [
        "leanx.bill",
        "leanx.payout",
        "payright.payout",
        "cryptocloud.postback",
        "bayarcash.transaction",
        "bayarcash.receipt",
        "bayarcash.pretransaction",
        "bayarcash.authorization",
        "bayarcash.bankapproval",
        "bayarcash.directdebit",
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway");

    public void Dispose() => _folder.Delete(recursive: true);

    [ShopTheory(ShopKind.Php)]
    [InlineData(ShopKind.Php)]
    public Task They_come_to_a_shop_in_PHP(string kind) => ComeToAsync(kind);

    [ShopTheory(ShopKind.Node)]
    [InlineData(ShopKind.Node)]
    public Task They_come_to_a_shop_in_Node(string kind) => ComeToAsync(kind);

    [ShopTheory(ShopKind.Python)]
    [InlineData(ShopKind.Python)]
    public Task They_come_to_a_shop_in_Python(string kind) => ComeToAsync(kind);

    private async Task ComeToAsync(string kind)
    {
        await using var shop = await Shop.StartAsync(
            ShopKind.Named(kind),
            "success",
            null,
            [.. Feeds.Except(["cryptocloud.postback"]).Select(feed => (feed, "3"))]
        );
        shop.Run("INSERT INTO orders (reference, amount, currency) VALUES ('INV-1001', 10.00, 'MYR'), ('ILRAJE1Q', 10.50, 'MYR')");
        await using var gateway = await TestGateway.StartAsync(
            _folder,
            "--Forward:Url",
            shop.Url,
            "--Forward:Secret",
            "whsec_" + Convert.ToBase64String(shop.Secret)
        );
        var sent = 0;
        foreach (var feed in Feeds)
        {
            var examples = TestGateway.Examples[feed].Where(test => !test.ExpectsRefusal && !test.IsHandshake).ToList();
            Assert.NotEmpty(examples);
            foreach (var example in examples)
            {
                Assert.Equal((feed, HttpStatusCode.OK), (feed, await gateway.SendAsync(feed, example)));
                sent++;
            }
        }

        // Examples of the same event are stored as one callback, or as a conflict if they differ.
        var patience = DateTime.UtcNow.AddMinutes(1);
        while (
            await gateway.Store.CountAsync(default) is var counts
            && counts.GetValueOrDefault(CallbackState.Waiting) + counts.GetValueOrDefault(CallbackState.Claimed) > 0
        )
        {
            Assert.True(
                DateTime.UtcNow < patience,
                $"{string.Join('\n', gateway.Logs.Lines.TakeLast(8).Select(line => line.Message))}\n{shop}"
            );
            await Task.Delay(20);
        }

        var done = await gateway.Store.ListAsync(CallbackState.Done, 1000, default);
        Assert.Empty(await gateway.Store.ListAsync(CallbackState.Dead, 10, default));
        Assert.Empty(await gateway.Store.ListAsync(CallbackState.Quarantined, 10, default));
        // A receipt and a transaction of the same payment are one event: only the one that arrives first is forwarded.
        Assert.Equal(
            Feeds.Except(["bayarcash.receipt"]).Order(),
            done.Select(row => row.Feed).Except(["bayarcash.receipt"]).Distinct().Order()
        );
        Assert.InRange(done.Count, Feeds.Length, sent);
        Assert.Equal(done.Count, shop.Kept);
        // The shop books two orders: for the transaction, which is signed, and for the invoice, which the provider confirms.
        Assert.Equal(2, shop.BookedOrders);
    }
}
