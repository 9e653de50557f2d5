using CallbackGen.Chaos.Shop;
using CallbackGen.Chaos.Tests.Disks;
using CallbackGen.Inbox;

namespace CallbackGen.Chaos.Tests.Rig;

/// <summary>Disturbances that are tested with every store.</summary>
internal static class Scenarios
{
    /// <summary>The number of kills at each point.</summary>
    private static int KillsPerWindow => Effort.Of(1, 8);

    /// <summary>Kills at each point, in random order, without lost or repeated effects.</summary>
    public static Task KillAsync(ChaosDatabase database, ITestOutputHelper output) =>
        KillAsync(database, new(), Enum.GetValues<KillWindow>(), output);

    /// <summary>Kills of programs that share a store, one at a time, without lost or repeated effects.</summary>
    public static Task KillAsync(ChaosDatabase database, int instances, ITestOutputHelper output) =>
        KillAsync(
            database,
            new() { Instances = instances },
            Effort.IsDeep ? Enum.GetValues<KillWindow>() : [KillWindow.BeforeCompletion],
            output
        );

    /// <summary>Kills while events are handled in order, which is preserved.</summary>
    public static Task KillInOrderAsync(ChaosDatabase database, int instances, ITestOutputHelper output) =>
        KillAsync(
            database,
            new() { Instances = instances, IsOrdered = true },
            Effort.IsDeep ? Enum.GetValues<KillWindow>() : [KillWindow.BeforeEffect],
            output
        );

    /// <summary>
    /// Kills while events are confirmed, by genuine and forged callbacks and by reconciliation at the same time, without lost or repeated
    /// effects.
    /// </summary>
    public static async Task KillConfirmedAsync(ChaosDatabase database, int instances, ITestOutputHelper output)
    {
        var report = await KillAsync(database, new() { Instances = instances, IsConfirmed = true }, Enum.GetValues<KillWindow>(), output);
        // Each of the two is sometimes the first.
        Assert.InRange(report.Reconciled[CallbackCommit.Committed], 1, report.Sent - 1);
        Assert.NotEqual(0, report.Reconciled[CallbackCommit.Duplicate]);
    }

    /// <summary>A store that completes before the effect loses effects of confirmed events, too.</summary>
    public static async Task CompleteConfirmedFirstAsync(ChaosDatabase database, ITestOutputHelper output)
    {
        var report = await RunPlanAsync(
            database,
            new()
            {
                Events = 100,
                IsConfirmed = true,
                Build = ShopBuild.CompletesBeforeEffect,
            },
            KillWindow.BeforeCompletion,
            output
        );
        Assert.NotEmpty(report.Lost);
    }

    private static async Task<ChaosReport> KillAsync(ChaosDatabase database, ChaosPlan plan, KillWindow[] windows, ITestOutputHelper output)
    {
        var report = await ChaosRun.RunAsync(
            database,
            plan with
            {
                TroubleOneIn = 50,
            },
            async run =>
            {
                var kills = windows.SelectMany(window => Enumerable.Repeat(window, KillsPerWindow)).ToArray();
                Random.Shared.Shuffle(kills);
                foreach (var window in kills)
                {
                    await run.WaitForAsync(run.Plan.Events / (kills.Length + 1));
                    await run.KillAsync(run.Shops[Random.Shared.Next(run.Shops.Count)], window);
                }
            },
            output
        );
        report.Check();
        Assert.All(windows, window => Assert.Equal(KillsPerWindow, report.Kills[window]));
        return report;
    }

    /// <summary>A store that acknowledges before it commits loses acknowledged events.</summary>
    public static async Task AcknowledgeFirstAsync(ChaosDatabase database, ITestOutputHelper output)
    {
        var report = await RunWrongAsync(database, ShopBuild.AcknowledgesBeforeCommit, KillWindow.BeforeCommit, output);
        Assert.NotEmpty(report.Lost);
    }

    /// <summary>A store that completes before the effect loses effects.</summary>
    public static async Task CompleteFirstAsync(ChaosDatabase database, ITestOutputHelper output)
    {
        var report = await RunWrongAsync(database, ShopBuild.CompletesBeforeEffect, KillWindow.BeforeCompletion, output);
        Assert.NotEmpty(report.Lost);
    }

    /// <summary>A store without a fence repeats effects of workers that hang past their lease.</summary>
    public static async Task UnfencedAsync(ChaosDatabase database, ITestOutputHelper output)
    {
        var report = await RunWrongAsync(database, ShopBuild.HasNoFence, null, output);
        Assert.NotEmpty(report.Twice);
    }

    /// <summary>A build without an order has effects of events too early, while earlier events hang or wait.</summary>
    public static async Task UnorderedAsync(ChaosDatabase database, ITestOutputHelper output)
    {
        var report = await RunWrongAsync(database, ShopBuild.HasNoOrder, null, output);
        Assert.NotEmpty(report.Early);
    }

    /// <summary>Workers that hang past their lease, and then commit too late.</summary>
    public static async Task HangAsync(ChaosDatabase database, ITestOutputHelper output)
    {
        var report = await ChaosRun.RunAsync(
            database,
            new() { Events = Effort.Of(100, 1_000), TroubleOneIn = 10 },
            _ => Task.CompletedTask,
            output
        );
        report.Check();
        Assert.True(report.RefusedCommits >= report.Sent / 10, "Workers should have committed too late.");
    }

    /// <summary>The program's clock is changed by hours: forwards, leases expire at once; back, they seem to last for hours.</summary>
    public static async Task JumpAsync(ChaosDatabase database, ITestOutputHelper output)
    {
        int[] hours = [3, -7, 5, -2, 4, -3];
        var report = await ChaosRun.RunAsync(
            database,
            new() { Events = Effort.Of(200, 2_000), TroubleOneIn = 50 },
            async run =>
            {
                foreach (var jump in hours)
                {
                    await run.WaitForAsync(run.Plan.Events / (hours.Length + 1));
                    await run.Shops[0].JumpAsync(TimeSpan.FromHours(jump));
                }
            },
            output
        );
        report.Check();
    }

    /// <summary>The disk is full for a while. A program that starts meanwhile continues when there is space.</summary>
    public static async Task FillAsync(ChaosDatabase database, SmallDisk disk, ITestOutputHelper output)
    {
        var report = await ChaosRun.RunAsync(
            database,
            new() { Events = Effort.Of(200, 2_000) },
            async run =>
            {
                for (var again = Effort.Of(1, 5); again > 0; again--)
                {
                    await run.WaitForAsync(50);
                    disk.Fill();
                    await run.WaitForRefusalsAsync(50);
                    if (again == 1)
                        await run.KillAsync(run.Shops[0], KillWindow.Anywhere);
                    disk.Clear();
                }
            },
            output
        );
        report.Check();
    }

    private static Task<ChaosReport> RunWrongAsync(ChaosDatabase database, ShopBuild build, KillWindow? window, ITestOutputHelper output) =>
        RunPlanAsync(
            database,
            new()
            {
                Events = 100,
                Build = build,
                TroubleOneIn = 10,
                IsOrdered = build == ShopBuild.HasNoOrder,
            },
            window,
            output
        );

    private static async Task<ChaosReport> RunPlanAsync(
        ChaosDatabase database,
        ChaosPlan plan,
        KillWindow? window,
        ITestOutputHelper output
    )
    {
        var report = await ChaosRun.RunAsync(
            database,
            plan,
            async run =>
            {
                await run.WaitForAsync(50);
                if (window is { } place)
                    await run.KillAsync(run.Shops[0], place);
            },
            output
        );
        // The check that the correct build passes.
        Assert.ThrowsAny<Xunit.Sdk.XunitException>(report.Check);
        return report;
    }
}
