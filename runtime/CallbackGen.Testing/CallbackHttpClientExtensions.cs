namespace CallbackGen.Testing;

/// <summary>Sends callbacks to a program under test, as their provider would.</summary>
public static class CallbackHttpClientExtensions
{
    /// <summary>Encodes a payload as the feed receives it, signs it and sends it.</summary>
    /// <typeparam name="T">The payload.</typeparam>
    /// <param name="client">The client, such as that of a <c>WebApplicationFactory</c>.</param>
    /// <param name="address">The address at which the program serves the feed, for example <c>/callbacks/acme</c>.</param>
    /// <param name="payload">The payload.</param>
    /// <param name="signer">The signer, with the keys with which the program is configured.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The response.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    /// <exception cref="CallbackSigningException">The feed would reject the payload with any signature.</exception>
    public static Task<HttpResponseMessage> SendCallbackAsync<T>(
        this HttpClient client,
        string address,
        T payload,
        CallbackSigner signer,
        CancellationToken cancellationToken = default
    )
        where T : class, ICallbackPayload<T>
    {
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(signer);
        return client.SendCallbackAsync(address, signer.Sign(payload, PathOf(address)), cancellationToken);
    }

    /// <summary>Sends a request unchanged: one that a signer signed, or a tampered copy of it.</summary>
    /// <param name="client">The client.</param>
    /// <param name="address">The address at which the program serves the feed.</param>
    /// <param name="request">The request.</param>
    /// <param name="cancellationToken">Cancels the request.</param>
    /// <returns>The response.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static async Task<HttpResponseMessage> SendCallbackAsync(
        this HttpClient client,
        string address,
        CallbackRequest request,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(address);
        ArgumentNullException.ThrowIfNull(request);
        // Joined here as text, because the client would normalize characters that a signature may cover.
        if (address.StartsWith('/') && client.BaseAddress is { } root)
            address = root.GetLeftPart(UriPartial.Authority) + address;
        using var message = request.ToHttpRequestMessage(address);
        return await client.SendAsync(message, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Returns path and query of an address, as written.</summary>
    private static string PathOf(string address)
    {
        var authority = address.IndexOf("://", StringComparison.Ordinal);
        var path = authority < 0 ? 0 : address.IndexOf('/', authority + 3);
        return path < 0 ? "/" : address[path..];
    }
}
