namespace CallbackGen.AspNetCore;

/// <summary>The keys of the callbacks that an application serves, and its public URL.</summary>
/// <remarks>
/// They are read from the configuration section <c>Callbacks</c>, which has one section per provider:
/// <c>Callbacks:{Provider}:{keyName}</c> is a value, or an array of values while a key is rotated.
/// <c>Callbacks:{Provider}:AllowWeakKey</c> is the reason for accepting a short key. <c>Callbacks:{Provider}:MaxBodyBytes</c> is
/// the largest body, in place of the limit in the schemas. <c>Callbacks:PublicUrl</c> is <see cref="PublicUrl"/>. Code may add to them.
/// </remarks>
public sealed class CallbackOptions
{
    internal const string DefaultSection = "Callbacks";

    /// <summary>
    /// Whether a mapped feed without a key, or without the public URL that it signs, stops the start; <see langword="true"/> by
    /// default, because an application that cannot verify its callbacks should not start. When <see langword="false"/>, the feed's
    /// callbacks are refused and the log names the missing configuration. A key that is present but unusable always stops the start.
    /// </summary>
    public bool RequireKeys { get; set; } = true;

    /// <summary>
    /// The address at which providers call the application, exactly as they were given it: absolute, http or https, without query
    /// or fragment, for example <c>https://shop.example</c>, or <c>https://shop.example/pay</c> if a proxy strips a prefix from the path.
    /// </summary>
    /// <remarks>
    /// The URL that a signature may cover is this address followed by path and query of the request, as received. Feeds whose
    /// signature covers the URL need it, unless their endpoints have their own from <c>WithPublicUrl</c>. It never comes from a
    /// request, forwarded headers included. An unusable address stops the start.
    /// </remarks>
    public string? PublicUrl { get; set; }

    /// <summary>The settings of keys that are fetched or looked up at run time, as their schema declares.</summary>
    public CallbackKeyFetchOptions KeyFetch { get; } = new();

    /// <summary>Whether the application registers a key lookup.</summary>
    internal bool HasKeyLookup { get; set; }

    /// <summary>
    /// The key sets by name, regardless of case. A feed uses the set that is named like its provider, unless its endpoint chose
    /// another with <c>WithKeySet</c>.
    /// </summary>
    public IDictionary<string, CallbackKeySet> KeySets { get; } = new Dictionary<string, CallbackKeySet>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The configuration section that messages about keys name.</summary>
    internal string SectionPath { get; set; } = DefaultSection;

    /// <summary>The path of a section that is configured below the public URL, which is a single value; otherwise null.</summary>
    internal string? MisplacedInPublicUrl { get; set; }

    /// <summary>Adds values of a key, after the values that the set already has.</summary>
    /// <param name="keySet">The key set: a provider's name as its schema spells it, or a name given to <c>WithKeySet</c>.</param>
    /// <param name="name">The key's name in the schema.</param>
    /// <param name="values">Its values; each is accepted for verification.</param>
    /// <returns>These options.</returns>
    /// <exception cref="ArgumentException"><paramref name="keySet"/> or <paramref name="name"/> is empty.</exception>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public CallbackOptions AddKey(string keySet, string name, params string[] values)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(keySet);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(values);
        var set = GetOrAddKeySet(keySet);
        set.Keys.TryGetValue(name, out var configured);
        set.Keys[name] = [.. configured ?? [], .. values];
        return this;
    }

    /// <summary>
    /// Returns the fault of the public URL, or null. The text does not quote the URL, which may contain a password.
    /// </summary>
    internal string? GetPublicUrlProblem()
    {
        var path = $"{SectionPath}:{nameof(PublicUrl)}";
        if (MisplacedInPublicUrl is { } misplaced)
            return $"{path} is the public URL of the application, a single value: {misplaced} is not allowed below it. A key set "
                + "cannot have this name.";
        return PublicUrl is null || AspNetCore.PublicUrl.IsValid(PublicUrl) ? null : $"{path} {AspNetCore.PublicUrl.Rule}.";
    }

    internal CallbackKeySet GetOrAddKeySet(string name)
    {
        if (!KeySets.TryGetValue(name, out var set))
            KeySets[name] = set = new CallbackKeySet();
        return set;
    }
}
