using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace CallbackGen.Tool.Feeds;

/// <summary>
/// Locates the C# compiler: in the SDK beside the runtime, whose assemblies contain native code, which halves the time of a run;
/// or in the tool's own folder, when no SDK is installed or its compiler is too old.
/// </summary>
internal static class CompilerAssemblies
{
    private static readonly string[] Names = ["Microsoft.CodeAnalysis", "Microsoft.CodeAnalysis.CSharp"];

    private static readonly string Own = Path.Combine(AppContext.BaseDirectory, "compiler");

    /// <summary>The folder, chosen once, because the two assemblies belong together.</summary>
    private static string? _folder;

    /// <summary>Resolves the compiler's assemblies, which are in no folder that the runtime probes by itself.</summary>
    [ModuleInitializer]
    internal static void Register() => AssemblyLoadContext.Default.Resolving += Resolve;

    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName wanted)
    {
        if (!Names.Contains(wanted.Name, StringComparer.Ordinal))
            return null;
        _folder ??= InSdk(Path.GetDirectoryName(typeof(object).Assembly.Location)!, Environment.Version.Major, wanted.Version) ?? Own;
        return context.LoadFromAssemblyPath(PathOf(_folder, wanted.Name!));
    }

    /// <summary>Returns the folder of the newest SDK's compiler.</summary>
    /// <param name="runtime">
    /// The folder of the runtime: <c>shared/Microsoft.NETCore.App/10.0.0</c> below the folder that also contains <c>sdk</c>.
    /// </param>
    /// <param name="major">The runtime's major version: native code works with one version only.</param>
    /// <param name="least">The oldest usable compiler.</param>
    /// <returns>The folder; null when there is none.</returns>
    internal static string? InSdk(string runtime, int major, Version? least)
    {
        try
        {
            return Directory
                .GetDirectories(Path.GetFullPath(Path.Combine("..", "..", "..", "sdk"), runtime))
                .Select(sdk => (Folder: Path.Combine(sdk, "Roslyn", "bincore"), Version: VersionOf(Path.GetFileName(sdk))))
                .Where(sdk => sdk.Version?.Major == major)
                .OrderByDescending(sdk => sdk.Version)
                .Select(sdk => sdk.Folder)
                .FirstOrDefault(folder =>
                    Array.TrueForAll(Names, name => AssemblyName.GetAssemblyName(PathOf(folder, name)).Version >= least)
                );
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or BadImageFormatException)
        {
            return null;
        }
    }

    /// <summary>Parses the version in a folder's name, ignoring a preview suffix.</summary>
    private static Version? VersionOf(string folder) => Version.TryParse(folder.Split('-')[0], out var version) ? version : null;

    private static string PathOf(string folder, string name) => Path.Combine(folder, name + ".dll");
}
