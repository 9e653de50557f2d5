using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Generator;

/// <summary>
/// A message or handler of some trust level in a declaration, such as <c>: ICallbackHandler&lt;AcmeNotice&gt;</c>. It contains only
/// text, so that it stays equal while the text does.
/// </summary>
/// <param name="Type">The name of the message or handler type.</param>
/// <param name="Payload">The payload's name, without its namespace.</param>
/// <param name="Path">The path of the file.</param>
/// <param name="Span">The span in the file.</param>
/// <param name="Lines">The location, by lines and columns.</param>
internal sealed record WrittenLevel(string Type, string Payload, string Path, TextSpan Span, LinePositionSpan Lines)
{
    /// <summary>
    /// Returns whether a node is such a declaration. Nodes in method bodies are excluded: there the compiler
    /// reports the diagnostics of analyzers.
    /// </summary>
    public static bool IsOne(SyntaxNode node) =>
        node is GenericNameSyntax { TypeArgumentList.Arguments: [var argument] } written
        && FittingLevel.IsOfOneLevel(written.Identifier.ValueText)
        && NameOf(argument) is not null
        && StandsInDeclaration(written);

    public static WrittenLevel From(GenericNameSyntax written) =>
        new(
            written.Identifier.ValueText,
            NameOf(written.TypeArgumentList.Arguments[0])!,
            written.SyntaxTree.FilePath,
            written.Span,
            written.SyntaxTree.GetLineSpan(written.Span).Span
        );

    private static string? NameOf(TypeSyntax type) =>
        type switch
        {
            IdentifierNameSyntax name => name.Identifier.ValueText,
            QualifiedNameSyntax { Right: IdentifierNameSyntax name } => name.Identifier.ValueText,
            AliasQualifiedNameSyntax { Name: IdentifierNameSyntax name } => name.Identifier.ValueText,
            _ => null,
        };

    private static bool StandsInDeclaration(SyntaxNode written)
    {
        for (var outer = written.Parent; outer is not null; outer = outer.Parent)
        {
            if (outer is MemberDeclarationSyntax)
                return true;
            if (
                outer
                    is StatementSyntax
                        or EqualsValueClauseSyntax
                        or ArrowExpressionClauseSyntax
                        or AttributeSyntax
                        or UsingDirectiveSyntax
                || outer is ExpressionSyntax and not TypeSyntax
            )
                return false;
        }

        return false;
    }
}
