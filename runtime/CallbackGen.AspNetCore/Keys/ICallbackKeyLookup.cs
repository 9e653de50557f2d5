namespace CallbackGen.AspNetCore;

/// <summary>
/// Finds the keys of feeds whose schema says <c>lookup</c>: those of one merchant, account or transaction, from the
/// application's own store. Register it as a service of any lifetime.
/// </summary>
public interface ICallbackKeyLookup
{
    /// <summary>Finds a key.</summary>
    /// <param name="request">Which key is wanted.</param>
    /// <param name="cancellationToken">Cancelled when the sender goes away, or the lookup takes longer than the options allow.</param>
    /// <returns>
    /// The key's texts as they would be configured, each of which is tried; empty when there is none, and then the callback is
    /// refused with 401. An exception is answered 500 and a key that cannot be used 503, so that the provider repeats the callback.
    /// </returns>
    ValueTask<IReadOnlyList<string>> FindAsync(CallbackKeyLookupRequest request, CancellationToken cancellationToken);
}
