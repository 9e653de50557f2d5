using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Editing;

namespace CallbackGen.CodeFixes;

/// <summary>
/// A fix that edits the diagnostic's document only. All diagnostics of a document are fixed in one edit, so that Fix All
/// makes what fixing them one by one makes.
/// </summary>
public abstract class DocumentFix : CodeFixProvider
{
    private protected DocumentFix()
    {
    }

    /// <summary>What the action is called.</summary>
    private protected abstract string Title { get; }

    /// <inheritdoc />
    public sealed override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(async (context, document, diagnostics) =>
        await FixAsync(document, diagnostics, context.CancellationToken).ConfigureAwait(false));

    /// <inheritdoc />
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (model is null || root is null)
            return;
        foreach (var diagnostic in context.Diagnostics)
        {
            if (!CanFix(root.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true), model, context.CancellationToken))
                continue;
            context.RegisterCodeFix(
                CodeAction.Create(Title, token => FixAsync(context.Document, [diagnostic], token), equivalenceKey: GetType().Name), diagnostic);
        }
    }

    /// <summary>Whether the fix leaves code that compiles.</summary>
    private protected abstract bool CanFix(SyntaxNode node, SemanticModel model, CancellationToken cancellationToken);

    /// <summary>Edits one place. It is called for places only that <see cref="CanFix"/> takes.</summary>
    private protected abstract void Fix(SyntaxNode node, DocumentEditor editor, CancellationToken cancellationToken);

    private async Task<Document> FixAsync(Document document, ImmutableArray<Diagnostic> diagnostics, CancellationToken cancellationToken)
    {
        var editor = await DocumentEditor.CreateAsync(document, cancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in diagnostics)
        {
            var node = editor.OriginalRoot.FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
            if (CanFix(node, editor.SemanticModel, cancellationToken))
                Fix(node, editor, cancellationToken);
        }

        return document.WithSyntaxRoot(Imports.Add(editor.GetChangedRoot()));
    }
}
