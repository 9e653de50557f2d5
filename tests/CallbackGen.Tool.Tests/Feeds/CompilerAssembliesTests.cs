using System.Reflection;
using CallbackGen.Tool.Feeds;
using CallbackGen.Tool.Tests.Harness;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace CallbackGen.Tool.Tests.Feeds;

public sealed class CompilerAssembliesTests : IDisposable
{
    private static readonly Version Least = new(4, 14, 0, 0);

    private readonly ToolFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void The_two_files_of_the_compiler_are_of_one_folder()
    {
        _ = Shared.Compiler;

        Assert.Equal(
            Path.GetDirectoryName(typeof(Compilation).Assembly.Location),
            Path.GetDirectoryName(typeof(CSharpCompilation).Assembly.Location)
        );
    }

    /// <summary>The generator is built for this compiler, which is used if only the runtime is installed.</summary>
    [Fact]
    public void The_tool_brings_a_compiler()
    {
        var own = Path.Combine(AppContext.BaseDirectory, "compiler");

        Assert.Equal(
            [(Path.Combine(own, "Microsoft.CodeAnalysis.CSharp.dll"), Least), (Path.Combine(own, "Microsoft.CodeAnalysis.dll"), Least)],
            Directory.GetFiles(own).Order(StringComparer.Ordinal).Select(file => (file, AssemblyName.GetAssemblyName(file).Version!))
        );
    }

    [Theory]
    [InlineData("10.0.100", 10, true)]
    [InlineData("10.0.200-preview.1", 10, true)]
    [InlineData("9.0.300", 10, false)]
    [InlineData("tools", 10, false)]
    public void An_SDK_of_the_same_runtime_has_one(string sdk, int major, bool isFound)
    {
        Install(sdk);

        Assert.Equal(isFound, CompilerAssemblies.InSdk(Runtime, major, Least) is not null);
        Assert.Null(CompilerAssemblies.InSdk(Runtime, major, new Version(99, 0)));
    }

    [Fact]
    public void Where_there_is_no_SDK_or_it_is_not_whole_there_is_none()
    {
        Assert.Null(CompilerAssemblies.InSdk(Runtime, 10, Least));

        Directory.CreateDirectory(_folder.PathOf("sdk/10.0.100"));
        Assert.Null(CompilerAssemblies.InSdk(Runtime, 10, Least));

        _folder.Write("sdk/10.0.100/Roslyn/bincore/Microsoft.CodeAnalysis.dll", "no assembly");
        Assert.Null(CompilerAssemblies.InSdk(Runtime, 10, Least));
    }

    private string Runtime => _folder.PathOf("shared/Microsoft.NETCore.App/10.0.0");

    private void Install(string sdk)
    {
        Directory.CreateDirectory(Runtime);
        foreach (var file in Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "compiler")))
            _folder.Write($"sdk/{sdk}/Roslyn/bincore/{Path.GetFileName(file)}", File.ReadAllBytes(file));
    }
}
