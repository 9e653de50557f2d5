namespace CallbackGen.AspNetCore;

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
