namespace CallbackGen.Receiver.Demo;

/// <summary>Sends every feed's tests, and a tampered twin of each, to the program itself over HTTP.</summary>
internal static class DemoCommand
{
    /// <returns>0 when everything came out as the schema files say, else 1.</returns>
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
        // What is refused is refused at the feed's own address. What is taken goes to the one that it shares with others, where
        // there is one: there it must be chosen besides. A test may name a path, which its signature may cover.
        var path = test.ExpectsRefusal || test.Request.Path is not null ? null : ReceiverApp.SharedPathOf(feed);
        report.AddTest(feed, test, await host.SendAsync(feed, test, test.Request, path));
        if (test.ExpectsRefusal)
            return;
        foreach (var (change, twin) in Tampering.TwinsOf(test, feed))
            report.AddTwin(feed, test, change, twin is null ? null : await host.SendAsync(feed, test, twin, path));
    }
}
