using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;
using CallbackGen.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.Inbox;

/// <summary>Runs the handler of an endpoint without a request: in a scope, on a stored callback.</summary>
internal static class StoredHandler
{
    /// <summary>Creates the function that runs a handler.</summary>
    /// <param name="mapped">The handler.</param>
    /// <param name="services">The application's services.</param>
    /// <returns>The function, which receives a callback and the services of a scope.</returns>
    /// <exception cref="InvalidOperationException">
    /// The handler has a parameter or a result that exists only while the provider waits.
    /// </exception>
    public static Func<CallbackMessage, IServiceProvider, CancellationToken, Task> Create(
        MappedHandler mapped,
        IServiceProvider services
    ) =>
        mapped switch
        {
            MappedHandler.Registered => mapped.Feed.HandleAsync,
            MappedHandler.Free free => free.Handler,
            MappedHandler.Bound bound => Bind(bound, services),
            _ => throw new InvalidOperationException(
                $"The handler of {mapped.Feed.Name} takes the HttpContext, which is gone when a stored callback is handled: map "
                    + "it with a function of the message, an IServiceProvider and a CancellationToken."
            ),
        };

    /// <summary>
    /// Whether a handler declares the delivery, with which it commits an effect, as a parameter. A service that it uses may also
    /// have it injected.
    /// </summary>
    /// <param name="mapped">The handler.</param>
    public static bool TakesDelivery(MappedHandler mapped) =>
        mapped is MappedHandler.Bound bound
        && bound.Handler.Method.GetParameters().Any(parameter => parameter.ParameterType == typeof(ICallbackDelivery));

    private static Func<CallbackMessage, IServiceProvider, CancellationToken, Task> Bind(
        MappedHandler.Bound bound,
        IServiceProvider services
    )
    {
        var handler = bound.Handler;
        if (DelegateHandler.ReturnsResult(handler))
        {
            throw new InvalidOperationException(
                $"The handler of {bound.Feed.Name} returns {handler.Method.ReturnType}, and when a stored callback is handled its "
                    + "provider was answered long ago: return nothing."
            );
        }

        if (handler.Method.ReturnType == typeof(void) && handler.Method.IsDefined(typeof(AsyncStateMachineAttribute)))
        {
            throw new InvalidOperationException(
                $"The handler of {bound.Feed.Name} is async and returns void, so that its callback would end before it has: return a Task."
            );
        }

        var arguments = Array.ConvertAll(handler.Method.GetParameters(), parameter => Bind(parameter, bound.Feed, services));
        return async (message, scope, cancellationToken) =>
        {
            var values = Array.ConvertAll(arguments, argument => argument(message, scope, cancellationToken));
            switch (handler.Method.Invoke(handler.Target, BindingFlags.DoNotWrapExceptions, null, values, null))
            {
                case Task task:
                    await task;
                    break;
                case ValueTask task:
                    await task;
                    break;
                case null when handler.Method.ReturnType != typeof(void):
                    throw new InvalidOperationException("The handler returned null instead of a task.");
            }
        };
    }

    private static Func<CallbackMessage, IServiceProvider, CancellationToken, object?> Bind(
        ParameterInfo parameter,
        CallbackFeed feed,
        IServiceProvider services
    )
    {
        var type = parameter.ParameterType;
        if (type.IsAssignableFrom(feed.MessageType) && typeof(CallbackMessage).IsAssignableFrom(type))
            return (message, _, _) => message;
        if (type == typeof(CancellationToken))
            return (_, _, cancellationToken) => cancellationToken;
        if (type == typeof(IServiceProvider))
            return (_, scope, _) => scope;
        return IsOfRequest(parameter, out var what) ? throw Refuse(parameter, feed, what) : BindService(parameter, feed, services);
    }

    /// <summary>Binds a service as minimal APIs do: by type, or by type and key; an optional one may be missing.</summary>
    private static Func<CallbackMessage, IServiceProvider, CancellationToken, object?> BindService(
        ParameterInfo parameter,
        CallbackFeed feed,
        IServiceProvider services
    )
    {
        var type = parameter.ParameterType;
        var keyed = parameter.GetCustomAttribute<FromKeyedServicesAttribute>();
        var isThere = keyed is null
            ? services.GetService<IServiceProviderIsService>()?.IsService(type)
            : services.GetService<IServiceProviderIsKeyedService>()?.IsKeyedService(type, keyed.Key);
        if (isThere == true)
            return keyed is null
                ? (_, scope, _) => scope.GetRequiredService(type)
                : (_, scope, _) => scope.GetRequiredKeyedService(type, keyed.Key);
        // Without an attribute that names it a service, a minimal API would bind the parameter from the request.
        var isService = keyed is not null || parameter.GetCustomAttributes().Any(attribute => attribute is IFromServiceMetadata);
        var mayBeMissing =
            parameter.HasDefaultValue || new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable;
        if (!isService || !mayBeMissing)
            throw Refuse(parameter, feed, isService ? "a service that is not registered" : "no service");
        var missing = parameter.HasDefaultValue ? parameter.DefaultValue : null;
        return (_, _, _) => missing;
    }

    private static InvalidOperationException Refuse(ParameterInfo parameter, CallbackFeed feed, string what) =>
        new(
            $"The handler of {feed.Name} takes {parameter.ParameterType} {parameter.Name}, which is {what}: when a stored "
                + "callback is handled, there is the message, an ICallbackDelivery, services and a CancellationToken."
        );

    /// <summary>Whether a parameter is bound from the request.</summary>
    private static bool IsOfRequest(ParameterInfo parameter, [NotNullWhen(true)] out string? what)
    {
        what =
            parameter
                .GetCustomAttributes()
                .Select(attribute =>
                    attribute switch
                    {
                        IFromRouteMetadata => "a part of the route",
                        IFromQueryMetadata => "a part of the query",
                        IFromHeaderMetadata => "a header",
                        IFromBodyMetadata => "the body",
                        IFromFormMetadata => "a part of a form",
                        AsParametersAttribute => "made of the request",
                        _ => null,
                    }
                )
                .FirstOrDefault(found => found is not null)
            ?? (parameter.ParameterType.Namespace == "Microsoft.AspNetCore.Http" ? "of the request" : null);
        return what is not null;
    }
}
