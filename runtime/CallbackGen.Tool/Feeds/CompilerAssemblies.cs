using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace CallbackGen.Tool.Feeds;

/// <summary>
/// Where the C# compiler comes from: from the SDK beside the runtime, whose files hold machine code, so that a run takes half as long;
/// where no SDK is installed, or its compiler is too old, from the tool's own folder.
/// </summary>
internal static class CompilerAssemblies
{
    private static readonly string[] Names = ["Microsoft.CodeAnalysis", "Microsoft.CodeAnalysis.CSharp"];

    private static readonly string Own = Path.Combine(AppContext.BaseDirectory, "compiler");

    /// <summary>Chosen once: the two files belong together.</summary>
    private static string? _folder;

    /// <summary>Answers for the compiler, which stands in no place that the runtime looks at by itself.</summary>
    [ModuleInitializer]
    internal static void Register() => AssemblyLoadContext.Default.Resolving += Resolve;

    private static Assembly? Resolve(AssemblyLoadContext context, AssemblyName wanted)
    {
        if (!Names.Contains(wanted.Name, StringComparer.Ordinal))
            return null;
        _folder ??= InSdk(Path.GetDirectoryName(typeof(object).Assembly.Location)!, Environment.Version.Major, wanted.Version) ?? Own;
        return context.LoadFromAssemblyPath(PathOf(_folder, wanted.Name!));
    }

    /// <summary>The folder of the newest SDK's compiler.</summary>
    /// <param name="runtime">The folder of the runtime: <c>shared/Microsoft.NETCore.App/10.0.0</c> below the one that has <c>sdk</c> too.</param>
    /// <param name="major">The runtime's version: machine code is that of one.</param>
    /// <param name="least">The oldest compiler that will do.</param>
    /// <returns>The folder; null where there is none.</returns>
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

    /// <summary>The version in a folder's name, whose preview is not told apart.</summary>
    private static Version? VersionOf(string folder) => Version.TryParse(folder.Split('-')[0], out var version) ? version : null;

    private static string PathOf(string folder, string name) => Path.Combine(folder, name + ".dll");
}
