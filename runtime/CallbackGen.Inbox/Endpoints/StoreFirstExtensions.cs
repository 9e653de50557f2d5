using System.Reflection;
using CallbackGen;
using CallbackGen.Inbox;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Microsoft.AspNetCore.Builder;

/// <summary>Stores the callbacks of endpoints before they are acknowledged, and handles them afterwards.</summary>
public static class StoreFirstExtensions
{
    /// <summary>
    /// Stores the callbacks of an endpoint before they are acknowledged. A worker passes them to the endpoint's handler afterwards,
    /// each in a scope of its own.
    /// </summary>
    /// <typeparam name="T">The feed's payload.</typeparam>
    /// <param name="builder">The endpoint's builder.</param>
    /// <param name="configure">Sets how they are stored.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    /// <exception cref="InvalidOperationException">
    /// <c>AddCallbackInbox</c> was not called, or no store was selected; the handler has a parameter that exists only while the
    /// provider waits; the signature does not cover the ordering member; the feed's proof does not cover the content and there is
    /// no quota; or ids are stored for a shorter time than the provider redelivers.
    /// </exception>
    public static CallbackEndpointBuilder<T> StoreFirst<T>(
        this CallbackEndpointBuilder<T> builder,
        Action<CallbackStoreOptions<T>>? configure = null
    )
        where T : class, ICallbackPayload<T>
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new CallbackStoreOptions<T>();
        configure?.Invoke(options);
        CheckMember(T.Feed, options.OrderMember);
        Store(builder, options);
        return builder;
    }

    /// <summary>
    /// Stores the callbacks of an endpoint for feeds of any type before they are acknowledged. A worker passes them to their
    /// handlers afterwards.
    /// </summary>
    /// <param name="builder">The endpoint's builder.</param>
    /// <param name="configure">Sets how they are stored.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    /// <exception cref="InvalidOperationException">
    /// <c>AddCallbackInbox</c> was not called, or no store was selected; or, for one of the feeds: its handler has a parameter that
    /// exists only while the provider waits; an ordering role is set and the signature does not cover the whole payload; its proof
    /// does not cover the content and there is no quota; or ids are stored for a shorter time than the provider redelivers.
    /// </exception>
    public static CallbackEndpointBuilder StoreFirst(this CallbackEndpointBuilder builder, Action<CallbackStoreOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var options = new CallbackStoreOptions();
        configure?.Invoke(options);
        Store(builder, options);
        return builder;
    }

    /// <summary>
    /// Rejects an endpoint that <c>MapCallback</c> or <c>MapCallbacks</c> did not map: a controller, an endpoint with a message as
    /// a parameter, or a group of endpoints. Their code runs while the provider waits.
    /// </summary>
    /// <param name="builder">The endpoint's builder.</param>
    /// <param name="configure">Sets how callbacks are stored, if the builder comes from <c>MapCallback</c> after all.</param>
    /// <returns>The builder. Its endpoints are rejected when they are built, which is when the program starts.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is null.</exception>
    public static IEndpointConventionBuilder StoreFirst(
        this IEndpointConventionBuilder builder,
        Action<CallbackStoreOptions>? configure = null
    )
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (builder is CallbackEndpointBuilder callback)
            return callback.StoreFirst(configure);
        builder.Add(endpoint =>
            throw new InvalidOperationException(
                $"{endpoint.DisplayName} cannot be stored first: its code runs while the provider waits. Map the feed by "
                    + "MapCallback<T>(…) or MapCallbacks(…), and call StoreFirst() on its result; for a group, on the result of each "
                    + "of its callbacks."
            )
        );
        return builder;
    }

    private static void Store(CallbackEndpointBuilder builder, CallbackStoreOptions options)
    {
        if (builder.Services.GetService<IServiceProviderIsService>()?.IsService(typeof(InboxSignal)) == false)
            throw new InvalidOperationException("There is no inbox: call builder.Services.AddCallbackInbox().UseSqlite(\"callbacks.db\").");
        if (builder.Services.GetService<IServiceProviderIsService>()?.IsService(typeof(ICallbackStore)) == false)
            throw new InvalidOperationException(
                "The inbox has no store: call UseSqlite(\"callbacks.db\"), or UsePostgreSql(…), on the result of AddCallbackInbox()."
            );
        var limit = builder.Services.GetRequiredService<IOptions<CallbackInboxOptions>>().Value.IdLimit;
        foreach (var feed in builder.Handlers.Select(mapped => mapped.Feed))
        {
            CheckRole(feed, options.OrderRole);
            CheckQuota(feed, options);
            CheckIds(feed, limit);
        }

        foreach (var mapped in builder.Handlers.Where(StoredHandler.TakesDelivery))
            builder.Services.GetRequiredService<InboxReporter>().NamelessEffects(mapped.Feed);
        var keeper = new StoringKeeper(
            options,
            builder.Handlers.ToDictionary(mapped => mapped.Feed, mapped => StoredHandler.Create(mapped, builder.Services))
        );
        builder.Add(endpoint => endpoint.Metadata.Add(keeper));
        builder.Finally(endpoint =>
        {
            if (endpoint.Metadata.OfType<StoringKeeper>().Skip(1).Any())
                throw new InvalidOperationException(
                    $"{endpoint.DisplayName}: StoreFirst is called twice, and only one call can define how callbacks are stored. Combine "
                        + "the two."
                );
            if (endpoint.FilterFactories.Count > 0)
            {
                throw new InvalidOperationException(
                    $"{endpoint.DisplayName}: a filter runs around a handler, and the handler of a stored callback runs without "
                        + "its request. Take the filter away, or StoreFirst."
                );
            }
        });
    }

    /// <summary>
    /// Requires a quota for a feed whose proof does not cover the content, with which any sender could fill the store.
    /// </summary>
    private static void CheckQuota(CallbackFeed feed, CallbackStoreOptions options)
    {
        if (CallbackIdentity.ProvesNothing(feed) && options.Limit is null)
        {
            throw new InvalidOperationException(
                $"{feed.Name} proves nothing about the sent content, so anyone could fill the store with it: set how much of it may "
                    + "be stored, StoreFirst(store => store.Quota(1000, per: TimeSpan.FromHours(1)))."
            );
        }
    }

    /// <summary>
    /// Requires that ids are stored for as long as the provider redelivers; a later redelivery would have its effect again.
    /// </summary>
    private static void CheckIds(CallbackFeed feed, TimeSpan? limit)
    {
        if (limit is not { } time)
            return;
        if (feed.Definition.Retry?.Total is not { } total)
            throw new InvalidOperationException(
                $"{feed.Name} cannot be stored where KeepIds limits how long ids are kept: its schema does not state for how long its "
                    + $"provider repeats. Add \"retry\": {{ \"total\": … }} to its schema, or keep ids for ever."
            );
        if (total > time)
            throw new InvalidOperationException(
                $"{feed.Name} cannot be stored where KeepIds keeps ids for {time}: its provider repeats callbacks for {total}. "
                    + "Keep ids for at least as long."
            );
    }

    /// <summary>Requires a signed ordering member: a sender who can choose its value can hold up other callbacks.</summary>
    private static void CheckMember(CallbackFeed feed, IReadOnlyList<MemberInfo>? members)
    {
        if (members is not null && feed.Trust == CallbackTrust.Received)
            throw new InvalidOperationException(
                $"{feed.Name} cannot be ordered: no member of it is signed, so anyone could delay the others."
            );
        if (members?.FirstOrDefault(member => member.IsDefined(typeof(UnsignedAttribute))) is { } unsigned)
            throw new InvalidOperationException(
                $"{feed.Name} cannot be ordered by {unsigned.Name}: its signature does not cover it, so anyone could delay the others."
            );
    }

    private static void CheckRole(CallbackFeed feed, CallbackRole? role)
    {
        if (role is not null && feed.Trust != CallbackTrust.Verified)
        {
            throw new InvalidOperationException(
                $"{feed.Name} cannot be ordered by its {role}: its signature does not cover the whole payload, so anyone could delay "
                    + "the others. Map it by its type, and order it by a member that is signed."
            );
        }
    }
}
