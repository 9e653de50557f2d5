using CallbackGen.AspNetCore;
using CallbackGen.Tool.Captures;
using Microsoft.Extensions.Configuration;

namespace CallbackGen.Tool.Keys;

/// <summary>
/// The keys of a run: from user secrets; with precedence over them, from environment variables under the names that applications
/// use (<c>Callbacks__Provider__key</c>); and with precedence over both, from <c>--key</c>. They are prepared as in an
/// application.
/// </summary>
internal sealed class ToolKeys
{
    private const string Section = CallbackOptions.DefaultSection;

    /// <summary>The reason for accepting weak keys.</summary>
    internal const string AllowWeakKey = "the tool looks at callbacks, and believes none";

    private readonly IConfigurationSection _configured;
    private readonly IReadOnlyList<KeyValue> _given;
    private readonly string? _keySet;

    private ToolKeys(IConfigurationSection configured, IReadOnlyList<KeyValue> given, string? keySet) =>
        (_configured, _given, _keySet) = (configured, given, keySet);

    /// <summary>The configured public URL, <c>Callbacks__PublicUrl</c>, or null.</summary>
    public string? PublicUrl => _configured[nameof(CallbackOptions.PublicUrl)] is { Length: > 0 } url ? url : null;

    /// <summary>The keys that <c>--key</c> named.</summary>
    public IReadOnlyList<KeyValue> Given => _given;

    /// <summary>All configured or named values, of any provider: one of them may be the intended value of another key.</summary>
    public IEnumerable<KeyValue> All =>
        [
            .. _given,
            .. _configured
                .AsEnumerable(makePathsRelative: true)
                .Where(value => value.Value is { Length: > 0 } && value.Key.Contains(':', StringComparison.Ordinal))
                .Select(value => new KeyValue(
                    value.Key.Split(':').Last(part => !part.All(char.IsAsciiDigit)),
                    value.Value!,
                    $"{Section}:{value.Key}"
                )),
        ];

    /// <summary>Returns the advice when a key of a feed is missing.</summary>
    /// <param name="feed">The feed.</param>
    public static string Remedy(CallbackFeed feed) =>
        "Name a key by --key NAME=env:VARIABLE or NAME=file:PATH, take the project's by --user-secrets project, or set the "
        + $"variable {Section}__{feed.Provider}__{feed.Definition.Keys.Select(key => key.Name).FirstOrDefault("NAME")}.";

    /// <summary>Reads keys from their locations.</summary>
    /// <param name="host">Provides the environment and files.</param>
    /// <param name="arguments">The values of <c>--key</c>.</param>
    /// <param name="userSecrets">The value of <c>--user-secrets</c>, or null.</param>
    /// <param name="keySet">The configuration section to use instead of the provider's name, or null.</param>
    /// <exception cref="ToolException">An argument is invalid, or a location of keys cannot be read.</exception>
    public static ToolKeys Read(ToolHost host, IEnumerable<string> arguments, string? userSecrets = null, string? keySet = null)
    {
        var builder = new ConfigurationBuilder();
        if (userSecrets is not null)
            builder.AddConfiguration(UserSecrets.Read(host, userSecrets).Values);
        builder.AddConfiguration(ConfigurationPlace.OfEnvironment(host, Section).Values);
        return new(builder.Build().GetSection(Section), [.. arguments.Select(argument => KeyArgument.Read(host, argument))], keySet);
    }

    /// <summary>Creates the keys of an application's configuration.</summary>
    /// <param name="configured">The section <c>Callbacks</c>.</param>
    /// <param name="keySet">The key set, or null for those of the providers.</param>
    public static ToolKeys Of(IConfigurationSection configured, string? keySet = null) => new(configured, [], keySet);

    /// <summary>Returns the keys of a feed.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="isStrict">Whether short keys are errors, as in an application; otherwise they are accepted.</param>
    public KeysOfFeed Of(CallbackFeed feed, bool isStrict = false)
    {
        var name = _keySet ?? feed.Provider;
        var options = new CallbackOptions();
        new ConfigureCallbackOptions(_configured).Configure(options);
        var set = options.GetOrAddKeySet(name);
        foreach (
            var group in _given
                .Where(given => feed.Definition.Keys.Any(key => key.Name == given.Name))
                .GroupBy(given => given.Name, StringComparer.Ordinal)
        )
            set.Keys[group.Key] = [.. group.Select(given => given.Text)];
        if (!isStrict && string.IsNullOrEmpty(set.AllowWeakKey))
            set.AllowWeakKey = AllowWeakKey;
        var prepared = FeedKeys.Prepare(feed, name, options);
        return new(
            prepared.Keys,
            [.. feed.Definition.Keys.SelectMany(key => ValuesOf(key.Name, set, name))],
            prepared.Missing,
            prepared.Errors,
            prepared.Warnings
        );
    }

    /// <summary>
    /// Returns the keys of a feed for a request. When no keys are given, a schema's test uses its own published keys.
    /// </summary>
    /// <param name="feed">The feed.</param>
    /// <param name="capture">The request.</param>
    public KeysOfFeed Of(CallbackFeed feed, Capture capture)
    {
        var configured = Of(feed);
        if (capture.Test is not { Keys.Count: > 0 } test || configured.Values.Count > 0)
            return configured;
        CallbackKeys.TryCreate(feed, test.Keys, AllowWeakKey, out var keys, out var problems);
        return new(
            keys,
            [.. test.Keys.Select(key => new KeyValue(key.Key, key.Value, $"the schema's test {Output.Visible.Quote(test.Name)}"))],
            [],
            [.. problems.Where(problem => problem.IsError).Select(problem => problem.ToString())],
            [.. problems.Where(problem => !problem.IsError).Select(problem => problem.ToString())]
        );
    }

    /// <summary>Returns a sentence for every <c>--key</c> that none of the feeds declares.</summary>
    public IReadOnlyList<string> FindUndeclared(IReadOnlyList<CallbackFeed> feeds)
    {
        var declared = feeds.SelectMany(feed => feed.Definition.Keys).Select(key => key.Name).Distinct(StringComparer.Ordinal).ToList();
        var names = declared.Count == 0 ? "it needs no key" : $"its keys are {string.Join(", ", declared)}";
        return
        [
            .. _given
                .Where(given => !declared.Contains(given.Name, StringComparer.Ordinal))
                .Select(given => $"--key {given.Name}: the schema declares no key of this name; {names}.")
                .Distinct(),
        ];
    }

    private IEnumerable<KeyValue> ValuesOf(string name, CallbackKeySet set, string keySet)
    {
        if (_given.Any(given => given.Name == name))
            return _given.Where(given => given.Name == name);
        return set.Keys.TryGetValue(name, out var values)
            ? values.Select(value => new KeyValue(name, value, $"{Section}:{keySet}:{name}"))
            : [];
    }
}
