using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CallbackGen.CodeFixes;

/// <summary>Makes functions asynchronous, and synchronous again where they await nothing any more.</summary>
internal static class Awaiting
{
    /// <summary>The function without <c>async</c>, and without the task that it returned, when nothing in it is awaited.</summary>
    public static SyntaxNode Dropped(SyntaxNode function)
    {
        if (
            function
                .DescendantTokens(node =>
                    node == function || node is not (AnonymousFunctionExpressionSyntax or LocalFunctionStatementSyntax)
                )
                .Any(token => token.IsKind(SyntaxKind.AwaitKeyword))
        )
            return function;
        return function switch
        {
            ParenthesizedLambdaExpressionSyntax { AsyncKeyword.RawKind: not 0 } lambda
                when Result(lambda.ReturnType) is var result && (result is not null || lambda.ReturnType is null) => lambda
                .WithModifiers(Without(lambda.Modifiers))
                .WithReturnType(result)
                .WithLeadingTrivia(lambda.GetLeadingTrivia()),
            MethodDeclarationSyntax method when method.Modifiers.Any(SyntaxKind.AsyncKeyword) && Result(method.ReturnType) is { } result =>
                method.WithModifiers(Without(method.Modifiers)).WithReturnType(result).WithLeadingTrivia(method.GetLeadingTrivia()),
            _ => function,
        };
    }

    /// <summary>The lambda with <c>async</c>.</summary>
    public static AnonymousFunctionExpressionSyntax Async(AnonymousFunctionExpressionSyntax lambda) =>
        lambda.AsyncKeyword.RawKind != 0
            ? lambda
            : lambda
                .WithoutLeadingTrivia()
                .WithAsyncKeyword(SyntaxFactory.Token(SyntaxKind.AsyncKeyword).WithTrailingTrivia(SyntaxFactory.Space))
                .WithLeadingTrivia(lambda.GetLeadingTrivia());

    private static SyntaxTokenList Without(SyntaxTokenList modifiers) =>
        SyntaxFactory.TokenList(modifiers.Where(modifier => !modifier.IsKind(SyntaxKind.AsyncKeyword)));

    /// <summary>What a task brings: of <c>Task&lt;T&gt;</c> the <c>T</c>, of <c>Task</c> nothing; null for any other type.</summary>
    private static TypeSyntax? Result(TypeSyntax? type) =>
        (type is QualifiedNameSyntax qualified ? qualified.Right : type) switch
        {
            GenericNameSyntax { Identifier.ValueText: "Task" or "ValueTask", TypeArgumentList.Arguments: [var result] } =>
                result.WithTriviaFrom(type!),
            IdentifierNameSyntax { Identifier.ValueText: "Task" or "ValueTask" } => SyntaxFactory
                .PredefinedType(SyntaxFactory.Token(SyntaxKind.VoidKeyword))
                .WithTriviaFrom(type!),
            _ => null,
        };
}
