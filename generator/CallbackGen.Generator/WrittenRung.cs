using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Generator;

/// <summary>
/// A message or handler of some rung as a declaration writes it, such as <c>: ICallbackHandler&lt;AcmeNotice&gt;</c>: by its text alone, so
/// that it is the same as long as the text is.
/// </summary>
/// <param name="Type">The name of the message or handler.</param>
/// <param name="Payload">The payload's name, without its namespace.</param>
/// <param name="Path">The file.</param>
/// <param name="Span">Its place.</param>
/// <param name="Lines">Its place, by lines and columns.</param>
internal sealed record WrittenRung(string Type, string Payload, string Path, TextSpan Span, LinePositionSpan Lines)
{
    /// <summary>Whether a node is one. In a body the compiler lets analyzers speak, and what they say is enough.</summary>
    public static bool IsOne(SyntaxNode node) =>
        node is GenericNameSyntax { TypeArgumentList.Arguments: [var argument] } written
        && FittingRung.IsOfOneRung(written.Identifier.ValueText)
        && NameOf(argument) is not null
        && StandsInDeclaration(written);

    public static WrittenRung From(GenericNameSyntax written) =>
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
