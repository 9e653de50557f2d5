using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Determines whether a project verifies one feed's callbacks with the keys of several accounts.</summary>
internal sealed class KeySets(Compilation compilation)
{
    private const string Method = "WithKeySet",
        Attribute = "CallbackKeySet";

    private static readonly Mentions Named = new(Method, Attribute);

    private List<(ExpressionSyntax Set, HashSet<string> Names)>? _named;

    /// <summary>Whether a feed has two named key sets, or one whose name is computed at run time.</summary>
    /// <param name="payload">The feed's payload type, by whose name the program maps the feed.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    public bool AreSeveral(INamedTypeSymbol payload, CancellationToken cancellationToken)
    {
        var sets = Of(payload, cancellationToken).ToList();
        return sets.Exists(set => set is not LiteralExpressionSyntax)
            || sets.Select(set => ((LiteralExpressionSyntax)set).Token.ValueText).Distinct(StringComparer.Ordinal).Count() > 1;
    }

    /// <summary>
    /// Whether an identifier appears in the expression of a feed's key set. Code that reads such an identifier depends on the key set.
    /// </summary>
    public bool Name(string name, INamedTypeSymbol payload, CancellationToken cancellationToken) =>
        Of(payload, cancellationToken).Any(set => NamesIn(set).Contains(name));

    private IEnumerable<ExpressionSyntax> Of(INamedTypeSymbol payload, CancellationToken cancellationToken) =>
        (_named ??= Find(cancellationToken)).Where(named => named.Names.Contains(payload.Name)).Select(named => named.Set);

    private List<(ExpressionSyntax Set, HashSet<string> Names)> Find(CancellationToken cancellationToken)
    {
        var found = new List<(ExpressionSyntax, HashSet<string>)>();
        foreach (
            var node in compilation
                .SyntaxTrees.Where(tree => !MethodBodies.IsMade(tree) && Named.AreIn(tree))
                .SelectMany(tree => tree.GetRoot(cancellationToken).DescendantNodes())
        )
        {
            switch (node)
            {
                case InvocationExpressionSyntax
                {
                    Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: Method },
                    ArgumentList.Arguments: [var argument]
                } call:
                    found.Add((argument.Expression, [.. Mappings(Chain(call)).SelectMany(NamesIn)]));
                    break;
                case AttributeSyntax { Name: var attribute, ArgumentList.Arguments: [var argument] }
                    when attribute.ToString().Split('.').Last() is Attribute or Attribute + "Attribute":
                    found.Add((argument.Expression, NamesIn(attribute.FirstAncestorOrSelf<MemberDeclarationSyntax>()!)));
                    break;
            }
        }

        return found;
    }

    /// <summary>Returns the outermost call of the call chain that contains a call.</summary>
    private static ExpressionSyntax Chain(ExpressionSyntax call)
    {
        while (call.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax outer } access && access.Expression == call)
            call = outer;
        return call;
    }

    /// <summary>
    /// Returns the code that maps the feeds of a key set: the call chain; or, for a chain that starts with a local or initializes one, the
    /// local's initializer and the calls on it; or the whole member around it.
    /// </summary>
    private static List<SyntaxNode> Mappings(ExpressionSyntax chain)
    {
        if (Maps(chain))
            return [chain];
        if (
            chain
                .Ancestors()
                .FirstOrDefault(ancestor => ancestor is MemberDeclarationSyntax and not GlobalStatementSyntax or CompilationUnitSyntax)
            is not { } around
        )
            return [];
        var local = chain.Parent is EqualsValueClauseSyntax { Parent: VariableDeclaratorSyntax made }
            ? made.Identifier.ValueText
            : Root(chain);
        var mapped = around
            .DescendantNodes()
            .Where(node =>
                node switch
                {
                    VariableDeclaratorSyntax { Initializer.Value: var value } declarator => declarator.Identifier.ValueText == local
                        && Maps(value),
                    InvocationExpressionSyntax call => Root(call) == local && Maps(call),
                    _ => false,
                }
            )
            .ToList();
        return mapped.Count > 0 ? mapped : [around];
    }

    /// <summary>Returns the name with which a call chain starts, or null.</summary>
    private static string? Root(ExpressionSyntax chain) =>
        chain switch
        {
            InvocationExpressionSyntax call => Root(call.Expression),
            MemberAccessExpressionSyntax access => Root(access.Expression),
            IdentifierNameSyntax name => name.Identifier.ValueText,
            _ => null,
        };

    /// <summary>Whether a call chain maps an endpoint itself.</summary>
    private static bool Maps(ExpressionSyntax chain) =>
        chain switch
        {
            InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: var name } access } => name
                == "Feed"
                || name.StartsWith("Map", StringComparison.Ordinal) && name != "MapGroup"
                || Maps(access.Expression),
            _ => false,
        };

    private static HashSet<string> NamesIn(SyntaxNode node) =>
        [.. node.DescendantTokens().Where(token => token.IsKind(SyntaxKind.IdentifierToken)).Select(token => token.ValueText)];
}
