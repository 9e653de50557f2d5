using System.Reflection;
using CallbackGen.Testing;

namespace CallbackGen.Runtime.Tests;

/// <summary>Generated code in other people's assemblies calls this surface: it changes on purpose or not at all.</summary>
public class PublicSurfaceTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Theory]
    [InlineData(typeof(CallbackFeed), "PublicSurface")]
    [InlineData(typeof(CallbackSigner), "PublicSurface.Testing")]
    [InlineData(typeof(IdentityModel.IdentityModelSignatures), "PublicSurface.IdentityModel")]
    [InlineData(typeof(Ed25519.Ed25519Signatures), "PublicSurface.Ed25519")]
    public void The_public_surface_is_the_one_that_is_written_down(Type one, string file)
    {
        var actual =
            string.Join('\n', one.Assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal).SelectMany(Describe))
            + "\n";
        var folder = AppContext.BaseDirectory;
        File.WriteAllText(Path.Combine(folder, $"{file}.received.txt"), actual);
        var approved = File.ReadAllText(Path.Combine(folder, $"{file}.txt")).ReplaceLineEndings("\n");
        Assert.True(
            approved == actual,
            $"The surface has changed: if that is meant, copy {file}.received.txt from the output folder over {file}.txt."
        );
    }

    private static IEnumerable<string> Describe(Type type)
    {
        yield return type.FullName!;
        var members = type.GetMembers(Declared)
            .Where(member => member is not MethodInfo { IsSpecialName: true } || member.Name.StartsWith("op_", StringComparison.Ordinal))
            .Where(member => member is not (Type or FieldInfo { IsSpecialName: true }))
            .Select(member =>
                member is FieldInfo { IsLiteral: true } constant ? $"{member.Name} = {constant.GetRawConstantValue()}" : member.ToString()!
            );
        foreach (var member in members.Order(StringComparer.Ordinal))
            yield return "    " + member;
    }
}
