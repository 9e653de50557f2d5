using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace CallbackGen.CodeFixes;

/// <summary>A change of one document.</summary>
/// <param name="Title">The title that the editor shows.</param>
/// <param name="Key">The equivalence key for fixing all occurrences. All fixes of a provider share one key, because tools
/// apply the first key only.</param>
/// <param name="Apply">Makes the change.</param>
internal sealed record Edit(string Title, string Key, Action<SyntaxEditor> Apply)
{
    /// <summary>A declaration, in any document, that has no use after the change.</summary>
    public SyntaxReference? Leftover { get; init; }

    /// <summary>Whether a <c>using</c> directive may be unused after the change.</summary>
    public bool TidiesUsings { get; init; }
}

/// <summary>A fix that edits the document of its diagnostic: for one diagnostic, or for all of a solution, one after another.</summary>
public abstract class HandlerCodeFix : CodeFixProvider
{
    private protected HandlerCodeFix() { }

    /// <inheritdoc />
    public sealed override FixAllProvider GetFixAllProvider() => new FixesInTurn(this);

    /// <inheritdoc />
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (
                model is null
                || Plan(
                    diagnostic,
                    NodeOf(diagnostic, model.SyntaxTree.GetRoot(context.CancellationToken)),
                    model,
                    context.CancellationToken
                )
                    is not { } edit
            )
                continue;
            context.RegisterCodeFix(
                CodeAction.Create(
                    edit.Title,
                    cancellation => FixAsync(context.Document.Project.Solution, [(context.Document, diagnostic)], edit.Key, cancellation),
                    edit.Key
                ),
                diagnostic
            );
        }
    }

    /// <summary>Returns the change that repairs a diagnostic, or null where no change is certain to be right.</summary>
    /// <param name="diagnostic">The diagnostic, as it was reported: its locations are those of the document before any change.</param>
    /// <param name="node">The syntax node at the diagnostic's location.</param>
    /// <param name="model">The semantic model of the document.</param>
    /// <param name="cancellationToken">Cancels the analysis.</param>
    private protected abstract Edit? Plan(Diagnostic diagnostic, SyntaxNode node, SemanticModel model, CancellationToken cancellationToken);

    /// <summary>Returns a type's name, which is simplified where it is used and adds a <c>using</c> directive for its namespace.</summary>
    private protected static SyntaxNode TypeName(SyntaxEditor editor, INamedTypeSymbol type) =>
        editor.Generator.TypeExpression(type).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation, Simplifier.Annotation);

    /// <summary>Fixes the diagnostics of a solution, one after another.</summary>
    /// <param name="solution">The solution in which the diagnostics were reported.</param>
    /// <param name="diagnostics">The diagnostics, each with its document.</param>
    /// <param name="key">The equivalence key of the fixes to apply; null to apply all, where the first diagnostic that a tool looked at
    /// has no fix and so no key.</param>
    /// <param name="cancellationToken">Cancels the fixing.</param>
    internal async Task<Solution> FixAsync(
        Solution solution,
        IEnumerable<(Document Document, Diagnostic Diagnostic)> diagnostics,
        string? key,
        CancellationToken cancellationToken
    )
    {
        var places = await Places.FindAsync(solution, diagnostics, NodeOf, cancellationToken).ConfigureAwait(false);
        solution = places.Marked;
        foreach (var (id, mark, diagnostic) in places.All)
        {
            var document = solution.GetDocument(id)!;
            var editor = await DocumentEditor.CreateAsync(document, cancellationToken).ConfigureAwait(false);
            // An earlier change may have removed the node, or repaired it.
            if (
                editor.OriginalRoot.GetAnnotatedNodes(mark).FirstOrDefault() is { } node
                && Plan(diagnostic, node, editor.SemanticModel, cancellationToken) is { } edit
                && (key is null || edit.Key == key)
            )
                solution = await ApplyAsync(document, editor, edit, cancellationToken).ConfigureAwait(false);
        }

        return solution;
    }

    private static async Task<Solution> ApplyAsync(Document document, DocumentEditor editor, Edit edit, CancellationToken cancellationToken)
    {
        edit.Apply(editor);
        var solution = document.Project.Solution;
        if (edit.Leftover is { } leftover)
        {
            var declaration = await leftover.GetSyntaxAsync(cancellationToken).ConfigureAwait(false);
            if (leftover.SyntaxTree == editor.OriginalRoot.SyntaxTree)
                Declarations.Remove(editor, declaration);
            else if (solution.GetDocument(leftover.SyntaxTree) is { } other)
                solution = solution.WithDocumentSyntaxRoot(
                    other.Id,
                    Declarations.Remove(
                        await leftover.SyntaxTree.GetRootAsync(cancellationToken).ConfigureAwait(false),
                        declaration,
                        solution.Services
                    )
                );
        }

        solution = solution.WithDocumentSyntaxRoot(document.Id, Imports.Add(editor.GetChangedRoot()));
        return edit.TidiesUsings
            ? await Imports.TidyAsync(editor.SemanticModel, solution.GetDocument(document.Id)!, cancellationToken).ConfigureAwait(false)
            : solution;
    }

    private static SyntaxNode NodeOf(Diagnostic diagnostic, SyntaxNode root) =>
        root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
}
