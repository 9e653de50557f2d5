namespace CallbackGen.Testing;

/// <summary>Requests of callbacks as requests of HTTP.</summary>
public static class CallbackRequestExtensions
{
    /// <summary>Makes the request that a client sends, with the same bytes.</summary>
    /// <param name="request">The callback, signed or not.</param>
    /// <param name="address">
    /// Where it goes, absolute or relative to the client's base address; the request's own path when null. The request's
    /// query comes in place of the address's, when it has one.
    /// </param>
    /// <returns>The message, to be sent once.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="request"/> is null.</exception>
    public static HttpRequestMessage ToHttpRequestMessage(this CallbackRequest request, string? address = null)
    {
        ArgumentNullException.ThrowIfNull(request);
        address ??= request.Path;
        var message = new HttpRequestMessage(
            new HttpMethod(request.Method),
            AddressOf(request.Query.Length == 0 ? address : $"{address.Split('?')[0]}?{request.Query}")
        );
        if (!request.Body.IsEmpty || request.ContentType is not null)
            message.Content = new ReadOnlyMemoryContent(request.Body);
        if (request.ContentType is not null)
            message.Content!.Headers.TryAddWithoutValidation("Content-Type", request.ContentType);
        foreach (var name in request.Headers.Names.Where(IsSent))
        {
            foreach (var value in request.Headers.GetValues(name))
                Add(message, name, value);
        }

        return message;
    }

    // The client counts the bytes itself, and the type stands in a property of its own.
    private static bool IsSent(string name) =>
        !name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)
        && !name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase);

    private static void Add(HttpRequestMessage message, string name, string? value)
    {
        if (!message.Headers.TryAddWithoutValidation(name, value))
            (message.Content ??= new ByteArrayContent([])).Headers.TryAddWithoutValidation(name, value);
    }

    /// <summary>The address as it is written: a signature may cover characters that <see cref="Uri"/> would normalise.</summary>
    private static Uri AddressOf(string address)
    {
        // A path alone is a file's name to some systems.
        if (address.StartsWith('/') || !Uri.TryCreate(address, UriKind.Absolute, out var uri))
            return new Uri(address, UriKind.Relative);
        return uri.AbsoluteUri == address
            ? uri
            : new Uri(address, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
    }
}
