using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// Finds verification that depends on the build configuration, such as <c>#if DEBUG</c>. Excluded code has no syntax nodes, so the search
/// compares the text of all branches.
/// </summary>
internal static class BuildSwitches
{
    private static readonly string[] Symbols = ["DEBUG", "RELEASE", "TEST", "DEV", "LOCAL", "SANDBOX", "SKIP", "DEMO", "STAGING"];

    private static readonly string[] Checks =
    [
        "FixedTimeEquals(",
        ".Verify(",
        "VerifyAsync(",
        "VerifySignature",
        "IsGenuine(",
        "ValidateSignature",
        "IsValidSignature",
    ];

    private static readonly string[] Passes = ["return true", "Task.FromResult(true)", "Deserialize<", "ReadFromJsonAsync<", "ReadJson<"];

    /// <summary>Returns the directives in a file with which a verifying function accepts callbacks unverified in some builds.</summary>
    public static IEnumerable<IfDirectiveTriviaSyntax> In(SyntaxNode root)
    {
        if (!root.ContainsDirectives)
            yield break;
        var text = root.SyntaxTree.GetText();
        for (var next = ((CSharpSyntaxNode)root).GetFirstDirective(IsIf); next is not null; next = next.GetNextDirective(IsIf))
        {
            if (
                next is IfDirectiveTriviaSyntax directive
                && Symbols.Any(symbol => directive.Condition.ToString().IndexOf(symbol, StringComparison.OrdinalIgnoreCase) >= 0)
                && FunctionAround(root, directive) is { } function
                && Skips(directive, function, text)
            )
                yield return directive;
        }
    }

    private static bool IsIf(DirectiveTriviaSyntax directive) => directive.IsKind(SyntaxKind.IfDirectiveTrivia);

    private static SyntaxNode? FunctionAround(SyntaxNode root, IfDirectiveTriviaSyntax directive) =>
        root.FindToken(directive.SpanStart)
            .Parent?.AncestorsAndSelf()
            .FirstOrDefault(node =>
                node is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AnonymousFunctionExpressionSyntax
                && node.Span.Contains(directive.Span)
            );

    /// <summary>Whether one branch accepts, and another branch or the rest of the function verifies.</summary>
    private static bool Skips(IfDirectiveTriviaSyntax directive, SyntaxNode function, SourceText text)
    {
        var marks = directive.GetRelatedDirectives();
        var parts = marks
            .Zip(marks.Skip(1), (begin, end) => Stripped(text.ToString(TextSpan.FromBounds(begin.Span.End, end.SpanStart))))
            .ToList();
        var outside = Stripped(
            text.ToString(TextSpan.FromBounds(function.SpanStart, marks[0].SpanStart))
                + text.ToString(TextSpan.FromBounds(marks[marks.Count - 1].Span.End, function.Span.End))
        );
        var hasCheck = parts.Exists(part => Has(part, Checks));
        // A check that only some builds include, before work that all builds do.
        if (hasCheck && parts.Count == 1 && !Has(outside, Checks))
            return true;
        return parts.Exists(part => !Has(part, Checks) && Has(part, Passes)) && (hasCheck || Has(outside, Checks));
    }

    private static string Stripped(string code) =>
        string.Join("\n", code.Split('\n').Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal)));

    private static bool Has(string code, string[] words) => words.Any(word => code.IndexOf(word, StringComparison.Ordinal) >= 0);
}
