namespace CallbackGen.Tool.Keys;

/// <summary>The keys of one feed.</summary>
/// <param name="Keys">The keys for verification; empty when one is missing or invalid.</param>
/// <param name="Values">The configured texts of the keys that the feed declares.</param>
/// <param name="Missing">Sentences about missing keys, for people.</param>
/// <param name="Errors">Sentences about keys that cannot be used.</param>
/// <param name="Warnings">Sentences about usable keys that a person should check.</param>
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
