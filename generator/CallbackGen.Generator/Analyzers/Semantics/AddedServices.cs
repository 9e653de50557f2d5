using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace CallbackGen.Generator.Analyzers.Semantics;

/// <summary>
/// The types that the compilation's own code registers as services: a parameter of such a type is resolved from the services. They are
/// searched for only when a parameter might be either a service or bound data.
/// </summary>
internal static class AddedServices
{
    private static readonly string[] Lifetimes = ["Singleton", "Scoped", "Transient"];

    private static readonly ConditionalWeakTable<Compilation, Lazy<Found>> Known = new();

    /// <summary>Whether a registration such as <c>AddScoped</c> names a type as a service, or infers it.</summary>
    public static bool Has(ITypeSymbol type, Compilation compilation) => Of(compilation).Services.Contains(type);

    /// <summary>
    /// Whether a call such as <c>AddSingleton</c> names a type as a service or as its implementation, so that all requests share one
    /// object.
    /// </summary>
    public static bool AreShared(ITypeSymbol type, Compilation compilation) => Of(compilation).Singletons.Contains(type);

    private static Found Of(Compilation compilation) =>
        Known.GetValue(compilation, static compilation => new Lazy<Found>(() => Find(compilation))).Value;

    private static Found Find(Compilation compilation)
    {
        var services = ImmutableHashSet.CreateBuilder<ITypeSymbol>(SymbolEqualityComparer.Default);
        var singletons = ImmutableHashSet.CreateBuilder<ITypeSymbol>(SymbolEqualityComparer.Default);
        foreach (var tree in compilation.SyntaxTrees)
        {
            foreach (var call in tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>().Where(Adds))
            {
                var named = Added(call, MethodBodies.ModelOf(tree, compilation)).ToList();
                if (named.Count > 0)
                    services.Add(named[0]);
                if (NameOf(call).EndsWith("Singleton", StringComparison.Ordinal))
                    singletons.UnionWith(named);
            }
        }

        return new Found(services.ToImmutable(), singletons.ToImmutable());
    }

    private static bool Adds(InvocationExpressionSyntax call) =>
        NameOf(call) is var name
        && (name.StartsWith("Add", StringComparison.Ordinal) || name.StartsWith("TryAdd", StringComparison.Ordinal))
        && Lifetimes.Any(lifetime => name.EndsWith(lifetime, StringComparison.Ordinal));

    private static string NameOf(InvocationExpressionSyntax call) =>
        call.Expression switch
        {
            MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
            MemberBindingExpressionSyntax binding => binding.Name.Identifier.ValueText,
            _ => "",
        };

    /// <summary>Returns the service that a call registers, and its implementation where the call names it too.</summary>
    private static IEnumerable<ITypeSymbol> Added(InvocationExpressionSyntax call, SemanticModel model) =>
        model.GetSymbolInfo(call).Symbol is IMethodSymbol { TypeArguments: { IsEmpty: false } types }
            ? types
            : call
                .ArgumentList.Arguments.Select(argument => argument.Expression)
                .OfType<TypeOfExpressionSyntax>()
                .Select(named => model.GetTypeInfo(named.Type).Type)
                .OfType<ITypeSymbol>();

    private sealed record Found(ImmutableHashSet<ITypeSymbol> Services, ImmutableHashSet<ITypeSymbol> Singletons);
}
