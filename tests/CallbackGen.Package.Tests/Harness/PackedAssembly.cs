using System.Collections.Immutable;
using System.IO.Compression;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Runtime.CompilerServices;

namespace CallbackGen.Package.Tests.Harness;

/// <summary>The metadata of an assembly in a package; the assembly is not loaded.</summary>
/// <param name="Path">Its path in the package.</param>
/// <param name="References">The assemblies that it refers to, with their versions.</param>
/// <param name="Friends">The assemblies that can access its internals.</param>
internal sealed record PackedAssembly(string Path, IReadOnlyList<AssemblyName> References, IReadOnlyList<string> Friends)
{
    /// <summary>The assemblies in a folder of a package.</summary>
    /// <param name="package">The package.</param>
    /// <param name="folder">The folder, such as <c>lib/net10.0</c>.</param>
    public static IReadOnlyList<PackedAssembly> In(ZipArchive package, string folder) =>
        [
            .. package
                .Entries.Where(entry =>
                    entry.FullName.StartsWith(folder + "/", StringComparison.Ordinal)
                    && entry.FullName.EndsWith(".dll", StringComparison.Ordinal)
                )
                .Select(Read),
        ];

    private static PackedAssembly Read(ZipArchiveEntry entry)
    {
        using var content = new MemoryStream();
        using (var packed = entry.Open())
            packed.CopyTo(content);
        using var file = new PEReader(ImmutableArray.Create(content.ToArray()));
        var metadata = file.GetMetadataReader();
        return new(
            entry.FullName,
            [.. metadata.AssemblyReferences.Select(reference => metadata.GetAssemblyReference(reference).GetAssemblyName())],
            [.. metadata.GetAssemblyDefinition().GetCustomAttributes().Select(metadata.GetCustomAttribute).SelectMany(Friend)]
        );

        IEnumerable<string> Friend(CustomAttribute attribute)
        {
            if (
                attribute.Constructor.Kind != HandleKind.MemberReference
                || metadata.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent
                    is not { Kind: HandleKind.TypeReference } type
                || metadata.GetString(metadata.GetTypeReference((TypeReferenceHandle)type).Name) != nameof(InternalsVisibleToAttribute)
            )
                return [];
            var value = metadata.GetBlobReader(attribute.Value);
            _ = value.ReadUInt16(); // the prolog (ECMA-335, II.23.3)
            return [value.ReadSerializedString()!];
        }
    }
}
