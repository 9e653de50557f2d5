using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CallbackGen.CodeFixes;

/// <summary>Writes the runtime's types by their short names, and imports their namespace where it is not imported yet.</summary>
internal static class Imports
{
    private const string Namespace = "CallbackGen";

    private static readonly SyntaxAnnotation Wanted = new("CallbackGen.Import");

    /// <summary>Returns a generic type of the runtime, such as <c>Verified&lt;AcmePayment&gt;</c>.</summary>
    /// <param name="type">The generic type, whose namespace is imported.</param>
    /// <param name="argument">The type argument as written in the code.</param>
    /// <param name="place">The node at whose position the type is written.</param>
    /// <param name="model">The semantic model of the document before the change.</param>
    public static TypeSyntax Generic(INamedTypeSymbol type, TypeSyntax argument, SyntaxNode place, SemanticModel model)
    {
        var written = SyntaxFactory.GenericName(type.Name).AddTypeArgumentListArguments(argument.WithoutTrivia());
        var isInScope = model
            .LookupNamespacesAndTypes(place.SpanStart, name: type.Name)
            .Any(found => SymbolEqualityComparer.Default.Equals(found, type.OriginalDefinition));
        return isInScope ? written : written.WithAdditionalAnnotations(Wanted);
    }

    /// <summary>Adds the <c>using</c> directive, when the new code needs it.</summary>
    public static SyntaxNode Add(SyntaxNode root)
    {
        var wanted = root.GetAnnotatedNodes(Wanted).ToList();
        if (wanted.Count == 0)
            return root;
        root = root.ReplaceNodes(wanted, (_, node) => node.WithoutAnnotations(Wanted));
        if (root is not CompilationUnitSyntax unit)
            return root;
        var directive = SyntaxFactory
            .UsingDirective(SyntaxFactory.IdentifierName(Namespace))
            .NormalizeWhitespace()
            .WithTrailingTrivia(SyntaxFactory.LineFeed);
        var index = unit.Usings.TakeWhile(IsBefore).Count();
        if (unit.Usings.Count == 0)
            return unit.AddUsings(directive.WithTrailingTrivia(SyntaxFactory.LineFeed, SyntaxFactory.LineFeed));
        if (index > 0)
            return unit.WithUsings(unit.Usings.Insert(index, directive));
        // The header of a file stays before its first directive.
        var first = unit.Usings[0];
        return unit.WithUsings(
            unit.Usings.Replace(first, first.WithoutLeadingTrivia()).Insert(0, directive.WithLeadingTrivia(first.GetLeadingTrivia()))
        );
    }

    /// <summary>Removes the directives of a changed document that were used before the change and are unused after it.</summary>
    /// <param name="before">The semantic model of the document before the change.</param>
    /// <param name="document">The changed document.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public static async Task<Solution> TidyAsync(SemanticModel before, Document document, CancellationToken cancellationToken)
    {
        var solution = document.Project.Solution;
        if (
            await document.GetSemanticModelAsync(cancellationToken).ConfigureAwait(false) is not { } after
            || await document.GetSyntaxRootAsync(cancellationToken).ConfigureAwait(false) is not CompilationUnitSyntax unit
        )
            return solution;
        var known = new HashSet<string>(
            Unused(before, cancellationToken).Select(directive => directive.ToString()),
            StringComparer.Ordinal
        );
        var lost = Unused(after, cancellationToken).Where(directive => !known.Contains(directive.ToString())).ToList();
        return lost.Count == 0
            ? solution
            : solution.WithDocumentSyntaxRoot(
                document.Id,
                unit.RemoveNodes(lost, SyntaxRemoveOptions.KeepUnbalancedDirectives | SyntaxRemoveOptions.KeepLeadingTrivia)!
            );
    }

    private static IEnumerable<UsingDirectiveSyntax> Unused(SemanticModel model, CancellationToken cancellationToken) =>
        model
            .GetDiagnostics(null, cancellationToken)
            .Where(diagnostic => diagnostic.Id == "CS8019")
            .Select(diagnostic =>
                model
                    .SyntaxTree.GetRoot(cancellationToken)
                    .FindNode(diagnostic.Location.SourceSpan)
                    .FirstAncestorOrSelf<UsingDirectiveSyntax>()
            )
            .OfType<UsingDirectiveSyntax>();

    private static bool IsBefore(UsingDirectiveSyntax other)
    {
        var name = other.Name?.ToString() ?? "";
        return !other.GlobalKeyword.IsKind(SyntaxKind.None)
            || name == "System"
            || name.StartsWith("System.", StringComparison.Ordinal)
            || (other.Alias is null && other.StaticKeyword.IsKind(SyntaxKind.None) && string.CompareOrdinal(name, Namespace) < 0);
    }
}
