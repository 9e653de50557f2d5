using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Tells methods that may do something from those that cannot, by words in the text of their files. It costs next to
/// nothing beside looking into a body, and a file is searched once, however many compilations it is part of.
/// </summary>
internal sealed class Mentions(params string[] words)
{
    private readonly ConditionalWeakTable<SyntaxTree, string> _texts = new();
    private readonly ConditionalWeakTable<Compilation, ConcurrentDictionary<IMethodSymbol, bool>> _answers = new();

    /// <summary>
    /// Whether the body that runs when a method of the compilation is called may stand in a file with one of the words: in
    /// its own, or, where it is one of an interface, in any that names it.
    /// </summary>
    public bool MayBeIn(IMethodSymbol method, Compilation compilation) =>
        _answers
            .GetValue(compilation, static _ => new(SymbolEqualityComparer.Default))
            .GetOrAdd(
                method.OriginalDefinition,
                asked =>
                    asked.ContainingType.TypeKind == TypeKind.Interface
                        ? compilation.SyntaxTrees.Any(tree => Has(TextOf(tree), asked.Name))
                        : (asked.PartialImplementationPart ?? asked).DeclaringSyntaxReferences.Any(reference =>
                            TextOf(reference.SyntaxTree).Length > 0
                        )
            );

    /// <summary>Whether the text of a declaration has one of the words itself.</summary>
    public bool AreIn(SyntaxReference declaration) =>
        TextOf(declaration.SyntaxTree) is { Length: > 0 } text
        && Array.Exists(words, word => text.IndexOf(word, declaration.Span.Start, declaration.Span.Length, StringComparison.Ordinal) >= 0);

    /// <summary>Whether a file has one of the words.</summary>
    public bool AreIn(SyntaxTree file) => TextOf(file).Length > 0;

    /// <summary>The text of a file that has one of the words; nothing for any other.</summary>
    private string TextOf(SyntaxTree tree) =>
        _texts.GetValue(
            tree,
            searched =>
            {
                var text = searched.GetText().ToString();
                return Array.Exists(words, word => Has(text, word)) ? text : "";
            }
        );

    private static bool Has(string text, string word) => text.IndexOf(word, StringComparison.Ordinal) >= 0;
}
