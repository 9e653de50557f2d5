using CallbackGen.AspNetCore;
using CallbackGen.Tool.Captures;
using Microsoft.Extensions.Configuration;

namespace CallbackGen.Tool.Keys;

/// <summary>
/// The keys that a run was given: from user secrets, over them from the environment under the names that applications read
/// (<c>Callbacks__Provider__key</c>), and over both from <c>--key</c>. They are prepared as an application prepares them.
/// </summary>
internal sealed class ToolKeys
{
    private const string Section = CallbackOptions.DefaultSection;

    /// <summary>The reason for which weak keys are taken.</summary>
    internal const string AllowWeakKey = "the tool looks at callbacks, and believes none";

    private readonly IConfigurationSection _configured;
    private readonly IReadOnlyList<KeyValue> _given;
    private readonly string? _keySet;

    private ToolKeys(IConfigurationSection configured, IReadOnlyList<KeyValue> given, string? keySet) =>
        (_configured, _given, _keySet) = (configured, given, keySet);

    /// <summary>The public URL that is configured, <c>Callbacks__PublicUrl</c>, or null.</summary>
    public string? PublicUrl => _configured[nameof(CallbackOptions.PublicUrl)] is { Length: > 0 } url ? url : null;

    /// <summary>What <c>--key</c> named.</summary>
    public IReadOnlyList<KeyValue> Given => _given;

    /// <summary>Everything that is configured or named, of whatever provider: what may have been meant in another's place.</summary>
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

    /// <summary>What to do where a key of a feed is missing.</summary>
    /// <param name="feed">The feed.</param>
    public static string Remedy(CallbackFeed feed) =>
        "Name a key by --key NAME=env:VARIABLE or NAME=file:PATH, take the project's by --user-secrets project, or set the "
        + $"variable {Section}__{feed.Provider}__{feed.Definition.Keys.Select(key => key.Name).FirstOrDefault("NAME")}.";

    /// <summary>Reads keys from where they are.</summary>
    /// <param name="host">Whose environment and files are meant.</param>
    /// <param name="arguments">The values of <c>--key</c>.</param>
    /// <param name="userSecrets">The value of <c>--user-secrets</c>, or null.</param>
    /// <param name="keySet">The configuration section in place of the provider's name, or null.</param>
    /// <exception cref="ToolException">An argument is wrong, or a place of keys cannot be read.</exception>
    public static ToolKeys Read(ToolHost host, IEnumerable<string> arguments, string? userSecrets = null, string? keySet = null)
    {
        var builder = new ConfigurationBuilder();
        if (userSecrets is not null)
            builder.AddConfiguration(UserSecrets.Read(host, userSecrets).Values);
        builder.AddConfiguration(ConfigurationPlace.OfEnvironment(host, Section).Values);
        return new(builder.Build().GetSection(Section), [.. arguments.Select(argument => KeyArgument.Read(host, argument))], keySet);
    }

    /// <summary>The keys of an application's configuration.</summary>
    /// <param name="configured">The section <c>Callbacks</c>.</param>
    /// <param name="keySet">The key set, or null for those of the providers.</param>
    public static ToolKeys Of(IConfigurationSection configured, string? keySet = null) => new(configured, [], keySet);

    /// <summary>The keys of a feed.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="isStrict">Whether short keys are errors, as they are in an application; otherwise they verify all the same.</param>
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

    /// <summary>The keys of a feed for a request: a schema's test brings its own, which are published, where none are given.</summary>
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

    /// <summary>A sentence for every <c>--key</c> that none of some feeds declares.</summary>
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
