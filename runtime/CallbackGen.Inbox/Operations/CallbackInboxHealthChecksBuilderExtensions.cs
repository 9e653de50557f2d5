using CallbackGen.Inbox;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the health check of the inbox.</summary>
public static class CallbackInboxHealthChecksBuilderExtensions
{
    /// <summary>
    /// Registers a health check of the inbox. It is unhealthy when the store is unreachable or the worker has stopped polling it,
    /// and degraded when callbacks wait for an operator or wait too long. Each check queries the store once.
    /// </summary>
    /// <param name="builder">The builder of the health checks.</param>
    /// <param name="configure">Sets the limits of the check; null for the defaults.</param>
    /// <param name="name">The name of the check.</param>
    /// <param name="failureStatus">The status that it reports on failure; null for unhealthy.</param>
    /// <param name="tags">Tags by which it is selected; null for none.</param>
    /// <param name="timeout">Its time limit; null for none.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">A setting is invalid, or <paramref name="name"/> is null or white space.</exception>
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
