namespace CallbackGen.AspNetCore;

/// <summary>The keys of the callbacks that an application serves.</summary>
/// <remarks>
/// They come from configuration, section <c>Callbacks</c>, one section per provider:
/// <c>Callbacks:{Provider}:{keyName}</c> holds a value, or an array of values while a key is being rotated, and
/// <c>Callbacks:{Provider}:AllowWeakKey</c> the reason why a short key is accepted. Code may add to them.
/// </remarks>
public sealed class CallbackOptions
{
    internal const string DefaultSection = "Callbacks";

    /// <summary>
    /// Whether a mapped feed without a key stops the start. <see langword="true"/> by default: an application that
    /// cannot verify its callbacks should not come up. When <see langword="false"/>, the feed's callbacks are refused
    /// and the log says how to configure the key. A key that is present but unusable always stops the start.
    /// </summary>
    public bool RequireKeys { get; set; } = true;

    /// <summary>
    /// The key sets by name, regardless of case. A feed reads the set that is named like its provider, unless its
    /// endpoint chose another with <c>WithKeySet</c>.
    /// </summary>
    public IDictionary<string, CallbackKeySet> KeySets { get; } =
        new Dictionary<string, CallbackKeySet>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The configuration section that the messages about keys name.</summary>
    internal string SectionPath { get; set; } = DefaultSection;

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

    internal CallbackKeySet GetOrAddKeySet(string name)
    {
        if (!KeySets.TryGetValue(name, out var set))
            KeySets[name] = set = new CallbackKeySet();
        return set;
    }
}

/// <summary>The keys of one provider's account.</summary>
public sealed class CallbackKeySet
{
    /// <summary>The values of each key by its name in the schema, regardless of case. Each value verifies.</summary>
    public IDictionary<string, IList<string>> Keys { get; } =
        new Dictionary<string, IList<string>>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Why keys that are shorter than they should be are accepted; null or empty when they are not.</summary>
    public string? AllowWeakKey { get; set; }

    /// <summary>What is wrong with the configuration itself, found while reading it.</summary>
    internal List<string> Problems { get; } = [];
}
