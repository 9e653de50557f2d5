using System.Collections.Immutable;
using System.Composition;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Formatting;

namespace CallbackGen.CodeFixes;

/// <summary>
/// CBG1010, CBG1020 to CBG1022: rethrows a caught exception, awaits a task that was started or blocked on, and returns the task of a
/// function that no caller could await.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(LostCallbackFix)), Shared]
public sealed class LostCallbackFix : HandlerCodeFix
{
    private const string Key = nameof(LostCallbackFix);

    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds { get; } =
    [HandlerRules.ForgottenWork.Id, HandlerRules.SwallowedFailure.Id, HandlerRules.AsyncVoid.Id, HandlerRules.BlockedThread.Id];

    private protected override Edit? Plan(Diagnostic diagnostic, SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        if (diagnostic.Id == HandlerRules.SwallowedFailure.Id)
            return node.FirstAncestorOrSelf<CatchClauseSyntax>() is { } clause
                ? new Edit("Throw again, so that the provider repeats the callback", Key, editor => Rethrow(editor, clause))
                : null;
        if (node is PredefinedTypeSyntax { Keyword.RawKind: (int)SyntaxKind.VoidKeyword } nothing)
            return ReturnTask(nothing, model, cancellationToken);
        var (replaced, task) = Started(node, diagnostic.Id, model);
        if (replaced is null || task is null || Function(replaced) is not { } function || !CanAwait(function, model))
            return null;
        return new Edit(
            "Await it",
            Key,
            editor =>
            {
                var awaiting = SyntaxFactory.AwaitExpression(
                    SyntaxFactory.Token(SyntaxKind.AwaitKeyword).WithTrailingTrivia(SyntaxFactory.Space),
                    task.WithoutTrivia()
                );
                ExpressionSyntax expression = replaced.Parent
                    is MemberAccessExpressionSyntax
                        or ElementAccessExpressionSyntax
                        or ConditionalAccessExpressionSyntax
                    ? SyntaxFactory.ParenthesizedExpression(awaiting)
                    : awaiting;
                editor.ReplaceNode(replaced, expression.WithTriviaFrom(replaced));
                if (function is AnonymousFunctionExpressionSyntax { AsyncKeyword.RawKind: 0 })
                    editor.ReplaceNode(function, (current, _) => Awaiting.Async((AnonymousFunctionExpressionSyntax)current));
            }
        );
    }

    /// <summary>
    /// Returns a task where only the host calls the function. Code that calls an <c>async void</c> function through its
    /// delegate type would no longer compile.
    /// </summary>
    private static Edit? ReturnTask(PredefinedTypeSyntax nothing, SemanticModel model, CancellationToken cancellationToken)
    {
        if (
            nothing.Parent is not (MethodDeclarationSyntax or LocalFunctionStatementSyntax)
            || model.Compilation.GetTypeByMetadataName("System.Threading.Tasks.Task") is not { } task
            || model.GetDeclaredSymbol(nothing.Parent, cancellationToken) is not IMethodSymbol { IsOverride: false } method
            || method.MethodKind == MethodKind.Ordinary && HandlerFunctions.Implements(method, _ => true)
            || !Declarations.IsCalledByHost(method, model.Compilation, cancellationToken)
        )
            return null;
        return new Edit("Return a task", Key, editor => editor.ReplaceNode(nothing, TypeName(editor, task).WithTriviaFrom(nothing)));
    }

    private static void Rethrow(SyntaxEditor editor, CatchClauseSyntax clause) =>
        editor.ReplaceNode(
            clause.Block,
            (current, _) =>
            {
                var block = (BlockSyntax)current;
                var rethrow = SyntaxFactory.ThrowStatement().WithAdditionalAnnotations(Formatter.Annotation);
                var statements = block.Statements.LastOrDefault()
                    is ReturnStatementSyntax
                        or ContinueStatementSyntax
                        or BreakStatementSyntax
                    ? block.Statements.Replace(block.Statements.Last(), rethrow.WithTriviaFrom(block.Statements.Last()))
                    : block.Statements.Add(rethrow);
                return block.WithStatements(statements).WithAdditionalAnnotations(Formatter.Annotation);
            }
        );

    /// <summary>Returns the expression to replace, and the task in it to await.</summary>
    private static (ExpressionSyntax? Replaced, ExpressionSyntax? Task) Started(SyntaxNode node, string id, SemanticModel model)
    {
        if (id == HandlerRules.BlockedThread.Id)
            return node is ExpressionSyntax blocking ? (blocking, Blocked(blocking)) : default;
        if (node.FirstAncestorOrSelf<ExpressionStatementSyntax>() is not { } statement)
            return default;
        var task = statement.Expression is AssignmentExpressionSyntax discard ? discard.Right : statement.Expression;
        return
            model.GetTypeInfo(task).Type is { Name: "Task" or "ValueTask" }
            && task is not (ConditionalAccessExpressionSyntax or AwaitExpressionSyntax)
            ? (statement.Expression, task)
            : default;
    }

    private static ExpressionSyntax? Blocked(ExpressionSyntax blocking) =>
        blocking switch
        {
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Result" } result => result.Expression,
            InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Wait" } wait,
                ArgumentList.Arguments.Count: 0
            } => wait.Expression,
            InvocationExpressionSyntax
            {
                Expression: MemberAccessExpressionSyntax
                {
                    Name.Identifier.ValueText: "GetResult",
                    Expression: InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax awaiter }
                }
            } => awaiter.Expression,
            _ => null,
        };

    private static SyntaxNode? Function(SyntaxNode node) =>
        node.Ancestors()
            .FirstOrDefault(ancestor =>
                ancestor
                    is AnonymousFunctionExpressionSyntax
                        or LocalFunctionStatementSyntax
                        or BaseMethodDeclarationSyntax
                        or GlobalStatementSyntax
            );

    /// <summary>Whether a function is async, or is a lambda that may become async because a route accepts any delegate.</summary>
    private static bool CanAwait(SyntaxNode function, SemanticModel model) =>
        function switch
        {
            AnonymousFunctionExpressionSyntax { AsyncKeyword.RawKind: not 0 } => true,
            AnonymousFunctionExpressionSyntax lambda => model.GetTypeInfo(lambda).ConvertedType?.SpecialType == SpecialType.System_Delegate
                && model.GetSymbolInfo(lambda).Symbol is IMethodSymbol { ReturnType.Name: not ("Task" or "ValueTask") },
            LocalFunctionStatementSyntax local => local.Modifiers.Any(SyntaxKind.AsyncKeyword),
            BaseMethodDeclarationSyntax method => method.Modifiers.Any(SyntaxKind.AsyncKeyword),
            _ => true,
        };
}
