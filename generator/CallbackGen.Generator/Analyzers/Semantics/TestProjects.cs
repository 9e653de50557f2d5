using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Identifies projects of tests and benchmarks, which use invented keys and forge callbacks on purpose.</summary>
internal static class TestProjects
{
    private static readonly string[] Frameworks =
    [
        "Xunit.FactAttribute",
        "NUnit.Framework.TestAttribute",
        "Microsoft.VisualStudio.TestTools.UnitTesting.TestMethodAttribute",
        "TUnit.Core.TestAttribute",
        "BenchmarkDotNet.Attributes.BenchmarkAttribute",
    ];

    private static readonly ConditionalWeakTable<Compilation, Lazy<bool>> RefersToFramework = new();

    // Usual names of a project with fixtures, which does not reference a test framework itself.
    private static readonly string[] Names =
    [
        "Test",
        "Tests",
        "Testing",
        "UnitTests",
        "IntegrationTests",
        "TestSupport",
        "TestUtilities",
        "Specs",
        "Benchmarks",
    ];

    /// <summary>Whether a project declares itself a test project, references a test framework, or has the name of one.</summary>
    public static bool IsTest(Compilation compilation, AnalyzerOptions options) =>
        (
            options.AnalyzerConfigOptionsProvider.GlobalOptions.TryGetValue("build_property.IsTestProject", out var value)
            && string.Equals(value, "true", StringComparison.OrdinalIgnoreCase)
        )
        || Names.Contains(compilation.AssemblyName?.Split('.').Last(), StringComparer.OrdinalIgnoreCase)
        || RefersToFramework
            .GetValue(
                compilation,
                static compilation => new Lazy<bool>(() =>
                    Frameworks.Any(framework => !compilation.GetTypesByMetadataName(framework).IsEmpty)
                )
            )
            .Value;
}
