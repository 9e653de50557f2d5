using CallbackGen.AspNetCore;
using CallbackGen.Receiver.Forwarding;

namespace CallbackGen.Receiver;

/// <summary>What a person needs to know to point a provider at a feed. No key is in it.</summary>
/// <param name="Feed">The feed's name.</param>
/// <param name="Url">Where its callbacks go.</param>
/// <param name="SharedUrl">The address that it shares with the provider's other feeds, or null.</param>
/// <param name="Receives">What arrives there, for example <c>POST json</c>.</param>
/// <param name="Trust">The rung that its callbacks reach.</param>
/// <param name="Ready">Whether its callbacks can be verified.</param>
/// <param name="Configure">The configuration keys that hold its keys.</param>
/// <param name="GoesTo">Where verified callbacks go.</param>
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

    /// <summary>A transport in two words.</summary>
    public static string NameOf(CallbackTransport transport) => $"{transport.Method} {transport.Content.ToString().ToLowerInvariant()}";
}
