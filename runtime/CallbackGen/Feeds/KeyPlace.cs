using System.Text;
using CallbackGen.Definitions;
using CallbackGen.Verification;

namespace CallbackGen;

/// <summary>
/// Reads the text by which a key is looked up, before anything is verified. The text can only choose among the keys that the application
/// and the schema allow.
/// </summary>
internal static class KeyPlace
{
    private const int MaxTextBytes = 2048;

    /// <summary>
    /// Returns the text at a source of the request; null when it is absent, longer than 2,048 bytes or contains control characters.
    /// </summary>
    /// <param name="verification">The request.</param>
    /// <param name="feed">The feed that the key belongs to.</param>
    /// <param name="source">The source, as the schema writes it.</param>
    /// <param name="receive">The transports that the request may use; null for those of the feed's callbacks.</param>
    public static string? Read(
        CallbackVerification verification,
        CallbackFeed feed,
        string source,
        IReadOnlyList<CallbackTransport>? receive = null
    )
    {
        verification.TurnTo(feed.Definition, CallbackKeys.Empty, receive);
        if (!verification.Accept())
            return null;
        var name = source[(source.IndexOf(':', StringComparison.Ordinal) + 1)..];
        var value = source[..^(name.Length + 1)] switch
        {
            "header" => verification.Header(name),
            "query" => verification.Query(name),
            "body" => verification.Body(name),
            _ => default,
        };
        if (verification.Rejection is not null || !value.IsScalar || value.Utf8.Length is 0 or > MaxTextBytes)
            return null;
        var text = Encoding.UTF8.GetString(value.Utf8);
        return text.Any(char.IsControl) ? null : text;
    }
}
