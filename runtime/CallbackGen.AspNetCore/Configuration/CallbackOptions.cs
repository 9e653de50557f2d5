namespace CallbackGen.AspNetCore;

/// <summary>The keys of the callbacks that an application serves, and the address at which it is called.</summary>
/// <remarks>
/// They come from configuration, section <c>Callbacks</c>, one section per provider:
/// <c>Callbacks:{Provider}:{keyName}</c> holds a value, or an array of values while a key is being rotated, and
/// <c>Callbacks:{Provider}:AllowWeakKey</c> the reason why a short key is accepted, and <c>Callbacks:{Provider}:MaxBodyBytes</c>
/// the largest body in place of what the schemas say. <c>Callbacks:PublicUrl</c> is
/// <see cref="PublicUrl"/>. Code may add to them.
/// </remarks>
public sealed class CallbackOptions
{
    internal const string DefaultSection = "Callbacks";

    /// <summary>
    /// Whether a mapped feed without a key, or without the public URL that it signs, stops the start. <see langword="true"/> by default: an application that
    /// cannot verify its callbacks should not come up. When <see langword="false"/>, the feed's callbacks are refused
    /// and the log says what to configure. A key that is present but unusable always stops the start.
    /// </summary>
    public bool RequireKeys { get; set; } = true;

    /// <summary>
    /// The address at which providers call the application, as they were given it: absolute, http or https, without query
    /// or fragment, for example <c>https://shop.example</c>, or <c>https://shop.example/pay</c> where a proxy takes a prefix
    /// off the path. Path and query of a request, as received, follow it in the URL that a signature may cover. Needed by
    /// feeds whose signature does, unless their endpoints have their own from <c>WithPublicUrl</c>; never taken from a
    /// request, forwarded headers included. One that cannot be used stops the start.
    /// </summary>
    public string? PublicUrl { get; set; }

    /// <summary>How keys are fetched and looked up whose schema says that they come at run time.</summary>
    public CallbackKeyFetchOptions KeyFetch { get; } = new();

    /// <summary>Whether the application looks keys up.</summary>
    internal bool HasKeyLookup { get; set; }

    /// <summary>
    /// The key sets by name, regardless of case. A feed reads the set that is named like its provider, unless its
    /// endpoint chose another with <c>WithKeySet</c>.
    /// </summary>
    public IDictionary<string, CallbackKeySet> KeySets { get; } = new Dictionary<string, CallbackKeySet>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The configuration section that the messages about keys name.</summary>
    internal string SectionPath { get; set; } = DefaultSection;

    /// <summary>Where something else than one value is configured in the public URL's place, or null.</summary>
    internal string? MisplacedInPublicUrl { get; set; }

    /// <summary>Adds values of a key, behind those that the set has already.</summary>
    /// <param name="keySet">The key set: a provider's name as its schema spells it, or a name given to <c>WithKeySet</c>.</param>
    /// <param name="name">The key's name in the schema.</param>
    /// <param name="values">Its values; each one verifies.</param>
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

    /// <summary>What is wrong with the public URL, or null. It is not quoted: an address may hold a password.</summary>
    internal string? GetPublicUrlProblem()
    {
        var path = $"{SectionPath}:{nameof(PublicUrl)}";
        if (MisplacedInPublicUrl is { } misplaced)
            return $"{path} is the public URL of the application and holds one value: {misplaced} cannot stand below it. A key set cannot have this name.";
        return PublicUrl is null || AspNetCore.PublicUrl.IsValid(PublicUrl) ? null : $"{path} {AspNetCore.PublicUrl.Rule}.";
    }

    internal CallbackKeySet GetOrAddKeySet(string name)
    {
        if (!KeySets.TryGetValue(name, out var set))
            KeySets[name] = set = new CallbackKeySet();
        return set;
    }
}
