using CallbackGen.Testing.Signing;

namespace CallbackGen.Testing;

/// <summary>
/// The keys of one or several feeds for tests: the secrets and the provider's private keys. The program under test is configured
/// with <see cref="ToConfiguration"/>.
/// </summary>
public sealed class CallbackTestKeys
{
    /// <summary>The reason for accepting test keys, which are short and published.</summary>
    internal const string AllowWeakKey = "the keys of tests protect nothing";

    private CallbackTestKeys(IReadOnlyList<FeedKeys> each) => Each = each;

    /// <summary>The feeds of the keys.</summary>
    public IReadOnlyList<CallbackFeed> Feeds => [.. Each.Select(keys => keys.Feed)];

    /// <summary>The feed of the keys.</summary>
    /// <exception cref="InvalidOperationException">They are keys of several feeds; use <see cref="Of"/> for one.</exception>
    public CallbackFeed Feed => One.Feed;

    /// <summary>The names and texts to configure for the feed: secrets, and the public halves of the key pairs.</summary>
    /// <exception cref="InvalidOperationException">They are keys of several feeds; use <see cref="Of"/> for one.</exception>
    public IReadOnlyList<KeyValuePair<string, string>> Configured => One.Configured;

    /// <summary>The configured keys, decoded.</summary>
    /// <exception cref="InvalidOperationException">They are keys of several feeds; use <see cref="Of"/> for one.</exception>
    public CallbackKeys Keys => One.Keys;

    /// <summary>The keys by feed: at least one.</summary>
    internal IReadOnlyList<FeedKeys> Each { get; }

    /// <summary>The keys of the only feed.</summary>
    internal FeedKeys One =>
        Each.Count == 1
            ? Each[0]
            : throw new InvalidOperationException($"These are the keys of {Names}: select one feed's keys by Of(feed).");

    /// <summary>The feeds' names, for people.</summary>
    internal string Names => string.Join(", ", Each.Select(keys => keys.Feed.Name));

    /// <summary>Generates random keys of the kinds that a feed declares.</summary>
    /// <param name="feed">The feed.</param>
    /// <returns>The keys.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="feed"/> is null.</exception>
    public static CallbackTestKeys Generate(CallbackFeed feed)
    {
        ArgumentNullException.ThrowIfNull(feed);
        return Generate([feed]);
    }

    /// <summary>
    /// Generates random keys of the kinds that several feeds declare, for a program that serves all of them. A key that feeds of
    /// one provider share by name has one value, as in the program's configuration.
    /// </summary>
    /// <param name="feeds">The feeds, such as a project's <c>CallbackFeeds.All</c>.</param>
    /// <returns>The keys of all of them.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="feeds"/> or one of them is null.</exception>
    /// <exception cref="ArgumentException">
    /// There is no feed; or two feeds share a key, and no value of it is valid for both.
    /// </exception>
    public static CallbackTestKeys Generate(params IEnumerable<CallbackFeed> feeds)
    {
        ArgumentNullException.ThrowIfNull(feeds);
        var distinct = feeds.Distinct().ToList();
        if (distinct.Count == 0)
            throw new ArgumentException("There is no feed to create keys for.", nameof(feeds));
        distinct.ForEach(feed => ArgumentNullException.ThrowIfNull(feed, nameof(feeds)));
        return new([.. SharedKeys.Generate(distinct)]);
    }

    /// <summary>Creates keys from given values.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="values">
    /// Names and texts as they would be configured. For a public key, pass the private key in PEM: its public half is configured. A
    /// public key is accepted too, but cannot sign. If a name has several values, the first signs.
    /// </param>
    /// <returns>The keys.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="CallbackKeyException">A key is missing, undeclared, empty or undecodable.</exception>
    public static CallbackTestKeys Create(CallbackFeed feed, IEnumerable<KeyValuePair<string, string>> values)
    {
        ArgumentNullException.ThrowIfNull(feed);
        ArgumentNullException.ThrowIfNull(values);
        return new([new FeedKeys(feed, values)]);
    }

    /// <summary>Returns the keys of one of the feeds.</summary>
    /// <param name="feed">The feed.</param>
    /// <returns>Its keys.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="feed"/> is null.</exception>
    /// <exception cref="ArgumentException">The keys are those of other feeds.</exception>
    public CallbackTestKeys Of(CallbackFeed feed)
    {
        ArgumentNullException.ThrowIfNull(feed);
        return new([Find(feed) ?? throw new ArgumentException($"The keys are those of {Names}, and not of {feed.Name}.", nameof(feed))]);
    }

    /// <summary>
    /// Returns the keys as configuration entries, for <c>AddInMemoryCollection</c>: <c>Callbacks:Acme:paymentKey</c> with its
    /// value, and the reason for accepting short keys, if there are any.
    /// </summary>
    /// <param name="keySet">The key set; the set that is named like each feed's provider when null.</param>
    /// <param name="section">The section from which the program reads its callbacks' keys.</param>
    /// <returns>The entries, each path once.</returns>
    /// <exception cref="ArgumentException">
    /// A key set is named, and the feeds are those of several providers, each of which has its own.
    /// </exception>
    public IReadOnlyList<KeyValuePair<string, string?>> ToConfiguration(string? keySet = null, string section = "Callbacks")
    {
        if (keySet is not null && Each.DistinctBy(keys => keys.Feed.Provider, StringComparer.OrdinalIgnoreCase).Skip(1).Any())
            throw new ArgumentException(
                $"One key set contains the keys of one provider, and these are the keys of {Names}: configure those of each, by "
                    + "Of(feed).",
                nameof(keySet)
            );
        return
        [
            .. Each.SelectMany(keys => keys.At($"{section}:{keySet ?? keys.Feed.Provider}"))
                .DistinctBy(entry => entry.Key, StringComparer.OrdinalIgnoreCase),
        ];
    }

    /// <summary>Returns the keys of a feed, or null when there are none.</summary>
    internal FeedKeys? Find(CallbackFeed feed) => Each.FirstOrDefault(keys => ReferenceEquals(keys.Feed, feed));
}
