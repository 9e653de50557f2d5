using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.AspNetCore;

/// <summary>
/// Holds the callback of a request once it was verified. It is a scoped service, from which the message types are read as
/// services: that is how a minimal API, an MVC action or any service of the request receives one. And it is a feature of the
/// request, for those who have its context. Nothing but the endpoint fills it, so a path around the endpoint ends in an exception
/// and never in an unverified message.
/// </summary>
internal sealed class CallbackScope
{
    private CallbackMessage? _message;

    /// <summary>Gives a request its callback.</summary>
    /// <param name="context">The request. Its services are those of the scope that the callback is handled in.</param>
    /// <param name="message">The callback, which was verified.</param>
    public static void Give(HttpContext context, CallbackMessage message)
    {
        var holder = context.RequestServices.GetRequiredService<CallbackScope>();
        holder._message = message;
        context.Features.Set(holder);
    }

    /// <summary>Gives a scope without a request its callback.</summary>
    /// <param name="services">The scope that the callback is handled in.</param>
    /// <param name="message">The callback, which was verified.</param>
    public static void Give(IServiceProvider services, CallbackMessage message) =>
        services.GetRequiredService<CallbackScope>()._message = message;

    /// <summary>The holder of a request; an empty one where no callback was verified.</summary>
    public static CallbackScope Of(HttpContext context) => context.Features.Get<CallbackScope>() ?? new();

    /// <summary>Whether a handler that returns results has left the answer to the schema.</summary>
    public bool IsAcknowledged { get; set; }

    /// <summary>The callback, as one of the types that it has.</summary>
    /// <exception cref="InvalidOperationException">No callback was verified, or none of that type.</exception>
    public CallbackMessage Get(Type type) =>
        _message is { } message && type.IsInstanceOfType(message)
            ? message
            : throw new InvalidOperationException(
                $"No verified callback of type {type} belongs to this request. A callback is verified for endpoints mapped with MapCallback, and for "
                    + "minimal-API endpoints and controller actions that declare it as a parameter; this code runs in none of them."
            );
}
