using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.AspNetCore;

/// <summary>Checks when a delegate is mapped, not at the first request, that it can handle a feed's callbacks.</summary>
internal static class DelegateHandler
{
    /// <exception cref="InvalidOperationException">The delegate cannot handle the feed's callbacks.</exception>
    public static void Check(Delegate handler, CallbackFeed feed, IServiceProvider services)
    {
        var asked = handler
            .Method.GetParameters()
            .Select(parameter => parameter.ParameterType)
            .FirstOrDefault(type => typeof(CallbackMessage).IsAssignableFrom(type) && !type.IsAssignableFrom(feed.MessageType));
        if (asked is not null)
            throw new InvalidOperationException($"The handler of {feed.Name} asks for {asked}; this feed yields {feed.MessageType}.");
        if (services.GetService<IServiceProviderIsService>()?.IsService(feed.MessageType) == false)
        {
            throw new InvalidOperationException(
                $"AddCallbacks did not know the feed {feed.Name} of {feed.PayloadType.Assembly.GetName().Name}: pass that "
                    + "assembly's feeds, AddCallbacks(CallbackFeeds.All)."
            );
        }

        if (!ReturnsNothing(handler) && !ReturnsResult(handler))
        {
            throw new InvalidOperationException(
                $"The handler of {feed.Name} returns {handler.Method.ReturnType}, which is no answer to a callback. Return "
                    + "nothing, so that the schema's acknowledgement is sent (write the body in braces), or return an IResult."
            );
        }

        if (feed.Definition.HasItems && ReturnsResult(handler))
        {
            throw new InvalidOperationException(
                $"The handler of {feed.Name} returns {handler.Method.ReturnType}. A request of this feed contains several callbacks, "
                    + "the handler runs once for each, and one answer cannot serve them all: return nothing, so that the schema's "
                    + "acknowledgement is sent after the last."
            );
        }
    }

    /// <summary>
    /// Throws when no handler service is registered, which a request would otherwise detect in the middle of a payment.
    /// </summary>
    /// <exception cref="InvalidOperationException">No handler of the feed is registered.</exception>
    public static void CheckRegistered(CallbackFeed feed, IServiceProvider services)
    {
        if (services.GetService<IServiceProviderIsService>()?.IsService(feed.HandlerType) == false)
            throw new InvalidOperationException(
                $"No {feed.HandlerType} is registered: add one to the services, or map the callback with a delegate."
            );
    }

    public static bool ReturnsResult(Delegate handler) => typeof(IResult).IsAssignableFrom(Awaited(handler.Method.ReturnType));

    private static bool ReturnsNothing(Delegate handler) => Awaited(handler.Method.ReturnType) == typeof(void);

    /// <summary>Returns the result type of awaiting a value of a type.</summary>
    private static Type Awaited(Type type)
    {
        if (type == typeof(Task) || type == typeof(ValueTask))
            return typeof(void);
        var isTask =
            type.IsGenericType
            && (type.GetGenericTypeDefinition() == typeof(Task<>) || type.GetGenericTypeDefinition() == typeof(ValueTask<>));
        return isTask ? type.GetGenericArguments()[0] : type;
    }
}
