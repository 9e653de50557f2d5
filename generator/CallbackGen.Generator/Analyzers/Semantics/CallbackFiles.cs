using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Selects the files of a project that may deal with callbacks, by their text alone: they contain a word about callbacks, proofs or HTTP,
/// or name a type from the generator or from an assembly that references the runtime. Most files contain neither, and are not analyzed.
/// </summary>
internal sealed class CallbackFiles(Compilation compilation)
{
    // As the words appear within names and texts, and at their beginning.
    private static readonly string[] Words =
    [
        "allback",
        "ebhook",
        "ebHook",
        "ostback",
        "ipn",
        "Ipn",
        "IPN",
        "ayload",
        "erif",
        "onfirmed",
        "uthentic",
        "eceipt",
        "eceived",
        "ITrusted",
        "enuine",
        "ejection",
        "ecret",
        "SECRET",
        "ign",
        "SIGN",
        "mac",
        "Mac",
        "MAC",
        "hash",
        "Hash",
        "igest",
        "hecksum",
        "oken",
        "key",
        "Key",
        "KEY",
        "alid",
        "FixedTime",
        "Http",
        "Request",
        "Controller",
        "Results",
        "ModelState",
        "HealthCheck",
        "Configuration",
        "DeveloperExceptionPage",
        "EnvironmentVariable",
    ];

    private static readonly ConditionalWeakTable<Compilation, CallbackFiles> Known = new();

    // Each file is searched once, however many compilations contain it.
    private static readonly ConditionalWeakTable<SyntaxTree, object> Worded = new();
    private static readonly ConditionalWeakTable<SyntaxTree, ImmutableHashSet<string>> Named = new();
    private static readonly ConditionalWeakTable<SyntaxTree, string[]> Declared = new();

    private readonly ConcurrentDictionary<SyntaxTree, bool> _answers = new();
    private readonly Lazy<HashSet<string>> _types = new(() => TypesOf(compilation));

    /// <summary>Returns the files of a compilation.</summary>
    public static CallbackFiles Of(Compilation compilation) => Known.GetValue(compilation, static compilation => new(compilation));

    /// <summary>Whether a file may deal with callbacks.</summary>
    public bool MayConcern(SyntaxTree file) =>
        _answers.GetOrAdd(file, asked => (bool)Worded.GetValue(asked, HasWord) || _types.Value.Overlaps(Named.GetValue(asked, NamesIn)));

    /// <summary>Returns the types that a file declares.</summary>
    public static IEnumerable<BaseTypeDeclarationSyntax> TypesIn(SyntaxTree file, CancellationToken cancellationToken) =>
        file.GetRoot(cancellationToken)
            .DescendantNodes(node => node is CompilationUnitSyntax or BaseNamespaceDeclarationSyntax or BaseTypeDeclarationSyntax)
            .OfType<BaseTypeDeclarationSyntax>();

    private static object HasWord(SyntaxTree file)
    {
        var text = file.GetText().ToString();
        return Array.Exists(Words, word => text.IndexOf(word, StringComparison.Ordinal) >= 0);
    }

    private static ImmutableHashSet<string> NamesIn(SyntaxTree file) =>
        [.. file.GetRoot().DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText)];

    private static HashSet<string> TypesOf(Compilation compilation)
    {
        var types = compilation
            .SyntaxTrees.Where(MethodBodies.IsMade)
            .SelectMany(file =>
                Declared.GetValue(file, file => [.. TypesIn(file, CancellationToken.None).Select(type => type.Identifier.ValueText)])
            );
        return new(
            types.Concat(
                compilation.SourceModule.ReferencedAssemblySymbols.Where(KnowsCallbacks).SelectMany(assembly => assembly.TypeNames)
            ),
            StringComparer.Ordinal
        );
    }

    private static bool KnowsCallbacks(IAssemblySymbol assembly) =>
        assembly.Modules.Any(module => module.ReferencedAssemblies.Any(referenced => referenced.Name == "CallbackGen"));
}
