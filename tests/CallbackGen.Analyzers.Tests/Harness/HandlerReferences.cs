using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace CallbackGen.Analyzers.Tests.Harness;

/// <summary>The references of a shop's project: the platform, ASP.NET Core, the runtime, and the assertions of its tests.</summary>
/// <remarks>
/// The platform's are the SDK's reference assemblies, as in a build. <c>ReferenceAssemblies</c> of Roslyn's testing package would
/// download them during the tests.
/// </remarks>
internal static class HandlerReferences
{
    private static readonly string[] Own =
    [
        "CallbackGen.dll",
        "CallbackGen.AspNetCore.dll",
        "CallbackGen.Inbox.dll",
        "CallbackGen.Testing.dll",
        "xunit.assert.dll",
    ];

    public static ImmutableArray<MetadataReference> All { get; } =
    [
        .. typeof(HandlerReferences)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Where(attribute => attribute.Key == "ReferenceAssemblies")
            .SelectMany(attribute => Directory.GetFiles(attribute.Value!, "*.dll"))
            .Concat(Own.Select(name => Path.Combine(AppContext.BaseDirectory, name)))
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>The compiler, to which the generator's own sources refer.</summary>
    public static IEnumerable<MetadataReference> Compiler =>
        Directory.GetFiles(AppContext.BaseDirectory, "Microsoft.CodeAnalysis*.dll").Select(path => MetadataReference.CreateFromFile(path));
}
