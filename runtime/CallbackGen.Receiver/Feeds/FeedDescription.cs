using CallbackGen.AspNetCore;
using CallbackGen.Definitions;
using CallbackGen.Receiver.Forwarding;

namespace CallbackGen.Receiver;

/// <summary>The information that is needed to configure a feed at its provider. It contains no key.</summary>
/// <param name="Feed">The feed's name.</param>
/// <param name="Url">The address of its callbacks.</param>
/// <param name="SharedUrl">The address that it shares with the provider's other feeds, or null.</param>
/// <param name="Receives">The accepted method and content, for example <c>POST json</c>.</param>
/// <param name="Trust">The trust level of its callbacks.</param>
/// <param name="Ready">Whether its callbacks can be verified.</param>
/// <param name="Configure">The configuration keys of its signing keys.</param>
/// <param name="GoesTo">The target of verified callbacks.</param>
internal sealed record FeedDescription(
    string Feed,
    string Url,
    string? SharedUrl,
    IReadOnlyList<string> Receives,
    string Trust,
    bool Ready,
    IReadOnlyList<string> Configure,
    string GoesTo
)
{
    public static FeedDescription Of(CallbackFeed feed, string address, CallbackKeyRing keys, ForwardTargets? targets) =>
        new(
            feed.Name,
            address.TrimEnd('/') + ReceiverApp.PathOf(feed),
            ReceiverApp.SharedPathOf(feed) is { } shared ? address.TrimEnd('/') + shared : null,
            [.. feed.Definition.Receive.Select(NameOf)],
            feed.Trust.ToString(),
            keys.GetProblems(feed).Count == 0,
            keys.GetConfigurationPaths(feed),
            targets is null ? "dropped" : targets.Find(feed)?.Name ?? "parked"
        );

    /// <summary>Returns the method and the content of a transport in two words.</summary>
    public static string NameOf(CallbackTransport transport) => $"{transport.Method} {transport.Content.ToString().ToLowerInvariant()}";
}
