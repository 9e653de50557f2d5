using System.Collections.Immutable;
using CallbackGen.Generator.Analyzers.Semantics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Diagnostics;

namespace CallbackGen.Generator.Analyzers;

/// <summary>
/// Suppresses two common analyzers' warnings about handler classes, which a host creates and calls. CA1812 reports a class that only the
/// container instantiates as never instantiated. CA1062 requires a null check of a message that verification created.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class HandlerSuppressor : DiagnosticSuppressor
{
    private static readonly SuppressionDescriptor NeverInstantiated = new(
        "CBGS001",
        "CA1812",
        "The container instantiates a handler of callbacks"
    );

    private static readonly SuppressionDescriptor NotValidated = new(
        "CBGS002",
        "CA1062",
        "A handler is called with a message that verification made, never with null"
    );

    /// <inheritdoc />
    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions { get; } = [NeverInstantiated, NotValidated];

    /// <inheritdoc />
    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        if (CallbackSymbols.Of(context.Compilation) is not { } symbols)
            return;
        foreach (var diagnostic in context.ReportedDiagnostics)
        {
            if (diagnostic.Location.SourceTree is not { } tree)
                continue;
            var node = tree.GetRoot(context.CancellationToken).FindNode(diagnostic.Location.SourceSpan, getInnermostNodeForTie: true);
            var model = context.GetSemanticModel(tree);
            if (
                diagnostic.Id == NeverInstantiated.SuppressedDiagnosticId
                && IsHandlerClass(node, model, symbols, context.CancellationToken)
            )
                context.ReportSuppression(Suppression.Create(NeverInstantiated, diagnostic));
            else if (
                diagnostic.Id == NotValidated.SuppressedDiagnosticId
                && IsMessageOfHandler(node, model, symbols, context.CancellationToken)
            )
                context.ReportSuppression(Suppression.Create(NotValidated, diagnostic));
        }
    }

    private static bool IsHandlerClass(
        SyntaxNode node,
        SemanticModel model,
        CallbackSymbols symbols,
        CancellationToken cancellationToken
    ) =>
        node.FirstAncestorOrSelf<TypeDeclarationSyntax>() is { } declaration
        && model.GetDeclaredSymbol(declaration, cancellationToken) is INamedTypeSymbol type
        && type.AllInterfaces.Any(symbols.IsHandler);

    private static bool IsMessageOfHandler(
        SyntaxNode node,
        SemanticModel model,
        CallbackSymbols symbols,
        CancellationToken cancellationToken
    ) =>
        node is ExpressionSyntax
        && model.GetSymbolInfo(node, cancellationToken).Symbol is IParameterSymbol { ContainingSymbol: IMethodSymbol method } parameter
        && symbols.PayloadInside(parameter.Type) is not null
        && (EndpointMethods.IsAction(method) || method.ContainingType.AllInterfaces.Any(symbols.IsHandler));
}
