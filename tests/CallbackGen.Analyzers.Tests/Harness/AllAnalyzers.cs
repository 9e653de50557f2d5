using CallbackGen.CodeFixes;
using CallbackGen.Generator.Analyzers;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CallbackGen.Analyzers.Tests.Harness;

/// <summary>Every analyzer of the assembly, found by reflection as the compiler does.</summary>
internal static class AllAnalyzers
{
    /// <summary>The analyzers of C# that handles callbacks.</summary>
    public static DiagnosticAnalyzer[] OfHandlers =>
        [
            .. typeof(HandlerAnalyzer)
                .Assembly.GetTypes()
                .Where(type =>
                    type.IsSubclassOf(typeof(HandlerAnalyzer)) && type.IsDefined(typeof(DiagnosticAnalyzerAttribute), inherit: false)
                )
                .OrderBy(type => type.Name, StringComparer.Ordinal)
                .Select(type => (DiagnosticAnalyzer)Activator.CreateInstance(type)!),
        ];

    /// <summary>Every code fix for their diagnostics.</summary>
    public static CodeFixProvider[] Fixes =>
        [
            .. typeof(HandlerRefactoring)
                .Assembly.GetTypes()
                .Where(type => type.IsSubclassOf(typeof(CodeFixProvider)) && !type.IsAbstract)
                .OrderBy(type => type.Name, StringComparer.Ordinal)
                .Select(type => (CodeFixProvider)Activator.CreateInstance(type)!),
        ];
}
