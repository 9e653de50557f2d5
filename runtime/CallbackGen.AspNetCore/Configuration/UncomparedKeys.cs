namespace CallbackGen.AspNetCore;

/// <summary>
/// Finds feeds that share a key value although their schemas do not show it. The compiler compares the messages of feeds that have
/// the same provider and key name; values and key sets are known only at run time.
/// </summary>
internal static class UncomparedKeys
{
    /// <summary>Returns each affected feed with a warning about its key.</summary>
    /// <param name="served">The served feeds, each with its keys from one key set.</param>
    public static IEnumerable<(CallbackFeed Feed, string Problem)> Find(IReadOnlyList<(CallbackFeed Feed, FeedKeys Keys)> served)
    {
        var said = new HashSet<(CallbackFeed, CallbackFeed)>();
        foreach (
            var same in served
                .SelectMany(one => one.Keys.Secrets(one.Feed), (one, key) => (one.Feed, Name: key.Key, key.Value))
                .GroupBy(key => key.Value, StringComparer.Ordinal)
        )
        {
            var users = same.ToList();
            for (var later = 1; later < users.Count; later++)
            {
                for (var earlier = 0; earlier < later; earlier++)
                {
                    var (one, other) = (users[earlier], users[later]);
                    if (one.Feed != other.Feed && !AreCompared(one, other) && said.Add((one.Feed, other.Feed)))
                        yield return (other.Feed, Problem(one, other));
                }
            }
        }
    }

    private static string Problem(
        (CallbackFeed Feed, string Name, string Value) one,
        (CallbackFeed Feed, string Name, string Value) other
    ) =>
        $"{other.Name} has the same value as {one.Name} of {one.Feed.Name}, and their messages were not compared: a callback of one "
        + "feed may be accepted as one of the other. Give each its own key.";

    private static bool AreCompared(
        (CallbackFeed Feed, string Name, string Value) one,
        (CallbackFeed Feed, string Name, string Value) other
    ) =>
        one.Feed.Provider.Equals(other.Feed.Provider, StringComparison.OrdinalIgnoreCase)
        && one.Name.Equals(other.Name, StringComparison.OrdinalIgnoreCase);
}
