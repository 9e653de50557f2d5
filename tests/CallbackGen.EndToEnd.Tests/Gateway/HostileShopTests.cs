using CallbackGen.Inbox;

namespace CallbackGen.EndToEnd.Tests.Gateway;

/// <summary>Shops that are slow, broken or hostile.</summary>
public sealed class HostileShopTests : IDisposable
{
    private const string Feed = "bayarcash.transaction";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway");
    private readonly FormOrder _order = new(TestGateway.Genuine(Feed));

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>A 500 is of one callback: the shop is there, and takes another one of the feed.</summary>
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
        Assert.DoesNotContain(await gateway.Store.ListAsync(CallbackState.Waiting, 100, default), row => row.LastFailure!.Contains("gets none", StringComparison.Ordinal));
    }
}
