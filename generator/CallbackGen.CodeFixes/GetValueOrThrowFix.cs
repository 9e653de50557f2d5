using System.Collections.Immutable;
using System.Composition;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace CallbackGen.CodeFixes;

/// <summary>CBG1003: a refusal becomes an exception, where a result was ignored or its value taken for granted.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(GetValueOrThrowFix))]
[Shared]
public sealed class GetValueOrThrowFix : DocumentFix
{
    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [HandlerRules.UncheckedResult.Id];

    private protected override string Title => "Throw when the callback is refused";

    private protected override bool CanFix(SyntaxNode node, SemanticModel model, CancellationToken cancellationToken) =>
        CallbackSymbols.Of(model.Compilation) is { } symbols && Result(node) is { } result && symbols.IsResult(model.GetTypeInfo(result, cancellationToken).Type);

    private protected override void Fix(SyntaxNode node, DocumentEditor editor, CancellationToken cancellationToken)
    {
        var result = Result(node)!;
        SyntaxNode replaced = result != node && node.Parent is PostfixUnaryExpressionSyntax asserted && asserted.IsKind(SyntaxKind.SuppressNullableWarningExpression) ? asserted : node;
        editor.ReplaceNode(replaced, Call(result).WithTriviaFrom(replaced));
    }

    /// <summary>The expression of the result: what is ignored, or what <c>Value</c> is read from.</summary>
    private static ExpressionSyntax? Result(SyntaxNode node) => node switch
    {
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Value" } access => access.Expression,
        InvocationExpressionSyntax or AwaitExpressionSyntax => (ExpressionSyntax)node,
        _ => null,
    };

    private static InvocationExpressionSyntax Call(ExpressionSyntax result)
    {
        var receiver = result is AwaitExpressionSyntax ? SyntaxFactory.ParenthesizedExpression(result.WithoutTrivia()) : result.WithoutTrivia();
        return SyntaxFactory.InvocationExpression(SyntaxFactory.MemberAccessExpression(SyntaxKind.SimpleMemberAccessExpression, receiver, SyntaxFactory.IdentifierName("GetValueOrThrow")));
    }
}
