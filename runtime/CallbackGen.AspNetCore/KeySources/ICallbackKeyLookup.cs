namespace CallbackGen.AspNetCore;

/// <summary>
/// Finds the keys of feeds whose schema declares <c>lookup</c>, by merchant, account or transaction, in the application's own
/// store. Register it as a service of any lifetime.
/// </summary>
public interface ICallbackKeyLookup
{
    /// <summary>Finds a key.</summary>
    /// <param name="request">Names the key.</param>
    /// <param name="cancellationToken">
    /// Cancelled when the client disconnects, or the lookup exceeds the time limit of the options.
    /// </param>
    /// <returns>
    /// The key's texts as they would be configured, each of which is tried; empty when there is none, in which case the callback is
    /// refused with 401. An exception is answered with 500 and an unusable key with 503, so that the provider redelivers the callback.
    /// </returns>
    ValueTask<IReadOnlyList<string>> FindAsync(CallbackKeyLookupRequest request, CancellationToken cancellationToken);
}
