using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.Inbox.Tests.Support;

internal static class AlteredStores
{
    /// <summary>Wraps the registered store in another one.</summary>
    /// <param name="services">The services, one of which is the store.</param>
    /// <param name="alter">Creates the outer store from the inner one.</param>
    public static void AlterStore(this IServiceCollection services, Func<ICallbackStore, ICallbackStore> alter)
    {
        var create = services.Last(service => service.ServiceType == typeof(ICallbackStore)).ImplementationFactory!;
        services.AddKeyedSingleton("inner", (provider, _) => (ICallbackStore)create(provider));
        services.AddSingleton(provider => alter(provider.GetRequiredKeyedService<ICallbackStore>("inner")));
    }
}
