using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Tells projects of tests and measurements, in which keys are made up and callbacks are forged on purpose.</summary>
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

    // What a project of fixtures, which refers to no framework itself, is called.
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

    /// <summary>Whether a project says so, refers to a framework of tests, or has the name of one.</summary>
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
