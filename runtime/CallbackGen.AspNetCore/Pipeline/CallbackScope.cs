using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.AspNetCore;

/// <summary>
/// Contains the verified callback of a request. As a scoped service it provides the message types, through which a minimal API, an
/// MVC action or any service of the request receives the message. As a request feature it serves code that has the context.
/// </summary>
/// <remarks>
/// Only the endpoint fills it: code that runs outside of the endpoint gets an exception, and never an unverified message.
/// </remarks>
internal sealed class CallbackScope
{
    private CallbackMessage? _message;

    /// <summary>Stores the callback of a request in its scope.</summary>
    /// <param name="context">The request. Its services are those of the scope in which the callback is handled.</param>
    /// <param name="message">The verified callback.</param>
    public static void Give(HttpContext context, CallbackMessage message)
    {
        var holder = context.RequestServices.GetRequiredService<CallbackScope>();
        holder._message = message;
        context.Features.Set(holder);
    }

    /// <summary>Stores the callback in a scope that has no request.</summary>
    /// <param name="services">The scope in which the callback is handled.</param>
    /// <param name="message">The verified callback.</param>
    public static void Give(IServiceProvider services, CallbackMessage message) =>
        services.GetRequiredService<CallbackScope>()._message = message;

    /// <summary>Returns the callback scope of a request; an empty one if no callback was verified.</summary>
    public static CallbackScope Of(HttpContext context) => context.Features.Get<CallbackScope>() ?? new();

    /// <summary>Whether a handler that returns results has left the response to the schema.</summary>
    public bool IsAcknowledged { get; set; }

    /// <summary>Returns the callback as one of its types.</summary>
    /// <exception cref="InvalidOperationException">No callback was verified, or none of that type.</exception>
    public CallbackMessage Get(Type type) =>
        _message is { } message && type.IsInstanceOfType(message)
            ? message
            : throw new InvalidOperationException(
                $"No verified callback of type {type} belongs to this request. A callback is verified for endpoints mapped with "
                    + "MapCallback, and for minimal-API endpoints and controller actions that declare it as a parameter; this "
                    + "code runs in none of them."
            );
}
