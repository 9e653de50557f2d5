namespace CallbackGen;

/// <summary>The headers of a request, found by name without regard to case (RFC 9110, section 5.1).</summary>
public abstract class CallbackHeaders
{
    /// <summary>No headers.</summary>
    public static CallbackHeaders Empty { get; } = From([]);

    /// <summary>The names of the header fields in the request, each once.</summary>
    public abstract IEnumerable<string> Names { get; }

    /// <summary>Returns the values of the fields with a name, in the order received; empty when there is none.</summary>
    /// <param name="name">The field's name.</param>
    /// <returns>The values.</returns>
    public abstract IReadOnlyList<string?> GetValues(string name);

    /// <summary>Creates headers from name and value pairs; a name may appear more than once.</summary>
    /// <param name="headers">The pairs; none when null.</param>
    /// <returns>The headers.</returns>
    public static CallbackHeaders From(IEnumerable<KeyValuePair<string, string>>? headers) => new ListHeaders(headers ?? []);

    private sealed class ListHeaders(IEnumerable<KeyValuePair<string, string>> headers) : CallbackHeaders
    {
        private readonly Dictionary<string, string?[]> _values = headers
            .GroupBy(header => header.Key, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(
                group => group.Key,
                group => group.Select(header => (string?)header.Value).ToArray(),
                StringComparer.OrdinalIgnoreCase
            );

        public override IEnumerable<string> Names => _values.Keys;

        public override IReadOnlyList<string?> GetValues(string name) => _values.TryGetValue(name, out var values) ? values : [];
    }
}
