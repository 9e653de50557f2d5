using System.Text;
using CallbackGen.Verification;

namespace CallbackGen;

/// <summary>
/// Reads the text by which a key is found, before anything is verified. It can only choose among what the application and
/// the schema allow.
/// </summary>
internal static class KeyPlace
{
    private const int MaxTextBytes = 2048;

    /// <summary>The text at a place; null when there is none, it is longer than 2,048 bytes or holds control characters.</summary>
    /// <param name="verification">The request.</param>
    /// <param name="feed">The feed that the key is for.</param>
    /// <param name="source">The place, as the schema writes it.</param>
    /// <param name="receive">How the request may arrive, where that is otherwise than the feed's callbacks do.</param>
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
