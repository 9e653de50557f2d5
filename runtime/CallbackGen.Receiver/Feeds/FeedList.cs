using CallbackGen.AspNetCore;

namespace CallbackGen.Receiver;

/// <summary>Prints all feeds and all keys on request, and a list that fits on a screen on start.</summary>
internal static class FeedList
{
    /// <summary>The number of feeds that the start prints when no feed is preferred to another.</summary>
    private const int MostExamples = 5;

    /// <summary>The largest number of lines for feeds that are ready, on start.</summary>
    private const int MostReady = 12;

    /// <summary>Prints every feed, every missing key, and how to configure a key.</summary>
    public static void Write(TextWriter output, string address, CallbackKeyRing keys, ReceiverSetup setup)
    {
        if (Describe(output, address, keys, setup) is not { Length: > 0 } feeds)
            return;
        WriteTable(output, feeds);
        foreach (var shared in feeds.Where(feed => feed.SharedUrl is not null).GroupBy(feed => feed.SharedUrl))
            output.WriteLine($"Together at {shared.Key}: {string.Join(", ", shared.Select(feed => feed.Feed))}");

        var missing = Missing(feeds);
        if (missing.Length == 0)
            return;
        output.WriteLine();
        output.WriteLine("Keys that are missing:");
        foreach (var path in missing)
            output.WriteLine($"  {path}");
        output.WriteLine();
        WriteHowToConfigure(output, missing[0]);
    }

    /// <summary>
    /// Prints a list that fits on a screen: the feeds that are ready (or examples), the target of callbacks, and the next steps.
    /// </summary>
    public static void WriteStart(TextWriter output, string address, string? publicUrl, CallbackKeyRing keys, ReceiverSetup setup)
    {
        if (Describe(output, publicUrl ?? address, keys, setup) is not { Length: > 0 } feeds)
            return;
        var isChosen = feeds.Length < ReceiverApp.Feeds.Count;
        var configured = feeds.Where(feed => feed is { Ready: true, Configure.Count: > 0 }).ToArray();
        var shown =
            isChosen ? feeds.OrderByDescending(feed => feed.Ready).Take(MostReady).ToArray()
            : configured.Length > 0 ? [.. configured.Take(MostReady)]
            : [.. feeds.Take(MostExamples)];
        var providers = feeds.Select(feed => feed.Feed.Split('.')[0]).Distinct().Count();
        output.WriteLine(
            $"Listening on {address}. {feeds.Length} {(feeds.Length == 1 ? "feed" : "feeds")} of {providers} "
                + $"{(providers == 1 ? "provider" : "providers")}; {configured.Length} with keys."
        );
        output.WriteLine(WhatHappens(setup));
        WriteTable(output, shown);
        if (feeds.Length > shown.Length)
            output.WriteLine($"… and {feeds.Length - shown.Length} more: {ReceiverApp.Program} feeds");
        output.WriteLine();
        WriteNext(
            output,
            setup,
            isChosen ? Missing(feeds)
                : configured.Length == 0 ? Missing(feeds)
                : []
        );
    }

    private static string WhatHappens(ReceiverSetup setup) =>
        setup switch
        {
            { Inbox: null } => "Callbacks are verified, shown, answered as handled, and DROPPED: Mode is Inspect.",
            { Targets.IsEmpty: true } =>
                $"Callbacks are verified, stored in {setup.Inbox.Name}, answered, and parked there: Forward:Url does not say "
                    + "yet where they go.",
            _ => $"Callbacks are verified, stored in {setup.Inbox.Name}, answered, and then forwarded.",
        };

    /// <summary>Prints the next steps, one line each. How to configure a key is printed only when a key is missing.</summary>
    private static void WriteNext(TextWriter output, ReceiverSetup setup, string[] missing)
    {
        if (missing.Length > 0)
        {
            WriteHowToConfigure(output, missing[0]);
            output.WriteLine();
        }

        var first = missing.Length > 0 ? "set the key of a provider that you have and start again, then " : "";
        if (setup is { Inbox: not null, Targets.IsEmpty: true })
            output.WriteLine("To have them forwarded, set Forward:Url and Forward:Secret: runtime/docs/gateway.md.");
        output.WriteLine($"Next: {first}have the provider call the feed's URL, and see each callback here.");
        output.WriteLine($"Without a key: {ReceiverApp.Program} demo");
    }

    private static FeedDescription[] Describe(TextWriter output, string address, CallbackKeyRing keys, ReceiverSetup setup)
    {
        var feeds = setup.Feeds.Select(feed => FeedDescription.Of(feed, address, keys, setup.Targets)).ToArray();
        if (feeds.Length == 0)
            output.WriteLine("No feeds: put a *.callback.json file into schemas/ and build again.");
        return feeds;
    }

    private static void WriteTable(TextWriter output, FeedDescription[] feeds)
    {
        var table = new TextTable("FEED", "URL", "RECEIVES", "REACHES", "KEY", "GOES TO");
        foreach (var feed in feeds)
            table.Add(feed.Feed, feed.Url, string.Join(", ", feed.Receives), feed.Trust, KeyState(feed), feed.GoesTo);
        output.WriteLine();
        table.Write(output);
    }

    private static string[] Missing(FeedDescription[] feeds) =>
        [.. feeds.Where(feed => !feed.Ready).SelectMany(feed => feed.Configure).Distinct(StringComparer.OrdinalIgnoreCase)];

    private static string KeyState(FeedDescription feed) =>
        (feed.Configure.Count, feed.Ready) switch
        {
            (0, _) => "needs none",
            (_, true) => "configured",
            _ => "missing: callbacks are refused",
        };

    private static void WriteHowToConfigure(TextWriter output, string path)
    {
        var parts = path.Split(':');
        output.WriteLine($"Three ways to configure a key (a list of values while it is rotated), such as {path}:");
        output.WriteLine($"  environment      export {path.Replace(":", "__", StringComparison.Ordinal)}='…'");
        output.WriteLine($"  user secrets     dotnet user-secrets --project runtime/CallbackGen.Receiver set \"{path}\" \"…\"");
        output.WriteLine(
            $"  appsettings.json {string.Concat(parts.Select(part => $"{{ \"{part}\": "))}\"…\"{string.Concat(parts.Select(_ => " }"))}"
        );
    }
}
