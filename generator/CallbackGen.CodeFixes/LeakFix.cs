using System.Collections.Immutable;
using System.Composition;
using System.Text.RegularExpressions;
using CallbackGen.Generator.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CallbackGen.CodeFixes;

/// <summary>
/// CBG1009: has the log format the payload by <c>ToString()</c>, which omits sensitive members, instead of destructuring it.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(LeakFix)), Shared]
public sealed class LeakFix : HandlerCodeFix
{
    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["CBG1009"];

    private protected override Edit? Plan(Diagnostic diagnostic, SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        if (
            !diagnostic.Properties.TryGetValue(LeakAnalyzer.Hole, out var hole)
            || node.FirstAncestorOrSelf<ArgumentSyntax>()?.Parent is not ArgumentListSyntax arguments
        )
            return null;
        var template = arguments
            .Arguments.Select(argument => argument.Expression)
            .OfType<LiteralExpressionSyntax>()
            .FirstOrDefault(literal => literal.IsKind(SyntaxKind.StringLiteralExpression) && HoleOf(hole!).IsMatch(literal.Token.Text));
        if (template is null)
            return null;
        // Several holes of one template are fixed one after another, each in the text that the fix before produced.
        return new Edit(
            "Log it as text, without sensitive members",
            "LogText",
            editor =>
                editor.ReplaceNode(
                    template,
                    (current, _) =>
                        current.CopyAnnotationsTo(
                            SyntaxFactory.ParseExpression(HoleOf(hole!).Replace(current.ToString(), "{" + hole)).WithTriviaFrom(current)
                        )
                )
        );
    }

    /// <summary>Returns an expression that matches the hole of exactly this name, and no longer name.</summary>
    private static Regex HoleOf(string name) => new(@"\{@" + Regex.Escape(name) + "(?=[},:])", RegexOptions.CultureInvariant);
}
