using System.Diagnostics.CodeAnalysis;
using CallbackGen;
using CallbackGen.AspNetCore;

namespace Microsoft.AspNetCore.Builder;

/// <content>
/// Conventions of endpoints and groups: the keys, the public URL and the largest body of their callbacks, and a hook for refusals.
/// </content>
public static partial class CallbackEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Verifies the callbacks of an endpoint or a group with another key set than the set that is named like the feed's provider,
    /// for a second shop or a provider's sandbox.
    /// </summary>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The endpoint's or the group's builder.</param>
    /// <param name="keySet">The key set's name: keys are read from the configuration section <c>Callbacks:{keySet}</c>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException"><paramref name="keySet"/> is empty or contains a colon.</exception>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static TBuilder WithKeySet<TBuilder>(this TBuilder builder, string keySet)
        where TBuilder : IEndpointConventionBuilder
    {
        var metadata = new CallbackKeySetAttribute(keySet);
        builder.Add(endpoint => endpoint.Metadata.Add(metadata));
        return builder;
    }

    /// <summary>
    /// Sets the public URL of an endpoint's or a group's callbacks, in place of the configured
    /// <see cref="CallbackOptions.PublicUrl"/>, for a second shop or a provider that calls another host.
    /// </summary>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The endpoint's or the group's builder.</param>
    /// <param name="publicUrl">
    /// The address to which path and query of a request, as received, are appended; for example <c>https://shop.example/pay</c>.
    /// </param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException">
    /// <paramref name="publicUrl"/> is not an absolute http or https address, or has a query or fragment.
    /// </exception>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static TBuilder WithPublicUrl<TBuilder>(this TBuilder builder, [StringSyntax(StringSyntaxAttribute.Uri)] string publicUrl)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(publicUrl);
        if (!PublicUrl.IsValid(publicUrl))
            throw new ArgumentException($"The public URL {PublicUrl.Rule}.", nameof(publicUrl));
        var metadata = new PublicUrlMetadata(publicUrl);
        builder.Add(endpoint => endpoint.Metadata.Add(metadata));
        return builder;
    }

    /// <summary>
    /// Sets the largest body of an endpoint's or a group's callbacks, in place of the limit in their schemas, so that a feed of the
    /// catalogue can be used unchanged.
    /// </summary>
    /// <remarks>
    /// It also replaces the server's limit (30,000,000 bytes by default) at this endpoint. The whole body is read before its sender
    /// is authenticated, so set it no larger than the provider's largest callback.
    /// </remarks>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The endpoint's or the group's builder.</param>
    /// <param name="maxBodyBytes">The largest body, in bytes: from 1 to 33554432 (32 MiB).</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxBodyBytes"/> is not within these bounds.</exception>
    public static TBuilder WithMaxBodyBytes<TBuilder>(this TBuilder builder, int maxBodyBytes)
        where TBuilder : IEndpointConventionBuilder
    {
        MaxBodyBytesMetadata.ThrowIfOutOfBounds(maxBodyBytes);
        var metadata = new MaxBodyBytesMetadata(maxBodyBytes);
        builder.Add(endpoint => endpoint.Metadata.Add(metadata));
        return builder;
    }

    /// <summary>
    /// Calls a function for each refused callback of an endpoint or a group, with the reason, whether the proof was valid, and the bytes.
    /// </summary>
    /// <remarks>
    /// The function runs after the response is decided and cannot change it; an exception is logged. Several functions run in the
    /// order of their registration. It does not run for a handshake, for a client that disconnected, or for a refused callback that
    /// an inbox stores. Any client can send any number of requests that are refused: bound the storage of those that are not
    /// <see cref="CallbackRejection.IsProven"/>. A provider that keeps its connection alive may wait for the function before it
    /// sends the next callback.
    /// </remarks>
    /// <example>
    /// <code>
    /// app.MapCallback&lt;AcmePayment&gt;("/callbacks/acme", handler).OnRejected(async (rejected, cancellationToken) =>
    /// {
    ///     if (rejected.Rejection.IsProven)
    ///         await rejected.Services.GetRequiredService&lt;Alerts&gt;().SendAsync(rejected.ToString(), cancellationToken);
    /// });
    /// </code>
    /// </example>
    /// <typeparam name="TBuilder">The type of the builder.</typeparam>
    /// <param name="builder">The endpoint's or the group's builder.</param>
    /// <param name="hook">Receives the refused callback. Its token is cancelled when the host stops.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static TBuilder OnRejected<TBuilder>(this TBuilder builder, Func<CallbackRejected, CancellationToken, Task> hook)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(hook);
        var metadata = new RejectionHook(hook);
        builder.Add(endpoint => endpoint.Metadata.Add(metadata));
        return builder;
    }
}
