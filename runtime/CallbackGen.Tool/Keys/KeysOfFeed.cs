namespace CallbackGen.Tool.Keys;

/// <summary>The keys of one feed.</summary>
/// <param name="Keys">What verifies; empty where something is missing or wrong.</param>
/// <param name="Values">The texts that are configured for the keys that the feed declares.</param>
/// <param name="Missing">What is not configured, in sentences for people.</param>
/// <param name="Errors">What cannot be used.</param>
/// <param name="Warnings">What can be used and should be looked at.</param>
internal sealed record KeysOfFeed(
    CallbackKeys Keys,
    IReadOnlyList<KeyValue> Values,
    IReadOnlyList<string> Missing,
    IReadOnlyList<string> Errors,
    IReadOnlyList<string> Warnings
)
{
    /// <summary>Whether callbacks of the feed can be verified.</summary>
    public bool AreUsable => Missing.Count == 0 && Errors.Count == 0;
}
