namespace CallbackGen.AspNetCore;

/// <summary>
/// Gets the documents in which providers publish their public keys. What it is asked for was checked already: the address is
/// https and of a host that the schema lists. How often it is asked is bounded by time, whatever arrives. The one that is
/// registered by default asks over HTTP; register another before <c>AddCallbacks</c>, for example to go through a proxy.
/// </summary>
public interface ICallbackKeySource
{
    /// <summary>Gets a document.</summary>
    /// <param name="address">Its address.</param>
    /// <param name="maxBytes">How long it may be.</param>
    /// <param name="cancellationToken">Cancelled when it takes longer than the options allow.</param>
    /// <returns>Its text. Anything else, a redirect included, is an exception; the last good keys stay in use for a while.</returns>
    Task<string> GetAsync(Uri address, int maxBytes, CancellationToken cancellationToken);
}
