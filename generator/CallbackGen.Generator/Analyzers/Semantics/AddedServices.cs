using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// The types that the compilation's own code adds to the services: a parameter of such a type comes from there. They are
/// looked for only once a parameter might be either.
/// </summary>
internal static class AddedServices
{
    private static readonly string[] Lifetimes = ["Singleton", "Scoped", "Transient"];

    private static readonly ConditionalWeakTable<Compilation, Lazy<ImmutableHashSet<ITypeSymbol>>> Known = new();

    /// <summary>Whether a call such as <c>AddScoped</c> names a type, or infers it.</summary>
    public static bool Has(ITypeSymbol type, Compilation compilation) =>
        Known.GetValue(compilation, static compilation => new Lazy<ImmutableHashSet<ITypeSymbol>>(() => Find(compilation))).Value.Contains(type);

    private static ImmutableHashSet<ITypeSymbol> Find(Compilation compilation)
    {
        var found = ImmutableHashSet.CreateBuilder<ITypeSymbol>(SymbolEqualityComparer.Default);
        foreach (var tree in compilation.SyntaxTrees)
        {
            foreach (var call in tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>().Where(Adds))
            {
                if (Added(call, MethodBodies.ModelOf(tree, compilation)) is { } type)
                    found.Add(type);
            }
        }

        return found.ToImmutable();
    }

    private static bool Adds(InvocationExpressionSyntax call)
    {
        var name = call.Expression switch
        {
            MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
            MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
            _ => "",
        };
        return (name.StartsWith("Add", StringComparison.Ordinal) || name.StartsWith("TryAdd", StringComparison.Ordinal)) && Lifetimes.Any(lifetime => name.EndsWith(lifetime, StringComparison.Ordinal));
    }

    private static ITypeSymbol? Added(InvocationExpressionSyntax call, SemanticModel model)
    {
        if (model.GetSymbolInfo(call).Symbol is IMethodSymbol { TypeArguments: [var service, ..] })
            return service;
        return call.ArgumentList.Arguments.Select(argument => argument.Expression).OfType<TypeOfExpressionSyntax>().FirstOrDefault() is { } named ? model.GetTypeInfo(named.Type).Type : null;
    }
}
