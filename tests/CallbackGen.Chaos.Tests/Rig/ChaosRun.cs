using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using CallbackGen.Chaos.Shop;
using CallbackGen.Inbox;
using CallbackGen.Testing;

namespace CallbackGen.Chaos.Tests.Rig;

/// <summary>Runs programs under load and disturbs them; then compares acknowledged events with effects.</summary>
internal sealed class ChaosRun : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(Effort.Of(8, 30));
    private static readonly TimeSpan StepLimit = TimeSpan.FromMinutes(3);

    private readonly DirectoryInfo _ring = Directory.CreateTempSubdirectory("ring");
    private readonly ChaosDatabase _database;
    private readonly Ledger _ledger;
    private readonly ProviderApi? _api;
    private readonly Providers _providers;
    private readonly ConcurrentDictionary<KillWindow, int> _kills = [];
    private readonly CancellationTokenSource _end = new(Limit);

    private ChaosRun(ChaosDatabase database, ChaosPlan plan, Ledger ledger, ProviderApi? api)
    {
        (_database, _ledger, _api) = (database, ledger, api);
        Plan = plan;
        var keys = CallbackTestKeys.Generate(AcmePayment.Feed, AcmeNotice.Feed);
        Shops =
        [
            .. Enumerable
                .Range(0, plan.Instances)
                .Select(_ => new ProgramProcess(
                    TestedProgram.Shop,
                    [.. Arguments(database, plan, keys, api), $"--Shop:KeyRing={_ring.FullName}"],
                    plan.Environment
                )),
        ];
        _providers = new([.. Shops.Select(shop => shop.Address)], new Sendings(keys, api).Of, api, ledger, plan);
    }

    public ChaosPlan Plan { get; }

    /// <summary>The programs.</summary>
    public IReadOnlyList<ProgramProcess> Shops { get; }

    /// <summary>Runs a plan.</summary>
    /// <param name="database">The database, which is empty.</param>
    /// <param name="plan">The plan.</param>
    /// <param name="disturb">The disturbance, which runs while the clients send. They continue until it has ended.</param>
    /// <param name="output">Receives the report, in addition to the console.</param>
    /// <returns>The report.</returns>
    public static async Task<ChaosReport> RunAsync(
        ChaosDatabase database,
        ChaosPlan plan,
        Func<ChaosRun, Task> disturb,
        ITestOutputHelper output
    )
    {
        var began = Stopwatch.GetTimestamp();
        var ledger = new Ledger();
        await using var api = plan.IsConfirmed ? await ProviderApi.StartAsync(ledger) : null;
        await using var run = new ChaosRun(database, plan, ledger, api);
        try
        {
            await database.CreateAsync();
            await plan.Before();
            var report = await run.RunAsync(disturb);
            var text = string.Create(
                CultureInfo.InvariantCulture,
                $"{(database.IsPostgreSql ? "PostgreSQL" : "SQLite")}, {plan.Build}, {plan.Instances} instances, "
                    + $"{Stopwatch.GetElapsedTime(began).TotalSeconds:0} s: {report}"
            );
            output.WriteLine(text);
            Console.WriteLine(text);
            return report;
        }
        catch
        {
            foreach (var shop in run.Shops)
                output.WriteLine(shop.Log);
            throw;
        }
    }

    /// <summary>Waits until the given number of further events were acknowledged.</summary>
    public Task WaitForAsync(int more) => _ledger.WaitForAsync(more, _end.Token);

    /// <summary>Waits until the given number of further requests were answered 503.</summary>
    public Task WaitForRefusalsAsync(int more) => _ledger.WaitForRefusalsAsync(more, _end.Token);

    /// <summary>Kills a program at a point, and restarts it.</summary>
    /// <param name="shop">The program.</param>
    /// <param name="window">The point.</param>
    public async Task KillAsync(ProgramProcess shop, KillWindow window)
    {
        await KillOnlyAsync(shop, window);
        await shop.StartAsync();
    }

    /// <summary>Kills a program at a point.</summary>
    /// <param name="shop">The program.</param>
    /// <param name="window">The point.</param>
    public async Task KillOnlyAsync(ProgramProcess shop, KillWindow window)
    {
        await shop.DieAsync(window);
        _kills.AddOrUpdate(window, 1, (_, count) => count + 1);
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        foreach (var shop in Shops)
            await shop.DisposeAsync();
        _providers.Dispose();
        _end.Dispose();
        _ring.Delete(recursive: true);
    }

    private async Task<ChaosReport> RunAsync(Func<ChaosRun, Task> disturb)
    {
        await Task.WhenAll(Shops.Select(shop => shop.StartAsync()));
        await _providers.SendWhileAsync(() => disturb(this), _end.Token);
        return await ReportAsync(await DrainAsync());
    }

    /// <summary>Waits until no callback is unfinished and no handler runs.</summary>
    private async Task<ShopState[]> DrainAsync()
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            var states = await Task.WhenAll(Shops.Select(shop => shop.StateAsync()));
            if (
                states.All(state => state is not null)
                && (states.All(state => state is { Open: 0, Running: 0 }) || Stopwatch.GetElapsedTime(began) > StepLimit)
            )
                return states!;
            if (Stopwatch.GetElapsedTime(began) > 2 * StepLimit)
                throw new TimeoutException("A program does not answer.");
            await Task.Delay(100, _end.Token);
        }
    }

    private async Task<ChaosReport> ReportAsync(ShopState[] states)
    {
        var effects = await _database.ReadEffectsAsync();
        var times = effects.CountBy(id => id).ToDictionary();
        var keys = _providers.Sent.ToDictionary(sent => sent.Id, sent => sent.Key);
        return new()
        {
            Sent = keys.Count,
            Acknowledgements = _ledger.Acknowledged.Values.Sum(),
            Refused = _ledger.Refused,
            Broken = _ledger.Broken,
            Lost = [.. _ledger.Acknowledged.Keys.Where(id => !times.ContainsKey(id))],
            Twice = [.. times.Where(effect => effect.Value > 1).Select(effect => effect.Key)],
            Invented = [.. effects.Where(id => !keys.ContainsKey(id))],
            Early = Plan.IsOrdered ? FindEarly(effects.Where(keys.ContainsKey).GroupBy(id => keys[id])) : [],
            State = states[0],
            RefusedCommits = states.Sum(state => state.RefusedCommits),
            Kills = _kills,
            IsConfirmed = Plan.IsConfirmed,
            Reconciled = _api?.Commits ?? new Dictionary<CallbackCommit, int>(),
        };
    }

    /// <summary>Ids increase in the order of sending.</summary>
    private static List<string> FindEarly(IEnumerable<IEnumerable<string>> effects) =>
        [
            .. effects.SelectMany(ids =>
                ids.Zip(ids.Skip(1)).Where(pair => string.CompareOrdinal(pair.First, pair.Second) > 0).Select(pair => pair.First)
            ),
        ];

    private static IEnumerable<string> Arguments(ChaosDatabase database, ChaosPlan plan, CallbackTestKeys keys, ProviderApi? api) =>
        keys.ToConfiguration()
            .Select(key => $"--{key.Key}={key.Value}")
            .Concat([
                $"--Shop:Connection={database.ConnectionString}",
                $"--Shop:IsPostgreSql={database.IsPostgreSql}",
                $"--Shop:Build={plan.Build}",
                $"--Shop:IsOrdered={plan.IsOrdered}",
                string.Create(CultureInfo.InvariantCulture, $"--Shop:TroubleOneIn={plan.TroubleOneIn}"),
                .. api is null ? Array.Empty<string>() : [$"--Shop:Provider={api.Address}"],
            ]);
}
