using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Tells whether a handler's callbacks are stored before they are handled.</summary>
internal sealed class StoredFirst(Compilation compilation)
{
    private const string Method = "StoreFirst";

    private bool? _isAnywhere;

    /// <summary>
    /// Whether the call that maps a function stores first. Where a class handles, the mapping is written elsewhere: one that stores
    /// first anywhere in the project counts.
    /// </summary>
    public bool Is(IOperation handler, CancellationToken cancellationToken) =>
        handler is IInvocationOperation mapping ? IsStored(mapping) : _isAnywhere ??= compilation.SyntaxTrees.Any(tree => IsMentioned(tree, cancellationToken));

    private static bool IsStored(IInvocationOperation mapping)
    {
        foreach (var ancestor in Surroundings.Ancestors(mapping))
        {
            if (IsStoring(ancestor))
                return true;
            if (ancestor is IVariableDeclaratorOperation { Symbol: var endpoint })
            {
                return Values.Root(mapping).Descendants().Any(operation => IsStoring(operation)
                    && operation.Descendants().OfType<ILocalReferenceOperation>().Any(local => SymbolEqualityComparer.Default.Equals(local.Local, endpoint)));
            }
        }

        return false;
    }

    private static bool IsStoring(IOperation operation) => operation is IInvocationOperation { TargetMethod.Name: Method };

    private static bool IsMentioned(SyntaxTree tree, CancellationToken cancellationToken) =>
        tree.GetRoot(cancellationToken).DescendantNodes().OfType<MemberAccessExpressionSyntax>().Any(access => access.Name.Identifier.ValueText == Method);
}
