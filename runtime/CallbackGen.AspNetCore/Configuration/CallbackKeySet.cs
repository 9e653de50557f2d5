namespace CallbackGen.AspNetCore;

/// <summary>The keys of one provider's account.</summary>
public sealed class CallbackKeySet
{
    /// <summary>The values of each key by its name in the schema, regardless of case. Each value verifies.</summary>
    public IDictionary<string, IList<string>> Keys { get; } = new Dictionary<string, IList<string>>(StringComparer.OrdinalIgnoreCase);

    /// <summary>Why keys that are shorter than they should be are accepted; null or empty when they are not.</summary>
    public string? AllowWeakKey { get; set; }

    /// <summary>
    /// The largest body that callbacks of this account may have, in bytes, in place of what their schemas say: from 1 to 33554432
    /// (32 MiB). Null leaves it to the schemas. An endpoint's own, from <c>WithMaxBodyBytes</c>, goes before it.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not within these bounds.</exception>
    public int? MaxBodyBytes
    {
        get;
        set
        {
            MaxBodyBytesMetadata.ThrowIfOutOfBounds(value);
            field = value;
        }
    }

    /// <summary>What is wrong with the configuration itself, found while reading it.</summary>
    internal List<string> Problems { get; } = [];
}
