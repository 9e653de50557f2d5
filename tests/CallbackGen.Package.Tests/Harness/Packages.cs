using System.IO.Compression;
using System.Reflection;
using System.Text.RegularExpressions;

namespace CallbackGen.Package.Tests.Harness;

/// <summary>
/// The packages, packed once for the whole run. The variable <c>CALLBACKGEN_PACKAGES</c> names a folder of packages that
/// are made already.
/// </summary>
public sealed class Packages : IDisposable
{
    public Packages()
    {
        Work = Directory.CreateTempSubdirectory("callbackgen-").FullName;
        Folder = Path.Combine(Work, "packages");
        if (Environment.GetEnvironmentVariable("CALLBACKGEN_PACKAGES") is { Length: > 0 } made)
            CopyFolder(made, Folder);
        else
            Pack(Folder);
    }

    public static string Repository { get; } = Metadata("Repository");

    public static string Version { get; } = Metadata("PackedVersion");

    /// <summary>The packages that the machine has, those of this solution's restore among them: a package source.</summary>
    public static string Machine { get; } = Metadata("MachinePackages");

    /// <summary>An empty folder of this run.</summary>
    public string Work { get; }

    /// <summary>The folder of the packages: a package source.</summary>
    public string Folder { get; }

    public IReadOnlyList<string> Files => [.. Directory.GetFiles(Folder).Order(StringComparer.Ordinal)];

    // The solution is restored where its tests run.
    public static void Pack(string folder, params string[] more) =>
        _ = Dotnet.Run(Repository, null, ["pack", "CallbackGen.sln", "--no-restore", "--nologo", "-v", "quiet", "-o", folder, .. more]).OrFail;

    /// <summary>A project file of the SDK's templates, with the packages that it references in the version that the machine has.</summary>
    public static string OfMachine(string project) => Regex.Replace(
        project,
        """(?<=<PackageReference Include="([^"]+)" Version=")[^"]+""",
        reference => Path.GetFileName(Directory.GetDirectories(Path.Combine(Machine, reference.Groups[1].Value.ToLowerInvariant())).Order(StringComparer.Ordinal).Last()));

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
            // A build server may still hold a file of it open.
        }
    }
}
