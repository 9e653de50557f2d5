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

/// <summary>Which key is wanted.</summary>
/// <param name="Feed">The feed whose callback is verified.</param>
/// <param name="KeySet">The key set that the endpoint reads.</param>
/// <param name="Key">The key's name in the schema.</param>
/// <param name="Argument">
/// The text at the place that the schema names, at most 200 characters. Nobody has verified it: it may only find, and what is
/// found for it must be that account's own. It is part of the callback's idempotency key as it stands, so find by the whole
/// text and its case: what a sender could spell in two ways would be two events.
/// </param>
public sealed record CallbackKeyLookupRequest(CallbackFeed Feed, string KeySet, string Key, string Argument)
{
    /// <summary>Which key, without the argument, which is of the request.</summary>
    /// <returns>A text for people.</returns>
    public override string ToString() => $"{Feed?.Name}: {Key}";
}
