using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;

namespace CallbackGen.AspNetCore;

/// <summary>
/// Checks endpoints, keys and the hiding of queries after the pipeline is built and before the server listens. It makes routing
/// build its endpoints now instead of at the first request.
/// </summary>
internal sealed class CallbackStartupFilter(Func<CallbackEndpointCatalog> catalog, QueryHiding hiding) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
        app =>
        {
            next(app);
            catalog().Validate();
            foreach (var served in catalog().Served)
                hiding.AskFor(served);
        };
}
