using System.Collections.Immutable;
using System.Composition;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace CallbackGen.CodeFixes;

/// <summary>CBG1016: throws where an empty key replaced a missing key, and has a check without a key return false.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(EmptySecretFix))]
[Shared]
public sealed class EmptySecretFix : HandlerCodeFix
{
    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [HandlerRules.EmptySecret.Id];

    private protected override Edit? Plan(Diagnostic diagnostic, SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        if (node is BinaryExpressionSyntax fallback && fallback.IsKind(SyntaxKind.CoalesceExpression))
            return PlanFallback(fallback, model);
        return Passed(node) is { } answer
            ? new Edit(
                "Refuse without a key",
                "Refuse",
                editor =>
                    editor.ReplaceNode(answer, SyntaxFactory.LiteralExpression(SyntaxKind.FalseLiteralExpression).WithTriviaFrom(answer))
            )
            : null;
    }

    private static Edit? PlanFallback(BinaryExpressionSyntax fallback, SemanticModel model) =>
        model.Compilation.GetTypeByMetadataName("System.InvalidOperationException") is not { } exception
            ? null
            : new Edit(
                "Throw when the key is missing",
                "Throw",
                editor =>
                {
                    var made = editor.Generator.ObjectCreationExpression(
                        TypeName(editor, exception),
                        editor.Generator.LiteralExpression("The key is not configured.")
                    );
                    editor.ReplaceNode(
                        fallback.Right,
                        editor
                            .Generator.ThrowExpression(made)
                            .WithTriviaFrom(fallback.Right)
                            .WithAdditionalAnnotations(Formatter.Annotation)
                    );
                }
            );

    /// <summary>Returns the literal <c>true</c> that an <c>if</c> or a conditional expression returns under a condition, or null.</summary>
    private static LiteralExpressionSyntax? Passed(SyntaxNode condition)
    {
        var answer = condition.Parent switch
        {
            IfStatementSyntax choice when choice.Condition == condition => (
                choice.Statement is BlockSyntax { Statements: [.., var last] } ? last : choice.Statement
            )
                is ReturnStatementSyntax { Expression: { } returned }
                ? returned
                : null,
            ConditionalExpressionSyntax choice when choice.Condition == condition => choice.WhenTrue,
            _ => null,
        };
        return answer is LiteralExpressionSyntax literal && literal.IsKind(SyntaxKind.TrueLiteralExpression) ? literal : null;
    }
}
