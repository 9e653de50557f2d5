using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.AspNetCore;

/// <summary>
/// The services of a request that holds a verified callback. The callback itself is given from here; the scope, which costs more
/// than all else that a handler takes, is made once another service is asked for.
/// </summary>
internal sealed class CallbackServices : IServiceProvidersFeature, IKeyedServiceProvider
{
    private readonly HttpContext _context;
    private readonly IServiceScopeFactory _scopes;
    private readonly CallbackMessage _message;
    private readonly CallbackScope _holder = new();
    private IServiceProvider? _replaced;
    private volatile IServiceProvider? _services;

    private CallbackServices(HttpContext context, IServiceScopeFactory scopes, CallbackMessage message)
    {
        _context = context;
        _scopes = scopes;
        _message = message;
        _holder.Set(message);
    }

    /// <summary>Gives a request its callback: what it asks its services for from now on may take it.</summary>
    public static void Give(HttpContext context, CallbackMessage message)
    {
        // Where somebody has the request's services already, they have to be the same for everybody.
        if (context is DefaultHttpContext { ServiceScopeFactory: { } scopes } && context.Features.Get<IServiceProvidersFeature>() is null)
            context.Features.Set<IServiceProvidersFeature>(new CallbackServices(context, scopes, message));
        else
            CallbackScope.Of(context).Set(message);
    }

    public IServiceProvider RequestServices
    {
        get => _replaced ?? this;
        set => _replaced = value;
    }

    public object? GetService(Type serviceType) => serviceType switch
    {
        _ when serviceType == _message.GetType() || serviceType == typeof(CallbackMessage) => _message,
        _ when serviceType == typeof(CallbackScope) => _holder,
        _ => Services.GetService(serviceType),
    };

    public object? GetKeyedService(Type serviceType, object? serviceKey) => Keyed.GetKeyedService(serviceType, serviceKey);

    public object GetRequiredKeyedService(Type serviceType, object? serviceKey) => Keyed.GetRequiredKeyedService(serviceType, serviceKey);

    private IKeyedServiceProvider Keyed =>
        Services as IKeyedServiceProvider ?? throw new InvalidOperationException("The container knows no keyed services.");

    private IServiceProvider Services => _services ?? MakeScope();

    private IServiceProvider MakeScope()
    {
        // A handler may work in several threads.
        lock (_holder)
        {
            if (_services is { } made)
                return made;
            // The framework's own, which has the response dispose of the scope.
            var services = new RequestServicesFeature(_context, _scopes).RequestServices;
            services.GetRequiredService<CallbackScope>().Set(_message);
            return _services = services;
        }
    }
}
