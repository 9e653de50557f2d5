using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

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
public sealed partial class CallbackKeyRing : IDisposable
{
    private readonly IOptionsFactory<CallbackOptions> _factory;
    private readonly ILogger<CallbackKeyRing> _logger;
    private readonly List<IDisposable> _subscriptions = [];
    private readonly ConcurrentDictionary<(CallbackFeed Feed, string KeySet), KeySlot> _keys = new(new SlotComparer());
    private readonly Lock _reload = new();
    private volatile CallbackOptions _options;

    internal CallbackKeyRing(
        IOptionsFactory<CallbackOptions> factory,
        IEnumerable<IOptionsChangeTokenSource<CallbackOptions>> sources,
        ILogger<CallbackKeyRing> logger)
    {
        _factory = factory;
        _logger = logger;

        // Under the lock, so that a reload between subscribing and reading waits and is not lost.
        lock (_reload)
        {
            foreach (var source in sources)
                _subscriptions.Add(ChangeToken.OnChange(source.GetChangeToken, Reload));
            try
            {
                var options = factory.Create(Options.DefaultName);
                // What a reload on this very thread has read meanwhile is newer.
                _options ??= options;
            }
            catch
            {
                Dispose();
                throw;
            }

            _publicUrl = _options.GetPublicUrlProblem() is null ? _options.PublicUrl : null;
        }
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
        return GetMissingPublicUrl(feed) is { } missing ? [.. problems, missing] : problems;
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
        var keys = feed.Definition.Keys.Where(key => !key.ComesAtRunTime).Select(key => FeedKeys.Path(_options, keySet ?? feed.Provider, key.Name));
        return feed.Definition.SignsUrl ? [.. keys, PublicUrlPath] : [.. keys];
    }

    /// <inheritdoc />
    public void Dispose()
    {
        foreach (var subscription in _subscriptions)
            subscription.Dispose();
    }

    /// <summary>How keys are fetched and looked up.</summary>
    internal CallbackKeyFetchOptions KeyFetch => _options.KeyFetch;

    /// <summary>What is configured for a feed, to which keys are added at run time.</summary>
    internal ConfiguredKeys GetConfigured(CallbackFeed feed, string? keySet)
    {
        var name = keySet ?? feed.Provider;
        return new(GetKeys(feed, keySet), name, _options.KeySets.TryGetValue(name, out var set) ? set.AllowWeakKey : null);
    }

    /// <summary>What is wrong with the keys alone: an endpoint may have a public URL of its own.</summary>
    internal IReadOnlyList<string> GetKeyProblems(CallbackFeed feed, string? keySet)
    {
        var keys = GetSlot(feed, keySet).Current;
        return [.. keys.Missing, .. keys.Errors];
    }

    /// <summary>The problems that stop the start; warnings are logged.</summary>
    internal IReadOnlyList<string> CheckAtStart(CallbackFeed feed, string? keySet)
    {
        var keys = GetSlot(feed, keySet).Current;
        foreach (var warning in keys.Warnings)
            CallbackLog.KeyWarning(_logger, feed.Name, warning);
        if (_options.RequireKeys)
            return [.. keys.Missing, .. keys.Errors];
        foreach (var missing in keys.Missing)
            CallbackLog.KeyMissing(_logger, feed.Name, missing);
        return keys.Errors;
    }

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
        var slot = (feed, keySet ?? feed.Provider);
        if (_keys.TryGetValue(slot, out var known))
            return known;
        // Under the lock, or a reload in between would leave keys behind that it never saw.
        lock (_reload)
            return _keys.GetOrAdd(slot, static (slot, options) => new(slot.Feed, FeedKeys.Prepare(slot.Feed, slot.KeySet, options)), _options);
    }

    private void Reload()
    {
        lock (_reload)
        {
            CallbackOptions options;
            try
            {
                options = _factory.Create(Options.DefaultName);
            }
#pragma warning disable CA1031 // Whatever the application's own configure delegates throw, the old keys stay in force.
            catch (Exception failure)
#pragma warning restore CA1031
            {
                // Its message may quote configuration, which holds keys.
                CallbackLog.ReloadFailed(_logger, failure.GetType().Name);
                return;
            }

            _options = options;
            ReplacePublicUrl(options);
            foreach (var ((feed, keySet), slot) in _keys)
                Replace(feed, keySet, slot, options);
        }
    }

    private void Replace(CallbackFeed feed, string keySet, KeySlot slot, CallbackOptions options)
    {
        var next = FeedKeys.Prepare(feed, keySet, options);
        if (next.HasSameValues(slot.Current))
            return;

        var broken = next.Errors.Count > 0 || (options.RequireKeys && next.Missing.Count > 0);
        if (broken && slot.Current.IsUsable)
        {
            CallbackLog.ReloadRefused(_logger, feed.Name, string.Join(' ', [.. next.Missing, .. next.Errors]));
            return;
        }

        slot.Current = next;
        CallbackLog.KeysReloaded(_logger, feed.Name, next.ValueCount);
        foreach (var warning in next.Warnings)
            CallbackLog.KeyWarning(_logger, feed.Name, warning);
        foreach (var problem in (IEnumerable<string>)[.. next.Missing, .. next.Errors])
            CallbackLog.KeyMissing(_logger, feed.Name, problem);
    }

    /// <summary>Key sets are found regardless of case, as configuration finds them.</summary>
    private sealed class SlotComparer : IEqualityComparer<(CallbackFeed Feed, string KeySet)>
    {
        public bool Equals((CallbackFeed Feed, string KeySet) x, (CallbackFeed Feed, string KeySet) y) =>
            ReferenceEquals(x.Feed, y.Feed) && x.KeySet.Equals(y.KeySet, StringComparison.OrdinalIgnoreCase);

        public int GetHashCode((CallbackFeed Feed, string KeySet) slot) =>
            HashCode.Combine(slot.Feed, slot.KeySet.GetHashCode(StringComparison.OrdinalIgnoreCase));
    }
}
