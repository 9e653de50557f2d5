using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.Infrastructure;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CallbackGen.Inbox;

/// <summary>Finds the ASP.NET Core Data Protection key ring that wraps the inbox's own key.</summary>
/// <param name="find">Finds it. It throws <see cref="InvalidOperationException"/>, with the remedy, when there is none.</param>
internal sealed class InboxRing(Func<IServiceProvider, IDataProtectionProvider> find)
{
    // Constant, so that a program that is moved to another folder can open its stored data.
    private const string ApplicationName = "CallbackGen.Inbox";

    /// <summary>The ring that the application has configured, which instances that share a store need.</summary>
    public static InboxRing OfApplication { get; } = new(FindShared);

    /// <summary>A ring that exists only while the program runs, like its in-memory database.</summary>
    public static InboxRing OfProgram { get; } = new(_ => new EphemeralDataProtectionProvider());

    /// <summary>Returns the ring that the application has configured, or else one in a folder.</summary>
    /// <param name="folder">The folder. It is created if it does not exist, accessible only to the program's own user.</param>
    public static InboxRing InFolder(string folder) => new(services => FindRepository(services) ?? Open(folder));

    /// <summary>Finds the ring.</summary>
    /// <exception cref="InvalidOperationException">There is no ring that the inbox can rely on.</exception>
    public IDataProtectionProvider Find(IServiceProvider services) => find(services);

    private static IDataProtectionProvider Open(string folder)
    {
        // If the database's folder does not exist, no folder for its keys is created.
        if (Path.GetDirectoryName(Path.GetFullPath(folder)) is { } parent && !Directory.Exists(parent))
            throw new DirectoryNotFoundException("The folder of the inbox's database is not there.");
        if (!OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        return DataProtectionProvider.Create(new DirectoryInfo(folder), setup => setup.SetApplicationName(ApplicationName));
    }

    /// <summary>
    /// Returns the ring whose location the application has configured, or null. An unconfigured ring may be anywhere on this
    /// machine, or lost at a restart.
    /// </summary>
    private static IDataProtectionProvider? FindRepository(IServiceProvider services) =>
        services.GetService<IOptions<KeyManagementOptions>>()?.Value.XmlRepository is null
            ? null
            : services.GetService<IDataProtectionProvider>();

    private static IDataProtectionProvider FindShared(IServiceProvider services)
    {
        if (FindRepository(services) is not { } ring)
        {
            throw new InvalidOperationException(
                "The inbox's key is wrapped by ASP.NET Core Data Protection, and the location of its key ring is not configured: "
                    + "another instance, or this one after a restart, could not open the stored callbacks. Add "
                    + "builder.Services.AddDataProtection().SetApplicationName(\"shop\") and a location that all instances share, "
                    + "such as .PersistKeysToFileSystem(new DirectoryInfo(\"/var/lib/shop/keys\"))."
            );
        }

        var name = services.GetService<IOptions<DataProtectionOptions>>()?.Value.ApplicationDiscriminator;
        var assumed = services.GetService<IApplicationDiscriminator>()?.Discriminator;
        if (string.IsNullOrWhiteSpace(name) || IsSameFolder(name, assumed))
        {
            throw new InvalidOperationException(
                "The inbox's key is wrapped by ASP.NET Core Data Protection, whose application name is the folder that this instance "
                    + "was started in: one that is started in another folder could not open the stored callbacks. Add "
                    + ".SetApplicationName(\"shop\") to builder.Services.AddDataProtection()."
            );
        }

        return ring;
    }

    private static bool IsSameFolder(string name, string? folder) =>
        folder is not null
        && string.Equals(Path.TrimEndingDirectorySeparator(name), Path.TrimEndingDirectorySeparator(folder), StringComparison.Ordinal);
}
