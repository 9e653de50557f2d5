using System.Globalization;
using CallbackGen.Chaos.Shop;
using CallbackGen.Chaos.Tests.Disks;
using CallbackGen.Chaos.Tests.Rig;

namespace CallbackGen.Chaos.Tests;

/// <summary>Faults in a program that stores callbacks in a file: no acknowledged callback is lost, and none has its effect twice.</summary>
public sealed class SqliteChaosTests(ITestOutputHelper output) : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("chaos");

    public void Dispose() => _folder.Delete(recursive: true);

    private SqliteChaosDatabase Database => new(_folder.FullName);

    [Fact]
    public Task Kills_at_every_place_lose_nothing_and_repeat_nothing() => Scenarios.KillAsync(Database, output);

    [Fact]
    public Task Kills_change_no_order() => Scenarios.KillInOrderAsync(Database, 1, output);

    [Fact]
    public Task Kills_lose_and_repeat_no_confirmed_event() => Scenarios.KillConfirmedAsync(Database, 1, output);

    [DeepFact]
    public Task A_build_that_completes_before_a_confirmed_effect_is_noticed() => Scenarios.CompleteConfirmedFirstAsync(Database, output);

    [Fact]
    public Task A_build_that_acknowledges_before_it_commits_is_noticed() => Scenarios.AcknowledgeFirstAsync(Database, output);

    [Fact]
    public Task A_build_that_completes_before_the_effect_is_noticed() => Scenarios.CompleteFirstAsync(Database, output);

    [Fact]
    public Task A_build_without_a_fence_is_noticed() => Scenarios.UnfencedAsync(Database, output);

    [DeepFact]
    public Task A_build_without_an_order_is_noticed() => Scenarios.UnorderedAsync(Database, output);

    [Fact]
    public Task A_worker_that_hangs_past_its_lease_has_no_effect() => Scenarios.HangAsync(Database, output);

    [DeepFact]
    public async Task A_file_that_another_program_locks_is_answered_503_until_it_is_free()
    {
        var report = await ChaosRun.RunAsync(
            Database,
            new() { Events = Effort.Of(200, 2_000) },
            async run =>
            {
                for (var again = Effort.Of(1, 5); again > 0; again--)
                {
                    await run.WaitForAsync(50);
                    using var locker = await ProgramProcess.StartAsync([
                        "lock",
                        Database.File,
                        string.Create(CultureInfo.InvariantCulture, $"{Effort.Of(2_500, 8_000)}"),
                    ]);
                    await locker.WaitForExitAsync();
                }
            },
            output
        );
        report.Check();
        Assert.True(report.Refused > 0, "Providers should have been asked to come again.");
    }

    [DeepFact]
    public Task A_clock_that_jumps_by_hours_loses_nothing_and_repeats_nothing() => Scenarios.JumpAsync(Database, output);

    [FullDiskFact]
    public async Task A_full_disk_is_answered_503_until_there_is_room()
    {
        using var disk = new SmallDisk();
        await Scenarios.FillAsync(new SqliteChaosDatabase(disk.Folder), disk, output);
    }

    [SyncedDiskFact]
    public async Task A_loss_of_power_loses_nothing_that_was_acknowledged()
    {
        var report = await LosePowerAsync(forgets: null, tears: false);
        report.Check();
    }

    [SyncedDiskFact]
    public async Task A_loss_of_power_that_tears_what_was_not_synchronised_loses_nothing_that_was_acknowledged()
    {
        var report = await LosePowerAsync(forgets: null, tears: true);
        report.Check();
    }

    [SyncedDiskFact]
    public async Task A_log_that_is_not_synchronised_is_noticed()
    {
        var report = await LosePowerAsync(forgets: "-wal", tears: false);
        Assert.NotEmpty(report.Lost);
    }

    private async Task<ChaosReport> LosePowerAsync(string? forgets, bool tears)
    {
        var disk = new SyncedDisk(_folder.CreateSubdirectory("disk").FullName, _folder.CreateSubdirectory("image").FullName, forgets);
        return await ChaosRun.RunAsync(
            new SyncedChaosDatabase(disk),
            new() { Events = Effort.Of(200, 2_000), Environment = disk.Environment },
            async run =>
            {
                KillWindow[] windows =
                [
                    KillWindow.BeforeAcknowledgement,
                    KillWindow.AfterCompletion,
                    KillWindow.Anywhere,
                    KillWindow.BeforeCompletion,
                ];
                for (var again = 0; again < Effort.Of(2, 12); again++)
                {
                    await run.WaitForAsync(run.Plan.Events / Effort.Of(4, 15));
                    await run.KillOnlyAsync(run.Shops[0], windows[again % windows.Length]);
                    disk.LosePower(tears);
                    await run.Shops[0].StartAsync();
                }
            },
            output
        );
    }
}
