using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Selects methods that may contain certain calls, by words in the text of their files, so that the bodies of all others need not be
/// analyzed. Each file is searched once, regardless of the number of compilations that contain it.
/// </summary>
internal sealed class Mentions(params string[] words)
{
    private readonly ConditionalWeakTable<SyntaxTree, string> _texts = new();
    private readonly ConditionalWeakTable<Compilation, ConcurrentDictionary<IMethodSymbol, bool>> _answers = new();

    /// <summary>
    /// Whether the body of a method of the compilation may be in a file with one of the words: in its own file or, for an interface
    /// member, in any file that names it.
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

    /// <summary>Whether the text of a declaration contains one of the words.</summary>
    public bool AreIn(SyntaxReference declaration) =>
        TextOf(declaration.SyntaxTree) is { Length: > 0 } text
        && Array.Exists(words, word => text.IndexOf(word, declaration.Span.Start, declaration.Span.Length, StringComparison.Ordinal) >= 0);

    /// <summary>Whether a file contains one of the words.</summary>
    public bool AreIn(SyntaxTree file) => TextOf(file).Length > 0;

    /// <summary>Returns the text of a file that contains one of the words; an empty text for any other file.</summary>
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
