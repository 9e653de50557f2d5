using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace CallbackGen.CodeFixes;

/// <summary>
/// Fixes all diagnostics of a document, project or solution one after another. Each fix applies to the text that the fix before it
/// produced, so that several fixes of one function or one signature add up.
/// </summary>
internal sealed class FixesInTurn(HandlerCodeFix fix) : FixAllProvider
{
    public override async Task<CodeAction?> GetFixAsync(FixAllContext context)
    {
        var diagnostics = await DiagnosticsAsync(context).ConfigureAwait(false);
        return diagnostics.Count == 0
            ? null
            : CodeAction.Create(
                $"Fix all of {string.Join(", ", context.DiagnosticIds)}",
                cancellation => fix.FixAsync(context.Solution, diagnostics, context.CodeActionEquivalenceKey, cancellation),
                context.CodeActionEquivalenceKey
            );
    }

    private static async Task<List<(Document, Diagnostic)>> DiagnosticsAsync(FixAllContext context)
    {
        if (context is { Scope: FixAllScope.Document, Document: { } document })
            return
            [
                .. (await context.GetDocumentDiagnosticsAsync(document).ConfigureAwait(false)).Select(diagnostic => (document, diagnostic)),
            ];
        var found = new List<(Document, Diagnostic)>();
        foreach (var project in context.Scope == FixAllScope.Solution ? context.Solution.Projects : [context.Project])
        {
            foreach (var diagnostic in await context.GetAllDiagnosticsAsync(project).ConfigureAwait(false))
            {
                if (project.GetDocument(diagnostic.Location.SourceTree) is { } file)
                    found.Add((file, diagnostic));
            }
        }

        return found;
    }
}
