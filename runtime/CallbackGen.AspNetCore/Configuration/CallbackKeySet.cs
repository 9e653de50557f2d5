namespace CallbackGen.AspNetCore;

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
