using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CallbackGen.Generator;

/// <summary>The project's settings for generated types, from MSBuild properties that are visible to the compiler.</summary>
/// <param name="Namespace">The property <c>CallbackGenNamespace</c>, or the project's root namespace.</param>
/// <param name="Accessibility">The property <c>CallbackGenAccessibility</c>: <c>public</c> unless it is <c>internal</c>.</param>
/// <param name="Folder">The property <c>ProjectDir</c>; empty where it is not known.</param>
/// <param name="TellsTrust">The property <c>TellCallbackTrust</c>: whether the build reports the trust level of each feed.</param>
internal sealed record ProjectOptions(string Namespace, string Accessibility, string Folder, bool TellsTrust)
{
    private const string Fallback = "Callbacks";

    public static ProjectOptions From(AnalyzerConfigOptions options) =>
        new(ChooseNamespace(options), ChooseAccessibility(options), FindFolder(options), TellsTrustOf(options));

    /// <summary>
    /// Returns a file's path relative to the project's folder, with slashes, or the file's name where it is outside the folder. The
    /// path is emitted, and must not disclose paths of the machine.
    /// </summary>
    public string PathOf(string path)
    {
        var written = path.Replace('\\', '/');
        return Folder.Length > 0 && written.Length > Folder.Length && written.StartsWith(Folder, StringComparison.OrdinalIgnoreCase)
            ? written.Substring(Folder.Length)
            : written.Substring(written.LastIndexOf('/') + 1);
    }

    private static bool TellsTrustOf(AnalyzerConfigOptions options) =>
        options.TryGetValue("build_property.TellCallbackTrust", out var value)
        && string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);

    private static string FindFolder(AnalyzerConfigOptions options) =>
        options.TryGetValue("build_property.ProjectDir", out var folder) && folder.Length > 0
            ? folder.Replace('\\', '/').TrimEnd('/') + "/"
            : "";

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
        options.TryGetValue("build_property.CallbackGenAccessibility", out var value)
        && string.Equals(value, "internal", StringComparison.OrdinalIgnoreCase)
            ? "internal"
            : "public";

    private static bool IsIdentifier(string text) => SyntaxFacts.IsValidIdentifier(text);
}
