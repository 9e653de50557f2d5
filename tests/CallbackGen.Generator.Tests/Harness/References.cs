using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace CallbackGen.Generator.Tests.Harness;

/// <summary>The references of a user's project: the platform that runs these tests, and the runtime libraries.</summary>
internal static class References
{
    public static ImmutableArray<MetadataReference> All { get; } =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(path =>
                Path.GetFileName(path) is var name
                && (name.StartsWith("System.", StringComparison.Ordinal) || name is "netstandard.dll" or "mscorlib.dll")
            )
            .Append(typeof(CallbackFeed).Assembly.Location)
            .Append(typeof(Testing.CallbackSigner).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>Gets the same references, and the packages that verify public-key signatures.</summary>
    public static ImmutableArray<MetadataReference> WithTokenLibrary { get; } =
        All.Add(MetadataReference.CreateFromFile(typeof(IdentityModel.IdentityModelSignatures).Assembly.Location))
            .Add(MetadataReference.CreateFromFile(typeof(Ed25519.Ed25519Signatures).Assembly.Location));
}
