namespace CallbackGen.Receiver.Forwarding;

/// <summary>Where the callbacks of a feed go.</summary>
/// <param name="Url">The shop's address.</param>
/// <param name="Secrets">What requests are signed with: each has a signature of its own, so that the shop can change from one to the other.</param>
/// <param name="IncludesRequest">Whether the provider's request goes along, byte by byte.</param>
/// <param name="Order">The role by which callbacks are sent one at a time, or null.</param>
internal sealed record ForwardTarget(Uri Url, IReadOnlyList<WebhookSecret> Secrets, bool IncludesRequest, CallbackRole? Order)
{
    /// <summary>Scheme, host and path: what lists and log lines say. A query may hold a secret.</summary>
    public string Name { get; } = Url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
}
