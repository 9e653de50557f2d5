using System.Collections.Immutable;
using System.Composition;
using CallbackGen.Generator.Analyzers;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CallbackGen.CodeFixes;

/// <summary>
/// CBG1003: adds <c>GetValueOrThrow()</c> where a result is ignored or its value is read unchecked, so that a rejected callback throws. An
/// inverted condition is corrected instead, because an exception there would reject genuine callbacks.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(GetValueOrThrowFix))]
[Shared]
public sealed class GetValueOrThrowFix : HandlerCodeFix
{
    private const string Key = nameof(GetValueOrThrowFix);

    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [HandlerRules.UncheckedResult.Id];

    private protected override Edit? Plan(Diagnostic diagnostic, SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        if (
            CallbackSymbols.Of(model.Compilation) is not { } symbols
            || Result(node) is not { } result
            || !symbols.IsResult(model.GetTypeInfo(result, cancellationToken).Type)
        )
            return null;
        if (diagnostic.Properties.ContainsKey(UncheckedResultAnalyzer.IsRefused))
            return ResultCheck.InvertedFor(node, result) is { } check
                ? new Edit("Invert the check", Key, editor => editor.ReplaceNode(check, ResultCheck.Inverted(check)))
                : null;
        return new Edit(
            "Throw when the callback is refused",
            Key,
            editor =>
            {
                foreach (var read in result == node ? [node] : ReadsFrom(node, result, model, cancellationToken))
                {
                    var replaced =
                        read != result
                        && read.Parent is PostfixUnaryExpressionSyntax asserted
                        && asserted.IsKind(SyntaxKind.SuppressNullableWarningExpression)
                            ? asserted
                            : read;
                    editor.ReplaceNode(replaced, Call(result).WithTriviaFrom(replaced));
                }
            }
        );
    }

    /// <summary>
    /// Returns a read of a result's value and all later reads in the same function: the analyzer reports only the first one.
    /// </summary>
    private static IEnumerable<SyntaxNode> ReadsFrom(
        SyntaxNode first,
        ExpressionSyntax result,
        SemanticModel model,
        CancellationToken cancellationToken
    )
    {
        if (
            result is not IdentifierNameSyntax name
            || model.GetSymbolInfo(name, cancellationToken).Symbol is not { Kind: SymbolKind.Local or SymbolKind.Parameter } symbol
            || first
                .Ancestors()
                .FirstOrDefault(ancestor =>
                    ancestor is AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax or MemberDeclarationSyntax
                )
                is not { } function
        )
            return [first];
        return function
            .DescendantNodes()
            .OfType<MemberAccessExpressionSyntax>()
            .Where(access =>
                access.SpanStart >= first.SpanStart
                && access is { Name.Identifier.ValueText: "Value", Expression: IdentifierNameSyntax other }
                && other.Identifier.ValueText == name.Identifier.ValueText
                && SymbolEqualityComparer.Default.Equals(model.GetSymbolInfo(other, cancellationToken).Symbol, symbol)
            );
    }

    /// <summary>Returns the expression of the result: the ignored expression, or the one from which <c>Value</c> is read.</summary>
    private static ExpressionSyntax? Result(SyntaxNode node) =>
        node switch
        {
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Value" } access => access.Expression,
            InvocationExpressionSyntax or AwaitExpressionSyntax => (ExpressionSyntax)node,
            _ => null,
        };

    private static InvocationExpressionSyntax Call(ExpressionSyntax result)
    {
        var receiver =
            result is AwaitExpressionSyntax ? SyntaxFactory.ParenthesizedExpression(result.WithoutTrivia()) : result.WithoutTrivia();
        return SyntaxFactory.InvocationExpression(
            SyntaxFactory.MemberAccessExpression(
                SyntaxKind.SimpleMemberAccessExpression,
                receiver,
                SyntaxFactory.IdentifierName("GetValueOrThrow")
            )
        );
    }
}
