using CallbackGen.AspNetCore;

namespace CallbackGen.Receiver;

/// <summary>The list that is printed on start.</summary>
internal static class FeedList
{
    public static void Write(TextWriter output, string address, CallbackKeyRing keys)
    {
        var feeds = ReceiverApp.Feeds.Select(feed => FeedDescription.Of(feed, address, keys)).ToArray();
        if (feeds.Length == 0)
        {
            output.WriteLine("No feeds: put a *.callback.json file into schemas/ and build again.");
            return;
        }

        var table = new TextTable("FEED", "URL", "RECEIVES", "REACHES", "KEY");
        foreach (var feed in feeds)
            table.Add(feed.Feed, feed.Url, string.Join(", ", feed.Receives), feed.Trust, KeyState(feed));
        output.WriteLine();
        table.Write(output);
        output.WriteLine();
        foreach (var shared in feeds.Where(feed => feed.SharedUrl is not null).GroupBy(feed => feed.SharedUrl))
            output.WriteLine($"Together at {shared.Key}: {string.Join(", ", shared.Select(feed => feed.Feed))}");

        var missing = feeds.Where(feed => !feed.Ready).SelectMany(feed => feed.Configure).Distinct(StringComparer.OrdinalIgnoreCase).ToArray();
        if (missing.Length > 0)
            WriteHowToConfigure(output, missing);
    }

    private static string KeyState(FeedDescription feed) => (feed.Configure.Count, feed.Ready) switch
    {
        (0, _) => "needs none",
        (_, true) => "configured",
        _ => "missing: callbacks are refused",
    };

    private static void WriteHowToConfigure(TextWriter output, string[] missing)
    {
        output.WriteLine("Keys that are missing, and three ways to configure each (a list of values while it is rotated):");
        foreach (var path in missing)
        {
            var parts = path.Split(':');
            output.WriteLine();
            output.WriteLine($"  {path}");
            output.WriteLine($"    environment      export {path.Replace(":", "__", StringComparison.Ordinal)}='…'");
            output.WriteLine($"    user secrets     dotnet user-secrets --project runtime/CallbackGen.Receiver set \"{path}\" \"…\"");
            output.WriteLine($"    appsettings.json {string.Concat(parts.Select(part => $"{{ \"{part}\": "))}\"…\"{string.Concat(parts.Select(_ => " }"))}");
        }

        output.WriteLine();
    }
}
