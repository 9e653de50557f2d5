using System.Collections.Immutable;
using System.Composition;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CallbackGen.CodeFixes;

/// <summary>
/// CBG1025, where the same mapping appears twice word for word: removes the second one. Where two mappings differ, there is no fix,
/// because only the author knows which one is right.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(RepeatedMappingFix))]
[Shared]
public sealed class RepeatedMappingFix : HandlerCodeFix
{
    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [HandlerRules.RepeatedAddress.Id];

    private protected override Edit? Plan(Diagnostic diagnostic, SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        if (
            node.FirstAncestorOrSelf<ExpressionStatementSyntax>() is not { } statement
            || !Before(statement).Any(earlier => SyntaxFactory.AreEquivalent(earlier, statement))
        )
            return null;
        return new Edit("Remove the second mapping", nameof(RepeatedMappingFix), editor => Declarations.Remove(editor, statement));
    }

    private static IEnumerable<StatementSyntax> Before(StatementSyntax statement) =>
        statement.Parent switch
        {
            BlockSyntax block => block.Statements.TakeWhile(earlier => earlier != statement),
            GlobalStatementSyntax { Parent: CompilationUnitSyntax unit } => unit
                .Members.OfType<GlobalStatementSyntax>()
                .Select(global => global.Statement)
                .TakeWhile(earlier => earlier != statement),
            _ => [],
        };
}
