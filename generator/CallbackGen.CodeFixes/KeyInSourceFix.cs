using System.Collections.Immutable;
using System.Composition;
using CallbackGen.Generator.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;

namespace CallbackGen.CodeFixes;

/// <summary>
/// CBG1007: reads the key from configuration, and throws where it is missing; or removes the entry that configures the key in the source.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(KeyInSourceFix)), Shared]
public sealed class KeyInSourceFix : HandlerCodeFix
{
    private const string Key = nameof(KeyInSourceFix),
        Failure = nameof(InvalidOperationException),
        Variables = nameof(Environment);

    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["CBG1007"];

    private protected override Edit? Plan(Diagnostic diagnostic, SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        if (!diagnostic.Properties.TryGetValue(KeyInSourceAnalyzer.Path, out var path) || path is null || Expression(node) is not { } text)
            return null;
        if (diagnostic.Properties.ContainsKey(KeyInSourceAnalyzer.IsEntry))
            return Entry(text) is { } entry
                ? new Edit(
                    $"Remove it: {path} comes from user secrets, the environment or a vault",
                    Key,
                    editor => editor.RemoveNode(entry, SyntaxRemoveOptions.KeepDirectives)
                )
                : null;
        if (MustBeConstant(text))
            return null;
        var source = ConfigurationInScope.At(text, model, cancellationToken);
        return new Edit(
            source is null ? $"Read {Variable(path)} from the environment" : $"Read {path} from configuration",
            Key,
            editor => editor.ReplaceNode(text, Qualified(Reading(text, path, source), editor, model))
        )
        {
            Leftover = Constant(text, model, cancellationToken),
        };
    }

    private static ExpressionSyntax? Expression(SyntaxNode node) =>
        node switch
        {
            ArgumentSyntax argument => argument.Expression,
            ExpressionSyntax expression => expression,
            _ => null,
        };

    private static bool MustBeConstant(ExpressionSyntax text) =>
        text.FirstAncestorOrSelf<AttributeSyntax>() is not null
        || text.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>() is { IsConst: true }
        || text.FirstAncestorOrSelf<FieldDeclarationSyntax>() is { } field && field.Modifiers.Any(SyntaxKind.ConstKeyword)
        || text.FirstAncestorOrSelf<ParameterSyntax>() is { Default: { } value } && value.Span.Contains(text.Span);

    /// <summary>
    /// Returns the declaration of the constant that contains the text, when no other code names it: it would keep the key in the source.
    /// </summary>
    private static SyntaxReference? Constant(ExpressionSyntax text, SemanticModel model, CancellationToken cancellationToken) =>
        model.GetSymbolInfo(text, cancellationToken).Symbol
            is (IFieldSymbol or IPropertySymbol or ILocalSymbol { IsConst: true })
                and { } symbol
            ? Declarations.OnlyNamedBy(text, symbol, model.Compilation, cancellationToken)
            : null;

    private static string Variable(string path) => path.Replace(":", "__");

    private static ExpressionSyntax Reading(ExpressionSyntax text, string path, string? source)
    {
        var absent = source is null ? $"The environment variable {Variable(path)} is not set." : $"{path} is not configured.";
        var failure = $"throw new {Failure}(\"{absent}\")";
        // The right operand of ?? is already the fallback for a missing key.
        if (text.Parent is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } coalesce && coalesce.Right == text)
            return SyntaxFactory.ParseExpression($"throw new {Failure}(\"{path} is not configured.\")").WithTriviaFrom(text);
        var reading = source is null
            ? $"{Variables}.GetEnvironmentVariable(\"{Variable(path)}\") ?? {failure}"
            : $"{source}[\"{path}\"] ?? {failure}";
        var isOperand =
            text.Parent
            is ExpressionSyntax
                and not (
                    ParenthesizedExpressionSyntax
                    or AssignmentExpressionSyntax
                    or ConditionalExpressionSyntax
                    or InitializerExpressionSyntax
                    or AnonymousFunctionExpressionSyntax
                );
        return SyntaxFactory.ParseExpression(isOperand ? $"({reading})" : reading).WithTriviaFrom(text);
    }

    /// <summary>Returns the same expression with fully qualified names, which resolve regardless of the file's imports.</summary>
    private static ExpressionSyntax Qualified(ExpressionSyntax reading, SyntaxEditor editor, SemanticModel model) =>
        reading.ReplaceNodes(
            reading.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name => name.Identifier.ValueText is Failure or Variables),
            (name, _) =>
                model.Compilation.GetTypeByMetadataName("System." + name.Identifier.ValueText) is { } type
                    ? TypeName(editor, type).WithTriviaFrom(name)
                    : name
        );

    /// <summary>Returns the statement or element that configures the key, or null where it cannot be removed by itself.</summary>
    private static SyntaxNode? Entry(ExpressionSyntax text)
    {
        foreach (var node in text.AncestorsAndSelf())
        {
            // In { { name, key } } the inner braces are the entry.
            if (
                node is CollectionElementSyntax
                || node is ExpressionSyntax
                    && node.Parent is InitializerExpressionSyntax { RawKind: not (int)SyntaxKind.ComplexElementInitializerExpression }
            )
                return node.Parent?.Parent is ImplicitArrayCreationExpressionSyntax ? null : node;
            if (node is ExpressionStatementSyntax statement)
                return !Configures(statement.Expression, text) ? null
                    : statement.Parent is GlobalStatementSyntax global ? global
                    : statement.Parent is BlockSyntax ? statement
                    : null;
            if (node is StatementSyntax or MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax)
                return null;
        }

        return null;
    }

    /// <summary>
    /// Whether an expression only configures a text: <c>configuration["path"] = text</c>, or a call with the path and the text.
    /// </summary>
    private static bool Configures(ExpressionSyntax expression, ExpressionSyntax text) =>
        expression switch
        {
            AssignmentExpressionSyntax assignment => assignment.Right.Span == text.Span,
            InvocationExpressionSyntax call => call.ArgumentList.Arguments.Any(argument => argument.Expression == text),
            _ => false,
        };
}
