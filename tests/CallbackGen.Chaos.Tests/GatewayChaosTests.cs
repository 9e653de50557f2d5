using CallbackGen.Chaos.Shop;
using CallbackGen.Chaos.Tests.Rig;
using CallbackGen.Inbox.Tests.Support;

namespace CallbackGen.Chaos.Tests;

/// <summary>
/// The gateway, the shop behind it or its database server is killed: no acknowledged event is missing at the shop, and a shop that stores
/// the ids of webhooks handles none twice.
/// </summary>
public sealed class GatewayChaosTests(PostgreSqlServer server, ITestOutputHelper output) : IClassFixture<PostgreSqlServer>, IDisposable
{
    private static readonly (Victim, KillWindow)[] Programs =
    [
        (Victim.Gateway, KillWindow.Anywhere),
        (Victim.Shop, KillWindow.BeforeCommit),
        (Victim.Shop, KillWindow.BeforeAcknowledgement),
        .. Effort.IsDeep ? [(Victim.Shop, KillWindow.Anywhere)] : Array.Empty<(Victim, KillWindow)>(),
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("gateway");

    private static int KillsEach => Effort.Of(1, 8);

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public Task Kills_of_the_gateway_and_of_the_shop_lose_nothing_and_repeat_nothing() =>
        KillAsync(GatewayStore.OfSqlite(_folder), Programs);

    [PostgreSqlFact]
    public async Task Kills_of_the_gateway_of_the_shop_and_of_PostgreSQL_lose_nothing_and_repeat_nothing() =>
        await KillAsync(await GatewayStore.OfPostgreSqlAsync(server, _folder), [.. Programs, (Victim.Store, KillWindow.Anywhere)]);

    [Fact]
    public async Task A_shop_that_keeps_no_ids_is_noticed()
    {
        var report = await RunWrongAsync(new() { KeepsIds = false }, run => run.KillAsync(Victim.Shop, KillWindow.BeforeAcknowledgement));

        Assert.NotEmpty(report.Twice);
        Assert.Empty(report.Lost);
    }

    [Fact]
    public async Task A_gateway_that_acknowledges_and_drops_is_noticed()
    {
        var report = await RunWrongAsync(new() { OnlyInspects = true }, _ => Task.CompletedTask);

        Assert.Equal(report.Ledger.Acknowledged.Keys.Order(), report.Lost.Order());
    }

    private async Task KillAsync(GatewayStore store, (Victim Victim, KillWindow Window)[] places)
    {
        var report = await GatewayRun.RunAsync(
            store,
            _folder,
            new(),
            async run =>
            {
                var kills = places.SelectMany(place => Enumerable.Repeat(place, KillsEach)).ToArray();
                Random.Shared.Shuffle(kills);
                foreach (var (victim, window) in kills)
                {
                    await run.WaitForAsync(run.Plan.Sending.Events / (kills.Length + 1));
                    await run.KillAsync(victim, window);
                }
            },
            output
        );
        report.Check();
        Assert.All(places, place => Assert.Equal(KillsEach, report.Kills[place]));
    }

    private async Task<GatewayReport> RunWrongAsync(GatewayPlan plan, Func<GatewayRun, Task> kill)
    {
        var report = await GatewayRun.RunAsync(
            GatewayStore.OfSqlite(_folder),
            _folder,
            plan with
            {
                Events = 50,
            },
            async run =>
            {
                await run.WaitForAsync(40);
                await kill(run);
            },
            output
        );
        // The check that the correct builds pass.
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(report.Check);
        return report;
    }
}
