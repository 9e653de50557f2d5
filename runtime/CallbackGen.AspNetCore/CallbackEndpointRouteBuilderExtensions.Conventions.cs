using System.Diagnostics.CodeAnalysis;
using CallbackGen;
using CallbackGen.AspNetCore;

namespace Microsoft.AspNetCore.Builder;

/// <content>What endpoints and groups say about the keys and the address of their callbacks, and about those that are refused.</content>
public static partial class CallbackEndpointRouteBuilderExtensions
{
    /// <summary>
    /// Has the callbacks of an endpoint or a group verified with another key set than the one that is named like the
    /// feed's provider: a second shop, or a provider's sandbox.
    /// </summary>
    /// <typeparam name="TBuilder">The kind of builder.</typeparam>
    /// <param name="builder">The endpoint's or the group's builder.</param>
    /// <param name="keySet">The key set's name: keys are read from the configuration section <c>Callbacks:{keySet}</c>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException"><paramref name="keySet"/> is empty or holds a colon.</exception>
    /// <exception cref="ArgumentNullException">An argument is null.</exception>
    public static TBuilder WithKeySet<TBuilder>(this TBuilder builder, string keySet)
        where TBuilder : IEndpointConventionBuilder
    {
        var metadata = new CallbackKeySetAttribute(keySet);
        builder.Add(endpoint => endpoint.Metadata.Add(metadata));
        return builder;
    }

    /// <summary>
    /// Has the URL of an endpoint's or a group's callbacks begin with another address than the configured
    /// <see cref="CallbackOptions.PublicUrl"/>: a second shop, or a provider that was given another host.
    /// </summary>
    /// <typeparam name="TBuilder">The kind of builder.</typeparam>
    /// <param name="builder">The endpoint's or the group's builder.</param>
    /// <param name="publicUrl">The address that path and query of a request, as received, follow; for example <c>https://shop.example/pay</c>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentException"><paramref name="publicUrl"/> is no absolute http or https address, or has a query or fragment.</exception>
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
    /// Has the callbacks of an endpoint or a group take larger bodies, or only smaller ones, than their schemas say: a feed of the
    /// catalogue is then used as it is. The limit of the server, by itself 30,000,000 bytes, gives way to it at this endpoint. All of a
    /// body is read before anybody knows who sent it, so that it should be no larger than what the provider sends.
    /// </summary>
    /// <typeparam name="TBuilder">The kind of builder.</typeparam>
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
    /// Has a function see the callbacks of an endpoint or a group that are refused: why, whether the proof held, and the bytes. It runs
    /// when the answer is decided, and changes nothing of it: what it throws is logged. Several run in their order. It is not run for a
    /// handshake, for a sender who went away, and for what an inbox keeps although it was refused.
    /// </summary>
    /// <remarks>
    /// Anybody can send a request that is refused, as many as he likes: bound what is kept of those that are not
    /// <see cref="CallbackRejection.IsProven"/>. A provider whose connection is kept alive may wait for the function before his next callback.
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
    /// <typeparam name="TBuilder">The kind of builder.</typeparam>
    /// <param name="builder">The endpoint's or the group's builder.</param>
    /// <param name="hook">Sees what was refused. Its token is cancelled when the host stops.</param>
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
