using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.Inbox.Tests.Support;

/// <summary>The key ring that a store which instances share asks for.</summary>
internal static class SharedRing
{
    public static void AddSharedRing(this IServiceCollection services, DirectoryInfo folder) =>
        services.AddDataProtection().SetApplicationName("shop").PersistKeysToFileSystem(folder);
}
