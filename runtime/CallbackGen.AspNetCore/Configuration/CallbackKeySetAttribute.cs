namespace CallbackGen.AspNetCore;

/// <summary>
/// Verifies the callbacks of a controller or action with another key set than the set that is named like the feed's provider.
/// Minimal-API endpoints and groups use <c>WithKeySet</c>.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class CallbackKeySetAttribute : Attribute, ICallbackKeySetMetadata
{
    /// <summary>Names the key set.</summary>
    /// <param name="keySet">The key set's name: keys are read from the configuration section <c>Callbacks:{keySet}</c>.</param>
    /// <exception cref="ArgumentException">
    /// <paramref name="keySet"/> is empty or contains a colon, which would make it two sections.
    /// </exception>
    /// <exception cref="ArgumentNullException"><paramref name="keySet"/> is null.</exception>
    public CallbackKeySetAttribute(string keySet)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(keySet);
        if (keySet.Contains(':', StringComparison.Ordinal))
            throw new ArgumentException("A key set's name must not contain a colon: it is one configuration section.", nameof(keySet));
        KeySet = keySet;
    }

    /// <summary>The key set's name.</summary>
    public string KeySet { get; }
}
