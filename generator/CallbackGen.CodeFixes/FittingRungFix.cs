using System.Collections.Immutable;
using System.Composition;
using CallbackGen.Generator.Analyzers;
using CallbackGen.Generator.Analyzers.Semantics;
using CallbackGen.Generator.Diagnostics;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace CallbackGen.CodeFixes;

/// <summary>CBG1013: writes the rung that the feed's signature reaches.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(FittingRungFix))]
[Shared]
public sealed class FittingRungFix : DocumentFix
{
    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [HandlerRules.WrongRung.Id];

    private protected override string Title => "Use what the feed's signature proves";

    private protected override bool CanFix(SyntaxNode node, SemanticModel model, CancellationToken cancellationToken) => Fitting(node, model, cancellationToken) is not null;

    private protected override void Fix(SyntaxNode node, DocumentEditor editor, CancellationToken cancellationToken)
    {
        var written = (GenericNameSyntax)node;
        var fitting = SyntaxFactory.Identifier(Fitting(node, editor.SemanticModel, cancellationToken)!);
        editor.ReplaceNode(written, written.WithIdentifier(fitting.WithTriviaFrom(written.Identifier)));
    }

    private static string? Fitting(SyntaxNode node, SemanticModel model, CancellationToken cancellationToken) =>
        node is GenericNameSyntax written && CallbackSymbols.Of(model.Compilation) is { } symbols
            ? WrongRungAnalyzer.Fitting(written, model, symbols, out _, cancellationToken)
            : null;
}
