using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.Inbox.Tests.Support;

internal static class AlteredStores
{
    /// <summary>Puts another store around the one that was chosen.</summary>
    /// <param name="services">The services, of which one is the store.</param>
    /// <param name="alter">Makes the outer one of the inner one.</param>
    public static void AlterStore(this IServiceCollection services, Func<ICallbackStore, ICallbackStore> alter)
    {
        var create = services.Last(service => service.ServiceType == typeof(ICallbackStore)).ImplementationFactory!;
        services.AddKeyedSingleton("inner", (provider, _) => (ICallbackStore)create(provider));
        services.AddSingleton(provider => alter(provider.GetRequiredKeyedService<ICallbackStore>("inner")));
    }
}
