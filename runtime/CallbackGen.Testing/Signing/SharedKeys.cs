using CallbackGen.Definitions;

namespace CallbackGen.Testing.Signing;

/// <summary>
/// Generates random keys of several feeds. Feeds of one provider read a key of one name from one configuration path, and share its value.
/// </summary>
internal static class SharedKeys
{
    /// <summary>Returns the keys of each feed, in the order of the feeds.</summary>
    /// <exception cref="ArgumentException">Two feeds share a configuration path, and no value is valid for both.</exception>
    public static IEnumerable<FeedKeys> Generate(IReadOnlyList<CallbackFeed> feeds)
    {
        // Configuration keys are case-insensitive.
        var values = feeds
            .SelectMany(feed => feed.Definition.Keys.Select(key => (Feed: feed.Definition, Key: key)))
            .GroupBy(use => PathOf(use.Feed, use.Key), StringComparer.OrdinalIgnoreCase)
            .ToDictionary(uses => uses.Key, uses => ValueFor(uses.Key, [.. uses]), StringComparer.OrdinalIgnoreCase);
        return feeds.Select(feed => new FeedKeys(
            feed,
            feed.Definition.Keys.Select(key => KeyValuePair.Create(key.Name, values[PathOf(feed.Definition, key)]))
        ));
    }

    private static string PathOf(CallbackFeedDefinition feed, CallbackKeyDefinition key) => $"{feed.Provider}:{key.Name}";

    /// <summary>
    /// Returns a value that is valid for all feeds; a value for one may suit the others too: hex digits are also text and base64.
    /// </summary>
    private static string ValueFor(string path, IReadOnlyList<(CallbackFeedDefinition Feed, CallbackKeyDefinition Key)> uses)
    {
        foreach (var (feed, key) in uses)
        {
            var value = KeyMaterial.Generate(feed, key);
            if (uses.All(use => Fits(value, (feed, key), use)))
                return value;
        }

        throw new ArgumentException(
            $"{string.Join(" and ", uses.Select(use => use.Feed.Name))} read one key, Callbacks:{path}, and no value of it is "
                + "right for all of them. Give their endpoints key sets of their own (WithKeySet), and generate keys for each."
        );
    }

    private static bool Fits(
        string value,
        (CallbackFeedDefinition Feed, CallbackKeyDefinition Key) made,
        (CallbackFeedDefinition Feed, CallbackKeyDefinition Key) use
    )
    {
        if (made.Key.IsPublicKey || use.Key.IsPublicKey)
            return made.Key.Encoding == use.Key.Encoding
                && made.Key.Prefix == use.Key.Prefix
                && KeyMaterial.KindOf(made.Feed, made.Key) == KeyMaterial.KindOf(use.Feed, use.Key);
        var problems = new List<CallbackKeyProblem>();
        CallbackKeyDecoder.Decode(use.Key, [value], KeyStrength.Of(use.Feed, use.Key), CallbackTestKeys.AllowWeakKey, problems);
        return !problems.Exists(problem => problem.IsError);
    }
}
