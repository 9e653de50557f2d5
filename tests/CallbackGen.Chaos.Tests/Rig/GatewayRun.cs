using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using CallbackGen.Chaos.Shop;
using CallbackGen.Chaos.Shop.Webhooks;
using CallbackGen.Inbox;
using CallbackGen.Testing;
using Microsoft.Data.Sqlite;

namespace CallbackGen.Chaos.Tests.Rig;

/// <summary>
/// Runs the gateway under load with a shop behind it, and disturbs them; then compares acknowledged events with the shop's effects.
/// </summary>
internal sealed class GatewayRun : IAsyncDisposable
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwU3Zk8bW0aXk=";

    /// <summary>Short retry delays, and a higher limit than clients on one machine reach.</summary>
    private static readonly string[] Settings =
    [
        "--Inbox:FirstRetry=00:00:01",
        "--Inbox:LongestRetry=00:00:02",
        "--Inbox:Attempts=1000",
        "--Inbox:Lease=00:00:02",
        "--Limits:RequestsPerSecond=0",
        "--Logging:LogLevel:Default=Warning",
    ];

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(Effort.Of(8, 30));
    private static readonly TimeSpan DrainLimit = TimeSpan.FromMinutes(3);

    private readonly Ledger _ledger = new();
    private readonly SqliteChaosDatabase _database;
    private readonly GatewayStore _store;
    private readonly ProgramProcess _gateway;
    private readonly ProgramProcess _shop;
    private readonly Providers _providers;
    private readonly ConcurrentDictionary<(Victim Victim, KillWindow Window), int> _kills = [];
    private readonly CancellationTokenSource _end = new(Limit);

    private GatewayRun(GatewayStore store, DirectoryInfo folder, GatewayPlan plan)
    {
        _store = store;
        Plan = plan;
        _database = new(folder.FullName);
        var none = new Dictionary<string, string>();
        _shop = new(
            TestedProgram.Shop,
            [
                "webhooks",
                $"--Webhooks:Connection={_database.ConnectionString}",
                $"--Webhooks:Secret={Secret}",
                $"--Webhooks:KeepsIds={plan.KeepsIds}",
            ],
            none
        );
        var keys = CallbackTestKeys.Generate(GatewaySendings.Feed);
        _gateway = new(
            TestedProgram.Gateway,
            [
                $"--feeds={GatewaySendings.Feed.Name}",
                $"--Forward:Url={_shop.Address}{WebhookShop.Path}",
                $"--Forward:Secret={Secret}",
                $"--Mode={(plan.OnlyInspects ? "Inspect" : "Store")}",
                .. keys.ToConfiguration().Select(key => $"--{key.Key}={key.Value}"),
                .. store.Settings,
                .. Settings,
            ],
            none
        );
        var sendings = new GatewaySendings(keys);
        _providers = new([_gateway.Address], (id, _) => sendings.Of(id), null, _ledger, plan.Sending);
    }

    public GatewayPlan Plan { get; }

    /// <summary>Runs a plan.</summary>
    /// <param name="store">The gateway's store, which is empty.</param>
    /// <param name="folder">A folder for the shop's database.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="disturb">The disturbance, which runs while the clients send. They continue until it has ended.</param>
    /// <param name="output">Receives the report, in addition to the console.</param>
    /// <returns>The report.</returns>
    public static async Task<GatewayReport> RunAsync(
        GatewayStore store,
        DirectoryInfo folder,
        GatewayPlan plan,
        Func<GatewayRun, Task> disturb,
        ITestOutputHelper output
    )
    {
        var began = Stopwatch.GetTimestamp();
        await using var run = new GatewayRun(store, folder, plan);
        try
        {
            await run._database.CreateAsync();
            var report = await run.RunAsync(disturb);
            var text = string.Create(
                CultureInfo.InvariantCulture,
                $"Gateway, {store.Name}, {Stopwatch.GetElapsedTime(began).TotalSeconds:0} s: {report}"
            );
            output.WriteLine(text);
            Console.WriteLine(text);
            return report;
        }
        catch
        {
            output.WriteLine($"{run._gateway.Log}\n{run._shop.Log}");
            throw;
        }
    }

    /// <summary>Waits until the given number of further events were acknowledged.</summary>
    public Task WaitForAsync(int more) => _ledger.WaitForAsync(more, _end.Token);

    /// <summary>Kills one of the three programs, and restarts it.</summary>
    /// <param name="victim">The program.</param>
    /// <param name="window">The point; the gateway and the store are unmodified programs, which are killed at any point.</param>
    public async Task KillAsync(Victim victim, KillWindow window)
    {
        if (victim == Victim.Store)
        {
            var server = _store.Server ?? throw new ArgumentException("A file has no server.", nameof(victim));
            await Task.Delay(Random.Shared.Next(200), _end.Token);
            await server.StopAsync(isCrash: true);
            await server.StartAsync();
        }
        else
        {
            var program = victim == Victim.Gateway ? _gateway : _shop;
            await program.DieAsync(window);
            await program.StartAsync();
        }

        _kills.AddOrUpdate((victim, window), 1, (_, count) => count + 1);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _gateway.DisposeAsync();
        await _shop.DisposeAsync();
        _providers.Dispose();
        _end.Dispose();
    }

    private async Task<GatewayReport> RunAsync(Func<GatewayRun, Task> disturb)
    {
        await Task.WhenAll(_gateway.StartAsync(), _shop.StartAsync());
        await _providers.SendWhileAsync(() => disturb(this), _end.Token);
        return await ReportAsync(Plan.OnlyInspects ? [] : await DrainAsync());
    }

    /// <summary>Waits until no webhook is left to be sent.</summary>
    private async Task<Dictionary<CallbackState, long>> DrainAsync()
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            var counts = await CountAsync();
            var open = counts[CallbackState.Queued] + counts[CallbackState.Waiting] + counts[CallbackState.Claimed];
            if (open == 0 || Stopwatch.GetElapsedTime(began) > DrainLimit)
                return counts;
            await Task.Delay(200, _end.Token);
        }
    }

    /// <summary>Parses the output of the gateway's command: a line for each state, after a line of headings.</summary>
    private async Task<Dictionary<CallbackState, long>> CountAsync()
    {
        var lines = (await _gateway.RunAsync("list"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return lines
            .Skip(1)
            .ToDictionary(
                line => Enum.Parse<CallbackState>(line[0], ignoreCase: true),
                line => long.Parse(line[1], CultureInfo.InvariantCulture)
            );
    }

    private async Task<GatewayReport> ReportAsync(Dictionary<CallbackState, long> stored)
    {
        var effects = await _database.ReadEffectsAsync();
        var times = effects.CountBy(id => id).ToDictionary();
        var sent = _providers.Sent.Select(sent => sent.Id).ToHashSet();
        return new()
        {
            Sent = sent.Count,
            Ledger = _ledger,
            Lost = [.. _ledger.Acknowledged.Keys.Where(id => !times.ContainsKey(id))],
            Twice = [.. times.Where(effect => effect.Value > 1).Select(effect => effect.Key)],
            Invented = [.. effects.Where(id => !sent.Contains(id))],
            Dropped = await ReadDroppedAsync(),
            Stored = stored,
            Kills = _kills,
        };
    }

    private async Task<long> ReadDroppedAsync()
    {
        await using var connection = new SqliteConnection(_database.ConnectionString);
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT COALESCE(SUM(times - 1), 0) FROM webhook";
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
