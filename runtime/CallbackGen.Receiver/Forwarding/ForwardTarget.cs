namespace CallbackGen.Receiver.Forwarding;

/// <summary>The target of a feed's callbacks.</summary>
/// <param name="Url">The shop's address.</param>
/// <param name="Secrets">
/// The secrets that sign requests. Each secret adds its own signature, so that the shop can rotate them.
/// </param>
/// <param name="IncludesRequest">Whether the provider's request is included, byte by byte.</param>
/// <param name="Order">The role by which callbacks are sent one at a time, or null.</param>
internal sealed record ForwardTarget(Uri Url, IReadOnlyList<WebhookSecret> Secrets, bool IncludesRequest, CallbackRole? Order)
{
    /// <summary>Scheme, host and path, for lists and log lines. The query is left out because it may hold a secret.</summary>
    public string Name { get; } = Url.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped);
}
