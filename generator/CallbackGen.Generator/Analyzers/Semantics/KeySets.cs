using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Tells whether a project verifies one provider's callbacks with the keys of several accounts.</summary>
internal sealed class KeySets(Compilation compilation)
{
    private const string Method = "WithKeySet", Attribute = "CallbackKeySet";

    private static readonly Mentions Named = new(Method, Attribute);

    private bool? _areSeveral;

    /// <summary>Whether two key sets are named, or one by what a program finds at run time.</summary>
    public bool AreSeveral(CancellationToken cancellationToken) => _areSeveral ??= Find(cancellationToken);

    private bool Find(CancellationToken cancellationToken)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in compilation.SyntaxTrees.Where(tree => !MethodBodies.IsMade(tree) && Named.AreIn(tree)).SelectMany(tree => tree.GetRoot(cancellationToken).DescendantNodes()))
        {
            var name = node switch
            {
                InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: Method }, ArgumentList.Arguments: [var argument] } => argument.Expression,
                AttributeSyntax { Name: var attribute, ArgumentList.Arguments: [var argument] } when attribute.ToString().Split('.').Last() is Attribute or Attribute + "Attribute" => argument.Expression,
                _ => null,
            };
            if (name is not null && (name is not LiteralExpressionSyntax literal || names.Add(literal.Token.ValueText) && names.Count > 1))
                return true;
        }

        return false;
    }
}
