using System.Collections.Immutable;
using System.Composition;
using CallbackGen.Generator.Analyzers.Semantics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace CallbackGen.CodeFixes;

/// <summary>CBG1008: compares with <c>CryptographicOperations.FixedTimeEquals</c>, texts by their UTF-8 bytes.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(SignatureComparisonFix)), Shared]
public sealed class SignatureComparisonFix : HandlerCodeFix
{
    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["CBG1008"];

    private protected override Edit? Plan(Diagnostic diagnostic, SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        if (
            model.GetOperation(node, cancellationToken) is not { } operation
            || Comparison.Of(operation) is not { Answer.Syntax: ExpressionSyntax answer } comparison
            || model.Compilation.GetTypeByMetadataName("System.Security.Cryptography.CryptographicOperations") is not { } operations
            || model.Compilation.GetTypeByMetadataName("System.Text.Encoding") is not { } encoding
        )
            return null;
        var left = KindOf(comparison.Left, model);
        var right = KindOf(comparison.Right, model);
        if (left == Kind.Other || right == Kind.Other)
            return null;
        return new Edit(
            "Compare in constant time",
            "FixedTimeEquals",
            editor =>
            {
                var generator = editor.Generator;
                var fixedTime = generator.InvocationExpression(
                    generator.MemberAccessExpression(TypeName(editor, operations), "FixedTimeEquals"),
                    Bytes(comparison.Left, left),
                    Bytes(comparison.Right, right)
                );
                var replacement = comparison.Negated ? generator.LogicalNotExpression(fixedTime) : fixedTime;
                editor.ReplaceNode(answer, replacement.WithTriviaFrom(answer).WithAdditionalAnnotations(Formatter.Annotation));

                SyntaxNode Bytes(IOperation side, Kind kind)
                {
                    var expression = ((ExpressionSyntax)side.Syntax).WithoutTrivia();
                    if (kind == Kind.Bytes)
                        return expression;
                    if (kind == Kind.Memory)
                        return generator.MemberAccessExpression(expression, "Span");
                    var text =
                        kind == Kind.Values ? Call(expression, "ToString")
                        : kind == Kind.MissingText ? Or(expression)
                        : expression;
                    if (comparison.IgnoresCase)
                        text = Call(text, "ToLowerInvariant");
                    var utf8 = generator.MemberAccessExpression(TypeName(editor, encoding), "UTF8");
                    return generator.InvocationExpression(generator.MemberAccessExpression(utf8, "GetBytes"), text);
                }
            }
        );
    }

    private enum Kind
    {
        Other,
        Text,

        /// <summary>Text that may be null and then has no bytes.</summary>
        MissingText,
        Values,
        Bytes,
        Memory,
    }

    private static Kind KindOf(IOperation side, SemanticModel model)
    {
        if (side.Syntax is not ExpressionSyntax expression)
            return Kind.Other;
        var info = model.GetTypeInfo(expression);
        return info.Type switch
        {
            { SpecialType: SpecialType.System_String } => info.Nullability.FlowState == NullableFlowState.NotNull
                ? Kind.Text
                : Kind.MissingText,
            { Name: "StringValues" } => Kind.Values,
            IArrayTypeSymbol { ElementType.SpecialType: SpecialType.System_Byte } => Kind.Bytes,
            INamedTypeSymbol { Name: "Span" or "ReadOnlySpan", TypeArguments: [{ SpecialType: SpecialType.System_Byte }] } => Kind.Bytes,
            INamedTypeSymbol { Name: "Memory" or "ReadOnlyMemory", TypeArguments: [{ SpecialType: SpecialType.System_Byte }] } =>
                Kind.Memory,
            _ => Kind.Other,
        };
    }

    private static ExpressionSyntax Or(ExpressionSyntax expression) =>
        SyntaxFactory.ParseExpression(
            (
                expression is BinaryExpressionSyntax or ConditionalExpressionSyntax or AssignmentExpressionSyntax
                    ? $"({expression})"
                    : $"{expression}"
            ) + " ?? \"\""
        );

    private static ExpressionSyntax Call(ExpressionSyntax expression, string method) =>
        SyntaxFactory.ParseExpression(
            (
                expression
                    is BinaryExpressionSyntax
                        or ConditionalExpressionSyntax
                        or CastExpressionSyntax
                        or InterpolatedStringExpressionSyntax
                    ? $"({expression})"
                    : $"{expression}"
            ) + $".{method}()"
        );
}
