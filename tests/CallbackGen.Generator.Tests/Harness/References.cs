using System.Collections.Immutable;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace CallbackGen.Generator.Tests.Harness;

/// <summary>The references of a user's project: the SDK's reference assemblies, as in a build, and the runtime libraries.</summary>
internal static class References
{
    public static ImmutableArray<MetadataReference> All { get; } =
    [
        .. typeof(References)
            .Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .Where(attribute => attribute.Key == "ReferenceAssemblies")
            .SelectMany(attribute => Directory.GetFiles(attribute.Value!, "*.dll"))
            .Append(typeof(CallbackFeed).Assembly.Location)
            .Append(typeof(Testing.CallbackSigner).Assembly.Location)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>Gets the same references, and the packages that verify public-key signatures.</summary>
    public static ImmutableArray<MetadataReference> WithTokenLibrary { get; } =
        All.Add(MetadataReference.CreateFromFile(typeof(IdentityModel.IdentityModelSignatures).Assembly.Location))
            .Add(MetadataReference.CreateFromFile(typeof(Ed25519.Ed25519Signatures).Assembly.Location));
}
