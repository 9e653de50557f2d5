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
/// CBG1007: reads the key from configuration, and fails plainly where it is absent; or removes the entry that puts the key
/// into configuration from the source.
/// </summary>
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(KeyInSourceFix)), Shared]
public sealed class KeyInSourceFix : HandlerCodeFix
{
    private const string Failure = nameof(InvalidOperationException), Variables = nameof(Environment);

    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = ["CBG1007"];

    private protected override Edit? Plan(Diagnostic diagnostic, SyntaxNode node, SemanticModel model, CancellationToken cancellationToken)
    {
        if (!diagnostic.Properties.TryGetValue(KeyInSourceAnalyzer.Path, out var path) || path is null || Expression(node) is not { } text)
            return null;
        if (diagnostic.Properties.ContainsKey(KeyInSourceAnalyzer.IsEntry))
            return Entry(text) is { } entry ? new Edit($"Remove it: {path} comes from user secrets, the environment or a vault", "Remove", editor => editor.RemoveNode(entry, SyntaxRemoveOptions.KeepDirectives)) : null;
        return MustBeConstant(text) ? null : new Edit($"Read {path} from configuration", "Read", editor => editor.ReplaceNode(text, Qualified(Reading(text, path, model), editor, model)));
    }

    private static ExpressionSyntax? Expression(SyntaxNode node) => node switch
    {
        ArgumentSyntax argument => argument.Expression,
        ExpressionSyntax expression => expression,
        _ => null,
    };

    private static bool MustBeConstant(ExpressionSyntax text) =>
        text.FirstAncestorOrSelf<AttributeSyntax>() is not null
        || text.FirstAncestorOrSelf<LocalDeclarationStatementSyntax>() is { IsConst: true }
        || text.FirstAncestorOrSelf<ParameterSyntax>() is { Default: { } value } && value.Span.Contains(text.Span);

    private static ExpressionSyntax Reading(ExpressionSyntax text, string path, SemanticModel model)
    {
        var failure = $"throw new {Failure}(\"{path} is not configured.\")";
        // What stands behind ?? is the answer to a key that is absent already.
        var reading = text.Parent is BinaryExpressionSyntax { RawKind: (int)SyntaxKind.CoalesceExpression } coalesce && coalesce.Right == text
            ? failure
            : Source(text.SpanStart, model) is { } configuration
                ? $"{configuration}[\"{path}\"] ?? {failure}"
                : $"{Variables}.GetEnvironmentVariable(\"{path.Replace(":", "__")}\") ?? {failure}";
        var expression = SyntaxFactory.ParseExpression(text.Parent is BinaryExpressionSyntax or MemberAccessExpressionSyntax && reading != failure ? $"({reading})" : reading);
        return expression.WithTriviaFrom(text);
    }

    /// <summary>The same expression with names that are found whatever the file imports.</summary>
    private static ExpressionSyntax Qualified(ExpressionSyntax reading, SyntaxEditor editor, SemanticModel model) => reading.ReplaceNodes(
        reading.DescendantNodes().OfType<IdentifierNameSyntax>().Where(name => name.Identifier.ValueText is Failure or Variables),
        (name, _) => model.Compilation.GetTypeByMetadataName("System." + name.Identifier.ValueText) is { } type ? TypeName(editor, type).WithTriviaFrom(name) : name);

    /// <summary>What stands in scope and is configuration, or has it: <c>builder</c>, <c>app</c>.</summary>
    private static string? Source(int position, SemanticModel model)
    {
        var isStatic = model.GetEnclosingSymbol(position) is { IsStatic: true };
        var candidates = model.LookupSymbols(position)
            .Where(symbol => symbol is IParameterSymbol or ILocalSymbol || symbol is IFieldSymbol or IPropertySymbol && !symbol.IsImplicitlyDeclared && (symbol.IsStatic || !isStatic))
            .Where(symbol => symbol is not ILocalSymbol || symbol.Locations[0].SourceSpan.End < position)
            .Select(symbol => (symbol.Name, Type: TypeOf(symbol)))
            .Where(candidate => candidate.Type is not null)
            .OrderBy(candidate => candidate.Name, StringComparer.Ordinal)
            .ToList();
        return candidates.Where(candidate => IsConfiguration(candidate.Type!)).Select(candidate => candidate.Name).FirstOrDefault()
            ?? candidates.Where(candidate => Configuration(candidate.Type!) is { } type && IsConfiguration(type)).Select(candidate => candidate.Name + ".Configuration").FirstOrDefault();
    }

    private static ITypeSymbol? TypeOf(ISymbol symbol) => symbol switch
    {
        ILocalSymbol local => local.Type,
        IParameterSymbol parameter => parameter.Type,
        IFieldSymbol field => field.Type,
        IPropertySymbol { IsIndexer: false } property => property.Type,
        _ => null,
    };

    private static ITypeSymbol? Configuration(ITypeSymbol type) =>
        type.GetMembers("Configuration").Concat(type.AllInterfaces.SelectMany(contract => contract.GetMembers("Configuration")))
            .OfType<IPropertySymbol>().FirstOrDefault(property => property.DeclaredAccessibility == Accessibility.Public)?.Type;

    private static bool IsConfiguration(ITypeSymbol type) => IsContract(type) || type.AllInterfaces.Any(IsContract);

    private static bool IsContract(ITypeSymbol type) => type.Name == "IConfiguration" && type.ContainingNamespace.ToDisplayString() == "Microsoft.Extensions.Configuration";

    /// <summary>The statement or the element that configures the key, or null where it cannot be taken out by itself.</summary>
    private static SyntaxNode? Entry(ExpressionSyntax text)
    {
        foreach (var node in text.AncestorsAndSelf())
        {
            // Of { { name, key } } the inner braces are the entry.
            if (node is CollectionElementSyntax || node is ExpressionSyntax && node.Parent is InitializerExpressionSyntax { RawKind: not (int)SyntaxKind.ComplexElementInitializerExpression })
                return node;
            if (node is ExpressionStatementSyntax statement)
                return statement.Parent is GlobalStatementSyntax global ? global : statement.Parent is BlockSyntax ? statement : null;
            if (node is StatementSyntax or MemberDeclarationSyntax or AnonymousFunctionExpressionSyntax)
                return null;
        }

        return null;
    }
}
