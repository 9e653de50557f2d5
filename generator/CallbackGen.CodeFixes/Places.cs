using Microsoft.CodeAnalysis;

namespace CallbackGen.CodeFixes;

/// <summary>A diagnostic whose node is found by its annotation, even after changes around the node.</summary>
internal sealed record Place(DocumentId Document, SyntaxAnnotation Mark, Diagnostic Diagnostic);

/// <summary>The locations of diagnostics, annotated in the documents so that they can be followed through changes.</summary>
/// <param name="Marked">The solution with the annotations.</param>
/// <param name="All">The locations, by document and in the order of the text.</param>
internal sealed record Places(Solution Marked, IReadOnlyList<Place> All)
{
    public static async Task<Places> FindAsync(
        Solution solution,
        IEnumerable<(Document Document, Diagnostic Diagnostic)> diagnostics,
        Func<Diagnostic, SyntaxNode, SyntaxNode> nodeOf,
        CancellationToken cancellationToken
    )
    {
        var places = new List<Place>();
        var marked = solution;
        foreach (
            var file in diagnostics
                .GroupBy(found => found.Document.Id, found => found.Diagnostic)
                .OrderBy(file => solution.GetDocument(file.Key)!.FilePath, StringComparer.Ordinal)
        )
        {
            if (await solution.GetDocument(file.Key)!.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false) is not { } root)
                continue;
            var found = file.OrderBy(diagnostic => diagnostic.Location.SourceSpan.Start)
                .Select(diagnostic => (Node: nodeOf(diagnostic, root), Place: new Place(file.Key, new SyntaxAnnotation(), diagnostic)))
                .ToList();
            var marks = found.ToLookup(place => place.Node, place => place.Place.Mark);
            marked = marked.WithDocumentSyntaxRoot(
                file.Key,
                root.ReplaceNodes(marks.Select(node => node.Key), (node, current) => current.WithAdditionalAnnotations(marks[node]))
            );
            places.AddRange(found.Select(place => place.Place));
        }

        return new Places(marked, places);
    }
}
