using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Host;

namespace CallbackGen.CodeFixes;

/// <summary>Finds the references to a declaration, and removes unused declarations.</summary>
internal static class Declarations
{
    /// <summary>
    /// Returns the declaration of a constant, member or local that only one expression names. Returns null where this project, or possibly
    /// another project, names it elsewhere.
    /// </summary>
    public static SyntaxReference? OnlyNamedBy(
        SyntaxNode use,
        ISymbol symbol,
        Compilation compilation,
        CancellationToken cancellationToken
    ) =>
        symbol.DeclaringSyntaxReferences is [var declaration]
        && !IsSeenElsewhere(symbol, compilation)
        && !Names(symbol, compilation, cancellationToken).Any(name => name.SyntaxTree != use.SyntaxTree || !use.Span.Contains(name.Span))
            ? declaration
            : null;

    /// <summary>Returns every name in the project that refers to a symbol, or that may refer to it.</summary>
    public static IEnumerable<SimpleNameSyntax> Names(ISymbol symbol, Compilation compilation, CancellationToken cancellationToken)
    {
        var trees = symbol
            is ILocalSymbol
                or { DeclaredAccessibility: Accessibility.Private }
                or IMethodSymbol { MethodKind: MethodKind.LocalFunction }
            ? (symbol as ILocalSymbol ?? symbol.ContainingType as ISymbol ?? symbol)
                .DeclaringSyntaxReferences.Select(reference => reference.SyntaxTree)
                .Distinct()
            : compilation.SyntaxTrees;
        foreach (var tree in trees.Where(tree => tree.GetText(cancellationToken).ToString().Contains(symbol.Name)))
        {
            var names = tree.GetRoot(cancellationToken)
                .DescendantNodes(descendIntoTrivia: true)
                .OfType<SimpleNameSyntax>()
                .Where(name => name.Identifier.ValueText == symbol.Name)
                .ToList();
            if (names.Count == 0)
                continue;
            var model = compilation.GetSemanticModel(tree);
            foreach (var name in names)
            {
                var info = model.GetSymbolInfo(name, cancellationToken);
                if (info.Symbol is null ? info.CandidateSymbols.IsEmpty || info.CandidateSymbols.Any(IsMeant) : IsMeant(info.Symbol))
                    yield return name;
            }
        }

        bool IsMeant(ISymbol other) => SymbolEqualityComparer.Default.Equals(other.OriginalDefinition, symbol.OriginalDefinition);
    }

    /// <summary>Whether a method is named only where it is mapped to a route, so that its signature may change.</summary>
    public static bool IsCalledByHost(IMethodSymbol method, Compilation compilation, CancellationToken cancellationToken) =>
        Names(method, compilation, cancellationToken).All(name => IsNameOf(name) || IsMapped(name, compilation, cancellationToken));

    private static bool IsNameOf(SimpleNameSyntax name) =>
        name.FirstAncestorOrSelf<InvocationExpressionSyntax>() is { Expression: IdentifierNameSyntax { Identifier.ValueText: "nameof" } }
        || name.IsPartOfStructuredTrivia();

    private static bool IsMapped(SimpleNameSyntax name, Compilation compilation, CancellationToken cancellationToken)
    {
        ExpressionSyntax group = name.Parent is MemberAccessExpressionSyntax access && access.Name == name ? access : name;
        return group.Parent is ArgumentSyntax
            && compilation.GetSemanticModel(group.SyntaxTree).GetTypeInfo(group, cancellationToken).ConvertedType?.SpecialType
                == SpecialType.System_Delegate;
    }

    /// <summary>Removes a declaration. Of several variables in one statement or field, only this one is removed.</summary>
    public static void Remove(SyntaxEditor editor, SyntaxNode declaration)
    {
        var whole = declaration is VariableDeclaratorSyntax { Parent: VariableDeclarationSyntax { Variables.Count: 1, Parent: { } all } }
            ? all
            : declaration;
        if (whole.Parent is GlobalStatementSyntax global)
            whole = global;
        // The blank line after the first member of a type would otherwise follow the opening brace.
        if (
            whole is MemberDeclarationSyntax member
            && member.Parent is TypeDeclarationSyntax { Members: [var first, var next, ..] }
            && first == member
        )
            editor.ReplaceNode(
                next,
                (current, _) =>
                    current.WithLeadingTrivia(current.GetLeadingTrivia().SkipWhile(trivia => trivia.IsKind(SyntaxKind.EndOfLineTrivia)))
            );
        editor.RemoveNode(whole, SyntaxRemoveOptions.KeepUnbalancedDirectives);
    }

    /// <summary>Removes a declaration from a document of its own.</summary>
    public static SyntaxNode Remove(SyntaxNode root, SyntaxNode declaration, SolutionServices services)
    {
        var editor = new SyntaxEditor(root, services);
        Remove(editor, declaration);
        return editor.GetChangedRoot();
    }

    private static bool IsSeenElsewhere(ISymbol symbol, Compilation compilation)
    {
        if (symbol is ILocalSymbol)
            return false;
        var isPublic = true;
        for (var part = symbol; part is not null and not INamespaceSymbol; part = part.ContainingSymbol)
        {
            if (part.DeclaredAccessibility is Accessibility.Private)
                return false;
            isPublic =
                isPublic
                && part.DeclaredAccessibility is Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal;
        }

        return isPublic
            ? compilation.Options.OutputKind == OutputKind.DynamicallyLinkedLibrary
            : compilation.Assembly.GetAttributes().Any(attribute => attribute.AttributeClass?.Name == "InternalsVisibleToAttribute");
    }
}
