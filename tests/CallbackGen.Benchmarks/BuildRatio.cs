using System.Diagnostics;
using CallbackGen.Benchmarks.Generators;
using CallbackGen.Benchmarks.Lines;
using CallbackGen.Benchmarks.Measure;
using CallbackGen.Generator;

namespace CallbackGen.Benchmarks;

/// <summary>
/// <c>dotnet build</c> of a project with twenty feeds, compared with the same project with the generated sources checked in. A separate
/// mode, because a dozen builds take longer than all other lines together.
/// </summary>
internal static class BuildRatio
{
    private const int Feeds = 20;
    private const int Pairs = 5;

    public static int Run()
    {
        var root = Directory.CreateTempSubdirectory("callbackgen-build-").FullName;
        try
        {
            var (generated, checkedIn) = (Path.Combine(root, "generated"), Path.Combine(root, "checked-in"));
            WriteGenerated(generated);
            Dotnet(generated, "restore");
            Build(generated, "-p:EmitCompilerGeneratedFiles=true", "-p:CompilerGeneratedFilesOutputPath=out");
            WriteCheckedIn(checkedIn, Path.Combine(generated, "out"));
            Dotnet(checkedIn, "restore");

            var result = Interleaved.OfWarm(
                Pairs,
                () => GeneratorLines.Time(() => Build(generated)),
                () => GeneratorLines.Time(() => Build(checkedIn))
            );
            var line = new Line(
                $"dotnet build, {Feeds} feeds : the same with the generated sources checked in",
                result.Ratio,
                1.15,
                Note: result.Note
            );
            Console.WriteLine(line);
            return line.Holds ? 0 : 1;
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    private static void WriteGenerated(string folder)
    {
        Directory.CreateDirectory(folder);
        for (var number = 0; number < Feeds; number++)
            File.WriteAllText(Path.Combine(folder, $"acme.feed{number}.callback.json"), SchemaProject.Schema(number, ""));
        WriteProject(
            folder,
            $"""
                <Analyzer Include="{typeof(CallbackGenerator).Assembly.Location}" />
                <AdditionalFiles Include="*.callback.json" />
                <Compile Remove="out/**" />
            """
        );
    }

    private static void WriteCheckedIn(string folder, string sources)
    {
        Directory.CreateDirectory(folder);
        foreach (var source in Directory.EnumerateFiles(sources, "*.cs", SearchOption.AllDirectories))
            File.Copy(source, Path.Combine(folder, Path.GetFileName(source)));
        Directory.Delete(sources, recursive: true);
        WriteProject(folder, "");
    }

    private static void WriteProject(string folder, string items)
    {
        File.WriteAllText(Path.Combine(folder, "Program.cs"), "return 0;\n");
        File.WriteAllText(
            Path.Combine(folder, "Shop.csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <RootNamespace>Shop</RootNamespace>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
              </PropertyGroup>
              <ItemGroup>
                <Reference Include="{typeof(CallbackFeed).Assembly.Location}" />
            {items}
              </ItemGroup>
            </Project>
            """
        );
    }

    private static void Build(string folder, params string[] more) =>
        Dotnet(folder, ["build", "--no-restore", "--no-incremental", "-nodeReuse:false", "-v:q", "-nologo", "-clp:ErrorsOnly", .. more]);

    private static void Dotnet(string folder, params string[] arguments)
    {
        var start = new ProcessStartInfo(
            Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : "dotnet"
        )
        {
            // Its output is not redirected: the compiler server, which keeps running, would keep the pipe open.
            WorkingDirectory = folder,
        };
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"dotnet {string.Join(' ', arguments)} failed; its output is above.");
    }
}
