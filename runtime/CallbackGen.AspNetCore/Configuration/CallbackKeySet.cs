namespace CallbackGen.AspNetCore;

/// <summary>The keys of one provider's account.</summary>
public sealed class CallbackKeySet
{
    /// <summary>
    /// The values of each key by its name in the schema, regardless of case. Each value is accepted for verification.
    /// </summary>
    public IDictionary<string, IList<string>> Keys { get; } = new Dictionary<string, IList<string>>(StringComparer.OrdinalIgnoreCase);

    /// <summary>The reason for accepting keys that are shorter than recommended; null or empty when they are rejected.</summary>
    public string? AllowWeakKey { get; set; }

    /// <summary>
    /// The largest body of this account's callbacks, in bytes, in place of the limit in their schemas: from 1 to 33554432 (32 MiB).
    /// Null means the limit of the schemas. An endpoint's own limit, from <c>WithMaxBodyBytes</c>, takes precedence.
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

    /// <summary>The faults that were found while the configuration was read.</summary>
    internal List<string> Problems { get; } = [];
}
