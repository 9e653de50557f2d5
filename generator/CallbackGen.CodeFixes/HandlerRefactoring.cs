using System.Composition;
using CallbackGen.Generator.Analyzers.Semantics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeRefactorings;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Formatting;

namespace CallbackGen.CodeFixes;

/// <summary>
/// On <c>app.MapCallback&lt;T&gt;("/…")</c> without a handler: writes a handler with a case for each status that the schema lists, as a
/// lambda in the call or as a class.
/// </summary>
[ExportCodeRefactoringProvider(LanguageNames.CSharp, Name = nameof(HandlerRefactoring))]
[Shared]
public sealed class HandlerRefactoring : CodeRefactoringProvider
{
    /// <inheritdoc />
    public override async Task ComputeRefactoringsAsync(CodeRefactoringContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        var model = await context.Document.GetSemanticModelAsync(context.CancellationToken).ConfigureAwait(false);
        if (
            root?.FindNode(context.Span).FirstAncestorOrSelf<InvocationExpressionSyntax>() is not { ArgumentList.Arguments.Count: 1 } call
            || model is null
            || CallbackSymbols.Of(model.Compilation) is not { } symbols
            || model.GetSymbolInfo(call, context.CancellationToken).Symbol
                is not IMethodSymbol { TypeArguments: [INamedTypeSymbol payload] } method
            || !CallbackSymbols.IsMapCallback(method)
            || symbols.ReachedBy(payload) is not { } level
        )
            return;
        var skeleton = new HandlerSkeleton(payload, level, symbols);
        context.RegisterRefactoring(
            CodeAction.Create(
                "Handle the callback here",
                _ => Task.FromResult(WithLambda(context.Document, root, call, skeleton)),
                "Lambda"
            )
        );
        if (model.Compilation.GetTypeByMetadataName(skeleton.ClassName) is null)
            context.RegisterRefactoring(
                CodeAction.Create("Add a handler class", _ => Task.FromResult(WithClass(context.Document, root, skeleton)), "Class")
            );
    }

    private static Document WithLambda(Document document, SyntaxNode root, InvocationExpressionSyntax call, HandlerSkeleton skeleton)
    {
        var lambda = SyntaxFactory.ParseExpression(skeleton.Lambda).WithAdditionalAnnotations(Formatter.Annotation);
        return document.WithSyntaxRoot(
            root.ReplaceNode(
                call,
                call.AddArgumentListArguments(SyntaxFactory.Argument(lambda)).WithAdditionalAnnotations(Formatter.Annotation)
            )
        );
    }

    private static Document WithClass(Document document, SyntaxNode root, HandlerSkeleton skeleton)
    {
        var handler = SyntaxFactory
            .ParseMemberDeclaration(skeleton.Class)!
            .WithLeadingTrivia(SyntaxFactory.LineFeed)
            .WithAdditionalAnnotations(Formatter.Annotation);
        var unit = (CompilationUnitSyntax)root;
        return document.WithSyntaxRoot(
            unit.Members is [.., BaseNamespaceDeclarationSyntax space]
                ? unit.ReplaceNode(space, space.AddMembers(handler))
                : unit.AddMembers(handler)
        );
    }
}
