using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CallbackGen.CodeFixes;

/// <summary>Writes the runtime's types by their short names, and imports their namespace where it is not.</summary>
internal static class Imports
{
    private const string Namespace = "CallbackGen";

    private static readonly SyntaxAnnotation Wanted = new("CallbackGen.Import");

    /// <summary>A generic type of the runtime, such as <c>Verified&lt;AcmePayment&gt;</c>.</summary>
    /// <param name="type">The type, whose namespace is imported.</param>
    /// <param name="argument">The type argument as it shall be written.</param>
    /// <param name="place">Where it shall stand.</param>
    /// <param name="model">The model of the document as it is.</param>
    public static TypeSyntax Generic(INamedTypeSymbol type, TypeSyntax argument, SyntaxNode place, SemanticModel model)
    {
        var written = SyntaxFactory.GenericName(type.Name).AddTypeArgumentListArguments(argument.WithoutTrivia());
        var isInScope = model
            .LookupNamespacesAndTypes(place.SpanStart, name: type.Name)
            .Any(found => SymbolEqualityComparer.Default.Equals(found, type.OriginalDefinition));
        return isInScope ? written : written.WithAdditionalAnnotations(Wanted);
    }

    /// <summary>Adds the directive, where something that was written needs it.</summary>
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
        // A file's header stays on top of it.
        var first = unit.Usings[0];
        return unit.WithUsings(
            unit.Usings.Replace(first, first.WithoutLeadingTrivia()).Insert(0, directive.WithLeadingTrivia(first.GetLeadingTrivia()))
        );
    }

    /// <summary>Takes out the directives of a changed document that had a use before the change and have none after it.</summary>
    /// <param name="before">The model of the document before the change.</param>
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
