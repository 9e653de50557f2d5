using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.Inbox.Tests.Support;

/// <summary>The key ring that a shared store requires.</summary>
internal static class SharedRing
{
    public static void AddSharedRing(this IServiceCollection services, DirectoryInfo folder) =>
        services.AddDataProtection().SetApplicationName("shop").PersistKeysToFileSystem(folder);
}
