using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace CallbackGen.CodeFixes;

/// <summary>A change of one document.</summary>
/// <param name="Title">What the editor offers.</param>
/// <param name="Key">What is fixed together when everything is fixed.</param>
/// <param name="Apply">Makes the change, beside others of the same document.</param>
internal sealed record Edit(string Title, string Key, Action<SyntaxEditor> Apply);

/// <summary>A fix that edits the document of its diagnostic: for one, or for all of a document in one go.</summary>
public abstract class HandlerCodeFix : CodeFixProvider
{
    private protected HandlerCodeFix()
    {
    }

    /// <inheritdoc />
    public sealed override FixAllProvider GetFixAllProvider() => FixAllProvider.Create(async (context, document, diagnostics) =>
        await FixAsync(document, diagnostics, context.CodeActionEquivalenceKey, context.CancellationToken).ConfigureAwait(false));

    /// <inheritdoc />
    public sealed override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in context.Diagnostics)
        {
            if (model is null || PlanAt(diagnostic, model, context.CancellationToken) is not { } edit)
                continue;
            context.RegisterCodeFix(
                CodeAction.Create(edit.Title, cancellation => FixAsync(context.Document, [diagnostic], edit.Key, cancellation), edit.Key), diagnostic);
        }
    }

    /// <summary>The change that repairs a diagnostic, or null where none is certain.</summary>
    /// <param name="diagnostic">The diagnostic.</param>
    /// <param name="node">What it marks.</param>
    /// <param name="model">The document's meaning.</param>
    /// <param name="cancellationToken">Cancels.</param>
    private protected abstract Edit? Plan(Diagnostic diagnostic, SyntaxNode node, SemanticModel model, CancellationToken cancellationToken);

    /// <summary>A type's name, which becomes as short as it can be where it stands, with a directive for its namespace.</summary>
    private protected static SyntaxNode TypeName(SyntaxEditor editor, INamedTypeSymbol type) =>
        editor.Generator.TypeExpression(type).WithAdditionalAnnotations(Simplifier.AddImportsAnnotation, Simplifier.Annotation);

    private async Task<Document> FixAsync(Document document, IEnumerable<Diagnostic> diagnostics, string? key, CancellationToken cancellationToken)
    {
        var editor = await DocumentEditor.CreateAsync(document, cancellationToken).ConfigureAwait(false);
        foreach (var diagnostic in diagnostics)
        {
            if (PlanAt(diagnostic, editor.SemanticModel, cancellationToken) is { } edit && edit.Key == key)
                edit.Apply(editor);
        }

        return document.WithSyntaxRoot(Imports.Add(editor.GetChangedRoot()));
    }

    private Edit? PlanAt(Diagnostic diagnostic, SemanticModel model, CancellationToken cancellationToken) =>
        Plan(diagnostic, model.SyntaxTree.GetRoot(cancellationToken).FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true), model, cancellationToken);
}
