using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.Infrastructure;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CallbackGen.Inbox;

/// <summary>Finds the key ring of ASP.NET Core Data Protection that wraps the inbox's own key.</summary>
/// <param name="find">Finds it. It throws <see cref="InvalidOperationException"/>, with what to do, where there is none.</param>
internal sealed class InboxRing(Func<IServiceProvider, IDataProtectionProvider> find)
{
    // Fixed, so that a program that is moved to another folder opens what it has written.
    private const string ApplicationName = "CallbackGen.Inbox";

    /// <summary>The ring that the application has configured, where several instances share a store.</summary>
    public static InboxRing OfApplication { get; } = new(FindShared);

    /// <summary>A ring that ends with the program, as its database does.</summary>
    public static InboxRing OfProgram { get; } = new(_ => new EphemeralDataProtectionProvider());

    /// <summary>The ring that the application has configured; where it has configured none, one in a folder.</summary>
    /// <param name="folder">The folder. It is made when it is not there, for the program's own user alone.</param>
    public static InboxRing InFolder(string folder) => new(services => FindRepository(services) ?? Open(folder));

    /// <summary>Finds the ring.</summary>
    /// <exception cref="InvalidOperationException">There is none that the inbox could rely on.</exception>
    public IDataProtectionProvider Find(IServiceProvider services) => find(services);

    private static IDataProtectionProvider Open(string folder)
    {
        // Where there is no folder for the database, none is made for its keys.
        if (Path.GetDirectoryName(Path.GetFullPath(folder)) is { } parent && !Directory.Exists(parent))
            throw new DirectoryNotFoundException("The folder of the inbox's database is not there.");
        if (!OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return DataProtectionProvider.Create(new DirectoryInfo(folder), setup => setup.SetApplicationName(ApplicationName));
    }

    /// <summary>What the application has configured to keep its ring in; without it the ring is wherever this machine has room, or is lost.</summary>
    private static IDataProtectionProvider? FindRepository(IServiceProvider services) =>
        services.GetService<IOptions<KeyManagementOptions>>()?.Value.XmlRepository is null
            ? null
            : services.GetService<IDataProtectionProvider>();

    private static IDataProtectionProvider FindShared(IServiceProvider services)
    {
        if (FindRepository(services) is not { } ring)
        {
            throw new InvalidOperationException(
                "The inbox's key is wrapped by ASP.NET Core Data Protection, and nothing says where its key ring is kept: another instance, or this one after a restart, could not open what is stored. "
                    + "Add builder.Services.AddDataProtection().SetApplicationName(\"shop\") and a place that all instances share, such as .PersistKeysToFileSystem(new DirectoryInfo(\"/var/lib/shop/keys\"))."
            );
        }

        var name = services.GetService<IOptions<DataProtectionOptions>>()?.Value.ApplicationDiscriminator;
        var assumed = services.GetService<IApplicationDiscriminator>()?.Discriminator;
        if (string.IsNullOrWhiteSpace(name) || IsSameFolder(name, assumed))
        {
            throw new InvalidOperationException(
                "The inbox's key is wrapped by ASP.NET Core Data Protection, whose application name is the folder that this instance was started in: one that is started in another folder could not open what is stored. "
                    + "Add .SetApplicationName(\"shop\") behind builder.Services.AddDataProtection()."
            );
        }

        return ring;
    }

    private static bool IsSameFolder(string name, string? folder) =>
        folder is not null
        && string.Equals(Path.TrimEndingDirectorySeparator(name), Path.TrimEndingDirectorySeparator(folder), StringComparison.Ordinal);
}
