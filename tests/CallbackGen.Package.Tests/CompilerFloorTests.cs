namespace CallbackGen.Package.Tests;

/// <summary>
/// The generator, the analyzers and the fixes run in every supported compiler and editor. They refer to no newer assembly than the oldest
/// of them has: a compiler ignores an analyzer that refers to a newer compiler (CS9057), and generates nothing.
/// </summary>
[Collection(SharedConsumers.Name)]
public sealed class CompilerFloorTests(Consumers consumers)
{
    private static readonly Version Compiler = new(4, 14, 0, 0);

    /// <summary>
    /// The version of Microsoft.CodeAnalysis 4.14 for .NET Standard 2.0, and the versions of the assemblies that it and its workspaces
    /// refer to. Visual Studio 17.14 loads these versions, and no newer ones.
    /// </summary>
    private static readonly Dictionary<string, Version> Offered = new(StringComparer.Ordinal)
    {
        ["Microsoft.CodeAnalysis"] = Compiler,
        ["Microsoft.CodeAnalysis.CSharp"] = Compiler,
        ["Microsoft.CodeAnalysis.Workspaces"] = Compiler,
        ["Microsoft.CodeAnalysis.CSharp.Workspaces"] = Compiler,
        ["netstandard"] = new(2, 0, 0, 0),
        ["System.Buffers"] = new(4, 0, 2, 0),
        ["System.Collections.Immutable"] = new(9, 0, 0, 0),
        ["System.Composition.AttributedModel"] = new(9, 0, 0, 0),
        ["System.Memory"] = new(4, 0, 1, 2),
        ["System.Reflection.Metadata"] = new(9, 0, 0, 0),
        ["System.Runtime.CompilerServices.Unsafe"] = new(6, 0, 0, 0),
        ["System.Text.Encoding.CodePages"] = new(7, 0, 0, 0),
        ["System.Threading.Tasks.Extensions"] = new(4, 2, 0, 1),
    };

    [Theory]
    [InlineData("CallbackGen", "analyzers/dotnet/cs")]
    [InlineData("CallbackGen.Tool", "tools/net10.0/any/generator")]
    public void What_runs_in_the_compiler_refers_to_nothing_newer_than_the_oldest_compiler_offers(string package, string folder)
    {
        using var packed = consumers.Packages.Open(package);
        var assemblies = PackedAssembly.In(packed, folder);
        var beside = assemblies.Select(assembly => Path.GetFileNameWithoutExtension(assembly.Path)).ToHashSet(StringComparer.Ordinal);

        Assert.Contains("CallbackGen.Generator", beside);
        var tooNew = (
            from assembly in assemblies
            from reference in assembly.References
            where !beside.Contains(reference.Name!)
            where !Offered.TryGetValue(reference.Name!, out var offered) || reference.Version > offered
            select $"{assembly.Path} refers to {reference.Name} {reference.Version}"
        ).ToList();
        Assert.True(tooNew.Count == 0, string.Join('\n', tooNew));
    }
}
