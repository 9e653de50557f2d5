using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>Determines whether a handler's callbacks are stored before they are handled.</summary>
internal sealed class StoredFirst(Compilation compilation)
{
    private const string Method = "StoreFirst";

    // The names of the payloads that are stored first; "" for a mapping with StoreFirst that names no payload.
    private HashSet<string>? _stored;

    /// <summary>
    /// Whether the call that maps a function stores first. The mapping of a handler class is elsewhere: any mapping in the project that
    /// stores first counts, unless it is for another feed, or maps a lambda.
    /// </summary>
    public bool Is(IOperation handler, CancellationToken cancellationToken)
    {
        if (IsStored(handler))
            return true;
        if (handler is IInvocationOperation)
            return false;
        _stored ??= [.. compilation.SyntaxTrees.SelectMany(tree => FeedsOf(tree, cancellationToken))];
        return _stored.Count > 0
            && (_stored.Contains("") || PayloadOf(handler, cancellationToken) is not { } payload || _stored.Contains(payload));
    }

    /// <summary>Returns the name of the payload whose message a handler class's method receives.</summary>
    private string? PayloadOf(IOperation body, CancellationToken cancellationToken) =>
        CallbackSymbols.Of(compilation) is { } symbols
        && body.SemanticModel?.GetDeclaredSymbol(body.Syntax, cancellationToken) is IMethodSymbol method
            ? symbols.PayloadTakenBy(method)?.Name
            : null;

    private static bool IsStored(IOperation mapping)
    {
        foreach (var ancestor in Surroundings.Ancestors(mapping))
        {
            if (IsStoring(ancestor))
                return true;
            if (ancestor is IVariableDeclaratorOperation { Symbol: var endpoint })
            {
                return Values
                    .Root(mapping)
                    .Descendants()
                    .Any(operation =>
                        IsStoring(operation)
                        && operation
                            .Descendants()
                            .OfType<ILocalReferenceOperation>()
                            .Any(local => SymbolEqualityComparer.Default.Equals(local.Local, endpoint))
                    );
            }
        }

        return false;
    }

    private static bool IsStoring(IOperation operation) => operation is IInvocationOperation { TargetMethod.Name: Method };

    private static IEnumerable<string> FeedsOf(SyntaxTree tree, CancellationToken cancellationToken) =>
        tree.GetRoot(cancellationToken)
            .DescendantNodes()
            .OfType<MemberAccessExpressionSyntax>()
            .Where(access => access.Name.Identifier.ValueText == Method)
            .Select(access => FeedOf(access.Expression))
            .OfType<string>();

    /// <summary>
    /// Returns the feed of the <c>MapCallback&lt;T&gt;</c> with which a call chain starts, or an empty text; null where a lambda handles
    /// it.
    /// </summary>
    private static string? FeedOf(ExpressionSyntax receiver)
    {
        while (receiver is InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax access } call)
        {
            if (
                access.Name.Identifier.ValueText == "MapCallback"
                && call.ArgumentList.Arguments.Any(argument => argument.Expression is AnonymousFunctionExpressionSyntax)
            )
                return null;
            if (access.Name is GenericNameSyntax { Identifier.ValueText: "MapCallback", TypeArgumentList.Arguments: [var feed, ..] })
                return feed is SimpleNameSyntax name ? name.Identifier.ValueText
                    : feed is QualifiedNameSyntax qualified ? qualified.Right.Identifier.ValueText
                    : "";
            receiver = access.Expression;
        }

        return "";
    }
}
