namespace CallbackGen.Testing;

/// <summary>Converts callback requests to HTTP requests.</summary>
public static class CallbackRequestExtensions
{
    /// <summary>Creates the HTTP request that a client sends, with the same bytes.</summary>
    /// <param name="request">The callback, signed or not.</param>
    /// <param name="address">
    /// The address to send to, absolute or relative to the client's base address; the callback's own path when null. The query of
    /// the callback, if any, replaces that of the address.
    /// </param>
    /// <returns>The message, which can be sent once.</returns>
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

    // The client computes the length itself, and the content type has a property of its own.
    private static bool IsSent(string name) =>
        !name.Equals("Content-Length", StringComparison.OrdinalIgnoreCase)
        && !name.Equals("Content-Type", StringComparison.OrdinalIgnoreCase);

    private static void Add(HttpRequestMessage message, string name, string? value)
    {
        if (!message.Headers.TryAddWithoutValidation(name, value))
            (message.Content ??= new ByteArrayContent([])).Headers.TryAddWithoutValidation(name, value);
    }

    /// <summary>Returns the address as written: a signature may cover characters that <see cref="Uri"/> would normalize.</summary>
    private static Uri AddressOf(string address)
    {
        // On some systems a path alone is an absolute file URI.
        if (address.StartsWith('/') || !Uri.TryCreate(address, UriKind.Absolute, out var uri))
            return new Uri(address, UriKind.Relative);
        return uri.AbsoluteUri == address
            ? uri
            : new Uri(address, new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true });
    }
}
