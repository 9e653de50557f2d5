using CallbackGen.Inbox;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the inbox to the health checks of the application.</summary>
public static class CallbackInboxHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds a check of the inbox. It fails when the store cannot be reached or the worker has stopped asking it, and is degraded when
    /// callbacks wait for a person or wait too long. Each check asks the store once.
    /// </summary>
    /// <param name="builder">The builder of the health checks.</param>
    /// <param name="configure">Says when the inbox is not well; null for the defaults.</param>
    /// <param name="name">The name of the check.</param>
    /// <param name="failureStatus">What it says when it fails; null for unhealthy.</param>
    /// <param name="tags">Tags, to select it by; null for none.</param>
    /// <param name="timeout">How long it may take; null for no limit.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">A setting cannot be, or <paramref name="name"/> is null or white space.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    public static IHealthChecksBuilder AddCallbackInbox(
        this IHealthChecksBuilder builder,
        Action<CallbackInboxHealthOptions>? configure = null,
        string name = "callback-inbox",
        HealthStatus? failureStatus = null,
        IEnumerable<string>? tags = null,
        TimeSpan? timeout = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var limits = new CallbackInboxHealthOptions();
        configure?.Invoke(limits);
        limits.Check();
        return builder.Add(
            new(name, provider => ActivatorUtilities.CreateInstance<InboxHealthCheck>(provider, limits), failureStatus, tags, timeout)
        );
    }
}
