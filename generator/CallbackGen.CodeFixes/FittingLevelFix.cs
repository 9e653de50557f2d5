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

/// <summary>CBG1013: writes the message type of the trust level that the feed's signature reaches.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(FittingLevelFix))]
[Shared]
public sealed class FittingLevelFix : HandlerCodeFix
{
    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [HandlerRules.WrongLevel.Id];

    private protected override Edit? Plan(Diagnostic diagnostic, SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        if (
            node is not GenericNameSyntax written
            || CallbackSymbols.Of(model.Compilation) is not { } symbols
            || WrongLevelAnalyzer.Fitting(written, model, symbols, out _, cancellationToken) is not { } fitting
        )
            return null;
        return new Edit(
            "Use the type that the feed's signature proves",
            nameof(FittingLevelFix),
            editor =>
                editor.ReplaceNode(written, written.WithIdentifier(SyntaxFactory.Identifier(fitting).WithTriviaFrom(written.Identifier)))
        );
    }
}
