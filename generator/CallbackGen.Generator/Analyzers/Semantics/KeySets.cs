using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Tells whether a project verifies one feed's callbacks with the keys of several accounts.</summary>
internal sealed class KeySets(Compilation compilation)
{
    private const string Method = "WithKeySet",
        Attribute = "CallbackKeySet";

    private static readonly Mentions Named = new(Method, Attribute);

    private List<(ExpressionSyntax Set, HashSet<string> Names)>? _named;

    /// <summary>Whether two key sets are named for a feed, or one by what a program finds at run time.</summary>
    /// <param name="payload">The feed's payload, by whose name it is mapped.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    public bool AreSeveral(INamedTypeSymbol payload, CancellationToken cancellationToken)
    {
        var sets = Of(payload, cancellationToken).ToList();
        return sets.Exists(set => set is not LiteralExpressionSyntax)
            || sets.Select(set => ((LiteralExpressionSyntax)set).Token.ValueText).Distinct(StringComparer.Ordinal).Count() > 1;
    }

    /// <summary>Whether a name stands in the text of a feed's key set, so that whoever reads it asks for the key set.</summary>
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

    /// <summary>All of the calls, one on what the other gave, that a call is one of.</summary>
    private static ExpressionSyntax Chain(ExpressionSyntax call)
    {
        while (call.Parent is MemberAccessExpressionSyntax { Parent: InvocationExpressionSyntax outer } access && access.Expression == call)
            call = outer;
        return call;
    }

    /// <summary>
    /// What maps the feeds of a key set: the chain of calls; or, where that begins with a local or makes one, what the local is and what
    /// is mapped by it; or all of the member around it.
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

    /// <summary>The name that a chain of calls begins with, or null.</summary>
    private static string? Root(ExpressionSyntax chain) =>
        chain switch
        {
            InvocationExpressionSyntax call => Root(call.Expression),
            MemberAccessExpressionSyntax access => Root(access.Expression),
            IdentifierNameSyntax name => name.Identifier.ValueText,
            _ => null,
        };

    /// <summary>Whether a chain of calls maps something itself.</summary>
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
