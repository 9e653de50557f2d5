using System.IO.Compression;
using System.Reflection;

namespace CallbackGen.Package.Tests.Harness;

/// <summary>
/// The packages, packed once for the whole run. The variable <c>CALLBACKGEN_PACKAGES</c> names a folder of packages that are packed
/// already.
/// </summary>
public sealed class Packages : IDisposable
{
    /// <summary>A package whose id is not a prefix of another id.</summary>
    private const string OnlyPackage = "CallbackGen.Templates";

    public Packages()
    {
        Work = Directory.CreateTempSubdirectory("callbackgen-").FullName;
        Folder = Path.Combine(Work, "packages");
        if (Environment.GetEnvironmentVariable("CALLBACKGEN_PACKAGES") is { Length: > 0 } made)
            CopyFolder(made, Folder);
        else
            Pack(Folder);
        Version = Path.GetFileNameWithoutExtension(Directory.GetFiles(Folder, OnlyPackage + ".*.nupkg").Single())[
            (OnlyPackage.Length + 1)..
        ];
        Home = Directory.CreateDirectory(Path.Combine(Work, "home")).FullName;
        PackageSources.Write(Path.Combine(Work, "nuget.config"), Folder);
    }

    public static string Repository { get; } = Metadata("Repository");

    /// <summary>
    /// Arguments of <c>dotnet pack</c> that give packages a release version: <c>dotnet add package</c> ignores prereleases by default.
    /// </summary>
    internal static readonly string[] AsReleased = ["-p:MinVerSkip=false", "-p:MinVerVersionOverride=0.2.0"];

    /// <summary>The version of all packages. Empty until they are packed.</summary>
    public static string Version { get; private set; } = "";

    /// <summary>A folder of this run, initially empty. Its projects are restored from the packages and the configured sources.</summary>
    public string Work { get; }

    /// <summary>The home of a new user.</summary>
    public string Home { get; }

    /// <summary>The cache of packages restored in this run, in that home and in those that share it.</summary>
    public string Cache => Directory.CreateDirectory(Path.Combine(Home, ".nuget", "packages")).FullName;

    /// <summary>The folder of the packages: a package source.</summary>
    public string Folder { get; }

    public IReadOnlyList<string> Files => [.. Directory.GetFiles(Folder).Order(StringComparer.Ordinal)];

    // With a restore: if only this project is tested, the others are not restored yet; otherwise it writes nothing.
    private static void Pack(string folder) =>
        _ = Dotnet.Run(Repository, null, ["pack", "CallbackGen.sln", "--nologo", "-v", "quiet", "-o", folder, .. AsReleased]).OrFail;

    public ZipArchive Open(string id, string extension = "nupkg") => ZipFile.OpenRead(Path.Combine(Folder, $"{id}.{Version}.{extension}"));

    public static void CopyFolder(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var folder in Directory.GetDirectories(from, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)), overwrite: true);
    }

    private static string Metadata(string key) =>
        typeof(Packages).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(attribute => attribute.Key == key).Value!;

    public void Dispose()
    {
        try
        {
            Directory.Delete(Work, recursive: true);
        }
        catch (IOException)
        {
            // A build server may keep one of its files open.
        }
    }
}
