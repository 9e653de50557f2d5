using CallbackGen.Definitions;

namespace CallbackGen.AspNetCore;

/// <summary>The prepared keys of one feed from one key set, and the faults that were found while preparing them.</summary>
internal sealed class FeedKeys
{
    private readonly List<KeyValuePair<string, string>> _values = [];

    public CallbackKeys Keys { get; private set; } = CallbackKeys.Empty;

    /// <summary>One message for each key that is not configured.</summary>
    public List<string> Missing { get; } = [];

    /// <summary>One message for each key that is configured and unusable.</summary>
    public List<string> Errors { get; } = [];

    public List<string> Warnings { get; } = [];

    /// <summary>The reasons why callbacks cannot be verified: missing and unusable keys.</summary>
    public IReadOnlyList<string> Problems => [.. Missing, .. Errors];

    public bool IsUsable => Missing.Count == 0 && Errors.Count == 0;

    public int ValueCount => _values.Count;

    public static string Path(CallbackOptions options, string keySet, string name) => $"{options.SectionPath}:{keySet}:{name}";

    public static FeedKeys Prepare(CallbackFeed feed, string keySet, CallbackOptions options)
    {
        var result = new FeedKeys { Keys = CallbackKeys.Empty.WithName(keySet) };
        options.KeySets.TryGetValue(keySet, out var set);
        if (set is not null)
            result.Errors.AddRange(set.Problems);
        result.Collect(feed, keySet, set, options);
        result.Check(feed, keySet, set, options);
        result.WarnOfUndeclared(feed, keySet, set, options);
        return result;
    }

    /// <summary>The configured values of secret keys, without values that are public, such as an address.</summary>
    public IEnumerable<KeyValuePair<string, string>> Secrets(CallbackFeed feed) =>
        _values.Where(value => value.Value.Length > 0 && feed.Definition.Keys.Any(key => key.Name == value.Key && key.Secret));

    /// <summary>Whether no key changed: a reload event says that the configuration changed, but not which part.</summary>
    public bool HasSameValues(FeedKeys other) =>
        _values.SequenceEqual(other._values)
        && Errors.SequenceEqual(other.Errors, StringComparer.Ordinal)
        && Missing.SequenceEqual(other.Missing, StringComparer.Ordinal)
        && Warnings.SequenceEqual(other.Warnings, StringComparer.Ordinal);

    private void Collect(CallbackFeed feed, string keySet, CallbackKeySet? set, CallbackOptions options)
    {
        foreach (var key in feed.Definition.Keys)
        {
            if (set is not null && set.Keys.TryGetValue(key.Name, out var values) && values.Count > 0)
            {
                foreach (var value in values)
                    _values.Add(new(key.Name, value ?? ""));
                continue;
            }

            if (key.IsOptional || key.Fetch is not null || (key.Lookup is not null && options.HasKeyLookup))
                continue;
            if (key.Lookup is not null)
            {
                Missing.Add(
                    $"Nothing looks up the key {key.Name} of {feed.Name}: register an {nameof(ICallbackKeyLookup)}, or set "
                        + $"{Path(options, keySet, key.Name)}."
                );
                continue;
            }

            var where = key.Description is null ? "" : $" ({key.Description})";
            Missing.Add($"No key is configured for {feed.Name}: set {Path(options, keySet, key.Name)}{where}.");
        }
    }

    private void Check(CallbackFeed feed, string keySet, CallbackKeySet? set, CallbackOptions options)
    {
        if (feed.Definition.Keys.Count == 0)
            return;
        var usable = CallbackKeys.TryCreate(feed, _values, set?.AllowWeakKey, out var keys, out var problems);
        foreach (var problem in problems)
        {
            // Missing keys are already reported in Collect, with the path to configure.
            var declared = feed.Definition.Keys.FirstOrDefault(key =>
                problem.Key == key.Name || problem.Key.StartsWith($"{key.Name}[", StringComparison.Ordinal)
            );
            if (declared is not null && !_values.Exists(value => value.Key == declared.Name))
                continue;
            (problem.IsError ? Errors : Warnings).Add($"{Path(options, keySet, Indexed(problem.Key, declared))} {problem.Message}.");
        }

        if (usable && IsUsable)
            Keys = keys.WithName(keySet);
    }

    /// <summary>The index among several values as configuration spells it: <c>hashKey:1</c> for <c>hashKey[1]</c>.</summary>
    private string Indexed(string key, CallbackKeyDefinition? declared) =>
        declared is not null && _values.Count(value => value.Key == declared.Name) == 1
            ? declared.Name
            : key.Replace('[', ':').TrimEnd(']');

    /// <summary>Warns of a key that no feed of the provider declares: a mistyped name is never read.</summary>
    private void WarnOfUndeclared(CallbackFeed feed, string keySet, CallbackKeySet? set, CallbackOptions options)
    {
        if (set is null)
            return;
        var declared = CallbackFeedRegistry
            .Feeds.Where(other => other.Provider.Equals(feed.Provider, StringComparison.OrdinalIgnoreCase))
            .Append(feed)
            .SelectMany(other => other.Definition.Keys)
            .Select(key => key.Name)
            .ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var name in set.Keys.Keys.Where(name => !declared.Contains(name)))
            Warnings.Add(
                $"{Path(options, keySet, name)} is not a key that a feed of {feed.Provider} declares ({string.Join(", ", declared)})."
            );
    }
}
