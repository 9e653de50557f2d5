using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CallbackGen.AspNetCore;

/// <summary>
/// Holds the configured keys and public URL, prepared for verification and updated when the configuration reloads. Endpoints use it
/// automatically; resolve it to verify a callback that arrived another way, such as through a queue.
/// </summary>
/// <remarks>
/// A reload with keys that would have stopped the start (an empty, short or undecodable key, or none while
/// <see cref="CallbackOptions.RequireKeys"/> is set) leaves the previous keys of that feed in force and is logged as an error: a
/// half-written file must not make an application refuse its payments. To withdraw a key, replace it by another, or remove it from
/// a list of several.
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

    /// <summary>Gets the keys in force for a feed.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="keySet">The key set; the set that is named like the feed's provider when null.</param>
    /// <returns>The keys; <see cref="CallbackKeys.Empty"/>, with which every callback is rejected, when none is usable.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="feed"/> is null.</exception>
    public CallbackKeys GetKeys(CallbackFeed feed, string? keySet = null) => GetSlot(feed, keySet).Keys;

    /// <summary>
    /// Gets the faults of a feed's keys, and of the public URL when the feed's signature covers it, each with its remedy. The text
    /// contains no key.
    /// </summary>
    /// <param name="feed">The feed.</param>
    /// <param name="keySet">The key set; the set that is named like the feed's provider when null.</param>
    /// <returns>The problems; empty when the feed's callbacks can be verified.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="feed"/> is null.</exception>
    public IReadOnlyList<string> GetProblems(CallbackFeed feed, string? keySet = null)
    {
        ArgumentNullException.ThrowIfNull(feed);
        var problems = GetKeyProblems(feed, keySet);
        return _publicUrl.GetMissing(feed, _options.Current) is { } missing ? [.. problems, missing] : problems;
    }

    /// <summary>
    /// Gets the configuration paths of a feed's keys, for example <c>Callbacks:Acme:hashKey</c>, followed by the path of the public
    /// URL when the feed's signature covers it.
    /// </summary>
    /// <param name="feed">The feed.</param>
    /// <param name="keySet">The key set; the set that is named like the feed's provider when null.</param>
    /// <returns>The paths, in the order of the schema's keys; empty when no configuration is needed.</returns>
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

    /// <summary>The settings of keys that are fetched or looked up.</summary>
    internal CallbackKeyFetchOptions KeyFetch => _options.Current.KeyFetch;

    /// <summary>The largest body of a feed's callbacks, in bytes, if a key set declares it; otherwise null.</summary>
    internal int? GetMaxBodyBytes(CallbackFeedDefinition feed, string? keySet) =>
        _options.Current.KeySets.TryGetValue(keySet ?? feed.Provider, out var set) ? set.MaxBodyBytes : null;

    /// <summary>The configured keys of a feed, to which keys are added at run time.</summary>
    internal ConfiguredKeys GetConfigured(CallbackFeed feed, string? keySet)
    {
        var name = keySet ?? feed.Provider;
        return new(GetKeys(feed, keySet), name, _options.Current.KeySets.TryGetValue(name, out var set) ? set.AllowWeakKey : null);
    }

    /// <summary>The faults of the keys, without the public URL: an endpoint may have a public URL of its own.</summary>
    internal IReadOnlyList<string> GetKeyProblems(CallbackFeed feed, string? keySet) => GetSlot(feed, keySet).Current.Problems;

    /// <summary>Returns the problems that stop the start, and logs the warnings.</summary>
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

    /// <summary>Returns the faults of the configured public URL, which stop the start.</summary>
    internal IReadOnlyList<string> CheckPublicUrlAtStart() => _options.Current.GetPublicUrlProblem() is { } problem ? [problem] : [];

    /// <summary>Returns the problem that stops the start when a feed's URL is signed and no public URL is configured.</summary>
    internal IReadOnlyList<string> CheckPublicUrlAtStart(CallbackFeed feed) => _publicUrl.CheckAtStart(feed, _options.Current);

    /// <summary>Logs the served feeds that share a key although the compiler could not know it.</summary>
    internal void WarnOfSharedKeys(IEnumerable<(CallbackFeed Feed, string? KeySet)> served)
    {
        foreach (var (feed, problem) in UncomparedKeys.Find([.. served.Select(one => (one.Feed, GetSlot(one.Feed, one.KeySet).Current))]))
            CallbackLog.KeyWarning(_logger, feed.Name, problem);
    }

    /// <summary>
    /// Gets the slot that contains a feed's keys, now and after each reload.
    /// </summary>
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
