using Microsoft.AspNetCore.Http;

namespace CallbackGen.AspNetCore;

/// <summary>Creates the copy of a request that is stored: its own bytes, and the headers that the verification read.</summary>
internal static class KeptRequest
{
    /// <summary>Copies a request.</summary>
    /// <param name="request">The request, whose headers are <see cref="WatchedHeaders"/>.</param>
    public static CallbackRequest Copy(CallbackRequest request) =>
        new()
        {
            Method = request.Method,
            Path = request.Path,
            Query = request.Query,
            Url = request.Url,
            ContentType = request.ContentType,
            Headers = CallbackHeaders.From(((WatchedHeaders)request.Headers).Asked),
            Body = request.Body.ToArray(),
        };
}

/// <summary>Headers that record which of them are read.</summary>
/// <param name="headers">The headers.</param>
internal sealed class WatchedHeaders(IHeaderDictionary headers) : CallbackHeaders
{
    private readonly SortedSet<string> _asked = new(StringComparer.OrdinalIgnoreCase);

    /// <inheritdoc />
    public override IEnumerable<string> Names => headers.Keys;

    /// <summary>The lines of the headers that were read.</summary>
    public IEnumerable<KeyValuePair<string, string>> Asked =>
        _asked.SelectMany(name => headers[name].Select(value => KeyValuePair.Create(name, value ?? "")));

    /// <inheritdoc />
    public override IReadOnlyList<string?> GetValues(string name)
    {
        _asked.Add(name);
        return headers[name].ToArray();
    }
}
