using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallbackGen.AspNetCore;

/// <summary>
/// The configured keys and public URL, prepared for verification and followed when configuration reloads. Endpoints use it by
/// themselves; take it from the container to verify a callback that came another way, such as through a queue.
/// </summary>
/// <remarks>
/// A reload with keys that would have stopped the start (an empty, short or undecodable one, or none while
/// <see cref="CallbackOptions.RequireKeys"/> is set) leaves the last good keys of that feed in force and is logged as
/// an error: a file caught half-written must not make an application refuse its payments. To withdraw a key, put
/// another in its place, or take it out of the list that holds several.
/// </remarks>
public sealed class CallbackKeyRing : IDisposable
{
    private readonly ILogger<CallbackKeyRing> _logger;
    private readonly KeySlots _slots;
    private readonly ConfiguredPublicUrl _publicUrl;
    private readonly FollowedOptions _options;

    internal CallbackKeyRing(
        IOptionsFactory<CallbackOptions> factory,
        IEnumerable<IOptionsChangeTokenSource<CallbackOptions>> sources,
        ILogger<CallbackKeyRing> logger
    )
    {
        _logger = logger;
        _slots = new(logger);
        _publicUrl = new(logger);
        _options = new(factory, sources, Replace, logger);
        lock (_options.Gate)
            _publicUrl.Begin(_options.Current);
    }

    /// <summary>The keys in force for a feed.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="keySet">The key set; the one named like the feed's provider when null.</param>
    /// <returns>The keys; <see cref="CallbackKeys.Empty"/>, with which every callback is refused, when none is usable.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="feed"/> is null.</exception>
    public CallbackKeys GetKeys(CallbackFeed feed, string? keySet = null) => GetSlot(feed, keySet).Keys;

    /// <summary>
    /// What is wrong with the keys of a feed, and with the public URL when the feed's signature covers it, and what to do
    /// about it. No key's text is in it.
    /// </summary>
    /// <param name="feed">The feed.</param>
    /// <param name="keySet">The key set; the one named like the feed's provider when null.</param>
    /// <returns>The problems; empty when the feed's callbacks can be verified.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="feed"/> is null.</exception>
    public IReadOnlyList<string> GetProblems(CallbackFeed feed, string? keySet = null)
    {
        ArgumentNullException.ThrowIfNull(feed);
        var problems = GetKeyProblems(feed, keySet);
        return _publicUrl.GetMissing(feed, _options.Current) is { } missing ? [.. problems, missing] : problems;
    }

    /// <summary>
    /// The configuration keys that hold a feed's keys, for example <c>Callbacks:Acme:hashKey</c>, and behind them the one of
    /// the public URL when the feed's signature covers it.
    /// </summary>
    /// <param name="feed">The feed.</param>
    /// <param name="keySet">The key set; the one named like the feed's provider when null.</param>
    /// <returns>The paths, in the order of the schema's keys; empty when nothing needs to be configured.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="feed"/> is null.</exception>
    public IReadOnlyList<string> GetConfigurationPaths(CallbackFeed feed, string? keySet = null)
    {
        ArgumentNullException.ThrowIfNull(feed);
        var options = _options.Current;
        var keys = feed
            .Definition.Keys.Where(key => !key.ComesAtRunTime)
            .Select(key => FeedKeys.Path(options, keySet ?? feed.Provider, key.Name));
        return feed.Definition.SignsUrl ? [.. keys, ConfiguredPublicUrl.PathOf(options)] : [.. keys];
    }

    /// <inheritdoc />
    public void Dispose() => _options.Dispose();

    /// <summary>The public URL in force, or null when none is configured.</summary>
    internal string? PublicUrl => _publicUrl.InForce;

    /// <summary>How keys are fetched and looked up.</summary>
    internal CallbackKeyFetchOptions KeyFetch => _options.Current.KeyFetch;

    /// <summary>The largest body of a feed's callbacks, in bytes, where a key set says it; otherwise null.</summary>
    internal int? GetMaxBodyBytes(CallbackFeedDefinition feed, string? keySet) =>
        _options.Current.KeySets.TryGetValue(keySet ?? feed.Provider, out var set) ? set.MaxBodyBytes : null;

    /// <summary>What is configured for a feed, to which keys are added at run time.</summary>
    internal ConfiguredKeys GetConfigured(CallbackFeed feed, string? keySet)
    {
        var name = keySet ?? feed.Provider;
        return new(GetKeys(feed, keySet), name, _options.Current.KeySets.TryGetValue(name, out var set) ? set.AllowWeakKey : null);
    }

    /// <summary>What is wrong with the keys alone: an endpoint may have a public URL of its own.</summary>
    internal IReadOnlyList<string> GetKeyProblems(CallbackFeed feed, string? keySet) => GetSlot(feed, keySet).Current.Problems;

    /// <summary>The problems that stop the start; warnings are logged.</summary>
    internal IReadOnlyList<string> CheckAtStart(CallbackFeed feed, string? keySet)
    {
        var keys = GetSlot(feed, keySet).Current;
        foreach (var warning in keys.Warnings)
            CallbackLog.KeyWarning(_logger, feed.Name, warning);
        if (_options.Current.RequireKeys)
            return keys.Problems;
        foreach (var missing in keys.Missing)
            CallbackLog.KeyMissing(_logger, feed.Name, missing);
        return keys.Errors;
    }

    /// <summary>What is wrong with the public URL that is configured; it stops the start.</summary>
    internal IReadOnlyList<string> CheckPublicUrlAtStart() => _options.Current.GetPublicUrlProblem() is { } problem ? [problem] : [];

    /// <summary>The problem that stops the start when a feed's URL is signed and nothing configures it.</summary>
    internal IReadOnlyList<string> CheckPublicUrlAtStart(CallbackFeed feed) => _publicUrl.CheckAtStart(feed, _options.Current);

    /// <summary>Logs which of the served feeds are verified by one key that the compiler could not know to be one.</summary>
    internal void WarnOfSharedKeys(IEnumerable<(CallbackFeed Feed, string? KeySet)> served)
    {
        foreach (var (feed, problem) in UncomparedKeys.Find([.. served.Select(one => (one.Feed, GetSlot(one.Feed, one.KeySet).Current))]))
            CallbackLog.KeyWarning(_logger, feed.Name, problem);
    }

    /// <summary>Where a feed's keys are found, also those that a reload will bring: to be asked for once and kept.</summary>
    internal KeySlot GetSlot(CallbackFeed feed, string? keySet)
    {
        ArgumentNullException.ThrowIfNull(feed);
        var name = keySet ?? feed.Provider;
        if (_slots.Find(feed, name) is { } known)
            return known;
        lock (_options.Gate)
            return _slots.GetOrAdd(feed, name, _options.Current);
    }

    private void Replace(CallbackOptions options)
    {
        _publicUrl.Replace(options);
        _slots.Replace(options);
    }
}
