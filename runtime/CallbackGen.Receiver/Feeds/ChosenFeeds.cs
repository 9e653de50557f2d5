using Microsoft.Extensions.Options;

namespace CallbackGen.Receiver;

/// <summary>Selects the feeds to serve: all of them, or those that the setting <c>feeds</c> names.</summary>
internal static class ChosenFeeds
{
    /// <summary>The setting: feed names and patterns, separated by commas or as a list.</summary>
    public const string Setting = "feeds";

    /// <summary>Reads the setting.</summary>
    /// <param name="configuration">The program's configuration.</param>
    /// <returns>The feeds, in the order of the program's own list.</returns>
    /// <exception cref="OptionsValidationException">A name or pattern matches no feed.</exception>
    public static IReadOnlyList<CallbackFeed> Read(IConfiguration configuration)
    {
        var patterns = ReceiverSettings.TextsOf(configuration.GetSection(Setting));
        if (patterns.Count == 0)
            return ReceiverApp.Feeds;
        var failures = patterns.Where(pattern => !ReceiverApp.Feeds.Any(feed => Matches(pattern, feed.Name))).Select(Unknown).ToArray();
        if (failures.Length > 0)
            throw ReceiverSettings.Fail(failures);
        return [.. ReceiverApp.Feeds.Where(feed => patterns.Any(pattern => Matches(pattern, feed.Name)))];
    }

    /// <summary>Returns whether a name matches a pattern, ignoring case; <c>*</c> matches any text.</summary>
    public static bool Matches(string pattern, string name)
    {
        var parts = pattern.Split('*');
        if (parts.Length == 1)
            return name.Equals(pattern, StringComparison.OrdinalIgnoreCase);
        if (!name.StartsWith(parts[0], StringComparison.OrdinalIgnoreCase))
            return false;
        var at = parts[0].Length;
        foreach (var part in parts[1..^1])
        {
            var found = name.IndexOf(part, at, StringComparison.OrdinalIgnoreCase);
            if (found < 0)
                return false;
            at = found + part.Length;
        }

        return name.Length - at >= parts[^1].Length && name.EndsWith(parts[^1], StringComparison.OrdinalIgnoreCase);
    }

    private static string Unknown(string pattern)
    {
        var provider = pattern.Split('.', '*')[0];
        var alike = ReceiverApp
            .Feeds.Select(feed => feed.Name)
            .Where(name => provider.Length > 2 && name.StartsWith(provider[..3], StringComparison.OrdinalIgnoreCase))
            .Take(6)
            .ToArray();
        var hint = alike.Length > 0 ? $"Did you mean {string.Join(", ", alike)}?" : $"{ReceiverApp.Program} feeds lists them.";
        return $"--{Setting}: no feed is called {PrintableText.Quote(pattern)}. {hint}";
    }
}
