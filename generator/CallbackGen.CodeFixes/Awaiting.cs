using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CallbackGen.CodeFixes;

/// <summary>Makes functions asynchronous, and makes them synchronous again when they await no task any more.</summary>
internal static class Awaiting
{
    /// <summary>
    /// Returns the function without <c>async</c>, and without the task in its return type, when it contains no <c>await</c>.
    /// </summary>
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

    /// <summary>Returns the lambda with <c>async</c>.</summary>
    public static AnonymousFunctionExpressionSyntax Async(AnonymousFunctionExpressionSyntax lambda) =>
        lambda.AsyncKeyword.RawKind != 0
            ? lambda
            : lambda
                .WithoutLeadingTrivia()
                .WithAsyncKeyword(SyntaxFactory.Token(SyntaxKind.AsyncKeyword).WithTrailingTrivia(SyntaxFactory.Space))
                .WithLeadingTrivia(lambda.GetLeadingTrivia());

    private static SyntaxTokenList Without(SyntaxTokenList modifiers) =>
        SyntaxFactory.TokenList(modifiers.Where(modifier => !modifier.IsKind(SyntaxKind.AsyncKeyword)));

    /// <summary>
    /// Returns the type of a task's result: <c>T</c> for <c>Task&lt;T&gt;</c>, <c>void</c> for <c>Task</c>; null for any other type.
    /// </summary>
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
