namespace CallbackGen.AspNetCore;

/// <summary>Names the key that a lookup must find.</summary>
/// <param name="Feed">The feed whose callback is verified.</param>
/// <param name="KeySet">The key set of the endpoint.</param>
/// <param name="Key">The key's name in the schema.</param>
/// <param name="Argument">
/// The text at the path that the schema names, at most 200 characters. It is not verified: use it only to find an account's own
/// key. It becomes part of the callback's idempotency key exactly as received, so compare the whole text and its case: two
/// spellings that find one key would make one event two.
/// </param>
public sealed record CallbackKeyLookupRequest(CallbackFeed Feed, string KeySet, string Key, string Argument)
{
    /// <summary>Returns the feed and the key's name, without the argument, which comes from the request.</summary>
    /// <returns>A text for people.</returns>
    public override string ToString() => $"{Feed?.Name}: {Key}";
}
