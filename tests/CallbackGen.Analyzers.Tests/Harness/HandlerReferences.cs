using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace CallbackGen.Analyzers.Tests.Harness;

/// <summary>The references of a shop's project: the platform, ASP.NET Core, the runtime, and the assertions of its tests.</summary>
internal static class HandlerReferences
{
    private static readonly string[] Prefixes =
    [
        "System.",
        "Microsoft.AspNetCore.",
        "Microsoft.Extensions.",
        "Microsoft.Net.",
        "Microsoft.CSharp",
        "netstandard",
        "mscorlib",
        "CallbackGen.dll",
        "CallbackGen.AspNetCore.dll",
        "CallbackGen.Inbox.dll",
        "CallbackGen.Testing.dll",
        "xunit.assert",
    ];

    private static readonly ILookup<bool, string> Paths = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .ToLookup(path => path.Contains("CodeAnalysis", StringComparison.Ordinal));

    public static ImmutableArray<MetadataReference> All { get; } =
    [
        .. Paths[false]
            .Where(path => Prefixes.Any(prefix => Path.GetFileName(path).StartsWith(prefix, StringComparison.Ordinal)))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>The compiler, to which the generator's own sources refer.</summary>
    public static IEnumerable<MetadataReference> Compiler => Paths[true].Select(path => MetadataReference.CreateFromFile(path));
}
