namespace CallbackGen;

/// <summary>A callback as it arrived: bytes as received, nothing decoded.</summary>
public sealed class CallbackRequest
{
    /// <summary>The HTTP method, upper case.</summary>
    public required string Method { get; init; }

    /// <summary>The path of the request, percent-encoded as received, without the query.</summary>
    public string Path { get; init; } = "/";

    /// <summary>The query, percent-encoded as received, without the leading question mark; empty when there is none.</summary>
    public string Query { get; init; } = "";

    /// <summary>
    /// The public URL of the request with its query, exactly as the provider calls it, or null when it is not configured.
    /// It comes from configuration, never from the request: what a server behind a proxy sees is another.
    /// </summary>
    public string? Url { get; init; }

    /// <summary>The <c>Content-Type</c> header, or null.</summary>
    public string? ContentType { get; init; }

    /// <summary>The request's headers.</summary>
    public CallbackHeaders Headers { get; init; } = CallbackHeaders.Empty;

    /// <summary>The body, exactly as received.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>
    /// The largest body that is taken, in bytes, in place of what the feed's schema says; or null. It comes from the application,
    /// which knows what its accounts are sent.
    /// </summary>
    public int? MaxBodyBytes { get; init; }

    /// <summary>The same for each of several feeds at one address, in place of what is said for all; or null.</summary>
    internal Func<CallbackFeedDefinition, int>? MaxBodyBytesOf { get; init; }

    /// <summary>A POST request, for use without a host.</summary>
    /// <param name="body">The body, exactly as received.</param>
    /// <param name="contentType">The <c>Content-Type</c> header.</param>
    /// <param name="headers">The other headers, or null.</param>
    /// <returns>The request.</returns>
    public static CallbackRequest Post(
        ReadOnlyMemory<byte> body,
        string contentType,
        IEnumerable<KeyValuePair<string, string>>? headers = null
    ) =>
        new()
        {
            Method = "POST",
            Body = body,
            ContentType = contentType,
            Headers = CallbackHeaders.From(headers),
        };

    /// <summary>A GET request, for use without a host.</summary>
    /// <param name="query">The query, percent-encoded as received, with or without the leading question mark.</param>
    /// <param name="headers">The headers, or null.</param>
    /// <returns>The request.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="query"/> is null.</exception>
    public static CallbackRequest Get(string query, IEnumerable<KeyValuePair<string, string>>? headers = null)
    {
        ArgumentNullException.ThrowIfNull(query);
        return new()
        {
            Method = "GET",
            Query = query.StartsWith('?') ? query[1..] : query,
            Headers = CallbackHeaders.From(headers),
        };
    }
}
