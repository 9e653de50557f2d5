using CallbackGen.AspNetCore;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.EndToEnd.Tests.Support;

/// <summary>Catalogs of endpoints without an application.</summary>
internal static class Catalogs
{
    public static CallbackEndpointCatalog Of(params Endpoint[] endpoints) =>
        new(
            new DefaultEndpointDataSource(endpoints),
            new ServiceCollection().AddCallbacks().BuildServiceProvider().GetRequiredService<CallbackKeyRing>()
        );
}
