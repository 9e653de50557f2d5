using System.Reflection;
using CallbackGen.AspNetCore;

namespace CallbackGen.EndToEnd.Tests;

/// <summary>Applications are written against this surface: it changes on purpose or not at all.</summary>
public sealed class PublicSurfaceTests
{
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    [Fact]
    public void The_public_surface_of_the_ASP_NET_Core_package_is_the_one_that_is_written_down()
    {
        var types = typeof(CallbackOptions).Assembly.GetExportedTypes().OrderBy(type => type.FullName, StringComparer.Ordinal);
        var actual = string.Concat(types.SelectMany(type => Members(type).Prepend(type.FullName!)).Select(line => line + "\n"));
        var received = Path.Combine(AppContext.BaseDirectory, "PublicSurface.AspNetCore.received.txt");
        File.WriteAllText(received, actual);

        var approved = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "PublicSurface.AspNetCore.txt")).ReplaceLineEndings("\n");

        Assert.True(
            approved == actual,
            "The surface has changed: if that is meant, copy PublicSurface.AspNetCore.received.txt from the output "
                + "folder over PublicSurface.AspNetCore.txt."
        );
    }

    private static IEnumerable<string> Members(Type type) =>
        type.GetMembers(Declared)
            .Where(member => member is not (Type or MethodInfo { IsSpecialName: true }))
            .Select(member => "    " + member)
            .Order(StringComparer.Ordinal);
}
