namespace CallbackGen.Receiver.Demo;

/// <summary>Sends every feed's tests, and tampered copies of each, to the program itself over HTTP.</summary>
internal static class DemoCommand
{
    /// <returns>0 when every result is as the schema files say, else 1.</returns>
    public static async Task<int> RunAsync(TextWriter output)
    {
        var tests = DemoTest.Load(Path.Combine(AppContext.BaseDirectory, "schemas"));
        var report = new DemoReport();
        await using (var host = await DemoHost.StartAsync(tests))
        {
            foreach (var feed in ReceiverApp.Feeds)
            {
                if (tests.GetValueOrDefault(feed.Name) is not { Length: > 0 } feedTests)
                {
                    report.AddUntested(feed);
                    continue;
                }

                foreach (var test in feedTests)
                    await RunAsync(host, feed, test, report);
            }
        }

        report.Write(output);
        return report.Wrong == 0 ? 0 : 1;
    }

    private static async Task RunAsync(DemoHost host, CallbackFeed feed, DemoTest test, DemoReport report)
    {
        // An expected refusal is sent to the feed's own address. A request that must be accepted is sent to the shared address,
        // if the feed has one, so that the selection of the feed is tested too. A test may name a path, which its signature may
        // cover.
        var path = test.ExpectsRefusal || test.Request.Path is not null ? null : ReceiverApp.SharedPathOf(feed);
        report.AddTest(feed, test, await host.SendAsync(feed, test, test.Request, path));
        if (test.ExpectsRefusal)
            return;
        foreach (var (change, twin) in Tampering.TwinsOf(test, feed))
            report.AddTwin(feed, test, change, twin is null ? null : await host.SendAsync(feed, test, twin, path));
    }
}
