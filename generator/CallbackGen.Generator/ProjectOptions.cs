using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CallbackGen.Generator;

/// <summary>What the project says about generated types, in MSBuild properties that its build shows to the compiler.</summary>
/// <param name="Namespace">The property <c>CallbackGenNamespace</c>, else the project's root namespace.</param>
/// <param name="Accessibility">The property <c>CallbackGenAccessibility</c>: <c>public</c> unless it says <c>internal</c>.</param>
internal sealed record ProjectOptions(string Namespace, string Accessibility)
{
    private const string Fallback = "Callbacks";

    public static ProjectOptions From(AnalyzerConfigOptions options) => new(ChooseNamespace(options), ChooseAccessibility(options));

    private static string ChooseNamespace(AnalyzerConfigOptions options)
    {
        foreach (var property in new[] { "build_property.CallbackGenNamespace", "build_property.RootNamespace" })
        {
            if (options.TryGetValue(property, out var value) && value.Split('.').All(IsIdentifier))
                return string.Join(".", value.Split('.').Select(Emit.Literals.Identifier));
        }

        return Fallback;
    }

    private static string ChooseAccessibility(AnalyzerConfigOptions options) =>
        options.TryGetValue("build_property.CallbackGenAccessibility", out var value) && string.Equals(value, "internal", StringComparison.OrdinalIgnoreCase)
            ? "internal"
            : "public";

    private static bool IsIdentifier(string text) => SyntaxFacts.IsValidIdentifier(text);
}
