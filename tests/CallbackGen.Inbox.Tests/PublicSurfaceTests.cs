using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace CallbackGen.Inbox.Tests;

/// <summary>Applications and stores are written against these surfaces: they change on purpose or not at all.</summary>
public sealed class PublicSurfaceTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Theory]
    [InlineData(typeof(ICallbackStore), "PublicSurface.Inbox")]
    [InlineData(typeof(PostgreSqlInboxExtensions), "PublicSurface.Inbox.PostgreSql")]
    public void The_public_surface_of_a_package_is_the_one_that_is_written_down(Type ofAssembly, string name)
    {
        var actual =
            string.Join(
                '\n',
                ofAssembly.Assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal).SelectMany(Describe)
            ) + "\n";
        File.WriteAllText(Path.Combine(AppContext.BaseDirectory, name + ".received.txt"), actual);

        var approved = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, name + ".txt")).ReplaceLineEndings("\n");

        Assert.True(
            approved == actual,
            $"The surface has changed: if that is meant, copy {name}.received.txt from the output folder over {name}.txt."
        );
    }

    private static IEnumerable<string> Describe(Type type)
    {
        yield return type.FullName!;
        var members = type.GetMembers(Declared)
            .Where(member => member is not MethodInfo { IsSpecialName: true })
            .Where(member => member is not (Type or FieldInfo { IsSpecialName: true }))
            .Select(member =>
                member is FieldInfo { IsLiteral: true } constant ? $"{member.Name} = {constant.GetRawConstantValue()}" : member.ToString()!
            );
        foreach (var member in members.Order(StringComparer.Ordinal))
            yield return "    " + member;
    }
}
