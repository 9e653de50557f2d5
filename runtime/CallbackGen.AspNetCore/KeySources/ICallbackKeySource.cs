namespace CallbackGen.AspNetCore;

/// <summary>
/// Fetches the documents in which providers publish their public keys. The default implementation uses HTTP; register another
/// before <c>AddCallbacks</c>, for example to use a proxy.
/// </summary>
/// <remarks>
/// The address is already checked: it is https and its host is listed in the schema. The number of calls per interval is bounded,
/// whatever requests arrive.
/// </remarks>
public interface ICallbackKeySource
{
    /// <summary>Fetches a document.</summary>
    /// <param name="address">The document's address.</param>
    /// <param name="maxBytes">The largest document, in bytes.</param>
    /// <param name="cancellationToken">Cancelled when the fetch exceeds the time limit of the options.</param>
    /// <returns>
    /// The document's text. Throws on any other result, redirects included; the previous keys are then used for another
    /// <see cref="CallbackKeyFetchOptions.UseStaleFor"/>.
    /// </returns>
    Task<string> GetAsync(Uri address, int maxBytes, CancellationToken cancellationToken);
}
