namespace CallbackGen;

/// <summary>A request with a callback, exactly as received: nothing is decoded.</summary>
public sealed class CallbackRequest
{
    /// <summary>The HTTP method, upper case.</summary>
    public required string Method { get; init; }

    /// <summary>The path of the request, percent-encoded as received, without the query.</summary>
    public string Path { get; init; } = "/";

    /// <summary>The query, percent-encoded as received, without the leading question mark; empty when there is none.</summary>
    public string Query { get; init; } = "";

    /// <summary>
    /// The public URL of the request with its query, exactly as the provider calls it, or null when it is not configured. It comes from
    /// configuration, never from the request, because a server behind a proxy sees a different URL.
    /// </summary>
    public string? Url { get; init; }

    /// <summary>The <c>Content-Type</c> header, or null.</summary>
    public string? ContentType { get; init; }

    /// <summary>The request's headers.</summary>
    public CallbackHeaders Headers { get; init; } = CallbackHeaders.Empty;

    /// <summary>The body, exactly as received.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>
    /// The largest accepted body, in bytes, in place of the limit in the feed's schema; or null. The application sets it, because it knows
    /// the sizes of the callbacks that its accounts receive.
    /// </summary>
    public int? MaxBodyBytes { get; init; }

    /// <summary>
    /// The largest accepted body of each feed, in bytes, in place of <see cref="MaxBodyBytes"/>, for feeds that share an address; or null.
    /// </summary>
    internal Func<CallbackFeedDefinition, int>? MaxBodyBytesOf { get; init; }

    /// <summary>Creates a POST request, for use without a host.</summary>
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

    /// <summary>Creates a GET request, for use without a host.</summary>
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
