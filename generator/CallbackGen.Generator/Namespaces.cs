using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CallbackGen.Generator;

/// <summary>The namespace of generated code: the property <c>CallbackGenNamespace</c>, else the project's root namespace.</summary>
internal static class Namespaces
{
    private const string Fallback = "Callbacks";

    public static string Choose(AnalyzerConfigOptions options)
    {
        foreach (var property in new[] { "build_property.CallbackGenNamespace", "build_property.RootNamespace" })
        {
            if (options.TryGetValue(property, out var value) && value.Split('.').All(IsIdentifier))
                return string.Join(".", value.Split('.').Select(Emit.Literals.Identifier));
        }

        return Fallback;
    }

    private static bool IsIdentifier(string text) => SyntaxFacts.IsValidIdentifier(text);
}
