using CallbackGen.Chaos.Tests.Disks;
using CallbackGen.Chaos.Tests.Rig;
using CallbackGen.Inbox.Tests.Support;

namespace CallbackGen.Chaos.Tests;

/// <summary>
/// Faults in programs that store callbacks in PostgreSQL: no acknowledged callback is lost, and none has its effect twice.
/// </summary>
public sealed class PostgreSqlChaosTests(PostgreSqlServer server, ITestOutputHelper output) : IClassFixture<PostgreSqlServer>
{
    [PostgreSqlFact]
    public async Task Kills_at_every_place_lose_nothing_and_repeat_nothing() => await Scenarios.KillAsync(await CreateAsync(), output);

    [PostgreSqlFact]
    public async Task Kills_change_no_order() => await Scenarios.KillInOrderAsync(await CreateAsync(), 2, output);

    [DeepPostgreSqlFact]
    public async Task Kills_lose_and_repeat_no_confirmed_event() => await Scenarios.KillConfirmedAsync(await CreateAsync(), 2, output);

    [DeepPostgreSqlFact]
    public async Task A_build_that_completes_before_a_confirmed_effect_is_noticed() =>
        await Scenarios.CompleteConfirmedFirstAsync(await CreateAsync(), output);

    [DeepPostgreSqlFact]
    public async Task A_build_that_acknowledges_before_it_commits_is_noticed() =>
        await Scenarios.AcknowledgeFirstAsync(await CreateAsync(), output);

    [PostgreSqlFact]
    public async Task A_build_that_completes_before_the_effect_is_noticed() =>
        await Scenarios.CompleteFirstAsync(await CreateAsync(), output);

    [DeepPostgreSqlFact]
    public async Task A_build_without_a_fence_is_noticed() => await Scenarios.UnfencedAsync(await CreateAsync(), output);

    [PostgreSqlFact]
    public async Task A_worker_that_hangs_past_its_lease_has_no_effect() => await Scenarios.HangAsync(await CreateAsync(), output);

    [DeepPostgreSqlFact]
    public async Task A_clock_that_jumps_by_hours_loses_nothing_and_repeats_nothing() =>
        await Scenarios.JumpAsync(await CreateAsync(), output);

    [PostgreSqlOnFullDiskFact]
    public async Task A_full_disk_is_answered_503_until_there_is_room()
    {
        using var disk = new SmallDisk();
        var database = await server.CreateDatabaseAsync(disk.Folder);
        try
        {
            await Scenarios.FillAsync(new PostgreSqlChaosDatabase(database), disk, output);
        }
        finally
        {
            await server.DropElsewhereAsync(database);
        }
    }

    [PostgreSqlTheory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Kills_of_instances_that_share_a_store_lose_nothing_and_repeat_nothing(int instances) =>
        await Scenarios.KillAsync(await CreateAsync(), instances, output);

    [DeepPostgreSqlFact]
    public async Task An_instance_that_stands_still_past_its_leases_has_no_effect()
    {
        var report = await ChaosRun.RunAsync(
            await CreateAsync(),
            new() { Events = Effort.Of(200, 2_000), Instances = 2 },
            async run =>
            {
                for (var again = Effort.Of(1, 8); again > 0; again--)
                {
                    await run.WaitForAsync(50);
                    var still = run.Shops[again % 2];
                    still.Signal("STOP");
                    // The other program takes over the claimed callbacks.
                    await Task.Delay(TimeSpan.FromSeconds(4));
                    still.Signal("CONT");
                }
            },
            output
        );
        report.Check();
    }

    [DeepPostgreSqlFact]
    public async Task A_server_that_refuses_connections_is_answered_503_until_it_is_back()
    {
        var report = await ChaosRun.RunAsync(
            await CreateAsync(),
            new() { Events = Effort.Of(200, 2_000) },
            async run =>
            {
                for (var again = Effort.Of(1, 8); again > 0; again--)
                {
                    await run.WaitForAsync(50);
                    await server.StopAsync();
                    await run.WaitForRefusalsAsync(50);
                    await server.StartAsync();
                }
            },
            output
        );
        report.Check();
    }

    [DeepPostgreSqlFact]
    public async Task A_program_that_starts_while_its_server_is_away_goes_on_when_it_is_back()
    {
        var report = await ChaosRun.RunAsync(
            await CreateAsync(),
            new() { Events = 50, Before = () => server.StopAsync() },
            _ => server.StartAsync(),
            output
        );
        report.Check();
    }

    [DeepPostgreSqlFact]
    public async Task A_server_that_restarts_or_crashes_while_it_is_used_loses_nothing_and_repeats_nothing()
    {
        var report = await ChaosRun.RunAsync(
            await CreateAsync(),
            new()
            {
                Events = Effort.Of(200, 2_000),
                Instances = 2,
                TroubleOneIn = 50,
            },
            async run =>
            {
                for (var again = Effort.Of(2, 10); again > 0; again--)
                {
                    await run.WaitForAsync(run.Plan.Events / Effort.Of(4, 12));
                    await server.StopAsync(isCrash: again % 2 == 0);
                    await server.StartAsync();
                }
            },
            output
        );
        report.Check();
    }

    private async Task<PostgreSqlChaosDatabase> CreateAsync() => new(await server.CreateDatabaseAsync());

    [AttributeUsage(AttributeTargets.Method)]
    private sealed class PostgreSqlOnFullDiskFactAttribute : FactAttribute
    {
        public PostgreSqlOnFullDiskFactAttribute() => Skip = PostgreSqlServer.WhyNot ?? SmallDisk.WhyNot;
    }
}
